"""What goes wrong, how often, and at which random instants."""

import contextlib
import random
import resource
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from bench.chaos.machine import Machine

# So many in ten minutes; shorter runs have their share, and at least one of each.
KILLS = {"worker": 212, "postgres": 27, "valkey": 15, "beat": 12, "web": 12, "mail": 8}
OTHERS = {"broker emptied": 15, "disk full": 2, "SMTP refused": 2}
FULL_SECONDS = 20.0  # the disk is full, or SMTP refused, for so long; less in short runs
PERIOD = 600.0
BALLAST = "ballast"


@dataclass
class Fault:
    """One kind: how many are still to come, how it is done (False: not now, try again soon), when the next is."""

    name: str
    left: int
    act: Callable[[], bool]
    next_at: float = 0.0
    done: int = field(default=0)


class Faults:
    """All kinds, spread at random until `end` (monotonic); what is behind catches up."""

    def __init__(self, machine: Machine, *, seconds: float, chance: random.Random) -> None:
        self.machine = machine
        self.chance = chance
        self.seconds = seconds
        self.end = time.monotonic() + seconds
        self.lasting = min(FULL_SECONDS, seconds / 12)
        self.undo: dict[str, tuple[float, Callable[[], None]]] = {}
        share = seconds / PERIOD
        self.all = [
            Fault(kind, max(1, round(number * share)), lambda kind=kind: self._kill(kind))  # type: ignore[misc]
            for kind, number in KILLS.items()
        ]
        acts = {"broker emptied": self._flush, "disk full": self._fill, "SMTP refused": self._refuse}
        self.all += [Fault(name, max(1, round(OTHERS[name] * share)), act) for name, act in acts.items()]
        for fault in self.all:
            self._plan(fault)

    def tick(self) -> None:
        """Do what is due, end what has lasted long enough."""
        now = time.monotonic()
        for name in [name for name, (at, _act) in self.undo.items() if now >= at]:
            self.undo.pop(name)[1]()
        for fault in self.all:
            if fault.left and now >= fault.next_at and fault.act():
                fault.left -= 1
                fault.done += 1
                self._plan(fault)

    def heal(self) -> None:
        """End at once whatever lasts."""
        while self.undo:
            self.undo.popitem()[1][1]()

    @property
    def is_over(self) -> bool:
        return not any(fault.left for fault in self.all)

    @property
    def counts(self) -> Counter[str]:
        """How many of each kind were done."""
        return Counter({fault.name: fault.done for fault in self.all})

    @property
    def kills(self) -> int:
        """How many processes were killed."""
        return sum(fault.done for fault in self.all if fault.name in KILLS)

    def _plan(self, fault: Fault) -> None:
        now = time.monotonic()
        # What lasts must be over early enough for its mails to be tried again.
        end = self.end if fault.name not in ("disk full", "SMTP refused") else self.end - self.seconds / 5
        pause = max(end - now, 0) / fault.left if fault.left else 0
        fault.next_at = now + self.chance.uniform(0.25, 1.6) * pause

    def _kill(self, kind: str) -> bool:
        ready = self.machine.ready(kind)
        if not ready:
            return False
        self.machine.kill(self.chance.choice(ready), delay=self.chance.uniform(0, 0.6))
        return True

    def _flush(self) -> bool:
        if not self.machine.ready("valkey"):
            return False
        with contextlib.suppress(OSError):
            self.machine.flush_broker()
            return True
        return False

    def _fill(self) -> bool:
        """No room for another mail: a real file system without a free byte; without the right to mount one, a limit
        of the catcher's process on the size of files.
        """
        if self.undo or not self.machine.ready("mail"):
            return False
        if self.machine.mounted:
            path = self.machine.stack.mailbox / BALLAST
            with path.open("wb", buffering=0) as file:
                for size in (1 << 20, 4096, 1):
                    with contextlib.suppress(OSError):
                        while file.write(b"\0" * size):
                            pass
            self._until(lambda: path.unlink(missing_ok=True), "disk full")
        else:
            child = self.machine.slots["mail"].child
            assert child is not None
            pid = child.pid
            resource.prlimit(pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))

            def lift() -> None:
                with contextlib.suppress(ProcessLookupError):  # killed meanwhile: the next one has no limit
                    both = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)
                    resource.prlimit(pid, resource.RLIMIT_FSIZE, both)

            self._until(lift, "disk full")
        return True

    def _refuse(self) -> bool:
        if self.undo or not self.machine.ready("mail"):
            return False
        self.machine.kill("mail", delay=float("inf"))
        self.machine.add(self.machine.refuser())

        def take_again() -> None:
            self.machine.remove("refuser")
            self.machine.slots["mail"].start_at = 0

        self._until(take_again, "SMTP refused")
        return True

    def _until(self, act: Callable[[], None], name: str) -> None:
        self.undo[name] = (time.monotonic() + self.lasting, act)
