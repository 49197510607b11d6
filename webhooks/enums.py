"""What can happen that another system is told of, and how far the telling has come."""

from django.db import models
from django.utils.translation import gettext_lazy as _

TRIAL = "webhook.test"


class EventType(models.TextChoices):
    """What an endpoint may ask to be told of. The values stand in the messages and never change."""

    ORDER_REGISTERED = "order.registered", _("Ordre registreret")
    ORDER_CHANGED = "order.changed", _("Ordre ændret")
    ORDER_ANSWERED = "order.answered", _("Virksomheden har fået svar på ordren")
    ORDER_CLOSED = "order.closed", _("Ordre lukket eller annulleret")
    REQUEST_RECEIVED = "request.received", _("Henvendelse modtaget fra et andet jobcenter")
    REQUEST_CLARIFIED = "request.clarified", _("Afklaring på en henvendelse modtaget")
    REQUEST_ANSWERED = "request.answered", _("Henvendelse besvaret")
    REQUEST_WITHDRAWN = "request.withdrawn", _("Henvendelse trukket tilbage")
    DEADLINE_WARNING = "deadline.warning", _("Frist nærmer sig")
    DEADLINE_BREACHED = "deadline.breached", _("Frist overskredet")
    VISIT_SHARED = "visit.shared", _("Besøgsnotat delt af et andet jobcenter")
    VISIT_CHANGED = "visit.changed", _("Delt besøgsnotat ændret")
    VISIT_WITHDRAWN = "visit.withdrawn", _("Delt besøgsnotat trukket tilbage eller slettet")
    NOMINATION_CHANGED = "nomination.changed", _("Indstilling ændret (kun kendenavn)")


class EndpointState(models.TextChoices):
    ACTIVE = "active", _("Virker")
    PAUSED = "paused", _("Sat på pause")
    OFF = "off", _("Slået fra")


class DeliveryState(models.TextChoices):
    """`WITHHELD`: the organisation might not see the object any more when the message was to leave."""

    WAITING = "waiting", _("Venter")
    LEASED = "leased", _("Sendes nu")
    DELIVERED = "delivered", _("Leveret")
    DEAD = "dead", _("Ikke leveret")
    WITHHELD = "withheld", _("Holdt tilbage")


OPEN_STATES = (DeliveryState.WAITING, DeliveryState.LEASED)
