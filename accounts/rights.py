"""Where users, and names in what they did, are found when somebody asks. Pure."""

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import About, Place

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
