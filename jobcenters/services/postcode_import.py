"""Import an official list of postcodes. All or nothing: one bad row, and nothing is changed."""

import csv
import io
import math
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from jobcenters.models import Municipality, Postcode
from jobcenters.services.distances import postcode_distances_refresh
from jobcenters.services.reference import OFFICIAL

MOST_BYTES = 5_000_000
MOST_ERRORS_SHOWN = 50

COLUMNS = {
    "code": ("postnr", "postnummer", "postcode", "nr"),
    "name": ("navn", "by", "bynavn", "postdistrikt", "name"),
    "municipality": ("kommunekode", "kommune_nr", "kommunenr", "kommune"),
    "lat": ("lat", "latitude", "bredde", "breddegrad", "y"),
    "lon": ("lon", "lng", "longitude", "laengde", "længde", "længdegrad", "x"),
}
NAMES_DA = {"code": "postnr", "name": "navn", "municipality": "kommunekode", "lat": "lat", "lon": "lon"}
SOUTH, NORTH, WEST, EAST = 54.4, 57.9, 7.9, 15.3


class ImportRefused(ValueError):
    """The list cannot be imported. `errors` holds Danish sentences, one per row that is wrong."""

    def __init__(self, errors: list[str]) -> None:
        super().__init__("\n".join(errors))
        self.errors = errors


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Codes of the postcodes that were added, changed, and already as in the list."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def decode(content: bytes) -> str:
    """UTF-8 (with or without a byte order mark), otherwise Latin-1. Raises ImportRefused for what is not text."""
    if len(content) > MOST_BYTES:
        raise ImportRefused([_("Filen er større end 5 MB. Den skal kun indeholde postnumre.")])
    if b"\x00" in content:
        raise ImportRefused([_("Filen er ikke en tekstfil. Gem den som CSV og prøv igen.")])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _columns(header: list[str]) -> dict[str, int]:
    places = {title.strip().casefold(): n for n, title in reversed(list(enumerate(header)))}
    found = {
        key: places[title] for key, titles in COLUMNS.items() for title in reversed(titles) if title in places
    }
    missing = [NAMES_DA[key] for key in ("code", "name", "lat", "lon") if key not in found]
    if missing:
        raise ImportRefused(
            [_("Kolonnen %(names)s mangler i filens første linje.") % {"names": " og ".join(missing)}]
        )
    return found


def _degrees(text: str) -> float | None:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _row(
    number: int, cells: list[str], columns: dict[str, int], municipalities: set[str]
) -> tuple[Postcode | None, str]:
    """A postcode, or None and the Danish sentence about what is wrong with line `number`."""

    def cell(key: str) -> str:
        place = columns.get(key)
        return cells[place].strip() if place is not None and place < len(cells) else ""

    def wrong(sentence: str, **values: str) -> tuple[None, str]:
        return None, _("Linje %(number)s: ") % {"number": number} + sentence % values

    code = cell("code")
    if not (code.isascii() and code.isdigit() and len(code) <= 4):
        return wrong(_("“%(code)s” er ikke et postnummer på fire cifre."), code=code[:40])
    name = cell("name")
    if not name or len(name) > 60:
        return wrong(_("bynavnet mangler eller er længere end 60 tegn."))
    municipality = cell("municipality")
    if municipality:
        municipality = municipality.zfill(4)
        if municipality not in municipalities:
            return wrong(_("kommunekoden %(code)s findes ikke."), code=municipality[:40])
    lat, lon = _degrees(cell("lat")), _degrees(cell("lon"))
    if lat is None or lon is None:
        return wrong(_("koordinaterne skal være tal, for eksempel 55,8607 og 9,8503."))
    if not (SOUTH <= lat <= NORTH and WEST <= lon <= EAST):
        return wrong(_("koordinaterne ligger uden for Danmark. Er bredde og længde byttet om?"))
    return (
        Postcode(
            code=code.zfill(4),
            name=name,
            municipality_id=municipality or None,
            lat=lat,
            lon=lon,
            source=OFFICIAL,
        ),
        "",
    )


def parse(text: str, municipalities: set[str]) -> list[Postcode]:
    """The postcodes of a CSV text, unsaved. Raises ImportRefused with a sentence per line that is wrong."""
    lines = text.splitlines()
    if not lines:
        raise ImportRefused([_("Filen er tom.")])
    delimiter = ";" if lines[0].count(";") >= lines[0].count(",") else ","
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        raise ImportRefused([_("Filen kan ikke læses som CSV.")]) from None
    columns = _columns(rows[0])
    found: dict[str, Postcode] = {}
    errors: list[str] = []
    for number, cells in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        postcode, error = _row(number, cells, columns, municipalities)
        if postcode is None:
            errors.append(error)
        elif postcode.code in found:
            errors.append(
                _("Linje %(number)s: postnummer %(code)s står to gange.")
                % {"number": number, "code": postcode.code}
            )
        else:
            found[postcode.code] = postcode
    if not found and not errors:
        errors.append(_("Filen indeholder ingen postnumre."))
    if len(errors) > MOST_ERRORS_SHOWN:
        rest = len(errors) - MOST_ERRORS_SHOWN
        errors = [*errors[:MOST_ERRORS_SHOWN], _("… og %(count)s fejl mere.") % {"count": rest}]
    if errors:
        raise ImportRefused(errors)
    return list(found.values())


@transaction.atomic
def postcodes_import(*, content: bytes) -> ImportReport:
    """Add and change postcodes from an official CSV list; none is deleted. Must run as the tables' owner.

    A list without municipality codes leaves the municipalities as they are. Raises ImportRefused.
    """
    wanted = parse(decode(content), set(Municipality.objects.values_list("code", flat=True)))
    known = Postcode.objects.select_for_update().in_bulk([postcode.code for postcode in wanted])
    added: list[Postcode] = []
    changed: list[Postcode] = []
    unchanged: list[Postcode] = []
    for postcode in wanted:
        old = known.get(postcode.code)
        if old is None:
            added.append(postcode)
            continue
        postcode.municipality_id = postcode.municipality_id or old.municipality_id
        fields = ("name", "municipality_id", "lat", "lon", "source")
        same = all(getattr(postcode, name) == getattr(old, name) for name in fields)
        (unchanged if same else changed).append(postcode)
    Postcode.objects.bulk_create(added)
    if changed:
        Postcode.objects.bulk_update(
            changed, ["name", "municipality", "lat", "lon", "source"], batch_size=500
        )
    if added or changed:
        postcode_distances_refresh()
    codes = [tuple(postcode.code for postcode in rows) for rows in (added, changed, unchanged)]
    return ImportReport(added=codes[0], changed=codes[1], unchanged=codes[2])
