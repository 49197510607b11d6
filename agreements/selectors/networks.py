"""What the pages of a network show: rules now and planned, members with their history, services, meetings."""

import datetime
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import MeetingState
from agreements.models import NetworkMeeting
from jobcenters.calendar import local_date, unit_from_data
from jobcenters.enums import ProfileAnswer
from jobcenters.models import (
    Network,
    NetworkMember,
    NetworkRule,
    NetworkTerms,
    ServiceProfileLine,
)
from jobcenters.network_promises import RULED, length_words
from jobcenters.selectors import network_jobcenters
from ui import danish
from ui.parts import Fact


@dataclass(frozen=True, slots=True)
class PromiseRow:
    """One promise: how long it is on the day, and since when; `since` tells where it comes from."""

    title: str
    length: str
    since: str
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class RulesView:
    """The rules of play as they hold on one day."""

    promises: Sequence[PromiseRow]
    facts: Sequence[Fact]
    terms: NetworkTerms


@dataclass(frozen=True, slots=True)
class MemberRow:
    """A membership in words. `is_coming`: it has not begun; `is_past`: it is over; `may_leave`: no end is set."""

    member: NetworkMember
    title: str
    url_uuid: object
    period: str
    is_coming: bool
    is_past: bool
    may_leave: bool


@dataclass(frozen=True, slots=True)
class MeetingLine:
    meeting: NetworkMeeting
    when: str
    second: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class OfferRow:
    """A service beyond the minimum and who answers what: names of places, ready to read."""

    title: str
    yes: str
    on_request: str
    no: str


def networks_seen(actor: Actor) -> list[Network]:
    """Every network, by name: the agreements between authorities are known to all of them."""
    return list(Network.objects.select_related("coordinator")) if actor.is_staff else []


def is_inside(actor: Actor, network: Network, today: datetime.date) -> bool:
    """Whether the actor's jobcentre is a member on `today` or coordinates; Jobservice Danmark is in all."""
    if actor.is_national or network.coordinator_id == actor.organisation_id:
        return True
    return (
        actor.is_jobcenter and network.members.on(today).filter(jobcenter_id=actor.organisation_id).exists()
    )


def rules_on(network: Network, day: datetime.date) -> RulesView:
    """Promises and terms on a day, the product's standard where nothing is agreed. Two queries."""
    agreed = {rule.promise: rule for rule in network.rules.on(day)}
    terms = network.terms.on(day).first() or NetworkTerms(network=network, valid_from=day)
    return RulesView([_promise_row(one.code, agreed.get(one.code)) for one in RULED], _facts(terms), terms)


def _promise_row(code: str, rule: NetworkRule | None) -> PromiseRow:
    from jobcenters.network_promises import PROMISE_OF

    promise = PROMISE_OF[code]
    if rule is None:
        return PromiseRow(
            str(promise.title), length_words(promise.standard), _("Standard, ikke aftalt i netværket"), False
        )
    words = length_words(unit_from_data(rule.unit, rule.length))
    since = _("Aftalt, gælder fra %s") % danish.day_month(rule.valid_from, year=True)
    return PromiseRow(str(promise.title), words, since, True)


def _facts(terms: NetworkTerms) -> list[Fact]:
    return [
        Fact(
            _("Egen udsøgning før andre spørges"),
            _("Ja, den gælder i %s") % danish.working_days(terms.search_valid_working_days)
            if terms.search_required
            else _("Nej, det er ikke et krav"),
        ),
        Fact(
            _("Virksomheden ringes op før ansøgningsfristen"),
            _("%s før") % danish.working_days(terms.follow_up_working_days)
            if terms.follow_up_working_days
            else _("Samme dag"),
        ),
        Fact(
            _("Frist for opkvalificering, der ender på en lukkedag"),
            _("Rykkes til næste arbejdsdag") if terms.calendar_days_roll else _("Rykkes ikke"),
        ),
    ]


def planned_days(network: Network, today: datetime.date) -> list[datetime.date]:
    """The days after `today` from which other rules or another minimum hold."""
    days = set(network.terms.filter(valid_from__gt=today).values_list("valid_from", flat=True))
    days |= set(network.services.filter(valid_from__gt=today).values_list("valid_from", flat=True))
    return sorted(days)


def earlier_days(network: Network, today: datetime.date) -> list[tuple[datetime.date, datetime.date]]:
    """The periods of earlier rules, newest first."""
    over = network.terms.filter(valid_to__lt=today).order_by("-valid_from")
    return [(row.valid_from, row.valid_to) for row in over if row.valid_to]


