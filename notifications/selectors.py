"""Read queries for the administrators' pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Q

from accounts.actor import Actor
from notifications.models import OutboxMail, OutboxMailQuerySet

PAGE_SIZE = 50
# Counting stops here: "over 999" says enough, and costs the same however much mail there is.
COUNT_MAX = 999
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Shelf(StrEnum):
    """The three lists of the page; the values stand in its address."""

    WAITING = "venter"
    FAILED = "fejlet"
    SENT = "sendt"

    def of(self, mails: OutboxMailQuerySet) -> OutboxMailQuerySet:
        match self:
            case Shelf.WAITING:
                return mails.waiting()
            case Shelf.FAILED:
                return mails.failed()
            case Shelf.SENT:
                return mails.sent()


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of mails, newest first. `older` and `newer` are places to go on from; empty where there is
    none."""

    mails: list[OutboxMail]
    older: str = ""
    newer: str = ""


def shelf_counts(actor: Actor) -> dict[Shelf, int]:
    """How many mails lie on each shelf, for `actor`; COUNT_MAX + 1 means more than COUNT_MAX."""
    mails = OutboxMail.objects.visible_to(actor)
    return {shelf: shelf.of(mails).order_by()[: COUNT_MAX + 1].count() for shelf in Shelf}


def shelf_slice(actor: Actor, shelf: Shelf, *, older_than: str = "", newer_than: str = "") -> Slice:
    """One page of a shelf, by keyset: the hundredth page is as quick as the first. A bad place is the
    beginning."""
    mails = shelf.of(OutboxMail.objects.visible_to(actor)).defer("text", "html")
    if place := read_place(newer_than):
        at, key = place
        found = list(
            mails.filter(Q(created_at__gt=at) | Q(created_at=at, id__gt=key)).order_by("created_at", "id")[
                : PAGE_SIZE + 1
            ]
        )
        more_newer, more_older = len(found) > PAGE_SIZE, True
        found = found[:PAGE_SIZE][::-1]
    else:
        place = read_place(older_than)
        if place:
            at, key = place
            mails = mails.filter(Q(created_at__lt=at) | Q(created_at=at, id__lt=key))
        found = list(mails.order_by("-created_at", "-id")[: PAGE_SIZE + 1])
        more_newer, more_older = place is not None, len(found) > PAGE_SIZE
        found = found[:PAGE_SIZE]
    if not found:
        return Slice([])
    return Slice(
        found,
        older=write_place(found[-1]) if more_older else "",
        newer=write_place(found[0]) if more_newer else "",
    )


def write_place(mail: OutboxMail) -> str:
    """The place of a mail in its shelf: microseconds since 1970 and its id."""
    return f"{(mail.created_at - _EPOCH) // timedelta(microseconds=1)}-{mail.pk.hex}"


def read_place(text: str) -> tuple[datetime, UUID] | None:
    """The instant and id of a place, or None for anything that `write_place` did not write."""
    micros, _dash, key = text.partition("-")
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=key)
    except (ValueError, OverflowError):
        return None
