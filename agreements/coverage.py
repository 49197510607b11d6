"""Which tovholder answers for which municipality, and what is wrong with a division before anybody signs it.

Pure. A workplace is routed by its municipality (A15); Fyn lies west of Storebælt, which is a property of the
municipalities themselves ([000], R98, R99).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from agreements.enums import Area
from ui import danish


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality: 4-digit code, name, and its side of Storebælt ("east" or "west")."""

    code: str
    name: str
    side: str


@dataclass(frozen=True, slots=True)
class Share:
    """What one tovholder answers for. `key` is the caller's own; `codes` count only for Area.MUNICIPALITIES."""

    key: int
    name: str
    area: str
    codes: frozenset[str] = frozenset()

    def holds(self, place: Place) -> bool:
        if self.area == Area.COUNTRY:
            return True
        if self.area == Area.MUNICIPALITIES:
            return place.code in self.codes
        return place.side == self.area


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong, in words. `blocking` findings must be mended before the agreement can be sent."""

    text: str
    blocking: bool = True


def tovholder_for(shares: Iterable[Share], place: Place) -> Share | None:
    """The share that holds `place`. Where two do (which `findings` refuses), the narrower one."""
    holding = [share for share in shares if share.holds(place)]
    return min(holding, key=lambda share: _WIDTH[Area(share.area)], default=None)


_WIDTH = {Area.MUNICIPALITIES: 0, Area.EAST: 1, Area.WEST: 1, Area.COUNTRY: 2}


def findings(
    shares: Sequence[Share], workplaces: Mapping[str, str], places: Mapping[str, Place]
) -> list[Finding]:
    """Gaps and overlaps, in Danish sentences, overlaps first.

    `workplaces` maps the municipality codes where the company works to the name of a workplace there; `places` holds
    every municipality by code. A gap where the company works blocks; a gap elsewhere is only told.
    """
    if not shares:
        return [Finding(_("Vælg mindst ét tovholderjobcenter."))]
    found = [
        Finding(_("Vælg de kommuner, som %s er tovholder for.") % share.name)
        for share in shares
        if share.area == Area.MUNICIPALITIES and not share.codes
    ]
    return [*found, *_overlaps(shares, places), *_gaps(shares, workplaces, places)]


def _overlaps(shares: Sequence[Share], places: Mapping[str, Place]) -> list[Finding]:
    found = []
    for n, one in enumerate(shares):
        for other in shares[n + 1 :]:
            common = [place.name for place in places.values() if one.holds(place) and other.holds(place)]
            if common:
                found.append(
                    Finding(
                        _("%(one)s og %(other)s er begge tovholder for %(places)s. Vælg én af dem.")
                        % {"one": one.name, "other": other.name, "places": names(common)}
                    )
                )
    return found


def _gaps(
    shares: Sequence[Share], workplaces: Mapping[str, str], places: Mapping[str, Place]
) -> list[Finding]:
    found = []
    for code, workplace in workplaces.items():
        place = places.get(code)
        if place and not any(share.holds(place) for share in shares):
            found.append(
                Finding(
                    _("Ingen tovholder dækker %(place)s, hvor virksomheden har arbejdspladsen %(workplace)s.")
                    % {"place": place.name, "workplace": workplace}
                )
            )
    uncovered = {
        side: [p for p in places.values() if p.side == side and not any(s.holds(p) for s in shares)]
        for side in (Area.EAST, Area.WEST)
    }
    for side, missing in uncovered.items():
        whole = sum(place.side == side for place in places.values())
        if missing and len(missing) == whole:
            label = str(Area(side).label)
            sentence = _("Ingen tovholder dækker området %s.") % (label[0].lower() + label[1:])
            found.append(Finding(sentence, blocking=False))
    return found


def names(words: Sequence[str], most: int = 3) -> str:
    """ "Horsens, Odder og Skanderborg", or "Horsens, Odder, Skanderborg og 12 andre"."""
    if len(words) > most:
        return _("%(some)s og %(n)d andre") % {"some": ", ".join(words[:most]), "n": len(words) - most}
    return danish.join(words)
