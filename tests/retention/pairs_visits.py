"""Two real rows for each rule about notes, joint visits and consents (see `pairs`)."""

from collections.abc import Callable
from uuid import uuid4

from accounts.actor import Actor
from companies.models import ContactConsent, ContactPerson, DistinctPair
from tests.factories import companies
from tests.retention.pairs import TIMES, days
from visits.models import CalendarLink, CallRound, Interaction, InternalNote, JointVisit, Task, WithdrawnNote


def notes(mette: Actor) -> None:
    company = companies.company()
    for at in TIMES:
        common = {"organisation_id": mette.organisation_id, "company": company}
        note = Interaction.objects.create(
            **common,
            author_id=mette.user_id,
            kind="visit",
            held_on=days(at),
            text="Karin vil have to",
            created_at=at,
            updated_at=at,
        )
        WithdrawnNote.objects.create(uuid=uuid4(), organisation_id=mette.organisation_id, withdrawn_at=at)
        CallRound.objects.create(
            organisation_id=mette.organisation_id,
            name=f"Ring til Karin {at}",
            due_on=days(at),
            created_at=at,
        )
        InternalNote.objects.create(**common, text="Karin er travl", created_at=at)
        InternalNote.objects.create(**common, text="Karin er væk", created_at=at, removed_at=at)
        for of_note in (note, None):
            Task.objects.create(
                **common,
                interaction=of_note,
                text="Ring til Karin",
                due_on=days(at),
                created_at=at,
                done_at=at if of_note is None else None,
            )
        CalendarLink.objects.create(
            organisation_id=mette.organisation_id,
            user_id=mette.user_id,
            token_hash=f"{days(at).day:064d}",
            created_at=at,
            revoked_at=at,
        )
        JointVisit.objects.create(
            **common,
            purpose="Møde Karin",
            state="agreed",
            asked_at=at,
            starts_at=at,
            created_at=at,
            updated_at=at,
        )


def consents(mette: Actor) -> None:
    for at in TIMES:
        company = companies.company()
        person = ContactPerson.objects.get(company=company)
        ContactConsent.objects.create(
            contact=person,
            kind=ContactConsent._meta.get_field("kind").choices[0][0],
            is_given=True,
            given_by="Karin",
            given_on=days(at),
            channel=ContactConsent._meta.get_field("channel").choices[0][0],
            organisation_id=mette.organisation_id,
            at=at,
        )
        ContactPerson.objects.filter(pk=person.pk).update(
            name="Tidligere kontaktperson", is_active=False, is_primary=False, changed_at=at
        )


VISITS = (
    "interactions",
    "withdrawn_notes",
    "internal_notes",
    "removed_internal_notes",
    "removed_internal_notes",
    "tasks",
    "call_rounds",
    "calendar_links",
    "joint_visits",
)


def undone_pairs(mette: Actor) -> None:
    """Two pairs told apart and taken back; one that stands is never over."""
    for at in (*TIMES, None):
        DistinctPair.objects.create(
            one=companies.company(),
            other=companies.company(),
            organisation_id=mette.organisation_id,
            user_id=mette.user_id,
            at=TIMES[0],
            reason="Karin ejer den ene",
            undone_at=at,
            undone_by_id=mette.user_id if at else None,
        )


MAKERS: dict[str, Callable[[Actor], object]] = {
    **{f"visits.{name}": notes for name in VISITS},
    "companies.consents": consents,
    "companies.undone_pairs": undone_pairs,
}
