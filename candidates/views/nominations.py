"""A nomination's own page: how it stands, what was said, and the steps that are the actor's to take."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from candidates.enums import NominationState
from candidates.forms.placing import DeclineForm, HireForm, ReleaseFields, ScreenForm, StepForm
from candidates.models import Candidate, Nomination, NominationStep
from candidates.permissions import parts_of
from candidates.placing_mails import counted
from candidates.selectors.described import words_of
from candidates.selectors.nominations import LOOKS, board_of
from candidates.selectors.released import releases_of
from candidates.services.nominations import (
    nomination_decline,
    nomination_hire,
    nomination_interview,
    nomination_screen,
    nominations_present,
    release_ask,
)
from candidates.services.releases import nomination_release, releases_revoke
from candidates.views.common import jobcenter_of, nomination_or_404, refusal
from candidates.views.nominate import back_url
from candidates.workflow import Part, reasons_for, release_until, targets_from
from jobcenters.calendar import local_date
from orders.selectors.facts import place_of
from orders.selectors.order_page import order_title_of
from orders.titles import line_title
from orders.views.order_common import led_order_or_404
from ui import danish, parts

S = NominationState
SCREEN, INTERVIEW, HIRE, DECLINE, RELEASE, REVOKE, PRESENT = (
    "screening",
    "svar",
    "ansat",
    "afslut",
    "frigiv",
    "tilbagekald",
    "praesenter",
)


@require_http_methods(["GET", "HEAD", "POST"])
def nomination(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Read it, and take one of its steps: the pressed button's `skridt` says which."""
    actor = jobcenter_of(request)
    found = nomination_or_404(actor, uuid)
    mine = parts_of(actor, found)
    step = request.POST.get("skridt", "")
    page_forms = _forms(request.POST if request.method == "POST" else None, step, found, mine)
    if request.method == "POST":
        form = page_forms.get(step)
        if form is None and step != REVOKE:
            messages.error(request, _("Kandidaten er flyttet, siden du åbnede siden. Se, hvor den står nu."))
            return redirect("candidates:nomination", found.uuid)
        if form is None or form.is_valid():
            try:
                with transaction.atomic():
                    text = _carry_out(actor, found, step, form)
            except (PermissionDenied, ValueError) as error:
                if form is None:
                    messages.error(request, refusal(error))
                    return redirect("candidates:nomination", found.uuid)
                form.add_error(None, refusal(error))
            else:
                messages.success(request, text)
                return redirect(
                    reverse("candidates:nomination", args=[found.uuid])
                    if step in (RELEASE, REVOKE)
                    else back_url(actor, found.order)
                )
    return _page(request, actor, found, mine, page_forms, step)


def _forms(data: Any, step: str, found: Nomination, mine: frozenset[Part]) -> dict[str, forms.Form]:
    """The forms of the steps that are the actor's to take now; the one that was sent is bound."""
    if not found.order.is_open:
        return {}
    today = local_date(timezone.now())
    start = found.order.start_on
    allowed = targets_from(found.state, mine)
    version = {"version": found.version}

    def bound(name: str) -> Any:
        return data if step == name else None

    made: dict[str, forms.Form] = {}
    if S.SCREENED in allowed:
        made[SCREEN] = ScreenForm(bound(SCREEN), initial=version, prefix=SCREEN)
    if S.PRESENTED in allowed:
        made[PRESENT] = StepForm(bound(PRESENT), initial=version, prefix=PRESENT)
    if S.INTERVIEW in allowed:
        made[INTERVIEW] = StepForm(bound(INTERVIEW), initial=version, prefix=INTERVIEW)
    if S.HIRED in allowed:
        first = start if start and start >= today else today
        made[HIRE] = HireForm(bound(HIRE), initial={**version, "employed_from": first}, prefix=HIRE)
    if S.DECLINED in allowed:
        made[DECLINE] = DeclineForm(
            bound(DECLINE), initial=version, prefix=DECLINE, reasons=reasons_for(mine)
        )
    if Part.RESIDENCE in mine and found.state not in (S.HIRED, S.DECLINED):
        made[RELEASE] = ReleaseFields(
            bound(RELEASE),
            prefix=RELEASE,
            parts=[Part.COMPANY] if Part.TOVHOLDER in mine else [Part.TOVHOLDER, Part.COMPANY],
            purpose=_("Formidling til ordre %(number)s: %(what)s")
            % {"number": found.order.number, "what": found.order.title[:200]},
            until=release_until(found.order.application_deadline, today),
        )
    return made


