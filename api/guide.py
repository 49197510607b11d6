"""What the page about the API says of each operation, in Danish. A test sees to it that none is missing."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from api.enums import Scope
from api.openapi import document

SAYS = {
    "imports_list": _("Jeres filer, den nyeste først."),
    "imports_create": _("Send en fil med kandidater. Den læses igennem, og intet ændres endnu."),
    "imports_retrieve": _("Hvor langt en fil er, og hvad dens rækker betyder for bestanden."),
    "imports_faults": _("Hvad der er galt i en fil, linje for linje."),
    "imports_start": _("Indlæs en fil, der er læst igennem."),
    "imports_discard": _("Kassér en fil, før den indlæses."),
    "candidates_list": _("Jeres egne kandidater, eller den ene med en reference fra jeres fagsystem."),
    "candidates_search": _("Søg på tværs af kommunegrænser, uden navne."),
    "candidates_retrieve": _("En profil uden navn. Opslaget står i opslagsloggen."),
    "nominations_list": _("De indstillinger på en ordre, som I må se."),
    "nominations_create": _("Indstil egne kandidater til en linje på en ordre."),
}
HEADINGS = {
    "imports": _("Indlæsning af kandidater"),
    "candidates": _("Kandidater"),
    "nominations": _("Indstillinger"),
}


@dataclass(frozen=True, slots=True)
class Operation:
    """One row of the page."""

    method: str
    path: str
    says: str
    scope: str
    scope_label: str


@dataclass(frozen=True, slots=True)
class Chapter:
    heading: str
    anchor: str
    rows: list[Operation]


def chapters() -> list[Chapter]:
    """All operations of the OpenAPI document by subject."""
    found: dict[str, list[Operation]] = {tag: [] for tag in HEADINGS}
    for path, operations in document()["paths"].items():
        for method, operation in operations.items():
            found[operation["tags"][0]].append(_row(method, path, operation))
    return [Chapter(str(HEADINGS[tag]), tag, rows) for tag, rows in found.items()]


def _row(method: str, path: str, operation: dict[str, Any]) -> Operation:
    scope = Scope(operation["security"][0]["token"][0])
    return Operation(method.upper(), path, str(SAYS[operation["operationId"]]), scope.value, str(scope.label))
