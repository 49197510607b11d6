"""The job order and its lines."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from agreements.models import Agreement
from companies.models import Company, ContactPerson, Workplace
from orders.enums import (
    OPEN_STATES,
    CandidateContact,
    Channel,
    EmploymentForm,
    OrderState,
    Outcome,
    PostingWish,
    TargetGroup,
)

MAX_PLACES = 500


class OrderQuerySet(models.QuerySet["Order"]):
    def visible_to(self, actor: Actor) -> Self:
        """The orders that `actor`'s organisation has an access row for: the only start of a read.

        Lists do better still by starting from OrderAccess (see selectors): the row-level policy on the big table is
        then tested for the fetched rows alone.
        """
        return self.filter(access__organisation_id=actor.organisation_id)

    def open(self) -> Self:
        return self.filter(state__in=OPEN_STATES)

    def without_inquiries(self) -> Self:
        """Job orders alone: a question from a company is no order, and no number of orders counts it."""
        return self.filter(is_inquiry=False)

    def led_by(self, organisation_id: int) -> Self:
        return self.filter(tovholder_id=organisation_id)


class Order(models.Model):
    """What a company needs, and the jobcentre that is its tovholder ([003], R153)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(_("Ordrenummer"), max_length=12, unique=True)
    state = models.CharField(_("Tilstand"), max_length=12, choices=OrderState.choices)
    channel = models.CharField(_("Modtaget via"), max_length=10, choices=Channel.choices)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="orders")
    workplace = models.ForeignKey(Workplace, on_delete=models.PROTECT, related_name="orders")
    contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="orders", null=True)
    received_by = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="orders_received")
    received_at = models.DateTimeField(_("Modtaget"))
    tovholder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="orders_led", null=True, blank=True
    )
    proposed_tovholder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="orders_offered", null=True, blank=True
    )
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="orders_owned", null=True, blank=True
    )
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    submit_key = models.UUIDField(default=uuid4, editable=False)

    title = models.CharField(_("Ordre"), max_length=200)
    job_description = models.TextField(_("Jobbeskrivelse"), max_length=5000, blank=True)
    candidate_profile = models.TextField(_("Hvad skal kandidaten kunne?"), max_length=5000, blank=True)
    start_on = models.DateField(_("Start"), null=True, blank=True)
    application_deadline = models.DateField(_("Ansøgningsfrist"), null=True, blank=True)
    cvs_wanted = models.PositiveSmallIntegerField(
        _("Ønskede CV'er"), null=True, blank=True, validators=[MaxValueValidator(MAX_PLACES)]
    )
    candidate_contact = models.CharField(
        _("Hvem kontakter kandidaterne?"),
        max_length=12,
        choices=CandidateContact.choices,
        default=CandidateContact.COMPANY,
    )
    posting = models.CharField(_("Opslag"), max_length=4, choices=PostingWish.choices, blank=True)
    posting_url = models.URLField(_("Adresse på opslaget"), blank=True)
    wants_screening = models.BooleanField(_("Jobcentret skal screene"), default=False)
    is_large = models.BooleanField(_("Større eller kompleks"), default=False)
    agreed_deviation = models.TextField(_("Aftalt afvigelse"), max_length=1000, blank=True)
    # A message from the company that is about no order of its own: a case without lines, which is answered and closed.
    is_inquiry = models.BooleanField(default=False)

    # What was signed and in force when the order was received. `agreement_terms` (orders.agreed.Terms) stands as it was
    # then: what the agreement becomes later holds for later orders.
    agreement = models.ForeignKey(
        Agreement, on_delete=models.PROTECT, related_name="orders", null=True, blank=True
    )
    agreement_terms = models.JSONField(default=dict, blank=True, editable=False)

    version = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    closing_note = models.TextField(max_length=2000, blank=True)
    viewers = ArrayField(models.IntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = OrderQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index(fields=["tovholder", "state"], name="order_by_tovholder"),
            models.Index(fields=["company", "-received_at"], name="order_by_company"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=OrderState.values), name="order_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.UNASSIGNED, OrderState.CANCELLED])
                | Q(tovholder__isnull=False),
                name="order_has_tovholder",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[OrderState.CLOSED, OrderState.CANCELLED], closed_at__isnull=False)
                | Q(state__in=sorted(OPEN_STATES), closed_at__isnull=True),
                name="order_closed_has_time",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="order_has_title"),
            models.UniqueConstraint(fields=["created_by", "submit_key"], name="order_form_sent_once"),
            models.UniqueConstraint(fields=["company", "id"], name="order_of_company"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES


class OrderLine(models.Model):
    """Places of one kind on an order: an order may mix ordinary and supported employment (R3, A8)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField(default=1)
    occupation = models.CharField(_("Stilling"), max_length=80)
    places = models.PositiveSmallIntegerField(
        _("Antal"), validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)]
    )
    form = models.CharField(
        _("Ansættelsesform"), max_length=16, choices=EmploymentForm.choices, default=EmploymentForm.ORDINARY
    )
    target_group = models.CharField(
        _("Målgruppe"), max_length=8, choices=TargetGroup.choices, default=TargetGroup.ANY
    )
    requirements = models.CharField(_("Krav"), max_length=400, blank=True)
    outcome = models.CharField(_("Udfald"), max_length=12, choices=Outcome.choices, blank=True)
    hired = models.PositiveSmallIntegerField(_("Ansat"), default=0)

    class Meta:
        ordering = ["order_id", "position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(places__gte=1, places__lte=MAX_PLACES), name="line_places"),
            models.CheckConstraint(
                condition=Q(hired__lte=models.F("places")), name="line_hired_within_places"
            ),
            models.CheckConstraint(condition=Q(form__in=EmploymentForm.values), name="line_form_known"),
            models.UniqueConstraint(fields=["order", "id"], name="line_of_order"),
        ]

    def __str__(self) -> str:
        return f"{self.places} {self.occupation}"


class OrderNumber(models.Model):
    """The last order number given in a year; the row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.year}-{self.last:04d}"
