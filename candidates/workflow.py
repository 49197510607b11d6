"""The nomination's life as a table: who may move it from where to where, and why it may end. Pure."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from candidates.enums import DeclineReason, NominationState
from orders.workflow import NotAllowedError

S = NominationState
RELEASE_DAYS = (
    30  # calendar days that an identity stays released, from the application deadline or from today
)


class Part(StrEnum):
    """What an organisation has to do with a nomination. The tovholder of its own candidate has two parts."""

    RESIDENCE = "residence"
    TOVHOLDER = "tovholder"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Move:
    """One allowed step, and whose it is."""

    source: NominationState
    target: NominationState
    parts: frozenset[Part]


R, T, C = Part.RESIDENCE, Part.TOVHOLDER, Part.COMPANY
# The tovholder has the contact with the company ([003], R153), so it presents; whoever has talked with the candidate
# has screened. The company chooses among those it was shown.
MOVES: tuple[Move, ...] = (
    Move(S.PROPOSED, S.SCREENED, frozenset({R, T})),
    Move(S.PROPOSED, S.DECLINED, frozenset({R, T})),
    Move(S.SCREENED, S.PRESENTED, frozenset({T})),
    Move(S.SCREENED, S.DECLINED, frozenset({R, T})),
    Move(S.PRESENTED, S.INTERVIEW, frozenset({T, C})),
    Move(S.PRESENTED, S.HIRED, frozenset({R, T})),
    Move(S.PRESENTED, S.DECLINED, frozenset({R, T, C})),
    Move(S.INTERVIEW, S.HIRED, frozenset({R, T})),
    Move(S.INTERVIEW, S.DECLINED, frozenset({R, T, C})),
)
_BY_PAIR = {(move.source, move.target): move for move in MOVES}

# Written by the product alone, when something else has happened.
OF_ITSELF = frozenset({DeclineReason.WITHDRAWN, DeclineReason.FILLED, DeclineReason.CLOSED})
COMPANY_REASONS = (
    DeclineReason.SKILLS,
    DeclineReason.DISTANCE,
    DeclineReason.HOURS,
    DeclineReason.OTHER,
)
JOBCENTRE_REASONS = tuple(reason for reason in DeclineReason if reason not in OF_ITSELF)


def can_move(source: str, target: str, parts: Collection[Part]) -> bool:
    """Whether somebody with these parts may make the step."""
    move = _BY_PAIR.get((S(source), S(target)))
    return move is not None and bool(move.parts.intersection(parts))


def check_move(source: str, target: str, parts: Collection[Part]) -> None:
    """Raises NotAllowedError with a Danish sentence where the step does not exist, or is somebody else's."""
    if (S(source), S(target)) not in _BY_PAIR:
        raise NotAllowedError(
            f"Kandidaten står som “{S(source).label}” og kan ikke gå til “{S(target).label}”. Genindlæs siden."
        )
    if not can_move(source, target, parts):
        raise NotAllowedError("Det er ikke jeres skridt at tage.")


def targets_from(source: str, parts: Collection[Part]) -> list[NominationState]:
    """Where somebody with these parts may move it, in the order of the table."""
    return [move.target for move in MOVES if move.source == S(source) and move.parts.intersection(parts)]


def reasons_for(parts: Collection[Part]) -> tuple[DeclineReason, ...]:
    """The reasons that these parts may give."""
    return COMPANY_REASONS if set(parts) == {Part.COMPANY} else JOBCENTRE_REASONS


def release_until(application_deadline: datetime.date | None, today: datetime.date) -> datetime.date:
    """The last day that a release is proposed for: 30 days after the application deadline, or from today without one
    that is still to come.
    """
    start = max(application_deadline or today, today)
    return start + datetime.timedelta(days=RELEASE_DAYS)
