"""Notes of visits and calls: written, put right, and what follows from them (R172, R176)."""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from companies.models import Company, ContactPerson, Workplace
from companies.services import EditedMeanwhile
from jobcenters.calendar import local_date
from visits.enums import Growth, Horizon, InteractionKind, Outlook, TaskKind
from visits.models import Interaction, InteractionCorrection, InteractionNeed, InternalNote, Task
from visits.models.interaction import TEXT_MAX
from visits.permissions import check_can_change, check_can_note
from visits.services.faults import Faults, clean_line, clean_text

MOST_NEEDS = 10
MOST_PEOPLE = 10_000
CAMPAIGN_MAX, OCCUPATION_MAX = 60, 120
_YEARS_BACK, _YEARS_AHEAD = 5, 3


@dataclass(frozen=True, slots=True)
class NeedData:
    """People of one occupation that the company expects to need; `number` None: not said."""

    occupation: str
    number: int | None = None
    horizon: int = Horizon.THREE


@dataclass(frozen=True, slots=True, kw_only=True)
class InteractionData:
    """What is said in a note. Days are Danish. An empty choice: not talked about."""

    kind: str
    held_on: datetime.date
    text: str = ""
    workplace: Workplace | None = None
    contact: ContactPerson | None = None
    growth: str = ""
    needs_labour: bool = False
    needs_apprentices: bool = False
    needs_retention: bool = False
    outlook_3: str = ""
    outlook_12: str = ""
    needs: Sequence[NeedData] = ()
    campaign: str = ""
    next_visit_on: datetime.date | None = None
    is_shared: bool = False


_FIELDS = (
    *("kind", "held_on", "text", "workplace", "contact", "growth", "needs_labour", "needs_apprentices"),
    *("needs_retention", "outlook_3", "outlook_12", "campaign", "next_visit_on", "is_shared"),
)


@transaction.atomic
def interaction_add(
    *,
    actor: Actor,
    company: Company,
    data: InteractionData,
    key: UUID | None = None,
    done: Collection[UUID] = (),
) -> Interaction:
    """Write a note; a next visit becomes the author's task. `key` is its public id: sent twice, it is written once.

    `done` are the public ids of the organisation's tasks about the company that are done with it. Raises
    NotAllowed, and ValidationError by field.
    """
    check_can_note(actor)
    key = key or uuid4()
    if before := _written(actor, company, key):
        return before
    now = moment()
    faults_of(data, local_date(now), company).raise_any()
    row = Interaction(
        uuid=key,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        company=company,
        created_at=now,
        updated_at=now,
    )
    _fill(row, data)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        # The same form came twice at the same instant.
        if before := _written(actor, company, key):
            return before
        raise
    _needs_set(row, data)
    tasks = Task.objects.visible_to(actor).of(company).open().filter(uuid__in=list(done))
    tasks.update(done_at=now, done_by_id=actor.user_id)
    _next_visit(actor, row, now)
    audit_write(actor=actor, action="interaction.add", object_type="interaction", object_id=row.pk)
    return row


def _written(actor: Actor, company: Company, key: UUID) -> Interaction | None:
    own = Interaction.objects.filter(organisation_id=actor.organisation_id, company=company)
    return own.filter(uuid=key).first()


