"""The contact lists between jobcentres, the mails that keep them true, and jobcentres that nobody is reached at."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from jobcenters.enums import AskAnswer, ContactList, Reach
from jobcenters.models.jobcenter import Jobcenter
from jobcenters.models.network import Network
from jobcenters.trust import Signs


class ContactEntryQuerySet(models.QuerySet["ContactEntry"]):
    def visible_to(self, actor: Actor) -> Self:
        """The lists are between authorities: a company sees none of them."""
        return self if actor.is_staff else self.none()

    def of_list(self, kind: str) -> Self:
        return self.filter(list_kind=kind)


class ContactEntry(models.Model):
    """Whom to ask at a jobcentre: for sparring, or for help with recruitment (R52, R145, R146, N8).

    An entry of a network stands on its lists and on the national one; without `network` on the latter alone. The
    worker keeps `bounced_on` and `silent` (requests in a row without an answer); `jobcenters.trust` reads them.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    network = models.ForeignKey(
        Network,
        verbose_name=_("netværk"),
        on_delete=models.CASCADE,
        related_name="contacts",
        null=True,
        blank=True,
    )
    list_kind = models.CharField(_("liste"), max_length=12, choices=ContactList)
    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="contacts")
    person = models.CharField(_("person"), max_length=100)
    telephone = models.CharField(_("telefon"), max_length=20, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    subject = models.CharField(_("emner"), max_length=120, blank=True)
    languages = models.CharField(_("sprog"), max_length=120, blank=True, default="", db_default="")
    stand_in = models.ForeignKey(
        "self",
        verbose_name=_("stedfortræder"),
        on_delete=models.SET_NULL,
        related_name="+",
        null=True,
        blank=True,
    )
    created_on = models.DateField(_("skrevet"), default=timezone.localdate, editable=False)
    last_confirmed_on = models.DateField(_("senest bekræftet"), null=True, blank=True)
    bounced_on = models.DateField(_("mail kom retur"), null=True, blank=True)
    left_on = models.DateField(_("er stoppet"), null=True, blank=True)
    silent = models.PositiveSmallIntegerField(_("ubesvarede henvendelser i træk"), default=0, db_default=0)

    objects = ContactEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("kontaktperson")
        verbose_name_plural = _("kontaktpersoner")
        ordering = ["network_id", "list_kind", "jobcenter_id", "subject", "person"]
        indexes = [models.Index(fields=["network", "list_kind", "jobcenter"], name="contact_entry_list")]
        constraints = [
            models.CheckConstraint(
                name="contact_entry_list_known", condition=Q(list_kind__in=ContactList.values)
            ),
            models.CheckConstraint(name="contact_entry_has_person", condition=~Q(person="")),
            models.CheckConstraint(
                name="contact_entry_reachable",
                condition=~Q(telephone="") | ~Q(email=""),
                violation_error_message=_("Skriv en telefon eller en e-mail."),
            ),
            models.CheckConstraint(
                name="contact_entry_not_own_stand_in",
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("pk")),
            ),
        ]

    def __str__(self) -> str:
        return self.person

    @property
    def signs(self) -> Signs:
        """What the rules of trust look at."""
        return Signs(self.created_on, self.last_confirmed_on, self.bounced_on, self.left_on, self.silent)


class ContactAsk(models.Model):
    """One mail that asked a person whether their entries at a jobcentre are right; its link answers once.

    It is about every entry of the jobcentre with the address. Only the hash of the link's code is stored.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField(_("sendt til"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(max_length=10, choices=AskAnswer, blank=True, default="", db_default="")

    class Meta:
        ordering = ["-asked_at", "-id"]
        indexes = [models.Index(fields=["jobcenter", "email"], name="contact_ask_of_person")]
        constraints = [
            models.CheckConstraint(
                name="contact_ask_answered_has_a_time",
                condition=Q(answer="", answered_at__isnull=True)
                | (Q(answer__in=AskAnswer.values) & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="contact_ask_is_somebodys", condition=~Q(email="") & ~Q(token_hash="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jobcenter_id} {self.email}"


class ContactGapQuerySet(models.QuerySet["ContactGap"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, those of the networks that one coordinates, and for Jobservice Danmark all."""
        if actor.is_national:
            return self
        if not actor.is_jobcenter:
            return self.none()
        today = timezone.localdate()
        of_networks = Jobcenter.objects.filter(
            Q(network_links__valid_to__isnull=True) | Q(network_links__valid_to__gte=today),
            network_links__network__coordinator_id=actor.organisation_id,
            network_links__valid_from__lte=today,
        )
        return self.filter(
            Q(jobcenter_id=actor.organisation_id) | Q(jobcenter_id__in=of_networks.values("pk"))
        )

    def open(self) -> Self:
        return self.filter(closed_on__isnull=True)


class ContactGap(models.Model):
    """From `since` on a jobcentre has no living contact for help with recruitment; `reached` says who gets its mail.

    Found and closed by the worker. `told_at`: when the coordinator and Jobservice Danmark were mailed.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="contact_gaps")
    since = models.DateField(_("siden"))
    reached = models.CharField(_("mail går til"), max_length=12, choices=Reach)
    told_at = models.DateTimeField(null=True, blank=True)
    closed_on = models.DateField(_("lukket"), null=True, blank=True)

    objects = ContactGapQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "jobcenter_id"]
        constraints = [
            models.CheckConstraint(name="contact_gap_reach_known", condition=Q(reached__in=Reach.values)),
            models.UniqueConstraint(
                name="contact_gap_once_open", fields=["jobcenter"], condition=Q(closed_on__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jobcenter_id} {self.since}"
