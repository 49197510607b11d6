"""What starts and what stops a promise: channel, who, and act, as one closed table (T12; A10, A11). Pure data.

The services ask here instead of deciding by themselves. A row says what may come that way from that party: promises
that it starts, and acts that it carries. Whether an act keeps a promise stands with the promise (`orders.promises`).
What is in no row has no effect, and a pair without a row is an error.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from orders.enums import Channel
from orders.promises import (
    ANSWERS,
    DELIVERED,
    HUMAN_TOWARDS_COMPANY,
    TRAINING,
    Act,
    Promise,
    PromiseCode,
    promise,
)


class Via(StrEnum):
    """The way by which something comes or goes."""

    PORTAL = "portal"  # the product's own pages, whoever is signed in
    MAIL = "mail"
    PHONE = "phone"
    VISIT = "visit"
    NATIONAL = "national"  # registered by Jobservice Danmark
    API = "api"  # another system, by its token: it says what people did
    ANSWER_LINK = "answer_link"  # the page behind a signed link in a mail, without signing in
    AUTO_RECEIPT = "auto_receipt"
    SYSTEM_MAIL = "system_mail"
    INTERNAL_NOTE = "internal_note"


class Who(StrEnum):
    """Who does it, seen from the order."""

    CONSULTANT = "consultant"  # of the tovholder, or of whoever received the order
    OTHER_JOBCENTER = "other_jobcenter"
    COMPANY = "company"
    SYSTEM = "system"


class Effect(StrEnum):
    STARTS = "starts"
    STOPS = "stops"


@dataclass(frozen=True, slots=True)
class Row:
    """What may come by one channel from one party, and where that stands."""

    starts: frozenset[PromiseCode]
    acts: frozenset[Act]
    source: str


D = PromiseCode
# A company that orders, or writes about an order: an answer is owed, and under an agreement candidates too.
ASKS = frozenset({D.D1, D.D3, D.D4, D.D5})
NONE: frozenset[PromiseCode] = frozenset()
NO_ACT: frozenset[Act] = frozenset()


def _nothing(source: str) -> Row:
    return Row(NONE, NO_ACT, source)


_NOT_HUMAN = _nothing("A11: only a human, outbound, substantive act counts")
_NOBODY = _nothing("A11: nobody uses this way")
_COMPANY_ASKS = Row(ASKS, NO_ACT, "[003] R134, [001] R100-R103: any inquiry, whichever way it came")

_TABLE: dict[tuple[Via, Who], Row] = {
    # The tovholder asks others (D2), writes down that somebody begins or wants training (D6), delivers and settles.
    (Via.PORTAL, Who.CONSULTANT): Row(
        frozenset({D.D2, D.D6}),
        DELIVERED | TRAINING,
        "[003] R150, [001] R101-R103; A7, A9, A10",
    ),
    # An asked jobcentre answers, delivers for the tovholder, and says when somebody begins.
    (Via.PORTAL, Who.OTHER_JOBCENTER): Row(
        frozenset({D.D6}),
        ANSWERS | {Act.CANDIDATES_DELIVERED},
        "[003] R150, [001] R101; A9",
    ),
    (Via.PORTAL, Who.COMPANY): Row(
        ASKS, frozenset({Act.ALTERNATIVE_ACCEPTED}), "[003] R134, R141, [001] R100-R103; A10"
    ),
    (Via.PORTAL, Who.SYSTEM): _NOT_HUMAN,
    (Via.MAIL, Who.CONSULTANT): Row(NONE, frozenset({Act.REPLY}), "[003] R134, [001] R100; A11"),
    # A mail in free words says neither how many nor when. Registered on the page, it gets the mail's time afterwards.
    (Via.MAIL, Who.OTHER_JOBCENTER): _nothing("An answer to a request is given on its page"),
    (Via.MAIL, Who.COMPANY): _COMPANY_ASKS,
    (Via.MAIL, Who.SYSTEM): _NOT_HUMAN,
    (Via.PHONE, Who.CONSULTANT): Row(NONE, frozenset({Act.CALL}), "[003] R134, [001] R100; A11"),
    (Via.PHONE, Who.OTHER_JOBCENTER): _nothing("An answer to a request is given on its page"),
    (Via.PHONE, Who.COMPANY): _COMPANY_ASKS,
    (Via.PHONE, Who.SYSTEM): _NOBODY,
    (Via.VISIT, Who.CONSULTANT): Row(NONE, frozenset({Act.MEETING_BOOKED}), "[003] R134, [001] R100; A11"),
    (Via.VISIT, Who.OTHER_JOBCENTER): _nothing("R50: a joint visit answers nothing by itself"),
    (Via.VISIT, Who.COMPANY): _COMPANY_ASKS,
    (Via.VISIT, Who.SYSTEM): _NOBODY,
    (Via.NATIONAL, Who.CONSULTANT): _nothing(
        "R4: what Jobservice Danmark registers is the company's inquiry"
    ),
    (Via.NATIONAL, Who.OTHER_JOBCENTER): _NOBODY,
    (Via.NATIONAL, Who.COMPANY): _COMPANY_ASKS,
    (Via.NATIONAL, Who.SYSTEM): _NOBODY,
    # Another system acts for its organisation and says what its people did: it starts and keeps what they would.
    (Via.API, Who.CONSULTANT): Row(
        frozenset({D.D2, D.D6}),
        HUMAN_TOWARDS_COMPANY | DELIVERED | TRAINING,
        "[003] R134, R150, [001] R100-R103; A11: the consultant's act, registered in the jobcentre's own system",
    ),
    (Via.API, Who.OTHER_JOBCENTER): Row(
        frozenset({D.D6}),
        ANSWERS | {Act.CANDIDATES_DELIVERED},
        "[003] R150, [001] R101; A9: as on the pages",
    ),
    (Via.API, Who.COMPANY): _COMPANY_ASKS,
    (Via.API, Who.SYSTEM): _NOT_HUMAN,
    (Via.ANSWER_LINK, Who.CONSULTANT): _nothing("The link is the asked jobcentre's"),
    (Via.ANSWER_LINK, Who.OTHER_JOBCENTER): Row(
        NONE, ANSWERS, "[003] R150: a human answers, by whichever page"
    ),
    (Via.ANSWER_LINK, Who.COMPANY): _nothing("The link is the asked jobcentre's"),
    (Via.ANSWER_LINK, Who.SYSTEM): _nothing("A11: a scanner that opens links has answered nothing"),
    **{(Via.AUTO_RECEIPT, who): _NOT_HUMAN for who in Who},
    **{(Via.SYSTEM_MAIL, who): _NOT_HUMAN for who in Who},
    **{
        (Via.INTERNAL_NOTE, who): _nothing("A11: a note inside the house reaches nobody outside it")
        for who in Who
    },
}

EFFECTS: Mapping[tuple[Via, Who], Row] = MappingProxyType(_TABLE)

# How an order that is registered came.
VIA_OF: Mapping[Channel, Via] = MappingProxyType(
    {
        Channel.PORTAL: Via.PORTAL,
        Channel.PHONE: Via.PHONE,
        Channel.MAIL: Via.MAIL,
        Channel.VISIT: Via.VISIT,
        Channel.NATIONAL: Via.NATIONAL,
        Channel.SYSTEM: Via.API,
    }
)
# The way that an act itself names; every other act is done on the product's own pages.
_OF_ACT: Mapping[Act, Via] = MappingProxyType(
    {
        Act.CALL: Via.PHONE,
        Act.REPLY: Via.MAIL,
        Act.MEETING_BOOKED: Via.VISIT,
        Act.AUTO_RECEIPT: Via.AUTO_RECEIPT,
        Act.SYSTEM_MAIL: Via.SYSTEM_MAIL,
        Act.INTERNAL_NOTE: Via.INTERNAL_NOTE,
    }
)


def via_of(act: Act) -> Via:
    """The way by which `act` is done, unless somebody says another one."""
    return _OF_ACT.get(act, Via.PORTAL)


def who_starts(code: str, who: Who) -> Who:
    """Whose act starts promise `code`, written down by `who`: an inquiry is the company's, whoever registers it."""
    return Who.COMPANY if PromiseCode(code) in ASKS else who


def starts(via: Via, who: Who, code: str) -> bool:
    """Whether something that comes by `via` from `who` starts promise `code` ("D1"-"D6")."""
    return PromiseCode(code) in EFFECTS[via, who].starts


def stops(via: Via, who: Who, act: Act, promised: Promise) -> bool:
    """Whether `act`, done by `who` by way of `via`, keeps `promised`."""
    return act in EFFECTS[via, who].acts and promised.is_stopped_by(act)


def effects(via: Via, who: Who, code: str) -> frozenset[Effect]:
    """The table's cell: what may happen to promise `code`."""
    found = set()
    if starts(via, who, code):
        found.add(Effect.STARTS)
    if any(stops(via, who, act, promise(code)) for act in Act):
        found.add(Effect.STOPS)
    return frozenset(found)
