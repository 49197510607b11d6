"""The page behind the link in a mail: a contact person says whether what stands about them is right. No sign-in."""

from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.moment import moment
from accounts.tenancy import acting_as
from jobcenters.contacting.asking import LinkClosedError, ask_by_token, contact_answer, entries_of
from jobcenters.contacting.forms import ChangeForm
from jobcenters.enums import AskAnswer
from jobcenters.models import ContactAsk, Jobcenter
from ui import danish

UNPROCESSABLE = 422


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def contact_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so a mail scanner that follows the link confirms for nobody.

    Who has signed in for other organisations has got hold of somebody else's link.
    """
    found = ask_by_token(token)
    memberships = getattr(request, "memberships", [])
    is_stranger = getattr(request, "actor", None) is not None and all(
        found is None or row.organisation_id != found[1] for row in memberships
    )
    if found is None or is_stranger:
        response = _closed(request, None)
    else:
        ask_id, jobcenter_id = found
        visitor = Actor(
            user_id=None,
            organisation_id=jobcenter_id,
            role=Role.CONSULTANT,
            kind=OrganisationKind.JOBCENTER,
        )
        with acting_as(visitor):
            response = _page(request, visitor, ask_id)
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Referrer-Policy"] = "same-origin"
    return response


# Who has got the link may have signed in without any membership, or not at all.
contact_by_link.without_actor = True  # type: ignore[attr-defined]


def _page(request: HttpRequest, actor: Actor, ask_id: int) -> HttpResponse:
    ask = ContactAsk.objects.get(pk=ask_id)
    now = moment()
    if ask.answer or now > ask.expires_at:
        return _closed(request, ask)
    entries = entries_of(ask)
    if not entries:
        return _closed(request, None)
    answer = request.POST.get("svar", "")
    is_change = answer == AskAnswer.CHANGED
    forms = [ChangeForm(request.POST if is_change else None, entry=entry) for entry in entries]
    if request.method == "POST" and answer in AskAnswer.values:
        valid = [form.is_valid() for form in forms]
        if not is_change or all(valid):
            changes = {form.entry.pk: form.change() for form in forms} if is_change else {}
            try:
                contact_answer(actor=actor, ask_id=ask_id, answer=AskAnswer(answer), changes=changes, now=now)
            except LinkClosedError:
                return _closed(request, ContactAsk.objects.get(pk=ask_id))
            return redirect(request.path)
    jobcenter = Jobcenter.objects.with_names().get(pk=ask.jobcenter_id)
    context: dict[str, Any] = {
        "ask": ask,
        "person": entries[0].person,
        "jobcenter": jobcenter.title_on(danish.local(now).date()),
        "forms": forms,
        "is_change": is_change,
    }
    status = UNPROCESSABLE if request.method == "POST" else None
    return render(request, "jobcenters/contact_link.html", context, status=status)


def _closed(request: HttpRequest, ask: ContactAsk | None) -> HttpResponse:
    """Answered (no error), too old, or never given."""
    status = HTTPStatus.NOT_FOUND
    if ask is not None:
        status = HTTPStatus.OK if ask.answer else HTTPStatus.GONE
    return render(request, "jobcenters/contact_link_closed.html", {"ask": ask}, status=status)
