"""What the pages of notes, tasks and joint visits share."""

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actor import Actor
from accounts.requests import actor_of
from companies.models import Company
from companies.selectors import company_get
from visits.permissions import can_note

UNPROCESSABLE = 422


def noter_of(request: HttpRequest) -> Actor:
    """A jobcentre or Jobservice Danmark. For anybody else these pages do not exist: raises Http404."""
    actor = actor_of(request)
    if not can_note(actor):
        raise Http404
    return actor


def company_or_404(actor: Actor, uuid: UUID) -> Company:
    try:
        return company_get(actor, uuid)
    except Company.DoesNotExist as error:
        raise Http404 from error


def status_of(form: forms.Form) -> int | None:
    """The answer to a form that came back."""
    return UNPROCESSABLE if form.is_bound and form.errors else None


def page_of(company: Company) -> str:
    return reverse("companies:detail", args=[company.uuid])


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page of our own that sent the press, from `next`; else `otherwise`."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else otherwise
