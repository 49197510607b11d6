"""Joint visits: the invitation, the page that host and guests share, and what each may do there."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from accounts.moment import moment
from companies.selectors import company_card
from jobcenters.calendar import NATIONAL, local_date
from ui import danish
from ui.parts import Fact
from visits.enums import JointVisitState
from visits.forms.joint import AboutForm, AnswerForm, CancelForm, InviteForm, TimesForm
from visits.models import JointVisit
from visits.permissions import hosts
from visits.selectors.joint import Board, board_of, invitable, joint_visit_get, near_first
from visits.services.joint_visits import (
    PURPOSE_MAX,
    TIMES,
    joint_visit_answer,
    joint_visit_cancel,
    joint_visit_change,
    joint_visit_choose,
    joint_visit_invite,
    joint_visit_propose_anew,
)
from visits.views.common import back_to, company_or_404, noter_of, page_of, status_of

form_view = require_http_methods(["GET", "HEAD", "POST"])
TEN = datetime.time(10)


@form_view
def joint_visit_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Invite other jobcentres along to a company.

    Whoever comes from a case says in the address where and with whom it is about (`arbejdssted`, `kontakt`), what it
    is about (`om`), and where they came from (`next`).
    """
    actor = noter_of(request)
    company = company_or_404(actor, uuid)
    guests = invitable(actor, local_date(moment()))
    card = company_card(actor, company)
    wanted = request.GET.get("arbejdssted", "")
    workplace = next((one for one in card.workplaces if str(one.uuid) == wanted), card.first_workplace)
    start = {
        "workplace": str(workplace.uuid) if workplace else "",
        "contact": request.GET.get("kontakt", ""),
        "purpose": request.GET.get("om", "")[:PURPOSE_MAX],
        **_times_ahead(),
    }
    place = workplace.postcode_id if workplace else ""
    near, others = near_first(actor, guests, place, local_date(moment()))
    form = InviteForm(
        request.POST or None,
        card=card,
        near=[(str(guest.uuid), guest.name) for guest in near],
        others=[(str(guest.uuid), guest.name) for guest in others],
        initial=start,
    )
    if request.method == "POST" and form.is_valid():
        chosen = [guest for guest in guests if str(guest.uuid) in form.cleaned_data["guests"]]
        visit = _ask(
            form,
            lambda: joint_visit_invite(
                actor=actor,
                company=company,
                data=form.about(),
                guests=chosen,
                times=form.times(),
                citizens=form.cleaned_data["citizens"],
            ),
        )
        if visit is not None:
            names = danish.join(guest.name for guest in chosen)
            messages.success(request, _("Invitationen er sendt til %s.") % names)
            return redirect("visits:joint_visit", uuid=visit.uuid)
    context = {"company": company, "form": form, "back": back_to(request, page_of(company))}
    return render(request, "visits/joint_new.html", context, status=status_of(form))


def _times_ahead() -> dict[str, Any]:
    """Three working days, each its own, from a week ahead, at ten: to be changed."""
    day = local_date(moment()) + datetime.timedelta(days=6)
    values: dict[str, Any] = {}
    for n in range(1, TIMES + 1):
        day = NATIONAL.shift(day, 1)
        values |= {f"day_{n}": day, f"time_{n}": TEN}
    return values


def _ask(form: Any, call: Callable[[], JointVisit | None]) -> JointVisit | None:
    """The visit; None after faults have been put at the form's fields. What is about the times stands at the first."""

    def asked() -> JointVisit | None:
        try:
            return call()
        except ValidationError as error:
            if hasattr(error, "error_dict") and "times" in error.error_dict:
                error.error_dict["day_1"] = error.error_dict.pop("times")
            raise

    found: JointVisit | None = form.ask(asked)
    return found


