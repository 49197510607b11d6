"""What a search shows: municipalities with their first hits, who is further away, and what helps when there are few.

The number of questions to the database is the same for one hit and for many.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from candidates.asked import FIRST, MOST_SHOWN, PAGE, Asked
from candidates.criteria import COUNT_CAP, Counts, Criteria, Place
from candidates.enums import SHOWN_KINDS, TermKind
from candidates.models import Candidate, Term
from candidates.selectors.described import unemployed_text
from candidates.selectors.groups import candidates_chosen, grouped_hits
from candidates.selectors.search import Hit, search_counts
from candidates.wording import count_text, lower_first, missing_text, total_text
from jobcenters.calendar import local_date
from jobcenters.models import JobcenterMunicipality, Municipality
from ui import danish

NEAREST = 2  # municipalities of others whose hits are shown at once
WORDS_SHOWN = 3
# What a card says first; forms of employment are searched for, and say little about the person.
CARD_KINDS = (TermKind.CERTIFICATE, TermKind.SKILL, TermKind.LICENCE, TermKind.LANGUAGE)


@dataclass(frozen=True, slots=True)
class Card:
    """One candidate at the first level."""

    uuid: str
    title: str
    name: str  # the pseudonym
    since: str
    km: str
    facts: str
    missing: str
    chosen: bool
    url: str
    first_new: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """A municipality with hits; `more` says what the button for further hits says, empty where all are shown."""

    code: str
    name: str
    count: str
    km: str
    is_own: bool
    note: str
    cards: list[Card]
    more: str

    @property
    def more_value(self) -> str:
        """What the button sends: where, and how many are shown already."""
        return f"{self.code}-{len(self.cards)}"


@dataclass(frozen=True, slots=True)
class Row:
    """A municipality in the table, and further away in the list."""

    code: str
    name: str
    count: str
    km: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class Results:
    """Everything under the filter. `kept` are the chosen that the page does not show."""

    counts: Counts
    summary: str
    groups: list[Group]
    far: list[Row]
    far_note: str
    table: list[Row]
    chosen: int
    kept: list[Card] = field(default_factory=list)


def own_municipalities(actor: Actor, today: datetime.date) -> tuple[str, ...]:
    """The codes of the municipalities that the actor's jobcentre serves; none for other authorities."""
    rows = JobcenterMunicipality.objects.on(today).filter(jobcenter_id=actor.organisation_id)
    return tuple(rows.order_by("municipality_id").values_list("municipality_id", flat=True))


def results(
    *,
    actor: Actor,
    criteria: Criteria,
    asked: Asked,
    own: Sequence[str],
    now: datetime.datetime,
    order_uuid: str = "",
) -> Results:
    """The page's results. `asked` says what is unfolded and chosen; `order_uuid` follows into the links."""
    counts = search_counts(actor=actor, criteria=criteria, own=own)
    shown, far = _split(counts, asked)
    wanted = {place.municipality: _many(place, asked) for place in shown}
    hits = grouped_hits(actor=actor, criteria=criteria, wanted=wanted)
    on_page = {str(hit.candidate.uuid) for found in hits.values() for hit in found}
    kept = candidates_chosen(actor=actor, uuids=[one for one in asked.chosen if one not in on_page])
    names = _names(place.municipality for place in counts.places)
    people = [hit.candidate for found in hits.values() for hit in found] + kept
    drawer = CardDrawer(criteria, _terms(people, criteria), set(asked.chosen), local_date(now), order_uuid)
    first_other = next((place.municipality for place in shown if not place.is_own), None)
    groups = [
        _group(
            place,
            names,
            hits.get(place.municipality, []),
            asked,
            drawer,
            noted=place.municipality == first_other,
        )
        for place in shown
    ]
    rows = [
        Row(p.municipality, names.get(p.municipality, p.municipality), count_text(p), _km(p), p.is_own)
        for p in counts.places
    ]
    beyond = {place.municipality for place in far}
    return Results(
        counts=counts,
        summary=total_text(counts),
        groups=groups,
        far=[row for row in rows if row.code in beyond],
        far_note=_far_note(far),
        table=rows,
        chosen=sum(one in on_page for one in asked.chosen) + len(kept),
        kept=[drawer.card(row, None) for row in kept],
    )


def _split(counts: Counts, asked: Asked) -> tuple[list[Place], list[Place]]:
    """Those whose hits are shown (own, the nearest two, and what is unfolded), and those further away."""
    others = [place for place in counts.places if not place.is_own]
    near = {place.municipality for place in others[:NEAREST]}
    shown = [p for p in counts.places if p.is_own or p.municipality in near or asked.open.get(p.municipality)]
    return shown, [place for place in counts.places if place not in shown]


