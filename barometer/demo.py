"""A round of the barometer for the demonstration: made-up companies answer by their links, and the round is counted."""

import datetime
import random
from typing import NamedTuple

from django.db import transaction

from accounts.actor import Actor
from accounts.models import Membership, Organisation
from accounts.moment import playing
from accounts.tenancy import acting_as
from barometer.models import BarometerAsk, BarometerRound
from barometer.services.answers import NeedData, answer_give
from barometer.services.rounds import RoundInput, round_begin, round_publish
from candidates.enums import TermKind
from candidates.models import Term
from companies.demo import demo_cvr, demo_p_number
from companies.services import ContactInput, WorkplaceInput, company_register
from jobcenters.calendar import local_date
from jobcenters.models import Postcode
from visits.enums import Horizon, Outlook

SEED = 20260413
FIRST = 400  # the number of the first company among the demonstration's CVR numbers
DAYS_AGO = 40
TITLE = "Østjylland, efterår"
# How many of ten companies expect more, the same and fewer people.
GROWING, STEADY, SHRINKING = (6, 3, 1), (3, 5, 2), (1, 4, 5)
# Postcode and how many companies; the smallest are too few to stand alone.
PLACES = (("8700", 34), ("8000", 30), ("8600", 18), ("8660", 16), ("8722", 18), ("8300", 6), ("8305", 2))


class Trade(NamedTuple):
    code: str
    name: str
    jobs: tuple[str, ...]  # occupations that its companies look for
    hard: int  # how hard these are to find, of ten
    at_3: tuple[int, int, int]  # what the companies expect in 3 months
    at_12: tuple[int, int, int]


TRADES = (
    Trade("251100", "Metalkonstruktioner", ("montør", "svejser", "CNC-operatør"), 8, GROWING, GROWING),
    Trade("412000", "Byggeri", ("tømrer", "murer", "elektriker"), 7, SHRINKING, GROWING),
    Trade(
        "871010",
        "Plejehjem",
        ("social- og sundhedsassistent", "social- og sundhedshjælper"),
        9,
        STEADY,
        GROWING,
    ),
    Trade("521000", "Oplagring", ("lagermedarbejder", "lastbilchauffør"), 4, GROWING, STEADY),
    Trade("561010", "Restauranter", ("kok", "tjener"), 6, SHRINKING, STEADY),
    Trade("471120", "Supermarkeder", ("butiksassistent",), 2, STEADY, SHRINKING),
)
NAMES = (
    "Ådal",
    "Søvang",
    "Lunde",
    "Egehøj",
    "Bakkely",
    "Vesterled",
    "Nørreskov",
    "Hedelund",
    "Kildemark",
    "Strandby",
)
PEOPLE = (
    "Anne Falk",
    "Bent Lyng",
    "Carla Moe",
    "Dorte Rask",
    "Esben Toft",
    "Frida Holt",
    "Gorm Asp",
    "Helle Birk",
)


@transaction.atomic
def barometer_play(now: datetime.datetime) -> None:
    """Make companies, and a round that ended some weeks before `now` (aware). As the tables' owner."""
    chance = random.Random(SEED)  # noqa: S311  (a demonstration, not a secret)
    coordinator = Organisation.objects.filter(coordinated_networks__isnull=False).order_by("pk").first()
    if coordinator is None:
        return
    boss = Membership.objects.filter(organisation=coordinator, role="manager").select_related("user").first()
    if boss is None:
        return
    actor = boss.actor()
    began = now - datetime.timedelta(days=DAYS_AGO)
    with acting_as(actor):
        codes = _companies(actor, chance)
        with playing(began):
            row = round_begin(
                actor=actor,
                values=RoundInput(
                    title=TITLE,
                    municipalities=codes,
                    sections=[],
                    closes_on=local_date(began) + datetime.timedelta(days=21),
                ),
            )
        _answers(actor, row, chance, began)
        with playing(began + datetime.timedelta(days=22)):
            round_publish(actor=actor, row=row)


def _companies(actor: Actor, chance: random.Random) -> list[str]:
    """Companies of every trade in every place; the codes of the municipalities that they are in."""
    n = FIRST
    codes = set()
    for postcode, number in PLACES:
        codes.add(Postcode.objects.values_list("municipality_id", flat=True).get(code=postcode))
        for one in range(number):
            trade = TRADES[one % len(TRADES)]
            person = PEOPLE[n % len(PEOPLE)]
            company_register(
                actor=actor,
                cvr=demo_cvr(n),
                name=f"{chance.choice(NAMES)} {trade.name} {n - FIRST + 1} (demo)",
                industry_code=trade.code,
                industry=trade.name,
                employees=chance.randrange(4, 120),
                workplace=WorkplaceInput(
                    name=f"{trade.name} {n - FIRST + 1}",
                    address=f"Demovej {n - FIRST + 1}",
                    postcode=postcode,
                    p_number=demo_p_number(n),
                ),
                contact=ContactInput(name=person, title="Leder", email=f"leder{n}@barometer.example"),
            )
            n += 1
    return sorted(codes)


def _answers(actor: Actor, row: BarometerRound, chance: random.Random, began: datetime.datetime) -> None:
    """Four of five answer, by what their trade looks for."""
    words = {term.name.lower(): term for term in Term.objects.filter(kind=TermKind.OCCUPATION)}
    trades = {trade.code: trade for trade in TRADES}
    asks = BarometerAsk.objects.filter(round=row, email__endswith="@barometer.example")
    for ask in asks.select_related("company").order_by("pk"):
        if chance.random() < 0.2 or ask.company.industry_code not in trades:
            continue
        trade = trades[ask.company.industry_code]
        known = [words[job.lower()] for job in trade.jobs if job.lower() in words]
        answer_give(
            actor=actor,
            ask_id=ask.pk,
            outlook_3=_outlook(chance, trade.at_3),
            outlook_12=_outlook(chance, trade.at_12),
            is_hard=chance.randrange(10) < trade.hard,
            needs=[
                NeedData(term, chance.randrange(1, 8), chance.choice(Horizon.values))
                for term in known
                if chance.random() < 0.8
            ],
            now=began + datetime.timedelta(days=chance.randrange(1, 20)),
        )


def _outlook(chance: random.Random, weights: tuple[int, int, int]) -> str:
    return str(chance.choices([Outlook.MORE, Outlook.SAME, Outlook.FEWER], weights)[0])
