"""Where people are found in mail. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, MACHINE, Place, unsearched

# Mail that is on its way, and mail with a code, is left alone.
SENT = "not t.confidential and t.state not in ('queued', 'leased')"


def _mail(column: str, what: object) -> Place:
    return Place(
        "notifications_outboxmail",
        column,
        what,  # type: ignore[arg-type]
        "t.organisation_id",
        about="t.name",
        at="t.created_at",
        where=SENT,
    )


PLACES = (
    _mail("recipient", _("Modtager af en mail")),
    _mail("reply_to", _("Adresse at svare til")),
    _mail("subject", _("Emnet i en mail")),
    _mail("text", _("Teksten i en mail")),
    _mail("html", _("Teksten i en mail")),
    _mail("last_error", _("Hvorfor en mail ikke kom frem")),
    _mail("calendar", _("Kalenderfil i en mail")),
)

UNSEARCHED = (
    *unsearched(CODES, "notifications_outboxmail", "name", "message_id", "dedupe_key", "domain"),
    *unsearched(MACHINE, "notifications_mailpace", "domain"),
    *unsearched(
        "Nobody's: an address that mail came back from, so that nothing is sent there; deleted with its own rule.",
        "notifications_deadaddress",
        "address",
        "reason",
    ),
)