@form_view
def joint_visit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One joint visit, for its host and its guests; guests answer here."""
    actor = noter_of(request)
    visit = _visit_or_404(actor, uuid)
    board = board_of(visit)
    guest = next((g for g in board.guests if g.organisation_id == actor.organisation_id), None)
    form = None
    if guest and visit.state == JointVisitState.ASKED:
        own = [row for row in board.citizens if row[1] == actor.organisation_name]
        start: dict[str, Any] = {
            "comment": guest.comment,
            "citizens": "\n".join(name for name, _who in own),
        }
        place = board.guests.index(guest)
        for row in board.times:
            if (said := row.answers[place]) is not None:
                start[f"kan_{row.time.uuid}"] = "ja" if said else "nej"
        form = AnswerForm(request.POST or None, offered=[row.time for row in board.times], initial=start)
        if request.method == "POST" and form.is_valid():
            values = form.cleaned_data
            form.ask(
                lambda: joint_visit_answer(
                    actor=actor,
                    visit=visit,
                    can=form.can(),
                    comment=values["comment"],
                    citizens=values["citizens"],
                )
            )
            if not form.errors:
                messages.success(request, _("Svaret er sendt til %s.") % visit.organisation.name)
                return redirect("visits:joint_visit", uuid=visit.uuid)
    elif request.method == "POST":
        raise Http404
    return _page(request, actor, visit, board, form)


def _page(
    request: HttpRequest, actor: Actor, visit: JointVisit, board: Board, form: AnswerForm | None
) -> HttpResponse:
    is_host = hosts(actor, visit)
    context = {
        "visit": visit,
        "company": visit.company,
        "board": board,
        "facts": _facts(visit),
        "form": form,
        "is_host": is_host,
        "is_asked": visit.state == JointVisitState.ASKED,
        "may_change": is_host and visit.state != JointVisitState.CANCELLED,
        "now": moment(),
    }
    status = status_of(form) if form else None
    return render(request, "visits/joint.html", context, status=status)


def _facts(visit: JointVisit) -> list[Fact]:
    when = str(visit.get_state_display())
    if visit.starts_at:
        when = danish.capitalise(danish.full_time(visit.starts_at, year=True))
    place = visit.place or (visit.workplace.full_address if visit.workplace else _("Ikke oplyst"))
    return [
        Fact(
            _("Virksomhed"),
            visit.company.name,
            url=reverse("companies:detail", args=[visit.company.uuid]),
        ),
        Fact(
            _("Hvornår"),
            when,
            second=_("%s minutter") % visit.minutes_long
            if visit.state != JointVisitState.CANCELLED
            else str(visit.get_state_display()),
        ),
        Fact(_("Hvor"), place),
        Fact(_("Vært"), visit.organisation.name, second=visit.author.name if visit.author else ""),
    ]


def _visit_or_404(actor: Actor, uuid: UUID, *, hosted: bool = False) -> JointVisit:
    """The visit, if the actor sees it; with `hosted`, only while its host can change it."""
    try:
        visit = joint_visit_get(actor, uuid)
    except JointVisit.DoesNotExist as error:
        raise Http404 from error
    if hosted and (not hosts(actor, visit) or visit.state == JointVisitState.CANCELLED):
        raise Http404
    return visit


@require_POST
def joint_visit_pick(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The host chooses one of the times."""
    actor = noter_of(request)
    visit = _visit_or_404(actor, uuid, hosted=True)
    try:
        joint_visit_choose(actor=actor, visit=visit, time=_uuid(request.POST.get("time", "")))
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
    else:
        messages.success(request, _("Tidspunktet er valgt. Alle får det i kalenderen."))
    return redirect("visits:joint_visit", uuid=visit.uuid)


def _uuid(text: str) -> UUID:
    """The public id that was pressed; one that nothing has, where it is none."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


@form_view
def joint_visit_times(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The host proposes three other times."""
    actor = noter_of(request)
    visit = _visit_or_404(actor, uuid, hosted=True)
    form = TimesForm(request.POST or None, initial=_times_ahead())
    if request.method == "POST" and form.is_valid():
        done = _ask(form, lambda: joint_visit_propose_anew(actor=actor, visit=visit, times=form.times()))
        if done is not None:
            messages.success(request, _("De nye tider er sendt til alle."))
            return redirect("visits:joint_visit", uuid=visit.uuid)
    lead = _("Alle bliver spurgt igen. En aftalt tid tages ud af kalenderne.")
    return _action(request, visit, form, _("Foreslå nye tider"), _("Send de nye tider"), lead)


@form_view
def joint_visit_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The host changes what the visit is about, or where."""
    actor = noter_of(request)
    visit = _visit_or_404(actor, uuid, hosted=True)
    card = company_card(actor, visit.company)
    form = AboutForm(request.POST or None, card=card, initial=AboutForm.initial_of(visit))
    if request.method == "POST" and form.is_valid():
        done = _ask(form, lambda: joint_visit_change(actor=actor, visit=visit, data=form.about()))
        if done is not None:
            messages.success(request, _("Sambesøget er ændret."))
            return redirect("visits:joint_visit", uuid=visit.uuid)
    lead = _("Er tiden aftalt, får alle ændringen i kalenderen.")
    return _action(request, visit, form, _("Ret sambesøget"), _("Gem ændringen"), lead)


@form_view
def joint_visit_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The host cancels the visit."""
    actor = noter_of(request)
    visit = _visit_or_404(actor, uuid, hosted=True)
    form = CancelForm(request.POST or None, use_required_attribute=False)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        done = _ask(form, lambda: joint_visit_cancel(actor=actor, visit=visit, reason=reason))
        if done is not None:
            messages.success(request, _("Sambesøget er aflyst, og alle har fået besked."))
            return redirect("visits:joint_visit", uuid=visit.uuid)
    lead = _("Alle får besked, og besøget tages ud af kalenderne.")
    return _action(request, visit, form, _("Aflys sambesøget"), _("Aflys sambesøget"), lead)


def _action(
    request: HttpRequest, visit: JointVisit, form: Any, title: str, button: str, lead: str
) -> HttpResponse:
    context = {"visit": visit, "form": form, "title": title, "button": button, "lead": lead}
    return render(request, "visits/joint_action.html", context, status=status_of(form))
