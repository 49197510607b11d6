"""Modtaget post: what waits, one mail, and what of it belongs to an order."""

import datetime
from dataclasses import dataclass, field

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from inbound.enums import WAITING, InboundState
from inbound.models import InboundFile, InboundMail
from jobcenters.calendar import NoOpeningHoursError
from orders.calendars import deadline_for
from ui import danish, parts

SHOWN = 50
STATUS: dict[str, parts.StatusName] = {
    InboundState.TAKEN: "done",
    InboundState.FILED: "done",
    InboundState.SPAM: "done",
    InboundState.AUTOMATIC: "done",
}


@dataclass(frozen=True, slots=True)
class Listed:
    """One mail in a list: who, about what, and what it waits for."""

    title: str
    url: str
    subject: str
    second: str
    due: str
    status: parts.StatusName
    status_text: str


@dataclass(slots=True)
class Inbox:
    """The lists of the page, each newest first; those that wait come with the deadline that counts already."""

    new: list[Listed] = field(default_factory=list)
    review: list[Listed] = field(default_factory=list)
    automatic: list[Listed] = field(default_factory=list)
    handled: list[Listed] = field(default_factory=list)


def inbox_of(actor: Actor, now: datetime.datetime) -> Inbox:
    """What the actor's jobcentre has got. A constant number of questions to the database."""
    rows = (
        InboundMail.objects.of_jobcenter(actor)
        .select_related("company__organisation", "order")
        .defer("text", "quoted")
        .annotate(many_files=Count("files"))
    )
    inbox = Inbox()
    waiting = list(rows.waiting()[:200])
    inbox.new = [_listed(row, now) for row in waiting if row.state == InboundState.NEW]
    inbox.review = [_listed(row, now) for row in waiting if row.state == InboundState.REVIEW]
    inbox.automatic = [_listed(row, now) for row in rows.filter(state=InboundState.AUTOMATIC)[:SHOWN]]
    done = [InboundState.TAKEN, InboundState.FILED, InboundState.SPAM]
    inbox.handled = [_listed(row, now) for row in rows.filter(state__in=done)[:SHOWN]]
    return inbox


def _listed(row: InboundMail, now: datetime.datetime) -> Listed:
    due_at = answer_due(row) if row.state == InboundState.NEW else None
    status: parts.StatusName = STATUS.get(row.state, "waiting")
    text = str(InboundState(row.state).label)
    if due_at is not None:
        status = (
            "late" if due_at < now else "soon" if due_at - now < datetime.timedelta(hours=2) else "on_time"
        )
        text = ""
    elif row.state == InboundState.REVIEW:
        status = "soon"
    many = getattr(row, "many_files", 0)
    said = [
        danish.capitalise(danish.when(row.received_at, now)),
        danish.count(many, _("fil"), _("filer")) if many else "",
        _("Ligner et autosvar") if row.automatic and row.state in WAITING else row.why,
        _("Ordre %s") % row.order.number if row.order else "",
    ]
    return Listed(
        title=row.company.name if row.company else row.from_whom,
        url=reverse("inbound:mail", args=[row.uuid]),
        subject=row.subject or _("(uden emne)"),
        second=". ".join(filter(None, (one.rstrip(".") for one in said))),
        due=_("Svar senest %s") % danish.when(due_at, now) if due_at else "",
        status=status,
        status_text=text,
    )


def answer_due(row: InboundMail) -> datetime.datetime | None:
    """When the company must have been answered, counted from when its mail came (A11); None without opening hours."""
    try:
        return deadline_for("D1", row.jobcenter_id, row.received_at).due_at
    except NoOpeningHoursError:
        return None


def files_of(mail: InboundMail) -> list[tuple[str, str, str]]:
    """(name, address, size in words) of a mail's files, without their bytes."""
    rows = InboundFile.objects.filter(mail=mail).defer("content")
    return [
        (row.name, reverse("inbound:file", args=[mail.uuid, row.uuid]), size_text(row.size)) for row in rows
    ]


def size_text(size: int) -> str:
    """ "12 kB" or "1,4 MB"."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)}{danish.NBSP}kB"
    return f"{size / 1_000_000:.1f}{danish.NBSP}MB".replace(".", ",")
