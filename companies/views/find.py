"""Finding a company: the list, and the look-up that stands inside other forms."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.requests import actor_of, staff_of
from companies.lookup import choices_context, lookup_context
from companies.selectors import company_page
from companies.views.common import company_or_404, frame, next_of
from imports.records import may_import
from ui.parts import Page


@require_safe
def company_list(request: HttpRequest) -> HttpResponse:
    """All companies in alphabetical order, or those that match. A company is sent to its own page."""
    actor = actor_of(request)
    if actor.is_company and actor.organisation_uuid:
        return redirect("companies:detail", uuid=actor.organisation_uuid)
    actor = staff_of(request)
    text = request.GET.get("q", "").strip()[:200]
    found = company_page(
        actor, text=text, after=request.GET.get("after", ""), before=request.GET.get("before", "")
    )
    return render(
        request,
        "companies/list.html",
        {
            "companies": found.companies,
            "text": text,
            "may_import": may_import(actor),
            "page": Page(
                previous_url=_page_url(text, "before", found.previous_key),
                next_url=_page_url(text, "after", found.next_key),
            ),
        },
    )


def _page_url(text: str, direction: str, key: str) -> str:
    if not key:
        return ""
    return f"{reverse('companies:list')}?{urlencode({**({'q': text} if text else {}), direction: key})}"


@require_safe
def lookup(request: HttpRequest) -> HttpResponse:
    """The answer to a look-up: the part alone for HTMX, else a page of its own that leads on to `next`."""
    actor = staff_of(request)
    context = lookup_context(
        actor,
        request.GET.get("q", ""),
        picked=request.GET.get("company", ""),
        # What the form around the look-up knows of whoever wrote, where it begins from a mail.
        new_initial={
            "contact_name": request.GET.get("fra_navn", "")[:120],
            "contact_email": request.GET.get("fra_mail", "")[:254],
        },
    )
    if request.htmx:  # type: ignore[attr-defined]
        return render(request, "companies/partials/_lookup_results.html", context)
    target = next_of(request)
    query = {"cvr": context["lookup"].cvr, **({"next": target} if target else {})}
    register_url = f"{reverse('companies:register')}?{urlencode(query)}"
    page = {**context, **frame(actor), "next": target, "register_url": register_url}
    return render(request, "companies/lookup.html", page)


@require_safe
def choices(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The workplaces and contact persons of one company, as the radio buttons of a form around them."""
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    context = choices_context(
        actor, company, workplace=request.GET.get("workplace", ""), contact=request.GET.get("contact", "")
    )
    return render(request, "companies/partials/_company_choices.html", context)
