"""A posted vacancy, its editions, what was done to it, and where else it stands (R18-R20)."""

from typing import Self
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from jobcenters.models import Postcode
from orders.models import Order, OrderLine
from orders.models.orders import MAX_PLACES
from postings.enums import ApplyTo, Language, Portal, PostingState, StepKind, WorkTime

MAX_TEXT = 5_000


class PostingQuerySet(models.QuerySet["Posting"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those of the orders that the organisation is tovholder of. What the public sees goes another way."""
        return self.filter(jobcenter_id=actor.organisation_id)

    def published(self) -> Self:
        return self.filter(state=PostingState.PUBLISHED)


class Posting(models.Model):
    """One order line's vacancy. It keeps its address when it is withdrawn and posted again.

    `number` is the edition that holds. `jobcenter` is the order's tovholder: a trigger moves it along with that.
    A published posting whose `apply_by` (in its edition) has passed is open to nobody, whether or not the worker has
    written it down yet.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="job_postings")
    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="job_posting")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("Tilstand"), max_length=10, choices=PostingState.choices, default=PostingState.PUBLISHED
    )
    number = models.PositiveIntegerField(default=1)
    apply_by = models.DateField()
    published_at = models.DateTimeField(_("Slået op"))
    changed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PostingQuerySet.as_manager()

    class Meta:
        verbose_name = _("stillingsopslag")
        verbose_name_plural = _("stillingsopslag")
        ordering = ["-published_at", "-id"]
        indexes = [
            models.Index(fields=["jobcenter", "state", "-published_at", "-id"], name="posting_of_jobcenter"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=Q(state=PostingState.PUBLISHED),
                name="posting_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=PostingState.values), name="posting_state_known"),
            models.CheckConstraint(
                condition=Q(state=PostingState.PUBLISHED, ended_at__isnull=True)
                | (~Q(state=PostingState.PUBLISHED) & Q(ended_at__isnull=False)),
                name="posting_ended_has_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uuid} {self.state}"


class PostingEdition(models.Model):
    """What was published, word for word. Rows are added, never changed."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="editions")
    number = models.PositiveIntegerField()
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    language = models.CharField(_("Sprog"), max_length=2, choices=Language.choices, default=Language.DANISH)
    title = models.CharField(_("Overskrift"), max_length=120)
    places = models.PositiveSmallIntegerField(
        _("Antal stillinger"), validators=[MinValueValidator(1), MaxValueValidator(MAX_PLACES)]
    )
    is_anonymous = models.BooleanField(_("Uden virksomhedens navn"), default=False)
    employer = models.CharField(_("Arbejdsgiver"), max_length=200)
    description = models.TextField(_("Om jobbet"), max_length=MAX_TEXT)
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(_("Adresse"), max_length=200, blank=True)
    work_time = models.CharField(
        _("Omfang"), max_length=10, choices=WorkTime.choices, default=WorkTime.FULL_TIME
    )
    hours = models.CharField(_("Arbejdstid"), max_length=160)
    wage = models.CharField(_("Løn"), max_length=200, blank=True)
    start_on = models.DateField(_("Start"), null=True, blank=True)
    apply_by = models.DateField(_("Ansøgningsfrist"))
    apply_to = models.CharField(_("Kontakt"), max_length=9, choices=ApplyTo.choices)
    contact_name = models.CharField(_("Kontaktperson"), max_length=120, blank=True)
    contact_phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    contact_email = models.EmailField(_("E-mail"), blank=True)
    apply_url = models.URLField(_("Ansøgningsside"), blank=True)
    consent_by = models.CharField(max_length=120)
    consent_on = models.DateField()
    consent_channel = models.CharField(max_length=20)

    class Meta:
        ordering = ["posting_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["posting", "number"], name="posting_edition_once"),
            models.CheckConstraint(
                condition=~Q(contact_phone="") | ~Q(contact_email="") | ~Q(apply_url=""),
                name="posting_can_be_applied_for",
            ),
            models.CheckConstraint(condition=~Q(consent_by=""), name="posting_has_consent"),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.number} {self.title}"


class PostingStep(models.Model):
    """One thing that was done to a posting, by whom (nobody: by itself) and why. Rows are added, never changed."""

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="steps")
    kind = models.CharField(max_length=10, choices=StepKind.choices)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["posting_id", "-at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=StepKind.values), name="posting_step_known")
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.kind}"


class PortalPostingQuerySet(models.QuerySet["PortalPosting"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(posting__jobcenter_id=actor.organisation_id)

    def to_do(self) -> Self:
        """Those where the portal does not show what it should: an edition it has not got, or one to be removed."""
        return self.filter(
            Q(wanted=True, sent_number__lt=F("posting__number"))
            | Q(wanted=True, removed_at__isnull=False)
            | Q(wanted=False, removed_at__isnull=True, begun_number__gt=0)
        )


class PortalPosting(models.Model):
    """A vacancy on a portal outside. What is wanted, and what the portal was last known to show.

    `by_hand`: a person puts it there with the file, and writes down id and address; else the worker sends it. A row is
    leased while it is sent; `due_at` is the next try.
    """

    id = models.BigAutoField(primary_key=True)
    posting = models.ForeignKey(Posting, on_delete=models.CASCADE, related_name="portals")
    portal = models.CharField(max_length=10, choices=Portal.choices)
    by_hand = models.BooleanField()
    wanted = models.BooleanField(default=True)
    begun_number = models.PositiveIntegerField(default=0)  # the edition that a call was last begun with
    sent_number = models.PositiveIntegerField(default=0)
    portal_id = models.CharField(_("Nummer på portalen"), max_length=80, blank=True)
    portal_url = models.URLField(_("Adresse på portalen"), max_length=400, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    posted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    removed_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True, blank=True)
    lease = models.UUIDField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    refused = models.BooleanField(default=False)
    last_error = models.CharField(max_length=300, blank=True)

    objects = PortalPostingQuerySet.as_manager()

    class Meta:
        ordering = ["posting_id", "portal"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(by_hand=False, refused=False), name="portal_posting_due"
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["posting", "portal"], name="portal_posting_once"),
            models.CheckConstraint(condition=Q(portal__in=Portal.values), name="portal_known"),
            models.CheckConstraint(
                condition=Q(portal_id="") | Q(posted_at__isnull=False), name="portal_posting_has_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posting_id} {self.portal}"
