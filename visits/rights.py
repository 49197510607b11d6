"""Where people are found in notes, tasks and joint visits. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, MACHINE, About, Place, unsearched

NOTE = _("Notat om et besøg eller en samtale")
JOINT = _("Sambesøg")


def _in(
    table: str,
    column: str,
    what: str | Promise,
    owner: str = "t.organisation_id",
    *,
    joins: str = "",
    at: str = "t.created_at",
    is_json: bool = False,
) -> Place:
    return Place(f"visits_{table}", column, what, owner, joins=joins, at=at, is_json=is_json)


PLACES = (
    _in("interaction", "text", NOTE),
    _in("interaction", "campaign", NOTE),
    _in("interactioncorrection", "before", _("Rettelse af et notat"), at="t.at", is_json=True),
    _in("visitimport", "file_name", _("Navnet på en fil med besøg")),
    _in("visitimportproblem", "text", _("Hvad der var galt i en fil"), at="null::timestamptz"),
    _in("internalnote", "text", _("Internt notat om en virksomhed")),
    _in("task", "text", _("Opgave")),
    _in("task", "campaign", _("Opgave")),
    _in("callround", "name", _("Rundringning")),
    _in("jointvisit", "purpose", JOINT),
    _in("jointvisit", "place", JOINT),
    _in("jointvisit", "cancel_reason", JOINT),
    _in("jointvisit", "invited", JOINT, is_json=True),
    _in("jointvisitguest", "comment", _("Svar om et sambesøg"), at="t.answered_at"),
)

ABOUT = (
    About(
        "contact",
        "visits_interaction",
        _("Besøg og samtaler med personen"),
        "t.contact_id = the_id",
        "t.organisation_id",
        ("kind", "held_on", "text"),
    ),
)

_GONE = "Emptied or deleted when the file has been taken in."
UNSEARCHED = (
    *unsearched(CODES, "visits_interaction", "external_ref"),
    *unsearched(
        "Made by the database of the campaign, and made anew with it.", "visits_interaction", "campaign_key"
    ),
    *unsearched(CODES, "visits_visitimport", "sha256"),
    *unsearched(_GONE, "visits_visitimport", "headings", "ignored", "sample"),
    *unsearched(MACHINE, "visits_visitimport", "changed_columns"),
    *unsearched(MACHINE, "visits_visitimport", "problem"),
    *unsearched(_GONE, "visits_visitimportline", "key", "data", "changes"),
    *unsearched(MACHINE, "visits_visitimportproblem", "column"),
    *unsearched("The name of a trade.", "visits_interactionneed", "occupation"),
    *unsearched(CODES, "visits_calendarlink", "token_hash"),
)
