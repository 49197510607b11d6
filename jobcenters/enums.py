"""Choices of the jobcenters app. Stored as short text with a check constraint, never as database enums."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Side(models.TextChoices):
    """Which side of Storebælt a municipality lies on; Fyn is west (R-table A15)."""

    EAST = "east", _("Øst for Storebælt")
    WEST = "west", _("Vest for Storebælt")


class Weekday(models.IntegerChoices):
    """ISO order counted from 0, as `datetime.date.weekday()`."""

    MONDAY = 0, _("mandag")
    TUESDAY = 1, _("tirsdag")
    WEDNESDAY = 2, _("onsdag")
    THURSDAY = 3, _("torsdag")
    FRIDAY = 4, _("fredag")
    SATURDAY = 5, _("lørdag")
    SUNDAY = 6, _("søndag")


class PromiseUnit(models.TextChoices):
    """What a network's rule of play counts in. The three units can never be mixed in one rule."""

    OPENING_DAY_HOURS = "opening_day_hours", _("timer i åbningstiden")
    WORKING_DAYS = "working_days", _("arbejdsdage")
    CALENDAR_DAYS = "calendar_days", _("kalenderdage")


class SearchPromiseStart(models.TextChoices):
    """What starts D4 and D5: the company's order, or the order being clarified (A5)."""

    RECEIVED = "received", _("når ordren er modtaget")
    CLARIFIED = "clarified", _("når ordren er afklaret")


class ContactList(models.TextChoices):
    """The two contact lists of a network ([003], R145 and R146)."""

    SPARRING = "sparring", _("Sparring og spørgsmål")
    RECRUITMENT = "recruitment", _("Hjælp til rekruttering")


class ProfileAnswer(models.TextChoices):
    """How a jobcentre answers one line of the service profile (R156)."""

    YES = "yes", _("Ja")
    ON_REQUEST = "on_request", _("Efter aftale")
    NO = "no", _("Nej")


class Freshness(models.TextChoices):
    """How far a contact entry can be trusted; see `jobcenters.trust`."""

    NEW = "new", _("Ikke bekræftet endnu")
    FRESH = "fresh", _("Bekræftet")
    AGEING = "ageing", _("Bør bekræftes")
    STALE = "stale", _("Kan ikke regnes med")


class AskAnswer(models.TextChoices):
    """What the owner of an entry answered by the link in a mail."""

    RIGHT = "right", _("Det er rigtigt")
    CHANGED = "changed", _("Noget er ændret")
    LEFT = "left", _("Jeg er ikke længere kontaktperson")


class Reach(models.TextChoices):
    """By which way a jobcentre is reached, the nearest first; see `contacting.recipients`."""

    CONTACT = "contact", _("kontaktpersonen")
    STAND_IN = "stand_in", _("kontaktpersonens stedfortræder")
    MANAGER = "manager", _("jobcentrets leder")
    MAILBOX = "mailbox", _("jobcentrets hovedpostkasse")
    COORDINATOR = "coordinator", _("netværkets koordinator")
    NATIONAL = "national", _("Jobservice Danmark")
    NOBODY = "nobody", _("ingen")
