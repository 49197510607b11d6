"""What is asked of the list of vacancies: the address is the search. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from postings.enums import WorkTime
from ui import danish

LONGEST, MOST_WORDS = 100, 8  # characters of what is typed; words of it that are searched
TEXT, MUNICIPALITY, WORK_TIME, SIDE = "q", "kommune", "omfang", "side"
# Signs that no XML may hold, so no feed: nobody types them.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ASKED = (TEXT, MUNICIPALITY, WORK_TIME)


class UnknownChoice(ValueError):
    """The address asks for a choice that there is none of."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was typed, a municipality (its code) and an amount of work (`WorkTime`); "" where nothing is asked."""

    text: str = ""
    municipality: str = ""
    work_time: str = ""

    @property
    def words(self) -> list[str]:
        """All of these must stand in a vacancy, in whatever order."""
        return list(dict.fromkeys(self.text.lower().split()))[:MOST_WORDS]

    @property
    def is_anything(self) -> bool:
        return bool(self.text or self.municipality or self.work_time)

    def address(self, path: str, side: int = 1) -> str:
        """`path` with the search behind it, and the side of the list but for the first."""
        pairs = [(TEXT, self.text), (MUNICIPALITY, self.municipality), (WORK_TIME, self.work_time)]
        said = [(name, value) for name, value in pairs if value]
        if side > 1:
            said.append((SIDE, str(side)))
        return f"{path}?{urlencode(said)}" if said else path


NOTHING = Asked()


def asked_of(values: Mapping[str, str]) -> Asked:
    """What an address asks for. Raises UnknownChoice for what a form of ours never sends."""
    text = " ".join(_UNWRITABLE.sub(" ", values.get(TEXT, "")).split())[:LONGEST].strip()
    municipality, work_time = values.get(MUNICIPALITY, "").strip(), values.get(WORK_TIME, "").strip()
    if municipality and not (len(municipality) == 4 and municipality.isascii() and municipality.isdigit()):
        raise UnknownChoice
    if work_time and work_time not in WorkTime.values:
        raise UnknownChoice
    return Asked(text, municipality, work_time)


def is_untidy(values: Mapping[str, str]) -> bool:
    """Whether the address has fields of the form that say nothing: a tidy one has them not."""
    return any(name in values and not values[name].strip() for name in ASKED)


def asked_said(asked: Asked, place: str) -> str:
    """ "“smed” i Horsens, fuldtid": what is asked; `place` is the municipality's name."""
    said = [_("“%s”") % asked.text] if asked.text else []
    if place:
        said.append(_("i %s") % place)
    work_time = str(WorkTime(asked.work_time).label).lower() if asked.work_time else ""
    return ", ".join(filter(None, [" ".join(said), work_time]))


def hits_said(hits: int, asked: Asked, place: str) -> str:
    """ "3 ledige stillinger passer på “smed” i Horsens": how many there are, without a full stop."""
    many = danish.number(hits) if hits else _("Ingen")
    said = ngettext("%(many)s ledig stilling", "%(many)s ledige stillinger", hits) % {"many": many}
    if not asked.is_anything:
        return said
    what = asked_said(asked, place)
    if asked.text:
        return _("%(said)s passer på %(what)s") % {"said": said, "what": what}
    return _("%(said)s %(what)s") % {"said": said, "what": what} if place else f"{said}: {what}"
