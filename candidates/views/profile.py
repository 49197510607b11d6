"""One candidate. The first level at once; each further level is a press with a purpose, and is written in the log."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation
from accounts.requests import staff_of
from candidates.enums import CandidateState, TermKind
from candidates.forms.placing import PurposeForm
from candidates.models import Candidate, Term
from candidates.selectors.described import Words, start_text, unemployed_text, words_of
from candidates.selectors.released import released_to
from candidates.selectors.shortlist import education_lines, history_lines
from candidates.services.disclosure import Identity, Profile, identities_look, profiles_look
from candidates.views.common import (
    candidate_or_404,
    order_of,
)
from jobcenters.calendar import local_date
from orders.selectors.facts import place_of
from orders.selectors.order_page import order_title_of
from ui import danish, parts

PROFILE, IDENTITY = "profil", "identitet"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def candidate(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The candidate's page. `?ordre=` names the order it is about; a press on "Vis profil" or "Vis navn og kontakt"
    posts `niveau`, and the answer holds what was asked for: nothing of it is in an address or a stored page.
    """
    actor = staff_of(request)
    found = candidate_or_404(actor, uuid)
    order = order_of(actor, request.GET.get("ordre", ""))
    is_own = found.jobcenter_id == actor.organisation_id
    may_name = is_own or (order is not None and found.pk in released_to(order.pk, actor.organisation_id))
    form = PurposeForm(
        request.POST if request.method == "POST" else None,
        initial={"purpose": _("Ordre %(number)s: %(what)s") % {"number": order.number, "what": order.title}}
        if order
        else {},
    )
    level = request.POST.get("niveau", "")
    profile = identity = None
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        if level == IDENTITY and may_name:
            identity = identities_look(candidates=[found], purpose=purpose, order=order).get(found.pk)
        profile = profiles_look(candidates=[found], purpose=purpose, order=order).get(found.pk)
    words = words_of([found])
    context = {
        "candidate": found,
        "order": order,
        "back_url": reverse("orders:order", args=[order.uuid]) if order else reverse("orders:my_day"),
        "back_label": order_title_of(order) if order else _("Min dag"),
        "title": words.title(found),
        "lead": _lead(found),
        "facts": _facts(found),
        "can": _can(found, words),
        "form": form,
        "is_own": is_own,
        "is_active": found.state == CandidateState.ACTIVE,
        "has_withdrawn": found.state == CandidateState.WITHDRAWN,
        "may_name": may_name,
        "profile": _profile(profile, identity) if profile else None,
        "identity": identity,
        "home": _home(found.jobcenter),
    }
    refused = form.is_bound and bool(form.errors)
    return render(request, "candidates/candidate.html", context, status=422 if refused else None)


def _lead(found: Candidate) -> str:
    text = _("Bor i %s.") % found.municipality.name
    if found.state != CandidateState.ACTIVE:
        text += f" {found.get_state_display()}."
    return text


def _facts(found: Candidate) -> list[parts.Fact]:
    now = timezone.now()
    far = _("Vil højst køre %s") % danish.kilometres(found.wanted_km) if found.wanted_km else ""
    updated = (
        _("opdateret %s") % danish.day_month(found.cv_updated_on, year=True) if found.cv_updated_on else ""
    )
    return [
        parts.Fact(_("Bopælens jobcenter"), found.jobcenter.name),
        parts.Fact(
            _("Ledighed"),
            danish.capitalise(unemployed_text(found, local_date(now))) or _("Ikke oplyst"),
            start_text(found, now),
        ),
        parts.Fact(_("Afstand"), far or _("Ikke oplyst")),
        parts.Fact(_("CV"), _("%s udfyldt") % danish.percent(found.completeness), updated),
    ]


def _can(found: Candidate, words: Words) -> list[tuple[str, str]]:
    """(kind, words) of what the first level may say."""
    kinds = (
        (TermKind.OCCUPATION, _("Fag")),
        (TermKind.SKILL, _("Kompetencer")),
        (TermKind.CERTIFICATE, _("Certifikater")),
        (TermKind.LICENCE, _("Kørekort")),
        (TermKind.LANGUAGE, _("Sprog")),
        (TermKind.EDUCATION, _("Uddannelse")),
        (TermKind.FORM, _("Ansættelsesform")),
    )
    rows = [(label, ", ".join(words.of(found.terms, kind))) for kind, label in kinds]
    rows.append((_("Har arbejdet som"), ", ".join(found.job_titles)))
    return [row for row in rows if row[1]]


def _profile(profile: Profile, identity: Identity | None) -> dict[str, Any]:
    targets = Term.objects.filter(pk__in=profile.targets).order_by("name").values_list("name", flat=True)
    return {
        "text": profile.profile_text,
        "wanted": profile.wanted_work,
        "targets": ", ".join(targets),
        "history": history_lines(profile.history, identity.employers if identity else None),
        "education": education_lines(profile.education),
        "missing": profile.missing,
    }


def _home(home: Organisation) -> dict[str, str]:
    """Who is asked for a release."""
    jobcenter = getattr(home, "jobcenter", None)
    return {
        "place": place_of(home),
        "name": home.name,
        "phone": (jobcenter.company_phone if jobcenter else "") or home.phone,
        "email": (jobcenter.company_email if jobcenter else "") or home.email,
    }
