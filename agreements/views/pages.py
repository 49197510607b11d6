"""The pages about agreements: the list, one agreement, its wording, two versions compared, the company's own."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import actor_of
from agreements.comparing import compare, is_same
from agreements.enums import AccessRole, AgreementKind, AgreementState, Step
from agreements.models import Agreement, AgreementVersion
from agreements.permissions import can_draft
from agreements.selectors.drafting import document_of
from agreements.selectors.life import life_panels
from agreements.selectors.lists import STATES, Filters, agreement_counts, agreement_list
from agreements.selectors.page import (
    AgreementPage,
    agreement_page,
    company_agreements,
    version_numbered,
)
from agreements.selectors.pdfs import pdf_panel
from agreements.selectors.signing import signing_status
from agreements.views.common import agreement_or_404, frame
from jobcenters.calendar import local_date
from ui import danish
from ui.parts import Action, Event, Fact

TABS = {
    "": gettext_lazy("Aktuelle"),
    "udkast": gettext_lazy("Udkast"),
    "underskrift": gettext_lazy("Til underskrift"),
    "kraft": gettext_lazy("I kraft"),
    "slut": gettext_lazy("Slut"),
}


@require_safe
def agreements(request: HttpRequest) -> HttpResponse:
    """The agreements that the organisation may see. A company has its own page."""
    actor = actor_of(request)
    if actor.is_company:
        return redirect("agreements:portal")
    now = moment()
    filters = Filters.of(request.GET)
    rows, following = agreement_list(actor, filters, now)
    counts = agreement_counts(actor)
    kept = {key: value for key, value in (("vis", filters.which), ("q", filters.text)) if value}
    context = {
        "rows": rows,
        "filters": filters,
        "tabs": [
            {
                "label": TABS[which],
                "count": counts[which],
                "url": f"?{urlencode({'vis': which})}" if which else "?",
                "current": filters.which == which,
            }
            for which in STATES
        ],
        "following": f"?{urlencode({**kept, 'efter': following})}" if following else "",
        "first": f"?{urlencode(kept)}" if "efter" in request.GET else "",
        "now": now,
        "may_begin": actor.serves_companies,
    }
    return render(request, "agreements/list.html", context)


@require_safe
def agreement(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One agreement as one's role sees it: a covered jobcentre sees the terms alone."""
    actor = actor_of(request)
    found, role = agreement_or_404(actor, uuid)
    now = moment()
    page = agreement_page(actor, found, role, local_date(now))
    life = life_panels(actor, found, now) if found.current_id else None
    asks = life is not None and life.open_change is not None and life.open_change.may_answer
    context = {
        **frame(actor),
        "page": page,
        "agreement": found,
        "document": page.document,
        "facts": _facts(actor, page),
        "actions": _actions(actor, page, quiet=asks),
        "events": [
            Event(danish.when(event.at, now), event.title, event.text or _who(event.organisation))
            for event in page.events
        ],
        "may_discard": page.drafts and actor.is_staff and _has_draft(page),
        "signing": _signing(page, now),
        "life": life,
        "pdf_panel": pdf_panel(actor, page.version) if page.version else None,
        "now": now,
    }
    return render(request, "agreements/agreement.html", context)


def _has_draft(page: AgreementPage) -> bool:
    newest = page.under_way or page.version
    return newest is not None and newest.is_draft


def _who(organisation: Any) -> str:
    return organisation.name if organisation else ""


def _signing(page: AgreementPage, now: Any) -> Any:
    version = page.under_way or page.version
    if not page.is_inside or version is None or version.state == AgreementState.DRAFT:
        return None
    return {"status": signing_status(version, now), "version": version}


def _facts(actor: Actor, page: AgreementPage) -> list[Fact]:
    agreement, document = page.agreement, page.document
    unknown = _("Ikke aftalt endnu")
    period = ""
    if agreement.starts_on and agreement.ends_on:
        period = _("%(start)s til %(end)s") % {
            "start": danish.day_month(agreement.starts_on, year=True),
            "end": danish.day_month(agreement.ends_on, year=True),
        }
    elif document:
        period = document.period
    return [
        _subject(actor, agreement),
        Fact(_("Tilstand"), agreement.get_state_display()),
        Fact(_("Periode"), period or unknown),
        Fact(_("Opfølgning"), (document.follow_up if document else "") or unknown),
    ]


