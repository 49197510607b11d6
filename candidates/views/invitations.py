"""Inviting candidates from an order, what they answered, and the messages that a jobcentre passes on itself."""

import datetime
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.requests import staff_of
from candidates.asked import Asked
from candidates.emails import link
from candidates.enums import InvitationState
from candidates.forms.invitations import InviteForm, first_text, initial_of
from candidates.invitation_rules import MOST_AT_ONCE, is_open
from candidates.models import Candidate, Invitation
from candidates.selectors.asking import Asking, understand
from candidates.selectors.invitations import (
    candidates_by_uuid,
    invitations_of,
    reply_summary,
    waiting_for_tray,
)
from candidates.selectors.results import own_municipalities
from candidates.selectors.search import search_counts
from candidates.services.disclosure import identities_look
from candidates.services.evidence import evidence_keep
from candidates.services.invitations import invitation_pass_on, invitations_send, invitations_undo
from candidates.wording import criteria_text
from jobcenters.calendar import local_date
from orders.enums import CandidateContact
from orders.models import OrderLine
from orders.titles import order_title
from orders.views.order_common import REFUSALS, OrderAction, led_order_or_404
from ui import danish
from ui.messages import undo_message

# The name of the ticked boxes in a search, and what this page carries on: they, and the search's own address.
CHOSEN, SEARCH = "kandidat", "soegning"
MOST_ADDRESS = 8_000  # characters of that address
USUAL_DAYS = 14  # a deadline to begin with, where the order has none


class Invite(OrderAction):
    """The chosen candidates, the text they get, and one button (R33, R34). The search posts its ticks here."""

    form_class = InviteForm
    template_name = "candidates/invite.html"
    title = gettext_lazy("Opfordr kandidater")
    candidates: list[Candidate]
    asking: Asking | None = None  # the search they were chosen from

    def find(self, **kwargs: Any) -> None:
        super().find(**kwargs)
        sent = self.request.POST or self.request.GET
        self.candidates = candidates_by_uuid(self.actor, sent.getlist(CHOSEN)[: MOST_AT_ONCE + 1])
        searched = QueryDict(sent[SEARCH][:MOST_ADDRESS]) if SEARCH in sent else sent
        if "sted" in searched:
            asked = replace(Asked.of(searched), chosen=(), open={})
            self.asking = understand(asked, local_date(timezone.now()), home=self.order.workplace.postcode)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # The search sends the choice alone; that is a question for the form, not an answer to it.
        if "text" not in request.POST:
            return self.page(self.make_form())
        return super().post(request, **kwargs)

    def make_form(self, data: Any = None) -> forms.Form:
        today = local_date(timezone.now())
        lines = list(OrderLine.objects.filter(order=self.order))
        what = order_title(lines)
        deadline = self.order.application_deadline
        return InviteForm(
            data,
            initial=initial_of(
                subject=_("Job: %(what)s hos %(company)s")
                % {"what": lines[0].occupation if lines else what, "company": self.order.company},
                text=first_text(
                    company=str(self.order.company),
                    town=self.order.workplace.postcode.name,
                    what=what,
                    start=danish.day_month(self.order.start_on) if self.order.start_on else "",
                ),
                apply_by=deadline
                if deadline and deadline >= today
                else today + datetime.timedelta(USUAL_DAYS),
                how_to_apply=self._how(),
            ),
        )

    def _how(self) -> str:
        contact = self.order.contact
        if self.order.candidate_contact == CandidateContact.ON_POSTING or contact is None:
            return _("Skriv til %s.") % (self.actor.organisation_name)
        if self.order.posting_url:
            return _("Søg gennem opslaget: %s") % self.order.posting_url
        if contact.email:
            return _("Send CV og ansøgning til %(name)s, %(email)s.") % {
                "name": contact.name,
                "email": contact.email,
            }
        return _("Kontakt %(name)s, telefon %(phone)s.") % {"name": contact.name, "phone": contact.phone}

    def perform(self, form: InviteForm) -> None:
        values = form.cleaned_data
        try:
            sent = invitations_send(
                actor=self.actor,
                order=self.order,
                line=None,
                candidates=self.candidates,
                subject=values["subject"],
                text=values["text"],
                apply_by=values["apply_by"],
                how_to_apply=values["how_to_apply"],
            )
        except ValueError as error:
            form.add_error(None, str(error))
            return
        count = len(sent.invitations)
        if count:
            self._keep_search(count)
            text = ngettext(
                "Opfordring sendt til %(n)d kandidat.", "Opfordring sendt til %(n)d kandidater.", count
            )
            query = urlencode({"sendt": sent.invitations[0].invited_at.isoformat()})
            undo_message(
                self.request,
                text % {"n": count},
                f"{reverse('candidates:invite_undo', args=[self.order.uuid])}?{query}",
            )
        if sent.before:
            messages.info(
                self.request,
                _("%s er opfordret til ordren før og får ikke en til.") % danish.join(sent.before),
            )

    def _keep_search(self, invited: int) -> None:
        """The search stands on the order without another press."""
        if self.asking is None or self.asking.criteria is None:
            return
        criteria = self.asking.criteria
        own = own_municipalities(self.actor, local_date(timezone.now()))
        counts = search_counts(actor=self.actor, criteria=criteria, own=own)
        evidence_keep(
            actor=self.actor,
            order=self.order,
            criteria=criteria,
            terms=self.asking.terms,
            counts=counts,
            suitable=invited,
        )

    def _searched(self) -> str:
        if self.asking is None or self.asking.criteria is None:
            return ""
        return criteria_text(self.asking.criteria, self.asking.terms)

    def done_url(self) -> str:
        return reverse("candidates:invitations", args=[self.order.uuid])

    def more(self) -> dict[str, Any]:
        count = len(self.candidates)
        known = set(
            Invitation.objects.visible_to(self.actor)
            .filter(order=self.order, candidate__in=self.candidates)
            .values_list("candidate_id", flat=True)
        )
        return {
            "button": ngettext("Opfordr %(n)d kandidat", "Opfordr %(n)d kandidater", count) % {"n": count}
            if count
            else _("Vælg kandidater først"),
            "chosen": [(candidate, candidate.pk in known) for candidate in self.candidates],
            "chosen_name": CHOSEN,
            "search_name": SEARCH,
            "search": self.asking.asked.query() if self.asking else "",
            "searched": self._searched(),
            "others": sum(c.jobcenter_id != self.actor.organisation_id for c in self.candidates),
        }


