"""From a row of a file to a candidate in three levels, or to what is wrong with it. Pure."""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from candidates.enums import SHOWN_KINDS, TermKind
from candidates.imports import cells
from candidates.imports.columns import BY_KEY
from candidates.imports.limits import MOST_FAULTS_PER_ROW
from candidates.imports.privacy import has_cpr, named_by
from tabular.cells import is_broken
from tabular.columns import Column
from tabular.reading import Raw

MOST_WORDS = 60  # of one column
MOST_JOBS = 30
MOST_SEEN = 20_000  # cells whose words are remembered within a turn


@dataclass(frozen=True, slots=True)
class Book:
    """What a row is looked up in. Words are in small letters; `kinds` says what each term is.

    `postcodes` gives each postcode's municipality (code), `own` the jobcentre's; `people` gives colleagues by e-mail.
    """

    words: Mapping[str, Mapping[str, int]]
    kinds: Mapping[int, str]
    postcodes: Mapping[str, str]
    own: frozenset[str]
    places: Mapping[str, str]  # municipality code: its name
    people: Mapping[str, int]
    today: datetime.date

    @property
    def trades(self) -> frozenset[str]:
        return frozenset(self.words.get(TermKind.OCCUPATION, ()))

    def find(self, word: str, kinds: tuple[str, ...]) -> int | None:
        """The term of that name or synonym: of these kinds first, then of any kind that may be shown."""
        key = word.casefold()
        for kind in kinds:
            if found := self.words.get(kind, {}).get(key):
                return found
        if kinds[0] in (TermKind.TARGET, TermKind.FORM):
            return None
        for kind in SHOWN_KINDS:
            if found := self.words.get(kind, {}).get(key):
                return found
        return None


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place. An error refuses the row; a notice says what was left out."""

    line: int
    column: str
    text: str
    is_error: bool = True


@dataclass(slots=True)
class Row:
    """One row as it will be taken in: `data` by level (c, p, i), None where it is refused."""

    line: int
    reference: str = ""
    data: dict[str, dict[str, Any]] | None = None
    faults: list[Fault] = field(default_factory=list)
    unknown: list[tuple[str, str, bool]] = field(
        default_factory=list
    )  # (column key, word, kept as a job title)
    # Columns that this row says nothing about: what is known of the candidate stays.
    absent: frozenset[str] = frozenset()

    @property
    def is_wrong(self) -> bool:
        return any(fault.is_error for fault in self.faults)


class RowReader:
    """Reads the rows of one file. `heading` says what a column is called in it."""

    def __init__(self, book: Book, present: frozenset[str] | None, heading: Callable[[str], str]) -> None:
        self.book, self.present, self.heading = book, present, heading
        self._trades = book.trades
        self._seen: dict[tuple[str, str] | None, list[int]] = {}

    def read(self, raw: Raw) -> Row:
        """The row with its faults; `data` is there unless one of them is an error."""
        present = frozenset(raw.cells) if self.present is None else self.present
        row = Row(raw.line, absent=frozenset(BY_KEY) - present)
        if has_cpr(raw.everything):
            row.reference = self._reference(raw, row, quiet=True)
            if has_cpr(row.reference):
                row.reference = ""
            row.faults = [
                Fault(
                    raw.line,
                    self._where_cpr(raw),
                    _(
                        "Her står et tal, der ligner et cpr-nummer. Rækken er ikke læst. Slet tallet,"
                        " og brug jeres egen reference."
                    ),
                )
            ]
            return row
        if is_broken(raw.everything):
            row.reference = self._reference(raw, row, quiet=True)
            row.faults = [
                Fault(
                    raw.line,
                    "",
                    _(
                        "Rækken har bogstaver, der er gået i stykker, for eksempel “Ã¦”. Gem filen igen som CSV UTF-8."
                    ),
                )
            ]
            return row
        self._fill(raw, row)
        if row.is_wrong:
            row.data = None
        if len(row.faults) > MOST_FAULTS_PER_ROW:
            row.faults = sorted(row.faults, key=lambda fault: not fault.is_error)[:MOST_FAULTS_PER_ROW]
        return row

    def _where_cpr(self, raw: Raw) -> str:
        return next((self.heading(key) for key, value in raw.cells.items() if has_cpr(str(value))), "")

    def _reference(self, raw: Raw, row: Row, *, quiet: bool = False) -> str:
        try:
            found = cells.text(raw.cells.get("reference"), 60)
            if not found:
                raise ValueError(_("Referencen mangler. Uden den kan kandidaten ikke genkendes næste gang."))
        except ValueError as problem:
            if not quiet:
                self._fault(row, "reference", str(problem))
            return ""
        return found

    def _fault(self, row: Row, key: str, text: str, *, is_error: bool = True) -> None:
        row.faults.append(Fault(row.line, self.heading(key), text, is_error))

    def _cell(self, raw: Raw, row: Row, key: str, read: Callable[..., Any], *more: Any, **named: Any) -> Any:
        """The cell as `read` understands it; None, and a fault, where it does not."""
        try:
            return read(raw.cells.get(key), *more, **named)
        except ValueError as problem:
            self._fault(row, key, str(problem))
            return None

    def _fill(self, raw: Raw, row: Row) -> None:
        row.reference = self._reference(raw, row)
        name = self._cell(raw, row, "name", cells.text, 120)
        if name == "":
            self._fault(row, "name", _("Navnet mangler."))
        email = self._cell(raw, row, "email", cells.email) or ""
        phone = self._cell(raw, row, "phone", cells.phone) or ""
        code = self._postcode(raw, row)
        title_words: list[str] = []
        terms = {
            key: self._terms(raw, row, column, title_words)
            for key, column in BY_KEY.items()
            if column.kinds and key != "educations"
        }
        education, education_terms = self._education(raw, row, name or "")
        history, employers = self._history(raw, row, name or "")
        titles = [*title_words, *(job["title"] for job in history if "title" in job)]
        profile = self._free(raw, row, "profile_text", cells.long_text, 3000, name or "")
        wanted = self._free(raw, row, "wanted_work", cells.text, 300, name or "")
        today = self.book.today
        occupations = [t for t in terms["occupations"] if self.book.kinds[t] == TermKind.OCCUPATION]
        shown = {t for key, found in terms.items() if key != "targets" for t in found} | set(education_terms)
        worker = (self._cell(raw, row, "caseworker_email", cells.email) or "").lower()
        row.data = {
            "c": {
                "postcode": code,
                "municipality": self.book.postcodes.get(code, ""),
                "basis": self._cell(raw, row, "basis", cells.basis),
                "occupation": occupations[0] if occupations else None,
                "terms": sorted(shown),
                "job_titles": list(dict.fromkeys(title[:120] for title in titles))[:MOST_JOBS],
                "unemployed_since": _iso(self._cell(raw, row, "unemployed_since", cells.past_day, today)),
                "available_from": _iso(self._cell(raw, row, "available_from", cells.start_day, today)),
                "wanted_km": self._cell(raw, row, "wanted_km", cells.kilometres),
                "cv_updated_on": _iso(self._cell(raw, row, "cv_updated_on", cells.past_day, today)),
            },
            "p": {
                "targets": sorted(terms["targets"]),
                "profile_text": profile,
                "wanted_work": wanted,
                "history": history,
                "education": education,
            },
            "i": {
                "name": name,
                "email": email,
                "phone": phone,
                "channel": self._cell(raw, row, "channel", cells.channel, email=email, phone=phone),
                "employers": employers,
                "caseworker": self.book.people.get(worker),
                "caseworker_email": worker,
            },
        }

    def _postcode(self, raw: Raw, row: Row) -> str:
        code: str = self._cell(raw, row, "postcode", cells.postcode) or ""
        if code:
            municipality = self.book.postcodes.get(code)
            if municipality is None:
                self._fault(
                    row,
                    "postcode",
                    _("Postnummeret %s findes ikke. Skriv fire cifre, for eksempel 8700.") % code,
                )
            elif municipality not in self.book.own:
                place = self.book.places.get(municipality, "")
                self._fault(
                    row,
                    "postcode",
                    _(
                        "Postnummeret %(code)s ligger i %(place)s Kommune."
                        " I kan kun indlæse borgere fra jeres egen kommune."
                    )
                    % {"code": code, "place": place}
                    if place
                    else _(
                        "Postnummeret %s hører ikke til en kommune, men til en virksomhed eller et posthus."
                    )
                    % code,
                )
        return code

    def _terms(self, raw: Raw, row: Row, column: Column, titles: list[str]) -> list[int]:
        """The words of a column as terms; what is not known goes to `titles` where it is one."""
        value = raw.cells.get(column.key)
        if not value:
            return []
        # The same words come again and again; what gives no fault and no unknown word is looked up once.
        place = (column.key, value) if isinstance(value, str) else None
        if place in self._seen:
            return self._seen[place]
        faults, unknown = len(row.faults), len(row.unknown)
        found = self._look_up(raw, row, column, titles)
        if place and (len(row.faults), len(row.unknown)) == (faults, unknown) and len(self._seen) < MOST_SEEN:
            self._seen[place] = found
        return found

    def _look_up(self, raw: Raw, row: Row, column: Column, titles: list[str]) -> list[int]:
        found: list[int] = []
        words = self._cell(raw, row, column.key, cells.entries) or []
        if len(words) > MOST_WORDS:
            self._fault(
                row,
                column.key,
                _("Der er plads til %s ord. Resten er ikke taget med.") % MOST_WORDS,
                is_error=False,
            )
        for word in words[:MOST_WORDS]:
            for part in self._parts(word, column):
                term = self._term(part, column)
                if term:
                    found.append(term)
                else:
                    self._unknown(row, column.key, part, titles)
        return list(dict.fromkeys(found))

    def _parts(self, word: str, column: Column) -> list[str]:
        """The word itself where it is one; otherwise what stands between its commas."""
        if not set(",/+") & set(word) or self._term(word, column):
            return [word]
        signs = ",/+" if column.key == "licences" else ","
        for sign in signs[1:]:
            word = word.replace(sign, ",")
        return [part for part in (part.strip() for part in word.split(",")) if part]

    def _term(self, word: str, column: Column) -> int | None:
        if column.key == "licences":
            letters = word.upper().removeprefix("KØREKORT").removeprefix("KATEGORI").strip()
            if found := self.book.find(f"Kørekort {letters}", column.kinds):
                return found
        found = self.book.find(word, column.kinds)
        if not found and word.endswith(")") and "(" in word:  # "Engelsk (flydende)"
            found = self.book.find(word.partition("(")[0].strip(), column.kinds)
        return found

    def _unknown(self, row: Row, key: str, word: str, titles: list[str]) -> None:
        if named_by(word):
            self._fault(
                row, key, _("Et ord indeholder %s og er ikke taget med.") % named_by(word), is_error=False
            )
            return
        kept = key == "occupations"
        if kept:
            titles.append(word[:120])
        row.unknown.append((key, word[:120], kept))

    def _education(self, raw: Raw, row: Row, name: str) -> tuple[list[dict[str, str]], list[int]]:
        found, terms = [], []
        for entry in (self._cell(raw, row, "educations", cells.entries) or [])[:MOST_JOBS]:
            item = cells.education(entry)
            if self._names(row, "educations", item["title"], name):
                continue
            found.append(item)
            term = self.book.find(item["title"], BY_KEY["educations"].kinds)
            if term:
                terms.append(term)
            else:
                row.unknown.append(("educations", item["title"], True))
        return found, terms

    def _history(self, raw: Raw, row: Row, name: str) -> tuple[list[dict[str, str]], list[str]]:
        value = raw.cells.get("jobs")
        if isinstance(value, list) and all(isinstance(item, dict) for item in value):
            given: list[Any] = value
        else:
            given = self._cell(raw, row, "jobs", cells.entries) or []
        history, employers = [], []
        for entry in given[:MOST_JOBS]:
            try:
                job, employer = cells.job(entry)
            except ValueError as problem:
                self._fault(row, "jobs", str(problem))
                continue
            if not self._names(row, "jobs", job["title"], name):
                history.append(job)
                employers.append(employer)
        return history, employers

    def _names(self, row: Row, key: str, text: str, name: str) -> bool:
        """Whether the text names somebody, with the notice that it was left out."""
        what = named_by(text, name, self._trades)
        if what:
            self._fault(
                row,
                key,
                _("Her står %s. Det er ikke taget med, for andre læser det uden navn.") % what,
                is_error=False,
            )
        return bool(what)

    def _free(self, raw: Raw, row: Row, key: str, read: Callable[..., str], most: int, name: str) -> str:
        """A text for the level without names; one that names somebody is left out, and the one before it stays."""
        text: str = self._cell(raw, row, key, read, most) or ""
        what = named_by(text, name, self._trades)
        if not what:
            return text
        self._fault(
            row,
            key,
            _(
                "Teksten indeholder %s og er ikke taget med: andre jobcentre læser den uden navn."
                " Skriv den om uden."
            )
            % what,
            is_error=False,
        )
        row.absent |= {key}
        return ""


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
