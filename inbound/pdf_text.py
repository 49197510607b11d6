"""What is written in a PDF: enough to find numbers that must not lie there.

Read in a process of its own (`pdf_child`), which is ended when its time is over. Text in pictures is not read.
"""

import re
import subprocess
import sys
import time
from pathlib import Path

from inbound.office_text import UnreadableError

MOST_SECONDS = 10.0  # one file
_CHILD = Path(__file__).with_name("pdf_child.py")
# Where a line ends within a number: after its hyphen or before it; or without one, where no town follows as it would
# follow a postcode.
_HYPHEN = r"[-\u2010-\u2013]"
_BROKEN = re.compile(
    rf"(?<!\d)(\d{{6}}) *(?:{_HYPHEN} *\n\s*|\n\s*{_HYPHEN} *|\n\s*(?=\d{{4}}(?!\d| +[A-ZÆØÅ])))(\d{{4}})(?!\d)"
)
# Letters set apart come as single letters: "0 1 0 1 9 0 - 1 2 3 4".
_SPREAD = re.compile(rf"(?<![\d ])\d(?: \d){{5}}(?: ?{_HYPHEN} ?| )\d(?: \d){{3}}(?! ?\d)")


class Patience:
    """How long the PDFs of one mail may take together, in seconds: others wait behind it at the door."""

    def __init__(self, seconds: float) -> None:
        self.left = seconds


def pdf_text(content: bytes, patience: Patience) -> str:
    """All that is written in the file, with numbers that a line or a space breaks put together at the end.

    Takes its time from `patience`. Raises UnreadableError, also where the time is over; OSError where no process can be
    started.
    """
    seconds = min(MOST_SECONDS, patience.left)
    if seconds <= 0:
        raise UnreadableError
    began = time.monotonic()
    try:
        done = subprocess.run(  # noqa: S603  (our own file; nothing that was sent stands in the command)
            [sys.executable, "-I", str(_CHILD), str(int(seconds) + 1)],
            input=content,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={},
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as problem:
        raise UnreadableError from problem
    finally:
        patience.left -= time.monotonic() - began
    if done.returncode:
        raise UnreadableError
    text = done.stdout.decode("utf-8", "replace")
    return "\n".join([text, *_put_together(text)])


def _put_together(text: str) -> list[str]:
    broken = [f"{found[1]}-{found[2]}" for found in _BROKEN.finditer(text)]
    return broken + [re.sub(r"\D", "", found[0]) for found in _SPREAD.finditer(text)]
