"""Candidates for tests, written as the jobcentre of residence writes them."""

import itertools
from typing import Any

from django.db import connection

from accounts.models import Organisation
from candidates.enums import Basis, ContactChannel, TermKind
from candidates.models import Candidate, CandidateIdentity, CandidateProfile, Term
from jobcenters.models import Postcode
from tests.factories.orders import jobcenter
from tests.helpers.db import as_owner

numbers = itertools.count(1)


def term(name: str, kind: str = TermKind.OCCUPATION, **fields: Any) -> Term:
    """The term of that name; made where the vocabulary lacks it."""
    with as_owner():
        return Term.objects.get_or_create(kind=kind, name=name, defaults=fields)[0]


def candidate(
    place: str = "Horsens",
    *,
    postcode: str = "8700",
    occupation: str = "Montør",
    skills: tuple[str, ...] = (),
    certificates: tuple[str, ...] = (),
    targets: tuple[str, ...] = (),
    name: str = "Ane Bech",
    basis: str = Basis.CONSENT,
    organisation: Organisation | None = None,
    profile: dict[str, Any] | None = None,
    identity: dict[str, Any] | None = None,
    **fields: Any,
) -> Candidate:
    """A candidate of the jobcentre at `place`, with all three levels."""
    number = next(numbers)
    home = organisation or jobcenter(place)
    main = term(occupation)
    terms = [
        main.pk,
        *(term(word, TermKind.SKILL).pk for word in skills),
        *(term(word, TermKind.CERTIFICATE).pk for word in certificates),
    ]
    with as_owner():
        where = Postcode.objects.get(pk=postcode)
        row = Candidate.objects.create(
            pseudonym=f"{place[0]}-{90_000 + number}",
            jobcenter=home,
            municipality_id=where.municipality_id,
            postcode=where,
            basis=basis,
            occupation=main,
            terms=terms,
            **fields,
        )
        CandidateProfile.objects.create(
            candidate=row,
            jobcenter=home,
            targets=[term(word, TermKind.TARGET).pk for word in targets],
            **(profile or {}),
        )
        CandidateIdentity.objects.create(
            candidate=row,
            jobcenter=home,
            external_ref=f"sag-{number}",
            name=name,
            email=f"borger{number}@borger.example",
            channel=ContactChannel.MAIL,
            **(identity or {}),
        )
    return row


def count_words() -> None:
    """Bring the search's statistics up to date, as the nightly task does."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("select candidates_stats_refresh()")
