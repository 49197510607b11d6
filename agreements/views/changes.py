"""Extending and cancelling: proposing it, and answering it signed in or by a personal link (R110)."""

import datetime
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from accounts.requests import actor_of
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements.enums import ChangeKind, ChangeState
from agreements.forms.life import AnswerForm, ProposalForm
from agreements.limits import LINK, may
from agreements.meeting_rules import months_after
from agreements.models import Agreement, AgreementChange
from agreements.permissions import INNER
from agreements.selectors.life import change_view
from agreements.selectors.parties import parties_of
from agreements.services.changes import (
    ChangeError,
    change_answer,
    change_propose,
    change_withdraw,
    check_may_propose,
    link_read,
)
from agreements.views.common import UNPROCESSABLE, agreement_or_404, frame
from agreements.views.signing import too_many
from jobcenters.calendar import local_date
from ui import danish

YEAR = 12


@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Propose a later last day."""
    return _propose(request, uuid, ChangeKind.EXTEND)


@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Propose an earlier last day."""
    return _propose(request, uuid, ChangeKind.CANCEL)


def inner_or_404(actor: Actor, uuid: UUID) -> tuple[Agreement, str]:
    """The agreement for its parties and drafters; jobcentres that see only its terms find no such page."""
    agreement, role = agreement_or_404(actor, uuid)
    if role not in INNER:
        raise Http404
    return agreement, role


def _propose(request: HttpRequest, uuid: UUID, kind: ChangeKind) -> HttpResponse:
    actor = actor_of(request)
    agreement, _role = inner_or_404(actor, uuid)
    today = local_date(moment())
    try:
        check_may_propose(actor, agreement)
    except PermissionDenied as error:
        messages.error(request, str(error))
        return redirect("agreements:agreement", agreement.uuid)
    if not agreement.is_in_force or agreement.ends_on is None or agreement.ends_on < today:
        messages.error(request, _("Kun en aftale, der er i kraft, kan forlænges eller ophæves."))
        return redirect("agreements:agreement", agreement.uuid)
    form = ProposalForm(
        request.POST if request.method == "POST" else None,
        initial={"ends_on": _suggested(agreement.ends_on, kind, today)},
        use_required_attribute=False,
    )
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                change = change_propose(
                    actor=actor,
                    agreement=agreement,
                    kind=kind,
                    ends_on=form.cleaned_data["ends_on"],
                    reason=form.cleaned_data["reason"],
                )
        except (ChangeError, PermissionDenied) as error:
            form.add_error(getattr(error, "field", "") or None, str(error))
        else:
            messages.success(request, _proposed(change))
            return redirect("agreements:agreement", agreement.uuid)
    others = [p for p in parties_of(agreement) if p.organisation_id != actor.organisation_id]
    context = {
        **frame(actor),
        "agreement": agreement,
        "form": form,
        "is_extension": kind == ChangeKind.EXTEND,
        "title": _("Forlæng aftalen") if kind == ChangeKind.EXTEND else _("Ophæv aftalen"),
        "others": others,
        "names": danish.join([party.name for party in others]),
        "ends": danish.day_month(agreement.ends_on, year=True),
    }
    return render(
        request, "agreements/life/propose.html", context, status=UNPROCESSABLE if form.is_bound else None
    )


def _suggested(ends_on: datetime.date, kind: str, today: datetime.date) -> datetime.date:
    """A year more; or the end of this month, if the agreement lasts that long."""
    if kind == ChangeKind.EXTEND:
        return months_after(ends_on, YEAR)
    month_end = months_after(today.replace(day=1), 1) - datetime.timedelta(days=1)
    return min(month_end, ends_on)


def _proposed(change: AgreementChange) -> str:
    if change.state == ChangeState.AGREED:
        return _("Det gælder nu: I er den eneste part.")
    return _("Forslaget er sendt til de andre parter. Det gælder, når alle har sagt ja.")


# --- answering, signed in -------------------------------------------------------------------------------------


