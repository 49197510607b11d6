"""The watch's numbers for Prometheus, asked of the database at each scrape: no process keeps a count of its own.

All are gauges but the breaches, which only ever grow. Promises are told apart, organisations are not.
"""

from collections.abc import Iterable

from django.db import connection
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from orders.promises import PromiseCode
from orders.sweep.heartbeat import SWEEP
from orders.watch.audit import AUDITOR

_BEATS = """
select name, extract(epoch from statement_timestamp() - last_run_at)::float8,
       coalesce((detail ->> 'unseen')::int, 0), jsonb_array_length(coalesce(detail -> 'alarms', '[]'))
  from orders_heartbeat where name in (%s, %s)
"""
_MAIL = """
select waiting, extract(epoch from statement_timestamp() - coalesce(oldest, statement_timestamp()))::float8, failed
  from orders_watch_mail()
"""


class _Watch:
    """prometheus_client's collector: asked for each scrape."""

    def collect(self) -> Iterable[Metric]:
        with connection.cursor() as cursor:
            cursor.execute("select promise, running, soon, late, broken from orders_watch_numbers()")
            rows = {row[0]: row[1:] for row in cursor.fetchall()}
            cursor.execute(_BEATS, [SWEEP, AUDITOR])
            beats = {row[0]: row[1:] for row in cursor.fetchall()}
            cursor.execute(_MAIL)
            mail = cursor.fetchone()
        yield from self._promises(rows)
        for name, text in ((SWEEP, "deadline sweep"), (AUDITOR, "auditor")):
            if name in beats:
                yield GaugeMetricFamily(
                    f"jobordre_{name}_age_seconds",
                    f"Seconds since the {text} last ended a round.",
                    beats[name][0],
                )
        if AUDITOR in beats:
            yield GaugeMetricFamily(
                "jobordre_deadlines_unseen", "Deadlines that passed without a breach.", beats[AUDITOR][1]
            )
            yield GaugeMetricFamily(
                "jobordre_alarms", "Alarms that the auditor raises now.", beats[AUDITOR][2]
            )
        yield GaugeMetricFamily("jobordre_mail_waiting", "Mails that are due and not sent.", mail[0])
        yield GaugeMetricFamily(
            "jobordre_mail_oldest_seconds", "How long the oldest of them has waited.", mail[1]
        )
        yield GaugeMetricFamily("jobordre_mail_failed", "Mails given up, or come back.", mail[2])

    @staticmethod
    def _promises(rows: dict[str, tuple[int, ...]]) -> Iterable[Metric]:
        names = (
            ("jobordre_promises_open", "Running promises."),
            ("jobordre_promises_at_risk", "Running promises that are due within two hours."),
            ("jobordre_promises_late", "Running promises past their deadline."),
        )
        for place, (name, text) in enumerate(names):
            gauge = GaugeMetricFamily(name, text, labels=["promise"])
            for code in PromiseCode:
                gauge.add_metric([code.value], rows.get(code.value, (0, 0, 0, 0))[place])
            yield gauge
        broken = CounterMetricFamily(
            "jobordre_promises_breached", "Promises not kept in time.", labels=["promise"]
        )
        for code in PromiseCode:
            broken.add_metric([code.value], rows.get(code.value, (0, 0, 0, 0))[3])
        yield broken


def scrape() -> bytes:
    """The numbers as of now, in Prometheus' text format (version 0.0.4). Raises DatabaseError."""
    registry = CollectorRegistry(auto_describe=False)
    registry.register(_Watch())
    return generate_latest(registry)