@transaction.atomic
def interaction_change(
    *, actor: Actor, interaction: Interaction, data: InteractionData, version: int | None = None
) -> Interaction:
    """Put a note right; how it stood before is kept. `version` is that of the note that was shown, None: nobody asks.

    Raises NotAllowed, EditedMeanwhile, and ValidationError by field.
    """
    check_can_change(actor, interaction)
    rows = Interaction.objects.visible_to(actor).select_related("company", "workplace", "contact")
    row = rows.select_for_update(of=("self",), no_key=True).get(pk=interaction.pk)
    if version is not None and row.version != version:
        raise EditedMeanwhile
    now = moment()
    faults_of(data, local_date(now), row.company).raise_any()
    before = as_it_stands(row)
    _fill(row, data)
    kept = [
        NeedData(occupation=clean_line(n.occupation), number=n.number, horizon=n.horizon) for n in data.needs
    ]
    if before == {**_plain(row), "needs": [_need(n) for n in kept]}:
        return row
    InteractionCorrection.objects.create(
        interaction=row,
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        at=now,
        before=before,
    )
    row.version, row.updated_at = row.version + 1, now
    row.save(update_fields=[*_FIELDS, "version", "updated_at"])
    row.needs.all().delete()
    _needs_set(row, data)
    _next_visit(actor, row, now)
    audit_write(actor=actor, action="interaction.change", object_type="interaction", object_id=row.pk)
    return row


def as_it_stands(row: Interaction) -> dict[str, Any]:
    """The note's changeable fields as plain values, with its needs."""
    needs = [NeedData(n.occupation, n.number, n.horizon) for n in row.needs.all()]
    return {**_plain(row), "needs": [_need(need) for need in needs]}


def _plain(row: Interaction) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name in _FIELDS:
        value = getattr(row, name)
        if name in ("workplace", "contact"):
            value = str(value.uuid) if value else None
        said[name] = value.isoformat() if isinstance(value, datetime.date) else value
    return said


def _need(need: NeedData) -> dict[str, Any]:
    return {"occupation": need.occupation, "number": need.number, "horizon": int(need.horizon)}


def _fill(row: Interaction, data: InteractionData) -> None:
    for name in _FIELDS:
        setattr(row, name, getattr(data, name))
    row.text, row.campaign = clean_text(data.text), clean_line(data.campaign)


def _needs_set(row: Interaction, data: InteractionData) -> None:
    InteractionNeed.objects.bulk_create(
        InteractionNeed(
            interaction=row, occupation=clean_line(need.occupation), number=need.number, horizon=need.horizon
        )
        for need in data.needs
    )


def _next_visit(actor: Actor, row: Interaction, now: datetime.datetime) -> None:
    """Keep the task of the next visit in step with the note. One that was done stays done."""
    tasks = Task.objects.filter(interaction=row, kind=TaskKind.NEXT_VISIT)
    waiting = tasks.open().first()
    if row.next_visit_on is None:
        if waiting:
            waiting.delete()
    elif waiting:
        Task.objects.filter(pk=waiting.pk).update(due_on=row.next_visit_on)
    elif not tasks.filter(due_on=row.next_visit_on).exists():
        Task.objects.create(
            organisation_id=row.organisation_id,
            author_id=actor.user_id,
            assigned_id=row.author_id or actor.user_id,
            company_id=row.company_id,
            interaction=row,
            kind=TaskKind.NEXT_VISIT,
            text=_("Næste besøg"),
            due_on=row.next_visit_on,
            campaign=row.campaign,
            created_at=now,
        )


