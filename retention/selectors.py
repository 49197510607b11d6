"""What the rules would do, what they have done, and when they run next."""

import datetime
from collections import defaultdict
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.personal_data import Rule
from retention.catalogue import rules
from retention.models import Run
from retention.statements import name_of

AHEAD = datetime.timedelta(days=30)
LAST_RUNS = 20


@dataclass(frozen=True, slots=True)
class RuleRow:
    """A rule with how many rows are over now and in thirty days."""

    table: str
    rule: Rule
    now: int
    soon: int


@dataclass(slots=True)
class Forecast:
    """Rows of rules, and for those who see several organisations the sum of each."""

    rows: list[RuleRow] = field(default_factory=list)
    places: list[tuple[str, int, int]] = field(default_factory=list)

    @property
    def busy(self) -> list[RuleRow]:
        """The rules that have something to do now or within thirty days."""
        return [row for row in self.rows if row.now or row.soon]

    @property
    def idle(self) -> list[RuleRow]:
        return [row for row in self.rows if not (row.now or row.soon)]


def forecast(actor: Actor, now: datetime.datetime) -> Forecast:
    """What each rule would do at `now` (aware) and thirty days later, as far as `actor` may count; one question."""
    every = rules()
    parts: list[str] = []
    values: list[str | datetime.datetime] = []
    for _table, rule in every:
        for soon, at in ((False, now), (True, now + AHEAD)):
            parts.append(
                f"select %s as rule, {soon} as soon, organisation_id, number from retention_see_{name_of(rule)}(%s)"  # noqa: S608
            )
            values += [rule.code, rule.ends_before(at)]
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), values)
        found = cursor.fetchall()
    by_rule: defaultdict[tuple[str, bool], int] = defaultdict(int)
    by_place: defaultdict[int, list[int]] = defaultdict(lambda: [0, 0])
    for code, soon, organisation_id, number in found:
        by_rule[code, soon] += number
        if organisation_id is not None:
            by_place[organisation_id][soon] += number
    result = Forecast(
        [RuleRow(table, rule, by_rule[rule.code, False], by_rule[rule.code, True]) for table, rule in every]
    )
    if actor.is_national:
        names = dict(Organisation.objects.filter(pk__in=by_place).values_list("pk", "name"))
        result.places = sorted(
            (names[pk], now_, soon) for pk, (now_, soon) in by_place.items() if pk in names
        )
    return result


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run, with its rule where that still exists."""

    run: Run
    rule: Rule | None


def last_runs() -> list[RunRow]:
    """The latest runs in which a rule had something to do."""
    named = {rule.code: rule for _table, rule in rules()}
    return [RunRow(run, named.get(run.rule)) for run in Run.objects.exclude(rule="")[:LAST_RUNS]]


def last_whole_run() -> Run | None:
    return Run.objects.filter(rule="").first()


def next_run(now: datetime.datetime) -> datetime.datetime:
    """When the rules run next: an interval after the last time they began, or at once where that is past."""
    last = last_whole_run()
    every = datetime.timedelta(seconds=settings.CELERY_BEAT_SCHEDULE["carry-out-retention"]["schedule"])
    return max(now, last.started_at + every) if last else now
