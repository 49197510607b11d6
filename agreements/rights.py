"""Where people are found in agreements and meetings. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Place
from agreements.retention_rules import AGREEMENT

SIGNED = _(
    "En aftale, der er sendt til underskrift, kan ikke ændres; den er bevis for, hvad parterne har aftalt, og slettes "
    "10 år efter, at den er ophørt (databeskyttelsesforordningen art. 17, stk. 3, litra e)."
)
MINUTES = _(
    "Et referat, som parterne har fået, rettes ved siden af og slettes efter 5 år (databeskyttelsesforordningen "
    "art. 17, stk. 3, litra b)."
)
VERSION = (
    "join agreements_agreementversion v on v.id = t.version_id"
    " join agreements_agreement a on a.id = v.agreement_id"
)
NETWORK = "join jobcenters_network n on n.id = t.network_id"
PARTY = _("Kontaktperson i en aftale")


def _in(
    table: str,
    column: str,
    what: str | Promise,
    owner: str = "a.owner_id",
    *,
    joins: str = AGREEMENT,
    about: str = "a.number",
    at: str = "null::timestamptz",
    where: str = "true",
    is_json: bool = False,
    kept: str | Promise = "",
) -> Place:
    return Place(
        f"agreements_{table}",
        column,
        what,
        owner,
        joins=joins,
        about=about,
        at=at,
        where=where,
        is_json=is_json,
        kept=kept,
    )


PLACES = (
    *(
        _in("agreementparty", column, PARTY, joins=VERSION, where="v.state = 'draft'")
        for column in ("contact_name", "contact_email", "contact_phone")
    ),
    *(
        Place(
            "agreements_agreementparty",
            column,
            PARTY,
            "a.owner_id",
            joins=VERSION,
            about="a.number",
            where="v.state <> 'draft'",
            kept=SIGNED,
        )
        for column in ("contact_name", "contact_email", "contact_phone")
    ),
    *(
        _in(
            "signature",
            column,
            _("Underskrift"),
            "t.organisation_id",
            joins=VERSION,
            at="t.signed_at",
            kept=SIGNED,
        )
        for column in ("name", "email")
    ),
    _in(
        "signer", "email", _("Invitation til at underskrive"), "t.organisation_id", joins=VERSION, kept=SIGNED
    ),
    *(
        _in(
            "agreementevent",
            column,
            _("Aftalens historik"),
            "coalesce(t.organisation_id, a.owner_id)",
            at="t.at",
        )
        for column in ("title", "text")
    ),
    _in(
        "agreementchange",
        "reason",
        _("Forslag om forlængelse eller ophævelse"),
        "t.proposed_by_id",
        at="t.proposed_at",
    ),
    _in("agreementmeeting", "invited", _("Indbudt til opfølgningsmøde"), at="t.starts_at", is_json=True),
    _in("agreementmeeting", "minutes", _("Referat"), at="t.starts_at", kept=MINUTES),
    _in(
        "networkmeeting",
        "invited",
        _("Indbudt til ledermøde"),
        "n.coordinator_id",
        joins=NETWORK,
        about="n.name",
        at="t.starts_at",
        is_json=True,
    ),
    _in(
        "networkmeeting",
        "minutes",
        _("Referat"),
        "n.coordinator_id",
        joins=NETWORK,
        about="n.name",
        at="t.starts_at",
        kept=MINUTES,
    ),
    _in("tovholderbypass", "text", _("Kontakt uden om tovholderen"), "t.organisation_id", at="t.at"),
)
