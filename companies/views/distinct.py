"""Pairs that look alike and are not one: the button, the list of what was decided, and undoing it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.requests import staff_of
from companies import merging
from companies.forms import DistinctForm
from companies.models import DistinctPair
from companies.services import pair_decide, pair_undo
from companies.views.common import company_or_404, next_of
from companies.views.merging import merge_page
from ui.messages import undo_message


@require_POST
def distinct(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    """`other` is not the company; back to the page where the button was pressed."""
    actor = staff_of(request)
    one, two = company_or_404(actor, uuid), company_or_404(actor, other)
    form = DistinctForm(request.POST)
    pair = None
    if form.is_valid():
        pair = form.ask(
            lambda: pair_decide(actor=actor, one=one, other=two, reason=form.cleaned_data["reason"])
        )
    if pair is None:
        return merge_page(request, one, two, apart=form)
    words = {"one": one.name, "other": two.name}
    text = (
        _("%(one)s og %(other)s foreslås ikke mere som den samme, hos nogen.")
        if pair.holds_for_all
        else _("%(one)s og %(other)s foreslås ikke mere som den samme hos jer.")
    )
    undo_message(request, text % words, reverse("companies:distinct_undo", args=[pair.uuid]))
    return redirect(next_of(request) or reverse("companies:duplicates"))


@require_safe
def distinct_list(request: HttpRequest) -> HttpResponse:
    """What was decided and stands, newest first."""
    actor = staff_of(request)
    return render(
        request,
        "companies/distinct.html",
        {"rows": merging.decided(actor), "most": merging.MOST_PAIRS},
    )


@require_POST
def distinct_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    pair = DistinctPair.objects.visible_to(actor).with_names().filter(uuid=uuid).first()
    if pair is None:
        raise Http404
    pair_undo(actor=actor, pair=pair)
    messages.success(
        request,
        _("%(one)s og %(other)s kan foreslås igen.") % {"one": pair.one.name, "other": pair.other.name},
    )
    return redirect("companies:distinct_list")
