"""The columns of a file: their headings, what is written in them, and how they are recognised. Pure."""

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from candidates.enums import TermKind

LIST = _("Flere adskilles af |")


@dataclass(frozen=True, slots=True)
class Column:
    """`key` names it in code, `heading` in files. `kinds` are the kinds of words it holds, the likeliest first."""

    key: str
    heading: str
    what: str | Promise
    examples: tuple[Any, Any]
    aliases: tuple[str, ...] = ()
    needed: bool = False
    kinds: tuple[str, ...] = ()
    several: bool = False


COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        "reference",
        _(
            "Borgerens nummer i jeres fagsystem. Aldrig cpr-nummeret. Samme reference er samme kandidat næste gang."
        ),
        ("sag-10021", "sag-10022"),
        ("ref", "external_ref", "borgerreference", "sagsnummer"),
        needed=True,
    ),
    Column("name", "navn", _("Fornavn og efternavn."), ("Ane Bech", "Yusuf Demir"), needed=True),
    Column(
        "email",
        "e-mail",
        _("Borgerens adresse."),
        ("ane@borger.example", ""),
        ("email", "mail", "e-mailadresse"),
    ),
    Column(
        "phone",
        "telefon",
        _("Otte cifre, eller + og landekode."),
        ("20 30 40 50", "20 30 40 51"),
        ("tlf", "mobil"),
    ),
    Column(
        "postcode",
        "postnummer",
        _("Fire cifre, i en af jeres egne kommuner."),
        ("{postcode}", "{postcode}"),
        ("postnr",),
        needed=True,
    ),
    Column(
        "occupations",
        "stillinger",
        _("Det, borgeren søger arbejde som, det vigtigste først."),
        (["Smed", "Svejser"], ["Lagermedarbejder"]),
        ("stilling", "fag", "stilling(er)"),
        kinds=(TermKind.OCCUPATION,),
        several=True,
    ),
    Column(
        "skills",
        "kompetencer",
        _("Det, borgeren kan."),
        (["TIG-svejsning", "Tegningsforståelse", "Kantpresning"], ["Pluk og pak"]),
        ("kompetence",),
        kinds=(TermKind.SKILL, TermKind.CERTIFICATE, TermKind.LANGUAGE),
        several=True,
    ),
    Column(
        "certificates",
        "certifikater",
        _("Gyldige certifikater."),
        (["Varme arbejder"], ["Gaffeltruck B"]),
        ("certifikat",),
        kinds=(TermKind.CERTIFICATE, TermKind.LICENCE, TermKind.SKILL),
        several=True,
    ),
    Column(
        "licences",
        "kørekort",
        _("Kategorierne."),
        (["B"], ["B", "C"]),
        ("kørekortkategorier",),
        kinds=(TermKind.LICENCE,),
        several=True,
    ),
    Column(
        "languages",
        "sprog",
        _("Også dansk."),
        (["Dansk", "Tysk"], ["Dansk", "Tyrkisk"]),
        kinds=(TermKind.LANGUAGE,),
        several=True,
    ),
    Column(
        "educations",
        "uddannelser",
        _("Titel, og efter et komma året."),
        (["Smed, 2014"], ["Folkeskolens 9. klasse, 2009"]),
        ("uddannelse",),
        kinds=(TermKind.EDUCATION,),
        several=True,
    ),
    Column(
        "jobs",
        "ansættelser",
        _("Titel, arbejdsgiver, fra, til. Arbejdsgiveren ser kun I og den, I frigiver borgeren til."),
        (["Smed, Maskinfabrikken ApS, 2015, 2024"], ["Lagermedarbejder, Varehuset, 2019, 2025"]),
        ("ansættelse", "erfaring", "beskæftigelse"),
        several=True,
    ),
    Column("unemployed_since", "ledig siden", _("Dato."), ("2026-03-01", "01-11-2025"), ("ledig fra",)),
    Column(
        "available_from",
        "kan starte",
        _("Dato. Tomt betyder straks."),
        ("", "2026-12-01"),
        ("kan starte fra",),
    ),
    Column("wanted_km", "vil højst køre", _("Kilometer, 1-500."), ("40", "25"), ("vil højst køre km", "km")),
    Column(
        "targets",
        "målgrupper",
        _("Kan søges efter, men vises aldrig i lister."),
        (["Langtidsledig"], []),
        ("målgruppe",),
        kinds=(TermKind.TARGET,),
        several=True,
    ),
    Column(
        "forms",
        "ansættelsesformer",
        _("Det, borgeren kan ansættes i."),
        (["Ordinær ansættelse"], ["Løntilskud"]),
        ("ansættelsesform",),
        kinds=(TermKind.FORM,),
        several=True,
    ),
    Column(
        "profile_text",
        "faglig profil",
        _("Højst 3.000 tegn. Uden navn, e-mail og telefonnummer: andre jobcentre læser den uden navn."),
        (
            "Stærk i svejsning i rustfrit stål og vant til at læse tegninger. Møder til tiden.",
            "Hurtig og omhyggelig.",
        ),
        ("profil",),
    ),
    Column(
        "wanted_work",
        "ønsket arbejde",
        _("Højst 300 tegn."),
        ("Smedearbejde i dagtimer", "Lager, gerne aften"),
        ("ønsker",),
    ),
    Column(
        "channel", "kontaktvej", _("e-mail, besked eller telefon."), ("e-mail", "telefon"), ("kontaktkanal",)
    ),
    Column(
        "basis",
        "grundlag",
        _("samtykke eller lov. Tomt: borgeren findes kun af jer selv."),
        ("samtykke", "lov"),
        ("samtykke",),
    ),
    Column(
        "cv_updated_on", "CV opdateret", _("Dato."), ("2026-09-14", "2026-02-03"), ("cv sidst opdateret",)
    ),
    Column(
        "caseworker_email",
        "sagsbehandlers e-mail",
        _("Den, der kender borgeren."),
        ("sagsbehandler@kommune.example", ""),
        ("sagsbehandler", "sagsbehandler e-mail"),
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
KIND_OF_COLUMN = {column.key: column.kinds[0] for column in COLUMNS if column.kinds}
_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})