def _subject(actor: Actor, agreement: Agreement) -> Fact:
    """Whom the agreement is with, or between."""
    if agreement.company is not None:
        address = reverse("companies:detail", args=[agreement.company.uuid])
        return Fact(_("Virksomhed"), agreement.company.name, url=address if actor.is_staff else "")
    name = agreement.network.name if agreement.network else agreement.title
    address = reverse("agreements:network", args=[agreement.network.uuid]) if agreement.network else ""
    return Fact(_("Netværk"), name, url=address if actor.is_staff else "")


def _actions(actor: Actor, page: AgreementPage, *, quiet: bool) -> list[Action]:
    """What the drafter can do; the next step first. `quiet`: the page's one filled button stands elsewhere."""
    if not page.drafts or not actor.is_staff:
        return []
    agreement = page.agreement
    address = {name: reverse(f"agreements:{name}", args=[agreement.uuid]) for name in ("replace", "widen")}
    found: list[Action] = []
    newest = page.under_way or page.version
    if newest and newest.is_draft:
        to_draft = reverse("agreements:step", args=[agreement.uuid, Step.NEED.value])
        found.append(Action(_("Fortsæt udkastet"), to_draft, primary=not quiet))
    elif agreement.is_in_force or (newest and newest.state in ("sent", "partly_signed")):
        found.append(Action(_("Ny version"), address["replace"]))
    if agreement.kind == AgreementKind.PARTNERSHIP and can_draft(actor, AgreementKind.JOBSERVICE):
        found.append(Action(_("Udvid til jobserviceaftale"), address["widen"]))
    is_parent = agreement.kind == AgreementKind.JOBSERVICE and agreement.parent_id is None
    if is_parent and agreement.company and not agreement.is_ended:
        query = urlencode({"virksomhed": agreement.company.uuid, "under": agreement.uuid})
        found.append(Action(_("Tilføj regional aftale"), f"{reverse('agreements:new')}?{query}"))
    return found


@require_safe
def document(request: HttpRequest, uuid: UUID, number: int) -> HttpResponse:
    """The whole wording of one version, as it was hashed, or as the draft stands."""
    actor = actor_of(request)
    found, _role = agreement_or_404(actor, uuid)
    version = version_numbered(found, str(number))
    if version is None:
        raise Http404
    context = {**frame(actor), "agreement": found, "version": version, "document": document_of(version)}
    return render(request, "agreements/document.html", context)


@require_safe
def compare_versions(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Two versions side by side: `?fra=1&til=2`; the newest two unless told. Not for covered jobcentres."""
    actor = actor_of(request)
    found, role = agreement_or_404(actor, uuid)
    if role == AccessRole.COVERED:
        raise Http404
    versions = list(found.versions.order_by("number"))
    if len(versions) < 2:
        raise Http404
    old = version_numbered(found, request.GET.get("fra", "")) or _own(found, versions[-2])
    new = version_numbered(found, request.GET.get("til", "")) or _own(found, versions[-1])
    parts = compare(document_of(old), document_of(new))
    context = {
        **frame(actor),
        "agreement": found,
        "versions": versions,
        "old": old,
        "new": new,
        "parts": parts,
        "is_same": is_same(parts),
    }
    return render(request, "agreements/compare.html", context)


def _own(agreement: Agreement, version: AgreementVersion) -> AgreementVersion:
    version.agreement = agreement
    return version


@require_safe
def portal(request: HttpRequest) -> HttpResponse:
    """The company's own page: what it has been promised, and whom to call where."""
    actor = actor_of(request)
    if not actor.is_company:
        raise Http404
    now = moment()
    promised, waiting = company_agreements(actor, now)
    context = {"promised": promised, "waiting": waiting, "now": now}
    return render(request, "agreements/portal.html", context)
