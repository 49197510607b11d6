"""What a row changes, column by column: short, in words, and stored with the row. Pure."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from ui import danish

MOST_TEXT = 200  # characters that are kept of a value
BEFORE_CUT = 30  # characters in front of the first difference, where a value is cut
ADDED = "+"  # begins the key of something that is added beside what is there: it has no old value
SHOWN = 3  # changes that stand in the open; the rest unfolds

# As it is stored: the column's key, what stands there now, what it becomes.
Change = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """A change as a page or a file says it. `is_added`: there is nothing that it takes the place of."""

    label: str
    old: str
    new: str
    is_added: bool = False


def change(key: str, old: object, new: object) -> Change:
    """The change of a column, its values as the product writes them; long ones are cut around where they differ."""
    was, becomes = words(old), words(new)
    if max(len(was), len(becomes)) <= MOST_TEXT:
        return key, was, becomes
    start = max(0, _common(was, becomes) - BEFORE_CUT)
    return key, _cut(was, start), _cut(becomes, start)


def words(value: object) -> str:
    """A value in Danish; "" for none."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, int):
        return danish.number(value)
    return " ".join(str(value).split())


def _common(one: str, other: str) -> int:
    for at, (a, b) in enumerate(zip(one, other, strict=False)):
        if a != b:
            return at
    return min(len(one), len(other))


def _cut(text: str, start: int) -> str:
    piece = text[start : start + MOST_TEXT - 2]
    return ("…" if start and text else "") + piece + ("…" if start + len(piece) < len(text) else "")


def counted(before: Mapping[str, int], changes: Iterable[Sequence[Sequence[str]]]) -> dict[str, int]:
    """By column, in how many rows it changes: `before`, and these rows' changes."""
    return dict(Counter(before) + Counter(key for row in changes for key in {one[0] for one in row}))


def said(changes: Iterable[Sequence[str]], labels: Mapping[str, str | Promise]) -> list[Said]:
    """Stored changes as they are told; an empty value says that it is."""
    empty = _("(tom)")
    return [
        Said(str(labels.get(key, key)), old or empty, new or empty, key.startswith(ADDED))
        for key, old, new in changes
    ]


def hidden(changes: Iterable[Sequence[str]], keys: Iterable[str]) -> list[Sequence[str]]:
    """The changes, without what stands in these columns now."""
    out = set(keys)
    return [(key, _("(vises ikke)"), new) if key in out else (key, old, new) for key, old, new in changes]


def by_column(counts: Mapping[str, int], labels: Mapping[str, str | Promise]) -> list[tuple[str, int]]:
    """What the columns are called, and in how many rows each changes; the most changed first."""
    order = list(labels)
    ranked = sorted(counts.items(), key=lambda one: (-one[1], order.index(one[0]) if one[0] in labels else 0))
    return [(str(labels.get(key, key)), rows) for key, rows in ranked]


def stored(changes: Sequence[Change], about: Mapping[str, Any], **more: int | None) -> dict[str, Any] | None:
    """What is kept with a row that changes something: what it is about (as a preview shows it), and the changes.

    `more` are keys of what the changes belong to. None where nothing changes.
    """
    return {"about": dict(about), "changes": [list(one) for one in changes], **more} if changes else None
