"""Danmarks Statistik's industries (Dansk Branchekode 2007, DB07): the 21 sections and 88 divisions. Pure.

A company's six-digit code begins with its division's two digits; the first four are NACE rev. 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Section:
    """One of DB07's 21 sections; `divisions` are its divisions' titles by their two digits."""

    letter: str
    title: str
    divisions: Mapping[str, str]


SECTIONS: Final = (
    Section(
        "A",
        "Landbrug, jagt, skovbrug og fiskeri",
        {
            "01": "Plante- og husdyravl, jagt og serviceydelser i forbindelse hermed",
            "02": "Skovbrug og skovning",
            "03": "Fiskeri og akvakultur",
        },
    ),
    Section(
        "B",
        "Råstofindvinding",
        {
            "05": "Indvinding af kul og brunkul",
            "06": "Indvinding af råolie og naturgas",
            "07": "Brydning af metalmalme",
            "08": "Anden råstofindvinding",
            "09": "Serviceydelser i forbindelse med råstofindvinding",
        },
    ),
    Section(
        "C",
        "Fremstillingsvirksomhed",
        {
            "10": "Fremstilling af fødevarer",
            "11": "Fremstilling af drikkevarer",
            "12": "Fremstilling af tobaksprodukter",
            "13": "Fremstilling af tekstiler",
            "14": "Fremstilling af beklædningsartikler",
            "15": "Fremstilling af læder og lædervarer",
            "16": "Fremstilling af træ og varer af træ og kork, undtagen møbler; "
            "fremstilling af varer af strå og flettematerialer",
            "17": "Fremstilling af papir og papirvarer",
            "18": "Trykning og reproduktion af indspillede medier",
            "19": "Fremstilling af koks og raffinerede mineralolieprodukter",
            "20": "Fremstilling af kemiske produkter",
            "21": "Fremstilling af farmaceutiske råvarer og farmaceutiske præparater",
            "22": "Fremstilling af gummi- og plastprodukter",
            "23": "Fremstilling af andre ikke-metalholdige mineralske produkter",
            "24": "Fremstilling af metal",
            "25": "Jern- og metalvareindustri, undtagen maskiner og udstyr",
            "26": "Fremstilling af computere, elektroniske og optiske produkter",
            "27": "Fremstilling af elektrisk udstyr",
            "28": "Fremstilling af maskiner og udstyr i.a.n.",
            "29": "Fremstilling af motorkøretøjer, påhængsvogne og sættevogne",
            "30": "Fremstilling af andre transportmidler",
            "31": "Fremstilling af møbler",
            "32": "Anden fremstillingsvirksomhed",
            "33": "Reparation og installation af maskiner og udstyr",
        },
    ),
    Section("D", "El-, gas- og fjernvarmeforsyning", {"35": "El-, gas- og fjernvarmeforsyning"}),
    Section(
        "E",
        "Vandforsyning; kloakvæsen, affaldshåndtering og rensning af jord og grundvand",
        {
            "36": "Vandforsyning",
            "37": "Opsamling og behandling af spildevand",
            "38": "Indsamling, behandling og bortskaffelse af affald; genbrug",
            "39": "Rensning af jord og grundvand og anden form for forureningsbekæmpelse",
        },
    ),
    Section(
        "F",
        "Bygge- og anlægsvirksomhed",
        {
            "41": "Opførelse af bygninger",
            "42": "Anlægsarbejder",
            "43": "Bygge- og anlægsvirksomhed, som kræver specialisering",
        },
    ),
    Section(
        "G",
        "Engroshandel og detailhandel; reparation af motorkøretøjer og motorcykler",
        {
            "45": "Handel med biler og motorcykler, og reparation heraf",
            "46": "Engroshandel undtagen med motorkøretøjer og motorcykler",
            "47": "Detailhandel undtagen med motorkøretøjer og motorcykler",
        },
    ),
    Section(
        "H",
        "Transport og godshåndtering",
        {
            "49": "Landtransport; rørtransport",
            "50": "Skibsfart",
            "51": "Luftfart",
            "52": "Hjælpevirksomhed i forbindelse med transport",
            "53": "Post- og kurertjenester",
        },
    ),
    Section(
        "I",
        "Overnatningsfaciliteter og restaurationsvirksomhed",
        {"55": "Overnatningsfaciliteter", "56": "Restaurationsvirksomhed"},
    ),
    Section(
        "J",
        "Information og kommunikation",
        {
            "58": "Udgivervirksomhed",
            "59": "Produktion af film, video- og tv-programmer, lydoptagelser og musikudgivelser",
            "60": "Radio- og tv-virksomhed",
            "61": "Telekommunikation",
            "62": "Computerprogrammering, konsulentbistand vedrørende informationsteknologi og lignende aktiviteter",
            "63": "Informationstjenester",
        },
    ),
    Section(
        "K",
        "Pengeinstitut- og finansvirksomhed, forsikring",
        {
            "64": "Pengeinstitut- og finansieringsvirksomhed undtagen forsikring og pensionsforsikring",
            "65": "Forsikring, genforsikring og pensionsforsikring undtagen lovpligtig socialforsikring",
            "66": "Hjælpetjenester i forbindelse med finansieringsvirksomhed og forsikring",
        },
    ),
    Section("L", "Fast ejendom", {"68": "Fast ejendom"}),
    Section(
        "M",
        "Liberale, videnskabelige og tekniske tjenesteydelser",
        {
            "69": "Juridisk bistand, bogføring og revision",
            "70": "Hovedsæders virksomhed; virksomhedsrådgivning",
            "71": "Arkitekt- og ingeniørvirksomhed; teknisk afprøvning og analyse",
            "72": "Videnskabelig forskning og udvikling",
            "73": "Reklame og markedsanalyse",
            "74": "Andre liberale, videnskabelige og tekniske tjenesteydelser",
            "75": "Dyrlæger",
        },
    ),
    Section(
        "N",
        "Administrative tjenesteydelser og hjælpetjenester",
        {
            "77": "Udlejning og leasing",
            "78": "Arbejdsformidling",
            "79": "Rejsebureauers og rejsearrangørers virksomhed, reservationstjenesteydelser og "
            "tjenesteydelser i forbindelse hermed",
            "80": "Vagt- og sikkerhedstjenester og overvågning",
            "81": "Serviceydelser i forbindelse med ejendomme samt landskabspleje",
            "82": "Administrationsservice, kontorservice og anden forretningsservice",
        },
    ),
    Section(
        "O",
        "Offentlig forvaltning og forsvar; socialsikring",
        {"84": "Offentlig forvaltning, forsvar og socialsikring"},
    ),
    Section("P", "Undervisning", {"85": "Undervisning"}),
    Section(
        "Q",
        "Sundhedsvæsen og sociale foranstaltninger",
        {
            "86": "Sundhedsvæsen",
            "87": "Institutionsophold",
            "88": "Sociale foranstaltninger uden institutionsophold",
        },
    ),
    Section(
        "R",
        "Kultur, forlystelser og sport",
        {
            "90": "Kreative aktiviteter, kunst og forlystelser",
            "91": "Biblioteker, arkiver, museer og anden kulturel virksomhed",
            "92": "Lotteri- og anden spillevirksomhed",
            "93": "Sport, forlystelser og fritidsaktiviteter",
        },
    ),
    Section(
        "S",
        "Andre serviceydelser",
        {
            "94": "Organisationer og foreninger",
            "95": "Reparation af computere og varer til personligt brug og husholdningsbrug",
            "96": "Andre personlige serviceydelser",
        },
    ),
    Section(
        "T",
        "Private husholdninger med ansat medhjælp; husholdningers produktion af varer og tjenesteydelser "
        "til eget brug",
        {
            "97": "Husholdninger med ansat medhjælp",
            "98": "Private husholdningers produktion af varer og tjenesteydelser til eget brug, i.a.n.",
        },
    ),
    Section(
        "U",
        "Ekstraterritoriale organisationer og organer",
        {"99": "Ekstraterritoriale organisationer og organer"},
    ),
)
_SECTION_OF: Final = {code: section for section in SECTIONS for code in section.divisions}
SECTION_BY_LETTER: Final = {section.letter: section for section in SECTIONS}


def section_of(industry_code: str) -> Section | None:
    """The section of a six-digit code; None where it is empty or begins with no division of DB07."""
    return _SECTION_OF.get(industry_code[:2])


def division_title(industry_code: str) -> str:
    """The title of the code's division; "" where there is none."""
    section = section_of(industry_code)
    return section.divisions[industry_code[:2]] if section else ""