def normal(heading: str) -> str:
    """How headings are compared: in any case, without signs, æ ø å as ae oe aa."""
    return re.sub(r"[^a-z0-9]", "", heading.casefold().translate(_LETTERS))


NAMES = {
    normal(name): column.key for column in COLUMNS for name in (column.heading, column.key, *column.aliases)
}


class HeadingProblem(ValueError):
    """The file cannot be read by its headings. The text is Danish and can be shown."""


@dataclass(frozen=True, slots=True)
class Layout:
    """`keys[n]` is the column at place n, "" where it is not known; `ignored` are the headings of those."""

    keys: tuple[str, ...]
    headings: tuple[str, ...]
    ignored: tuple[str, ...]

    @property
    def present(self) -> frozenset[str]:
        return frozenset(filter(None, self.keys))

    def heading(self, key: str) -> str:
        """What the column is called in this file."""
        return next(
            (h for k, h in zip(self.keys, self.headings, strict=True) if k == key), BY_KEY[key].heading
        )


def layout_of(headings: list[str]) -> Layout:
    """Which column stands where. Raises HeadingProblem for a missing or doubled column; unknown ones are ignored."""
    names = tuple(heading.strip()[:80] for heading in headings)
    keys = tuple(NAMES.get(normal(name), "") for name in names)
    twice = [
        (key, name)
        for place, (key, name) in enumerate(zip(keys, names, strict=True))
        if key and key in keys[:place]
    ]
    if twice:
        key, name = twice[0]
        raise HeadingProblem(
            str(_("To kolonner er den samme: “%(one)s” og “%(two)s”. Slet den ene."))
            % {"one": names[keys.index(key)], "two": name}
        )
    missing = [column.heading for column in COLUMNS if column.needed and column.key not in keys]
    if missing:
        raise HeadingProblem(
            str(
                _(
                    "Filen mangler %(columns)s. Den første linje skal være kolonnernes navne, som i skabelonen."
                )
            )
            % {"columns": " og ".join(f"“{name}”" for name in missing)}
        )
    return Layout(keys, names, tuple(name for key, name in zip(keys, names, strict=True) if not key and name))
