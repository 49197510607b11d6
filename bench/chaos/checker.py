"""Says whether anything went wrong. It imports nothing of the product: `facts` reads rows and mails by itself.

LOST: a level whose time has come is not in the ledger, was not told to everybody who must know, or its mail did not
arrive; or something that was acknowledged to a person is gone. BOTH: answered in time, and escalated as a breach.
NEITHER: past its deadline, not answered in time, and no breach. TWICE: the same told, counted or stopped twice. EARLY:
fired before its time. MAIL: not exactly one Message-ID. COPIES: raw copies beyond one per kill.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bench.chaos.facts import BREACH, LEVELS, Clock, Facts, Level, instant, read

KINDS = ("LOST", "BOTH", "NEITHER", "TWICE", "EARLY", "MAIL", "COPIES")
NEAR = timedelta(milliseconds=100)
SWEEP = timedelta(seconds=30)  # how long one sweep may be at work


@dataclass
class Verdict:
    """What was found, by kind, and the numbers that the report tells."""

    found: dict[str, list[str]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    numbers: dict[str, float] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        return not any(self.found.values())

    def add(self, kind: str, words: str) -> None:
        self.found[kind].append(words)


def check(dsn: str, mailbox: Path, journal: Path | None, *, kills: int) -> Verdict:
    """The verdict over a database and a mail server's files; `kills` processes were killed meanwhile."""
    return judge(read(dsn, mailbox, journal), kills=kills)


def judge(facts: Facts, *, kills: int) -> Verdict:
    """The verdict over `facts`."""
    verdict = Verdict()
    for clock in facts.clocks.values():
        _levels(clock, facts, verdict)
        _outcome(clock, facts, verdict)
    for key in facts.firings:
        _telling(key, facts, verdict)
    _witnessed(facts, verdict)
    _mails(facts, verdict, kills)
    _numbers(facts, verdict)
    return verdict


def _levels(clock: Clock, facts: Facts, verdict: Verdict) -> None:
    """Every level that is due is in the ledger; what is not due waits as a timer."""
    for level in LEVELS:
        key = clock.id, level
        fired, waits = facts.firings.get(key), facts.timers.get(key)
        if fired and waits:
            verdict.add("TWICE", f"clock {clock.id} level {level} has fired and will fire again")
        if waits and waits <= facts.now:
            verdict.add("LOST", f"clock {clock.id} level {level} was due at {waits} and has not fired")
        if clock.is_open and not fired and not waits:
            verdict.add("LOST", f"clock {clock.id} level {level} neither waits nor has fired")
        if fired and fired[1] < fired[0]:
            verdict.add("EARLY", f"clock {clock.id} level {level} fired at {fired[1]}, due {fired[0]}")
        if fired and level == BREACH and fired[0] != clock.due_at:
            verdict.add("EARLY", f"clock {clock.id} fired for {fired[0]}, but is due {clock.due_at}")
    if clock.is_open and clock.due_at <= facts.now and (clock.id, BREACH) not in facts.firings:
        verdict.add("LOST", f"clock {clock.id} was due at {clock.due_at}: its breach is not in the ledger")


def _outcome(clock: Clock, facts: Facts, verdict: Verdict) -> None:
    """Kept or broken: exactly one of them, everywhere."""
    breach = facts.breaches.get(clock.id)
    if clock.in_time:
        told = [level for level in LEVELS[1:] if facts.told.get((clock.id, level))]
        if breach or told or clock.id in facts.breach_mailed or clock.kept is not True:
            verdict.add(
                "BOTH",
                f"clock {clock.id} was answered at {clock.stopped_at}, due {clock.due_at}: breach {breach},"
                f" told {told}, mailed {clock.id in facts.breach_mailed}, kept {clock.kept}",
            )
    elif clock.due_at <= facts.now and clock.state != "cancelled":
        if breach is None or clock.kept is True:
            verdict.add(
                "NEITHER",
                f"clock {clock.id} due {clock.due_at}, stopped {clock.stopped_at}: breach {breach}, kept {clock.kept}",
            )
    elif breach:
        verdict.add("EARLY", f"clock {clock.id} has a breach before it is due: {breach}")
    if breach and (breach[0] != clock.due_at or breach[1] < breach[0]):
        verdict.add("EARLY", f"clock {clock.id} due {clock.due_at} has the breach {breach}")
    stops = facts.stops.get(clock.id, 0)
    if stops != (clock.state == "stopped"):
        verdict.add(
            "TWICE" if stops > 1 else "LOST", f"clock {clock.id} is {clock.state}, stopped {stops} times"
        )
    request = facts.requests.get(clock.id)
    if request and (request[0] == "answered") != (clock.state == "stopped"):
        verdict.add("LOST", f"clock {clock.id} is {clock.state}, but its request {request[0]}")


