"""The company's list: only those who were presented and whose identity is released to it. Reading it is a look."""

import json
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.enums import NominationState, TermKind
from candidates.models import Nomination
from candidates.selectors.described import Words, words_for
from candidates.workflow import OF_ITSELF
from orders.models import Order

_SQL = "select * from candidates_shortlist(%s, %s)"


@dataclass(frozen=True, slots=True)
class Person:
    """One candidate as the company reads it. Texts may be empty."""

    nomination: Nomination
    name: str
    email: str
    phone: str
    occupation: str
    certificates: str
    skills: str
    languages: str
    text: str
    history: list[str]
    education: list[str]

    @property
    def waits(self) -> bool:
        """Whether the company has not answered yet."""
        return self.nomination.state == NominationState.PRESENTED

    @property
    def phone_url(self) -> str:
        return "tel:" + self.phone.replace(" ", "")


@dataclass(frozen=True, slots=True)
class Shortlist:
    """`people` are those to be seen; `hidden` counts those whose release has run out."""

    people: list[Person]
    hidden: int

    @property
    def waiting(self) -> int:
        return sum(person.waits for person in self.people)


def presented_to(actor: Actor, order: Order) -> list[Nomination]:
    """What the company was shown and is still about: neither withdrawn nor overtaken by a filled line or the end."""
    return list(
        Nomination.objects.visible_to(actor)
        .filter(order=order)
        .exclude(
            state=NominationState.DECLINED,
            declined_reason__in=OF_ITSELF,
        )
        .order_by("line__position", "presented_at", "pk")
    )


@transaction.atomic
def shortlist(actor: Actor, order: Order) -> Shortlist:
    """Read the list: one row in the log for each person. Three queries."""
    nominations = presented_to(actor, order)
    purpose = _("Valg af kandidater til ordre %s") % order.number
    with connection.cursor() as cursor:
        cursor.execute(_SQL, [order.pk, purpose])
        names = [column.name for column in cursor.description or ()]
        seen = {row[0]: dict(zip(names, row, strict=True)) for row in cursor.fetchall()}
    words = words_for(pk for row in seen.values() for pk in (*row["terms"], row["occupation_id"] or 0))
    people = []
    for nomination in nominations:
        if row := seen.get(nomination.candidate_id):
            nomination.order = order
            people.append(_person(nomination, row, words))
    return Shortlist(people, len(nominations) - len(people))


def _person(nomination: Nomination, row: dict[str, Any], words: Words) -> Person:
    terms, employers = row["terms"], json.loads(row["employers"] or "[]")
    history = json.loads(row["history"] or "[]")
    occupation = words.terms.get(row["occupation_id"] or 0)
    return Person(
        nomination=nomination,
        name=row["name"],
        email=row["email"],
        phone=row["phone"],
        occupation=occupation.name if occupation else "",
        certificates=", ".join(words.of(terms, TermKind.CERTIFICATE, TermKind.LICENCE)),
        skills=", ".join(words.of(terms, TermKind.SKILL)),
        languages=", ".join(words.of(terms, TermKind.LANGUAGE)),
        text=row["profile_text"] or "",
        history=history_lines(history, employers),
        education=education_lines(json.loads(row["education"] or "[]")),
    )


def history_lines(history: list[dict[str, Any]], employers: list[str] | None = None) -> list[str]:
    """ "2019-2024: Montør, Gudenå Maskinfabrik"; employers stand in the order of the history."""
    lines = []
    for position, job in enumerate(history):
        employer = (employers or [])[position] if position < len(employers or []) else ""
        what = ", ".join(filter(None, [str(job.get("title", "")), employer]))
        years = "–".join(filter(None, [str(job.get("from") or ""), str(job.get("to") or "")]))
        lines.append(f"{years}: {what}" if years else what)
    return lines


def education_lines(education: list[dict[str, Any]]) -> list[str]:
    """ "2014: Industritekniker"."""
    return [
        f"{item['year']}: {item.get('title', '')}" if item.get("year") else str(item.get("title", ""))
        for item in education
    ]
