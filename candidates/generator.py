"""Made-up candidates that could be real ones, any number of them: for the demonstration and for measuring. Pure.

The same seed, lists and day give the same people. Nobody is anybody: names are put together at random, mail
addresses end in `.example`, employers are described and not named, and there is no CPR number, as nowhere here.
"""

import datetime
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate

from candidates.completeness import Cv, completeness
from candidates.enums import Basis, CandidateState, ContactChannel

DAY = datetime.timedelta(days=1)
# Where the groups of DISCO work, by two digits, else by one: an employer is described, never named.
EMPLOYERS = {
    "0": ("Forsvaret",),
    "1": ("Mellemstor virksomhed", "Kommune", "Butikskæde"),
    "2": ("Rådgivende virksomhed", "Kommune", "Region"),
    "21": ("Rådgivende virksomhed", "Industrivirksomhed"),
    "22": ("Sygehus", "Kommune", "Plejehjem"),
    "23": ("Skole", "Daginstitution", "Uddannelsessted"),
    "25": ("It-virksomhed", "Mellemstor virksomhed", "Region"),
    "3": ("Teknisk virksomhed", "Kommune", "Handelsvirksomhed"),
    "32": ("Sygehus", "Lægehus", "Apotek"),
    "4": ("Kontor", "Kommune", "Lager- og logistikvirksomhed"),
    "5": ("Restaurant", "Hotel", "Kommune"),
    "52": ("Butik", "Supermarked", "Butikskæde"),
    "53": ("Plejehjem", "Daginstitution", "Bosted"),
    "54": ("Vagtselskab", "Kommune"),
    "6": ("Landbrug", "Gartneri", "Anlægsgartner"),
    "7": ("Værksted", "Maskinfabrik", "Håndværksfirma"),
    "71": ("Byggefirma", "Håndværksfirma"),
    "75": ("Fødevarevirksomhed", "Møbelfabrik", "Værksted"),
    "8": ("Fabrik", "Produktionsvirksomhed"),
    "83": ("Vognmand", "Entreprenør", "Busselskab"),
    "9": ("Produktionsvirksomhed", "Kommune"),
    "91": ("Rengøringsfirma", "Hotel", "Kommune"),
    "92": ("Landbrug", "Gartneri"),
    "93": ("Fabrik", "Lager", "Byggefirma"),
    "94": ("Køkken", "Restaurant", "Kantine"),
}
# Mother tongues other than Danish, and how common each is among the unemployed who have one.
TONGUES = {
    "Arabisk": 24, "Tyrkisk": 12, "Polsk": 10, "Ukrainsk": 10, "Somali": 8, "Persisk (farsi og dari)": 8, "Urdu": 6,
    "Bosnisk": 5, "Rumænsk": 5, "Tigrinya": 5, "Kurdisk": 5, "Vietnamesisk": 4, "Russisk": 3, "Thai": 3, "Tamil": 2,
}  # fmt: skip
WANTED_KM = (10, 15, 20, 20, 25, 30, 30, 40, 50, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Education:
    term: int
    title: str
    is_basic: bool  # school, and what prepares for more


@dataclass(frozen=True, slots=True)
class Trade:
    """An occupation with what belongs to it; `near` are places in the list of trades."""

    term: int
    title: str
    disco: str
    weight: int
    skills: tuple[int, ...]
    certificates: tuple[int, ...]
    near: tuple[int, ...]
    educations: tuple[Education, ...]


@dataclass(frozen=True, slots=True)
class Home:
    """A postcode with its jobcentre. `weight` is about how many live there."""

    jobcenter: int
    municipality: str
    postcode: str
    town: str
    letter: str  # the pseudonym begins with it
    weight: float


@dataclass(frozen=True, slots=True)
class Lists:
    """All that people are put together from. Languages, forms and targets are term ids by name."""

    trades: Sequence[Trade]
    schools: Sequence[Education]
    homes: Sequence[Home]
    languages: dict[str, int]
    forms: dict[str, int]
    targets: dict[str, int]
    car: int  # the licence that most have
    sentences: Mapping[str, Sequence[str]]  # by first digit of DISCO, and "alle"
    first_names: Sequence[str]
    last_names: Sequence[str]


@dataclass(slots=True)
class Person:
    """One candidate with all three levels, as plain values; `number` counts from 0."""

    number: int
    home: Home
    uuid: str
    state: str
    basis: str
    occupation: int
    terms: list[int]
    job_titles: list[str]
    unemployed_since: datetime.date
    available_from: datetime.date | None
    wanted_km: int | None
    cv_updated_on: datetime.date
    left_on: datetime.date | None
    targets: list[int]
    profile_text: str
    wanted_work: str
    history: list[dict[str, str]]
    education: list[dict[str, str]]
    name: str
    email: str
    phone: str
    channel: str
    employers: list[str]
    completeness: int = 0
    missing: list[str] = field(default_factory=list)


PLAIN = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", "ü": "u", "ö": "o", " ": ".", "'": ""})


def people(lists: Lists, count: int, *, seed: int, today: datetime.date) -> Iterator[Person]:
    """`count` people, each made from the dice of the seed and nothing else. `today` is a Danish calendar day."""
    dice = random.Random(seed)  # noqa: S311  (nothing here is a secret)
    trades = list(accumulate(trade.weight for trade in lists.trades))
    homes = list(accumulate(home.weight for home in lists.homes))
    tongues = list(accumulate(TONGUES.values()))
    for number in range(count):
        trade = dice.choices(lists.trades, cum_weights=trades)[0]
        home = dice.choices(lists.homes, cum_weights=homes)[0]
        tongue = ""
        if dice.random() < 0.17:
            tongue = dice.choices(list(TONGUES), cum_weights=tongues)[0]
        yield _person(lists, dice, number, trade, home, tongue, today)


def _person(
    lists: Lists,
    dice: random.Random,
    number: int,
    trade: Trade,
    home: Home,
    tongue: str,
    today: datetime.date,
) -> Person:
    chance = dice.random
    age = int(dice.triangular(18, 67, 34))
    refugee = bool(tongue) and chance() < 0.35
    since = today - datetime.timedelta(days=int(min(dice.expovariate(1 / 190), 2200)) + 1)
    near = [lists.trades[place] for place in trade.near if chance() < 0.22][:2]
    education = _education(dice, trade, lists)
    targets = _targets(lists, dice, age, (today - since).days, refugee, education)
    history = _history(dice, trade, near, age, since)
    skills = dice.sample(trade.skills, min(len(trade.skills), 2 + int(chance() * 5)))
    skills += [skill for other in near for skill in other.skills[:3] if chance() < 0.5]
    terms = [
        trade.term,
        *(other.term for other in near),
        *skills,
        *(item for item in trade.certificates if chance() < 0.5),
        *_languages(lists, dice, tongue, refugee, age),
        *_forms(lists, dice, targets, age, refugee),
    ]
    if chance() < (0.3 if age < 21 or refugee else 0.74):
        terms.append(lists.car)
    if education:
        terms.append(education.term)
    year = str(today.year - max(0, age - 18 - int(chance() * 8)))
    name = f"{dice.choice(lists.first_names)} {dice.choice(lists.last_names)}"
    state = _state(chance())
    updated = min(today, since + DAY * int(chance() * 60))
    person = Person(
        number=number,
        home=home,
        uuid=f"{dice.getrandbits(32):08x}-{dice.getrandbits(16):04x}-4{dice.getrandbits(12):03x}"
        f"-8{dice.getrandbits(12):03x}-{dice.getrandbits(48):012x}",
        state=state,
        basis=_basis(chance()),
        occupation=trade.term,
        terms=sorted(set(terms)),
        job_titles=list(dict.fromkeys(job["title"] for job in history)),
        unemployed_since=since,
        available_from=today + DAY * int(5 + chance() * 85) if chance() < 0.18 else None,
        wanted_km=dice.choice(WANTED_KM) if chance() < 0.78 else None,
        cv_updated_on=updated if chance() < 0.4 else max(updated, today - DAY * int(chance() * 150)),
        left_on=today - DAY * int(1 + chance() * 60) if state == CandidateState.LEFT else None,
        targets=sorted(targets),
        profile_text=_profile(lists, dice, trade) if chance() < 0.86 else "",
        wanted_work=_wanted(trade, near),
        history=history,
        education=[{"title": education.title, "year": year}] if education else [],
        name=name,
        email=f"{name.lower().translate(PLAIN)}.{number}@borger.example",
        phone=f"00 {number // 10_000 % 100:02d} {number // 100 % 100:02d} {number % 100:02d}",
        channel=dice.choices(list(ContactChannel.values), weights=(70, 22, 8))[0],
        employers=[f"{dice.choice(_employers(trade))} i {home.town}" for _job in history],
    )
    cv = Cv(
        has_occupation=True,
        skills=len(set(skills)),
        profile_text=person.profile_text,
        jobs=len(history),
        educations=len(person.education),
        languages=1,
        has_wanted_km=person.wanted_km is not None,
        updated_on=person.cv_updated_on,
    )
    person.completeness, person.missing = completeness(cv, today)
    return person


def _state(chance: float) -> str:
    if chance < 0.97:
        return CandidateState.ACTIVE.value
    return (CandidateState.WITHDRAWN if chance < 0.98 else CandidateState.LEFT).value


def _basis(chance: float) -> str:
    return (Basis.CONSENT if chance < 0.82 else Basis.LAW if chance < 0.93 else Basis.NONE).value


def _education(dice: random.Random, trade: Trade, lists: Lists) -> Education | None:
    if trade.educations and dice.random() < 0.68:
        return dice.choice(trade.educations)
    return dice.choice(lists.schools) if dice.random() < 0.85 else None


def _targets(
    lists: Lists, dice: random.Random, age: int, days: int, refugee: bool, education: Education | None
) -> list[int]:
    """Target groups with about the shares that they have in the effort: nearly everybody is in some."""
    chance = dice.random
    names = []
    support = chance()
    if support < 0.55:
        names.append("Dagpengemodtager")
    elif age < 30 and (education is None or education.is_basic):
        names.append("Uddannelseshjælpsmodtager")
    elif support < 0.78:
        names.append("Jobparat kontanthjælpsmodtager")
    elif support < 0.86:
        names.append("Aktivitetsparat kontanthjælpsmodtager")
    elif support < 0.92:
        names.append("Fleksjobvisiteret")
    elif support < 0.96:
        names.append("Sygedagpengemodtager")
    elif support < 0.97:
        names.append("Revalidend")
    elif support < 0.98:
        names.append("Førtidspensionist, der ønsker job")
    elif support < 0.995:
        names.append("Udsigt til afskedigelse")
    if age < 30:
        names.append("Ung under 30")
    if age >= 50:
        names.append("Over 50")
    if days > 365:
        names.append("Langtidsledig")
    if refugee:
        names.append("Flygtninge og familiesammenførte")
    if age < 32 and days < 400 and education and not education.is_basic and chance() < 0.45:
        names.append("Dimittend")
    return [lists.targets[name] for name in names]


def _forms(
    lists: Lists, dice: random.Random, targets: Sequence[int], age: int, refugee: bool
) -> Iterator[int]:
    chance = dice.random
    flex = lists.targets["Fleksjobvisiteret"] in targets
    wishes = (
        ("ordinary", 0.1 if flex else 0.97),
        ("wage_subsidy", 0.35),
        ("internship", 0.4),
        ("flex", 1.0 if flex else 0.0),
        ("adult_apprentice", 0.12 if 25 <= age < 55 else 0.0),
        ("igu", 0.6 if refugee and age < 40 else 0.0),
        ("small_job", 0.16),
    )
    return (lists.forms[form] for form, share in wishes if chance() < share)


def _languages(lists: Lists, dice: random.Random, tongue: str, refugee: bool, age: int) -> Iterator[int]:
    chance = dice.random
    wishes = (
        ("Dansk", 0.7 if refugee else 1.0),
        (tongue, 1.0),
        ("Engelsk", 0.85 if age < 40 else 0.6),
        ("Tysk", 0.14),
        ("Svensk", 0.05),
        ("Fransk", 0.02),
        ("Spansk", 0.02),
    )
    return (lists.languages[name] for name, share in wishes if name and chance() < share)


def _history(
    dice: random.Random, trade: Trade, near: Sequence[Trade], age: int, since: datetime.date
) -> list[dict[str, str]]:
    """The jobs before, newest first; years only, as citizens give them."""
    jobs = []
    until, first = since.year, since.year - max(0, age - 18)
    titles = [trade, trade, *near]
    for _turn in range(dice.choices((0, 1, 2, 3, 4), weights=(6, 24, 34, 24, 12))[0]):
        began = until - 1 - int(dice.random() * 6)
        if began < first:
            break
        jobs.append({"title": dice.choice(titles).title, "from": str(began), "to": str(until)})
        until = began - (dice.random() < 0.3)
    return jobs


def _employers(trade: Trade) -> Sequence[str]:
    return EMPLOYERS.get(trade.disco[:2]) or EMPLOYERS[trade.disco[:1]]


def _profile(lists: Lists, dice: random.Random, trade: Trade) -> str:
    own = lists.sentences.get(trade.disco[:1]) or lists.sentences["alle"]
    parts = [dice.choice(own), *dice.sample(lists.sentences["alle"], 1 + (dice.random() < 0.5))]
    return " ".join(dict.fromkeys(parts))


def _wanted(trade: Trade, near: Sequence[Trade]) -> str:
    words = [trade.title, *(other.title.lower() for other in near)]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} eller {words[-1]}"
