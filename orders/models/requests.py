"""What passes between jobcentres: searches as evidence, requests, heads-ups and changes of tovholder."""

from typing import Self
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from jobcenters.models import ContactEntry, Postcode
from orders.enums import AnswerChannel, AnswerKind, Decision, RequestReason, RequestState
from orders.models.orders import MAX_PLACES, Order, OrderLine
from orders.radius import RADIUS_DEFAULT_KM, RADIUS_MAX_KM, RADIUS_MIN_KM
from orders.titles import part_title


class Search(models.Model):
    """A recorded search for candidates: the evidence that opens the way to other jobcentres ([003], R148; A16)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="searches")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    at = models.DateTimeField()
    criteria = models.CharField(_("Hvad søgte I på?"), max_length=300)
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")
    radius_km = models.PositiveSmallIntegerField(_("Radius i km"), default=RADIUS_DEFAULT_KM)
    across_borders = models.BooleanField(default=False)
    hits = models.PositiveIntegerField(_("Fundet"), validators=[MaxValueValidator(100_000)])
    suitable = models.PositiveIntegerField(_("Egnede"), validators=[MaxValueValidator(100_000)])
    unsuitable_reason = models.CharField(_("Hvorfor er resten ikke egnede?"), max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(radius_km__gte=RADIUS_MIN_KM, radius_km__lte=RADIUS_MAX_KM), name="search_radius"
            ),
            models.CheckConstraint(
                condition=Q(suitable__lte=models.F("hits")), name="search_suitable_within_hits"
            ),
            models.UniqueConstraint(fields=["order", "id"], name="search_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.criteria}, {self.postcode_id}, {self.radius_km} km"


class RequestQuerySet(models.QuerySet["Request"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those the organisation sent or was sent, and all on the orders it leads now."""
        mine = actor.organisation_id
        return self.filter(
            Q(to_organisation_id=mine) & ~Q(state=RequestState.WITHDRAWN)
            | Q(from_organisation_id=mine)
            | Q(order__tovholder_id=mine)
        )

    def unanswered(self) -> Self:
        return self.filter(state=RequestState.SENT)


class Request(models.Model):
    """A reasoned request to another jobcentre, which answers within 24 hours ([003], R147-R150)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="requests")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="requests", null=True)
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="requests_sent"
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="requests_received"
    )
    reason = models.CharField(_("Grund"), max_length=20, choices=RequestReason.choices)
    text = models.CharField(_("Hvad mangler I?"), max_length=1000)
    number_wanted = models.PositiveSmallIntegerField(
        _("Antal"), validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)]
    )
    evidence = models.ForeignKey(Search, on_delete=models.PROTECT, related_name="requests", null=True)
    state = models.CharField(max_length=10, choices=RequestState.choices, default=RequestState.SENT)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    # Who on the asked jobcentre's contact list got the mail; None where nobody there could be counted on.
    contact = models.ForeignKey(
        ContactEntry, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="requests_owned", null=True, blank=True
    )
    answer = models.CharField(_("Svar"), max_length=10, choices=AnswerKind.choices, blank=True)
    answer_number = models.PositiveSmallIntegerField(_("Hvor mange?"), null=True, blank=True)
    answer_by = models.DateField(_("Senest"), null=True, blank=True)
    answer_text = models.CharField(_("Besked"), max_length=1000, blank=True)
    # Whom the asked jobcentre knows to be a better one to ask.
    referred_to = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    # Who answered by the link in a mail is known by the address that the mail went to.
    answer_channel = models.CharField(
        max_length=10, choices=AnswerChannel.choices, blank=True, default="", db_default=""
    )
    answered_by_email = models.CharField(max_length=254, blank=True, default="", db_default="")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField(db_default=Now(), editable=False)  # kept by a trigger
    version = models.PositiveIntegerField(default=1)

    objects = RequestQuerySet.as_manager()

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [
            models.Index(fields=["to_organisation", "state", "sent_at"], name="request_by_receiver"),
            models.Index(fields=["to_organisation", "changed_at", "id"], name="request_in_changed"),
            models.Index(fields=["from_organisation", "changed_at", "id"], name="request_out_changed"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RequestState.values), name="request_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="request_is_reasoned"),
            models.CheckConstraint(
                condition=~Q(reason=RequestReason.SEARCH_FAILED) | Q(evidence__isnull=False),
                name="request_search_has_evidence",
            ),
            models.CheckConstraint(
                condition=~Q(from_organisation=models.F("to_organisation")), name="request_to_another"
            ),
            models.CheckConstraint(
                condition=~Q(state=RequestState.ANSWERED) | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="request_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=~Q(answer=AnswerKind.YES) | Q(answer_number__gte=1, answer_by__isnull=False),
                name="request_yes_has_number_and_date",
            ),
            models.UniqueConstraint(
                fields=["order", "line", "to_organisation"],
                condition=Q(state=RequestState.SENT),
                nulls_distinct=False,
                name="request_one_unanswered",
            ),
            models.UniqueConstraint(fields=["order", "id"], name="request_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_organisation_id} -> {self.to_organisation_id}"

    @property
    def wanted(self) -> str:
        """What is asked for in words: "1 af 2 tømrere"."""
        return part_title(self.number_wanted, self.line)


class HeadsUp(models.Model):
    """Varsling: tells another jobcentre what may come; no gate, no duty to answer (A17)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="heads_ups")
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="heads_ups_sent"
    )
    to_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="heads_ups_received"
    )
    text = models.CharField(_("Besked"), max_length=1000)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-sent_at", "-id"]
        indexes = [models.Index(fields=["to_organisation", "sent_at"], name="heads_up_by_receiver")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(from_organisation=models.F("to_organisation")), name="heads_up_to_another"
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: varsling til {self.to_organisation_id}"


class TovholderChange(models.Model):
    """A change of tovholder: agreed with the company, accepted by the new one, with a reason (R46)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="tovholder_changes")
    from_organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    to_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(_("Hvorfor?"), max_length=500)
    consent_by = models.CharField(_("Hvem i virksomheden har sagt ja?"), max_length=120)
    consent_on = models.DateField(_("Hvornår?"))
    consent_channel = models.CharField(_("Hvordan?"), max_length=40)
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    decision = models.CharField(max_length=8, choices=Decision.choices, default=Decision.OFFERED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    decision_text = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["-proposed_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["order"], condition=Q(decision=Decision.OFFERED), name="one_tovholder_offer_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(consent_by="") & ~Q(consent_channel=""),
                name="tovholder_change_has_consent",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id}: {self.from_organisation_id} -> {self.to_organisation_id}"
