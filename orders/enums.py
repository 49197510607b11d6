"""Words of the order's life. Stored as text with a check, never as a database enum."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OrderState(models.TextChoices):
    UNASSIGNED = "unassigned", _("Mangler tovholder")
    RECEIVED = "received", _("Modtaget")
    CLARIFYING = "clarifying", _("Afklares")
    SEARCHING = "searching", _("Udsøges")
    PRESENTING = "presenting", _("Kandidater præsenteret")
    CLOSED = "closed", _("Lukket")
    CANCELLED = "cancelled", _("Annulleret")


OPEN_STATES = frozenset(
    {
        OrderState.UNASSIGNED,
        OrderState.RECEIVED,
        OrderState.CLARIFYING,
        OrderState.SEARCHING,
        OrderState.PRESENTING,
    }
)


class Channel(models.TextChoices):
    """How the order reached the jobcentre."""

    PORTAL = "portal", _("Virksomhedsportalen")
    PHONE = "phone", _("Telefon")
    MAIL = "mail", _("E-mail")
    VISIT = "visit", _("Virksomhedsbesøg")
    NATIONAL = "national", _("Jobservice Danmark")
    SYSTEM = "system", _("Andet system")


class EmploymentForm(models.TextChoices):
    """Ordinary or supported employment: an order must be able to hold both (R3)."""

    ORDINARY = "ordinary", _("Ordinær ansættelse")
    WAGE_SUBSIDY = "wage_subsidy", _("Løntilskud")
    INTERNSHIP = "internship", _("Virksomhedspraktik")
    FLEX = "flex", _("Fleksjob")
    ADULT_APPRENTICE = "adult_apprentice", _("Voksenlærling")
    IGU = "igu", _("Integrationsgrunduddannelse (IGU)")
    SMALL_JOB = "small_job", _("Små job")


class TargetGroup(models.TextChoices):
    ANY = "any", _("Alle ledige")
    REFUGEE = "refugee", _("Flygtninge og familiesammenførte")


class CandidateContact(models.TextChoices):
    """Who contacts the candidates ([003] R137; A21)."""

    COMPANY = "company", _("Virksomheden kontakter selv")
    SCREENS = "screens", _("Jobcentret screener først")
    ON_POSTING = "on_posting", _("Jobcentret er kontakt på opslaget")


class PostingWish(models.TextChoices):
    UNKNOWN = "", _("Ikke spurgt endnu")
    YES = "yes", _("Ja, jobbet skal slås op")
    NO = "no", _("Nej, intet opslag")


class AccessRole(models.TextChoices):
    """Why an organisation may see an order; one row per order and organisation, the strongest role."""

    TOVHOLDER = "tovholder", _("Tovholder")
    COMPANY = "company", _("Virksomhed")
    NATIONAL = "national", _("Jobservice Danmark")
    PROPOSED = "proposed", _("Foreslået tovholder")
    ASKED = "asked", _("Spurgt")
    ALERTED = "alerted", _("Varslet")
    FORMER = "former", _("Tidligere tovholder")


class EventKind(models.TextChoices):
    RECEIVED = "received", _("Ordre modtaget")
    CALL = "call", _("Opkald til virksomheden")
    REPLY = "reply", _("Svar til virksomheden")
    MEETING = "meeting", _("Møde aftalt med virksomheden")
    NOTE = "note", _("Internt notat")
    CLARIFIED = "clarified", _("Afklaring gemt")
    SEARCHED = "searched", _("Udsøgning gemt som dokumentation")
    POSTED = "posted", _("Stillingsopslag")
    INVITED = "invited", _("Kandidater opfordret")
    REQUESTED = "requested", _("Henvendelse sendt")
    WITHDRAWN = "withdrawn", _("Henvendelse trukket tilbage")
    ANSWERED = "answered", _("Jobcenter har svaret")
    REQUEST_CLARIFIED = "request_clarified", _("Afklaring sendt til jobcenter")
    ALERTED = "alerted", _("Varsling sendt")
    PLANNED = "planned", _("Leveranceplan ændret")
    NOMINATED = "nominated", _("Kandidater indstillet")
    PRESENTED = "presented", _("Kandidater præsenteret")
    CHOSEN = "chosen", _("Svar på kandidat")
    ALTERNATIVE = "alternative", _("Alternativ tilbudt")
    ALTERNATIVE_ANSWERED = "alternative_answered", _("Svar på alternativ")
    ASSIGNED = "assigned", _("Tovholder valgt")
    TOVHOLDER_PROPOSED = "tovholder_proposed", _("Ny tovholder foreslået")
    TOVHOLDER_CHANGED = "tovholder_changed", _("Tovholder skiftet")
    OWNER_CHANGED = "owner_changed", _("Ansvarlig skiftet")
    ESCALATED = "escalated", _("Frist eskaleret")
    MESSAGE = "message", _("Henvendelse fra virksomheden")
    MAIL = "mail", _("Mail modtaget")
    TRAINING_REQUESTED = "training_requested", _("Virksomheden beder om opkvalificering")
    TRAINING_SETTLED = "training_settled", _("Opkvalificering aftalt eller fravalgt")
    COMPANY_ASKED = "company_asked", _("Spørgsmål til virksomheden")
    CLOCK_PAUSED = "clock_paused", _("Frist sat på pause")
    CLOCK_RESUMED = "clock_resumed", _("Frist løber igen")
    CORRECTED = "corrected", _("Registrering rettet")
    MOVED = "moved", _("Frist flyttet")
    REOPENED = "reopened", _("Ordre genåbnet")
    CLOSED = "closed", _("Ordre lukket")
    CANCELLED = "cancelled", _("Ordre annulleret")


class RequestReason(models.TextChoices):
    """The three reasons for contacting another jobcentre ([003], R149)."""

    SEARCH_FAILED = "search_failed", _("Egen udsøgning gav ikke nok egnede")
    UNEMPLOYMENT_LENGTH = "unemployment_length", _("Afklaring af ledighedslængde")
    SPARRING = "sparring", _("Anden sparring")


class RequestState(models.TextChoices):
    SENT = "sent", _("Afventer svar")
    ANSWERED = "answered", _("Besvaret")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class AnswerKind(models.TextChoices):
    YES = "yes", _("Ja, med antal og dato")
    NO = "no", _("Nej, med grund")
    CLARIFY = "clarify", _("Vi mangler en afklaring")
    PASSED_ON = "passed_on", _("Henvist til et andet jobcenter")


class AnswerChannel(models.TextChoices):
    """How an asked jobcentre gave its answer."""

    APP = "app", _("Logget ind")
    LINK = "link", _("Linket i mailen")
    API = "api", _("Jobcentrets eget system")


class ClockState(models.TextChoices):
    OPEN = "open", _("Løber")
    STOPPED = "stopped", _("Stoppet")
    CANCELLED = "cancelled", _("Annulleret")


class BreachCause(models.TextChoices):
    AWAITING_JOBCENTER = "awaiting_jobcenter", _("Jobcenter har ikke svaret")
    NOT_CALLED = "not_called", _("Ikke ringet op")
    NO_OWNER = "no_owner", _("Ingen ansvarlig valgt")
    MISSING_CLARIFICATION = "missing_clarification", _("Mangler afklaring")
    NOT_DELIVERED = "not_delivered", _("Ikke leveret")
    OUTAGE = "outage", _("Systemnedbrud")


class AlternativeKind(models.TextChoices):
    INTERNSHIP = "internship", _("Virksomhedspraktik")
    WAGE_SUBSIDY = "wage_subsidy", _("Løntilskud")
    TRAINING = "training", _("Opkvalificering")
    WIDER_AREA = "wider_area", _("Større område")
    OTHER = "other", _("Andet")


class Decision(models.TextChoices):
    OFFERED = "offered", _("Tilbudt")
    ACCEPTED = "accepted", _("Accepteret")
    DECLINED = "declined", _("Afslået")


class Outcome(models.TextChoices):
    """How an order line ended."""

    HIRED = "hired", _("Alle pladser besat")
    PARTLY = "partly", _("Nogle pladser besat")
    ALTERNATIVE = "alternative", _("Anden løsning aftalt")
    NOT_FILLED = "not_filled", _("Ingen ansat")
    WITHDRAWN = "withdrawn", _("Virksomheden trak ordren")


class OwedTo(models.TextChoices):
    """To whom the promises are owed that a ladder is about."""

    COMPANY = "company", _("løfter til virksomheder")
    JOBCENTER = "jobcenter", _("løfter til andre jobcentre")


class RecalculationKind(models.TextChoices):
    """What was changed so that running deadlines are counted again."""

    CALENDAR = "calendar", _("Åbningstider og lukkedage")
    NETWORK = "network", _("Netværkets spilleregler")
    AGREEMENT = "agreement", _("Aftalens vilkår")


class RecalculationState(models.TextChoices):
    PLANNED = "planned", _("Venter")
    RUNNING = "running", _("I gang")
    DONE = "done", _("Færdig")
