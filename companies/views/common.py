"""What the company pages share."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.actor import Actor
from companies.models import Company
from companies.selectors import company_get


def company_or_404(actor: Actor, uuid: UUID) -> Company:
    try:
        return company_get(actor, uuid)
    except Company.DoesNotExist as error:
        raise Http404 from error


def frame(actor: Actor) -> dict[str, Any]:
    """The template that the page extends: a company sees its own portal."""
    return {"frame": "base_portal.html" if actor.is_company else "base.html"}


def next_of(request: HttpRequest) -> str:
    """The page of our own that asked for a company, from `next`, or ""."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else ""


def with_company(target: str, company: Company) -> str:
    """`target` with the chosen company in its query."""
    return f"{target}{'&' if '?' in target else '?'}{urlencode({'company': str(company.uuid)})}"
