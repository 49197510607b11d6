"""Likely duplicates, making two companies one, and undoing it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.requests import staff_of
from companies import merging
from companies.forms import DistinctForm, ReasonForm
from companies.models import Company
from companies.services import companies_merge
from companies.services import merge_undo as undo
from companies.views.common import company_or_404
from ui import danish


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    """Pairs of companies that may be one."""
    actor = staff_of(request)
    return render(
        request, "companies/duplicates.html", {"pairs": merging.duplicates(actor), "most": merging.MOST_PAIRS}
    )


@require_http_methods(["GET", "HEAD", "POST"])
def merge(request: HttpRequest, uuid: UUID, other: UUID) -> HttpResponse:
    """`other` would be merged into the company: what moves, what stays, what both have; and the button."""
    actor = staff_of(request)
    kept, away = company_or_404(actor, uuid), company_or_404(actor, other)
    if kept.pk == away.pk:
        return redirect("companies:detail", uuid=kept.uuid)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = form.ask(
            lambda: companies_merge(actor=actor, kept=kept, away=away, reason=form.cleaned_data["reason"])
        )
        if done is not None:
            messages.success(
                request,
                _("%(away)s er lagt sammen med %(kept)s.") % {"away": away.name, "kept": kept.name},
            )
            return redirect("companies:merge_detail", uuid=done.uuid)
    return merge_page(request, kept, away, form=form)


def merge_page(
    request: HttpRequest,
    kept: Company,
    away: Company,
    *,
    form: ReasonForm | None = None,
    apart: DistinctForm | None = None,
) -> HttpResponse:
    """The page of two companies: what a merge would do, and the words for that they are not one."""
    actor = staff_of(request)
    problem = merging.may_merge_problem(actor, kept, away)
    context = {
        "kept": kept,
        "away": away,
        "form": form or ReasonForm(),
        "apart": apart or DistinctForm(),
        "decided": merging.decision_about(actor, kept, away),
        "problem": problem,
        "preview": None if problem else merging.preview(actor, kept, away),
    }
    wrong = apart is not None and bool(apart.errors)
    return render(request, "companies/merge.html", context, status=422 if wrong else None)


@require_safe
def merge_detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """What a merge did, and whether it was undone."""
    return _merge_page(request, uuid, ReasonForm())


@require_POST
def merge_undo(request: HttpRequest, uuid: UUID) -> HttpResponse:
    actor = staff_of(request)
    found = merging.merge_or_404(actor, uuid)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        return _merge_page(request, uuid, form)
    try:
        left = undo(actor=actor, merge=found, reason=form.cleaned_data["reason"])
    except ValidationError as refused:
        form.add_error(None, refused.messages)
        return _merge_page(request, uuid, form)
    if left:
        messages.warning(
            request,
            _("Sammenlægningen er fortrudt. %s rækker er ændret siden og blev, hvor de er.")
            % danish.number(len(left)),
        )
    else:
        messages.success(request, _("Sammenlægningen er fortrudt. Alt er, som det var."))
    return redirect("companies:merge_detail", uuid=uuid)


def _merge_page(request: HttpRequest, uuid: UUID, form: ReasonForm) -> HttpResponse:
    actor = staff_of(request)
    found = merging.merge_or_404(actor, uuid)
    undone = getattr(found, "undone_by", None)
    context = {
        "merge": found,
        "moved": merging.moved_by(found),
        "undone": undone,
        "left": merging.left_in_words(undone.left_behind) if undone else [],
        "form": form,
        "problem": merging.may_merge_problem(actor, found.kept, found.away),
    }
    return render(request, "companies/merge_detail.html", context, status=422 if form.errors else 200)
