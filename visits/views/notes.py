"""The note of a visit or a call, and what colleagues keep for themselves."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actor import Actor
from companies.models import Company
from companies.selectors import CompanyCard, company_card, consents_of, contacts_of, refusing
from ui.messages import undo_message
from ui.parts import Page
from visits.forms.notes import InternalNoteForm, NoteForm
from visits.models import Interaction, InternalNote, Task
from visits.permissions import can_change
from visits.selectors.notes import campaigns_of, corrections_of, is_written, note_get, note_page, said
from visits.selectors.tasks import open_tasks_of
from visits.services.interactions import (
    interaction_add,
    interaction_change,
    internal_note_add,
    internal_note_remove,
    internal_note_restore,
)
from visits.views.common import company_or_404, noter_of, page_of, status_of

form_view = require_http_methods(["GET", "HEAD", "POST"])
UNDO_SECONDS = 60


@form_view
def note_new(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write a note about a company, on a telephone in a minute."""
    actor = noter_of(request)
    company = company_or_404(actor, uuid)
    card = company_card(actor, company)
    waiting = open_tasks_of(actor, company)
    start = NoteForm.begin(request.GET.get("type", ""), waiting, request.GET.get("opgave", ""))
    form = NoteForm(request.POST or None, card=card, tasks=waiting, initial=start)
    back = _after(actor, request.GET.get("opgave", "")) or page_of(company)
    key = form.cleaned_data.get("key") if "done" in form.errors else None
    if key and is_written(actor, company, key):
        return redirect(back)  # sent twice: the first time did the tasks
    if request.method == "POST" and form.is_valid():
        row = _ask(
            form,
            lambda: interaction_add(
                actor=actor,
                company=company,
                data=form.data_of(),
                key=form.cleaned_data["key"],
                done=[UUID(chosen) for chosen in form.cleaned_data["done"]],
            ),
        )
        if row is not None:
            messages.success(request, _saved(row))
            return redirect(back)
    return _note_page(request, actor, company, form, _("Skriv notat"), _("Gem notatet"))


def _after(actor: Actor, about: str) -> str:
    """Back to the round of calls that the note was written for, "" for any other."""
    try:
        task = Task.objects.visible_to(actor).select_related("round").filter(uuid=UUID(about)).first()
    except ValueError:
        return ""
    return reverse("visits:call_round", args=[task.round.uuid]) if task and task.round else ""


@form_view
def note_edit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a note of one's own organisation right; how it stood before is kept."""
    actor = noter_of(request)
    note = _note_or_404(actor, uuid)
    if not can_change(actor, note):
        raise Http404
    form = NoteForm(request.POST or None, card=_card_of(actor, note), initial=NoteForm.initial_of(note))
    if request.method == "POST" and form.is_valid():
        row = _ask(
            form,
            lambda: interaction_change(
                actor=actor,
                interaction=note,
                data=form.data_of(),
                version=form.cleaned_data["version"],
            ),
        )
        if row is not None:
            messages.success(request, _("Notatet er rettet. Det, der stod før, er gemt."))
            return redirect("visits:note", uuid=note.uuid)
    now = None
    if form.edited_meanwhile:
        now = note_get(actor, uuid)
        form.show_version(now.version)
    return _note_page(request, actor, note.company, form, _("Ret notatet"), _("Gem rettelsen"), now)


def _ask(form: NoteForm, call: Any) -> Interaction | None:
    """The written note; None after its faults have been put at the form's own fields."""

    def asked() -> Interaction:
        try:
            found: Interaction = call()
        except ValidationError as error:
            if hasattr(error, "error_dict"):
                for name, field in (("needs", "occupation_1"), ("is_shared", "sharing")):
                    if name in error.error_dict:
                        error.error_dict.setdefault(field, []).extend(error.error_dict.pop(name))
            raise
        return found

    return form.ask(asked)


def _saved(row: Interaction) -> str:
    if row.next_visit_on:
        return _("Notatet er gemt. Det næste besøg står under Opgaver.")
    return _("Notatet er gemt.")


