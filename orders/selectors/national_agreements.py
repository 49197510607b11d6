"""Jobservice Danmark's overview of agreements: what waits for a signature, the meetings ahead, and both sides."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import FORCE_STATES, SIGNING_STATES, Area, MeetingState, PartyRole
from agreements.models import Agreement, AgreementMeeting, AgreementParty
from agreements.selectors.lists import Filters, Waiting, agreement_list
from jobcenters.enums import Side
from jobcenters.models import Municipality
from ui import danish

SHOWN = 5
AHEAD = datetime.timedelta(days=30)


@dataclass(frozen=True, slots=True)
class SigningRow:
    """An agreement that is out for signature, with those it waits for: "Køge Bugt Logistik, 4 arbejdsdage"."""

    title: str
    url: str
    second: str
    waiting: Sequence[str]
    bounced: bool


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A follow-up meeting ahead: when, of what, and where."""

    when: str
    url: str
    title: str
    second: str


@dataclass(frozen=True, slots=True)
class AgreementPanels:
    """The three tiles. `west` and `east` count agreements in force; those on both sides are in each, and in `both`."""

    signing: Sequence[SigningRow]
    signing_in_all: int
    signing_url: str
    meetings: Sequence[MeetingRow]
    meetings_in_all: int
    west: int
    east: int
    both: int


def agreement_panels(actor: Actor, now: datetime.datetime) -> AgreementPanels:
    """The tiles for the actor's organisation at `now` (aware). Six queries, however many agreements there are."""
    seen = Agreement.objects.visible_to(actor)
    listed, _following = agreement_list(actor, Filters(which="underskrift"), now, size=SHOWN)
    meetings = AgreementMeeting.objects.filter(
        agreement__in=seen, state=MeetingState.PLANNED, starts_at__gte=now, starts_at__lt=now + AHEAD
    )
    return AgreementPanels(
        signing=[
            SigningRow(
                title=row.agreement.title,
                url=reverse("agreements:agreement", args=[row.agreement.uuid]),
                second=f"{row.agreement.get_state_display()} · {row.agreement.number}",
                waiting=[_waiting_words(one) for one in row.waiting],
                bounced=any(one.bounced for one in row.waiting),
            )
            for row in listed
        ],
        signing_in_all=seen.filter(state__in=SIGNING_STATES).count(),
        signing_url=f"{reverse('agreements:list')}?vis=underskrift",
        meetings=[
            MeetingRow(
                when=danish.when(meeting.starts_at, now),
                url=reverse("agreements:meeting", args=[meeting.uuid]),
                title=meeting.agreement.title,
                second=meeting.place or _("Sted ikke aftalt"),
            )
            for meeting in meetings.select_related("agreement").order_by("starts_at", "pk")[:SHOWN]
        ],
        meetings_in_all=meetings.count(),
        **_sides(actor),
    )


def _waiting_words(one: Waiting) -> str:
    if one.bounced:
        return _("%(name)s: mailen kom retur") % {"name": one.name}
    if not one.days:
        return _("%(name)s, siden i dag") % {"name": one.name}
    return f"{one.name}, {danish.working_days(one.days)}"


def _sides(actor: Actor) -> dict[str, int]:
    """Agreements in force by the side of Storebælt that a tovholder answers for. Two queries."""
    codes = dict(Municipality.objects.order_by().values_list("code", "side"))
    held = AgreementParty.objects.filter(version=OuterRef("current"), role=PartyRole.TOVHOLDER)

    def covers(side: Side, area: Area) -> Exists:
        mine = [code for code, its_side in codes.items() if its_side == side]
        return Exists(held.filter(Q(area__in=[Area.COUNTRY, area]) | Q(municipalities__overlap=mine)))

    counted: dict[str, int] = (
        Agreement.objects.visible_to(actor)
        .filter(state__in=FORCE_STATES)
        .annotate(in_west=covers(Side.WEST, Area.WEST), in_east=covers(Side.EAST, Area.EAST))
        .aggregate(
            west=Count("pk", filter=Q(in_west=True)),
            east=Count("pk", filter=Q(in_east=True)),
            both=Count("pk", filter=Q(in_west=True, in_east=True)),
        )
    )
    return counted
