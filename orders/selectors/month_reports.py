"""The reports of single months: counted once, kept, read as they were."""

import datetime
from dataclasses import replace
from uuid import UUID

from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import local_date
from orders.models import MonthReport, ReportWish
from orders.periods import ONE_DAY
from orders.selectors.report import Report, report
from orders.selectors.report_scope import Choice, Scope, Wanted, agreement_choices, choices_of, owners_of

MOST_KEPT = 24


def months_between(after: datetime.date, before: datetime.date) -> list[datetime.date]:
    """The first days of the months after the month of `after` and before that of `before`."""
    found = []
    month = next_month(after)
    while month < before.replace(day=1):
        found.append(month)
        month = next_month(month)
    return found


def next_month(day: datetime.date) -> datetime.date:
    """The first day of the month after that of `day`."""
    return (day.replace(day=1) + datetime.timedelta(days=31)).replace(day=1)


def choice_of(actor: Actor, scope: str, today: datetime.date) -> Choice | None:
    """The scope with this key, where it is the actor's."""
    return next((one for one in choices_of(actor, today) if one.key == scope), None)


def numbers_of_month(actor: Actor, scope: str, month: datetime.date, now: datetime.datetime) -> Report | None:
    """The report of a month that is over, as it stands at `now`; None where the scope is not the actor's."""
    choice = choice_of(actor, scope, local_date(now))
    if choice is None:
        return None
    agreements = [] if choice.scope is Scope.NETWORK else agreement_choices(actor)
    wanted = Wanted(choice, month, next_month(month) - ONE_DAY)
    found = report(actor, wanted, owners_of(choice), agreements, now)
    return replace(found, is_kept=True, promises=tuple(replace(one, at_risk=0) for one in found.promises))


def newest(actor: Actor, scope: str, month: datetime.date) -> MonthReport | None:
    """The newest version of a month's report."""
    kept = MonthReport.objects.visible_to(actor).filter(scope=scope, month=month)
    return kept.order_by("-version").first()


def kept_reports(actor: Actor, scope: str) -> list[MonthReport]:
    """The reports of a scope, the newest month and version first, without their numbers. One query."""
    rows = MonthReport.objects.visible_to(actor).filter(scope=scope).defer("numbers")
    return list(rows.order_by("-month", "-version")[:MOST_KEPT])


def kept_report(actor: Actor, uuid: UUID) -> MonthReport | None:
    """One report as it was counted."""
    return MonthReport.objects.visible_to(actor).filter(uuid=uuid).first()


def is_asked(actor: Actor, scope: str) -> bool:
    """Whether the actor gets the scope's months by mail."""
    return ReportWish.objects.visible_to(actor).filter(scope=scope).exists()


def version_words(made: MonthReport, versions: int) -> str:
    """ "udgave 1 af 2"; "" where there is but one."""
    return "" if versions < 2 else _("udgave %(n)s af %(all)s") % {"n": made.version, "all": versions}
