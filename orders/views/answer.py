"""The page behind the link in a mail: a jobcentre that was asked answers in two presses, without signing in."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.limits import LINK, may
from agreements.views.common import personal_link
from agreements.views.signing import too_many
from jobcenters.calendar import local_date
from orders.answer_links import Standing
from orders.enums import AnswerKind, ClockState
from orders.forms.across import NO_REASONS, ClarificationForm, NoForm, YesForm, typed
from orders.forms.fields import OnceForm
from orders.models import AnswerLink, Clock, Order, Request
from orders.selectors.answer_links import answer_link_by_token, standing_of
from orders.selectors.deadlines import deadlines_of
from orders.selectors.facts import place_of
from orders.selectors.order_page import order_rows, searched_text
from orders.services.answering import LinkClosedError, request_answer_by_link
from orders.titles import part_title
from orders.views.order import shared_facts
from orders.views.order_common import UNPROCESSABLE
from ui import danish

ANSWERS = (AnswerKind.YES, AnswerKind.NO, AnswerKind.CLARIFY)
# What a link answers that cannot be used (any more). A used one is no error: the page says that it is done.
STATUS = {
    Standing.USED: HTTPStatus.OK,
    Standing.ANSWERED: HTTPStatus.OK,
    Standing.WITHDRAWN: HTTPStatus.GONE,
    Standing.ENDED: HTTPStatus.GONE,
    Standing.EXPIRED: HTTPStatus.GONE,
}


@personal_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """Looking changes nothing, so a mail scanner that follows the link answers for nobody."""
    if not may(request, LINK, count=False):
        return too_many(request)
    owner = answer_link_by_token(token)
    if owner is None:
        return closed(request, "unknown") if may(request, LINK, count=True) else too_many(request)
    memberships = getattr(request, "memberships", [])
    member = next((row for row in memberships if row.organisation_id == owner.organisation_id), None)
    if getattr(request, "actor", None) is not None and member is None:
        return closed(request, "other")
    actor = member.actor() if member else _visitor(owner.organisation_id)
    with acting_as(actor):
        return _page(request, actor, owner.link_id)


def _visitor(organisation_id: int) -> Actor:
    """Nobody in particular, for the jobcentre that was asked: its request's company has a name for staff alone."""
    return Actor(
        user_id=None,
        organisation_id=organisation_id,
        role=Role.CONSULTANT,
        kind=OrganisationKind.JOBCENTER,
    )


def closed(
    request: HttpRequest, reason: str, *, status: int = HTTPStatus.NOT_FOUND, **more: Any
) -> HttpResponse:
    """A link that cannot answer, and why."""
    return render(request, "orders/answer_closed.html", {"reason": reason, **more}, status=status)


def _page(request: HttpRequest, actor: Actor, link_id: int) -> HttpResponse:
    link = _link(link_id)
    order = order_rows(actor).filter(pk=link.request.order_id).first()
    found = standing_of(link, order, moment())
    if found is not Standing.OPEN or order is None:
        return _closed(request, link, found, refused=request.method == "POST")
    if request.method == "POST":
        return _post(request, actor, link, order)
    return _show(request, actor, link, order, _forms(link.request, order))


def _link(link_id: int) -> AnswerLink:
    # The request is read by its link, not by `visible_to`: of a withdrawn one the page still says that it was.
    return (
        AnswerLink.objects.select_related(
            "organisation", "request__line", "request__evidence__postcode", "request__answered_by"
        )
        .select_related("request__from_organisation__jobcenter", "request__to_organisation__jobcenter")
        .get(pk=link_id)
    )


def _forms(found: Request, order: Order, data: Any = None, answer: str = "") -> dict[str, OnceForm]:
    """One form per answer, the same as the signed-in page's; the one that was sent is bound, the others keep what was
    typed.
    """
    offer = YesForm.offer(
        found.number_wanted,
        start_on=order.start_on,
        apply_by=order.application_deadline,
        today=local_date(moment()),
    )

    def made(form: type[OnceForm], kind: str, prefix: str, initial: dict[str, Any] | None = None) -> OnceForm:
        if answer == kind:
            return form(data, prefix=prefix)
        return form(prefix=prefix, initial=(initial or {}) | typed(form, prefix, data))

    return {
        AnswerKind.YES: made(YesForm, AnswerKind.YES, "ja", offer),
        AnswerKind.NO: made(NoForm, AnswerKind.NO, "nej"),
        AnswerKind.CLARIFY: made(ClarificationForm, AnswerKind.CLARIFY, "afklaring"),
    }


def _post(request: HttpRequest, actor: Actor, link: AnswerLink, order: Order) -> HttpResponse:
    # A reason for a no is a button of its own.
    answer = request.POST.get("answer") or (AnswerKind.NO.value if request.POST.get("nej-reason") else "")
    forms = _forms(link.request, order, request.POST, answer)
    if answer not in ANSWERS:
        return _show(request, actor, link, order, forms, error=_("Vælg et svar."))
    form = forms[answer]
    if not form.is_valid():
        return _show(request, actor, link, order, forms, sent=answer)
    values = form.cleaned_data
    try:
        request_answer_by_link(
            actor=actor,
            link_id=link.pk,
            answer=answer,
            number=values.get("number"),
            by=values.get("by"),
            text=form.answer_text() if isinstance(form, NoForm) else values.get("text", ""),
        )
    except LinkClosedError as error:
        return _closed(request, _link(link.pk), error.standing, refused=True)
    return redirect(request.path)


def _show(
    request: HttpRequest,
    actor: Actor,
    link: AnswerLink,
    order: Order,
    forms: dict[str, OnceForm],
    *,
    sent: str = "",
    error: str = "",
) -> HttpResponse:
    found, now = link.request, moment()
    clocks = Clock.objects.filter(request=found).exclude(state=ClockState.CANCELLED)
    clocks = clocks.select_related("owner_organisation__jobcenter", "request__line")
    context = {
        "link": link,
        "found": found,
        "order": order,
        "now": now,
        "asker": place_of(found.from_organisation),
        "asked": link.organisation.name,
        "what": found.wanted if found.line else order.title,
        "facts": shared_facts(order, now),
        "deadlines": deadlines_of(clocks, now, actor.organisation_id),
        "evidence": searched_text(found.evidence, now) if found.evidence else "",
        "evidence_when": danish.when(found.evidence.at, now) if found.evidence else "",
        "yes": forms[AnswerKind.YES],
        "no": forms[AnswerKind.NO],
        "clarify": forms[AnswerKind.CLARIFY],
        "reasons": [(value, label) for value, label in NO_REASONS if value],
        "sent": sent,
        "sent_form": forms.get(sent),
        "error": error,
    }
    return render(request, "orders/answer.html", context, status=UNPROCESSABLE if sent or error else None)


def _closed(request: HttpRequest, link: AnswerLink, found: Standing, *, refused: bool) -> HttpResponse:
    """`refused`: an answer was sent just now, and nothing came of it. Pressing twice is no refusal."""
    asked = link.request
    status = STATUS.get(found, HTTPStatus.GONE)
    is_refused = refused and found is not Standing.USED
    return closed(
        request,
        found.value,
        status=HTTPStatus.CONFLICT if is_refused and status == HTTPStatus.OK else status,
        refused=is_refused,
        found=asked,
        asker=place_of(asked.from_organisation),
        now=moment(),
        answered_what=part_title(asked.answer_number or 0, asked.line),
        link=link,
    )