def _many(place: Place, asked: Asked) -> int:
    return min(asked.open.get(place.municipality) or FIRST, MOST_SHOWN)


def _group(
    place: Place,
    names: Mapping[str, str],
    hits: Sequence[Hit],
    asked: Asked,
    drawer: "CardDrawer",
    *,
    noted: bool,
) -> Group:
    name = names.get(place.municipality, place.municipality)
    left = min(place.count, MOST_SHOWN) - len(hits)
    unfolded = asked.pressed == "mere" and place.municipality == list(asked.open)[-1]
    return Group(
        code=place.municipality,
        name=name,
        count=count_text(place),
        km=_("egen kommune") if place.is_own else _km(place),
        is_own=place.is_own,
        note=_("Vises uden navn. %s frigiver identiteten, når kandidaten har sagt ja.") % name
        if noted
        else "",
        cards=[
            drawer.card(hit.candidate, hit.km, first_new=unfolded and n == asked.new_from)
            for n, hit in enumerate(hits)
        ],
        more=_("Vis %(n)s mere i %(place)s") % {"n": danish.number(min(left, PAGE)), "place": name}
        if left > 0
        else "",
    )


def _far_note(far: Sequence[Place]) -> str:
    """ "24 i 7 kommuner"."""
    people = sum(min(place.count, COUNT_CAP) for place in far)
    number = danish.number(people)
    if any(place.is_capped for place in far):
        number = _("over %s") % number
    elif len(far) == 1 and far[0].is_few:
        number = count_text(far[0])
    return _("%(n)s i %(places)s") % {
        "n": number,
        "places": danish.count(len(far), _("kommune"), _("kommuner")),
    }


def _km(place: Place) -> str:
    return "–" if place.is_own else danish.kilometres(round(place.km))


def _names(codes: Iterable[str]) -> dict[str, str]:
    return dict(Municipality.objects.filter(pk__in=list(codes)).values_list("code", "name"))


def _terms(people: Iterable[Candidate], criteria: Criteria) -> dict[int, Term]:
    ids = {pk for row in people for pk in (*row.terms, row.occupation_id) if pk is not None}
    return Term.objects.filter(kind__in=SHOWN_KINDS).in_bulk(ids | set(criteria.wished))


@dataclass(frozen=True, slots=True)
class CardDrawer:
    """Says a candidate in the words of a list: what was searched for first, then certificates and skills."""

    criteria: Criteria
    terms: Mapping[int, Term]
    chosen: set[str]
    today: datetime.date
    order_uuid: str = ""

    def card(self, row: Candidate, km: float | None, *, first_new: bool = False) -> Card:
        job = self.terms.get(row.occupation_id or 0)
        lacks = [self.terms[pk] for pk in self.criteria.wished if pk in self.terms and pk not in row.terms]
        return Card(
            uuid=str(row.uuid),
            title=self._title(row, job),
            name=row.pseudonym,
            since=unemployed_text(row, self.today),
            km="" if km is None else danish.kilometres(round(km)),
            facts=" ".join(filter(None, [self._words(row), self._start(row)])),
            missing=missing_text(list(lacks)),
            chosen=str(row.uuid) in self.chosen,
            url=_profile_url(str(row.uuid), self.order_uuid),
            first_new=first_new,
        )

    def _title(self, row: Candidate, job: Term | None) -> str:
        """The occupation that was asked for, where the candidate has it beside another one."""
        asked = next((pk for pk in self.criteria.occupations if pk in row.terms and pk in self.terms), None)
        found = self.terms[asked] if asked is not None else job
        return found.name if found else _("Kandidat")

    def _words(self, row: Candidate) -> str:
        wanted = {*self.criteria.all_of, *self.criteria.wished}
        known = [self.terms[pk] for pk in row.terms if pk in self.terms and self.terms[pk].kind in CARD_KINDS]
        known.sort(key=lambda t: (t.pk not in wanted, CARD_KINDS.index(TermKind(t.kind)), t.days is None))
        names = [known[0].name, *(lower_first(term.name) for term in known[1:WORDS_SHOWN])] if known else []
        return f"{', '.join(names)}." if names else ""

    def _start(self, row: Candidate) -> str:
        day = row.available_from
        if day is None or day <= self.today:
            return _("Kan starte straks.")
        return _("Kan starte %s.") % danish.day_month(day, year=day.year != self.today.year)


def _profile_url(uuid: str, order_uuid: str) -> str:
    try:
        url = reverse("candidates:candidate", args=[uuid])
    except NoReverseMatch:
        return ""
    return f"{url}?ordre={order_uuid}" if order_uuid else url
