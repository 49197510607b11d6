"""The columns of a file with candidates. Pure."""

from django.utils.translation import gettext_lazy as _

from candidates.enums import TermKind
from tabular.columns import Column, Columns

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
FILE = Columns(COLUMNS, word=_("kandidat"))
BY_KEY = FILE.by_key
KIND_OF_COLUMN = {column.key: column.kinds[0] for column in COLUMNS if column.kinds}
