"""The jobserviceaftale's template as data: headings, ticks, service goals and terms, in versions ([001], R100-R129).

Pure. A version is chosen by the kind of agreement and the day that a draft is begun, and a signed agreement keeps its
own text for ever (the document is frozen when it is sent), so a scheme that a law ends is given its last day here and
disappears from new agreements only. Texts are Danish msgids in our own words. A network's agreement has its template
in `template_network`; the numbers of both are one series.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from types import MappingProxyType

from django.utils.translation import gettext_noop

from agreements.enums import AgreementKind, ContentGroup
from agreements.template_network import NETWORK_TEMPLATES
from agreements.template_parts import Goal, Item, Template
from jobcenters.calendar import CalendarDays, WorkingDays

G = ContentGroup


def _item(code: str, group: ContentGroup, label: str, source: str, *, takes_text: bool = False) -> Item:
    return Item(code, group, label, source, takes_text)


ORDINARY = "ordinary"
REFUGEE_CODES = frozenset(
    {"igu", "int_internship", "int_wage_subsidy", "int_danish", "int_mentor", "int_other"}
)
TRAINING_CODES = frozenset({"upskilling", "adult_apprentice", "job_rotation"})
ORDINARY_CODES = frozenset({ORDINARY, "ongoing"})

# The grouping follows what each scheme is about; the printed template's columns decide if they differ (A23).
_ITEMS = (
    _item(ORDINARY, G.RECRUITMENT, gettext_noop("Ordinære ansættelser"), "[001], R114"),
    _item("ongoing", G.RECRUITMENT, gettext_noop("Løbende rekruttering efter behov"), "[001], R115"),
    _item(
        "workindenmark",
        G.RECRUITMENT,
        gettext_noop(
            "Samarbejde med Workindenmark om international rekruttering af højtkvalificeret arbejdskraft"
        ),
        "[001], R116",
    ),
    _item("internship", G.RECRUITMENT, gettext_noop("Virksomhedspraktik"), "[001], R117"),
    _item("wage_subsidy", G.RECRUITMENT, gettext_noop("Løntilskud"), "[001], R118"),
    _item("flex_job", G.RECRUITMENT, gettext_noop("Fleksjob"), "[001], R122"),
    _item("small_jobs", G.RECRUITMENT, gettext_noop("Små jobs"), "[001], R123"),
    _item("other", G.RECRUITMENT, gettext_noop("Andet"), "[001], R124", takes_text=True),
    _item("adult_apprentice", G.UPSKILLING, gettext_noop("Voksenlærlingetilskud"), "[001], R119"),
    _item(
        "upskilling",
        G.UPSKILLING,
        gettext_noop("Opkvalificering i forbindelse med ansættelse"),
        "[001], R120",
    ),
    _item("job_rotation", G.UPSKILLING, gettext_noop("Jobrotation"), "[001], R121"),
    _item(
        "mentor",
        G.UPSKILLING,
        gettext_noop("Mentor i forbindelse med fx virksomhedspraktik eller løntilskud"),
        "[001], R125",
    ),
    _item("upskilling_other", G.UPSKILLING, gettext_noop("Andet"), "[001], R125", takes_text=True),
    _item("igu", G.INTEGRATION, gettext_noop("Integrationsgrunduddannelse (IGU)"), "[001], R126"),
    _item("int_internship", G.INTEGRATION, gettext_noop("Virksomhedspraktik"), "[001], R126"),
    _item("int_wage_subsidy", G.INTEGRATION, gettext_noop("Løntilskud"), "[001], R126"),
    _item(
        "int_danish",
        G.INTEGRATION,
        gettext_noop("Danskundervisning i kombination med virksomhedsrettet tilbud"),
        "[001], R126",
    ),
    _item(
        "int_mentor",
        G.INTEGRATION,
        gettext_noop("Mentor i forbindelse med fx virksomhedspraktik eller løntilskud"),
        "[001], R126",
    ),
    _item("int_other", G.INTEGRATION, gettext_noop("Andet"), "[001], R126", takes_text=True),
)

# Ours, off unless ticked: retention is in the guideline but not in the first template (A24).
_RETENTION = (
    _item("ret_sickness", G.RETENTION, gettext_noop("Fastholdelse af sygemeldte medarbejdere"), "[000], R90"),
    _item(
        "ret_flex", G.RETENTION, gettext_noop("Fleksjob og hjælpemidler til egne medarbejdere"), "[000], R90"
    ),
    _item("ret_mentor", G.RETENTION, gettext_noop("Mentor til egne medarbejdere"), "[000], R90"),
    _item("ret_other", G.RETENTION, gettext_noop("Andet"), "[000], R90", takes_text=True),
)

_GOALS = (
    Goal(
        "D3",
        WorkingDays(1),
        gettext_noop(
            "Kontaktpersonen hos jeres tovholder vender tilbage på jeres henvendelser inden for %(length)s."
        ),
        1,
        5,
        "[001], R100",
    ),
    Goal(
        "D4",
        WorkingDays(3),
        gettext_noop(
            "Inden for %(length)s er relevante kandidater til ordinær ansættelse fundet og screenet, eller vi har"
            " aftalt en anden løsning, der passer til jeres behov."
        ),
        1,
        15,
        "[001], R101",
        ORDINARY_CODES,
    ),
    Goal(
        "D6",
        CalendarDays(21),
        gettext_noop(
            "Inden for %(length)s er relevant uddannelse aftalt for nyansatte, der kommer fra ledighed."
        ),
        7,
        60,
        "[001], R102",
        TRAINING_CODES,
    ),
    Goal(
        "D5",
        WorkingDays(14),
        gettext_noop(
            "Inden for %(length)s er relevante flygtninge fundet og screenet, eller vi har aftalt en anden løsning,"
            " der passer til jeres behov."
        ),
        5,
        30,
        "[001], R103",
        REFUGEE_CODES,
    ),
)

_TERMS = (
    gettext_noop("Aftalen gennemføres inden for den beskæftigelseslovgivning, der gælder til enhver tid."),
    gettext_noop(
        "Parterne har tavshedspligt om personlige forhold og om virksomhedens interne forhold, også efter aftalens"
        " udløb."
    ),
    gettext_noop("Aftalen kan forlænges eller ophæves, når alle parter er enige om det."),
)

_PROMISE = (
    gettext_noop(
        "Virksomheden får én fast kontaktperson hos hver tovholder og én samlet service, selv om flere jobcentre og"
        " samarbejdspartnere hjælper med at finde nye medarbejdere blandt ledige."
    ),
)

TEMPLATES = (
    Template(1, datetime.date(2015, 7, 1), _ITEMS, _GOALS, _TERMS, promise=_PROMISE),
    Template(2, datetime.date(2026, 1, 1), (*_ITEMS, *_RETENTION), _GOALS, _TERMS, promise=_PROMISE),
)
_BY_NUMBER: Mapping[int, Template] = MappingProxyType(
    {template.number: template for template in (*TEMPLATES, *NETWORK_TEMPLATES)}
)


def template(number: int) -> Template:
    """The version with `number`. Raises KeyError for any other."""
    return _BY_NUMBER[number]


def template_on(day: datetime.date, kind: str = AgreementKind.JOBSERVICE) -> Template:
    """The version that agreements of `kind` drafted on `day` use. Raises LookupError before the first."""
    series = NETWORK_TEMPLATES if kind == AgreementKind.RECRUITMENT else TEMPLATES
    fitting = [one for one in series if one.valid_from <= day]
    if not fitting:
        raise LookupError("There was no template yet.")
    return max(fitting, key=lambda one: one.valid_from)
