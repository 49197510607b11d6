"""What a jobcentre leaves with of its own calendar, contacts and networks."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import ME, Owned, mine, not_owned, within

NETWORKS = Owned(
    "jobcenters_network",
    "netvaerk",
    _("Netværk, som I koordinerer eller er med i"),
    f"({mine('coordinator_id')} or t.id in (select t.network_id from jobcenters_networkmember t"
    f" where t.jobcenter_id = {ME}))",
)
TABLES = (
    Owned("jobcenters_jobcenter", "jobcenter", _("Jobcentrets adresse og veje ind"), mine("organisation_id")),
    Owned("jobcenters_jobcenterword", "betegnelse", _("Hvad jobcentret kaldes"), mine("jobcenter_id")),
    Owned("jobcenters_jobcentermunicipality", "kommuner", _("Jobcentrets kommuner"), mine("jobcenter_id")),
    Owned(
        "jobcenters_serviceprofileline", "serviceprofil", _("Jobcentrets serviceprofil"), mine("jobcenter_id")
    ),
    Owned("jobcenters_openinghours", "aabningstider", _("Åbningstider"), mine("jobcenter_id")),
    Owned("jobcenters_closingday", "lukkedage", _("Lukkedage"), mine("jobcenter_id")),
    Owned(
        "jobcenters_contactentry",
        "kontaktliste",
        _("Jobcentrets linjer på kontaktlisten"),
        mine("jobcenter_id"),
    ),
    Owned(
        "jobcenters_contactask",
        "kontaktliste-spurgt",
        _("Hvem der er spurgt, om deres linje på kontaktlisten er rigtig"),
        mine("jobcenter_id"),
        without={"token_hash": _("En personlig kode forlader aldrig systemet.")},
    ),
    Owned("jobcenters_contactgap", "kontaktliste-huller", _("Når ingen kunne nås"), mine("jobcenter_id")),
    NETWORKS,
    Owned(
        "jobcenters_networkmember",
        "netvaerk-medlemmer",
        _("Netværkenes medlemmer"),
        within("network_id", NETWORKS),
    ),
    Owned(
        "jobcenters_networkrule",
        "netvaerk-spilleregler",
        _("Netværkenes spilleregler"),
        within("network_id", NETWORKS),
    ),
    Owned(
        "jobcenters_networkterms", "netvaerk-vilkaar", _("Netværkenes vilkår"), within("network_id", NETWORKS)
    ),
    Owned(
        "jobcenters_networkservice",
        "netvaerk-serviceminimum",
        _("Netværkenes serviceminimum"),
        within("network_id", NETWORKS),
    ),
)
NOT_OWNED = not_owned(
    _("Offentlige registre, ens for alle."),
    "jobcenters_municipality",
    "jobcenters_municipalityregion",
    "jobcenters_postcode",
    "jobcenters_postcodedistance",
    "jobcenters_keptcalendar",
)