def _card_of(actor: Actor, note: Interaction) -> CompanyCard:
    """The company's places and people, with those that the note names although they are out of use."""
    card = company_card(actor, note.company)
    if note.workplace and note.workplace not in card.workplaces:
        card.workplaces.append(note.workplace)
    if note.contact and note.contact not in card.contacts:
        card.contacts.append(note.contact)
    return card


def _note_page(
    request: HttpRequest,
    actor: Actor,
    company: Company,
    form: NoteForm,
    title: str,
    button: str,
    now: Interaction | None = None,
) -> HttpResponse:
    """`now` is what stands in the database after somebody else's change."""
    context = {
        "company": company,
        "form": form,
        "title": title,
        "button": button,
        "now": now,
        "now_said": said(now) if now else [],
        "campaigns": campaigns_of(actor),
        "refused": refusing(contacts_of(actor, company), consents_of(actor, company)),
    }
    return render(request, "visits/note_form.html", context, status=status_of(form))


@require_safe
def note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One note as a whole, and for its own organisation what stood before."""
    actor = noter_of(request)
    found = _note_or_404(actor, uuid)
    context = {
        "note": found,
        "said": said(found),
        "company": found.company,
        "corrections": corrections_of(actor, found),
        "may_change": can_change(actor, found),
        "is_own": found.organisation_id == actor.organisation_id,
    }
    return render(request, "visits/note.html", context)


def _note_or_404(actor: Actor, uuid: UUID) -> Interaction:
    try:
        return note_get(actor, uuid)
    except Interaction.DoesNotExist as error:
        raise Http404 from error


@require_safe
def notes(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Every note of the company that the actor may read."""
    actor = noter_of(request)
    company = company_or_404(actor, uuid)
    campaign = request.GET.get("kampagne", "")[:60]
    found = note_page(actor, company, after=request.GET.get("efter", ""), campaign=campaign)
    here = reverse("visits:notes", args=[company.uuid])
    query = {"kampagne": campaign} if campaign else {}
    return render(
        request,
        "visits/notes.html",
        {
            "company": company,
            "notes": [(row, said(row)) for row in found.notes],
            "campaign": campaign,
            "sheet_query": f"?{urlencode({'virksomhed': company.uuid, **query})}",
            "page": Page(
                previous_url=f"{here}?{urlencode(query)}" if request.GET.get("efter") else "",
                next_url=f"{here}?{urlencode({**query, 'efter': found.next_key})}" if found.next_key else "",
            ),
        },
    )


@form_view
def internal_note(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Write what colleagues should know."""
    actor = noter_of(request)
    company = company_or_404(actor, uuid)
    form = InternalNoteForm(request.POST or None, company=company)
    if request.method == "POST" and form.is_valid():
        row = form.ask(
            lambda: internal_note_add(actor=actor, company=company, text=form.cleaned_data["text"])
        )
        if row is not None:
            messages.success(request, _("Det interne notat er gemt. Kun jeres egne kolleger ser det."))
            return redirect(f"{page_of(company)}#interne-notater")
    context = {"company": company, "form": form}
    return render(request, "visits/internal_note.html", context, status=status_of(form))


@require_POST
def internal_note_delete(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take an internal note away; the next page offers to take that back."""
    actor = noter_of(request)
    row = InternalNote.objects.visible_to(actor).select_related("company__organisation").filter(uuid=uuid)
    found = row.first()
    if found is None:
        raise Http404
    target = f"{page_of(found.company)}#interne-notater"
    try:
        internal_note_remove(actor=actor, note=found)
    except ValidationError as refused:  # a colleague was quicker
        messages.error(request, " ".join(refused.messages))
        return redirect(target)
    undo = reverse("visits:internal_note_restore", args=[found.uuid])
    undo_message(request, _("Det interne notat er slettet."), undo, seconds=UNDO_SECONDS)
    return redirect(target)


@require_POST
def internal_note_back(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The note was not to be deleted after all."""
    try:
        found = internal_note_restore(actor=noter_of(request), uuid=uuid)
    except InternalNote.DoesNotExist as error:
        raise Http404 from error
    messages.success(request, _("Det interne notat er her igen."))
    return redirect(f"{page_of(found.company)}#interne-notater")
