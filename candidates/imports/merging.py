"""What a known candidate becomes when a row comes: the row, and what it says nothing about as it was. Pure."""

import datetime
from typing import Any

from candidates.completeness import Cv, completeness
from candidates.enums import TermKind
from candidates.imports.columns import KIND_OF_COLUMN
from candidates.imports.rows import MOST_JOBS, Book, Row


def merged(row: Row, before: dict[str, dict[str, Any]] | None, book: Book) -> dict[str, dict[str, Any]]:
    """What the candidate becomes: the row, with what it says nothing about as it was; and how complete the CV is.

    Raises ValueError for a row that is refused.
    """
    if row.data is None:
        raise ValueError("A refused row becomes nobody.")
    new = {level: dict(values) for level, values in row.data.items()}
    if before:
        for key in row.absent:
            _keep(key, new, before, book)
        if {"jobs", "occupations"} & row.absent and not {"jobs", "occupations"} <= row.absent:
            new["c"]["job_titles"] = list(
                dict.fromkeys(
                    [
                        *new["c"]["job_titles"],
                        *(job["title"] for job in new["p"]["history"] if "title" in job),
                    ]
                )
            )[:MOST_JOBS]
    kinds = [book.kinds.get(term, "") for term in new["c"]["terms"]]
    day = new["c"]["cv_updated_on"]
    percent, missing = completeness(
        Cv(
            has_occupation=new["c"]["occupation"] is not None or bool(new["c"]["job_titles"]),
            skills=kinds.count(TermKind.SKILL),
            profile_text=new["p"]["profile_text"],
            jobs=len(new["p"]["history"]),
            educations=len(new["p"]["education"]),
            languages=kinds.count(TermKind.LANGUAGE),
            has_wanted_km=new["c"]["wanted_km"] is not None,
            updated_on=datetime.date.fromisoformat(day) if day else None,
        ),
        book.today,
    )
    new["c"]["completeness"] = percent
    new["p"]["missing"] = missing
    return new


_LEVEL = {
    **dict.fromkeys(("unemployed_since", "available_from", "wanted_km", "cv_updated_on", "basis"), "c"),
    **dict.fromkeys(("profile_text", "wanted_work"), "p"),
    **dict.fromkeys(("name", "email", "phone", "channel"), "i"),
}


def _keep(key: str, new: dict[str, dict[str, Any]], before: dict[str, dict[str, Any]], book: Book) -> None:
    """Let what the row says nothing about stay as it was."""
    if key in _LEVEL:
        level = _LEVEL[key]
        new[level][key] = before[level][key]
    elif key == "caseworker_email":
        for name in ("caseworker", "caseworker_email"):
            new["i"][name] = before["i"][name]
    elif key == "jobs":
        new["p"]["history"], new["i"]["employers"] = before["p"]["history"], before["i"]["employers"]
    elif key == "targets":
        new["p"]["targets"] = before["p"]["targets"]
    elif key in KIND_OF_COLUMN:
        kind = KIND_OF_COLUMN[key]
        kept = {term for term in before["c"]["terms"] if book.kinds.get(term) == kind}
        new["c"]["terms"] = sorted({*new["c"]["terms"], *kept})
        if key == "educations":
            new["p"]["education"] = before["p"]["education"]
        if key == "occupations":
            new["c"]["occupation"] = before["c"]["occupation"]
            new["c"]["job_titles"] = before["c"]["job_titles"]
