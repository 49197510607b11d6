from django.db import models
from django.utils.translation import gettext_lazy as _


class RequestKind(models.TextChoices):
    EXPORT = "export", _("Indsigt: få en kopi af oplysningerne")
    ERASE = "erase", _("Sletning: få oplysningerne slettet")


class PersonKind(models.TextChoices):
    CITIZEN = "citizen", _("Borger")
    CONTACT = "contact", _("Kontaktperson i en virksomhed")
    USER = "user", _("Medarbejder, der har haft adgang")


class RequestState(models.TextChoices):
    OPEN = "open", _("Modtaget")
    WORKING = "working", _("Under udførelse")
    WAITING = "waiting", _("Delvist udført")
    DONE = "done", _("Udført")
    REFUSED = "refused", _("Afvist")


class StepKind(models.TextChoices):
    """What happened to a request."""

    RECEIVED = "received", _("Anmodning registreret")
    PASSED_ON = "passed_on", _("Sendt videre til andre, der har personen")
    LOOKED = "looked", _("Fundet steder vist")
    ORDERED = "ordered", _("Sat i gang")
    EXPORTED = "exported", _("Kopi dannet")
    FETCHED = "fetched", _("Kopi hentet")
    ERASED = "erased", _("Slettet")
    PARTLY = "partly", _("Delvist slettet")
    STILL = "still", _("Venter af en anden grund")
    REFUSED = "refused", _("Afvist")
    FAILED = "failed", _("Kunne ikke udføres")
