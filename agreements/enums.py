"""Choices of the agreements app. Stored as short text with a check constraint, never as database enums."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AgreementKind(models.TextChoices):
    """The agreements of the guideline (R79, R83, R97)."""

    JOBSERVICE = "jobservice", _("Jobserviceaftale")
    RECRUITMENT = "recruitment", _("Tværkommunal rekrutteringsaftale")
    INTEGRATION = "integration", _("Integrationsaftale")
    PARTNERSHIP = "partnership", _("Lokal partnerskabsaftale")


class AgreementState(models.TextChoices):
    """The life of a version; the agreement itself shows the state of the version that counts."""

    DRAFT = "draft", _("Udkast")
    SENT = "sent", _("Sendt til underskrift")
    PARTLY_SIGNED = "partly_signed", _("Delvist underskrevet")
    IN_FORCE = "in_force", _("I kraft")
    EXTENDED = "extended", _("Forlænget")
    CANCELLED = "cancelled", _("Ophævet")
    EXPIRED = "expired", _("Udløbet")
    SUPERSEDED = "superseded", _("Afløst")


# The promises hold in these; a signed version may not be changed in any but the first.
FORCE_STATES = frozenset({AgreementState.IN_FORCE, AgreementState.EXTENDED})
SIGNING_STATES = frozenset({AgreementState.SENT, AgreementState.PARTLY_SIGNED})
ENDED_STATES = frozenset({AgreementState.CANCELLED, AgreementState.EXPIRED, AgreementState.SUPERSEDED})


class PartyRole(models.TextChoices):
    """The kinds of signature block in the template (R128)."""

    COMPANY = "company", _("Virksomhed")
    NATIONAL = "national", _("Jobservice Danmark")
    TOVHOLDER = "tovholder", _("Tovholderjobcenter")
    WORKINDENMARK = "workindenmark", _("Workindenmark")
    PARTNER = "partner", _("Anden samarbejdspartner")
    MEMBER = "member", _("Jobcenter i netværket")  # of a network's agreement: no company, no area


class Area(models.TextChoices):
    """What a tovholder answers for (A14, R98, R99): one line, however many jobcentres it holds."""

    COUNTRY = "country", _("Hele landet")
    EAST = "east", _("Øst for Storebælt")
    WEST = "west", _("Vest for Storebælt")
    MUNICIPALITIES = "municipalities", _("Valgte kommuner")


class ContentGroup(models.TextChoices):
    """The headings of the content page (R127); the fourth comes with version 2 of the template (A24).

    The last four are those of a network's agreement ([003]); the minimum is the network's own list, without ticks.
    """

    RECRUITMENT = "recruitment", _("Rekruttering")
    UPSKILLING = "upskilling", _("Opkvalificering")
    INTEGRATION = "integration", _("Integration")
    RETENTION = "retention", _("Fastholdelse")
    MINIMUM = "minimum", _("Serviceminimum")
    SERVICE = "service", _("Service til virksomhederne")
    ACROSS = "across", _("Samarbejde mellem jobcentrene")
    LEADERS = "leaders", _("Ledernetværk")


class Step(models.TextChoices):
    """The wizard's steps. Which of them an agreement has, and in which order, says `steps_of`."""

    NEED = "behov", _("Behov")
    CONTENT = "indhold", _("Indhold")
    TOVHOLDERS = "tovholdere", _("Tovholdere")
    PARTNERS = "partnere", _("Parter")
    PERIOD = "periode", _("Periode og opfølgning")
    MEMBERS = "jobcentre", _("Jobcentre")
    PREVIEW = "gennemse", _("Gennemse og send")


def steps_of(kind: str) -> tuple[Step, ...]:
    """The steps of the wizard: a network has its members where a company has its tovholders."""
    third = Step.MEMBERS if kind == AgreementKind.RECRUITMENT else Step.TOVHOLDERS
    return (Step.NEED, Step.CONTENT, third, Step.PARTNERS, Step.PERIOD, Step.PREVIEW)