def faults_of(data: InteractionData, today: datetime.date, company: Company | None = None) -> Faults:
    """What is wrong with a note, by field. With `company`, its workplace and contact must be that company's."""
    faults = Faults()
    if data.kind not in InteractionKind.values:
        faults.add("kind", _("Vælg, om det var et besøg, et opkald eller et møde."))
    if data.growth not in ("", *Growth.values):
        faults.add("growth", _("Vælg et af svarene."))
    for name in ("outlook_3", "outlook_12"):
        if getattr(data, name) not in ("", *Outlook.values):
            faults.add(name, _("Vælg et af svarene."))
    if data.held_on > today:
        faults.add("held_on", _("Datoen ligger i fremtiden. Skriv, hvornår I talte sammen."))
    elif (today - data.held_on).days > _YEARS_BACK * 366:
        faults.add("held_on", _("Datoen ligger mere end %s år tilbage. Kontrollér året.") % _YEARS_BACK)
    if data.next_visit_on:
        if data.next_visit_on < data.held_on:
            faults.add("next_visit_on", _("Det næste besøg ligger før dette. Vælg en senere dag."))
        elif (data.next_visit_on - today).days > _YEARS_AHEAD * 366:
            faults.add("next_visit_on", _("Datoen ligger langt ude i fremtiden. Kontrollér året."))
    if company and data.workplace and data.workplace.company_id != company.pk:
        faults.add("workplace", _("Arbejdspladsen hører til en anden virksomhed."))
    if company and data.contact and data.contact.company_id != company.pk:
        faults.add("contact", _("Kontaktpersonen hører til en anden virksomhed."))
    _check_needs(faults, data.needs)
    for name, text, limit in (("text", data.text, TEXT_MAX), ("campaign", data.campaign, CAMPAIGN_MAX)):
        faults.at_most(name, clean_text(text), limit)
        faults.no_cpr(name, text)
    if not faults.found and not says_something(data):
        faults.add("text", _("Skriv et par ord, eller vælg et af felterne. Notatet er tomt."))
    return faults


def _check_needs(faults: Faults, needs: Sequence[NeedData]) -> None:
    if len(needs) > MOST_NEEDS:
        faults.add("needs", _("Der er plads til %s stillinger på et notat.") % MOST_NEEDS)
    for need in needs:
        if not clean_line(need.occupation):
            faults.add("needs", _("Skriv, hvilken stilling antallet gælder."))
        faults.at_most("needs", clean_line(need.occupation), OCCUPATION_MAX)
        faults.no_cpr("needs", need.occupation)
        if need.number is not None and not 1 <= need.number <= MOST_PEOPLE:
            faults.add("needs", _("Skriv et antal mellem 1 og 10.000, eller lad det stå tomt."))
        if need.horizon not in Horizon.values:
            faults.add("needs", _("Vælg, om det er inden for 3 eller 12 måneder."))


def says_something(data: InteractionData) -> bool:
    """Whether there is anything to know from the note beside that it was held."""
    chips = (data.growth, data.needs_labour, data.needs_apprentices, data.needs_retention)
    ahead = (data.outlook_3, data.outlook_12, data.next_visit_on, data.needs)
    return bool(clean_text(data.text)) or any(chips) or any(ahead)


@transaction.atomic
def internal_note_add(*, actor: Actor, company: Company, text: str) -> InternalNote:
    """Write what colleagues should know. Raises NotAllowed, and ValidationError by field."""
    check_can_note(actor)
    faults = Faults()
    said = clean_text(text)
    if not said:
        faults.add("text", _("Skriv notatet."))
    faults.at_most("text", said, TEXT_MAX)
    faults.no_cpr("text", said)
    faults.raise_any()
    row = InternalNote.objects.create(
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        company=company,
        text=said,
        created_at=moment(),
    )
    audit_write(actor=actor, action="internal_note.add", object_type="internalnote", object_id=row.pk)
    return row


@transaction.atomic
def internal_note_remove(*, actor: Actor, note: InternalNote) -> None:
    """Take a note of one's own organisation away. Raises ValidationError where it is gone already."""
    if not InternalNote.objects.visible_to(actor).filter(pk=note.pk).update(removed_at=moment()):
        raise ValidationError(_("Notatet er allerede slettet."))
    audit_write(actor=actor, action="internal_note.remove", object_type="internalnote", object_id=note.pk)


@transaction.atomic
def internal_note_restore(*, actor: Actor, uuid: UUID) -> InternalNote:
    """Bring a note back that was taken away within the last day. Raises InternalNote.DoesNotExist where it is gone."""
    check_can_note(actor)
    rows = InternalNote.objects.visible_to(actor, removed=True).select_related("company__organisation")
    row = rows.select_for_update(of=("self",)).get(uuid=uuid)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    audit_write(actor=actor, action="internal_note.restore", object_type="internalnote", object_id=row.pk)
    return row
