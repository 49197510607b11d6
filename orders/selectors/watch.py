"""What the status page tells: when the watch last ran, what the auditor saw, and when nobody watched."""

import datetime
import json
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from orders.models import Breach, Heartbeat, Outage
from orders.selectors.outages import outage_end
from orders.sweep.heartbeat import SWEEP
from orders.watch.audit import AUDITOR
from orders.watch.rules import Look, sentences
from ui import danish

OUTAGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class OutageRow:
    """One outage; `breaches` of the actor's own organisation fell due in it, and were found late."""

    when: str
    length: str
    breaches: str


@dataclass(frozen=True, slots=True)
class Status:
    """The page. `sentences` are the alarms as the auditor saw them at `looked_at` (None: it has never looked)."""

    sweep_at: datetime.datetime | None
    looked_at: datetime.datetime | None
    sentences: list[str]
    mail_waiting: int
    mail_oldest: datetime.datetime | None
    outages: list[OutageRow]


def watch_status(actor: Actor) -> Status:
    """The status as `actor` may see it: the machine's own numbers, and the breaches of one's own organisation."""
    beats = {beat.name: beat for beat in Heartbeat.objects.filter(name__in=[SWEEP, AUDITOR])}
    sweep, auditor = beats.get(SWEEP), beats.get(AUDITOR)
    with connection.cursor() as cursor:
        cursor.execute("select waiting, oldest from orders_watch_mail()")
        waiting, oldest = cursor.fetchone()
    return Status(
        sweep_at=sweep.last_run_at if sweep else None,
        looked_at=auditor.last_run_at if auditor else None,
        sentences=sentences(_look(auditor, sweep)) if auditor else [],
        mail_waiting=waiting,
        mail_oldest=oldest,
        outages=_outages(actor),
    )


def _look(auditor: Heartbeat, sweep: Heartbeat | None) -> Look:
    """The auditor's last look, as it wrote it down."""
    detail: dict[str, Any] = (
        auditor.detail if isinstance(auditor.detail, dict) else json.loads(auditor.detail)
    )

    def instant(name: str) -> datetime.datetime | None:
        return datetime.datetime.fromisoformat(detail[name]) if detail.get(name) else None

    return Look(
        at=auditor.last_run_at,
        sweep_at=sweep.last_run_at if sweep else None,
        unseen=detail.get("unseen", 0),
        oldest_due=instant("oldest_due"),
        stuck=detail.get("stuck", 0),
        oldest_mail=instant("oldest_mail"),
        oldest_change=instant("oldest_change"),
    )


def _outages(actor: Actor) -> list[OutageRow]:
    shown = list(Outage.objects.order_by("-since")[:OUTAGES_SHOWN])
    if not shown:
        return []
    own = Breach.objects.visible_to(actor).filter(organisation_id=actor.organisation_id).order_by()
    counts = own.aggregate(
        **{
            f"n{outage.pk}": Count(
                "pk",
                filter=Q(due_at__lt=outage.until, detected_at__gt=outage.since)
                & Q(due_at__lte=F("detected_at")),
            )
            for outage in shown
        }
    )
    return [
        OutageRow(
            when=_("%(since)s til %(until)s")
            % {"since": danish.full_time(outage.since, year=True), "until": outage_end(outage)},
            length=danish.duration(outage.until - outage.since),
            breaches=_breaches_text(counts[f"n{outage.pk}"]),
        )
        for outage in shown
    ]


def _breaches_text(number: int) -> str:
    if not number:
        return _("ingen af jeres")
    return ngettext("%(n)s af jeres", "%(n)s af jeres", number) % {"n": danish.number(number)}