def step_label(kind: str, step: Step) -> str:
    """What a step is called: a company has a need, jobcentres a purpose."""
    is_purpose = kind == AgreementKind.RECRUITMENT and step == Step.NEED
    return str(_("Formål") if is_purpose else step.label)


class SignerState(models.TextChoices):
    """Where one party's signature stands."""

    WAITING = "waiting", _("Venter på de foregående")  # signing in order, and it is not this one's turn
    INVITED = "invited", _("Inviteret")
    OPENED = "opened", _("Har åbnet aftalen")
    SIGNED = "signed", _("Har underskrevet")
    BOUNCED = "bounced", _("Mailen kom retur")
    ENDED = "ended", _("Linket er lukket")


class SignMethod(models.TextChoices):
    """How a signer was identified (A26); the level follows from the method."""

    MAIL_CODE = "mail_code", _("Personligt link og engangskode på mail")
    SIGNED_IN = "signed_in", _("Logget ind i Jobordre på tværs")
    OIDC = "oidc", _("MitID Erhverv")


SIGN_LEVELS = {
    SignMethod.MAIL_CODE: _("Simpel elektronisk underskrift"),
    SignMethod.SIGNED_IN: _("Simpel elektronisk underskrift med login"),
    SignMethod.OIDC: _("Underskrift med MitID Erhverv"),
}


class ChangeKind(models.TextChoices):
    """What all parties must agree to (R110)."""

    EXTEND = "extend", _("Forlængelse")
    CANCEL = "cancel", _("Ophævelse")


class ChangeState(models.TextChoices):
    OPEN = "open", _("Afventer parterne")
    AGREED = "agreed", _("Aftalt")
    REFUSED = "refused", _("Afvist")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")


class MeetingState(models.TextChoices):
    PLANNED = "planned", _("Planlagt")
    HELD = "held", _("Holdt")
    CANCELLED = "cancelled", _("Aflyst")


class BypassReason(models.TextChoices):
    """Why a jobcentre that is not tovholder contacts a company under agreement all the same (R95)."""

    SICKNESS = "sickness", _("Sygedagpengesag")
    CITIZEN = "citizen", _("Sag om en borger, der er ansat i virksomheden")
    AGREED = "agreed", _("Aftalt med tovholderen")
    OTHER = "other", _("Andet")


class PdfState(models.TextChoices):
    QUEUED = "queued", _("I kø")
    WORKING = "working", _("Dannes")
    DONE = "done", _("Klar")
    FAILED = "failed", _("Kunne ikke dannes")


class PdfKind(models.TextChoices):
    PREVIEW = "preview", _("Udkast")
    DOCUMENT = "document", _("Aftalen til underskrift")
    SIGNED = "signed", _("Underskrevet aftale")


class AccessRole(models.TextChoices):
    """Why an organisation may see an agreement; kept by database triggers."""

    OWNER = "owner", _("Har oprettet aftalen")
    NATIONAL = "national", _("Jobservice Danmark")
    PARTY = "party", _("Part")
    COVERED = "covered", _("Omfattet jobcenter")  # sees the terms, not the evidence of signatures


class LogKind(models.TextChoices):
    """What the agreement's history tells."""

    CREATED = "created", _("Oprettet")
    SENT = "sent", _("Sendt")
    SIGNED = "signed", _("Underskrevet")
    IN_FORCE = "in_force", _("I kraft")
    WITHDRAWN = "withdrawn", _("Trukket tilbage")
    CHANGE_PROPOSED = "change_proposed", _("Ændring foreslået")
    CHANGE_ANSWERED = "change_answered", _("Ændring besvaret")
    EXTENDED = "extended", _("Forlænget")
    CANCELLED = "cancelled", _("Ophævet")
    EXPIRED = "expired", _("Udløbet")
    SUPERSEDED = "superseded", _("Afløst")
    MEETING = "meeting", _("Opfølgningsmøde")
    BYPASS = "bypass", _("Kontakt uden om tovholderen")
    BOUNCED = "bounced", _("Mail kom retur")
    NOTE = "note", _("Notat")
