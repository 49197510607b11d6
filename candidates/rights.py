"""Where citizens are found outside the three levels, which only their own logging functions read. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, MACHINE, About, Place, unsearched
from candidates.retention_rules import MEETING, ORDER, RUN

LOG = _(
    "Loggen over opslag er borgerens egen beskyttelse og slettes efter 5 år (databeskyttelsesforordningen art. 17, "
    "stk. 3, litra b, og art. 32)."
)


def _in(
    table: str,
    column: str,
    what: str | Promise,
    owner: str,
    *,
    joins: str = "",
    about: str = "''",
    at: str = "null::timestamptz",
    goes: bool = False,
    is_json: bool = False,
    kept: str | Promise = "",
) -> Place:
    return Place(
        f"candidates_{table}",
        column,
        what,
        owner,
        joins=joins,
        about=about,
        at=at,
        goes=goes,
        is_json=is_json,
        kept=kept,
    )


PLACES = (
    *(
        _in(
            "signup",
            column,
            _("Tilmelding til informationsmøde"),
            "p.tovholder_id",
            joins=MEETING,
            at="t.signed_up_at",
            goes=True,
        )
        for column in ("name", "contact", "contact_key")
    ),
    *(
        _in(
            "invitation",
            column,
            _("Opfordring til at søge"),
            "t.organisation_id",
            joins=ORDER,
            about="o.number",
            at="t.invited_at",
        )
        for column in ("subject", "text", "how_to_apply")
    ),
    _in(
        "nominationstep",
        "note",
        _("Notat om en indstillet"),
        "t.organisation_id",
        joins=ORDER,
        about="o.number",
        at="t.at",
    ),
    _in("grantdecision", "reason", _("Begrundelse for en bevilling"), "t.jobcenter_id", at="t.at"),
    _in("release", "purpose", _("Formål med en frigivelse"), "t.jobcenter_id", at="t.released_at"),
    _in("accesslog", "purpose", _("Formål med et opslag"), "t.organisation_id", at="t.at", kept=LOG),
    _in(
        "importfault",
        "text",
        _("Hvad der var galt i en fil"),
        "t.jobcenter_id",
        joins=RUN,
        at="r.finished_at",
    ),
    *(
        _in("upskillingproject", column, _("Opkvalificeringsprojekt"), "t.tovholder_id")
        for column in ("title", "school", "course", "requirements", "partners", "advert")
    ),
    *(
        _in(
            "informationmeeting",
            column,
            _("Informationsmøde"),
            "p.tovholder_id",
            joins="join candidates_upskillingproject p on p.id = t.project_id",
            at="t.starts_at",
        )
        for column in ("place", "text")
    ),
    Place(
        "candidates_searchevidence",
        "criteria",
        _("Udsøgning gemt som dokumentation"),
        "coalesce(o.tovholder_id, o.received_by_id)",
        joins=ORDER,
        about="o.number",
        is_json=True,
        key="search_id",
    ),
    _in("importrun", "file_name", _("Navnet på en fil med borgere"), "t.jobcenter_id", at="t.finished_at"),
    _in("savedsearch", "name", _("Gemt søgning"), "t.organisation_id", at="t.created_at"),
    _in("savedsearch", "criteria", _("Gemt søgning"), "t.organisation_id", at="t.created_at", is_json=True),
)

CITIZEN = "t.candidate_id = the_id"
ABOUT = (
    About(
        "citizen",
        "candidates_invitation",
        _("Opfordringer"),
        CITIZEN,
        "t.jobcenter_id",
        ("subject", "text", "invited_at", "sent_at", "reply", "replied_at"),
    ),
    About(
        "citizen",
        "candidates_nomination",
        _("Indstillinger"),
        CITIZEN,
        "t.organisation_id",
        ("state", "nominated_at", "presented_at", "hired_at", "employed_from", "declined_reason"),
    ),
    About(
        "citizen",
        "candidates_participant",
        _("Opkvalificering"),
        CITIZEN,
        "t.jobcenter_id",
        ("step", "stopped_reason", "job_started_on", "kept", "added_at"),
    ),
    About(
        "citizen",
        "candidates_release",
        _("Frigivelser"),
        CITIZEN,
        "t.jobcenter_id",
        ("purpose", "released_at", "expires_at", "revoked_at"),
    ),
    About(
        "citizen",
        "candidates_accesslog",
        _("Hvem der har set oplysninger om borgeren"),
        CITIZEN,
        "t.jobcenter_id",
        ("at", "level", "purpose", "surface", "system"),
    ),
)

_CITIZEN = (
    "The citizen's own levels two and three: read, given out and erased by the functions that log each look."
)
_VOCABULARY = "The vocabulary's own words."
_GONE = "Emptied or deleted when the file has been taken in."
UNSEARCHED = (
    *unsearched(_CITIZEN, "candidates_candidate", "job_titles"),
    *unsearched(
        _CITIZEN,
        "candidates_candidateprofile",
        *("profile_text", "wanted_work", "history", "education", "missing"),
    ),
    *unsearched(
        _CITIZEN,
        "candidates_candidateidentity",
        *("external_ref", "name", "email", "employers", "caseworker_email"),
    ),
    *unsearched(_VOCABULARY, "candidates_discogroup", "title"),
    *unsearched(_VOCABULARY, "candidates_term", "name", "group", "synonyms"),
    *unsearched(_VOCABULARY, "candidates_termnear", "reason"),
    *unsearched("Single words of the search's index, with nobody's name beside.", "candidates_word", "word"),
    *unsearched(_VOCABULARY, "candidates_spelling", "folded", "shown", "stem"),
    *unsearched(_GONE, "candidates_importrun", "headings", "ignored", "absent", "sample"),
    *unsearched(MACHINE, "candidates_importrun", "problem"),
    *unsearched(CODES, "candidates_importrun", "sha256"),
    *unsearched(_GONE, "candidates_importrow", "external_ref", "data"),
    *unsearched(_GONE, "candidates_importword", "word"),
    *unsearched(MACHINE, "candidates_importfault", "column"),
    *unsearched(MACHINE, "candidates_invitation", "not_sent_reason"),
    *unsearched(CODES, "candidates_invitation", "token_hash"),
    *unsearched(CODES, "candidates_informationmeeting", "token"),
    *unsearched(
        "A digest: it says nothing to whoever has not both the reference and the key.",
        "candidates_saidno",
        "digest",
    ),
    *unsearched("Numbers alone.", "candidates_searchevidence", "counts"),
)
