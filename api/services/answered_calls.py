"""The same call twice is one call: its answer is kept with what it did."""

from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tenancy import need_transaction
from api.limits import KEYS_LIVE
from api.models import AnsweredCall

CLAIM = """
insert into api_answeredcall (token_id, organisation_id, key, fingerprint, status, location, created_at)
values (%s, %s, %s, %s, 0, '', %s) on conflict (token_id, key) do nothing returning id
"""


class KeyReusedError(Exception):
    """The key belongs to another call."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said again."""

    status: int
    body: Any
    location: str


def answer_claim(*, actor: Actor, key: str, fingerprint: str) -> Answer | None:
    """Take the key for a call that is about to be carried out; the kept answer where it was already.

    A second call that comes while the first is being carried out waits here until that one has ended: then it gets the
    answer, or, where the first was refused or died, carries the call out itself. The key lives as long as KEYS_LIVE
    says. Raises KeyReusedError, and RuntimeError outside a transaction.
    """
    need_transaction()
    now = moment()
    mine = AnsweredCall.objects.filter(token_id=actor.token_id)
    # What another call is looking at just now is left for the next time.
    old = mine.filter(created_at__lt=now - KEYS_LIVE).select_for_update(skip_locked=True)
    AnsweredCall.objects.filter(pk__in=list(old.values_list("pk", flat=True)[:100])).delete()
    mine.filter(key=key, created_at__lt=now - KEYS_LIVE).delete()
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [actor.token_id, actor.organisation_id, key, fingerprint, now])
        if cursor.fetchone():
            return None
    kept = mine.get(Q(key=key))
    if kept.fingerprint != fingerprint:
        raise KeyReusedError
    return Answer(kept.status, kept.body, kept.location)


def answer_keep(*, actor: Actor, key: str, answer: Answer) -> None:
    """Keep the answer of the call that `answer_claim` has taken the key for, in the same transaction."""
    need_transaction()
    AnsweredCall.objects.filter(token_id=actor.token_id, key=key).update(
        status=answer.status, body=answer.body, location=answer.location
    )


@transaction.atomic
def answers_forget() -> int:
    """Remove the answers of all tokens that are older than KEYS_LIVE; how many. Needs the worker's role."""
    with connection.cursor() as cursor:
        cursor.execute("select api_forget_answers(%s)", [moment() - KEYS_LIVE])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
