"""From what a person types to words of the vocabulary. Nothing that a citizen has written is ever suggested."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum

from django.db import connection

from candidates.criteria import MAX_TEXT
from candidates.enums import TermKind
from candidates.models import Term
from candidates.spelling import distance, is_slip

SUGGEST = "select term_id, how, spelling from candidates_terms_suggest(%s, %s, %s)"
NEAR = "select word, folded, near, near_folded, found from candidates_words_near(%s)"
WORD = re.compile(r"[^\W\d_]{4,}")


class How(IntEnum):
    """Why a term is suggested, the surest first."""

    NAME = 1
    SYNONYM = 2
    NAME_BEGINS = 3
    SYNONYM_BEGINS = 4
    WORD_BEGINS = 5
    INSIDE = 6
    ALIKE = 7


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A term that may have been meant. `spelling` is the name or synonym that fits what was typed."""

    term: Term
    how: How
    spelling: str

    @property
    def synonym(self) -> str:
        """The other way to write it that was typed; empty where the name itself fits."""
        return "" if self.spelling == self.term.name else self.spelling


def terms_suggest(text: str, kinds: Iterable[str] = TermKind.values, limit: int = 8) -> list[Suggestion]:
    """The terms of `kinds` that `text` may mean, the surest first; æ, ø and å may be typed as ae, oe and aa.

    Within the same kind of likeness those that many candidates have come first. At most 50.
    """
    with connection.cursor() as cursor:
        cursor.execute(SUGGEST, [text[:MAX_TEXT].replace("\0", ""), list(kinds), limit])
        rows = cursor.fetchall()
    terms = Term.objects.in_bulk([row[0] for row in rows])
    return [Suggestion(terms[pk], How(how), spelling) for pk, how, spelling in rows if pk in terms]


def text_correct(text: str) -> str:
    """`text` with the words that the vocabulary does not know put right; "" where there is nothing to put right.

    For the question "Mente du …?". A word that is near none stays; endings ("svejsere") are no mistakes.
    """
    text = text[:MAX_TEXT]
    words = list(dict.fromkeys(WORD.findall(text)))
    if not words:
        return ""
    with connection.cursor() as cursor:
        cursor.execute(NEAR, [words])
        rows = cursor.fetchall()
    meant: dict[str, tuple[int, int, str]] = {}
    for word, folded, near, near_folded, found in rows:
        if is_slip(folded, near_folded):
            choice = (distance(folded, near_folded), -found, near)
            meant[word] = min(meant.get(word, choice), choice)
    if not meant:
        return ""
    return WORD.sub(lambda match: meant[match[0]][2] if match[0] in meant else match[0], text)