def _carry_out(actor: Actor, found: Nomination, step: str, form: Any) -> str:
    """Take the step; what to say of it."""
    who = found.pseudonym
    if step == REVOKE:
        releases_revoke(actor=actor, candidate_id=found.candidate_id, order=found.order)
        return _("Identiteten på %s er ikke længere frigivet.") % who
    values = form.cleaned_data
    about: dict[str, Any] = {"actor": actor, "nomination": found}
    if step == RELEASE:
        terms = form.terms()
        if terms is None:
            raise ValueError(_("Vælg, hvem I frigiver til."))
        nomination_release(**about, terms=terms)
        return _("Identiteten på %(who)s er frigivet til og med %(day)s.") % {
            "who": who,
            "day": danish.day_month(terms.until, year=True),
        }
    about["version"] = values["version"]
    if step == PRESENT:
        nominations_present(actor=actor, nominations=[found], versions={found.pk: values["version"]})
        return _("%s er præsenteret, og virksomheden har fået besked.") % who
    actions: dict[str, tuple[Callable[[], Any], str]] = {
        SCREEN: (lambda: nomination_screen(**about, note=values["note"]), _("Screeningen af %s er gemt.")),
        INTERVIEW: (lambda: nomination_interview(**about), _("%s skal til samtale.")),
        HIRE: (
            lambda: nomination_hire(**about, employed_from=values["employed_from"]),
            _("%s er ansat. Tallene i leveranceplanen er rettet."),
        ),
        DECLINE: (
            lambda: nomination_decline(**about, reason=values["reason"], note=values["note"]),
            _("%s går ikke videre."),
        ),
    }
    action, text = actions[step]
    action()
    return text % who


def _page(
    request: HttpRequest,
    actor: Actor,
    found: Nomination,
    mine: frozenset[Part],
    page_forms: dict[str, forms.Form],
    sent: str,
) -> HttpResponse:
    now = timezone.now()
    order = found.order
    candidate = Candidate.objects.visible_to(actor).filter(pk=found.candidate_id).first()
    released = [row for row in releases_of(order.pk) if row.candidate_id == found.candidate_id]
    sent_form = page_forms.get(sent)
    context = {
        "found": found,
        "order": order,
        "order_title": order_title_of(order),
        "back_url": back_url(actor, order),
        "title": words_of([candidate]).title(candidate) if candidate else found.pseudonym,
        "lead": _("Indstillet til %(what)s hos %(company)s.")
        % {"what": line_title(found.line), "company": order.company.name},
        "facts": [
            parts.Fact(_("Bopælens jobcenter"), found.organisation.name),
            parts.Fact(_("Indstillet"), danish.when(found.nominated_at, now)),
            parts.Fact(
                _("Frigivet til"),
                danish.join(sorted(_receivers(order, released))) or _("Ingen endnu"),
                _("til og med %s") % danish.day_when(danish.local(min(r.until for r in released)).date(), now)
                if released
                else "",
            ),
        ],
        "look": LOOKS[found.state],
        "candidate_url": f"{reverse('candidates:candidate', args=[candidate.uuid])}?ordre={order.uuid}"
        if candidate
        else "",
        "steps": _steps(found, now),
        "forms": page_forms,
        "sent_form": sent_form if sent_form is not None and sent_form.is_bound else None,
        "is_ours": Part.RESIDENCE in mine,
        "can_revoke": Part.RESIDENCE in mine and bool(released),
        "to_company": any(row.organisation_id == order.company_id for row in released),
        "home": place_of(found.organisation),
    }
    refused = context["sent_form"] is not None
    return render(request, "candidates/nomination.html", context, status=422 if refused else None)


def _receivers(order: Any, released: list[Any]) -> set[str]:
    names = {order.company_id: order.company.name}
    if order.tovholder:
        names[order.tovholder_id] = order.tovholder.name
    return {names[row.organisation_id] for row in released if row.organisation_id in names}


def _steps(found: Nomination, now: Any) -> list[parts.Event]:
    """What has happened, newest first."""
    rows = (
        NominationStep.objects.filter(nomination=found)
        .select_related("organisation__jobcenter", "user")
        .order_by("-at", "-pk")
    )
    events = []
    for row in rows:
        company = row.organisation_id == found.order.company_id
        who = found.order.company.name if company else place_of(row.organisation)
        if row.user and not company:
            who = f"{row.user}, {who}"
        events.append(parts.Event(danish.when(row.at, now), f"{row.get_state_display()}: {who}", row.note))
    return events


# --- several at a time, from the order's page -----------------------------------------------------------------


@require_POST
def present(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Show everybody who is screened and released to the company: one list, one mail."""
    actor = jobcenter_of(request)
    order = led_order_or_404(actor, uuid)
    ready = board_of(actor, order, timezone.now()).to_present
    try:
        with transaction.atomic():
            rows = nominations_present(
                actor=actor, nominations=ready, versions={row.pk: row.version for row in ready}
            )
    except (PermissionDenied, ValueError) as error:
        messages.error(request, refusal(error))
    else:
        messages.success(
            request, _("%s er præsenteret, og virksomheden har fået besked.") % counted(len(rows))
        )
    return redirect("orders:order", order.uuid)


@require_POST
def ask_release(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Ask the candidates' own jobcentres to release those who are screened."""
    actor = jobcenter_of(request)
    order = led_order_or_404(actor, uuid)
    waiting = board_of(actor, order, timezone.now()).to_release
    if not waiting:
        raise Http404
    places = release_ask(actor=actor, nominations=waiting)
    messages.success(request, _("%s er bedt om at frigive.") % danish.join(places))
    return redirect("orders:order", order.uuid)
