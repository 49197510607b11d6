"""Rounds of one's own: beginning one, how it goes, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.moment import moment
from barometer.forms import RoundForm, default_end
from barometer.models import BarometerRound
from barometer.permissions import can_run_rounds, check_can_run_rounds
from barometer.rules import FEWEST
from barometer.selectors.asking import municipalities_for, own_rounds
from barometer.services.rounds import round_begin, round_publish
from barometer.views.common import UNPROCESSABLE, acting, jobcenters_only
from jobcenters.calendar import local_date
from ui import danish


@require_safe
@jobcenters_only
def round_list(request: HttpRequest) -> HttpResponse:
    """One's own rounds, with how many have answered."""
    actor = acting(request)
    context = {
        "rows": own_rounds(actor),
        "can_run": can_run_rounds(actor),
        "today": local_date(moment()),
    }
    return render(request, "barometer/rounds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@jobcenters_only
def round_new(request: HttpRequest) -> HttpResponse:
    """Begin a round. First it is said how many companies would get a mail; "bekraeft" then sends them at once."""
    actor = acting(request)
    check_can_run_rounds(actor)
    today = local_date(moment())
    offered = municipalities_for(actor, today)
    form = RoundForm(request.POST or None, municipalities=offered, initial={"closes_on": default_end(today)})
    asked = 0
    if request.method == "POST" and form.is_valid():
        is_look = "bekraeft" not in request.POST
        try:
            with transaction.atomic():
                asked = round_begin(actor=actor, values=form.values()).asks.count()
                transaction.set_rollback(is_look or not asked)
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            if not asked:
                form.add_error("municipalities", _("Der er ingen virksomheder at spørge i det, I har valgt."))
            elif is_look:
                context = {"form": form, "asked": asked, "places": _chosen(form)}
                return render(request, "barometer/round_confirm.html", context)
            else:
                messages.success(
                    request,
                    ngettext(
                        "%(n)d virksomhed får en mail med spørgsmålene.",
                        "%(n)d virksomheder får en mail med spørgsmålene.",
                        asked,
                    )
                    % {"n": asked},
                )
                return redirect("barometer:rounds")
    status = UNPROCESSABLE if form.errors else None
    return render(request, "barometer/round_form.html", {"form": form}, status=status)


def _chosen(form: RoundForm) -> list[tuple[str, str]]:
    """(label, the values in words) of what was typed, for the page that asks once more."""
    values = form.values()
    names = dict(form.fields["municipalities"].choices)  # type: ignore[attr-defined]
    sections = dict(form.fields["sections"].choices)  # type: ignore[attr-defined]
    return [
        (str(form["municipalities"].label), danish.join(names[code] for code in values.municipalities)),
        (
            str(form["sections"].label),
            danish.join(str(sections[letter]) for letter in values.sections) or _("Alle brancher"),
        ),
        (str(form["closes_on"].label), danish.full_day(values.closes_on)),
    ]


@require_POST
@jobcenters_only
def round_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End one's own round and count it, for good: asked once more first. Another's does not exist here."""
    actor = acting(request)
    row = get_object_or_404(BarometerRound.objects.visible_to(actor).own(actor), uuid=uuid)
    if "bekraeft" not in request.POST and row.published_at is None:
        mine = next(one for one in own_rounds(actor) if one.round.pk == row.pk)
        return render(request, "barometer/round_end.html", {"row": mine, "fewest": FEWEST})
    counted = round_publish(actor=actor, row=row)
    if counted:
        messages.success(request, _("Runden er talt op. Tallene kan ses nu."))
    elif counted == 0:
        messages.warning(request, _("Runden er slut, men for få har svaret: der vises ingen tal."))
    else:
        messages.warning(request, _("Runden var allerede talt op."))
    return redirect("barometer:rounds")
