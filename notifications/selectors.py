"""Read queries for the administrators' pages."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from uuid import UUID

from django.db.models import Count, Min, Q
from django.db.models.functions import Now

from accounts.actor import Actor
from notifications.enums import MailState
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

    @property
    def instant(self) -> str:
        """The field that orders the list: what leaves next, what failed last, what was sent last."""
        return {Shelf.WAITING: "not_before", Shelf.SENT: "sent_at"}.get(self, "created_at")

    @property
    def newest_first(self) -> bool:
        return self is not Shelf.WAITING


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of a shelf. `after` and `before` are the places to go on from, or empty at an end."""

    mails: list[OutboxMail]
    after: str = ""
    before: str = ""


def shelf_counts(actor: Actor) -> dict[Shelf, int]:
    """How many mails lie on each shelf, for `actor`; COUNT_MAX + 1 means more than COUNT_MAX."""
    mails = OutboxMail.objects.visible_to(actor)
    return {shelf: shelf.of(mails).order_by()[: COUNT_MAX + 1].count() for shelf in Shelf}


def failed_domains(actor: Actor) -> list[tuple[str, int]]:
    """The recipient domains with several failed mails, and how many each has; the most first, at most ten."""
    failed = OutboxMail.objects.visible_to(actor).filter(state=MailState.FAILED)
    counted = failed.order_by().values_list("domain").annotate(count=Count("pk")).filter(count__gt=1)
    return list(counted.order_by("-count", "domain")[:10])


def shelf_slice(actor: Actor, shelf: Shelf, *, after: str = "", before: str = "") -> Slice:
    """One page of a shelf, by keyset: the hundredth costs as the first. A bad place is the beginning."""
    mails = shelf.of(OutboxMail.objects.visible_to(actor)).defer("text", "html")
    back = read_place(before)
    place = back or read_place(after)
    descending = shelf.newest_first != bool(back)  # the page before is read backwards from its end
    if place:
        mails = mails.filter(_beyond(shelf.instant, *place, descending=descending))
    sign = "-" if descending else ""
    found = list(mails.order_by(f"{sign}{shelf.instant}", f"{sign}id")[: PAGE_SIZE + 1])
    more = len(found) > PAGE_SIZE
    found = found[:PAGE_SIZE]
    if back:
        found.reverse()
    if not found:
        return Slice([])
    return Slice(
        found,
        after=write_place(shelf, found[-1]) if more or back else "",
        before=write_place(shelf, found[0]) if (more if back else place) else "",
    )


def _beyond(field: str, at: datetime, key: UUID, *, descending: bool) -> Q:
    side = "lt" if descending else "gt"
    # The first condition is what an index can use; the second tells mails of the same instant apart.
    return Q(**{f"{field}__{side}e": at}) & (Q(**{f"{field}__{side}": at}) | Q(**{f"id__{side}": key}))


def write_place(shelf: Shelf, mail: OutboxMail) -> str:
    """The place of a mail in its shelf: microseconds since 1970 and its id."""
    instant: datetime = getattr(mail, shelf.instant)
    return f"{(instant - _EPOCH) // timedelta(microseconds=1)}-{mail.pk.hex}"


def read_place(text: str) -> tuple[datetime, UUID] | None:
    """The instant and id of a place, or None for anything that `write_place` did not write."""
    micros, _dash, key = text.partition("-")
    try:
        return _EPOCH + timedelta(microseconds=int(micros)), UUID(hex=key)
    except (ValueError, OverflowError):
        return None


def mail_stuck(grace: timedelta) -> tuple[int, datetime | None]:
    """How many mails should have left more than `grace` ago and have not, and when the oldest of them should have.

    Of everybody's mail: for the watch, in the worker's role. The database's clock judges.
    """
    found = OutboxMail.objects.waiting().filter(dated_at__lt=Now() - grace)
    numbers = found.order_by().aggregate(number=Count("pk"), oldest=Min("dated_at"))
    return numbers["number"], numbers["oldest"]
