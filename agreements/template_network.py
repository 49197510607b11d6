"""The template of a network's agreement between jobcentres ([003], R130-R156): what every company can count on, how the
jobcentres help each other, and how their leaders meet.

Pure, in versions like `template`. How long D1 and D2 are is not chosen here: it is what the network's rules of play
say, and the network's own list of services is printed beside the ticks.
"""

import datetime

from django.utils.translation import gettext_noop

from agreements.enums import ContentGroup
from agreements.template_parts import Goal, Item, Template
from jobcenters.calendar import OpeningDayHours

G = ContentGroup

_SERVICE = (
    ("entrance", gettext_noop("Én indgang i hver kommune med direkte telefonnummer og mailadresse"), "R131"),
    (
        "one_contact",
        gettext_noop("Virksomheden henvender sig til ét jobcenter, som samler hjælpen fra de andre"),
        "R132",
    ),
    (
        "placement",
        gettext_noop("Tilbud om både rekruttering gennem Jobnet og direkte formidling af kandidater"),
        "R133",
    ),
    (
        "dialogue",
        gettext_noop("Samtale om opgaven, kvalifikationerne, antallet af CV'er og forløbet, før der søges"),
        "R135",
    ),
    (
        "best",
        gettext_noop("De bedst kvalificerede kandidater til ordinære job, med CV'er som aftalt"),
        "R136",
    ),
    (
        "company_calls",
        gettext_noop("Virksomheden indkalder selv kandidaterne, medmindre andet er aftalt"),
        "R137",
    ),
    ("advice", gettext_noop("Råd om rekruttering og om de former, en ansættelse kan have"), "R138"),
    (
        "supported",
        gettext_noop(
            "Praktik og løntilskud efter reglerne, når det er den bedste løsning; løntilskud oftest i tre måneder"
        ),
        "R139, R140, R142",
    ),
    (
        "alternatives",
        gettext_noop(
            "Altid et alternativ, når behovet ikke kan dækkes: praktik, løntilskud eller opkvalificering"
        ),
        "R141",
    ),
)
_ACROSS = (
    (
        "lead",
        gettext_noop(
            "Det jobcenter, der får ordren, er tovholder: det har kontakten og følger op hos virksomheden"
        ),
        "R153",
    ),
    (
        "relevant",
        gettext_noop("Tovholderen vurderer, hvilke jobcentre der er mest relevante at spørge"),
        "R151",
    ),
    (
        "search_first",
        gettext_noop(
            "Andre spørges først, når man selv har søgt efter kandidater på tværs af kommunegrænser"
        ),
        "R148",
    ),
    (
        "reasons",
        gettext_noop(
            "En henvendelse er begrundet: søgningen slog ikke til, ledighed skal afklares, eller sparring"
        ),
        "R147, R149",
    ),
    (
        "lists",
        gettext_noop("To kontaktlister: én til sparring og én til hjælp med rekruttering"),
        "R145, R146",
    ),
    (
        "complete_cvs",
        gettext_noop("Fokus på fyldestgørende CV'er hos alle ledige fra den dag, de melder sig"),
        "R154",
    ),
    ("funds", gettext_noop("A-kasser og vikarbureauer tænkes ind i den fælles service"), "R152"),
    (
        "own_service",
        gettext_noop("Hvert jobcenter tilrettelægger selv sin service og lever mindst op til aftalen"),
        "R155",
    ),
    (
        "profiles",
        gettext_noop("Medarbejderne kender forskellene i det, jobcentrene tilbyder ud over minimum"),
        "R156",
    ),
)
_LEADERS = (
    ("half_yearly", gettext_noop("Ledere af formidling og virksomhedsservice mødes hvert halve år"), "R143"),
    ("develop", gettext_noop("Lederne udveksler erfaringer og aftaler det fælles serviceminimum"), "R144"),
)
OTHERS = {G.SERVICE: "service_other", G.ACROSS: "across_other", G.LEADERS: "leaders_other"}


def _items() -> tuple[Item, ...]:
    groups = ((G.SERVICE, _SERVICE), (G.ACROSS, _ACROSS), (G.LEADERS, _LEADERS))
    items: list[Item] = []
    for group, rows in groups:
        items += [Item(code, group, label, f"[003], {source}") for code, label, source in rows]
        items.append(Item(OTHERS[group], group, gettext_noop("Andet"), "[003], R155", takes_text=True))
    return tuple(items)


_GOALS = (
    Goal(
        "D1",
        OpeningDayHours(24),
        gettext_noop("Der handles på en virksomheds henvendelse inden for %(length)s."),
        1,
        240,
        "[003], R134",
    ),
    Goal(
        "D2",
        OpeningDayHours(24),
        gettext_noop("En henvendelse fra et andet jobcenter besvares inden for %(length)s."),
        1,
        240,
        "[003], R150",
    ),
)

_TERMS = (
    gettext_noop("Aftalen gennemføres inden for den beskæftigelseslovgivning, der gælder til enhver tid."),
    gettext_noop(
        "Parterne har tavshedspligt om personlige forhold og om virksomhedernes interne forhold, også efter aftalens"
        " udløb."
    ),
    gettext_noop(
        "Et jobcenter, der bliver medlem senere, er part, når det har underskrevet en ny version af aftalen."
    ),
    gettext_noop("Aftalen kan forlænges eller ophæves, når alle parter er enige om det."),
)

_PROMISE = (
    gettext_noop(
        "En virksomhed behøver kun at kende ét af jobcentrene. Sammen finder de medarbejdere på tværs af"
        " kommunegrænserne, og de lover hinanden at hjælpe til tiden."
    ),
)

NETWORK_TEMPLATES = (
    Template(
        101, datetime.date(2015, 7, 1), _items(), _GOALS, _TERMS, follow_up_months=(6,), promise=_PROMISE
    ),
)
