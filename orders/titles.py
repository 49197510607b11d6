"""How an order is named, from its lines: "4 montører og 2 flygtninge". Pure."""

from collections.abc import Iterable
from typing import Protocol

from django.utils.translation import gettext as _

from orders.enums import OrderState, TargetGroup


class LineLike(Protocol):
    """A line of an order, or what a form says of one."""

    @property
    def places(self) -> int: ...

    @property
    def occupation(self) -> str: ...

    @property
    def target_group(self) -> str: ...


def line_title(line: LineLike) -> str:
    """One line in words: the number, what, and (where the line is for refugees) for whom."""
    words = f"{line.places} {line.occupation}".strip()
    if line.target_group == TargetGroup.REFUGEE and "flygtning" not in words.lower():
        words = f"{words} (flygtninge)"
    return words


def order_title(lines: Iterable[LineLike]) -> str:
    """All lines joined as a person says them, at most 200 characters."""
    parts = [line_title(line) for line in lines]
    text = parts[0] if len(parts) == 1 else ", ".join(parts[:-1]) + " og " + parts[-1] if parts else ""
    return text if len(text) <= 200 else text[:199] + "…"


def inquiry_title(text: str) -> str:
    """A message about no order, by its first words: "Henvendelse: kan vi få hjælp til …"."""
    words = " ".join(text.split())
    return _("Henvendelse: %s") % (words if len(words) <= 80 else words[:79].rstrip() + "…")


def state_words(state: str, *, is_inquiry: bool) -> str:
    """The state as people read it: nothing is searched for in a question, so once it is answered it is "Besvaret"."""
    if is_inquiry and state == OrderState.CLARIFYING:
        return _("Besvaret")
    return str(OrderState(state).label)


def part_title(number: int, line: LineLike | None) -> str:
    """Some of a line's places in words: "2 tømrere" for all of them, "1 af 2 tømrere" for a part."""
    if line is None:
        return str(number)
    if number >= line.places:
        return f"{number} {line.occupation}"
    return _("%(number)d af %(places)d %(what)s") % {
        "number": number,
        "places": line.places,
        "what": line.occupation,
    }
