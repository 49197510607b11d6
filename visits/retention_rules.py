"""How long notes, tasks and joint visits are kept. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years

FROM = datetime.date(2026, 12, 1)
LAW = _("Databeskyttelsesforordningen art. 5, stk. 1, litra e")
MIDNIGHT = "(t.held_on::timestamp at time zone 'Europe/Copenhagen')"

NOTES = Rule(
    code="visits.interactions",
    what=_("Besøgsnotater med rettelser, behov og opgaver; hvem der skrev dem, og hvem der blev talt med"),
    starts=_("samtalen med virksomheden blev holdt"),
    length=years(5),
    why=_("En virksomheds behov følges over flere år. Efter fem år siger notatet intet om i dag."),
    law=LAW,
    valid_from=FROM,
    since=MIDNIGHT,
    owner="t.organisation_id",
    first=(
        "delete from visits_task where interaction_id = any(keys)",
        "delete from visits_interactioncorrection where interaction_id = any(keys)",
        "delete from visits_interactionneed where interaction_id = any(keys)",
    ),
    holds={"company": "t.company_id"},
)
INTERNAL = Rule(
    code="visits.internal_notes",
    what=_("Interne notater om virksomheder"),
    starts=_("notatet blev skrevet"),
    length=years(2),
    why=_("Et internt notat er til de kolleger, der taler med virksomheden nu."),
    law=LAW,
    valid_from=FROM,
    since="t.created_at",
    owner="t.organisation_id",
    holds={"company": "t.company_id"},
)
INTERNAL_REMOVED = Rule(
    code="visits.removed_internal_notes",
    what=_("Interne notater, som nogen har slettet"),
    starts=_("notatet blev slettet"),
    length=Length(days=1),
    why=_("Så længe kan den, der slettede det ved en fejl, få det igen."),
    law=LAW,
    valid_from=FROM,
    since="t.removed_at",
    owner="t.organisation_id",
    where="t.removed_at is not null",
    holds={"company": "t.company_id"},
)
TASKS = Rule(
    code="visits.tasks",
    what=_("Opgaver, der er gjort, og hvem der gjorde dem"),
    starts=_("opgaven blev gjort"),
    length=years(1),
    why=_("Så længe kan det ses, om der blev fulgt op på en aftale."),
    law=LAW,
    valid_from=FROM,
    since="t.done_at",
    owner="t.organisation_id",
    where="t.done_at is not null",
    holds={"company": "t.company_id"},
)
ROUNDS = Rule(
    code="visits.call_rounds",
    what=_("Rundringninger, som ingen opgaver hører til længere, og hvem der lavede dem"),
    starts=_("rundringningen blev lavet"),
    length=years(2),
    why=_("Så længe kan det ses, hvem der blev ringet til om hvad."),
    law=LAW,
    valid_from=FROM,
    since="t.created_at",
    owner="t.organisation_id",
    where="not exists (select 1 from visits_task k where k.round_id = t.id)",
)
LINKS = Rule(
    code="visits.calendar_links",
    what=_("Kalenderlinks, der er lukket"),
    starts=_("linket blev lukket"),
    length=Length(days=30),
    why=_("Et link, der er lukket, skal ikke kunne findes."),
    law=LAW,
    valid_from=FROM,
    since="t.revoked_at",
    owner="t.organisation_id",
    where="t.revoked_at is not null",
)
JOINT = Rule(
    code="visits.joint_visits",
    what=_("Sambesøg med svar, bemærkninger og kendenavne på borgere, der var med"),
    starts=_("besøget blev holdt, aflyst eller sidst ændret"),
    length=years(2),
    why=_("Så længe kan jobcentrene tale om, hvad besøget førte til."),
    law=LAW,
    valid_from=FROM,
    since="greatest(t.updated_at, t.starts_at)",
    owner="t.organisation_id",
    first=(
        "delete from visits_jointvisitcitizen where visit_id = any(keys)",
        "delete from visits_jointvisitanswer where time_id in"
        " (select m.id from visits_jointvisittime m where m.visit_id = any(keys))",
        "delete from visits_jointvisittime where visit_id = any(keys)",
        "delete from visits_jointvisitguest where visit_id = any(keys)",
    ),
    holds={"company": "t.company_id"},
)
WITHDRAWN = Rule(
    code="visits.withdrawn_notes",
    what=_("At et delt besøgsnotat er trukket tilbage eller slettet: notatets nummer og tidspunktet"),
    starts=_("notatet blev trukket tilbage eller slettet"),
    length=years(2),
    why=_("Så længe kan de systemer, der har hentet notatet, få at vide, at det skal væk."),
    law=LAW,
    valid_from=FROM,
    since="t.withdrawn_at",
    owner="t.organisation_id",
)
IMPORT_EXPLAINED = Rule(
    code="visits.import_problems",
    what=_("Hvad der var galt i en fil med besøg og opkald"),
    starts=_("filen blev indlæst eller kasseret"),
    length=Length(days=90),
    why=_("Så længe kan fejlene hentes og rettes i kilden."),
    law=LAW,
    valid_from=FROM,
    since="(select r.finished_at from visits_visitimport r where r.id = t.run_id)",
    owner="t.organisation_id",
    own_task="visits.imports.sweep",
)
# A file that was looked at and neither taken in nor thrown away: its rows say who talked with whom, and what of.
IMPORT_UNDECIDED = Rule(
    code="visits.import_files",
    what=_("Filer med besøg og opkald, som ingen har taget stilling til"),
    starts=_("filen var læst igennem"),
    length=Length(days=7),
    why=_("En fil med jeres medarbejderes notater ligger ikke og venter længere."),
    law=LAW,
    valid_from=FROM,
    since="t.checked_at",
    owner="t.organisation_id",
    where="t.state = 'checked'",
    sets={"state": "'cancelled'"},
    own_task="visits.imports.sweep",
)
GONE_WITH_THE_RUN = _("Slettes, så snart indlæsningen er slut.")
WITH_THE_VISIT = _("Slettes sammen med det sambesøg, rækken hører til.")

TABLES = (
    Table("visits_interaction", (NOTES,)),
    Table("visits_interactionneed", kept=_("Ingen personoplysninger; slettes sammen med notatet.")),
    Table("visits_interactioncorrection", kept=_("Slettes sammen med det notat, der blev rettet.")),
    Table("visits_withdrawnnote", (WITHDRAWN,)),
    Table("visits_internalnote", (INTERNAL, INTERNAL_REMOVED)),
    Table("visits_task", (TASKS,)),
    Table("visits_callround", (ROUNDS,)),
    Table("visits_calendarlink", (LINKS,)),
    Table("visits_jointvisit", (JOINT,)),
    Table("visits_jointvisittime", kept=WITH_THE_VISIT),
    Table("visits_jointvisitguest", kept=WITH_THE_VISIT),
    Table("visits_jointvisitanswer", kept=WITH_THE_VISIT),
    Table("visits_jointvisitcitizen", kept=WITH_THE_VISIT),
    Table("visits_visitimport", (IMPORT_UNDECIDED,)),
    Table("visits_visitimportpiece", kept=GONE_WITH_THE_RUN),
    Table("visits_visitimportline", kept=GONE_WITH_THE_RUN),
    Table("visits_visitimportproblem", (IMPORT_EXPLAINED,)),
)
