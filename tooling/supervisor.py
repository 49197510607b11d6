"""Keeps services running: starts them in order, restarts what dies, stops all in the reverse order.

Every service is a direct child. Nothing here knows what the services are; `tooling.stack` does.
"""

import os
import select
import signal
import time
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from tooling.process import Child, Service, adopt_orphans, clear_group
from tooling.progress import Stop, say, step

BACKOFF = (0.5, 1, 2, 4, 8, 16, 30)  # seconds before the 1st, 2nd, ... restart in a row
STEADY_SECONDS = 60  # a service that ran this long has earned a fresh start of its backoff


@dataclass
class _Slot:
    service: Service
    child: Child | None = None
    falls: int = 0
    retry_at: float = 0.0


class Supervisor:
    """Used from one thread. `start` may be called several times: later services may need earlier ones."""

    def __init__(self, pid_folder: Path) -> None:
        self.pid_folder = pid_folder
        pid_folder.mkdir(parents=True, exist_ok=True)
        self.slots: list[_Slot] = []
        self.stopping = False
        self._wake_read, self._wake_write = os.pipe()
        os.set_blocking(self._wake_write, False)
        adopt_orphans()

    def listen_to_signals(self) -> None:
        """SIGINT, SIGTERM and SIGHUP (the terminal was closed) ask for a stop; SIGCHLD wakes the watch."""
        signal.set_wakeup_fd(self._wake_write, warn_on_full_buffer=False)
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._asked_to_stop)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)

    def _asked_to_stop(self, number: int, frame: FrameType | None) -> None:
        self.stopping = True

    def start(self, *services: Service) -> None:
        """Starts services side by side and waits until all are ready.

        Raises Stop with the end of the log of one that does not get so, or when asked to stop meanwhile.
        """
        with step(", ".join(service.name for service in services)):
            slots = [_Slot(service) for service in services]
            for slot in slots:
                self.slots.append(slot)
                slot.child = Child(slot.service, self.pid_folder)
            for slot in slots:
                self._await_ready(slot)

    def _await_ready(self, slot: _Slot) -> None:
        service, started = slot.service, time.monotonic()
        while not service.is_ready():
            if self.stopping:
                raise Stop(f"Stopped while {service.name} was starting.")
            ended = slot.child.ended() if slot.child else "gone"
            if slot.child and ended and slot.falls < 2:
                # What an earlier crash left behind may need a moment to go.
                slot.falls += 1
                slot.child.finish(0)
                time.sleep(BACKOFF[slot.falls])
                slot.child = Child(service, self.pid_folder)
            elif ended or time.monotonic() - started > service.ready_seconds:
                why = ended or f"not ready in {service.ready_seconds:.0f} s"
                raise Stop(
                    f"{service.name} did not start ({why}):\n{slot.child.last_words() if slot.child else ''}"
                )
            time.sleep(0.05)

    def watch(self) -> None:
        """Returns when asked to stop. Until then, whatever ends is said and started again."""
        while not self.stopping:
            now = time.monotonic()
            for slot in self.slots:
                self._look_at(slot, now)
            waits = [slot.retry_at - now for slot in self.slots if slot.child is None]
            self._sleep(max(0.05, min([5.0, *waits])))

    def _look_at(self, slot: _Slot, now: float) -> None:
        service = slot.service
        if slot.child is None:
            if now >= slot.retry_at and not self.stopping:
                try:
                    slot.child = Child(service, self.pid_folder)
                except (OSError, Stop) as error:
                    self._plan_retry(slot, now, str(error))
                else:
                    say(f"{_clock()} {service.name} started again (process {slot.child.pid}).")
            return
        ended = slot.child.ended()
        if ended:
            if now - slot.child.since > STEADY_SECONDS:
                slot.falls = 0
            words = slot.child.last_words()
            clear_group(slot.child.pid)
            slot.child.finish(0)
            slot.child = None
            self._plan_retry(slot, now, f"{ended}; its log is {service.log}\n{words}")

    def _plan_retry(self, slot: _Slot, now: float, why: str) -> None:
        delay = BACKOFF[min(slot.falls, len(BACKOFF) - 1)]
        slot.falls += 1
        slot.retry_at = now + delay
        say(f"{_clock()} {slot.service.name} ended: {why}")
        say(f"{_clock()} {slot.service.name} starts again in {delay} s.")

    def _sleep(self, seconds: float) -> None:
        if select.select([self._wake_read], [], [], seconds)[0]:
            os.read(self._wake_read, 4096)

    def stop(self) -> None:
        """Stops everything, last started first: users of a server before the server. Leaves no process."""
        self.stopping = True
        for slot in reversed(self.slots):
            if slot.child is None:
                continue
            slot.child.ask_to_stop()
            slot.child.finish()
            slot.child = None


def _clock() -> str:
    return time.strftime("%H:%M:%S")
