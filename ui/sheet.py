"""Invented examples for the component sheet: every component in every state. Nothing here is read from the database."""

from types import SimpleNamespace as Strip
from typing import Any

from django import forms

from ui.parts import (
    Action,
    CaseRow,
    CauseRow,
    Chart,
    Deadline,
    Event,
    Fact,
    NewsItem,
    OrderRow,
    Page,
    PickChoice,
    Plan,
    PlanRow,
    Step,
    Tile,
    common_floor,
)


class SampleForm(forms.Form):
    """One field of each kind."""

    title = forms.CharField(label="Hvad mangler I?", help_text="Skriv, som I ville sige det i telefonen.")
    text = forms.CharField(label="Krav", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    places = forms.IntegerField(label="Antal", min_value=1, max_value=50)
    deadline = forms.DateField(
        label="Ansøgningsfrist", widget=forms.DateInput(attrs={"type": "date"}), required=False
    )
    form = forms.ChoiceField(label="Ansættelsesform", choices=[("o", "Ordinær"), ("s", "Med støtte")])
    contact = forms.ChoiceField(
        label="Hvem kontakter kandidaterne?",
        widget=forms.RadioSelect,
        choices=[("v", "Virksomheden selv"), ("j", "Jobcentret")],
    )
    help = forms.MultipleChoiceField(
        label="Hvordan skal vi hjælpe?",
        widget=forms.CheckboxSelectMultiple,
        choices=[("cv", "CV'er"), ("s", "Screening"), ("k", "En fast kontakt")],
        required=False,
        help_text="Sæt gerne flere krydser.",
    )
    consent = forms.BooleanField(label="Virksomheden har sagt ja til, at opgaven flyttes")


CASES = [
    CaseRow(
        "late",
        "i dag kl. 10.15",
        "29 minutter over tiden",
        "Jobcenter Odder",
        "#",
        "Spørger om 1 tømrer til Strandhotellet (demo). Spurgt torsdag kl. 10.15.",
        Action("Svar Odder", "#"),
    ),
    CaseRow(
        "soon",
        "i dag kl. 11.10",
        "om 26 minutter",
        "Kærby Logistik (demo)",
        "#",
        "Ringede torsdag om 4 lagermedarbejdere. Ikke ringet op endnu.",
        Action("Ring op", "#"),
    ),
    CaseRow(
        "on_time",
        "mandag kl. 09.35",
        "vi holder lukket i weekenden",
        "Jobcenter Silkeborg",
        "#",
        "Spørger om 2 CNC-operatører. Har selv søgt inden for 50 km.",
        Action("Svar Silkeborg", "#"),
        third="Forslag: har arbejdsstedet og færrest ordrer",
    ),
    CaseRow(
        "waiting",
        "tæller videre 13. april",
        "virksomheden er spurgt onsdag",
        "Skovly Plejecenter (demo)",
        "#",
        "1 køkkenassistent",
        Action("Skriv igen", "#"),
    ),
    CaseRow(
        "closed",
        "tirsdag kl. 09.00",
        "åbner mandag kl. 09.00",
        "Jobcenter Odder",
        "#",
        "Har ikke svaret om 1 flygtning.",
        Action("Ring til Odder", "#", post=True),
    ),
]
ORDERS = [
    OrderRow(
        "Gudenå Maskinfabrik (demo)",
        "#",
        "4 montører og 2 flygtninge",
        "Afventer 2 jobcentre",
        "Hedensted og Odder har ikke svaret",
        "soon",
        "Hedensted i dag kl. 12.30",
    ),
    OrderRow(
        "Nordhavn Plast (demo)",
        "#",
        "2 procesoperatører",
        "Ring til virksomheden",
        "Ansøgningsfristen er tirsdag 31. marts",
        "on_time",
        "ring senest i dag kl. 13.00",
    ),
    OrderRow(
        "Skovly Plejecenter (demo)",
        "#",
        "1 køkkenassistent",
        "Intet før de svarer",
        "Spurgt onsdag om arbejdstider",
        "waiting",
        "tæller videre senest 13. april",
    ),
]
NEWS = [
    NewsItem(
        "Favrskov kan levere 2",
        "#",
        "til Bygholm Byg (demo), senest onsdag 8. april. Leveranceplanen er opdateret.",
    ),
    NewsItem(
        "Varsling fra Randers",
        "#",
        "Vindteknik Øst (demo) ventes at søge 40 montører fra maj. Kræver intet svar.",
    ),
]
FACTS = [
    Fact("Tovholder", "Jobcenter Horsens", "Mette Lund (demo)"),
    Fact("Virksomhed", "Karin Friis (demo)", "tlf. 00 00 00 21"),
    Fact("Aftale", "Jobserviceaftale", "til 30. september 2026", url="#"),
    Fact("Hvem kontakter kandidaterne", "Virksomheden selv", "ønsker 8 CV'er"),
]
# The same names as the model that the orders app builds.
STRIP = Strip(
    title="Frist tirsdag 31. marts kl. 09.00",
    desc="Odder har lukket fra fredag til mandag kl. 09.00.",
    height=120,
    labels=[
        Strip(x=f"{10 + 20 * n}%", text=text)
        for n, text in enumerate(("fre. 27.", "lør. 28.", "søn. 29.", "man. 30.", "tir. 31."))
    ],
    open=[Strip(x="64%", width="10.6%"), Strip(x="84%", width="10.6%")],
    closed=[Strip(x="0%", width="64%"), Strip(x="74.6%", width="9.4%"), Strip(x="94.6%", width="5.4%")],
    edges=["20%", "40%", "60%", "80%"],
    runs=[Strip(x="64%", width="20%")],
    marks=[
        Strip(
            kind="received", x="4.4%", text="Spurgt kl. 09.20", anchor="start", dx=5, baseline=72, line_to=75
        ),
        Strip(
            kind="starts",
            x="64%",
            text="Uret starter kl. 09.00",
            anchor="end",
            dx=-5,
            baseline=92,
            line_to=95,
        ),
        Strip(kind="due", x="84%", text="Frist kl. 09.00", anchor="end", dx=-5, baseline=112, line_to=115),
    ],
    legend=[
        Strip(kind="open", text="Odder har åbent"),
        Strip(kind="closed", text="Lukket"),
        Strip(kind="run", text="Uret tæller"),
    ],
)
DEADLINES = [
    Deadline(
        "Hedensted svarer os",
        "Spurgt torsdag kl. 12.30 om 1 montør",
        "i dag kl. 12.30",
        "om 1 time og 46 minutter",
        "soon",
        why="Vi spurgte torsdag kl. 12.30, hvor Hedensted havde åbent. De 24 timer slutter fredag kl. 12.30.",
        key="ark-1",
    ),
    Deadline(
        "Odder svarer os",
        "Spurgt i dag kl. 09.20 om 1 flygtning",
        "tirsdag 31. marts kl. 09.00",
        "Odder åbner mandag kl. 09.00",
        "closed",
        why="Vi spurgte fredag kl. 09.20, hvor Odder havde lukket, så de 24 timer løber "
        "fra mandag kl. 09.00 til tirsdag kl. 09.00.",
        key="ark-2",
        strip=STRIP,
    ),
    Deadline(
        "Odder svarede ikke",
        "Spurgt onsdag om 1 tømrer",
        "i går kl. 10.00",
        "3 timer over tiden",
        "late",
        action=Action("Ring til Odder", "#"),
    ),
    Deadline(
        "Første svar til virksomheden",
        "Lovet inden for én arbejdsdag",
        "onsdag 25. marts kl. 13.05",
        "Mette ringede samme dag",
        "kept",
    ),
]
PLAN = Plan(
    columns=("Montører", "Flygtninge"),
    rows=(
        PlanRow("Horsens (os)", ("2", "1"), "senest onsdag 1. april", "confirmed"),
        PlanRow("Aarhus", ("1", "–"), "senest tirsdag 7. april", "confirmed"),
        PlanRow("Hedensted", ("1?", "–"), "svar i dag kl. 12.30", "unanswered"),
        PlanRow("Odder", ("–", "1?"), "svar tirsdag kl. 09.00", "closed"),
        PlanRow("Silkeborg", ("–", "–"), "svarede torsdag", "declined"),
    ),
    totals=("3 af 4", "1 af 2"),
)
CHOICES = [
    PickChoice(
        "skanderborg",
        "Skanderborg",
        "Svar senest mandag kl. 10.45",
        "21 km · 9 montører · svarer til tiden 96 %",
        "Taler med kandidaten, før de henviser",
        checked=True,
    ),
    PickChoice(
        "vejle",
        "Vejle",
        "Svar senest mandag kl. 10.45",
        "27 km · 12 montører · svarer til tiden 91 %",
        "Følger op efter ansættelse",
    ),
    PickChoice(
        "ikast",
        "Ikast-Brande",
        "Svar senest tirsdag kl. 09.00",
        "44 km · 4 montører · svarer til tiden 88 %",
        "Standardservice",
        status="closed",
    ),
]
EVENTS = [
    Event("i dag 09.30", "Spurgt virksomheden", "Kan 2 montører begynde 4. maj i stedet for 1. maj?"),
    Event("i dag 09.20", "Henvendelse sendt til Odder", "Grund: søgt inden for 50 km, mangler 1 flygtning"),
    Event("onsdag 09.40", "Ordre modtaget fra virksomheden"),
]
TILES = [
    Tile(
        "24 timer til virksomheder",
        95,
        "61 af 64 holdt",
        "3 procentpoint bedre end februar",
        2,
        "#",
        "til og med mandag",
    ),
    Tile(
        "24 timer til jobcentre",
        88,
        "37 af 42 holdt",
        "4 procentpoint dårligere end februar",
        1,
        "#",
        "til og med mandag",
    ),
    Tile("1, 3 og 14 arbejdsdage", 100, "6 af 6 holdt", "få sager, læs med forsigtighed", 0),
    Tile("21 dage til opkvalificering", None, "ingen frister i marts", "ingen i februar", 0),
]
_SERIES: list[tuple[str, list[float | None]]] = [
    ("24 timer til virksomheder", [92, 90, 93, 94, 91, 92, 94, 92, 93, 96, 94, 95]),
    ("24 timer til jobcentre", [90, 93, 92, 94, 91, 92, 93, 92, 90, 89, 87, 88]),
    ("1, 3 og 14 arbejdsdage", [84, 86, 88, 87, 90, 91, None, None, 92, 90, 92, 91]),
    ("21 dage til opkvalificering", [100, 100, 83, 100, 100, 100, 100, 100, 100, 100, 100, 100]),
]
CHARTS = [
    Chart(title, values, "uge 2", "uge 13", floor=common_floor([v for _t, v in _SERIES]))
    for title, values in _SERIES
]
CAUSES = [
    CauseRow("Venter på jobcenter", "#", 5, "Flest fredage, hvor modtageren lukker tidligt", 100),
    CauseRow("Ingen på arbejde", "#", 4, "Alle mellem kl. 14 og 15", 80),
    CauseRow("Systemnedbrud", "#", 1, "Torsdag 12. marts, dokumenteret", 20),
]
STEPS = [
    Step("Modtaget", "done", second="onsdag 25. marts kl. 09.40"),
    Step("Mette har ringet", "done", second="Onsdag 25. marts kl. 13.05. Vi havde lovet senest torsdag."),
    Step(
        "Vi finder kandidater",
        "now",
        promise="I får de første CV'er senest mandag 30. marts kl. 15.00.",
        second="3 af 4 montører er på plads.",
    ),
    Step("I vælger, hvem I vil tale med", "coming", second="I svarer med to klik pr. CV."),
    Step("Ansat", "coming"),
]
STATUS_NOTES = [
    ("late", "Fristen er overskredet. Eneste fyldte mærke."),
    ("soon", "Under 2 åbningstimer tilbage."),
    ("on_time", "Uret løber, mere end 2 åbningstimer tilbage."),
    ("waiting", "Uret er på pause. Højst 10 arbejdsdage."),
    ("closed", "Den, der skal svare, har lukket. Uret tæller fra næste åbning."),
    ("kept", "Fristen blev holdt."),
    ("missed", "Fristen blev ikke holdt; der er svaret siden."),
    ("confirmed", "Et jobcenter har sagt ja med antal og dato."),
    ("unanswered", "Et jobcenter er spurgt og har ikke svaret."),
    ("declined", "Et jobcenter har sagt nej med en grund."),
    ("done", "Ordren er lukket."),
]


def sheet() -> dict[str, Any]:
    """The context of the component sheet."""
    bad = SampleForm({"title": "", "places": "0", "contact": "", "form": "o"})
    return {
        "cases": CASES, "orders": ORDERS, "news": NEWS, "facts": FACTS, "deadlines": DEADLINES, "plan": PLAN,
        "choices": CHOICES, "events": EVENTS, "tiles": TILES, "charts": CHARTS, "causes": CAUSES, "steps": STEPS,
        "statuses": STATUS_NOTES, "form": SampleForm(initial={"title": "4 montører"}), "bad_form": bad,
        "page": Page(previous_url="#", next_url="#", note="Ordre 26 til 50"),
    }  # fmt: skip
