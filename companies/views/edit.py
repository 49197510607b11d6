"""Registering a company and changing what is known about it. A refused form comes back with all that was typed."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.requests import actor_of, staff_of
from companies.forms import CompanyForm, ConsentForm, ContactForm, RegisterForm, ServiceForm, WorkplaceForm
from companies.merging import Likely
from companies.models import Company, ContactPerson, Workplace
from companies.panels import contact_guard_for
from companies.selectors import company_get, contact_get, workplace_get
from companies.views.common import company_or_404, frame, next_of, with_company
from ui.parts import Fact

form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def register(request: HttpRequest) -> HttpResponse:
    """Register a company; then on to `next` with the company chosen, or to the company's page."""
    actor = staff_of(request)
    target = next_of(request)
    form = RegisterForm(request.POST or None, initial={"cvr": request.GET.get("cvr", "")[:20]})
    likely: list[Likely] = []
    if request.method == "POST" and form.is_valid():
        if request.POST.get("anyway") != "1":
            likely = form.likely(actor)
        company = None if likely else form.register(actor)
        if company is not None:
            messages.success(request, _("%(name)s er registreret.") % {"name": company.name})
            return redirect(with_company(target, company) if target else _page(company))
    known_url = ""
    if form.known:
        known_url = with_company(target, form.known) if target else _page(form.known)
    context = {**frame(actor), "form": form, "next": target, "known": form.known, "known_url": known_url}
    context["likely"] = [
        (one, with_company(target, one.company) if target else _page(one.company)) for one in likely
    ]
    return render(request, "companies/register.html", context)


@form_view
def company_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    form = CompanyForm(request.POST or None, initial=CompanyForm.initial_of(company))
    if request.method == "POST" and form.is_valid() and form.save(actor, company):
        messages.success(request, _("Virksomhedens oplysninger er gemt."))
        return redirect(_page(company))
    now = None
    if form.edited_meanwhile:
        fresh = company_get(actor, uuid)
        form.show_now(fresh.changed_at)
        now = [
            Fact(_("Navn"), fresh.name),
            Fact(_("Branche"), f"{fresh.industry_code} {fresh.industry}".strip()),
            Fact(_("Ansatte"), "" if fresh.employees is None else str(fresh.employees)),
        ]
    title = _("Ret virksomhedens oplysninger")
    return _form_page(request, actor, company, form, title, _("Gem oplysningerne"), now)


@form_view
def workplace_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    form = WorkplaceForm(request.POST or None)
    del form.fields["is_active"]
    if request.method == "POST" and form.is_valid() and form.add(actor, company):
        messages.success(request, _("Arbejdspladsen er tilføjet."))
        return redirect(_page(company))
    return _form_page(request, actor, company, form, _("Ny arbejdsplads"), _("Tilføj arbejdspladsen"))


@form_view
def workplace_edit(request: HttpRequest, uuid: UUID, workplace: UUID) -> HttpResponse:
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    try:
        row = workplace_get(actor, company, workplace)
    except Workplace.DoesNotExist as error:
        raise Http404 from error
    row.company = company
    form = WorkplaceForm(request.POST or None, initial=WorkplaceForm.initial_of(row))
    if request.method == "POST" and form.is_valid() and form.save(actor, row):
        messages.success(request, _("Arbejdspladsen er gemt."))
        return redirect(_page(company))
    now = None
    if form.edited_meanwhile:
        fresh = workplace_get(actor, company, workplace)
        form.show_now(fresh.changed_at)
        now = [
            Fact(_("Navn"), fresh.name),
            Fact(_("Adresse"), fresh.full_address),
            Fact(_("P-nummer"), fresh.p_number or ""),
            Fact(_("I brug"), _("Ja") if fresh.is_active else _("Nej")),
        ]
    return _form_page(request, actor, company, form, _("Ret arbejdspladsen"), _("Gem arbejdspladsen"), now)


@form_view
def contact_add(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    asked = {"name": request.GET.get("navn", "")[:120], "email": request.GET.get("email", "")[:254]}
    form = ContactForm(request.POST or None, initial=asked)
    del form.fields["is_active"]
    if request.method == "POST" and form.is_valid() and form.add(actor, company):
        messages.success(request, _("Kontaktpersonen er tilføjet."))
        return redirect(_page(company))
    return _form_page(request, actor, company, form, _("Ny kontaktperson"), _("Tilføj kontaktpersonen"))


@form_view
def contact_edit(request: HttpRequest, uuid: UUID, contact: UUID) -> HttpResponse:
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    try:
        row = contact_get(actor, company, contact)
    except ContactPerson.DoesNotExist as error:
        raise Http404 from error
    if contact_guard_for(actor, company):
        # How the person is reached is shown when the reason is given, on the company's page.
        return redirect(f"{_page(company)}#kontaktpersoner")
    row.company = company
    form = ContactForm(request.POST or None, initial=ContactForm.initial_of(row))
    if request.method == "POST" and form.is_valid() and form.save(actor, row):
        messages.success(request, _("Kontaktpersonen er gemt."))
        return redirect(_page(company))
    now = None
    if form.edited_meanwhile:
        fresh = contact_get(actor, company, contact)
        form.show_now(fresh.changed_at)
        now = [
            Fact(_("Navn"), fresh.name, second=fresh.title),
            Fact(_("Telefon"), fresh.phone),
            Fact(_("E-mail"), fresh.email),
            Fact(_("Kontaktperson i dag"), _("Ja") if fresh.is_active else _("Nej")),
        ]
    return _form_page(request, actor, company, form, _("Ret kontaktpersonen"), _("Gem kontaktpersonen"), now)


@form_view
def consent(request: HttpRequest, uuid: UUID, contact: UUID) -> HttpResponse:
    """Write down what a contact person has agreed to; what was said before stays."""
    actor = actor_of(request)
    company = company_or_404(actor, uuid)
    try:
        row = contact_get(actor, company, contact)
    except ContactPerson.DoesNotExist as error:
        raise Http404 from error
    row.company = company
    form = ConsentForm(request.POST or None, initial=ConsentForm.begin(row))
    if request.method == "POST" and form.is_valid() and form.record(actor, row):
        messages.success(request, _("Samtykket er registreret."))
        return redirect(f"{_page(company)}#kontaktpersoner")
    title = _("Samtykke fra %s") % row.name
    return _form_page(request, actor, company, form, title, _("Registrér samtykket"))


def _page(company: Company) -> str:
    return reverse("companies:detail", args=[company.uuid])


def _form_page(
    request: HttpRequest,
    actor: Actor,
    company: Company,
    form: ServiceForm,
    title: str,
    button: str,
    now: list[Fact] | None = None,
) -> HttpResponse:
    """`now` is what stands in the database after somebody else's change."""
    context = {**frame(actor), "company": company, "form": form, "title": title, "button": button, "now": now}
    return render(request, "companies/form.html", context)
