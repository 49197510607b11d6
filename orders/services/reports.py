"""Monthly reports: asked for on the page, made and mailed once a month, and made anew where a number has changed.

Making may run twice, late, or at the same time: the rows decide what is done.
"""

import datetime
import logging
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from accounts.moment import moment
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.models import MonthReport, ReportWish
from orders.periods import ONE_DAY
from orders.report_mails import month_report
from orders.selectors.month_reports import months_between, newest, numbers_of_month
from orders.selectors.report import Report, report_of
from orders.selectors.report_scope import choices_of

logger = logging.getLogger(__name__)

# After a long stop the newest months are mailed; older ones can be read on the page.
MOST_MONTHS = 3
# Months that are counted again, for corrections that come late.
COUNTED_AGAIN = 3


def may_have(actor: Actor) -> bool:
    """Whether reports are for this person: a manager or administrator of a jobcentre, or Jobservice Danmark."""
    return actor.is_national or (actor.is_jobcenter and actor.role in (Role.MANAGER, Role.ADMINISTRATOR))


@transaction.atomic
def report_ask(*, actor: Actor, scope: str) -> None:
    """Have the report of each month by mail from the running month on. Asking twice changes nothing.

    Raises PermissionDenied (Danish) for a scope that is not the actor's.
    """
    today = local_date(moment())
    if (
        actor.user_id is None
        or not may_have(actor)
        or scope not in {one.key for one in choices_of(actor, today)}
    ):
        raise PermissionDenied(_("Den rapport kan du ikke få."))
    over = (today.replace(day=1) - ONE_DAY).replace(day=1)
    if not ReportWish.objects.visible_to(actor).filter(scope=scope).exists():
        ReportWish.objects.create(
            organisation_id=actor.organisation_id, user_id=actor.user_id, scope=scope, sent_for=over
        )


@transaction.atomic
def report_stop(*, actor: Actor, scope: str) -> None:
    """No more mail about a scope."""
    ReportWish.objects.visible_to(actor).filter(scope=scope).delete()


# --- made by the worker -----------------------------------------------------------------------------------------


def reports_send(*, now: datetime.datetime | None = None) -> int:
    """Mail the months that are over to those who asked; how many mails were queued.

    Each wish is handled in a transaction of its own, acting as that person: one that fails does not stop the others.
    """
    now = now or moment()
    this_month = local_date(now).replace(day=1)
    sent = 0
    for wish_id, actor, email in _wishes(before=(this_month - ONE_DAY).replace(day=1)):
        try:
            with acting_as(actor):
                sent += _send(wish_id, actor, email, this_month, now)
        except DatabaseError:
            logger.exception("The report of user %s could not be made.", actor.user_id)
    return sent


def _wishes(*, before: datetime.date | None = None) -> Iterator[tuple[int, Actor, str]]:
    """The wishes of people who still may have them: (id, actor, address)."""
    with transaction.atomic():
        rows = ReportWish.objects.all() if before is None else ReportWish.objects.filter(sent_for__lt=before)
        wishes = list(rows.order_by("pk").values_list("pk", "organisation_id", "user_id"))
    for pk, organisation_id, user_id in wishes:
        system = Actor(user_id=user_id, organisation_id=organisation_id, role="", kind="system")
        with acting_as(system):
            member = (
                Membership.objects.active()
                .filter(organisation_id=organisation_id, user_id=user_id)
                .select_related("user", "organisation")
                .first()
            )
        if member is not None and may_have(member.actor()):
            yield pk, member.actor(), member.user.email


def _send(wish_id: int, actor: Actor, email: str, this_month: datetime.date, now: datetime.datetime) -> int:
    wish = ReportWish.objects.select_for_update().filter(pk=wish_id).first()
    if wish is None:
        return 0
    months = months_between(wish.sent_for, this_month)[-MOST_MONTHS:]
    sent = 0
    for month in months:
        made = _made(actor, wish.scope, month, now)
        if made is None:
            return sent  # the scope is no longer this person's
        month_report(actor=actor, email=email, made=made, found=report_of(made.numbers))
        sent += 1
    if months:
        wish.sent_for = months[-1]
        wish.save(update_fields=["sent_for"])
    return sent


def _made(actor: Actor, scope: str, month: datetime.date, now: datetime.datetime) -> MonthReport | None:
    """The newest version of a month's report, made where there is none."""
    there = newest(actor, scope, month)
    if there is not None:
        return there
    found = numbers_of_month(actor, scope, month, now)
    return None if found is None else _keep(actor, scope, month, found, version=1)


def _keep(actor: Actor, scope: str, month: datetime.date, found: Report, *, version: int) -> MonthReport:
    """Two at the same time keep one: the other finds it there."""
    made, _is_new = MonthReport.objects.get_or_create(
        organisation_id=actor.organisation_id,
        scope=scope,
        month=month,
        version=version,
        defaults={"counted_at": found.counted_at, "numbers": found.as_data()},
    )
    return made


def reports_count_again(*, now: datetime.datetime | None = None) -> int:
    """Make a new version of every report of the last months whose numbers have become others; how many."""
    now = now or moment()
    since = local_date(now).replace(day=1)
    for _n in range(COUNTED_AGAIN):
        since = (since - ONE_DAY).replace(day=1)
    made = 0
    for wish_id, actor, _email in _wishes():
        try:
            with acting_as(actor):
                made += _count_again(wish_id, actor, since, now)
        except DatabaseError:
            logger.exception(
                "The reports of organisation %s could not be counted again.", actor.organisation_id
            )
    return made


def _count_again(wish_id: int, actor: Actor, since: datetime.date, now: datetime.datetime) -> int:
    scope = ReportWish.objects.values_list("scope", flat=True).get(pk=wish_id)
    kept = MonthReport.objects.visible_to(actor).filter(scope=scope, month__gte=since)
    made = 0
    for month in sorted(set(kept.values_list("month", flat=True))):
        old, found = newest(actor, scope, month), numbers_of_month(actor, scope, month, now)
        if old is not None and found is not None and not report_of(old.numbers).says_the_same(found):
            _keep(actor, scope, month, found, version=old.version + 1)
            made += 1
    return made
