"""What the pages about webhooks show."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from ui import danish, parts
from webhooks.enums import TRIAL, DeliveryState, EndpointState, EventType
from webhooks.models import Delivery, DeliveryQuerySet, Endpoint, SigningSecret

PAGE_SIZE = 50
COUNT_MAX = 999


@dataclass(frozen=True, slots=True)
class Row:
    """An endpoint in the list."""

    address: str
    url: str
    events: str
    last: str
    waiting: str
    dead: str
    status: parts.StatusName
    state: str


class Shelf(StrEnum):
    """The three lists of messages; the values stand in the page's address."""

    DEAD = "ikke-leveret"
    WAITING = "venter"
    DELIVERED = "leveret"

    def of(self, rows: DeliveryQuerySet) -> DeliveryQuerySet:
        match self:
            case Shelf.DEAD:
                return rows.dead()
            case Shelf.WAITING:
                return rows.open()
            case Shelf.DELIVERED:
                return rows.filter(state__in=[DeliveryState.DELIVERED, DeliveryState.WITHHELD])


LOOK: dict[str, parts.StatusName] = {
    DeliveryState.WAITING: "waiting",
    DeliveryState.LEASED: "waiting",
    DeliveryState.DELIVERED: "done",
    DeliveryState.DEAD: "missed",
    DeliveryState.WITHHELD: "declined",
}


def endpoints_of(actor: Actor, now: datetime.datetime) -> list[Row]:
    """The organisation's endpoints, by address."""
    rows = Delivery.objects.visible_to(actor)
    waiting, dead = _counts(rows.open()), _counts(rows.dead())
    return [
        _row(one, waiting.get(one.pk, 0), dead.get(one.pk, 0), now)
        for one in Endpoint.objects.visible_to(actor)
    ]


def _counts(rows: DeliveryQuerySet) -> dict[int, int]:
    return dict(rows.order_by().values_list("endpoint_id").annotate(number=Count("pk")))


def endpoint_or_404(actor: Actor, uuid: UUID) -> Endpoint:
    """One's own endpoint. Raises Http404."""
    found = Endpoint.objects.visible_to(actor).select_related("created_by").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def delivery_or_404(actor: Actor, uuid: UUID) -> Delivery:
    """A message to one's own endpoint. Raises Http404."""
    found = Delivery.objects.visible_to(actor).select_related("endpoint").filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _row(endpoint: Endpoint, waiting: int, dead: int, now: datetime.datetime) -> Row:
    status, state = state_of(endpoint)
    return Row(
        address=endpoint.url,
        url=reverse("webhooks:endpoint", args=[endpoint.uuid]),
        events=events_text(endpoint.events),
        last=danish.when(endpoint.delivered_at, now) if endpoint.delivered_at else _("intet endnu"),
        waiting=danish.number(waiting),
        dead=danish.number(dead),
        status=status,
        state=state,
    )


def state_of(endpoint: Endpoint) -> tuple[parts.StatusName, str]:
    """The status component's name, and the word."""
    if endpoint.state == EndpointState.OFF:
        return "missed", _("Slået fra")
    if endpoint.state == EndpointState.PAUSED:
        return "closed", _("På pause")
    if endpoint.failures:
        return "soon", _("Svarer ikke rigtigt")
    return "done", _("Virker")


def events_text(events: Sequence[str]) -> str:
    """ "Ordre ændret, henvendelse modtaget"; the number of them where they are many."""
    if len(events) > 3:
        return danish.count(len(events), _("slags hændelser"), _("slags hændelser"))
    words = [event_text(event) for event in events]
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def event_text(event: str) -> str:
    """What happened, in Danish."""
    if event == TRIAL:
        return _("Prøvebesked")
    return str(EventType(event).label) if event in EventType.values else event


