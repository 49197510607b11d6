"""The page "Fravær": who is away, who answers meanwhile, and what happens where nobody does."""

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.absence_forms import AbsenceForm, StandInForm
from accounts.absences import absence_add, absence_remove, staffing, stand_in_choose
from accounts.actor import Actor
from accounts.models import Absence, Membership
from accounts.moment import moment
from accounts.requests import staff_of
from accounts.stand_ins import Staffing
from ui import danish

UNPROCESSABLE = 422


@dataclass(frozen=True, slots=True)
class Colleague:
    """One colleague in the list: `state` today in words; `warning` where nobody answers."""

    name: str
    role: str
    stand_in: str
    state: str
    is_away: bool
    warning: str


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """An absence that is not over. `can_end`: the actor may take it back."""

    uuid: UUID
    name: str
    days: str
    stand_in: str
    can_end: bool


@require_http_methods(["GET", "HEAD", "POST"])
def absences(request: HttpRequest) -> HttpResponse:
    """Show the page; POST "fravaer" writes an absence, "stedfortraeder" chooses one's stand-in."""
    actor = staff_of(request)
    today = danish.local(moment()).date()
    colleagues = list(_colleagues(actor))
    own = next((one for one in colleagues if one.user_id == actor.user_id), None)
    if own is None:
        raise Http404
    leads = actor.is_manager or actor.is_administrator
    usual = _("den, der plejer")
    posted = request.POST.get("form") if request.method == "POST" else None
    others = [one for one in colleagues if one.pk != own.pk]
    stand_in_form = StandInForm(
        request.POST if posted == "stedfortraeder" else None,
        initial={"stand_in": own.stand_in_id},
        auto_id="id_usual_%s",
        colleagues=others,
        nobody=_("ingen bestemt: lederen får besked"),
    )
    absence_form = AbsenceForm(
        request.POST if posted == "fravaer" else None,
        colleagues=colleagues if leads else others,
        own=None if leads else own.pk,
        usual=usual,
        today=today,
    )
    by_id = {one.pk: one for one in colleagues}
    if posted and _saved(request, actor, today, by_id, own, stand_in_form, absence_form, posted):
        return redirect("accounts:absences")
    days = list(
        Absence.objects.visible_to(actor).not_over(today).select_related("membership__user", "stand_in__user")
    )
    today_away = {one.membership_id: one for one in days if one.first_day <= today}
    state = staffing(colleagues, today_away.values())
    context = {
        "own": own,
        "leads": leads,
        "stand_in_form": stand_in_form,
        "absence_form": absence_form,
        "rows": [_row(actor, one, own, leads) for one in days if leads or one.membership_id == own.pk],
        "colleagues": [_colleague(one, today_away.get(one.pk), state, by_id) for one in colleagues],
    }
    return render(request, "accounts/absences.html", context, status=UNPROCESSABLE if posted else 200)


@require_POST
def absence_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an absence back, or end one that has begun."""
    actor = staff_of(request)
    absence = get_object_or_404(
        Absence.objects.visible_to(actor).select_related("membership__user"), uuid=uuid
    )
    absence_remove(actor=actor, absence=absence, today=danish.local(moment()).date())
    messages.success(request, _("%(name)s er her igen.") % {"name": absence.membership.user.name})
    return redirect("accounts:absences")


def _colleagues(actor: Actor) -> Any:
    mine = Membership.objects.visible_to(actor).active().filter(organisation_id=actor.organisation_id)
    return mine.select_related("user", "organisation")


def _saved(
    request: HttpRequest,
    actor: Actor,
    today: datetime.date,
    by_id: dict[int, Membership],
    own: Membership,
    stand_in_form: StandInForm,
    absence_form: AbsenceForm,
    posted: str,
) -> bool:
    form: StandInForm | AbsenceForm = stand_in_form if posted == "stedfortraeder" else absence_form
    if posted not in ("stedfortraeder", "fravaer") or not form.is_valid():
        return False
    data = form.cleaned_data
    stand_in = by_id[data["stand_in"]] if data["stand_in"] else None
    try:
        if form is stand_in_form:
            stand_in_choose(actor=actor, membership=own, stand_in=stand_in)
            said = _("%(name)s svarer, når du er væk.") % {
                "name": stand_in.user.name if stand_in else _("Lederen")
            }
        else:
            who = by_id[data["who"]]
            first, last = data["first_day"], data["last_day"]
            absence_add(
                actor=actor, membership=who, first_day=first, last_day=last, stand_in=stand_in, today=today
            )
            said = _("%(name)s er væk %(days)s.") % {"name": who.user.name, "days": _days(first, last)}
    except ValidationError as problem:
        for field, errors in problem.message_dict.items():
            form.add_error(field if field in form.fields else None, errors)
        return False
    messages.success(request, said)
    return True


def _days(first: datetime.date, last: datetime.date) -> str:
    if first == last:
        return danish.full_day(first, year=True)
    return _("fra %(first)s til %(last)s") % {
        "first": danish.full_day(first, year=True),
        "last": danish.full_day(last, year=True),
    }


def _row(actor: Actor, absence: Absence, own: Membership, leads: bool) -> AbsenceRow:
    return AbsenceRow(
        uuid=absence.uuid,
        name=absence.membership.user.name,
        days=_days(absence.first_day, absence.last_day),
        stand_in=absence.stand_in.user.name if absence.stand_in else _("den, der plejer"),
        can_end=leads or absence.membership_id == own.pk,
    )


def _colleague(
    one: Membership, absence: Absence | None, state: Staffing[int], by_id: dict[int, Membership]
) -> Colleague:
    usual = by_id.get(one.stand_in_id) if one.stand_in_id else None
    words, warning = _("er her"), ""
    if absence:
        words = _("væk til og med %(day)s") % {"day": danish.full_day(absence.last_day, year=True)}
        answering = state.answering(one.pk)
        if answering.person is not None:
            words = _("%(words)s. %(name)s svarer") % {
                "words": words,
                "name": by_id[answering.person].user.name,
            }
        elif answering.is_circle:
            warning = _(
                "Stedfortræderne peger på hinanden, så ingen af dem svarer. Lederen får besked i stedet."
            )
        else:
            warning = _("Ingen stedfortræder er her. Lederen får besked i stedet.")
    return Colleague(
        name=one.user.name,
        role=str(one.get_role_display()),
        stand_in=usual.user.name if usual else _("ingen bestemt"),
        state=words,
        is_away=absence is not None,
        warning=warning,
    )
