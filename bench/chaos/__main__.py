"""`./run chaos [--minutes 10] [--seed N] [--json] [--keep]`, run inside the virtual environment."""

import argparse
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import psycopg

from bench.chaos import report
from bench.chaos.checker import check
from bench.chaos.facts import notes
from bench.chaos.faults import Faults
from bench.chaos.machine import BEATS, WORKERS, Machine
from tooling.paths import ROOT, VENV_PYTHON
from tooling.progress import Stop, call

TICK = 0.03  # seconds
# A killed worker's lease lasts two minutes, and a mail that was put off twice waits two more.
DRAIN_SECONDS = 900.0
LONGER = 1.5  # of the time asked for: how long the run may go on until all kills are done
# What is still to be done: levels, tellings, letters, mails.
_LEFT = """
select (select count(*) from orders_timer where fire_at <= now()),
       (select count(*) from orders_firing where tell_at <= now()),
       (select count(*) from orders_letter where done_at is null and not_before <= now()),
       (select count(*) from notifications_outboxmail where state in ('queued', 'leased'))
"""


def say(text: str) -> None:
    print(f"  {time.strftime('%H:%M:%S')} {text}", file=sys.stderr, flush=True)


def main(arguments: list[str]) -> int:
    """0 when nothing was violated, 1 when something was."""
    parser = argparse.ArgumentParser(prog="./run chaos", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long everything is killed")
    parser.add_argument("--seed", type=int, default=0, help="of all chance; 0 makes one up")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")
    parser.add_argument("--keep", action="store_true", help="keep the servers' files for a look")
    chosen = parser.parse_args(arguments)
    seed = chosen.seed or random.SystemRandom().randrange(1, 1_000_000)
    signal.signal(signal.SIGTERM, _asked_to_stop)
    machine = Machine()
    try:
        result = run(machine, seconds=chosen.minutes * 60, seed=seed)
    except Stop as stop:
        print(stop, file=sys.stderr)
        return 2
    finally:
        machine.close(keep=chosen.keep)
        if chosen.keep:
            say(f"kept: {machine.home}")
    print(report.as_json(result) if chosen.json else report.printed(result), flush=True)
    return 0 if result["good"] else 1


def _asked_to_stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def run(machine: Machine, *, seconds: float, seed: int) -> dict[str, object]:
    """The whole run; the report's data."""
    chance = random.Random(seed)  # noqa: S311
    say("servers and database")
    machine.start_servers()
    people = machine.home / "people.json"
    consultants = call(
        [VENV_PYTHON, "-m", "bench.chaos.data"],
        env=machine.stack.env,
        cwd=ROOT,
        problem="The people could not be written.",
    )
    people.write_text(consultants, encoding="utf-8")
    say(f"{WORKERS} workers, {BEATS} beats, web")
    machine.start_product()
    journal, stop = machine.home / "journal", machine.home / "stop"
    traffic = ("bench.chaos.traffic", str(people), str(journal), str(stop), str(seed))
    machine.add(machine.tool("traffic", *traffic, role="web"), once=True)
    _wait(machine, lambda: journal.exists() and any(notes(journal)), 120, "the people")
    began = time.monotonic()
    faults = Faults(machine, seconds=seconds, chance=chance)
    _break(machine, faults, seconds)
    spent = time.monotonic() - began
    stop.touch()
    say(f"calm after {spent:.0f} s: {dict(faults.counts)}")
    _wait(machine, lambda: _has_ended(journal), 180, "the last answers")
    del machine.slots["traffic"]
    drained = _drain(machine)
    say("the checker reads")
    verdict = check(machine.dsn, machine.stack.mailbox, journal, kills=faults.kills)
    failed = sum(note["what"] == "failed" for note in notes(journal))
    setting: dict[str, object] = {
        "seconds of chaos": round(spent),
        "seconds until all was done afterwards": round(drained),
        "workers, beats": f"{WORKERS}, {BEATS}",
        "seed": seed,
        "disk that was filled": "a real file system of its own (tmpfs)"
        if machine.mounted
        else "none of its own: the catcher's files were limited to 0 bytes",
        "attempts by people that an outage spoiled": failed,
        "processes that fell over by themselves": {
            name: slot.falls for name, slot in machine.slots.items() if slot.falls
        },
    }
    done = dict(faults.counts) | {"kills in all": faults.kills}
    return report.as_data(setting, done, verdict)


def _break(machine: Machine, faults: Faults, seconds: float) -> None:
    began = told = time.monotonic()
    while (now := time.monotonic()) - began < seconds or not faults.is_over:
        if now - began > seconds * LONGER:
            say("not all faults could be done in time")
            break
        machine.tick()
        faults.tick()
        if now - told > 30:
            told = now
            say(f"{now - began:.0f} s: {dict(faults.counts)}")
        time.sleep(TICK)
    faults.heal()


def _wait(machine: Machine, condition: Callable[[], bool], seconds: float, what: str) -> None:
    """Tick until `condition()`. Raises Stop with `what` and the logs' ends after `seconds`."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            log = machine.stack.logs / "traffic.log"
            words = log.read_text(encoding="utf-8")[-2000:] if log.exists() else ""
            raise Stop(f"Waited {seconds:.0f} s for {what}.\n{words}\n{machine.last_words()}")
        machine.tick()
        time.sleep(TICK)


def _has_ended(journal: Path) -> bool:
    return any(note["what"] == "ended" for note in notes(journal))


def _drain(machine: Machine) -> float:
    """Leave everything alone until nothing is left to do; how many seconds that took. What is left then is LOST."""
    began = asked = told = time.monotonic()
    while (now := time.monotonic()) - began < DRAIN_SECONDS:
        machine.tick()
        if now - asked > 1:
            asked = now
            try:
                with psycopg.connect(machine.dsn, connect_timeout=5) as connection:
                    left = connection.execute(_LEFT).fetchone() or ()
            except psycopg.Error:
                continue
            if not any(left):
                break
            if now - told > 20:
                told = now
                say("left: {} levels, {} tellings, {} letters, {} mails".format(*left))
        time.sleep(TICK)
    return time.monotonic() - began


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
