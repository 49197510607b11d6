"""What a jobcentre leaves with of its candidates. Levels 2 and 3 are read by looks, which stand in the log."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Look, Owned, mine, not_owned, within

_CODE = _("En personlig kode forlader aldrig systemet.")
CANDIDATES = Owned("candidates_candidate", "kandidater", _("Jeres egne kandidater"), mine("jobcenter_id"))
PROJECTS = Owned(
    "candidates_upskillingproject",
    "projekter",
    _("Opkvalificeringsprojekter, som I leder, eller som virksomheden er med i"),
    mine("tovholder_id", "co_tovholder_id", "company_id"),
)
RUNS = Owned(
    "candidates_importrun",
    "indlaesninger",
    _("Filer, der er indlæst"),
    mine("jobcenter_id"),
    without={"sample": _("Tømmes, når filen er indlæst.")},
)
NOMINATIONS = Owned(
    "candidates_nomination", "indstillinger", _("Kandidater, I har indstillet"), mine("organisation_id")
)
PARTICIPANTS = Owned(
    "candidates_participant", "deltagere", _("Jeres deltagere i projekter"), mine("jobcenter_id")
)
TABLES = (
    CANDIDATES,
    Owned(
        "candidates_candidateprofile",
        "kandidater-profiler",
        _("Kandidaternes profiler uden navn. Udtrækket står i opslagsloggen"),
        mine("jobcenter_id"),
        look=Look.PROFILES,
        without={"jobcenter_id": _("Jer selv.")},
    ),
    Owned(
        "candidates_candidateidentity",
        "kandidater-identiteter",
        _("Hvem kandidaterne er. Udtrækket står i opslagsloggen"),
        mine("jobcenter_id"),
        look=Look.IDENTITIES,
        without={"jobcenter_id": _("Jer selv.")},
    ),
    Owned("candidates_release", "frigivelser", _("Hvem kandidaterne er frigivet til"), mine("jobcenter_id")),
    Owned("candidates_accesslog", "opslagslog", _("Hvem der har set jeres kandidater"), mine("jobcenter_id")),
    Owned(
        "candidates_invitation",
        "opfordringer",
        _("Opfordringer til jeres kandidater, og dem, I har sendt"),
        mine("jobcenter_id", "organisation_id"),
        without={"token_hash": _CODE},
    ),
    NOMINATIONS,
    Owned(
        "candidates_nominationstep",
        "indstillinger-historik",
        _("Indstillingernes trin"),
        within("nomination_id", NOMINATIONS),
    ),
    RUNS,
    Owned("candidates_importfault", "indlaesninger-fejl", _("Fejl i filer"), mine("jobcenter_id")),
    Owned(
        "candidates_importword",
        "indlaesninger-ord",
        _("Ord i filer, som vi ikke kendte"),
        mine("jobcenter_id"),
    ),
    PROJECTS,
    Owned(
        "candidates_projectjobcenter",
        "projekter-jobcentre",
        _("Jobcentre, der er spurgt om et projekt"),
        f"({mine('jobcenter_id')} or {within('project_id', PROJECTS)})",
    ),
    Owned(
        "candidates_informationmeeting",
        "informationsmoeder",
        _("Projekternes informationsmøder"),
        within("project_id", PROJECTS),
        without={"token": _CODE},
    ),
    PARTICIPANTS,
    Owned("candidates_grantdecision", "bevillinger", _("Jeres bevillinger"), mine("jobcenter_id")),
    Owned(
        "candidates_headcount", "deltagere-uden-navn", _("Deltagere, der kun er talt"), mine("jobcenter_id")
    ),
    Owned("candidates_savedsearch", "gemte-soegninger", _("Gemte søgninger"), mine("organisation_id")),
    Owned(
        "candidates_searchevidence",
        "udsoegninger-kriterier",
        _("Kriterier for udsøgninger, der er gemt på ordrer"),
        "t.order_id in (select t.id from orders_order t where t.tovholder_id = %(me)s)",
    ),
)
NOT_OWNED = (
    *not_owned(_("Fælles ordliste."), "candidates_discogroup", "candidates_term", "candidates_termnear"),
    *not_owned(
        _("Filer på vej ind. De slettes, når de er indlæst."),
        "candidates_importchunk",
        "candidates_importrow",
    ),
    *not_owned(
        _("Borgeres egne tilmeldinger. De læses kun på projektets side og slettes efter mødet."),
        "candidates_signup",
    ),
    *not_owned(
        _("Koder for dem, der har sagt nej. De kan kun læses her, og kun af den, der har referencen."),
        "candidates_saidno",
    ),
    *not_owned(
        _("Søgningens eget register."),
        "candidates_index",
        "candidates_word",
        "candidates_termword",
        "candidates_place",
        "candidates_total",
        "candidates_spelling",
    ),
)
