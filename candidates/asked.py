"""What the address of a search says, and the address that a search has. Pure: nothing is looked up here.

Names are Danish, because an address is read, shared and kept. The words of a search stand in it as the vocabulary
writes them (`fag=Montør`), so that it still means the same when ids have changed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol, Self
from urllib.parse import urlencode
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candidates.criteria import MAX_TERMS
from candidates.enums import TermKind
from orders.radius import RADIUS_DEFAULT_KM, RADIUS_MAX_KM, RADIUS_MIN_KM, RADIUS_STEP_KM

FIRST = 3  # hits of a municipality that are shown at once
PAGE = 20  # hits more with each press
MOST_SHOWN = 200  # hits of one municipality on one page
MOST_OPEN = 12  # municipalities unfolded at the same time
MOST_CHOSEN = 40
ECHO = 1_000  # characters of what was typed that are shown again


@dataclass(frozen=True, slots=True)
class WordField:
    """A field of words of one kind. What stands in it is a list; `typed_name` is where a new one is written.

    `listed`: so few words that one chooses from all of them.
    """

    name: str
    kind: TermKind
    label: str | Promise
    listed: bool = False

    @property
    def typed_name(self) -> str:
        return f"{self.name}-ny"


WORD_FIELDS = (
    WordField("fag", TermKind.OCCUPATION, _("Fag")),
    WordField("certifikat", TermKind.CERTIFICATE, _("Certifikat")),
    WordField("kompetence", TermKind.SKILL, _("Kompetence")),
    WordField("koerekort", TermKind.LICENCE, _("Kørekort"), listed=True),
    WordField("sprog", TermKind.LANGUAGE, _("Sprog")),
    WordField("form", TermKind.FORM, _("Ansættelsesform"), listed=True),
    WordField("maalgruppe", TermKind.TARGET, _("Målgruppe"), listed=True),
)
FIELD_OF_KIND = {item.kind.value: item for item in WORD_FIELDS}
FIELDS = {item.name: item for item in WORD_FIELDS}


class Data(Protocol):
    """The part of Django's QueryDict that is used."""

    def getlist(self, key: str) -> list[str]: ...

    def __contains__(self, key: object) -> bool: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """The address as it was written; nothing of it is known to be right.

    `words` and `typed` are by field name; `open` says how many hits of a municipality (code) are unfolded; `chosen` are
    public ids. `pressed` names the button that was used, where it changed something; after "mere" the hits from
    `new_from` on of the last of `open` are new.
    """

    place: str | None = None
    km: str = str(RADIUS_DEFAULT_KM)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    typed: Mapping[str, str] = field(default_factory=dict)
    start: str = ""
    text: str = ""
    by_course: bool = False
    open: Mapping[str, int] = field(default_factory=dict)
    chosen: tuple[str, ...] = ()
    pressed: str = ""
    new_from: int = 0

    @classmethod
    def of(cls, data: Data) -> Self:
        """Read an address. A name that stands there twice counts as it was written last: that is the button's."""
        asked = cls(
            place=_last(data, "sted") if "sted" in data else None,
            km=_last(data, "km")[:20] or str(RADIUS_DEFAULT_KM),
            words={item.name: _several(data.getlist(item.name)) for item in WORD_FIELDS},
            typed={item.name: _last(data, item.typed_name) for item in WORD_FIELDS},
            start=_last(data, "start")[:20],
            text=_last(data, "tekst"),
            by_course=_last(data, "kursus") == "ja",
            open=_open(data.getlist("vis")),
            chosen=_ids(data.getlist("kandidat")),
        )
        if "valg" in data:
            asked = asked._with_word(*_pair(_last(data, "valg")))
        if "fjern" in data:
            asked = asked._without_word(*_pair(_last(data, "fjern")))
        if "mere" in data:
            # "0615-3": three hits of Horsens are shown, and more are wanted.
            for code, shown in _open([_last(data, "mere")]).items():
                kept = {one: many for one, many in asked.open.items() if one != code}
                unfolded = {**kept, code: min(shown + PAGE, MOST_SHOWN)}
                asked = replace(asked, open=unfolded, pressed="mere", new_from=shown)
        return asked

    def _with_word(self, name: str, word: str) -> Self:
        if name not in FIELDS or not word:
            return self
        words = {**self.words, name: _several([*self.words.get(name, ()), word])}
        return replace(self, words=words, typed={**self.typed, name: ""}, pressed="valg")

    def _without_word(self, name: str, word: str) -> Self:
        if name not in FIELDS:
            return self
        kept = tuple(one for one in self.words.get(name, ()) if one != word)
        return replace(self, words={**self.words, name: kept}, pressed="fjern")

    @property
    def is_empty(self) -> bool:
        """Whether the address says nothing at all: then the page begins with what it knows itself."""
        return self == type(self)(words={item.name: () for item in WORD_FIELDS}, typed=_no_typed())

    def query(self) -> str:
        """The address again, without what is empty."""
        pairs: list[tuple[str, str]] = [("sted", self.place or ""), ("km", self.km)]
        for item in WORD_FIELDS:
            pairs += [(item.name, word) for word in self.words.get(item.name, ())]
            pairs.append((item.typed_name, self.typed.get(item.name, "")))
        pairs += [("start", self.start), ("tekst", self.text), ("kursus", "ja" if self.by_course else "")]
        pairs += [("vis", f"{code}-{many}") for code, many in self.open.items()]
        pairs += [("kandidat", one) for one in self.chosen]
        return urlencode([(name, value) for name, value in pairs if value])


