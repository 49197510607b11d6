"""Hvad nu hvis: for those who read reports. It only reads."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from jobcenters.calendar import local_date
from orders.forms.simulation import SimulationForm
from orders.selectors.report_scope import choices_of, owners_of
from orders.selectors.simulation import MOST_CASES, Question, simulate
from orders.views.report import reader_of


@require_safe
def what_if(request: HttpRequest) -> HttpResponse:
    """Ask, and the answer below. The address is the question, so an answer can be sent to somebody."""
    actor = reader_of(request)
    now = timezone.now()
    today = local_date(now)
    scopes = choices_of(actor, today)
    choice = next((one for one in scopes if one.key == request.GET.get("omraade")), scopes[0])
    form = SimulationForm(request.GET, today=today, scopes=scopes, choice=choice)
    asked = form.asked()
    answer = None
    if asked is not None:
        answer = simulate(Question(choice, *asked, form.period()), owners_of(choice), now)
    context = {
        "form": form if form.is_asked and form.errors else form.filled(),
        "answer": answer,
        "most_cases": MOST_CASES,
    }
    return render(request, "orders/what_if.html", context)
