"""How long citizens, and what was asked about them, are kept with a name, and why. Pure."""

import datetime

from django.utils.translation import gettext_lazy as _

from accounts.personal_data import Length, Rule, Table, years
from orders.retention_rules import AFTER_CLOSING, CASE

FROM = datetime.date(2026, 12, 1)
FIRST = datetime.date(2026, 11, 1)
LAW = _("Databeskyttelsesforordningen art. 5, stk. 1, litra e")
ORDER = "join orders_order o on o.id = t.order_id"
RUN = "join candidates_importrun r on r.id = t.run_id"
MEETING = (
    "join candidates_informationmeeting m on m.id = t.meeting_id"
    " join candidates_upskillingproject p on p.id = t.project_id"
)
FILE_TASK = "candidates.imports.sweep"
SIGN_UP_TASK = "candidates.tasks.watch_projects"
WITH_THE_CITIZEN = _("Slettes, når borgeren anonymiseres.")
NOBODY = _("Fagenes og stedernes egne ord og tal; ingen personoplysninger.")

# Six months: the retention check of upskilling comes two months after a course of up to three months (R193), and
# whoever becomes unemployed again within that time keeps pseudonym, nominations and opt-out.
AFTER_LEAVING = Rule(
    code="candidates.citizens",
    what=_("Borgerens navn, kontaktoplysninger, faglige profil og CV"),
    starts=_("borgeren er ude af bestanden eller trak sit samtykke tilbage"),
    length=Length(days=183),
    why=_(
        "Et halvt år efter, at borgeren er ude af bestanden eller trak sit samtykke tilbage: så længe følges der op på "
        "opkvalificering og ansættelser, og en borger, der bliver ledig igen, genkendes."
    ),
    law=LAW,
    valid_from=FIRST,
    # The earlier of the two; `least` passes over the one that is not there.
    since="case when t.state = 'withdrawn' then least(t.withdrawn_at, t.left_at) else t.left_at end",
    owner="t.jobcenter_id",
    where="t.state in ('left', 'withdrawn')",
    sets={"state": "'anonymised'"},
    holds={"candidate": "t.id"},
    own_task="candidates.retention.anonymise",
)
# What went wrong in a run is explained so long; file and rows themselves go as soon as the run is over.
EXPLANATIONS = Rule(
    code="candidates.import_faults",
    what=_("Hvad der var galt i en fil med borgere"),
    starts=_("indlæsningen var slut"),
    length=Length(days=90),
    why=_("Så længe kan fejlene fra en indlæsning hentes og rettes i kilden."),
    law=LAW,
    valid_from=FIRST,
    since="r.finished_at",
    owner="t.jobcenter_id",
    joins=RUN,
    own_task=FILE_TASK,
)
# A file that was looked at and neither taken in nor thrown away.
UNDECIDED = Rule(
    code="candidates.import_files",
    what=_("Filer med borgere, som ingen har taget stilling til"),
    starts=_("filen var læst igennem"),
    length=Length(days=7),
    why=_("En fil med borgeres oplysninger ligger ikke og venter længere."),
    law=LAW,
    valid_from=FIRST,
    since="t.checked_at",
    owner="t.jobcenter_id",
    where="t.state = 'checked'",
    sets={"state": "'cancelled'"},
    own_task=FILE_TASK,
)
RUNS = Rule(
    code="candidates.import_runs",
    what=_("Hvem der indlæste en fil, og hvad den hed"),
    starts=_("indlæsningen var slut"),
    length=years(5),
    why=_("Så længe kan det efterprøves, hvor en oplysning om en borger kom fra."),
    law=_("Databeskyttelsesforordningen art. 5, stk. 2"),
    valid_from=FROM,
    since="t.finished_at",
    owner="t.jobcenter_id",
    texts=("file_name",),
    sets={"created_by_id": "null", "started_by_id": "null"},
)
# Who signed up by the public link is nobody's candidate: name and contact go when the project is over.
SIGN_UPS = Rule(
    code="candidates.sign_ups",
    what=_("Navn og kontakt fra tilmeldinger til informationsmøder"),
    starts=_("projektet er slut"),
    length=Length(days=30),
    why=_(
        "Navn og kontakt slettes 30 dage efter, at projektet er slut, så der er tid til at gøre forløbet færdigt."
    ),
    law=LAW,
    valid_from=FIRST,
    since="p.ended_at",
    owner="p.tovholder_id",
    joins=MEETING,
    own_task=SIGN_UP_TASK,
)
# The same for a project that nobody ever closes: so long after the meeting.
SIGN_UPS_OF_OPEN = Rule(
    code="candidates.sign_ups_of_open",
    what=_("Navn og kontakt fra tilmeldinger til et projekt, som ingen lukker"),
    starts=_("informationsmødet blev holdt"),
    length=Length(days=365),
    why=_("Et år efter mødet er tilmeldingen uden formål."),
    law=LAW,
    valid_from=FIRST,
    since="m.starts_at",
    owner="p.tovholder_id",
    joins=MEETING,
    own_task=SIGN_UP_TASK,
)
LOOKS = Rule(
    code="candidates.access_log",
    what=_("Loggen over opslag om borgere"),
    starts=_("opslaget blev gjort"),
    length=years(5),
    why=_("Så længe kan borgeren få at vide, hvem der har set oplysningerne, og misbrug kan opdages."),
    law=_("Databeskyttelsesforordningen art. 15 og art. 32"),
    valid_from=FROM,
    since="t.at",
    owner="t.jobcenter_id",
    holds={"candidate": "t.candidate_id"},
)
RELEASES = Rule(
    code="candidates.releases",
    what=_("Frigivelser: hvem der fik en borgers navn at vide, og til hvad"),
    starts=_("frigivelsen ophørte"),
    length=years(5),
    why=_("Så længe som loggen over opslag."),
    law=_("Databeskyttelsesforordningen art. 15 og art. 32"),
    valid_from=FROM,
    since="coalesce(t.revoked_at, t.expires_at)",
    owner="t.jobcenter_id",
    holds={"candidate": "t.candidate_id", "order": "t.order_id"},
)
INVITATIONS = Rule(
    code="candidates.invitations",
    what=_("Opfordringer til borgere og deres svar"),
    starts=_("ordren blev lukket"),
    length=years(1),
    why=_(
        "Så længe opfordres en borger ikke igen til det samme job, og den ledige kan spørge til opfordringen."
    ),
    law=LAW,
    valid_from=FROM,
    since="o.closed_at",
    owner="t.jobcenter_id",
    joins=ORDER,
    holds={"candidate": "t.candidate_id", "order": "t.order_id"},
)
STEPS = Rule(
    code="candidates.nomination_notes",
    what=_("Notater om en indstillet kandidat"),
    starts=_("ordren blev lukket"),
    length=AFTER_CLOSING,
    why=CASE,
    law=LAW,
    valid_from=FROM,
    since="o.closed_at",
    owner="t.organisation_id",
    joins=ORDER,
    texts=("note",),
    holds={"order": "t.order_id"},
)
GRANTS = Rule(
    code="candidates.grant_reasons",
    what=_("Begrundelser for bevillinger"),
    starts=_("afgørelsen blev truffet"),
    length=years(5),
    why=_("Afgørelsen kan påklages og efterprøves så længe."),
    law=LAW,
    valid_from=FROM,
    since="t.at",
    owner="t.jobcenter_id",
    texts=("reason",),
    sets={"user_id": "null"},
)
SAVED = Rule(
    code="candidates.saved_searches",
    what=_("Gemte søgninger"),
    starts=_("ejeren sidst så søgningen"),
    length=years(1),
    why=_("En søgning, ingen har set på i et år, bruges ikke."),
    law=LAW,
    valid_from=FROM,
    since="t.seen_until",
    owner="t.organisation_id",
)
# No end for as long as files have the reference: otherwise the no would be forgotten, and the citizen made anew.
SAID_NO = Rule(
    code="candidates.said_no",
    what=_("At nogen har sagt nej: en kode, der er regnet ud af referencen i fagsystemet"),
    starts=_("borgeren sagde nej, eller en fil sidst havde referencen"),
    length=years(5),
    why=_(
        "Så længe en fil fra jobcentret kan have referencen, må den ikke gøre borgeren til kandidat igen. Referencen "
        "er slettet, og koden siger intet uden den. Den slettes straks, hvis borgeren giver samtykke igen."
    ),
    law=_("Databeskyttelsesforordningen art. 7, stk. 3, og art. 17, stk. 1, litra b"),
    valid_from=FROM,
    since="greatest(t.said_no_at, t.seen_at)",
    owner="t.jobcenter_id",
)
PSEUDONYM = _(
    "Kun et kendenavn, der ikke kan føres tilbage, når borgeren er anonymiseret; rapporterne tæller det."
)

