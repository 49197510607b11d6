"""Where citizens are found outside the three levels, which only their own logging functions read. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import About, Place
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
