"""The promises with a deadline, D1-D6, as one table ([001], [003], REQUIREMENTS 1.2). Pure data.

Nobody writes a number of hours or days anywhere else. A network's rules of play or a signed agreement may
change the length and the unit through `with_override`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from django.utils.translation import gettext, gettext_noop

from jobcenters.calendar import CalendarDays, OpeningDayHours, Unit, WorkingDays


class PromiseCode(StrEnum):
    """The codes of the requirements; never shown to companies."""

    D1 = "D1"
    D2 = "D2"
    D3 = "D3"
    D4 = "D4"
    D5 = "D5"
    D6 = "D6"


class Party(StrEnum):
    """Who owes, and to whom."""

    RECEIVING_JOBCENTER = "receiving_jobcenter"
    ASKED_JOBCENTER = "asked_jobcenter"
    TOVHOLDER = "tovholder"
    COMPANY = "company"


class CalendarKind(StrEnum):
    """Whose calendar the clock follows; it follows from the unit and cannot be chosen apart from it."""

    OWNER_OPENING = "owner_opening"
    NATIONAL = "national"
    CALENDAR = "calendar"


class Starts(StrEnum):
    """What starts the clock."""

    INQUIRY_RECEIVED = "inquiry_received"
    REQUEST_SENT = "request_sent"
    MESSAGE_RECEIVED = "message_received"
    ORDER_RECEIVED = "order_received"
    REFUGEE_PART_REQUESTED = "refugee_part_requested"
    # The earlier of the company's request for training and the first day of employment (A7).
    TRAINING_OR_EMPLOYMENT = "training_or_employment"


class Act(StrEnum):
    """Everything that can happen to what a clock is about. A closed list: an act not in `stops` changes
    nothing.
    """

    # Human, outbound, substantive (A11).
    CALL = "call"
    REPLY = "reply"
    MEETING_BOOKED = "meeting_booked"
    # Answers to another jobcentre's request.
    ANSWER_YES = "answer_yes"  # with number and date
    ANSWER_NO = "answer_no"  # with reason
    ANSWER_CLARIFICATION = "answer_clarification"
    ANSWER_PASSED_ON = "answer_passed_on"
    # What the tovholder delivers.
    CANDIDATES_DELIVERED = "candidates_delivered"  # searched, at least one screened, list delivered (A9)
    ALTERNATIVE_ACCEPTED = "alternative_accepted"  # accepted by the company, not merely offered (A10)
    TRAINING_AGREED = "training_agreed"  # date and provider
    TRAINING_DECLINED = "training_declined"  # by the company
    # None of these stops any clock (A11).
    AUTO_RECEIPT = "auto_receipt"
    SYSTEM_MAIL = "system_mail"
    INTERNAL_NOTE = "internal_note"
    ASSIGNED = "assigned"
    OPENED = "opened"
    SEARCHED = "searched"
    ALTERNATIVE_OFFERED = "alternative_offered"


HUMAN_TOWARDS_COMPANY = frozenset({Act.CALL, Act.REPLY, Act.MEETING_BOOKED})
ANSWERS = frozenset({Act.ANSWER_YES, Act.ANSWER_NO, Act.ANSWER_CLARIFICATION, Act.ANSWER_PASSED_ON})
DELIVERED = frozenset({Act.CANDIDATES_DELIVERED, Act.ALTERNATIVE_ACCEPTED})
TRAINING = frozenset({Act.TRAINING_AGREED, Act.TRAINING_DECLINED})


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise. `title`, `received_word` and `short` are Danish msgids; use the `*_text` properties on
    pages.
    """

    code: PromiseCode
    title: str
    short: str
    owed_by: Party
    owed_to: Party
    unit: Unit
    starts: Starts
    stops: frozenset[Act]
    pausable: bool
    # First word of "Hvorfor denne frist?" and of the strip's first mark.
    received_word: str
    source: str
    # CalendarDays only: a last day that is no working day moves to the next one, where a network's terms
    # say so (A6).
    rolls: bool = False
    # Where the length comes from when it is not the table's own: a network's rules or an agreement.
    overridden_by: str = ""

    @property
    def title_text(self) -> str:
        """The promise as staff see it."""
        return gettext(self.title)

    @property
    def short_text(self) -> str:
        """A few words, for tiles and table heads."""
        return gettext(self.short)

    @property
    def received_text(self) -> str:
        """ "Modtaget", "Spurgt", "Startet"."""
        return gettext(self.received_word)

    @property
    def calendar(self) -> CalendarKind:
        """Whose calendar decides, by unit."""
        if isinstance(self.unit, OpeningDayHours):
            return CalendarKind.OWNER_OPENING
        return CalendarKind.NATIONAL if isinstance(self.unit, WorkingDays) else CalendarKind.CALENDAR

    def is_stopped_by(self, act: Act) -> bool:
        """True when `act`, done by a human of the owing organisation, keeps the promise."""
        return act in self.stops


