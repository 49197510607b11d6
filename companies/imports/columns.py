"""The columns of a file with companies. The lists that are fetched from the register have the same ones. Pure."""

from django.utils.translation import gettext_lazy as _

from tabular.columns import Column, Columns

COLUMNS: tuple[Column, ...] = (
    Column(
        "cvr",
        "cvr-nummer",
        _("Otte cifre. Samme nummer er samme virksomhed."),
        ("99900008", "99900016"),
        ("cvr", "cvrnr", "cvr nr"),
        needed=True,
    ),
    Column(
        "name",
        "virksomhed",
        _("Navnet. Skal med, når virksomheden er ny."),
        ("Gudenå Maskinfabrik A/S", "Nørrebro Bageri ApS"),
        ("navn", "virksomhedsnavn", "firma"),
    ),
    Column("industry_code", "branchekode", _("Seks cifre."), ("256200", ""), ("db07",)),
    Column("industry", "branche", _("Branchens navn."), ("Maskinforarbejdning", ""), ("branchenavn",)),
    Column("employees", "ansatte", _("Et helt tal."), ("120", ""), ("antal ansatte",)),
    Column(
        "place_name",
        "arbejdsplads",
        _("Arbejdspladsens navn. Tomt: virksomhedens eget navn."),
        ("", ""),
        ("arbejdspladsens navn", "produktionsenhed"),
    ),
    Column("address", "adresse", _("Vej og husnummer."), ("Fabriksvej 12", "Bagergade 4"), ("vej",)),
    Column("postcode", "postnummer", _("Fire cifre."), ("8700", "8700"), ("postnr",)),
    Column("p_number", "p-nummer", _("Ti cifre. Må være tomt."), ("9990000501", ""), ("pnr", "p-nr")),
    Column(
        "contact",
        "kontaktperson",
        _("Hvem I taler med."),
        ("Karin Friis", "Ib Lund"),
        ("kontakt", "kontaktpersonens navn"),
    ),
    Column("title", "stilling", _("Kontaktpersonens stilling."), ("Produktionschef", ""), ("titel",)),
    Column(
        "phone",
        "telefon",
        _("Otte cifre, eller + og landekode."),
        ("76 12 34 56", "76 12 34 57"),
        ("tlf", "mobil"),
    ),
    Column(
        "email", "e-mail", _("Kontaktpersonens adresse."), ("karin@gudenaa.example", ""), ("email", "mail")
    ),
)
FILE = Columns(
    COLUMNS, word=_("virksomhed"), none=_("Filen har kun kolonnernes navne og ingen virksomheder.")
)
HEADING = {column.key: column.heading for column in COLUMNS}
COMPANY_KEYS = (
    "cvr",
    "name",
    "industry_code",
    "industry",
    "employees",
    "place_name",
    "address",
    "postcode",
    "p_number",
)
CONTACT_KEYS = ("cvr", "name", "contact", "title", "phone", "email")
