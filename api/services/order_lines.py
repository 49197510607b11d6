"""The lines of an order, as a caller wants them. No page changes them once an order is registered, nor does the API."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from api.problems import FieldError
from orders.enums import EmploymentForm, TargetGroup
from orders.models import OrderLine

# What a line says; what may be left out has the value that a new line would get.
SAID: dict[str, Any] = {
    "occupation": "",
    "places": 0,
    "form": EmploymentForm.ORDINARY,
    "target_group": TargetGroup.ANY,
    "requirements": "",
}


def line_faults(
    stand: Sequence[OrderLine], wanted: Sequence[Mapping[str, Any]], at: str = "lines"
) -> list[FieldError]:
    """Where the whole wanted list is another than the lines that `stand`: promises, requests and nominations hang on
    them. `at` is the list's place in the body.
    """
    return list(_faults(stand, wanted, at))


def _faults(stand: Sequence[OrderLine], wanted: Sequence[Mapping[str, Any]], at: str) -> Iterator[FieldError]:
    for number, line in enumerate(wanted):
        place = f"{at}/{number}"
        if number >= len(stand):
            yield _fixed(place)
            continue
        known = stand[number]
        if "id" in line and line["id"] != known.uuid:
            is_here = any(line["id"] == other.uuid for other in stand)
            yield _fixed(f"{place}/id") if is_here else FieldError(f"{place}/id", "does_not_exist")
            continue
        for name, otherwise in SAID.items():
            value = line.get(name, otherwise)
            if (value.strip() if isinstance(value, str) else value) != getattr(known, name):
                yield _fixed(f"{place}/{name}")
    if len(wanted) < len(stand):
        yield _fixed(at)


def _fixed(place: str) -> FieldError:
    sentence = _(
        "Linjerne på en ordre ligger fast, når den er registreret: løfter, henvendelser og indstillinger"
        " hænger på dem. Registrér en ny ordre for det, der er kommet til, eller annullér denne."
    )
    return FieldError(place, "cannot_change", sentence)
