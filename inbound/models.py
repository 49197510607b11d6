"""Mail that was written to a jobcentre, or as an answer to one of the product's mails."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models import Company, ContactPerson
from inbound.enums import WAITING, InboundState
from orders.models import Order, Request


class InboundMailQuerySet(models.QuerySet["InboundMail"]):
    def visible_to(self, actor: Actor) -> Self:
        """An authority's own, and the answers that its own people have mailed to others' orders."""
        if not actor.serves_companies:
            return self.none()
        mine = actor.organisation_id
        return self.filter(Q(jobcenter_id=mine) | Q(party_id=mine))

    def of_jobcenter(self, actor: Actor) -> Self:
        """What the actor's jobcentre has to deal with."""
        return self.visible_to(actor).filter(jobcenter_id=actor.organisation_id)

    def waiting(self) -> Self:
        return self.filter(state__in=WAITING)


class InboundMail(models.Model):
    """One mail. Written by the door (`inbound.services.receiving`) when the other server is told that we have it.

    `jobcenter` deals with it: the one written to, or the order's tovholder. `party` is whom the address belongs
    to that it came to: of an answer, the organisation that was written to; of others, none. The text is what is new in
    it, `quoted` what it answers to; CPR numbers are gone from both. `received_at` is when it came to the door (UTC).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    party = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    state = models.CharField(_("Tilstand"), max_length=10, choices=InboundState.choices)
    before_spam = models.CharField(max_length=10, choices=InboundState.choices, blank=True)
    why = models.CharField(max_length=200, blank=True)  # a Danish sentence: what a person is to look at
    automatic = models.CharField(max_length=80, blank=True)
    key = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=255, blank=True)
    sender = models.CharField(_("Fra"), max_length=254, blank=True)
    sender_name = models.CharField(max_length=120, blank=True)
    subject = models.CharField(_("Emne"), max_length=200, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    notes = models.JSONField(default=list, blank=True)
    received_at = models.DateTimeField()
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", null=True)
    contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="+", null=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="inbound_mails", null=True)
    request = models.ForeignKey(Request, on_delete=models.CASCADE, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True, blank=True)  # registered as the answer to the request
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    objects = InboundMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("modtaget mail")
        verbose_name_plural = _("modtaget post")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["jobcenter", "state", "-received_at", "-id"], name="inbound_of_jobcenter"),
            models.Index(fields=["order", "-received_at"], name="inbound_of_order"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=InboundState.values), name="inbound_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[InboundState.TAKEN, InboundState.FILED]) | Q(order__isnull=False),
                name="inbound_on_an_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.subject}"

    @property
    def from_whom(self) -> str:
        """ "Karin Friis", or the address where the mail gives no name."""
        return self.sender_name or self.sender or str(_("Ukendt afsender"))


class InboundFile(models.Model):
    """An attachment that was kept. Its bytes are read for a download only."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    mail = models.ForeignKey(InboundMail, on_delete=models.CASCADE, related_name="files")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=100)
    size = models.PositiveIntegerField()
    content = models.BinaryField()

    class Meta:
        ordering = ["mail_id", "position"]
        constraints = [models.UniqueConstraint(fields=["mail", "position"], name="inbound_file_once")]

    def __str__(self) -> str:
        return self.name
