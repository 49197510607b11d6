"""What an organisation leaves with of its agreements: those that it owns or is a party of."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import ME, Owned, mine, not_owned, within

_CODES = _("En personlig kode forlader aldrig systemet.")
AGREEMENTS = Owned(
    "agreements_agreement",
    "aftaler",
    _("Aftaler, som I ejer eller er part i"),
    f"({mine('owner_id', 'company_id')} or t.id in (select t.agreement_id from agreements_agreementversion t"
    f" join agreements_agreementparty p on p.version_id = t.id where p.organisation_id = {ME}))",
    without={"viewers": _("Afledt af parterne.")},
)
VERSIONS = Owned(
    "agreements_agreementversion",
    "aftaler-versioner",
    _("Aftalernes ordlyd"),
    within("agreement_id", AGREEMENTS),
)
CHANGES = Owned(
    "agreements_agreementchange",
    "aftaler-aendringer",
    _("Forlængelser og ophævelser"),
    within("agreement_id", AGREEMENTS),
)
MEETINGS = Owned(
    "agreements_agreementmeeting", "aftaler-moeder", _("Opfølgningsmøder"), within("agreement_id", AGREEMENTS)
)
TABLES = (
    AGREEMENTS,
    VERSIONS,
    Owned("agreements_versiontick", "aftaler-kryds", _("Aftalernes kryds"), within("version_id", VERSIONS)),
    Owned(
        "agreements_versiongoal", "aftaler-servicemaal", _("Aftalernes servicemål"), within("version_id", VERSIONS)
    ),
    Owned("agreements_agreementparty", "aftaler-parter", _("Aftalernes parter"), within("version_id", VERSIONS)),
    Owned(
        "agreements_agreementevent", "aftaler-historik", _("Aftalernes historik"), within("agreement_id", AGREEMENTS)
    ),
    CHANGES,
    Owned("agreements_changeconsent", "aftaler-samtykker", _("Svar på ændringer"), within("change_id", CHANGES)),
    MEETINGS,
    Owned(
        "agreements_minutescorrection",
        "rettelser-af-referater",
        _("Rettelser af jeres referater"),
        f"({mine('organisation_id')} or {within('meeting_id', MEETINGS)})",
    ),
    Owned(
        "agreements_networkmeeting",
        "ledermoeder",
        _("Ledermøder i jeres netværk"),
        "t.network_id in (select t.network_id from jobcenters_networkmember t where t.jobcenter_id = %(me)s)",
    ),
    Owned(
        "agreements_tovholderbypass",
        "uden-om-tovholderen",
        _("Kontakt uden om tovholderen"),
        mine("organisation_id", "company_id"),
    ),
    Owned("agreements_signature", "underskrifter", _("Underskrifter"), within("version_id", VERSIONS)),
    Owned(
        "agreements_signer",
        "underskrivere",
        _("Underskrivere"),
        within("version_id", VERSIONS),
        without=dict.fromkeys(
            ("token_hash", "earlier_hashes", "code_hash", "code_expires_at", "code_tries", "codes_sent", "codes_since",
             "wrong_codes", "copy_hash"),
            _CODES,
        ),
    ),
    Owned(
        "agreements_agreementpdf",
        "aftaler-pdf",
        _("Aftalernes PDF-filer. Indholdet er kodet som base64"),
        within("version_id", VERSIONS),
    ),
)  # fmt: skip
NOT_OWNED = (
    *not_owned(_("Afledt af parterne."), "agreements_agreementaccess"),
    *not_owned(_("Systemets egen tælling."), "agreements_accessday", "agreements_agreementnumber"),
)
