"""Rounds of calls: whom to ring, how far a round has come, and what becomes of it."""

import datetime
from collections.abc import Collection
from contextlib import suppress
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from accounts.moment import moment
from companies.models import Company
from jobcenters.calendar import NATIONAL, local_date
from ui import danish
from ui.messages import undo_message
from ui.parts import Page
from visits.forms.rounds import RoundFilterForm, RoundForm
from visits.models import CallRound
from visits.selectors.rounds import (
    PAGE_SIZE,
    ROUNDS_ON_A_PAGE,
    NumberedPage,
    choice_page,
    companies_to_ring,
    round_get,
    round_page,
    rounds_of,
)
from visits.services.rounds import RoundMade, round_change, round_end, round_make, round_resume
from visits.views.common import noter_of, status_of

form_view = require_http_methods(["GET", "HEAD", "POST"])
UNDO_SECONDS = 60
DAYS_AHEAD = 7
# What the page of a round shows: word in the address -> whether they have been rung.
SHOWN = {"mangler": False, "ringet": True, "alle": None}


@form_view
def choose(request: HttpRequest) -> HttpResponse:
    """Choose companies to ring: a new round, or more for the one that the address names (`runde`)."""
    actor = noter_of(request)
    today = local_date(moment())
    into = _asked_round(request, actor)
    filters = RoundFilterForm(request.GET, actor=actor, today=today)
    wanted = filters.wanted(into)
    page = choice_page(actor, wanted, _number(request))
    due = into.due_on if into and into.due_on >= today else _in_a_week(today)
    start = {"name": into.name if into else "", "due_on": due, "assigned": str(actor.user_id)}
    form = RoundForm(request.POST or None, actor=actor, initial=start)
    ticked = set(request.POST.getlist("companies"))
    with_others = request.POST.get("others") == "on"
    fault = ""
    if request.method == "POST":
        chosen = set(_ticked(actor, ticked))
        if with_others:
            # Not who stood on the page that was sent, whoever has come onto it or left it since.
            shown = set(_ticked(actor, set(request.POST.getlist("shown"))))
            others = companies_to_ring(actor, wanted).exclude(pk__in=shown)
            chosen |= set(others.values_list("pk", flat=True))
        if not chosen:
            fault = _("Sæt kryds ved mindst én virksomhed.")
        if form.is_valid() and not fault:
            # Into the round of the address, whatever it is called by now.
            values = {**form.cleaned_data, **({"name": into.name} if into else {})}
            made = form.ask(lambda: round_make(actor=actor, companies=chosen, **values))
            if made is not None:
                return _made(request, made)
            fault = " ".join(map(str, form.non_field_errors()))
    context = {
        "filters": filters,
        "form": form,
        "into": into,
        "page": page,
        "choices": [
            (row, str(row.company.uuid) in ticked if request.method == "POST" else True)
            for row in page.choices
        ],
        "with_others": with_others,
        "fault": fault,
        "sides": _sides(request, page),
    }
    return render(request, "visits/round.html", context, status=422 if fault else status_of(form))


def _in_a_week(today: datetime.date) -> datetime.date:
    then = today + datetime.timedelta(days=DAYS_AHEAD)
    return then if NATIONAL.is_working_day(then) else NATIONAL.next_working_day(then)


def _ticked(actor: Actor, ticked: Collection[str]) -> list[int]:
    """Keys of the companies that were ticked, also of one that has left the list meanwhile."""
    found: list[UUID] = []
    for said in list(ticked)[:PAGE_SIZE]:
        with suppress(ValueError):
            found.append(UUID(said))
    rows = Company.objects.visible_to(actor).filter(organisation__uuid__in=found)
    return list(rows.values_list("pk", flat=True))


def _made(request: HttpRequest, done: RoundMade) -> HttpResponse:
    """The round's page; a round that is new altogether can be taken back by one press."""
    words = ngettext(
        "%(n)s virksomhed er føjet til rundringningen.",
        "%(n)s virksomheder er føjet til rundringningen.",
        done.made,
    )
    text = words % {"n": danish.number(done.made)}
    if done.passed:
        skipped = ngettext(
            "%(n)s er sprunget over: den er der i forvejen, eller ingen vil kontaktes.",
            "%(n)s er sprunget over: de er der i forvejen, eller ingen vil kontaktes.",
            done.passed,
        )
        text = f"{text} {skipped % {'n': danish.number(done.passed)}}"
    address = reverse("visits:call_round", args=[done.round.uuid])
    if done.made and done.round.tasks.count() == done.made:
        undo = reverse("visits:call_round_end", args=[done.round.uuid])
        undo_message(request, text, undo, seconds=UNDO_SECONDS)
    else:
        messages.success(request, text)
    return redirect(address)


