"""A company's answer by its personal link, and its no to being asked."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from accounts.actor import Actor
from barometer.models import BarometerAnswer, BarometerAsk, BarometerDecline, BarometerNeed
from candidates.models import Term
from jobcenters.calendar import local_date


class RoundOverError(Exception):
    """The round takes no more answers."""


@dataclass(frozen=True, slots=True)
class NeedData:
    """People of one occupation, within `horizon` months; `number` None: not said."""

    term: Term
    number: int | None
    horizon: int


@transaction.atomic
def answer_give(
    *,
    actor: Actor,
    ask_id: int,
    outlook_3: str,
    outlook_12: str,
    is_hard: bool | None,
    needs: Sequence[NeedData],
    now: datetime.datetime,
) -> BarometerAnswer:
    """Answer at `now` (aware), or answer anew: the last word counts. `actor` acts for the organisation that asked.

    Raises RoundOverError where the round has ended, BarometerAsk.DoesNotExist for another organisation's question.
    """
    ask = _open(actor, ask_id, now)
    answer, _made = BarometerAnswer.objects.update_or_create(
        ask=ask,
        defaults={
            "round_id": ask.round_id,
            "organisation_id": ask.organisation_id,
            "company_id": ask.company_id,
            "at": now,
            "outlook_3": outlook_3,
            "outlook_12": outlook_12,
            "is_hard": is_hard,
        },
    )
    BarometerNeed.objects.filter(answer=answer).delete()
    BarometerNeed.objects.bulk_create(
        BarometerNeed(
            answer=answer,
            organisation_id=ask.organisation_id,
            term=need.term,
            number=need.number,
            horizon=need.horizon,
        )
        for need in needs
    )
    ask.answered_at, ask.declined_at = now, None
    ask.save(update_fields=["answered_at", "declined_at"])
    return answer


def _open(actor: Actor, ask_id: int, now: datetime.datetime) -> BarometerAsk:
    """The question, locked against its round's end and a second answer at the same time."""
    ask = (
        BarometerAsk.objects.visible_to(actor)
        .select_for_update(of=("self",), no_key=True)
        .select_related("round", "company__organisation", "contact", "organisation")
        .get(pk=ask_id)
    )
    if not ask.round.takes_answers(local_date(now)):
        raise RoundOverError
    return ask


@transaction.atomic
def ask_decline(*, actor: Actor, ask_id: int, now: datetime.datetime) -> None:
    """The address wants no more questions of the barometer, from nobody; an answer that was given stays."""
    ask = BarometerAsk.objects.visible_to(actor).get(pk=ask_id)
    BarometerDecline.objects.bulk_create(
        [BarometerDecline(email=ask.email.lower(), organisation_id=ask.organisation_id, at=now)],
        ignore_conflicts=True,
    )
    ask.declined_at = now
    ask.save(update_fields=["declined_at"])


@transaction.atomic
def ask_welcome(*, actor: Actor, ask_id: int) -> None:
    """The address may be asked again."""
    ask = BarometerAsk.objects.visible_to(actor).get(pk=ask_id)
    BarometerDecline.objects.filter(email=ask.email.lower()).delete()
    ask.declined_at = None
    ask.save(update_fields=["declined_at"])
