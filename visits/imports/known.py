"""What is known of what some rows name. A constant number of queries, however many they are."""

import re
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from accounts.models import Membership
from companies.models import Company, Workplace
from visits.imports.plan import NOTE_FIELDS, Colleague, KnownNote, Register
from visits.imports.rows import Row
from visits.models import Interaction

VALUES = (*NOTE_FIELDS, "workplace_id", "author_id")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def register_of(rows: Sequence[Row], organisation_id: int, *, lock: bool = False) -> Register:
    """What these rows name; must run on the organisation's behalf. `lock` keeps its notes for the transaction."""
    found = Register(people=people_of(organisation_id))
    _places(found, {row.cvr for row in rows if row.cvr}, {row.p_number for row in rows if row.p_number})
    notes = list(_notes(organisation_id, {row.reference for row in rows}, lock=lock))
    needs = dict(
        Interaction.objects.filter(pk__in=[note.pk for note in notes], needs__isnull=False)
        .order_by()
        .values_list("pk")
        .annotate(Count("needs"))
    )
    for note in notes:
        values = {name: getattr(note, name) for name in VALUES}
        # A note without a reference of one's own is known by what its list is fetched with.
        reference = note.external_ref or str(note.uuid)
        known = KnownNote(note.pk, reference, note.company_id, values, needs.get(note.pk, 0))
        found.notes[reference] = found.notes[str(note.uuid)] = known
    missing = {note.company_id for note in notes} - found.cvrs.keys()
    found.cvrs |= dict(Company.objects.filter(pk__in=missing).values_list("pk", "cvr"))
    return found


def people_of(organisation_id: int) -> dict[str, Colleague]:
    """Those who work here or did, by e-mail address."""
    rows = Membership.objects.filter(organisation_id=organisation_id).order_by("is_active")
    return {
        email.casefold(): Colleague(pk, is_active)
        for email, pk, is_active in rows.values_list("user__email", "user_id", "is_active")
    }


def _notes(organisation_id: int, references: set[str], *, lock: bool) -> QuerySet[Interaction]:
    keys = [UUID(reference) for reference in references if _UUID.fullmatch(reference)]
    rows = Interaction.objects.filter(organisation_id=organisation_id).filter(
        Q(external_ref__in=references - {""}) | Q(uuid__in=keys)
    )
    return rows.select_for_update(of=("self",), no_key=True).order_by("pk") if lock else rows.order_by("pk")


def _places(found: Register, cvrs: set[str], p_numbers: set[str]) -> None:
    companies = list(Company.objects.filter(cvr__in=cvrs).values_list("pk", "cvr", "merged_into_id"))
    places = list(
        Workplace.objects.filter(p_number__in=p_numbers).values_list("pk", "p_number", "company_id")
    )
    into = _standing({pk: merged for pk, _cvr, merged in companies}, {company for _pk, _p, company in places})
    found.companies = {cvr: into[pk] for pk, cvr, _merged in companies}
    found.workplaces = {number: (pk, into[company]) for pk, number, company in places if number}
    found.cvrs = dict(Company.objects.filter(pk__in=set(into.values())).values_list("pk", "cvr"))


def _standing(merged: dict[int, int | None], more: set[int]) -> dict[int, int]:
    """Each of the companies, and the one that it is now: itself, or at the end of its merges."""
    known = dict(merged)
    while asked := (more | {into for into in known.values() if into}) - known.keys():
        rows = dict(Company.objects.filter(pk__in=asked).values_list("pk", "merged_into_id"))
        known |= {pk: rows.get(pk) for pk in asked}
    found = {}
    for pk in known:
        last = pk
        while into := known[last]:
            last = into
        found[pk] = last
    return found
