"""Rounds of one's own: beginning one, how it goes, and ending it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.moment import moment
from barometer.forms import RoundForm, default_end
from barometer.models import BarometerRound
from barometer.permissions import can_run_rounds, check_can_run_rounds
from barometer.selectors.asking import municipalities_for, own_rounds
from barometer.services.rounds import round_begin, round_publish
from barometer.views.common import UNPROCESSABLE, acting, jobcenters_only
from jobcenters.calendar import local_date


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
    """Begin a round: the companies get their mail at once."""
    actor = acting(request)
    check_can_run_rounds(actor)
    today = local_date(moment())
    offered = municipalities_for(actor, today)
    form = RoundForm(request.POST or None, municipalities=offered, initial={"closes_on": default_end(today)})
    if request.method == "POST" and form.is_valid():
        try:
            row = round_begin(actor=actor, values=form.values())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            asked = row.asks.count()
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


@require_POST
@jobcenters_only
def round_end(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End one's own round now and count it; another's does not exist here."""
    actor = acting(request)
    row = get_object_or_404(BarometerRound.objects.visible_to(actor).own(actor), uuid=uuid)
    counted = round_publish(actor=actor, row=row)
    if counted:
        messages.success(request, _("Runden er talt op. Tallene kan ses nu."))
    elif counted == 0:
        messages.warning(request, _("Runden er slut, men for få har svaret: der vises ingen tal."))
    else:
        messages.warning(request, _("Runden var allerede talt op."))
    return redirect("barometer:rounds")