def _change_or_404(actor: Actor, uuid: UUID) -> AgreementChange:
    found = (
        AgreementChange.objects.filter(uuid=uuid, agreement__in=Agreement.objects.visible_to(actor))
        .select_related("agreement__current", "agreement__owner")
        .prefetch_related("consents")
        .first()
    )
    if found is None:
        raise Http404
    inner_or_404(actor, found.agreement.uuid)
    return found


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The change with everybody's answers, and two buttons for one's own."""
    actor = actor_of(request)
    change = _change_or_404(actor, uuid)
    data: Any = request.POST.copy() if request.method == "POST" else None
    if data is not None:
        data["name"] = actor.name  # who is signed in does not say who he is
    form = AnswerForm(data, initial={"name": actor.name}, use_required_attribute=False)
    if request.method == "POST" and _answered(actor, change, form):
        messages.success(request, _thanks(change, form.cleaned_data["svar"] == "ja"))
        return redirect("agreements:agreement", change.agreement.uuid)
    return _page(request, actor, change, form, frame(actor)["frame"], is_signed_in=True)


def _answered(actor: Actor, change: AgreementChange, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    values = form.cleaned_data
    try:
        with transaction.atomic():
            change_answer(
                actor=actor,
                change=change,
                agrees=values["svar"] == "ja",
                name=values["name"],
                note=values["note"],
            )
    except (ChangeError, PermissionDenied) as error:
        form.add_error(getattr(error, "field", "") or None, str(error))
        return False
    return True


def _thanks(change: AgreementChange, agrees: bool) -> str:
    change.refresh_from_db()
    if change.state == ChangeState.AGREED:
        return _("Alle parter har sagt ja. Det gælder nu.")
    if agrees:
        return _("Tak. Jeres ja er gemt. I får besked, når alle parter har svaret.")
    return _("Jeres nej er gemt, og den, der stillede forslaget, har fået besked. Aftalen er uændret.")


def _page(
    request: HttpRequest,
    actor: Actor,
    change: AgreementChange,
    form: AnswerForm,
    base: str,
    *,
    is_signed_in: bool,
) -> HttpResponse:
    agreement = change.agreement
    parties = parties_of(agreement)
    party = next((p for p in parties if p.organisation_id == actor.organisation_id), None)
    view = change_view(actor, change, parties)
    own = next((c for c in change.consents.all() if c.organisation_id == actor.organisation_id), None)
    context = {
        "frame": base,
        "agreement": agreement,
        "view": view,
        "change": change,
        "form": form,
        "party": party,
        "own": own,
        "is_signed_in": is_signed_in,
        "is_open": change.state == ChangeState.OPEN,
        "ends": danish.day_month(agreement.ends_on, year=True) if agreement.ends_on else "",
    }
    failed = form.is_bound and bool(form.errors)
    return render(request, "agreements/life/answer.html", context, status=UNPROCESSABLE if failed else None)


@require_POST
def withdraw(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The proposer takes the change back."""
    actor = actor_of(request)
    change = _change_or_404(actor, uuid)
    try:
        with transaction.atomic():
            change_withdraw(actor=actor, change=change)
    except (ChangeError, PermissionDenied) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Forslaget er trukket tilbage, og parterne har fået besked."))
    return redirect("agreements:agreement", change.agreement.uuid)


# --- answering by the link in the mail ------------------------------------------------------------------------


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def answer_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The personal link. Looking changes nothing, so a mail scanner that follows it does no harm."""
    if not may(request, LINK, count=False):
        return too_many(request)
    try:
        change_uuid, organisation_id = link_read(token)
    except signing.SignatureExpired:
        return _closed(request, "expired", HTTPStatus.GONE)
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        if not may(request, LINK, count=True):
            return too_many(request)
        return _closed(request, "unknown", HTTPStatus.NOT_FOUND)
    member = getattr(request, "actor", None)
    if member is not None and member.organisation_id != organisation_id:
        return _closed(request, "other", HTTPStatus.NOT_FOUND)
    actor = member or _party_actor(organisation_id)
    with acting_as(actor):
        change = (
            AgreementChange.objects.filter(uuid=change_uuid)
            .select_related("agreement__current", "agreement__owner")
            .prefetch_related("consents")
            .first()
        )
        if change is None:
            return _closed(request, "unknown", HTTPStatus.NOT_FOUND)
        form = AnswerForm(
            request.POST if request.method == "POST" else None,
            initial={"name": _contact_name(change.agreement, organisation_id)},
            use_required_attribute=False,
        )
        if request.method == "POST" and _answered(actor, change, form):
            messages.success(request, _thanks(change, form.cleaned_data["svar"] == "ja"))
            return redirect("consent:answer", token)
        return _page(request, actor, change, form, "base_public.html", is_signed_in=False)


# A signed-in person without any membership is a stranger like everybody else, and may have got a link.
answer_by_link.without_actor = True  # type: ignore[attr-defined]


def _party_actor(organisation_id: int) -> Actor:
    """The party itself, for whom nobody is signed in."""
    found = system_actor(organisation_id)
    name = Organisation.objects.filter(pk=organisation_id).values_list("name", flat=True).first() or ""
    return Actor(
        user_id=None,
        organisation_id=organisation_id,
        role=found.role,
        kind=found.kind,
        name=name,
        organisation_name=name,
    )


def _contact_name(agreement: Agreement, organisation_id: int) -> str:
    return next((p.contact_name for p in parties_of(agreement) if p.organisation_id == organisation_id), "")


def _closed(request: HttpRequest, reason: str, status: HTTPStatus) -> HttpResponse:
    """A link that cannot be answered with, and why."""
    return render(request, "agreements/life/link_closed.html", {"reason": reason}, status=status)
