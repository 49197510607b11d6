"""How long a company's contact persons are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)
LAW = _("Databeskyttelsesforordningen art. 5, stk. 1, litra e")
# Who has the contact with the company: the tovholder of its latest order, else whoever registered it.
HOME = (
    "coalesce((select o.tovholder_id from orders_order o where o.company_id = t.company_id"
    " and o.tovholder_id is not null order by o.received_at desc, o.id desc limit 1),"
    " (select c.created_by_organisation_id from companies_company c where c.organisation_id = t.company_id))"
)
LAST_CONTACT = (
    "greatest(t.changed_at, (select max(coalesce(o.closed_at, o.received_at)) from orders_order o"
    " where o.contact_id = t.id), (select max(i.held_on::timestamp at time zone 'Europe/Copenhagen')"
    " from visits_interaction i where i.contact_id = t.id))"
)
NOT_RUNNING = (
    "not exists (select 1 from orders_order o where o.contact_id = t.id and o.closed_at is null)"
    " and t.name <> 'Tidligere kontaktperson'"
)
FORGOTTEN = {
    "name": "'Tidligere kontaktperson'",
    "title": "''",
    "phone": "''",
    "email": "'slettet-' || t.id || '@slettet.invalid'",
    "user_id": "null",
    "is_primary": "false",
    "is_active": "false",
}

LEFT = Rule(
    code="companies.contacts_left",
    what=_("Navn, titel, telefon og e-mail på kontaktpersoner, der er taget ud af brug"),
    starts=_("kontaktpersonen blev taget ud af brug"),
    length=years(1),
    why=_("Så længe kan der spørges til det, der er aftalt med personen."),
    law=LAW,
    valid_from=FROM,
    since="t.changed_at",
    owner=HOME,
    where=f"not t.is_active and {NOT_RUNNING}",
    sets=FORGOTTEN,
    holds={"contact": "t.id", "company": "t.company_id"},
)
QUIET = Rule(
    code="companies.contacts_quiet",
    what=_("Navn, titel, telefon og e-mail på kontaktpersoner, som der ikke er kontakt med"),
    starts=_("der sidst var en ordre, et besøg eller en ændring"),
    length=years(5),
    why=_("En virksomhed kan gå flere år mellem to ordrer. Efter fem år er oplysningen næppe rigtig mere."),
    law=LAW,
    valid_from=FROM,
    since=LAST_CONTACT,
    owner=HOME,
    where=f"t.is_active and {NOT_RUNNING}",
    sets=FORGOTTEN,
    holds={"contact": "t.id", "company": "t.company_id"},
)

SAID = Rule(
    code="companies.consents",
    what=_("Hvem der gav eller trak et samtykke tilbage på en kontaktpersons vegne"),
    starts=_("kontaktpersonen selv blev glemt"),
    length=years(1),
    why=_("Et samtykke er bevis, så længe personen kan kontaktes, og et år efter."),
    law=_("Databeskyttelsesforordningen art. 7, stk. 1"),
    valid_from=FROM,
    since="greatest(t.at, c.changed_at)",
    owner="t.organisation_id",
    joins="join companies_contactperson c on c.id = t.contact_id",
    where="not c.is_active and c.name = 'Tidligere kontaktperson'",
    holds={"contact": "t.contact_id", "company": "c.company_id"},
)
IMPORT_EXPLAINED = Rule(
    code="companies.import_problems",
    what=_("Hvad der var galt i en fil med virksomheder"),
    starts=_("filen blev indlæst eller kasseret"),
    length=Length(days=90),
    why=_("Så længe kan fejlene hentes og rettes i kilden."),
    law=LAW,
    valid_from=FROM,
    since="(select r.finished_at from companies_companyimport r where r.id = t.run_id)",
    owner="t.organisation_id",
    own_task="companies.imports.sweep",
)
# A file that was looked at and neither taken in nor thrown away: its rows name contact persons.
IMPORT_UNDECIDED = Rule(
    code="companies.import_files",
    what=_("Filer med virksomheder og kontaktpersoner, som ingen har taget stilling til"),
    starts=_("filen var læst igennem"),
    length=Length(days=7),
    why=_("En fil med kontaktpersoners oplysninger ligger ikke og venter længere."),
    law=LAW,
    valid_from=FROM,
    since="t.checked_at",
    owner="t.organisation_id",
    where="t.state = 'checked'",
    sets={"state": "'cancelled'"},
    own_task="companies.imports.sweep",
)
UNDONE_PAIRS = Rule(
    code="companies.undone_pairs",
    what=_("Beslutninger om, at to virksomheder ikke er den samme, som er fortrudt"),
    starts=_("beslutningen blev fortrudt"),
    length=years(1),
    why=_("Så længe kan det ses, hvem der mente hvad, hvis de to foreslås igen."),
    law=LAW,
    valid_from=FROM,
    since="t.undone_at",
    owner="t.organisation_id",
    where="t.undone_at is not null",
)
GONE_WITH_THE_RUN = _("Slettes, så snart indlæsningen er slut.")

TABLES = (
    Table("companies_company", kept=_("Virksomheden selv: offentlige oplysninger fra CVR.")),
    Table("companies_workplace", kept=_("Arbejdssteder: offentlige oplysninger fra CVR.")),
    Table("companies_contactperson", (LEFT, QUIET)),
    Table("companies_contactconsent", (SAID,)),
    Table("companies_merge", kept=_("Hvilke virksomheder der er lagt sammen, af hvem og hvorfor.")),
    Table("companies_distinctpair", (UNDONE_PAIRS,)),
    Table("companies_mergestep", kept=_("Numre på rækker, der flyttede; ikke hvad der stod i dem.")),
    Table("companies_companyimport", (IMPORT_UNDECIDED,)),
    Table("companies_importpiece", kept=GONE_WITH_THE_RUN),
    Table("companies_importline", kept=GONE_WITH_THE_RUN),
    Table("companies_importproblem", (IMPORT_EXPLAINED,)),
)
