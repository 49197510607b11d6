"""The administrators' pages about mail: what waits, what failed, what was sent."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.actor import Actor
from notifications.addresses import dead_addresses
from notifications.enums import LOST_STATES, MailState
from notifications.models import OutboxMail
from notifications.outbox import BadRecipientError
from notifications.permissions import can_see_outbox, can_send_again
from notifications.personal import hide
from notifications.selectors import COUNT_MAX, Shelf, Slice, failed_domains, shelf_counts, shelf_slice
from notifications.services import mail_address_confirm, mail_send_again, mails_send_again
from ui import danish, parts

# The status component's names for the states of a mail.
LOOK: dict[str, parts.StatusName] = {
    MailState.QUEUED: "waiting",
    MailState.LEASED: "waiting",
    MailState.SENT: "done",
    MailState.FAILED: "late",
    MailState.BOUNCED: "late",
    MailState.CANCELLED: "declined",
}


def administrator(request: HttpRequest) -> Actor:
    """The acting administrator. Raises Http404 for everyone else: for them the pages do not exist."""
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    if actor is None or not can_see_outbox(actor):
        raise Http404
    return actor


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """The mails of one shelf, and the number of mails on each."""
    actor = administrator(request)
    try:
        shelf = Shelf(request.GET.get("vis", Shelf.WAITING))
    except ValueError:
        raise Http404 from None
    now = timezone.now()
    counts = shelf_counts(actor)
    page = shelf_slice(actor, shelf, after=request.GET.get("efter", ""), before=request.GET.get("foer", ""))
    return render(
        request,
        "notifications/outbox.html",
        {
            "shelves": [shelf_link(one, counts[one], current=one == shelf) for one in Shelf],
            "heading": HEADINGS()[shelf],
            "empty": EMPTY()[shelf],
            "rows": [mail_row(actor, mail, now) for mail in page.mails],
            "page": shelf_pages(shelf, page),
            "domains": failed_domains(actor) if shelf == Shelf.FAILED else [],
            "failed": counts[Shelf.FAILED] if shelf != Shelf.FAILED else 0,
            "failed_url": shelf_url(Shelf.FAILED),
            "failed_text": danish.count(counts[Shelf.FAILED], _("mail"), _("mails")),
        },
    )


@require_safe
def mail(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """One mail as its recipient reads it, and what happened to it."""
    actor = administrator(request)
    found = OutboxMail.objects.visible_to(actor).filter(pk=mail_id).first()
    if found is None:
        raise Http404
    now = timezone.now()
    dead = dead_addresses([found.recipient]).get(found.recipient.lower())
    return render(
        request,
        "notifications/mail.html",
        {
            "dead": dead,
            "dead_since": danish.when(dead.since, now) if dead else "",
            "mail": found,
            "text": hide(found.text),
            "look": LOOK[found.state],
            "facts": mail_facts(found, now),
            "back_url": shelf_url(shelf_of(found)),
            "again": send_again_action(found) if can_send_again(actor, found) else None,
        },
    )


@require_POST
def send_again(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Send a failed or sent mail once more."""
    actor = administrator(request)
    try:
        sent_again = mail_send_again(actor=actor, mail_id=mail_id, once=request.POST.get("once", ""))
    except OutboxMail.DoesNotExist:
        raise Http404 from None
    except (PermissionDenied, BadRecipientError) as refused:
        messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("notifications:mail", args=[mail_id]))
    messages.success(request, _("Mailen er lagt i kø og sendes om et øjeblik."))
    return HttpResponseRedirect(reverse("notifications:mail", args=[sent_again]))


@require_POST
def send_all_again(request: HttpRequest) -> HttpResponse:
    """Put all failed mails to one recipient domain back into the queue."""
    actor = administrator(request)
    domain = request.POST.get("domain", "")[:254]
    count = mails_send_again(actor=actor, domain=domain)
    if count:
        words = {"mails": danish.count(count, _("mail"), _("mails")), "domain": domain}
        messages.success(request, _("%(mails)s til %(domain)s er lagt i kø.") % words)
    else:
        messages.error(
            request,
            _("Ingen mails til %s kan sendes igen under ét. Kontrollér adresserne en for en.") % domain,
        )
    return HttpResponseRedirect(shelf_url(Shelf.WAITING if count else Shelf.FAILED))


@require_POST
def confirm_address(request: HttpRequest, mail_id: UUID) -> HttpResponse:
    """Somebody has checked the mail's address: new mails go to it again."""
    actor = administrator(request)
    found = OutboxMail.objects.visible_to(actor).filter(pk=mail_id).first()
    if found is None:
        raise Http404
    if mail_address_confirm(actor=actor, address=found.recipient):
        messages.success(request, _("Nye mails til %s sendes igen.") % found.recipient)
    return HttpResponseRedirect(reverse("notifications:mail", args=[mail_id]))


