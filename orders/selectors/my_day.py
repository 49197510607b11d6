"""The consultant's day: what must be answered now, own orders with their next step, and news from other jobcentres."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from jobcenters.calendar import OpeningCalendar, OpeningDayHours, local_date
from orders.calendars import calendar_of, calendars_at
from orders.enums import AnswerKind, Channel, Decision, EventKind, OrderState, RequestState
from orders.models import Clock, HeadsUp, Order, OrderEvent, Request, TovholderChange
from orders.next_step import OrderFacts, next_step
from orders.promises import promise
from orders.selectors.case_rows import ClockRow
from orders.selectors.facts import facts_and_clocks, place_of
from orders.selectors.listed import ListedOrder, addresses
from orders.status import status_of
from ui import danish, parts

ANSWER_PROMISES = ("D1", "D2", "D3")
MOST_ROWS = 50
MOST_ORDERS = 8
NEWS_DAYS = 3
ONE_DAY = datetime.timedelta(days=1)

# How the company's inquiry came, as a row tells it.
CAME_BY = {
    Channel.PHONE: _("Ringede"),
    Channel.PORTAL: _("Skrev"),
    Channel.MAIL: _("Skrev"),
    Channel.VISIT: _("Spurgte ved et besøg"),
    Channel.NATIONAL: _("Kom via Jobservice Danmark"),
}


@dataclass(frozen=True, slots=True)
class MyDay:
    """Everything on the page. `inquiries` are answered cases about no order that are still open; `colleagues` counts
    running clocks that are somebody else's.
    """

    answer_now: list[parts.CaseRow]
    colleagues: int
    orders: list[parts.OrderRow]
    orders_in_all: int
    inquiries: list[parts.OrderRow]
    news: list[parts.NewsItem]
    open_today: str
    next_due: str


def my_day(actor: Actor, now: datetime.datetime, *, everybody: bool = False) -> MyDay:
    """The day of `actor` at `now` (aware). `everybody`: the whole jobcentre's clocks, not only own and unassigned."""
    calendar = calendar_of(actor.organisation_id)
    clocks = Clock.objects.owned_by(actor.organisation_id).running().filter(promise__in=ANSWER_PROMISES)
    mine = clocks if everybody else clocks.filter(Q(owner_user_id=actor.user_id) | Q(owner_user__isnull=True))
    rows = list(
        mine.select_related(
            "order__company__organisation",
            "request__line",
            "request__evidence",
            "request__from_organisation__jobcenter",
            "request__order__company__organisation",
        ).order_by("due_at", "id")[:MOST_ROWS]
    )
    orders = Order.objects.led_by(actor.organisation_id).open().filter(owner_id=actor.user_id)
    # Whatever waits only for the first answer stands in the list above already.
    listed = list(
        orders.exclude(state=OrderState.RECEIVED)
        .select_related("company__organisation")
        .order_by("received_at", "id")
    )
    rows_of = steps_of(listed, now)
    own = [order for order in listed if not order.is_inquiry]
    asked = [order for order in listed if order.is_inquiry]
    return MyDay(
        answer_now=[case_row(clock, calendar, now) for clock in rows],
        colleagues=0 if everybody else clocks.count() - mine.count(),
        orders=by_due(own, rows_of)[:MOST_ORDERS],
        orders_in_all=len(own),
        inquiries=by_due(asked, rows_of)[:MOST_ORDERS],
        news=news(actor, now),
        open_today=open_today(calendar, place_name(actor), now),
        next_due=danish.when(rows[0].due_at, now) if rows else "",
    )


def place_name(actor: Actor) -> str:
    """What the jobcentre is called in a sentence: the last word of "Jobcenter Horsens"."""
    return actor.organisation_name.rsplit(" ", 1)[-1]


def open_today(calendar: OpeningCalendar, place: str, now: datetime.datetime) -> str:
    """ "Fredag 27. marts. Horsens har åbent til kl. 13.00." """
    day = danish.capitalise(danish.full_day(local_date(now)))
    if calendar.is_open(now):
        closes = calendar.closes_on(local_date(now))
        if closes:
            return _("%(day)s. %(place)s har åbent til %(time)s.") % {
                "day": day,
                "place": place,
                "time": danish.clock_time(closes),
            }
    return _("%(day)s. %(place)s har lukket og åbner %(time)s.") % {
        "day": day,
        "place": place,
        "time": danish.when(calendar.next_opening(now), now),
    }


