"""The outbox: every mail that the product has decided to send, with what happened to it."""

import uuid
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from notifications.enums import LOST_STATES, OPEN_STATES, SENT_STATES, MailState


class OutboxMailQuerySet(models.QuerySet["OutboxMail"]):
    def visible_to(self, actor: Actor) -> Self:
        """An organisation's own mail, to its administrators; never a mail with a sign-in code."""
        if not actor.is_administrator:
            return self.none()
        return self.filter(organisation_id=actor.organisation_id, confidential=False)

    def waiting(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def failed(self) -> Self:
        """Given up at delivery, or come back later."""
        return self.filter(state__in=LOST_STATES)

    def sent(self) -> Self:
        return self.filter(state=MailState.SENT)


class OutboxMail(models.Model):
    """One mail to one recipient. Written by `notifications.outbox` only; all instants are UTC.

    The writer often may not see the row (a worker's mail across the border), so keys are made in Python.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("Mail"), max_length=100)
    organisation = models.ForeignKey(
        Organisation,
        verbose_name=_("Afsender"),
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
    )
    recipient = models.CharField(_("Modtager"), max_length=254)
    domain = models.GeneratedField(
        expression=Lower(Func(F("recipient"), Value("@"), Value(-1), function="split_part")),
        output_field=models.CharField(max_length=254),
        db_persist=True,
    )
    recipient_user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    recipient_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="+", db_index=False
    )
    reply_to = models.CharField(_("Svar til"), max_length=254, blank=True)
    subject = models.CharField(_("Emne"), max_length=200)
    text = models.TextField(_("Tekst"), blank=True)
    html = models.TextField(blank=True)
    # An iCalendar object (an invitation, its update or its cancellation) that goes along; most mails have none.
    calendar = models.TextField(blank=True, default="", db_default="")
    message_id = models.CharField(max_length=255, unique=True)
    dedupe_key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001  (most have none)
    created_at = models.DateTimeField(_("Lagt i kø"))
    # What the mail's Date header says: the first instant it might leave. Resending does not change it.
    dated_at = models.DateTimeField()
    # When delivery may try (next). A failed try pushes it ahead, so no mail can stand in the way of the rest.
    not_before = models.DateTimeField(_("Tidligst"))
    state = models.CharField(_("Status"), max_length=9, choices=MailState.choices, default=MailState.QUEUED)
    leased_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(_("Forsøg"), default=0)
    last_error = models.CharField(_("Fejl"), max_length=500, blank=True)
    sent_at = models.DateTimeField(_("Sendt"), null=True)
    bounced_at = models.DateTimeField(_("Kom retur"), null=True)
    confidential = models.BooleanField(default=False)

    objects = OutboxMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MailState.values), name="outbox_state_known"),
            models.CheckConstraint(
                condition=Q(state=MailState.LEASED, leased_until__isnull=False)
                | (~Q(state=MailState.LEASED) & Q(leased_until__isnull=True)),
                name="outbox_leased_has_an_end",
            ),
            models.CheckConstraint(
                condition=Q(state__in=SENT_STATES, sent_at__isnull=False)
                | (~Q(state__in=SENT_STATES) & Q(sent_at__isnull=True)),
                name="outbox_sent_has_a_time",
            ),
            models.CheckConstraint(
                condition=Q(state=MailState.BOUNCED, bounced_at__isnull=False)
                | (~Q(state=MailState.BOUNCED) & Q(bounced_at__isnull=True)),
                name="outbox_bounced_has_a_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=LOST_STATES, last_error=""), name="outbox_failed_says_why"
            ),
            # A mail without sender would be seen by no administrator: only sign-in mail may be like that.
            models.CheckConstraint(
                condition=Q(organisation__isnull=False) | Q(confidential=True),
                name="outbox_sender_or_confidential",
            ),
            # A line break in a header would let its text add headers of its own.
            models.CheckConstraint(
                condition=~Q(subject__regex=r"[\r\n]")
                & ~Q(recipient__regex=r"[\r\n]")
                & ~Q(reply_to__regex=r"[\r\n]")
                & ~Q(message_id__regex=r"[\r\n]"),
                name="outbox_headers_one_line",
            ),
        ]
        indexes = [
            # Sign-in codes, for which somebody waits.
            models.Index(
                fields=["not_before", "id"],
                name="outbox_urgent",
                condition=Q(confidential=True, organisation__isnull=True, state__in=OPEN_STATES),
            ),
            # A fair share of each recipient domain (notifications/claims.py).
            models.Index(
                F("domain"),
                F("confidential").desc(),
                "not_before",
                "id",
                name="outbox_by_domain",
                condition=Q(state__in=OPEN_STATES),
            ),
            # The administrators' lists of what failed and was sent. What waits is little, and read by the index
            # above: one index less to keep for every mail.
            models.Index(
                fields=["organisation", "-created_at", "-id"],
                name="outbox_failed",
                condition=Q(state__in=LOST_STATES),
            ),
            models.Index(
                fields=["organisation", "-sent_at", "-id"],
                name="outbox_sent",
                condition=Q(state=MailState.SENT),
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class MailPace(models.Model):
    """How fast one recipient domain takes mail: `per_minute` mails (null: as all others, 0: without limit).

    `until` is the UTC instant up to which its mail has been given out, kept by `notifications.claims`.
    """

    domain = models.CharField(primary_key=True, max_length=254)
    per_minute = models.PositiveIntegerField(_("Mails i minuttet"), null=True)
    until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.domain


class DeadAddress(models.Model):
    """An address whose mail came back, since `since` (UTC), until a person confirms it. Read by its own functions."""

    address = models.CharField(primary_key=True, max_length=254)  # in small letters
    since = models.DateTimeField()
    reason = models.CharField(max_length=500)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    def __str__(self) -> str:
        return self.address
