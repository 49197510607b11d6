"""Where users, and names in what they did, are found when somebody asks. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import CODES, HOUSE, About, Place, unsearched

MEMBER = "m.organisation_id"

PLACES = (
    Place(
        "accounts_auditevent",
        "detail",
        _("Loggen over, hvem der gjorde hvad"),
        "t.organisation_id",
        about="t.action",
        at="t.at",
        is_json=True,
        kept=_(
            "Loggen er bevis for, hvem der gjorde hvad, og slettes efter 5 år (databeskyttelsesforordningen art. 17, "
            "stk. 3, litra e)."
        ),
    ),
    *(
        Place(
            "accounts_hold",
            column,
            _("Hvad der er holdt tilbage, og hvorfor"),
            "t.organisation_id",
            at="t.at",
        )
        for column in ("label", "reason")
    ),
)

ABOUT = (
    About(
        "user",
        "accounts_user",
        _("Brugeren"),
        "t.id = the_id",
        "m.organisation_id",
        ("name", "email", "phone", "created_at", "last_login", "is_active"),
        joins="join accounts_membership m on m.user_id = t.id",
    ),
    About(
        "user",
        "accounts_membership",
        _("Tilknytning til organisationen"),
        "t.user_id = the_id",
        "t.organisation_id",
        ("role", "title", "is_active", "created_at"),
    ),
    About(
        "user",
        "accounts_absence",
        _("Fravær"),
        "m.user_id = the_id",
        "t.organisation_id",
        ("first_day", "last_day"),
        joins="join accounts_membership m on m.id = t.membership_id",
    ),
    About(
        "user",
        "accounts_auditevent",
        _("Loggen over, hvad brugeren gjorde"),
        "t.user_id = the_id",
        "t.organisation_id",
        ("at", "action", "object_type"),
    ),
)

_SIGN_IN = "Belongs to the user, and goes when the user is erased (accounts.users)."
_FRAME = "Django's own: names of tables, permissions and migrations."
UNSEARCHED = (
    *unsearched(_FRAME, "auth_group", "name"),
    *unsearched(_FRAME, "auth_permission", "name", "codename"),
    *unsearched(_FRAME, "django_content_type", "app_label", "model"),
    *unsearched(_FRAME, "django_migrations", "app", "name"),
    *unsearched(CODES, "django_session", "session_key", "session_data"),
    *unsearched("Kept for minutes.", "accounts_cache", "cache_key", "value"),
    *unsearched(HOUSE, "accounts_organisation", "name", "email"),
    *unsearched(CODES, "accounts_apitoken", "name", "scopes", "secret_hash", "previous_hash"),
    *unsearched(CODES, "accounts_accesstoken", "token_hash", "scopes"),
    *unsearched(CODES, "accounts_auditevent", "object_id"),
    *unsearched(_SIGN_IN, "accounts_user", "password"),
    *unsearched(_SIGN_IN, "account_emailaddress", "email"),
    *unsearched(_SIGN_IN, "account_emailconfirmation", "key"),
    *unsearched(_SIGN_IN, "mfa_authenticator", "data"),
)