def _asked_round(request: HttpRequest, actor: Actor) -> CallRound | None:
    asked = request.GET.get("runde", "")
    if not asked:
        return None
    try:
        return _round_or_404(actor, UUID(asked))
    except ValueError as error:
        raise Http404 from error


def _round_or_404(actor: Actor, uuid: UUID) -> CallRound:
    try:
        return round_get(actor, uuid)
    except CallRound.DoesNotExist as error:
        raise Http404 from error


def _number(request: HttpRequest) -> int:
    """The page that is asked for: 1 for what is no number."""
    said = request.GET.get("side", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 7 else 1


def _sides(request: HttpRequest, page: NumberedPage) -> Page:
    """The pages before and after, with the same filters."""
    said = {name: value for name, value in request.GET.items() if name != "side"}

    def address(number: int) -> str:
        return f"{request.path}?{urlencode({**said, 'side': number})}"

    return Page(
        previous_url=address(page.number - 1) if page.number > 1 else "",
        next_url=address(page.number + 1) if page.number < page.pages else "",
        note=_("Side %(n)s af %(pages)s") % {"n": page.number, "pages": page.pages} if page.pages > 1 else "",
    )


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    """The organisation's rounds of calls, newest first."""
    actor = noter_of(request)
    said = request.GET.get("efter", "")
    before = int(said) if said.isascii() and said.isdecimal() and len(said) < 18 else None
    found = rounds_of(actor, before=before, most=ROUNDS_ON_A_PAGE + 1)
    shown = found[:ROUNDS_ON_A_PAGE]
    here = reverse("visits:rounds")
    page = Page(
        previous_url=here if before else "",
        next_url=f"{here}?efter={shown[-1].pk}" if len(found) > ROUNDS_ON_A_PAGE else "",
    )
    return render(request, "visits/rounds.html", {"rounds": shown, "page": page})


@require_safe
def call_round(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One round: whom it waits for with telephone, who has been rung, and what is left."""
    actor = noter_of(request)
    found = _round_or_404(actor, uuid)
    shown = request.GET.get("vis", "")
    if shown not in SHOWN:
        shown = "mangler" if found.waiting else "ringet"
    page = round_page(actor, found, is_done=SHOWN[shown], number=_number(request))
    here = reverse("visits:call_round", args=[found.uuid])
    counts = {"mangler": found.waiting, "ringet": found.called, "alle": found.many}
    words = {"mangler": _("Mangler"), "ringet": _("Ringet"), "alle": _("Alle")}
    context = {
        "round": found,
        "add_url": f"{reverse('visits:round')}?runde={found.uuid}",
        "page": page,
        "shown": shown,
        "tabs": [
            {
                "label": f"{words[key]} ({danish.number(counts[key])})",
                "url": f"{here}?vis={key}",
                "current": key == shown,
            }
            for key in SHOWN
        ],
        "sides": _sides(request, page),
        "here": request.get_full_path(),
        "now": moment(),
        "today": local_date(moment()),
    }
    return render(request, "visits/call_round.html", context)


@form_view
def edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Another name for the round; another day and caller for whom it waits for."""
    actor = noter_of(request)
    found = _round_or_404(actor, uuid)
    callers = set(found.tasks.open().values_list("assigned_id", flat=True))
    start = {
        "name": found.name,
        "due_on": found.due_on,
        "assigned": str(callers.pop() or "") if len(callers) == 1 else "",
    }
    form = RoundForm(request.POST or None, actor=actor, initial=start)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        if form.ask(lambda: round_change(actor=actor, call_round=found, **values)) is not None:
            messages.success(request, _("Rundringningen er rettet."))
            return redirect("visits:call_round", uuid=found.uuid)
    context = {"form": form, "round": found}
    return render(request, "visits/call_round_edit.html", context, status=status_of(form))


@require_POST
def end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Give up the rest; the next page offers to take it back."""
    actor = noter_of(request)
    found = _round_or_404(actor, uuid)
    many = round_end(actor=actor, call_round=found)
    words = ngettext(
        "Rundringningen er slut. %(n)s virksomhed blev ikke ringet op.",
        "Rundringningen er slut. %(n)s virksomheder blev ikke ringet op.",
        many,
    )
    undo = reverse("visits:call_round_resume", args=[found.uuid])
    undo_message(request, words % {"n": danish.number(many)}, undo, seconds=UNDO_SECONDS)
    return redirect("visits:call_round", uuid=found.uuid)


@require_POST
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Go on where the round was left."""
    actor = noter_of(request)
    found = _round_or_404(actor, uuid)
    many = round_resume(actor=actor, call_round=found)
    words = ngettext("%(n)s virksomhed venter igen.", "%(n)s virksomheder venter igen.", many)
    messages.success(request, words % {"n": danish.number(many)})
    return redirect("visits:call_round", uuid=found.uuid)
