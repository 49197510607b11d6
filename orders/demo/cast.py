"""The people and companies of the demonstration. All are invented; addresses end in `.example`."""

from dataclasses import dataclass

PASSWORD = "prøv-jobordre-2026"  # noqa: S105  (only ever set where settings.DEMO is on)

# place: (consultants, managers, administrators)
STAFF: dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "Horsens": (("Mette Lund", "Jonas Krogh", "Aysel Demir"), ("Henrik Toft",), ("Birthe Holst",)),
    "Odder": (("Bo Winther", "Signe Ravn"), ("Lone Bagger",), ("Kaj Munk Nielsen",)),
    "Aarhus": (("Camilla Juhl", "Ahmed Saleh"), ("Torben Vang",), ()),
    "Skanderborg": (("Pia Lorentzen",), ("Steen Brandt",), ()),
    "Silkeborg": (("Rasmus Fogh",), ("Hanne Skov",), ()),
    "Randers": (("Maja Ørsted",), ("Erik Damgaard",), ()),
    "Favrskov": (("Lasse Ibsen",), ("Ulla Grøn",), ()),
    "Hedensted": (("Trine Bech",), ("Poul Kjær",), ()),
    "Norddjurs": (("Ida Storm",), ("Jens Åkjær",), ()),
    "Syddjurs": (("Emil Bruun",), ("Vibeke Høgh",), ()),
    "Samsø": (("Karen Sø",), ("Ole Strand",), ()),
    "Vejle": (("Nikolaj Dall",), ("Gitte Elkjær",), ()),
    "Nyborg": (("Sanne Fynbo",), ("Michael Lyng",), ()),
}
# Works for two jobcentres, and chooses at the top of the page which one.
ALSO_AT = {"Karen Sø": "Odder"}
NATIONAL = (("Lise Dam", "national_staff"), ("Per Aaby", "administrator"))


@dataclass(frozen=True, slots=True)
class DemoCompany:
    """A company, where it works, whom to ring, and what it usually needs."""

    name: str
    postcode: str
    street: str
    industry_code: str
    industry: str
    employees: int
    contact: str
    title: str
    needs: tuple[tuple[str, str, str], ...]  # occupation in plural, requirements, what the job is


ASSEMBLY = ("montører", "Svejsecertifikat, dagskift", "Montage af hydraulik efter tegning")
CNC = ("CNC-operatører", "Erfaring med Heidenhain", "Opstilling og kørsel af CNC-maskiner")
WAREHOUSE = ("lagermedarbejdere", "Gaffeltruckcertifikat (B)", "Pluk, pak og læsning")
CARE = ("sosu-hjælpere", "Dansk på niveau A2", "Pleje i dag- og weekendvagter")
COOK = ("kokke", "Faglært", "Køkkenet til frokost og aften")
KITCHEN = ("køkkenmedhjælpere", "Hygiejnebevis", "Opvask, rengøring og forberedelse")
CARPENTER = ("tømrere", "Svendebrev og kørekort B", "Tag og facader på boliger")
MASON = ("murerarbejdsmænd", "Kan arbejde i højden", "Hjælp til murersjak på byggeplads")
CLEANER = ("rengøringsassistenter", "Kan begynde kl. 05", "Kontorer og fællesarealer")
DRIVER = ("chauffører", "Kørekort CE og chaufføruddannelsesbevis", "Distribution i Østjylland")
PROCESS = ("procesoperatører", "Treholdsskift", "Overvågning af støbemaskiner")
SALES = ("butiksassistenter", "Vant til kasse", "Salg og varepåfyldning")
GARDEN = ("gartnermedhjælpere", "Kørekort B", "Pleje af grønne områder")
BAKER = ("bagere", "Nathold", "Brød og konditori")
SUPPORT = ("kundeservicemedarbejdere", "Engelsk i tale", "Telefon og chat")

