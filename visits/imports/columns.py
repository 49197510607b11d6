"""The columns of a file with visits and calls. The list that is fetched has the same ones, and a few more. Pure."""

from django.utils.translation import gettext_lazy as _

from tabular.columns import Column, Columns

YES_OR_NO = _("Ja eller nej. Tomt: nej.")
OUTLOOK = _("Flere, samme eller færre end i dag.")

COLUMNS: tuple[Column, ...] = (
    Column(
        "reference",
        "reference",
        _("Jeres eget nummer på besøget. Samme reference er samme notat."),
        ("B-1001", "B-1002"),
        ("ref", "besøgs-id", "besøgsnummer", "nøgle", "id"),
        needed=True,
    ),
    Column(
        "kind",
        "type",
        _("Besøg, opkald eller møde."),
        ("Besøg", "Opkald"),
        ("hvordan", "kontaktform", "kontakttype"),
        needed=True,
    ),
    Column(
        "held_on",
        "dato",
        _("Dagen, I talte sammen."),
        ("2026-03-02", "2026-03-09"),
        ("besøgsdato", "afholdt", "kontaktdato"),
        needed=True,
    ),
    Column(
        "cvr",
        "cvr-nummer",
        _("Virksomheden, I talte med. Skal med, når p-nummeret er tomt."),
        ("99900008", ""),
        ("cvr", "cvrnr", "cvr nr"),
    ),
    Column(
        "p_number",
        "p-nummer",
        _("Arbejdspladsen, I talte med. Skal med, når cvr-nummeret er tomt."),
        ("", "9990000015"),
        ("pnr", "p-nr"),
    ),
    Column(
        "author",
        "jeres medarbejder",
        _("E-mailadressen på den af jer, der talte med virksomheden."),
        ("mette@jobcenter.example", ""),
        ("medarbejder", "konsulent", "e-mail", "email"),
    ),
    Column(
        "text",
        "notat",
        _("Hvad der blev sagt. Aldrig et cpr-nummer."),
        ("De udvider hallen og mangler svejsere.", "Ringer igen i april."),
        ("referat", "resumé", "opsummering", "tekst"),
    ),
    Column("growth", "vækst", _("Vokser, står stille eller skrumper."), ("Vokser", ""), ("udvikling",)),
    Column("needs_labour", "mangler arbejdskraft", YES_OR_NO, ("ja", "nej"), ("arbejdskraft",)),
    Column("needs_apprentices", "vil have lærlinge", YES_OR_NO, ("nej", "ja"), ("lærlinge", "elever")),
    Column("needs_retention", "vil holde på medarbejdere", YES_OR_NO, ("nej", "nej"), ("fastholdelse",)),
    Column("outlook_3", "ansatte om 3 måneder", OUTLOOK, ("Flere", ""), ("barometer 3",)),
    Column("outlook_12", "ansatte om 12 måneder", OUTLOOK, ("Flere", "Samme"), ("barometer 12",)),
    Column(
        "next_visit_on",
        "næste besøg",
        _("En dag. Ligger den foran os, bliver den en opgave."),
        ("", ""),
        ("næste besøgsdato",),
    ),
    Column("campaign", "kampagne", _("Ét ord for det, notatet hører til."), ("Industri 2026", ""), ()),
    Column(
        "is_shared",
        "deles med andre jobcentre",
        _("Ja eller nej. Tomt: nej, kun jeres egen organisation ser notatet."),
        ("nej", "ja"),
        ("deles", "delt"),
    ),
    Column(
        "organisation",
        "skrevet af",
        _("Jeres eget navn, eller tomt. Andres notater læses ikke."),
        ("", ""),
        ("organisation",),
    ),
)
FILE = Columns(COLUMNS, word=_("besøg"), none=_("Filen har kun kolonnernes navne og ingen besøg."))
HEADING = {column.key: column.heading for column in COLUMNS}
# What a fetched list says too. An import does not read it: it stands in the register of companies.
MORE = ("virksomhed", "arbejdsplads", "kontaktperson", "behov")