def clock_status(clock: Clock | ClockRow, calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """The word beside a clock, as the name of the status component."""
    paused = clock.is_paused if isinstance(clock, ClockRow) else clock.is_paused_at(now)
    return status_of_clock(
        clock.promise,
        clock.due_at,
        clock.counts_from,
        calendar,
        now,
        paused=paused,
        stopped_at=clock.stopped_at,
    )


def status_of_clock(
    code: str,
    due_at: datetime.datetime,
    counts_from: datetime.datetime,
    calendar: OpeningCalendar,
    now: datetime.datetime,
    *,
    paused: bool = False,
    stopped_at: datetime.datetime | None = None,
) -> str:
    """The same from columns. All instants are aware."""
    return status_of(
        now=now,
        due_at=due_at,
        counts_from=counts_from,
        in_days=not isinstance(promise(code).unit, OpeningDayHours),
        opening=calendar,
        paused=paused,
        stopped_at=stopped_at,
    ).value


def due_second(clock: Clock, calendar: OpeningCalendar, now: datetime.datetime) -> str:
    """The second line under a due time: how long, or why so late."""
    first, last = local_date(now), local_date(clock.due_at)
    if now > clock.due_at or first == last:
        return danish.relative(clock.due_at, now)
    days = [first + ONE_DAY * n for n in range(1, (last - first).days)]
    closed = [day for day in days if not calendar.is_open_day(day)]
    if not closed:
        return danish.relative(clock.due_at, now)
    if all(day.weekday() >= 5 for day in closed):
        return _("vi holder lukket i weekenden")
    return _("vi holder lukket %s") % danish.join(danish.weekday(day) for day in closed[:3])


def case_row(clock: Clock, calendar: OpeningCalendar, now: datetime.datetime) -> parts.CaseRow:
    """A running clock as a row with one button: ring the company, or answer the jobcentre."""
    status = clock_status(clock, calendar, now)
    if clock.request is not None:
        request = clock.request
        sender = place_of(request.from_organisation)
        url = reverse("orders:request", args=[request.uuid])
        second = _("Spørger om %(what)s til %(company)s.") % {
            "what": request.wanted,
            "company": request.order.company.name,
        }
        if request.evidence:
            second += " " + _("Har selv søgt inden for %s.") % danish.kilometres(request.evidence.radius_km)
        return parts.CaseRow(
            status=status,  # type: ignore[arg-type]
            due=danish.when(clock.due_at, now),
            due_second=due_second(clock, calendar, now),
            title=request.from_organisation.name,
            url=url,
            second=second,
            action=parts.Action(label=_("Svar %s") % sender, url=url),
        )
    order = clock.order
    second = _("%(came)s %(when)s: %(what)s Ikke ringet op endnu.") % {
        "came": CAME_BY.get(Channel(order.channel), _("Spurgte")),
        "when": danish.day_when(local_date(order.received_at), now),
        "what": danish.sentence(order.title),
    }
    return parts.CaseRow(
        status=status,  # type: ignore[arg-type]
        due=danish.when(clock.due_at, now),
        due_second=due_second(clock, calendar, now),
        title=order.company.name,
        url=reverse("orders:order", args=[order.uuid]),
        second=second,
        action=parts.Action(
            label=_("Ring op"),
            url=reverse("orders:answer", args=[order.uuid]),
            described_by=order.company.name,
        ),
    )


Steps = dict[int, tuple[parts.OrderRow, datetime.datetime | None]]


def by_due(orders: Sequence[Order], found: Steps) -> list[parts.OrderRow]:
    """The rows of `orders` among those found, the most urgent deadline first."""
    far = datetime.datetime.max.replace(tzinfo=datetime.UTC)
    keys = sorted((order.pk for order in orders), key=lambda pk: (found[pk][1] or far, pk))
    return [found[pk][0] for pk in keys]


def steps_of(orders: Sequence[Order | ListedOrder], now: datetime.datetime) -> Steps:
    """Order id -> its row with the next step, and when its first running clock is due. A constant number of queries."""
    found = facts_and_clocks(orders, now)
    # Another jobcentre's clock runs in its own opening hours.
    calendars = calendars_at(
        {clock.owner_organisation_id: clock.calendar_version for _facts, clock in found.values() if clock}
    )
    address = addresses("orders:order")
    rows = {}
    for order in orders:
        facts, clock = found[order.pk]
        row = _order_row(order, address(order.uuid), facts, clock, calendars, now)
        rows[order.pk] = row, clock.due_at if clock else None
    return rows


def _order_row(
    order: Order | ListedOrder,
    url: str,
    facts: OrderFacts,
    clock: ClockRow | None,
    calendars: dict[int, OpeningCalendar],
    now: datetime.datetime,
) -> parts.OrderRow:
    step = next_step(facts)
    status, when = None, ""
    if clock is not None:
        status = clock_status(clock, calendars[clock.owner_organisation_id], now)
        when = danish.when(clock.due_at, now)
        if clock.request_id:
            when = f"{clock.owner_organisation.name} {when}"
    return parts.OrderRow(
        title=order.company.name,
        url=url,
        second=order.title,
        step=step.title,
        step_second=step.detail,
        status=status,  # type: ignore[arg-type]
        when=when,
    )


def news(actor: Actor, now: datetime.datetime) -> list[parts.NewsItem]:
    """What other jobcentres have told us: proposals to take over, unseen heads-ups, and answers of the last days."""
    items: list[parts.NewsItem] = []
    proposals = TovholderChange.objects.filter(
        to_organisation_id=actor.organisation_id, decision=Decision.OFFERED
    ).select_related("from_organisation", "order__company__organisation")
    for change in proposals:
        items.append(
            parts.NewsItem(
                title=_("Vil I være tovholder for %s?") % change.order.company.name,
                url=reverse("orders:tovholder_decide", args=[change.uuid]),
                second=change.reason,
            )
        )
    alerts = HeadsUp.objects.filter(to_organisation_id=actor.organisation_id, seen_at__isnull=True)
    for heads_up in alerts.select_related("from_organisation__jobcenter", "order")[:10]:
        items.append(
            parts.NewsItem(
                title=_("Varsling fra %s") % place_of(heads_up.from_organisation),
                url=reverse("orders:shared", args=[heads_up.order.uuid]),
                second=_("%s Kræver intet svar.") % heads_up.text,
            )
        )
    items += _running_again(actor, now)
    answers = Request.objects.filter(
        from_organisation_id=actor.organisation_id,
        state=RequestState.ANSWERED,
        answered_at__gte=now - NEWS_DAYS * ONE_DAY,
    ).select_related(
        "to_organisation__jobcenter", "referred_to__jobcenter", "line", "order__company__organisation"
    )
    items += [_answer_item(request, now) for request in answers.order_by("-answered_at")[:10]]
    return items


def _running_again(actor: Actor, now: datetime.datetime) -> list[parts.NewsItem]:
    """Pauses that have ended by themselves: nobody at the company has answered."""
    ended = OrderEvent.objects.filter(
        kind=EventKind.CLOCK_RESUMED,
        user__isnull=True,
        order__tovholder_id=actor.organisation_id,
        at__range=(now - NEWS_DAYS * ONE_DAY, now),
    )
    mine = ended.filter(Q(order__owner_id=actor.user_id) | Q(order__owner__isnull=True))
    return [
        parts.NewsItem(
            title=event.title,
            url=reverse("orders:order", args=[event.order.uuid]),
            second=_("%(company)s har ikke svaret, og fristen kan ikke vente mere. Ring.")
            % {"company": event.order.company.name},
        )
        for event in mine.select_related("order__company__organisation").order_by("-at", "-id")[:10]
    ]


def _answer_item(request: Request, now: datetime.datetime) -> parts.NewsItem:
    who = place_of(request.to_organisation)
    title = {
        AnswerKind.YES: _("%(who)s kan levere %(number)s") % {"who": who, "number": request.answer_number},
        AnswerKind.NO: _("%s kan ikke levere") % who,
        AnswerKind.CLARIFY: _("%s mangler en afklaring") % who,
        AnswerKind.PASSED_ON: _("%(who)s henviser til %(other)s")
        % {
            "who": who,
            "other": place_of(request.referred_to) if request.referred_to else _("et andet jobcenter"),
        },
    }[AnswerKind(request.answer)]
    second = _("til %s") % request.order.company.name
    if request.answer_by:
        second += ", " + _("senest %s") % danish.day_when(request.answer_by, now)
    second += ". " + request.answer_text
    return parts.NewsItem(
        title=title, url=reverse("orders:order", args=[request.order.uuid]), second=second.strip()
    )
