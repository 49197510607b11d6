"""What the tovholder reads of its postings: each line's on the order's page, and the history of one."""

import datetime
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from companies.models import ContactPerson
from orders.models import Order, OrderLine
from orders.titles import line_title
from postings.anonymity import Traces, traces_of
from postings.enums import PostingState
from postings.models import PortalPosting, Posting, PostingEdition, PostingStep
from ui import danish, parts


@dataclass(frozen=True, slots=True)
class PortalNote:
    """How it stands with Jobnet: one sentence, the address there, and what a person is to do."""

    text: str
    url: str = ""
    actions: tuple[parts.Action, ...] = ()


@dataclass(frozen=True, slots=True)
class LineNote:
    """One line of the panel: whether it is posted, until when, and what can be done."""

    title: str
    status: str
    state: str
    second: str
    url: str
    history_url: str
    actions: tuple[parts.Action, ...]
    portal: PortalNote | None


def company_traces(actor: Actor, order: Order) -> Traces:
    """What the order's company is known by. One question to the database; `order` comes with its company."""
    organisation = order.company.organisation
    people = list(
        ContactPerson.objects.visible_to(actor, withheld=True)
        .of(order.company)
        .values_list("name", "phone", "email")
    )
    return traces_of(
        organisation.name,
        people=[name for name, _phone, _email in people],
        phones=[organisation.phone, *(phone for _name, phone, _email in people)],
        emails=[organisation.email, *(email for _name, _phone, email in people)],
    )


def lines_of(actor: Actor, order: Order, now: datetime.datetime) -> list[LineNote]:
    """Every line of an order that the actor leads, in three questions to the database."""
    postings = {row.line_id: row for row in Posting.objects.visible_to(actor).filter(order=order)}
    portals = {
        row.posting_id: row
        for row in PortalPosting.objects.filter(posting__in=postings.values()).select_related("posted_by")
    }
    notes = []
    for line in OrderLine.objects.filter(order=order):
        found = postings.get(line.pk)
        if found is None and (not order.is_open or line.outcome):
            continue
        notes.append(_note(order, line, found, portals.get(found.pk) if found else None, now))
    return notes


def _note(
    order: Order,
    line: OrderLine,
    found: Posting | None,
    portal: PortalPosting | None,
    now: datetime.datetime,
) -> LineNote:
    title = line_title(line)
    write = reverse("postings:publish", args=[order.uuid, line.uuid])
    can_write = order.is_open and not line.outcome
    if found is None:
        action = parts.Action(_("Slå op"), write, described_by=title)
        return LineNote(title, "closed", _("Ikke slået op"), "", "", "", (action,), None)
    open_now = found.state == PostingState.PUBLISHED and found.apply_by >= danish.local(now).date()
    history = reverse("postings:history", args=[found.uuid])
    if open_now:
        actions = [parts.Action(_("Ret"), write, described_by=title)] if can_write else []
        actions.append(
            parts.Action(_("Tag ned"), reverse("postings:withdraw", args=[found.uuid]), described_by=title)
        )
        second = _("Ansøgningsfrist %s") % danish.day_when(found.apply_by, now)
        url = reverse("postings:posting", args=[found.uuid])
        state, status = _("Slået op"), "confirmed"
    else:
        actions = [parts.Action(_("Slå op igen"), write, described_by=title)] if can_write else []
        state = str(PostingState(found.state).label)
        if found.state == PostingState.PUBLISHED:
            state = str(PostingState.EXPIRED.label)
        second = danish.capitalise(danish.when(found.ended_at, now)) if found.ended_at else ""
        url, status = "", "done"
    return LineNote(
        title, status, state, second, url, history, tuple(actions), _portal(found, portal, open_now, now)
    )


def _portal(
    found: Posting, row: PortalPosting | None, open_now: bool, now: datetime.datetime
) -> PortalNote | None:
    if row is None:
        return None
    file_url = reverse("postings:jobnet_file", args=[found.uuid])
    register = reverse("postings:register", args=[found.uuid])
    if open_now and row.wanted:
        if row.refused:
            return PortalNote(row.last_error)
        if row.sent_number >= found.number and row.removed_at is None:
            by = _(" af %s") % row.posted_by if row.posted_by else ""
            when = danish.when(row.posted_at, now) if row.posted_at else ""
            return PortalNote(
                _("Slået op på Jobnet %(when)s%(by)s, nr. %(id)s")
                % {"when": when, "by": by, "id": row.portal_id},
                row.portal_url,
            )
        if row.by_hand:
            text = (
                _("Rettelsen mangler på Jobnet")
                if row.portal_id
                else _("Mangler at blive slået op på Jobnet")
            )
            return PortalNote(
                text,
                row.portal_url,
                (
                    parts.Action(_("Hent fil til Jobnet"), file_url),
                    parts.Action(_("Registrér Jobnets nummer"), register),
                ),
            )
        return PortalNote(row.last_error or _("På vej til Jobnet"))
    if row.removed_at is None and row.portal_id:
        if row.by_hand:
            action = parts.Action(
                _("Det er taget ned på Jobnet"), reverse("postings:removed", args=[found.uuid]), post=True
            )
            return PortalNote(
                _("Skal tages ned på Jobnet, nr. %s") % row.portal_id, row.portal_url, (action,)
            )
        return PortalNote(row.last_error or _("Bliver taget ned på Jobnet"), row.portal_url)
    return None


@dataclass(frozen=True, slots=True)
class OldEdition:
    """One edition as it was published."""

    heading: str
    second: str
    edition: PostingEdition
    facts: tuple[parts.Fact, ...]


@dataclass(frozen=True, slots=True)
class History:
    """Everything that was done to a posting, newest first, and every edition."""

    events: list[parts.Event]
    editions: list[OldEdition]


def history_of(found: Posting, now: datetime.datetime) -> History:
    events = [
        parts.Event(
            when=danish.capitalise(danish.when(step.at, now)),
            what=_("%(what)s (udgave %(n)d)") % {"what": step.get_kind_display(), "n": step.number},
            second=" ".join(filter(None, [str(step.user) if step.user else _("Af sig selv"), step.reason])),
        )
        for step in PostingStep.objects.filter(posting=found).select_related("user")
    ]
    editions = [
        OldEdition(
            heading=_("Udgave %d") % row.number,
            second=_("%(when)s af %(who)s")
            % {
                "when": danish.capitalise(danish.when(row.written_at, now)),
                "who": row.written_by or _("systemet"),
            },
            edition=row,
            facts=_facts(row),
        )
        for row in PostingEdition.objects.filter(posting=found).select_related("postcode", "written_by")
    ]
    return History(events, editions)


def _facts(row: PostingEdition) -> tuple[parts.Fact, ...]:
    contact = ", ".join(filter(None, [row.contact_name, row.contact_phone, row.contact_email, row.apply_url]))
    consent = _("%(who)s, %(day)s, %(how)s") % {
        "who": row.consent_by,
        "day": danish.day_month(row.consent_on, year=True),
        "how": row.consent_channel,
    }
    return (
        parts.Fact(_("Arbejdsgiver"), row.employer),
        parts.Fact(_("Arbejdssted"), ", ".join(filter(None, [row.address, str(row.postcode)]))),
        parts.Fact(_("Arbejdstid"), row.hours),
        parts.Fact(_("Løn"), row.wage or _("Aftales")),
        parts.Fact(_("Ansøgningsfrist"), danish.day_month(row.apply_by, year=True)),
        parts.Fact(_("Ansøgere kontakter"), contact),
        parts.Fact(_("Samtykke"), consent),
    )