def _telling(key: Level, facts: Facts, verdict: Verdict) -> None:
    """A level that has fired was told to all who must know, once; its mails went to those who have to get one."""
    clock, level = facts.clocks[key[0]], key[1]
    due_at, _detected, tell_at = facts.firings[key]
    told, expected = facts.told.get(key, {}), facts.expected.get(key, {})
    words = f"clock {clock.id} level {level}"
    if tell_at is not None and tell_at <= facts.now:
        verdict.add("LOST", f"{words} has fired and was not told")
    # Whoever answers before people have been told is the quicker one: then nobody is told.
    if set(told) != set(expected) and (told or clock.is_open):
        verdict.add("LOST", f"{words} was told to {sorted(told)}, not to {sorted(expected)}")
    said = facts.said.get(key, 0)
    if said != (1 if told and level >= BREACH else 0):
        verdict.add("TWICE" if said > 1 else "LOST", f"{words} stands {said} times in the order's timeline")
    for recipient, (email, detected) in told.items():
        letter = facts.letters.get((*key, recipient))
        is_moot = level < BREACH and detected > clock.due_at
        if not email:
            if not is_moot:
                verdict.add("LOST", f"{words} has no mail for {recipient}, due {due_at}")
            continue
        if email != expected.get(recipient):
            verdict.add("LOST", f"{words}: {recipient} is mailed at {email}")
        done, mail = letter or (None, None)
        if done is None:
            verdict.add("LOST", f"{words}: the letter to {recipient} was not written")
            continue
        # No mail where the answer came before it, or the deadline before its warning. `done` is when the sweep began
        # that settled the letter, and the answer may have come while it was at work.
        if mail is None:
            quicker = clock.stopped_at is not None and clock.stopped_at <= done + SWEEP
            if not quicker and not (level < BREACH and done > clock.due_at):
                verdict.add("LOST", f"{words}: no mail to {recipient}")
        elif mail not in facts.outbox or facts.outbox[mail][1] != email:
            verdict.add("LOST", f"{words}: the mail to {recipient} is {facts.outbox.get(mail)}")


def _witnessed(facts: Facts, verdict: Verdict) -> None:
    """What was acknowledged to a person holds."""
    for number, witness in facts.witnesses.items():
        clock = facts.clocks.get(number)
        if clock is None:
            verdict.add("LOST", f"clock {number} was acknowledged and is gone")
            continue
        if witness.acknowledged is not None and clock.state != "stopped":
            verdict.add("LOST", f"clock {number}: an acknowledged answer is gone")
        if (
            witness.acknowledged is not None
            and instant(witness.acknowledged) <= clock.due_at
            and not clock.kept
        ):
            verdict.add("BOTH", f"clock {number} was acknowledged before its deadline and is not kept")
        if witness.first_sent is not None and instant(witness.first_sent) > clock.due_at and clock.kept:
            verdict.add("NEITHER", f"clock {number} was answered after its deadline and is kept")


def _mails(facts: Facts, verdict: Verdict, kills: int) -> None:
    """Every mail arrived where it should, always as the same one."""
    outbox = {(message_id, to) for message_id, to, _state in facts.outbox.values()}
    names = Counter(message_id for message_id, _to in outbox)
    arrived: set[tuple[str, str]] = set()
    ids_of: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for file in facts.files:
        if len(file.message_ids) != 1 or not file.message_ids[0]:
            verdict.add("MAIL", f"{file.name} has the Message-IDs {file.message_ids}")
            continue
        message_id = file.message_ids[0]
        arrived.add((message_id, file.to))
        ids_of[file.content].add(message_id)
        if (message_id, file.to) not in outbox:
            verdict.add("MAIL", f"{file.name}: nobody wrote {message_id} to {file.to}")
    for content, ids in ids_of.items():
        if len(ids) > 1:
            verdict.add("MAIL", f"“{content[1]}” to {content[0]} came as {sorted(ids)}")
    for name, number in names.items():
        if number > 1:
            verdict.add("MAIL", f"{name} names {number} mails")
    for message_id, to, state in facts.outbox.values():
        if state != "sent" or (message_id, to) not in arrived:
            verdict.add(
                "LOST", f"the mail {message_id} to {to} is {state}, arrived: {(message_id, to) in arrived}"
            )
    copies = len(facts.files) - len(arrived)
    if copies > kills:
        verdict.add("COPIES", f"{copies} raw copies after {kills} kills")


def _numbers(facts: Facts, verdict: Verdict) -> None:
    clocks = list(facts.clocks.values())
    stopped = [clock for clock in clocks if clock.stopped_at is not None]
    late = [clock.stopped_at - clock.due_at for clock in stopped if clock.stopped_at is not None]
    lags = sorted(
        (seen - due).total_seconds()
        for (_clock, level), (due, seen, _tell) in facts.firings.items()
        if level == BREACH
    )
    unique = {(file.message_ids, file.to) for file in facts.files}
    verdict.numbers = {
        "clocks": len(clocks),
        "deadlines passed": sum(clock.due_at <= facts.now for clock in clocks),
        "answered in time": sum(clock.in_time for clock in clocks),
        "answered late": sum(not clock.in_time for clock in stopped),
        "never answered": sum(clock.is_open for clock in clocks),
        "answered within 100 ms before the deadline": sum(-NEAR <= by <= timedelta(0) for by in late),
        "answered within 100 ms after the deadline": sum(timedelta(0) < by <= NEAR for by in late),
        "breaches": len(facts.breaches),
        "levels in the ledger": len(facts.firings),
        "of them told to nobody, the answer was quicker": sum(
            not facts.told.get(key) for key in facts.firings
        ),
        "tellings": sum(len(told) for told in facts.told.values()),
        "mails in the outbox": len(facts.outbox),
        "mails that arrived": len(unique),
        "raw copies": len(facts.files) - len(unique),
        "answers acknowledged to people": sum(
            witness.acknowledged is not None for witness in facts.witnesses.values()
        ),
        "seconds from due to ledger, median": lags[len(lags) // 2] if lags else 0.0,
        "seconds from due to ledger, longest": lags[-1] if lags else 0.0,
    }