def _no_typed() -> dict[str, str]:
    return {item.name: "" for item in WORD_FIELDS}


def _last(data: Data, name: str) -> str:
    values = data.getlist(name)
    return values[-1].replace("\x00", "").strip()[: 20 * ECHO] if values else ""


def _several(values: Iterable[str]) -> tuple[str, ...]:
    found = (value.replace("\x00", "").strip()[:120] for value in values)
    return tuple(dict.fromkeys(value for value in found if value))[:MAX_TERMS]


def _pair(value: str) -> tuple[str, str]:
    name, _sep, word = value.partition(":")
    return name, word[:120]


def _ids(values: Iterable[str]) -> tuple[str, ...]:
    found = []
    for value in values:
        try:
            found.append(str(UUID(value)))
        except ValueError:
            continue
    return tuple(dict.fromkeys(found))[:MOST_CHOSEN]


def _open(values: Iterable[str]) -> dict[str, int]:
    found = {}
    for value in values:
        code, _sep, many = value.partition("-")
        if len(code) == 4 and code.isascii() and code.isdigit() and many.isascii() and many.isdigit():
            found[code] = min(int(many[:6]), MOST_SHOWN)
    return dict(list(found.items())[:MOST_OPEN])


def on_step(text: str) -> tuple[int, bool]:
    """The radius that was meant, in kilometres, and whether it is just what was written."""
    plain = text.strip()
    if not (plain.isascii() and plain.isdigit()):
        return RADIUS_DEFAULT_KM, False
    km = min(max(int(plain[:6]), RADIUS_MIN_KM), RADIUS_MAX_KM)
    # Half a step is rounded up: rather a little more than was asked for.
    nearest = (km + RADIUS_STEP_KM // 2) // RADIUS_STEP_KM * RADIUS_STEP_KM
    return nearest, str(nearest) == plain


def words_by_field(terms: Iterable[Any]) -> dict[str, tuple[str, ...]]:
    """The terms' names by the field they stand in."""
    found: dict[str, list[str]] = {item.name: [] for item in WORD_FIELDS}
    for term in terms:
        if item := FIELD_OF_KIND.get(term.kind):
            found[item.name].append(term.name)
    return {name: tuple(names) for name, names in found.items()}