TABLES = (
    Table("candidates_candidate", (AFTER_LEAVING,)),
    Table("candidates_candidateprofile", kept=WITH_THE_CITIZEN),
    Table("candidates_candidateidentity", kept=WITH_THE_CITIZEN),
    Table("candidates_index", kept=_("Afledt af borgerens profil og slettes med den.")),
    Table("candidates_release", (RELEASES,)),
    Table("candidates_accesslog", (LOOKS,)),
    Table("candidates_importrun", (UNDECIDED, RUNS)),
    Table("candidates_importchunk", kept=_("Slettes, så snart indlæsningen er slut.")),
    Table("candidates_importrow", kept=_("Slettes, så snart indlæsningen er slut.")),
    Table("candidates_importfault", (EXPLANATIONS,)),
    Table("candidates_importword", kept=_("Slettes sammen med det, der var galt i filen.")),
    Table("candidates_invitation", (INVITATIONS,)),
    Table("candidates_nomination", kept=PSEUDONYM),
    Table("candidates_nominationstep", (STEPS,)),
    Table("candidates_participant", kept=PSEUDONYM),
    Table("candidates_grantdecision", (GRANTS,)),
    Table("candidates_signup", (SIGN_UPS, SIGN_UPS_OF_OPEN)),
    Table("candidates_savedsearch", (SAVED,)),
    Table("candidates_saidno", (SAID_NO,)),
    Table("candidates_searchevidence", kept=_("Kun søgekriterier og antal; ingen borgere.")),
    *(
        Table(f"candidates_{name}", kept=NOBODY)
        for name in (
            *(
                "discogroup",
                "term",
                "termnear",
                "upskillingproject",
                "projectjobcenter",
                "informationmeeting",
            ),
            *("headcount", "word", "termword", "place", "total", "spelling"),
        )
    ),
)
