"""Words of candidates. Stored as text with a check, never as a database enum."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class TermKind(models.TextChoices):
    """What a word of the vocabulary is. All kinds share one list of ids, so that one index answers any mixture."""

    OCCUPATION = "occupation", _("Fag")
    SKILL = "skill", _("Kompetence")
    CERTIFICATE = "certificate", _("Certifikat")
    LICENCE = "licence", _("Kørekort")
    LANGUAGE = "language", _("Sprog")
    EDUCATION = "education", _("Uddannelse")
    FORM = "form", _("Ansættelsesform")
    TARGET = "target", _("Målgruppe")


# Shown at the first level: what a hit in a list may say. Target groups are never among them.
SHOWN_KINDS = frozenset(
    {
        TermKind.OCCUPATION,
        TermKind.SKILL,
        TermKind.CERTIFICATE,
        TermKind.LICENCE,
        TermKind.LANGUAGE,
        TermKind.EDUCATION,
        TermKind.FORM,
    }
)


class CandidateState(models.TextChoices):
    ACTIVE = "active", _("Ledig")
    WITHDRAWN = "withdrawn", _("Samtykke trukket tilbage")
    LEFT = "left", _("Ikke længere i kilden")
    ANONYMISED = "anonymised", _("Anonymiseret")


class Basis(models.TextChoices):
    """Why other jobcentres may find the candidate (A27). Without one, only the jobcentre of residence does."""

    NONE = "", _("Intet grundlag: findes kun i egen kommune")
    CONSENT = "consent", _("Samtykke fra borgeren")
    LAW = "law", _("Lov om organisering og understøttelse af beskæftigelsesindsatsen")


class ContactChannel(models.TextChoices):
    MAIL = "mail", _("E-mail")
    MESSAGE = "message", _("Besked i Jobnet")
    PHONE = "phone", _("Telefon")


class Level(models.IntegerChoices):
    """How much is shown (N11). The first needs no reason; the others are logged every time."""

    HIT = 1, _("Træf uden navn")
    PROFILE = 2, _("Profil uden navn")
    IDENTITY = 3, _("Identitet")


class Surface(models.TextChoices):
    """Where something was shown."""

    PAGE = "page", _("Side")
    API = "api", _("API")
    CSV = "csv", _("Fil")
    MAIL = "mail", _("E-mail")
    COMPANY = "company", _("Virksomhedens side")


class ReplyKind(models.TextChoices):
    INTERESTED = "interested", _("Interesseret")
    NOT_NOW = "not_now", _("Ikke lige nu")
    IN_WORK = "in_work", _("Allerede i arbejde")


class InvitationState(models.TextChoices):
    QUEUED = "queued", _("På vej")
    SENT = "sent", _("Sendt")
    TO_PASS_ON = "to_pass_on", _("Skal lægges i Jobnets beskedbakke")
    NOT_SENT = "not_sent", _("Ikke sendt")
    REPLIED = "replied", _("Besvaret")


class NominationState(models.TextChoices):
    PROPOSED = "proposed", _("Foreslået")
    SCREENED = "screened", _("Screenet")
    PRESENTED = "presented", _("Præsenteret for virksomheden")
    INTERVIEW = "interview", _("Til samtale")
    HIRED = "hired", _("Ansat")
    DECLINED = "declined", _("Ikke gået videre")


class DeclineReason(models.TextChoices):
    SKILLS = "skills", _("Mangler kvalifikationer")
    DISTANCE = "distance", _("For langt væk")
    HOURS = "hours", _("Arbejdstiden passer ikke")
    OTHER_JOB = "other_job", _("Har fået andet arbejde")
    NOT_INTERESTED = "not_interested", _("Ønsker ikke jobbet")
    WITHDRAWN = "withdrawn", _("Deltager ikke længere")
    FILLED = "filled", _("Pladsen er besat")
    CLOSED = "closed", _("Ordren er afsluttet")
    OTHER = "other", _("Andet")


class CompanyVerdict(models.TextChoices):
    """What the company says about a candidate on its shortlist."""

    WANTS = "wants", _("Vil gerne tale med")
    UNFIT = "unfit", _("Ikke egnet")


class ProjectState(models.TextChoices):
    """How far an upskilling project has come."""

    PLANNED = "planned", _("Planlagt")
    RUNNING = "running", _("I gang")
    FINISHED = "finished", _("Afsluttet")
    CANCELLED = "cancelled", _("Aflyst")


class FunnelStep(models.IntegerChoices):
    """The steps of an upskilling project, in their order (R72, R193)."""

    INVITED = 1, _("Inviteret")
    MET = 2, _("Mødt op")
    INTERVIEW = 3, _("Samtale")
    INTRO = 4, _("Intro eller snusepraktik")
    COURSE = 5, _("Kursus")
    JOB = 6, _("I job")
    KEPT = 7, _("I job efter 2 måneder")


class GrantState(models.TextChoices):
    """Whether the jobcentre of residence pays for a participant's course (bevilling, R74)."""

    NOT_APPLIED = "not_applied", _("Ikke søgt")
    APPLIED = "applied", _("Søgt")
    GRANTED = "granted", _("Bevilget")
    REFUSED = "refused", _("Ikke bevilget")


class StopReason(models.TextChoices):
    """Why somebody takes part in a project no longer. Nothing about health."""

    ABSENT = "absent", _("Mødte ikke op")
    NOT_INTERESTED = "not_interested", _("Ønsker ikke forløbet")
    SKILLS = "skills", _("Passer ikke til jobbet")
    NO_GRANT = "no_grant", _("Kurset er ikke bevilget")
    OTHER_JOB = "other_job", _("Har fået andet arbejde")
    NO_PLACE = "no_place", _("Der er ikke flere pladser")
    WITHDRAWN = "withdrawn", _("Deltager ikke længere")
    OTHER = "other", _("Andet")


class KeptAnswer(models.TextChoices):
    """What the jobcentre of residence answers two months after the first working day (R193)."""

    STILL = "still", _("Stadig i job")
    ENDED = "ended", _("Ikke længere i job")