def HEADINGS() -> dict[Shelf, str]:  # noqa: N802  (a table of texts in the reader's language)
    return {Shelf.WAITING: _("Venter"), Shelf.FAILED: _("Fejlet"), Shelf.SENT: _("Sendt")}


def EMPTY() -> dict[Shelf, tuple[str, str]]:  # noqa: N802
    return {
        Shelf.WAITING: (_("Ingen mails venter."), _("Nye mails sendes inden for et halvt minut.")),
        Shelf.FAILED: (
            _("Ingen mails er fejlet."),
            _("Kan en mail ikke sendes, eller kommer den retur, står den her med grunden."),
        ),
        Shelf.SENT: (
            _("Der er ikke sendt nogen mails endnu."),
            _("Kvitteringer, svar og varsler står her, når de er sendt."),
        ),
    }


def shelf_url(shelf: Shelf, **place: str) -> str:
    return f"{reverse('notifications:outbox')}?{urlencode({'vis': shelf.value, **place})}"


def shelf_link(shelf: Shelf, count: int, *, current: bool) -> dict[str, Any]:
    number = _("over %s") % danish.number(COUNT_MAX) if count > COUNT_MAX else danish.number(count)
    return {"label": HEADINGS()[shelf], "count": number, "url": shelf_url(shelf), "current": current}


def shelf_of(mail: OutboxMail) -> Shelf:
    """The list on which a mail is found; a cancelled one is on none, and leads back to those that wait."""
    if mail.state in LOST_STATES:
        return Shelf.FAILED
    return Shelf.SENT if mail.state == MailState.SENT else Shelf.WAITING


def shelf_pages(shelf: Shelf, page: Slice) -> parts.Page:
    return parts.Page(
        previous_url=shelf_url(shelf, foer=page.before) if page.before else "",
        next_url=shelf_url(shelf, efter=page.after) if page.after else "",
    )


def mail_row(actor: Actor, mail: OutboxMail, now: datetime) -> parts.CaseRow:
    due, second = mail_when(mail, now)
    return parts.CaseRow(
        status=LOOK[mail.state],
        status_text=mail.get_state_display(),
        due=due,
        due_second=second,
        title=mail.subject,
        url=reverse("notifications:mail", args=[mail.pk]),
        second=_("Til %s") % mail.recipient,
        third=mail.last_error,
        action=send_again_action(mail) if can_send_again(actor, mail) else None,
    )


def mail_when(mail: OutboxMail, now: datetime) -> tuple[str, str]:
    """When a mail leaves, left or failed, and the line under it."""
    tries = danish.count(mail.attempts, _("forsøg"), _("forsøg"))
    if mail.bounced_at is not None:
        return danish.when(mail.bounced_at, now), danish.ago(mail.bounced_at, now)
    if mail.sent_at is not None:
        return danish.when(mail.sent_at, now), danish.ago(mail.sent_at, now)
    if mail.state in (MailState.FAILED, MailState.CANCELLED):
        return danish.when(mail.created_at, now), tries
    if mail.not_before > now:
        return danish.when(mail.not_before, now), tries if mail.attempts else danish.until(
            mail.not_before, now
        )
    return _("nu"), tries if mail.attempts else _("sendes om et øjeblik")


def mail_facts(mail: OutboxMail, now: datetime) -> list[parts.Fact]:
    due = danish.when(mail.sent_at, now) if mail.sent_at else mail_when(mail, now)[0]
    label = _("Sendt") if mail.sent_at else _("Sendes tidligst")
    facts = [
        parts.Fact(_("Til"), mail.recipient),
        parts.Fact(_("Skrevet"), danish.capitalise(danish.when(mail.created_at, now))),
    ]
    if mail.state not in (MailState.FAILED, MailState.CANCELLED):
        facts.append(parts.Fact(label, danish.capitalise(due)))
    if mail.bounced_at is not None:
        facts.append(parts.Fact(_("Kom retur"), danish.capitalise(danish.when(mail.bounced_at, now))))
    return [*facts, parts.Fact(_("Forsøg"), danish.number(mail.attempts))]


def send_again_action(mail: OutboxMail) -> parts.Action:
    return parts.Action(
        label=_("Send igen"),
        url=reverse("notifications:send_again", args=[mail.pk]),
        icon="send",
        post=True,
        fields=[("once", uuid4().hex)],
    )
