"""Personal links in mails, without their secret in the outbox.

Whoever may read the outbox must not be able to act for the recipient. The stored text therefore holds a mark that names
what the link is about; the code that makes it a link is put in when the mail leaves, by the app that gave the link.
Pure, but for the register of makers.
"""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

Maker = Callable[[str, str], str]  # (reference, recipient's address) -> the link's secret code

_MAKERS: dict[str, Maker] = {}
_MARK = re.compile(r"\{personlig-kode:([a-z-]+):([0-9a-zA-Z-]+)\}")


def register_maker(kind: str, maker: Maker) -> None:
    """Let `maker` make the codes of the marks called `kind` (small letters and hyphens); in `AppConfig.ready()`."""
    _MAKERS[kind] = maker


def mark(kind: str, reference: object) -> str:
    """What stands in a mail's text where the recipient's own code will stand."""
    return f"{{personlig-kode:{kind}:{reference}}}"


def fill(text: str, recipient: str) -> str:
    """`text` as `recipient` gets it. A code fits one recipient: a mark that somebody typed gives nobody anything."""

    def code(found: re.Match[str]) -> str:
        maker = _MAKERS.get(found[1])
        return maker(found[2], recipient) if maker else found[0]

    return _MARK.sub(code, text)


def hide(text: str) -> str:
    """`text` as everybody else reads it."""
    return _MARK.sub(_("(personlig kode)"), text)
