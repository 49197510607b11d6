"""How long people with a sign-in, and what they did, are kept; and the tables of the packages for signing in. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)
NO_MEMBERSHIP = "not exists (select 1 from accounts_membership m where m.user_id = t.id and m.is_active)"
LAST_SEEN = "greatest(t.last_login, t.created_at)"
# Where somebody without a membership was last at home.
LAST_HOME = (
    "(select m.organisation_id from accounts_membership m where m.user_id = t.id order by m.id desc limit 1)"
)
WITH_THE_USER = _("Følger brugeren: slettes, når brugerens oplysninger slettes.")
NOBODY = _("Ingen personoplysninger.")

USERS = Rule(
    code="accounts.users",
    what=_("Navn, e-mail, telefon og adgang for brugere uden tilknytning til en organisation"),
    starts=_("brugeren sidst loggede ind"),
    length=years(1),
    why=_(
        "Et år efter kan der stadig spørges til det, brugeren har skrevet. Derefter står der kun, at en tidligere "
        "bruger gjorde det."
    ),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since=LAST_SEEN,
    owner=LAST_HOME,
    where=f"{NO_MEMBERSHIP} and not t.is_demo",
    sets={
        "name": "'Tidligere bruger'",
        "email": "'slettet-' || t.id || '@slettet.invalid'",
        "phone": "''",
        "password": "'!'",
        "is_active": "false",
    },
    first=(
        "delete from account_emailconfirmation c using account_emailaddress a"
        " where a.id = c.email_address_id and a.user_id = any(keys)",
        "delete from account_emailaddress where user_id = any(keys)",
        "delete from mfa_authenticator where user_id = any(keys)",
        "update companies_contactperson set user_id = null where user_id = any(keys)",
    ),
    holds={"user": "t.id"},
    key_type="int",
)
ABSENCES = Rule(
    code="accounts.absences",
    what=_("Fravær og stedfortræder"),
    starts=_("fraværet sluttede"),
    length=Length(months=6),
    why=_("Så længe kan man se, hvem en frist blev sendt til i stedet."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="((t.last_day + 1)::timestamp at time zone 'Europe/Copenhagen')",
    owner="t.organisation_id",
)
AUDIT = Rule(
    code="accounts.audit",
    what=_("Log over, hvem der gjorde hvad"),
    starts=_("det skete"),
    length=years(5),
    why=_("Så længe kan misbrug opdages og sager efterprøves."),
    law=_("Databeskyttelsesforordningen art. 32 og art. 5, stk. 2"),
    valid_from=FROM,
    since="t.at",
    owner="t.organisation_id",
    key_type="uuid",
)
TOKENS = Rule(
    code="accounts.tokens",
    what=_("Hvem der oprettede og lukkede en nøgle til API'et"),
    starts=_("nøglen udløb eller blev lukket"),
    length=years(5),
    why=_("Nøglens opslag om borgere kan efterprøves, så længe opslagsloggen findes."),
    law=_("Databeskyttelsesforordningen art. 32"),
    valid_from=FROM,
    since="least(t.expires_at, t.revoked_at)",
    owner="t.organisation_id",
    sets={"created_by_id": "null", "revoked_by_id": "null"},
)
SESSIONS = Rule(
    code="accounts.sessions",
    what=_("Hvem der er logget ind"),
    starts=_("tiden for at være logget ind er gået"),
    length=Length(days=1),
    why=_("Bruges ikke til noget bagefter."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 1, litra e"),
    valid_from=FROM,
    since="t.expire_date",
    owner="null::int",
    key="session_key",
    key_type="text",
)

TABLES = (
    Table("accounts_user", (USERS,)),
    Table(
        "accounts_organisation", kept=_("Organisationens egne oplysninger; en virksomhed er ingen person.")
    ),
    Table(
        "accounts_membership",
        kept=_(
            "Siger kun, at en bruger hørte til. Navnet slettes hos brugeren; uden rækken passer loggen ikke."
        ),
    ),
    Table("accounts_absence", (ABSENCES,)),
    Table("accounts_auditevent", (AUDIT,)),
    Table("accounts_apitoken", (TOKENS,)),
    Table("accounts_accesstoken", kept=NOBODY),
    Table("accounts_hold", kept=_("Siger, hvad der er holdt tilbage og hvorfor; ophæves af en person.")),
    Table("accounts_cache", kept=_("Tællere, der forsvinder af sig selv inden for en time.")),
    Table("django_session", (SESSIONS,)),
    Table("account_emailaddress", kept=WITH_THE_USER),
    Table("account_emailconfirmation", kept=WITH_THE_USER),
    Table("mfa_authenticator", kept=WITH_THE_USER),
    Table("auth_permission", kept=NOBODY),
    Table("auth_group", kept=NOBODY),
    Table("auth_group_permissions", kept=NOBODY),
    Table("django_content_type", kept=NOBODY),
    Table("django_migrations", kept=NOBODY),
)
