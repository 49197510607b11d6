"""Who can take a case over, how busy they are, and a running clock as a row for the one who hands cases out."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from jobcenters.calendar import (
    CalendarDays,
    NoOpeningHoursError,
    OpeningCalendar,
    OpeningDayHours,
    WorkingDays,
    local_date,
)
from orders.models import Clock, Order
from orders.promises import HUMAN_TOWARDS_COMPANY, promise
from orders.selectors.my_day import clock_status, due_second
from orders.selectors.sla import next_open_day, risk_until
from ui import danish, parts


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who can be given a case: open orders, and running deadlines until the end of the next opening day."""

    user_id: int
    name: str
    role: str
    orders: int
    deadlines: int
    is_self: bool

    @property
    def load(self) -> str:
        """ "6 åbne ordrer, 2 frister"."""
        orders = ngettext("%(n)s åben ordre", "%(n)s åbne ordrer", self.orders) % {
            "n": danish.number(self.orders)
        }
        deadlines = ngettext("%(n)s frist", "%(n)s frister", self.deadlines) % {
            "n": danish.number(self.deadlines)
        }
        return f"{orders}, {deadlines}"


def colleagues(actor: Actor, calendar: OpeningCalendar, now: datetime.datetime) -> list[Colleague]:
    """Those who work for the actor's organisation: consultants first, the least busy first. Three queries."""
    members = (
        Membership.objects.active()
        .filter(organisation_id=actor.organisation_id)
        .select_related("user")
        .order_by("user__name", "id")
    )
    orders = dict(
        Order.objects.visible_to(actor)
        .led_by(actor.organisation_id)
        .open()
        .without_inquiries()
        .order_by()
        .values("owner_id")
        .annotate(number=Count("pk"))
        .values_list("owner_id", "number")
    )
    deadlines = dict(
        Clock.objects.owned_by(actor.organisation_id)
        .running()
        .filter(due_at__lt=risk_until(calendar, now))
        .order_by()
        .values("owner_user_id")
        .annotate(number=Count("pk"))
        .values_list("owner_user_id", "number")
    )
    consultant = str(Role.CONSULTANT.label)
    found = [
        Colleague(
            user_id=member.user_id,
            name=member.user.name or member.user.email,
            role=str(member.get_role_display()),
            orders=orders.get(member.user_id, 0),
            deadlines=deadlines.get(member.user_id, 0),
            is_self=member.user_id == actor.user_id,
        )
        for member in members
    ]
    return sorted(found, key=lambda one: (one.role != consultant, one.deadlines, one.orders, one.name))


def day_words(calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """ "til og med mandag": how far ahead "at risk" looks."""
    return _("til og med %(day)s") % {"day": danish.day_when(next_open_day(calendar, now), now)}


def case_url(clock: Clock, orders: dict[int, Order]) -> str:
    """The page of the case; "" where the organisation may not see the order any more."""
    if clock.request is not None:
        return reverse("orders:request", args=[clock.request.uuid])
    order = orders.get(clock.order_id)
    return reverse("orders:order", args=[order.uuid]) if order else ""


def orders_of(clocks: Sequence[Clock]) -> dict[int, Order]:
    """The orders of the clocks, as far as they may be seen. Apart from the clocks, because a join would take away
    the rows of those that may not, and a list would be shorter than its number.
    """
    return {order.pk: order for order in Order.objects.filter(pk__in={clock.order_id for clock in clocks})}


def at_risk_rows(
    clocks: Sequence[Clock], actor: Actor, calendar: OpeningCalendar, now: datetime.datetime
) -> list[parts.CaseRow]:
    """Running clocks as rows that can be given to somebody. `clocks` come with request and owner_user; one query."""
    orders = orders_of(clocks)
    return [_row(clock, orders, actor, calendar, now) for clock in clocks]


def _row(
    clock: Clock,
    orders: dict[int, Order],
    actor: Actor,
    calendar: OpeningCalendar,
    now: datetime.datetime,
) -> parts.CaseRow:
    url = case_url(clock, orders)
    if clock.owner_user_id == actor.user_id and url:
        action = parts.Action(_("Gå til sagen"), url, described_by=clock.counterpart)
    else:
        action = parts.Action(
            _("Tildel"), reverse("orders:assign_clock", args=[clock.uuid]), described_by=clock.counterpart
        )
    return parts.CaseRow(
        status=clock_status(clock, calendar, now),  # type: ignore[arg-type]
        due=due_words(clock, calendar, now),
        due_second=due_detail(clock, calendar, now),
        title=clock.counterpart,
        url=url or reverse("orders:assign_clock", args=[clock.uuid]),
        second=f"{what_is_missing(clock)} {responsible(clock, actor)}",
        action=action,
    )


def due_words(clock: Clock, calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """When it is due: "mandag kl. 10.20"; a promise in days is shown as the closing time of its last opening day."""
    if isinstance(promise(clock.promise).unit, OpeningDayHours):
        return danish.when(clock.due_at, now)
    try:
        closes = calendar.closes_on(calendar.last_open_day(local_date(clock.due_at)))
    except NoOpeningHoursError:
        closes = None
    return (
        danish.when(closes, now)
        if closes and closes > now
        else danish.day_when(local_date(clock.due_at), now)
    )


def due_detail(clock: Clock, calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """The line under it: how long is left today, else how long after the opening, or the length of the promise."""
    unit = promise(clock.promise).unit
    if isinstance(unit, WorkingDays):
        return danish.working_days(unit.n)
    if isinstance(unit, CalendarDays):
        return danish.calendar_days(unit.n)
    day = local_date(clock.due_at)
    opens, closes = calendar.opens_on(day), calendar.closes_on(day)
    if now > clock.due_at or day == local_date(now) or opens is None or clock.due_at < opens:
        return due_second(clock, calendar, now)
    if clock.due_at == opens:
        return _("når vi åbner")
    if clock.due_at == closes:
        return _("når vi lukker")
    return _("%(duration)s efter åbning") % {"duration": danish.duration(clock.due_at - opens)}


def what_is_missing(clock: Clock) -> str:
    """What has to be done to keep the promise: "4 montører: ikke ringet op." """
    if clock.request_id is not None:
        return _("Venter på vores svar om %(what)s.") % {"what": clock.subject}
    if promise(clock.promise).stops & HUMAN_TOWARDS_COMPANY:
        return _("%(what)s: ikke ringet op.") % {"what": clock.subject}
    if clock.promise == "D6":
        return _("%(what)s: opkvalificering er ikke aftalt.") % {"what": clock.subject}
    return _("%(what)s: kandidater er ikke leveret.") % {"what": clock.subject}


def responsible(clock: Clock, actor: Actor) -> str:
    """ "Ansvarlig er Mette Lund." """
    if clock.owner_user is None:
        return _("Ingen ansvarlig valgt.")
    if clock.owner_user_id == actor.user_id:
        return _("Du er ansvarlig.")
    return _("Ansvarlig er %(name)s.") % {"name": clock.owner_user.name or clock.owner_user.email}