@require_GET
def order_invitations(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Who was invited to an order, and what they answered."""
    actor = staff_of(request)
    order = led_order_or_404(actor, uuid)
    rows = invitations_of(actor, order, timezone.now())
    return render(
        request,
        "candidates/invitations.html",
        {"order": order, "rows": rows, "summary": reply_summary(rows)},
    )


@require_POST
def undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take the invitations of one press back, as long as they have not left."""
    actor = staff_of(request)
    order = led_order_or_404(actor, uuid)
    at = parse_datetime(request.GET.get("sendt", ""))
    if at is None or at.tzinfo is None:
        raise Http404
    try:
        count = invitations_undo(actor=actor, order=order, invited_at=at)
    except REFUSALS as error:
        messages.error(request, str(error))
    else:
        if count:
            messages.success(request, _("Fortrudt. Ingen har fået opfordringen."))
        else:
            messages.error(request, _("Det er for sent at fortryde. Opfordringen er på vej."))
    return redirect("candidates:invitations", order.uuid)


@require_GET
def invitation(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """From the mail about one answer to all answers on the order. Raises Http404 for all but the one who invited."""
    actor = staff_of(request)
    row = get_object_or_404(
        Invitation.objects.visible_to(actor)
        .filter(organisation_id=actor.organisation_id)
        .select_related("order"),
        uuid=uuid,
    )
    return redirect("candidates:invitations", row.order.uuid)


@never_cache
@require_GET
def message_tray(request: HttpRequest) -> HttpResponse:
    """Invitations to one's own citizens without e-mail: to be put into Jobnet's message tray by hand."""
    actor = staff_of(request)
    today = local_date(timezone.now())
    rows = [(row, row.apply_by >= today) for row in waiting_for_tray(actor)[:200]]
    return render(request, "candidates/message_tray.html", {"rows": rows})


@never_cache
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One such message: who it is for (logged), and the text with the personal link, which is made by the POST."""
    actor = staff_of(request)
    row = get_object_or_404(
        Invitation.objects.filter(
            jobcenter_id=actor.organisation_id,
            state__in=[InvitationState.TO_PASS_ON, InvitationState.SENT],
        ).select_related("candidate", "organisation"),
        uuid=uuid,
    )
    if request.method != "POST":
        if row.state != InvitationState.TO_PASS_ON:
            raise Http404
        return render(
            request, "candidates/message.html", {"row": row, "open": is_open(row.apply_by, timezone.now())}
        )
    try:
        token = invitation_pass_on(actor=actor, invitation=row)
    except ValueError as error:
        messages.error(request, str(error))
        return redirect("candidates:message_tray")
    who = identities_look(candidates=[row.candidate], purpose=_("Opfordring lægges i Jobnets beskedbakke"))
    return render(
        request,
        "candidates/message.html",
        {"row": row, "identity": who.get(row.candidate_id), "link": link("candidates:reply", token)},
    )
