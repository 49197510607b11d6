"""Pages by cursor: where the last one ended, not how many were before it, so that new rows move nothing."""

import base64
import binascii
import datetime
from collections.abc import Callable, Collection, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.db.models import Model, Q, QuerySet
from rest_framework.request import Request

from api.limits import PAGE, PAGE_MOST
from api.problems import Code, FieldError, Problem, invalid

Row = TypeVar("Row", bound=Model)

MOST_DIGITS = 18
FIRST_YEAR = 1970
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def cursor_text(*values: int) -> str:
    """The cursor of the rows after these values."""
    plain = "-".join(str(value) for value in values)
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def cursor_values(text: str, number: int) -> tuple[int, ...] | None:
    """The values of a cursor; None for no cursor. Raises Problem (422) for what is none."""
    if not text:
        return None
    try:
        plain = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise invalid("cursor") from None
    parts = plain.split("-")
    if len(parts) != number or not all(part.isdigit() and len(part) <= MOST_DIGITS for part in parts):
        raise invalid("cursor")
    return tuple(int(part) for part in parts)


def instant_asked(request: Request, name: str) -> datetime.datetime | None:
    """The instant (aware) in a parameter; None without it. Raises Problem (422) for what is no RFC 3339 instant."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    try:
        # A plus that was not percent-encoded comes as a space.
        found = datetime.datetime.fromisoformat(text.replace(" ", "+", 1) if "T" in text else text)
        found = found.astimezone(datetime.UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        raise invalid(name) from None
    if found.tzinfo is None or found.year < FIRST_YEAR:
        raise invalid(name)
    return found


def choice_asked(request: Request, name: str, choices: Collection[str], default: str = "") -> str:
    """A parameter with one of a few values. Raises Problem (422) for another one."""
    text = request.query_params.get(name, "")
    if not text:
        return default
    if text not in choices:
        raise invalid(name, "invalid_choice")
    return text


def check_known(request: Request, *names: str) -> None:
    """Raises Problem (422) for parameters that the call does not have: a typing error would otherwise find too much."""
    unknown = [FieldError(name[:80], "unknown") for name in request.query_params if name not in names]
    if unknown:
        raise Problem(Code.INVALID, errors=unknown)


def microseconds(at: datetime.datetime) -> int:
    """An instant as a cursor holds it."""
    return (at - EPOCH) // datetime.timedelta(microseconds=1)


def from_microseconds(value: int) -> datetime.datetime:
    """The instant of a cursor. Raises Problem (422) for one outside the calendar."""
    try:
        return EPOCH + datetime.timedelta(microseconds=value)
    except OverflowError:
        raise invalid("cursor") from None


def by_time(
    rows: QuerySet[Row],
    column: str,
    since: datetime.datetime | None,
    after: tuple[int, ...] | None,
    size: int,
) -> list[Row]:
    """At most `size` of the rows by the instant in `column`, the oldest first. `after`: (microseconds, key)."""
    if since is not None:
        rows = rows.filter(**{f"{column}__gte": since})
    if after:
        at, key = from_microseconds(after[0]), after[1]
        later = Q(**{f"{column}__gt": at}) | Q(**{column: at}, pk__gt=key)
        rows = rows.filter(later, **{f"{column}__gte": at})
    return list(rows.order_by(column, "pk")[:size])


def page_size(request: Request) -> int:
    """The wanted number of items. Raises Problem (422) where it is not one from 1 to PAGE_MOST."""
    text = request.query_params.get("limit", "")
    if not text:
        return PAGE
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= PAGE_MOST):
        raise invalid("limit")
    return int(text)


def page_of(
    request: Request,
    rows: Sequence[Any],
    size: int,
    *,
    item: Callable[[Any], dict[str, Any]],
    place: Callable[[Any], tuple[int, ...]],
) -> dict[str, Any]:
    """The page's document. `rows` are one more than `size` where there are more; `place` is a row's cursor."""
    shown = list(rows[:size])
    following = None
    if len(rows) > size:
        query = {
            **{name: request.query_params.getlist(name) for name in request.query_params},
            "cursor": [cursor_text(*place(shown[-1]))],
        }
        following = f"{request.path}?{urlencode(query, doseq=True)}"
    return {"items": [item(row) for row in shown], "next": following}
