"""What an organisation leaves with of its talks with companies: its own notes, visits and tasks."""

from django.utils.translation import gettext_lazy as _

from accounts.owned import Owned, mine, not_owned, within

INTERACTIONS = Owned(
    "visits_interaction", "besoegsnotater", _("Jeres notater om besøg og samtaler"), mine("organisation_id")
)
VISITS = Owned(
    "visits_jointvisit", "sambesoeg", _("Sambesøg, som I har indkaldt til"), mine("organisation_id")
)
TIMES = Owned(
    "visits_jointvisittime", "sambesoeg-tider", _("Sambesøgenes mulige tider"), within("visit_id", VISITS)
)
TABLES = (
    INTERACTIONS,
    Owned(
        "visits_interactionneed",
        "besoegsnotater-behov",
        _("Virksomhedernes behov"),
        within("interaction_id", INTERACTIONS),
    ),
    Owned(
        "visits_interactioncorrection",
        "besoegsnotater-rettelser",
        _("Hvad der stod, før et notat blev rettet"),
        within("interaction_id", INTERACTIONS),
    ),
    Owned(
        "visits_withdrawnnote",
        "besoegsnotater-trukket-tilbage",
        _("Delte notater, der er trukket tilbage eller slettet"),
        mine("organisation_id"),
    ),
    Owned(
        "visits_internalnote",
        "interne-notater",
        _("Jeres interne notater"),
        f"({mine('organisation_id')} and t.removed_at is null)",
        without={"removed_at": _("Notater, der er slettet, følger ikke med.")},
    ),
    VISITS,
    TIMES,
    Owned(
        "visits_jointvisitguest",
        "sambesoeg-deltagere",
        _("Hvem der er spurgt om sambesøg, og hvad I selv er spurgt om"),
        f"({mine('organisation_id')} or {within('visit_id', VISITS)})",
    ),
    Owned(
        "visits_jointvisitanswer",
        "sambesoeg-svar",
        _("Svar på tiderne"),
        f"({mine('organisation_id')} or {within('time_id', TIMES)})",
    ),
    Owned(
        "visits_jointvisitcitizen",
        "sambesoeg-borgere",
        _("Kendenavne på jeres borgere, der er med"),
        mine("organisation_id"),
    ),
    Owned("visits_callround", "rundringninger", _("Jeres rundringninger"), mine("organisation_id")),
    Owned("visits_task", "opgaver", _("Jeres opgaver"), mine("organisation_id")),
    Owned(
        "visits_calendarlink",
        "kalenderlinks",
        _("Links til jeres kalendere"),
        mine("organisation_id"),
        without={"token_hash": _("En personlig kode forlader aldrig systemet.")},
    ),
    Owned(
        "visits_visitimport",
        "indlaesninger-besoeg",
        _("Filer med besøg og opkald, der er indlæst"),
        mine("organisation_id"),
        without={"sample": _("Tømmes, når filen er indlæst.")},
    ),
    Owned(
        "visits_visitimportproblem",
        "indlaesninger-besoeg-fejl",
        _("Fejl i filer med besøg og opkald"),
        mine("organisation_id"),
    ),
)
NOT_OWNED = not_owned(
    _("Filer på vej ind. De slettes, når de er indlæst."), "visits_visitimportpiece", "visits_visitimportline"
)
