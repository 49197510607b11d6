"""The questionnaire behind a personal link: one page, one minute, no sign-in. Looking changes nothing."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.enums import OrganisationKind, Role
from accounts.moment import moment
from accounts.tenancy import acting_as
from agreements.limits import LINK, may
from agreements.views.common import personal_link
from agreements.views.signing import too_many
from barometer.forms import QuestionnaireForm, occupation_names
from barometer.models import BarometerAnswer, BarometerAsk, BarometerDecline
from barometer.selectors.asking import AskOwner, ask_by_token
from barometer.services.answers import RoundOverError, answer_give, ask_decline, ask_welcome
from barometer.views.common import UNPROCESSABLE
from jobcenters.calendar import local_date

NO_THANKS, WELCOME = "nej_tak", "gerne_igen"


@personal_link
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """A company's contact answers, or says no; whoever has signed in elsewhere has got hold of another's link."""
    if not may(request, LINK, count=False):
        return too_many(request)
    owner = ask_by_token(token)
    if owner is None:
        if not may(request, LINK, count=True):
            return too_many(request)
        return _closed(request, None, HTTPStatus.NOT_FOUND)
    with acting_as(_visitor(owner)):
        ask = BarometerAsk.objects.select_related("round", "company__organisation", "organisation").get(
            pk=owner.ask_id
        )
        actor = getattr(request, "actor", None)
        if actor is not None and actor.organisation_id != ask.company_id:
            return _closed(request, None, HTTPStatus.NOT_FOUND)
        return _page(request, _visitor(owner), ask)


def _visitor(owner: AskOwner) -> Actor:
    """Nobody in particular, for the organisation that asked: it alone has the answer."""
    return Actor(
        user_id=None,
        organisation_id=owner.organisation_id,
        role=Role.CONSULTANT,
        kind=OrganisationKind.JOBCENTER,
    )


def _page(request: HttpRequest, actor: Actor, ask: BarometerAsk) -> HttpResponse:
    now = moment()
    said = request.POST.get("svar", "")
    if said == NO_THANKS:
        ask_decline(actor=actor, ask_id=ask.pk, now=now)
        return redirect(request.path)
    if said == WELCOME:
        ask_welcome(actor=actor, ask_id=ask.pk)
        return redirect(request.path)
    declined = BarometerDecline.objects.filter(email=ask.email.lower()).exists()
    if not ask.round.takes_answers(local_date(now)):
        return _closed(request, ask, HTTPStatus.CONFLICT if said else HTTPStatus.GONE)
    answer = BarometerAnswer.objects.filter(ask=ask).first()
    form = QuestionnaireForm(request.POST if said else None, initial=QuestionnaireForm.initial_of(answer))
    if said and form.is_valid():
        values = form.cleaned_data
        try:
            answer_give(
                actor=actor,
                ask_id=ask.pk,
                outlook_3=values["outlook_3"],
                outlook_12=values["outlook_12"],
                is_hard=form.is_hard_value,
                needs=form.needs(),
                now=now,
            )
        except RoundOverError:
            return _closed(request, ask, HTTPStatus.CONFLICT)
        return redirect(f"{request.path}?tak=1")
    context: dict[str, Any] = {
        "ask": ask,
        "asker": ask.organisation.name,
        "company": ask.company.name,
        "form": form,
        "answer": answer,
        "declined": declined,
        "is_thanks": answer is not None and "tak" in request.GET and not said,
        "occupations": occupation_names(),
    }
    return render(request, "barometer/answer.html", context, status=UNPROCESSABLE if said else None)


def _closed(request: HttpRequest, ask: BarometerAsk | None, status: HTTPStatus) -> HttpResponse:
    context = {
        "ask": ask,
        "asker": ask.organisation.name if ask else "",
        "refused": status == HTTPStatus.CONFLICT,
    }
    return render(request, "barometer/closed.html", context, status=status)
