"""Who is told of promises in danger: the page of a network's ladders and of an agreement's, and their editor."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.actor import Actor
from accounts.moment import moment
from accounts.requests import staff_of
from agreements.permissions import drafts
from agreements.views.changes import inner_or_404
from agreements.views.common import UNPROCESSABLE
from jobcenters.calendar import local_date
from jobcenters.models import Network
from jobcenters.permissions import can_keep_network
from orders.calendars import calendar_of
from orders.enums import OwedTo
from orders.forms.ladder import LadderForm, acted, as_data, told, typed_steps
from orders.ladder import LadderError, standard
from orders.promises import PROMISES, PromiseCode
from orders.selectors.ladders import held_on, planned, preview
from orders.services.ladders import Chooser, ladder_choose, ladder_drop
from ui import danish

OWED_TO = {"virksomheder": OwedTo.COMPANY, "jobcentre": OwedTo.JOBCENTER}
form_view = require_http_methods(["GET", "HEAD", "POST"])


@form_view
def network_ladder(request: HttpRequest, uuid: UUID, owed_to: str) -> HttpResponse:
    """A network's ladder for promises to companies, or to jobcentres. Every authority reads it."""
    actor = staff_of(request)
    network = get_object_or_404(Network.objects.select_related("coordinator"), uuid=uuid)
    if owed_to not in OWED_TO:
        raise Http404
    chooser = Chooser(network=network, owed_to=OWED_TO[owed_to])
    back = reverse("agreements:network", args=[network.uuid])
    return _page(request, actor, chooser, can_keep_network(actor, network), network.name, back)


@form_view
def agreement_ladder(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """An agreement's own ladder, where it has one. For the parties that are authorities."""
    actor = staff_of(request)
    agreement, role = inner_or_404(actor, uuid)
    if agreement.company_id is None:
        raise Http404  # a network's agreement has its network's ladders
    chooser = Chooser(agreement=agreement)
    back = reverse("agreements:agreement", args=[agreement.uuid])
    return _page(request, actor, chooser, drafts(actor, agreement, role), agreement.title, back)


def _page(
    request: HttpRequest, actor: Actor, chooser: Chooser, keeps: bool, name: str, back: str
) -> HttpResponse:
    today = local_date(moment())
    coming = planned(chooser, today)
    newest = max([today, *(row.valid_from for row, _rows in coming)])
    held = held_on(chooser, newest)
    form: LadderForm | None = None
    if request.method == "POST":
        if not keeps:
            raise Http404
        done, form = _pressed(request, actor, chooser, held.ladder)
        if done is not None:
            return done
    elif keeps:
        form = LadderForm(
            steps=held.ladder.steps,
            owed_to=chooser.party,
            initial={"valid_from": newest, "promise": _first_code(chooser)},
            use_required_attribute=False,
        )
    code = _code(request, chooser)
    shown = (form.ladder if form and form.is_bound else None) or held.ladder
    calendar_owner = (chooser.network.coordinator_id if chooser.network else None) or actor.organisation_id
    context = {
        "name": name,
        "back": back,
        "chooser": chooser,
        "owed_to_text": OwedTo(chooser.owed_to).label,
        "others": _others(chooser),
        "today": held_on(chooser, today),
        "planned": coming,
        "keeps": keeps,
        "form": form,
        "promised": PROMISES[PromiseCode(code)],
        "preview": preview(shown, PROMISES[PromiseCode(code)], calendar_of(calendar_owner), today),
        "is_draft": bool(form and form.is_bound and form.ladder),
    }
    bad = bool(form and form.is_bound and form.errors)
    return render(request, "orders/ladder.html", context, status=UNPROCESSABLE if bad else None)


def _pressed(
    request: HttpRequest, actor: Actor, chooser: Chooser, held: Any
) -> tuple[HttpResponse | None, LadderForm]:
    """What a press of one of the editor's buttons gives: a redirect where it saved, and the form to show again."""
    act = request.POST.get("act", "save")
    steps = typed_steps(request.POST, held.steps)
    if act == "standard":
        steps = list(standard(chooser.party).steps)
    after = acted(steps, act)
    sent = QueryDict(mutable=True)
    for field, value in as_data(after, request.POST).items():
        sent.setlist(field, value if isinstance(value, list) else [value])
    form = LadderForm(sent, steps=after, owed_to=chooser.party, use_required_attribute=False)
    if act not in ("save", "show", "drop"):
        # A row that has just been added has nothing chosen yet, and is not blamed for it.
        form.errors.clear()
        if told(act):
            messages.info(request, told(act))
        return None, form
    if not form.is_valid() or act == "show" or (form.ladder is None and act == "save"):
        return None, form
    day, today = form.cleaned_data["valid_from"], local_date(moment())
    try:
        if act == "drop":
            ladder_drop(actor=actor, chooser=chooser, valid_from=day, today=today)
        else:
            ladder_choose(actor=actor, chooser=chooser, ladder=form.ladder, valid_from=day, today=today)  # type: ignore[arg-type]
    except ValidationError as refused:
        form.add_error(None, refused) if not hasattr(refused, "error_dict") else form.add_error(
            "valid_from", [text for texts in refused.message_dict.values() for text in texts]
        )
        return None, form
    except LadderError as refused:
        form.add_error(None, str(refused))
        return None, form
    text = _(
        "Trinene er gemt og gælder for frister, der begynder fra %s. Frister, der løber, er ikke ændret."
    )
    messages.success(request, text % danish.day_month(day, year=True))
    return redirect(request.path), form


def _first_code(chooser: Chooser) -> str:
    if chooser.owed_to == OwedTo.JOBCENTER:
        return PromiseCode.D2
    return PromiseCode.D1 if chooser.network is not None else PromiseCode.D4


def _code(request: HttpRequest, chooser: Chooser) -> str:
    """The promise that the preview is about."""
    asked = request.POST.get("promise") or request.GET.get("loefte") or ""
    known = asked in list(PromiseCode) and (asked == PromiseCode.D2) == (chooser.owed_to == OwedTo.JOBCENTER)
    return asked if known else _first_code(chooser)


def _others(chooser: Chooser) -> list[tuple[str, str, bool]]:
    """(text, address, is this one) of the network's two ladders; none for an agreement."""
    if chooser.network is None:
        return []
    return [
        (
            danish.capitalise(str(kind.label)),
            reverse("orders:network_ladder", args=[chooser.network.uuid, slug]),
            kind == chooser.owed_to,
        )
        for slug, kind in OWED_TO.items()
    ]