COMPANIES = (
    DemoCompany(
        "Gudenå Maskinfabrik",
        "8700",
        "Fabriksvej 12",
        "251100",
        "Metalkonstruktioner",
        86,
        "Karin Friis",
        "Fabrikschef",
        (ASSEMBLY, CNC),
    ),
    DemoCompany(
        "Kærby Logistik",
        "8700",
        "Terminalvej 3",
        "521000",
        "Oplagring",
        140,
        "Mads Kær",
        "Lagerchef",
        (WAREHOUSE, DRIVER),
    ),
    DemoCompany(
        "Skovly Plejecenter",
        "8700",
        "Skovlyvej 1",
        "871010",
        "Plejehjem",
        95,
        "Inge Sand",
        "Forstander",
        (CARE, KITCHEN),
    ),
    DemoCompany(
        "Fjordkøkkenet",
        "8700",
        "Havnegade 8",
        "561020",
        "Catering",
        22,
        "Ali Yilmaz",
        "Køkkenchef",
        (COOK, KITCHEN),
    ),
    DemoCompany(
        "Nordhavn Plast",
        "8700",
        "Nordhavnsvej 20",
        "222200",
        "Plastemballage",
        64,
        "Grete Bay",
        "Produktionsleder",
        (PROCESS,),
    ),
    DemoCompany(
        "Bygholm Byg",
        "8700",
        "Byggervej 5",
        "412000",
        "Byggeri",
        48,
        "Claus Hede",
        "Entrepriseleder",
        (MASON, CARPENTER),
    ),
    DemoCompany(
        "Bageriet Fjorden",
        "8700",
        "Torvet 2",
        "107110",
        "Bageri",
        18,
        "Rikke Toft",
        "Indehaver",
        (BAKER, SALES),
    ),
    DemoCompany(
        "Strandhotellet",
        "8300",
        "Strandvejen 40",
        "551010",
        "Hotel",
        55,
        "Søren Vad",
        "Hotelchef",
        (COOK, CLEANER),
    ),
    DemoCompany(
        "Odder Tømrerlaug",
        "8300",
        "Savværksvej 9",
        "433200",
        "Tømrer",
        16,
        "Lis Hald",
        "Mester",
        (CARPENTER,),
    ),
    DemoCompany(
        "Ringvej Distribution",
        "8000",
        "Ringvejen 77",
        "494100",
        "Vejgodstransport",
        210,
        "Omar Haddad",
        "Driftschef",
        (DRIVER, WAREHOUSE),
    ),
    DemoCompany(
        "Aros Kundecenter",
        "8200",
        "Kontorparken 4",
        "822000",
        "Callcenter",
        130,
        "Line Bork",
        "Teamchef",
        (SUPPORT,),
    ),
    DemoCompany(
        "Havnens Rengøring",
        "8000",
        "Kajvej 11",
        "812100",
        "Rengøring",
        75,
        "Fatima Noor",
        "Driftsleder",
        (CLEANER,),
    ),
    DemoCompany(
        "Midtbyens Marked", "8000", "Stræde 6", "471110", "Supermarked", 42, "Ulrik Holm", "Købmand", (SALES,)
    ),
    DemoCompany(
        "Søhøjland Møbler",
        "8660",
        "Møbelvej 2",
        "310100",
        "Møbelfabrik",
        58,
        "Nina Gade",
        "Produktionschef",
        (ASSEMBLY, WAREHOUSE),
    ),
    DemoCompany(
        "Bakkens Plejehjem", "8660", "Bakkevej 30", "871010", "Plejehjem", 70, "Tove Lind", "Leder", (CARE,)
    ),
    DemoCompany(
        "Silke Papir",
        "8600",
        "Papirfabrikken 1",
        "172100",
        "Papemballage",
        110,
        "Jørgen Bach",
        "Fabrikschef",
        (PROCESS, WAREHOUSE),
    ),
    DemoCompany(
        "Gudenåens Gartneri",
        "8600",
        "Gartnervej 14",
        "813000",
        "Anlægsgartner",
        25,
        "Anni Krog",
        "Indehaver",
        (GARDEN,),
    ),
    DemoCompany(
        "Vindteknik Øst",
        "8900",
        "Vindvej 100",
        "282900",
        "Maskinindustri",
        320,
        "Peter Rask",
        "HR-chef",
        (ASSEMBLY, CNC),
    ),
    DemoCompany(
        "Kronjylland Køl",
        "8900",
        "Frysevej 7",
        "521000",
        "Kølelager",
        88,
        "Dorte Ravnsbæk",
        "Lagerchef",
        (WAREHOUSE,),
    ),
    DemoCompany(
        "Hadsten Beton",
        "8370",
        "Grusgravsvej 3",
        "236100",
        "Betonelementer",
        66,
        "Kurt Møller",
        "Formand",
        (MASON, DRIVER),
    ),
    DemoCompany(
        "Tørring Trælast",
        "7160",
        "Savgade 18",
        "467310",
        "Trælast",
        34,
        "Eva Buhl",
        "Afdelingsleder",
        (WAREHOUSE, SALES),
    ),
    DemoCompany(
        "Djurs Fiskeindustri",
        "8500",
        "Havnen 15",
        "102010",
        "Fiskeindustri",
        120,
        "Bent Skipper",
        "Produktionschef",
        (PROCESS, CLEANER),
    ),
    DemoCompany(
        "Mols Feriehuse",
        "8400",
        "Ebeltoftvej 21",
        "552000",
        "Ferieboliger",
        30,
        "Stine Mols",
        "Driftsleder",
        (CLEANER, GARDEN),
    ),
    DemoCompany(
        "Samsø Frugt", "8305", "Æblevej 4", "012400", "Frugtavl", 15, "Hans Samsing", "Avler", (GARDEN,)
    ),
    DemoCompany(
        "Storebælt Catering",
        "5800",
        "Broen 1",
        "561020",
        "Catering",
        90,
        "Mona Fyn",
        "Personalechef",
        (KITCHEN, COOK),
    ),
)
# Who signs in for a company, besides answering its telephone.
COMPANY_USERS = ("Gudenå Maskinfabrik", "Skovly Plejecenter", "Strandhotellet", "Storebælt Catering")
# Large enough to call Jobservice Danmark rather than their own jobcentre.
NATIONAL_COMPANIES = (
    "Storebælt Catering",
    "Vindteknik Øst",
    "Ringvej Distribution",
    "Djurs Fiskeindustri",
    "Aros Kundecenter",
    "Silke Papir",
)
# What each jobcentre's contact persons know most about, in turn.
SUBJECTS = (
    "Industri og metal",
    "Lager og transport",
    "Sundhed og pleje",
    "Bygge og anlæg",
    "Hotel, køkken og rengøring",
    "Handel og kundeservice",
)
# Days since a contact entry was last confirmed, in turn: most within the quarter, two ageing, one nobody minds.
LANGUAGES = ("engelsk", "", "engelsk, tysk", "", "polsk, engelsk", "", "ukrainsk, engelsk")
CONFIRMED_DAYS_AGO = (12, 34, 5, 61, 118, 20, 77, 3, 48, 9, 70, 27, 204, 15, 41, 56, 8, 133, 30, 66, 22, 11)


def email_of(name: str, domain: str) -> str:
    """ "Mette Lund" at "horsens" -> "mette.lund@horsens.example", in plain letters."""
    plain = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "é": "e", " ": "."})
    return f"{name.lower().translate(plain)}@{domain.lower().translate(plain).replace('.', '-')}.example"
