"""What an organisation leaves with of this app and of those that have no organisation's own data."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import ME, Owned, mine, not_owned

ORGANISATION = Owned("accounts_organisation", "organisation", _("Organisationen selv"), f"t.id = {ME}")
MEMBERSHIPS = Owned(
    "accounts_membership", "medarbejdere", _("Medarbejdere og deres roller"), mine("organisation_id")
)
USERS = Owned(
    "accounts_user",
    "brugere",
    _("Navn og adresse på dem, der er eller har været medarbejdere"),
    f"t.id in (select t.user_id from accounts_membership t where {mine('organisation_id')})",
    without={"password": _("En adgangskode forlader aldrig systemet.")},
)
TABLES = (
    ORGANISATION,
    USERS,
    MEMBERSHIPS,
    Owned("accounts_absence", "fravaer", _("Fravær og stedfortrædere"), mine("organisation_id")),
    Owned(
        "accounts_hold", "hold-paa-sletning", _("Hold på sletning, som I har sat"), mine("organisation_id")
    ),
    Owned(
        "accounts_apitoken",
        "api-adgange",
        _("Adgange for andre systemer"),
        mine("organisation_id"),
        without={
            "secret_hash": _("En nøgle forlader aldrig systemet."),
            "previous_hash": _("En nøgle forlader aldrig systemet."),
        },
    ),
)
NOT_OWNED = (
    *not_owned(_("Nøgler, der gælder et kvarter. De forlader aldrig systemet."), "accounts_accesstoken"),
    *not_owned(
        _("Revisionssporet er skrevet for tilsynet og kan ikke læses af systemet selv."),
        "accounts_auditevent",
    ),
)
