"""Where people are found in agreements and meetings. Pure."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, MACHINE, Place, unsearched
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
        for column in ("contact_name", "contact_title", "contact_email", "contact_phone")
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
        for column in ("contact_name", "contact_title", "contact_email", "contact_phone")
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
        for column in ("name", "title", "email")
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
    *(
        _in("agreementmeeting", column, _("Referat"), at="t.starts_at", kept=MINUTES)
        for column in ("minutes", "adjustments")
    ),
    _in("agreementmeeting", "place", _("Opfølgningsmøde"), at="t.starts_at"),
    *(
        _in(
            "agreementversion",
            column,
            _("Aftalens tekst"),
            is_json=column in ("revisions", "document"),
            kept=SIGNED,
        )
        for column in ("need_short", "need_long", "meeting_text", "extra_terms", "revisions", "document")
    ),
    _in("versiontick", "text", _("Aftalens tekst"), joins=VERSION, kept=SIGNED),
    *(
        Place(
            "agreements_changeconsent",
            column,
            _("Svar på en forlængelse eller ophævelse"),
            "t.organisation_id",
            at="t.at",
            kept=SIGNED,
        )
        for column in ("name", "note")
    ),
    *(
        Place(
            "agreements_minutescorrection",
            column,
            _("Rettelse af et referat"),
            "t.organisation_id",
            at="t.at",
            kept=MINUTES,
        )
        for column in ("minutes", "reason", "author", "place")
    ),
    *(
        _in(
            "networkmeeting",
            column,
            _("Ledermøde"),
            "n.coordinator_id",
            joins=NETWORK,
            about="n.name",
            at="t.starts_at",
        )
        for column in ("place", "agenda")
    ),
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

UNSEARCHED = (
    *unsearched(HOUSE, "agreements_agreement", "title"),
    *unsearched(CODES, "agreements_agreementversion", "document_hash"),
    *unsearched(CODES, "agreements_signer", "token_hash", "earlier_hashes", "code_hash", "copy_hash"),
    *unsearched(CODES, "agreements_signature", "method_name", "level", "document_hash"),
    *unsearched(CODES, "agreements_agreementpdf", "document_hash", "sha256"),
    *unsearched(MACHINE, "agreements_agreementpdf", "error"),
)