_TABLE = (
    Promise(
        code=PromiseCode.D1,
        title=gettext_noop("Der handles på virksomhedens henvendelse"),
        short=gettext_noop("Svar til virksomheder"),
        owed_by=Party.RECEIVING_JOBCENTER,
        owed_to=Party.COMPANY,
        unit=OpeningDayHours(24),
        starts=Starts.INQUIRY_RECEIVED,
        stops=HUMAN_TOWARDS_COMPANY,
        pausable=False,
        received_word=gettext_noop("Modtaget"),
        source="[003], R134",
    ),
    Promise(
        code=PromiseCode.D2,
        title=gettext_noop("Henvendelse fra et andet jobcenter besvares"),
        short=gettext_noop("Svar til jobcentre"),
        owed_by=Party.ASKED_JOBCENTER,
        owed_to=Party.TOVHOLDER,
        unit=OpeningDayHours(24),
        starts=Starts.REQUEST_SENT,
        stops=ANSWERS,
        pausable=False,
        received_word=gettext_noop("Spurgt"),
        source="[003], R150",
    ),
    Promise(
        code=PromiseCode.D3,
        title=gettext_noop("Kontaktpersonen vender tilbage til aftalevirksomheden"),
        short=gettext_noop("Svar til aftalevirksomheder"),
        owed_by=Party.TOVHOLDER,
        owed_to=Party.COMPANY,
        unit=WorkingDays(1),
        starts=Starts.MESSAGE_RECEIVED,
        stops=HUMAN_TOWARDS_COMPANY,
        pausable=False,
        received_word=gettext_noop("Modtaget"),
        source="[001], R100",
    ),
    Promise(
        code=PromiseCode.D4,
        title=gettext_noop("Kandidater er udsøgt og screenet, eller en anden løsning er aftalt"),
        short=gettext_noop("Kandidater til ordinære job"),
        owed_by=Party.TOVHOLDER,
        owed_to=Party.COMPANY,
        unit=WorkingDays(3),
        starts=Starts.ORDER_RECEIVED,
        stops=DELIVERED,
        pausable=True,
        received_word=gettext_noop("Modtaget"),
        source="[001], R101",
    ),
    Promise(
        code=PromiseCode.D5,
        title=gettext_noop("Flygtninge er udsøgt og screenet, eller en anden løsning er aftalt"),
        short=gettext_noop("Flygtninge"),
        owed_by=Party.TOVHOLDER,
        owed_to=Party.COMPANY,
        unit=WorkingDays(14),
        starts=Starts.REFUGEE_PART_REQUESTED,
        stops=DELIVERED,
        pausable=True,
        received_word=gettext_noop("Modtaget"),
        source="[001], R103",
    ),
    Promise(
        code=PromiseCode.D6,
        title=gettext_noop("Relevant opkvalificering er aftalt for nyansatte"),
        short=gettext_noop("Opkvalificering"),
        owed_by=Party.TOVHOLDER,
        owed_to=Party.COMPANY,
        unit=CalendarDays(21),
        starts=Starts.TRAINING_OR_EMPLOYMENT,
        stops=TRAINING,
        pausable=True,
        received_word=gettext_noop("Startet"),
        source="[001], R102",
    ),
)

PROMISES: Mapping[PromiseCode, Promise] = MappingProxyType({promise.code: promise for promise in _TABLE})

# The promises of a first answer to the company: in opening hours to everybody, in working days under agreement (A22).
FIRST_ANSWER = (PromiseCode.D1, PromiseCode.D3)

# A12: a pause ends by itself when this much has passed, whatever the company does; all pauses of a clock together.
LONGEST_PAUSE = WorkingDays(10)

# A16: a recorded own search opens for asking others this long.
SEARCH_EVIDENCE_VALID = WorkingDays(5)

# A19: the company is called this long before its application deadline.
FOLLOW_UP_BEFORE = WorkingDays(2)


@dataclass(frozen=True, slots=True)
class Override:
    """What a network's rules of play or a signed agreement changes: the unit with its length, and where it
    says so.
    """

    code: PromiseCode
    unit: Unit
    source: str
    rolls: bool = False


def promise(code: str) -> Promise:
    """The promise with `code` ("D1"-"D6"). Raises KeyError with a Danish sentence for any other text."""
    try:
        return PROMISES[PromiseCode(code)]
    except ValueError:
        known = ", ".join(PROMISES)
        raise KeyError(
            gettext("Løftet “%(code)s” findes ikke. Vælg et af %(known)s.") % {"code": code, "known": known}
        ) from None


def with_override(base: Promise, *, unit: Unit, source: str, rolls: bool = False) -> Promise:
    """`base` with another length or unit, as `source` (a network's rules, an agreement) says.

    What is promised, to whom, and what keeps it stay the same. Raises ValueError without a source: a
    deadline that nobody can trace is not a promise.
    """
    if not source.strip():
        raise ValueError("An override needs to say where it comes from.")
    return replace(base, unit=unit, rolls=rolls, overridden_by=source)


def promises_under(overrides: Iterable[Override]) -> Mapping[PromiseCode, Promise]:
    """The whole table under `overrides`; later ones win, so give the network's first and the agreement's
    last.
    """
    table = dict(PROMISES)
    for override in overrides:
        table[override.code] = with_override(
            table[override.code], unit=override.unit, source=override.source, rolls=override.rolls
        )
    return MappingProxyType(table)


def strict_due_at(received_at: datetime) -> datetime:
    """24 hours of elapsed time after `received_at` (aware), whatever the opening hours.

    A secondary figure for D2 only: the text says nothing about opening hours, and the network may want to
    know how often the literal reading holds (A2). It drives no status and no mail.
    """
    if received_at.tzinfo is None:
        raise ValueError("A naive datetime has no place on the time line; give it a time zone.")
    return (received_at.astimezone(UTC) + timedelta(hours=24)).astimezone(received_at.tzinfo)