def facts_of(endpoint: Endpoint, now: datetime.datetime) -> list[parts.Fact]:
    """The endpoint's page."""
    secrets = list(
        SigningSecret.objects.filter(endpoint=endpoint)
        .filter(Q(until__isnull=True) | Q(until__gt=now))
        # The web role may not read what is sealed.
        .defer("sealed")
    )
    last = danish.when(endpoint.delivered_at, now) if endpoint.delivered_at else _("intet endnu")
    made = danish.day_month(danish.local(endpoint.created_at).date(), year=True)
    facts = [
        parts.Fact(_("Sidst leveret"), danish.capitalise(last), ""),
        parts.Fact(_("Lavet"), made, str(endpoint.created_by or "")),
    ]
    for secret in secrets:
        if secret.until is None:
            facts.append(parts.Fact(_("Nøglen begynder med"), f"{secret.hint}…", ""))
        else:
            until = danish.capitalise(danish.when(secret.until, now))
            facts.append(parts.Fact(_("Den gamle nøgle virker til"), until, f"{secret.hint}…"))
    if endpoint.failing_since and endpoint.state == EndpointState.ACTIVE:
        since = danish.capitalise(danish.when(endpoint.failing_since, now))
        facts.append(parts.Fact(_("Intet er kommet frem siden"), since, ""))
    return facts


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of messages, and the keys from which the next and the page before go on."""

    rows: list[Delivery]
    after: int | None = None


def shelf_counts(endpoint: Endpoint) -> dict[Shelf, int]:
    """How many messages lie on each shelf; COUNT_MAX + 1 means more than COUNT_MAX."""
    rows = Delivery.objects.filter(endpoint=endpoint)
    return {shelf: shelf.of(rows).order_by()[: COUNT_MAX + 1].count() for shelf in Shelf}


def shelf_slice(endpoint: Endpoint, shelf: Shelf, *, after: str) -> Slice:
    """One page of a shelf, the newest first. A place that is none is the beginning."""
    rows = shelf.of(Delivery.objects.filter(endpoint=endpoint))
    if after.isdecimal() and len(after) < 19:
        rows = rows.filter(pk__lt=int(after))
    found = list(rows.order_by("-id")[: PAGE_SIZE + 1])
    return Slice(found[:PAGE_SIZE], after=found[PAGE_SIZE - 1].pk if len(found) > PAGE_SIZE else None)


def delivery_row(delivery: Delivery, now: datetime.datetime) -> parts.CaseRow:
    """A message in the list."""
    tries = danish.count(delivery.attempts, _("forsøg"), _("forsøg"))
    dead = delivery.state == DeliveryState.DEAD
    return parts.CaseRow(
        status=LOOK[delivery.state],
        status_text=delivery.get_state_display(),
        due=danish.capitalise(danish.when(delivery.at, now)),
        due_second=tries if delivery.attempts else _("ikke forsøgt endnu"),
        title=event_text(delivery.event),
        url=reverse("webhooks:delivery", args=[delivery.uuid]),
        second=_about(delivery),
        third=delivery.last_error,
        action=replay_action(delivery) if dead else None,
    )


def replay_action(delivery: Delivery) -> parts.Action:
    return parts.Action(
        label=_("Send igen"),
        url=reverse("webhooks:replay", args=[delivery.uuid]),
        icon="send",
        post=True,
        described_by=event_text(delivery.event),
    )


def delivery_facts(delivery: Delivery, now: datetime.datetime) -> list[parts.Fact]:
    """A message's page."""
    facts = [
        parts.Fact(_("Skete"), danish.capitalise(danish.when(delivery.at, now)), ""),
        parts.Fact(_("Forsøg"), danish.number(delivery.attempts), ""),
    ]
    if delivery.tried_at:
        facts.append(
            parts.Fact(_("Sidste forsøg"), danish.capitalise(danish.when(delivery.tried_at, now)), "")
        )
    if delivery.state == DeliveryState.WAITING:
        later = delivery.not_before > now
        when = danish.capitalise(danish.when(delivery.not_before, now)) if later else _("Om et øjeblik")
        facts.append(parts.Fact(_("Næste forsøg"), when, ""))
    if delivery.status:
        facts.append(parts.Fact(_("Serverens svar"), str(delivery.status), ""))
    return facts


def _about(delivery: Delivery) -> str:
    return delivery.data.get("pseudonym") or delivery.event