def members_view(network: Network, today: datetime.date) -> list[MemberRow]:
    """Every membership, by place: now and coming first, past ones last."""
    links = (
        network.members.select_related("jobcenter__organisation")
        .prefetch_related("jobcenter__words")
        .order_by("jobcenter__place", "valid_from")
    )
    rows = [_member_row(link, today) for link in links]
    return sorted(rows, key=lambda row: row.is_past)


def _member_row(link: NetworkMember, today: datetime.date) -> MemberRow:
    coming = link.valid_from > today
    past = link.valid_to is not None and link.valid_to < today
    start = danish.day_month(link.valid_from, year=True)
    if link.valid_to is None:
        words = _("Medlem fra %s") if coming else _("Siden %s")
        period = words % start
    else:
        words = _("%(start)s til %(end)s")
        period = words % {"start": start, "end": danish.day_month(link.valid_to, year=True)}
        if not past:
            period = _("%s, derefter ude") % period
    return MemberRow(
        link,
        link.jobcenter.title_on(today),
        link.jobcenter.organisation.uuid,
        period,
        coming,
        past,
        not coming and link.valid_to is None,
    )


def offers(network: Network, today: datetime.date) -> list[OfferRow]:
    """The services beyond the minimum over the network's members: who does what. A constant number of queries."""
    places = {one.pk: one.place for one in network_jobcenters(network, today)}
    found: dict[str, dict[str, list[str]]] = {}
    titles: dict[str, str] = {}
    weight: defaultdict[str, int] = defaultdict(int)
    lines = ServiceProfileLine.objects.filter(jobcenter_id__in=places).order_by("position", "title")
    for line in lines:
        titles.setdefault(line.topic, line.title)
        answers = found.setdefault(line.topic, defaultdict(list))
        answers[line.answer].append(places[line.jobcenter_id])
        weight[line.topic] = max(weight[line.topic], line.position)
    return [
        OfferRow(
            titles[topic],
            *(
                ", ".join(sorted(answers.get(answer.value, ())))
                for answer in (ProfileAnswer.YES, ProfileAnswer.ON_REQUEST, ProfileAnswer.NO)
            ),
        )
        for topic, answers in sorted(found.items(), key=lambda item: (weight[item[0]], titles[item[0]]))
    ]


def without_profile(network: Network, today: datetime.date) -> list[str]:
    """The members that have written nothing of what they offer beyond the minimum."""
    members = network_jobcenters(network, today)
    written = set(
        ServiceProfileLine.objects.filter(jobcenter_id__in=[one.pk for one in members])
        .order_by()
        .values_list("jobcenter_id", flat=True)
    )
    return [one.place for one in members if one.pk not in written]


def meeting_lines(
    actor: Actor, network: Network, now: datetime.datetime
) -> tuple[list[MeetingLine], list[MeetingLine]]:
    """(to come and without minutes, held): cancelled ones are left out. One query."""
    rows = [
        meeting_line(row, now)
        for row in NetworkMeeting.objects.visible_to(actor, local_date(now))
        .filter(network=network)
        .exclude(state=MeetingState.CANCELLED)
        .order_by("starts_at")
    ]
    held = [row for row in reversed(rows) if row.meeting.state == MeetingState.HELD]
    return [row for row in rows if row.meeting.state != MeetingState.HELD], held


def next_meeting(actor: Actor, network: Network, now: datetime.datetime) -> NetworkMeeting | None:
    """The leaders' next meeting, for those inside the network. One query."""
    coming = NetworkMeeting.objects.visible_to(actor, local_date(now)).filter(
        network=network, state=MeetingState.PLANNED, starts_at__gt=now
    )
    return coming.order_by("starts_at").first()


def meeting_line(meeting: NetworkMeeting, now: datetime.datetime) -> MeetingLine:
    when = danish.capitalise(danish.full_time(meeting.starts_at, year=True))
    place = meeting.place or _("Sted ikke aftalt")
    if meeting.state == MeetingState.CANCELLED:
        return MeetingLine(meeting, when, place, "declined", _("Aflyst"))
    if meeting.state == MeetingState.HELD:
        return MeetingLine(meeting, when, place, "done", _("Referat skrevet"))
    if meeting.starts_at <= now:
        return MeetingLine(meeting, when, place, "soon", _("Referat mangler"))
    return MeetingLine(meeting, when, place, "", _("Planlagt"))
