"""Two wordings of one agreement side by side: what was added, removed and changed, word by word. Pure."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from django.utils.translation import gettext as _

from agreements.document import DocumentText

Change = Literal["same", "added", "removed", "changed"]
_WORDS = re.compile(r"\s+|[^\s]+")
LIKE_ENOUGH = 0.35  # below this two texts are told as one removed and one added, not as a patchwork


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text; `change` is "same" where both wordings have it."""

    text: str
    change: Change = "same"


@dataclass(frozen=True, slots=True)
class Row:
    """One provision in both wordings."""

    label: str
    change: Change
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A heading with the rows under it that differ; `same` counts those that do not."""

    heading: str
    rows: tuple[Row, ...]
    same: int


def compare(old: DocumentText, new: DocumentText) -> list[Part]:
    """Every heading of the agreement, in the document's order, with what differs between the two."""
    return [
        _part(heading, before, after)
        for heading, before, after in zip(
            (heading for heading, _rows in _parts(old)),
            (rows for _heading, rows in _parts(old)),
            (rows for _heading, rows in _parts(new)),
            strict=True,
        )
    ]


def is_same(parts: Sequence[Part]) -> bool:
    return not any(part.rows for part in parts)


def _parts(document: DocumentText) -> list[tuple[str, dict[str, str]]]:
    ticks = {
        f"{group.heading}: {item.split(':')[0]}": item for group in document.groups for item in group.ticked
    }
    parties = {
        f"{party.label}: {party.name}": "\n".join(
            filter(None, [party.contact, party.title, party.email, party.phone, party.area])
        )
        for party in document.parties
    }
    return [
        (
            _("Formål") if document.network else _("Behov"),
            {
                _("Titel"): document.title,
                (_("Formål") if document.network else _("Nu")): document.need_short,
                (_("Mål for perioden") if document.network else _("På længere sigt")): document.need_long,
                _("Forventede ansættelser"): document.places,
            },
        ),
        (_("Servicemål"), {goal.promise: goal.text for goal in document.goals}),
        (_("Indhold"), ticks),
        (_("Parter"), parties),
        (_("Periode og opfølgning"), {_("Periode"): document.period, _("Opfølgning"): document.follow_up}),
        (
            _("Vilkår"),
            {
                **{f"{_('Vilkår')} {n}": term for n, term in enumerate(document.terms, start=1)},
                _("Særlige vilkår"): document.extra_terms,
            },
        ),
    ]


def _part(heading: str, before: Mapping[str, str], after: Mapping[str, str]) -> Part:
    labels = [*before, *(label for label in after if label not in before)]
    rows = [_row(label, before.get(label, ""), after.get(label, "")) for label in labels]
    return Part(
        heading,
        tuple(row for row in rows if row.change != "same"),
        sum(row.change == "same" and bool(row.old) for row in rows),
    )


def _row(label: str, old: str, new: str) -> Row:
    if old == new:
        return Row(label, "same", (Piece(old),) if old else (), (Piece(new),) if new else ())
    if not old:
        return Row(label, "added", (), (Piece(new, "added"),))
    if not new:
        return Row(label, "removed", (Piece(old, "removed"),), ())
    return Row(label, "changed", *_words(old, new))


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    a, b = _WORDS.findall(old), _WORDS.findall(new)
    matcher = SequenceMatcher(None, a, b, autojunk=False)
    if matcher.ratio() < LIKE_ENOUGH:
        return (Piece(old, "removed"),), (Piece(new, "added"),)
    left: list[Piece] = []
    right: list[Piece] = []
    for kind, a1, a2, b1, b2 in matcher.get_opcodes():
        if kind == "equal":
            left.append(Piece("".join(a[a1:a2])))
            right.append(Piece("".join(b[b1:b2])))
            continue
        if a2 > a1:
            left.append(Piece("".join(a[a1:a2]), "removed"))
        if b2 > b1:
            right.append(Piece("".join(b[b1:b2]), "added"))
    return tuple(left), tuple(right)
