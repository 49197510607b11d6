"""A ladder in Danish words: when a step fires, who is told, and the choices of the editor. Pure."""

from collections.abc import Sequence

from django.utils.translation import gettext

from orders.ladder import COUNTERPARTS, PERCENTS, Role, Step, When
from orders.promises import Party
from ui import danish

# What the editor offers; a stored step with another number is offered too.
_OFFERED: Sequence[tuple[When, Sequence[int]]] = (
    (When.PERCENT, PERCENTS),
    (When.DAYS_BEFORE, (5, 3, 2, 1)),
    (When.HOURS_BEFORE, (8, 4, 3, 2, 1)),
    (When.SHORTLY_BEFORE, (0,)),
    (When.DAYS_AFTER, tuple(range(1, 11))),
)


def when_words(when: When, n: int) -> str:
    """ "1 åbningsdag efter fristen", "Når 75 % af tiden er brugt"."""
    if when is When.PERCENT:
        return gettext("Når %s %% af tiden er brugt") % n
    if when is When.DAYS_BEFORE:
        return gettext("%s før fristen") % danish.count(n, gettext("åbningsdag"), gettext("åbningsdage"))
    if when is When.HOURS_BEFORE:
        return gettext("%s før fristen") % danish.count(n, gettext("åbningstime"), gettext("åbningstimer"))
    if when is When.SHORTLY_BEFORE:
        return gettext(
            "Kort før fristen: 2 åbningstimer, ved frister i dage om morgenen den sidste åbningsdag"
        )
    if when is When.AT:
        return gettext("Når fristen er overskredet")
    return gettext("%s efter fristen") % danish.count(n, gettext("åbningsdag"), gettext("åbningsdage"))


def who_words(who: Sequence[Role]) -> str:
    """ "Den ansvarlige og den ansvarliges leder"."""
    return danish.capitalise(danish.join([role.text for role in who]))


def key(when: When, n: int) -> str:
    """ "percent-75": a time as a choice's value."""
    return f"{when.value}-{n}"


def time_of(value: str) -> tuple[When, int]:
    """The time behind a choice's value. Raises ValueError for any other text."""
    when, _dash, n = value.rpartition("-")
    return When(when), int(n)


def time_choices(also: Step | None = None) -> list[tuple[str, str]]:
    """The times that can be chosen, the breach apart; `also` is the step that stands there now."""
    times = [(when, n) for when, numbers in _OFFERED for n in numbers]
    if also is not None and also.when is not When.AT and (also.when, also.n) not in times:
        times.append((also.when, also.n))
    return [(key(when, n), when_words(when, n)) for when, n in times]


def role_choices(owed_to: Party) -> list[tuple[str, str]]:
    """Who can be told of promises to `owed_to`: never the company itself."""
    return [
        (role.value, danish.capitalise(role.text))
        for role in Role
        if owed_to is not Party.COMPANY or role not in COUNTERPARTS
    ]
