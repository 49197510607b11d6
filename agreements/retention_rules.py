"""How long agreements and what was said about them are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)
LAW = _("Databeskyttelsesforordningen art. 5, stk. 1, litra e")
CLAIMS = _("Databeskyttelsesforordningen art. 17, stk. 3, litra e (retskrav)")
AGREEMENT = "join agreements_agreement a on a.id = t.agreement_id"
OVER = "a.state in ('cancelled', 'expired', 'superseded')"
WITH_THE_VERSION = _("Slettes sammen med den version af aftalen, den hører til.")

VERSIONS = Rule(
    code="agreements.versions",
    what=_("Aftalens tekst, parternes kontaktpersoner, underskrifter og PDF"),
    starts=_("versionen ophørte"),
    length=years(10),
    why=_("En underskrevet aftale er bevis, så længe der kan stilles krav efter den (forældelsesloven § 4)."),
    law=CLAIMS,
    valid_from=FROM,
    since="t.ended_at",
    owner="a.owner_id",
    joins=AGREEMENT,
    where=OVER,
    first=(
        "update agreements_agreement set current_id = null where current_id = any(keys)",
        "delete from agreements_signature where version_id = any(keys)",
        "delete from agreements_signer where version_id = any(keys)",
        "delete from agreements_agreementpdf where version_id = any(keys)",
        "delete from agreements_versiontick where version_id = any(keys)",
        "delete from agreements_versiongoal where version_id = any(keys)",
        "delete from agreements_agreementparty where version_id = any(keys)",
    ),
    holds={"agreement": "t.agreement_id", "company": "a.company_id"},
)
EVENTS = Rule(
    code="agreements.events",
    what=_("Aftalens historik: hvem gjorde hvad"),
    starts=_("det skete, når aftalen er ophørt"),
    length=years(10),
    why=_("Så længe som aftalen selv."),
    law=CLAIMS,
    valid_from=FROM,
    since="t.at",
    owner="coalesce(t.organisation_id, a.owner_id)",
    joins=AGREEMENT,
    where=OVER,
    holds={"agreement": "t.agreement_id", "company": "a.company_id"},
    key_type="uuid",
)
CHANGES = Rule(
    code="agreements.changes",
    what=_("Forslag om forlængelse og ophævelse, og parternes svar"),
    starts=_("forslaget blev afgjort, når aftalen er ophørt"),
    length=years(10),
    why=_("Så længe som aftalen selv."),
    law=CLAIMS,
    valid_from=FROM,
    since="t.decided_at",
    owner="t.proposed_by_id",
    joins=AGREEMENT,
    where=OVER,
    first=("delete from agreements_changeconsent where change_id = any(keys)",),
    holds={"agreement": "t.agreement_id", "company": "a.company_id"},
)
MEETINGS = Rule(
    code="agreements.meetings",
    what=_("Referater og deltagere fra opfølgningsmøder"),
    starts=_("mødet blev holdt"),
    length=years(5),
    why=_("Der følges op på det aftalte fra møde til møde. Efter fem år gælder nyere referater."),
    law=LAW,
    valid_from=FROM,
    since="t.starts_at",
    owner="a.owner_id",
    joins=AGREEMENT,
    first=("delete from agreements_minutescorrection where meeting_id = any(keys)",),
    holds={"agreement": "t.agreement_id", "company": "a.company_id"},
)
LEADERS = Rule(
    code="agreements.network_meetings",
    what=_("Referater og deltagere fra ledermøder i netværket"),
    starts=_("mødet blev holdt"),
    length=years(5),
    why=_("Der følges op på det aftalte fra møde til møde. Efter fem år gælder nyere referater."),
    law=LAW,
    valid_from=FROM,
    since="t.starts_at",
    owner="n.coordinator_id",
    joins="join jobcenters_network n on n.id = t.network_id",
    first=("delete from agreements_minutescorrection where network_meeting_id = any(keys)",),
)
BYPASSES = Rule(
    code="agreements.bypasses",
    what=_("Kontakt uden om tovholderen, og hvorfor"),
    starts=_("der blev taget kontakt"),
    length=years(2),
    why=_(
        "Bruges til at tale om samarbejdet. Begrundelsen kan nævne en borger og gemmes derfor ikke længere."
    ),
    law=LAW,
    valid_from=FROM,
    since="t.at",
    owner="t.organisation_id",
    holds={"agreement": "t.agreement_id", "company": "t.company_id"},
    key_type="uuid",
)
CODES = Rule(
    code="agreements.signing_codes",
    what=_("Koder og links til at underskrive med"),
    starts=_("linket holdt op med at virke"),
    length=Length(days=30),
    why=_("Et link, der er brugt eller udløbet, skal ikke kunne findes."),
    law=LAW,
    valid_from=FROM,
    since="t.expires_at",
    owner="t.organisation_id",
    where="t.state in ('signed', 'ended')",
    sets={"earlier_hashes": "'{}'", "code_hash": "''", "code_expires_at": "null"},
)

TABLES = (
    Table(
        "agreements_agreement",
        kept=_("Aftalens nummer, parter og datoer: det, rapporterne tæller. Ingen navne på personer."),
    ),
    Table("agreements_agreementversion", (VERSIONS,)),
    Table("agreements_agreementparty", kept=WITH_THE_VERSION),
    Table("agreements_versiontick", kept=WITH_THE_VERSION),
    Table("agreements_versiongoal", kept=WITH_THE_VERSION),
    Table("agreements_signature", kept=WITH_THE_VERSION),
    Table("agreements_agreementpdf", kept=WITH_THE_VERSION),
    Table("agreements_signer", (CODES,)),
    Table("agreements_agreementevent", (EVENTS,)),
    Table("agreements_agreementchange", (CHANGES,)),
    Table("agreements_changeconsent", kept=_("Slettes sammen med det forslag, der svares på.")),
    Table("agreements_agreementmeeting", (MEETINGS,)),
    Table("agreements_networkmeeting", (LEADERS,)),
    Table("agreements_minutescorrection", kept=_("Slettes sammen med mødet.")),
    Table("agreements_tovholderbypass", (BYPASSES,)),
    *(
        Table(f"agreements_{name}", kept=_("Ingen personoplysninger."))
        for name in ("agreementaccess", "accessday", "agreementnumber")
    ),
)
