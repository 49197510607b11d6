"""The agreement, its versions, what each version says, and who may see it."""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from agreements.enums import (
    ENDED_STATES,
    FORCE_STATES,
    AccessRole,
    AgreementKind,
    AgreementState,
    Area,
    LogKind,
    PartyRole,
)
from companies.models import Company
from jobcenters.enums import PromiseUnit, SearchPromiseStart
from jobcenters.models import Network

MAX_PARTIES = 30


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def visible_to(self, actor: Actor) -> Self:
        """The agreements that `actor`'s organisation has an access row for: the only start of a read."""
        return self.filter(access__organisation_id=actor.organisation_id)

    def in_force(self) -> Self:
        return self.filter(state__in=FORCE_STATES)

    def of_company(self, company_id: int) -> Self:
        return self.filter(company_id=company_id)


class Agreement(models.Model):
    """What a company (or a network) and jobcentres have agreed, through all its versions ([001], R83-R113).

    `state`, `current`, `starts_on` and `ends_on` repeat the version that counts: the one in force, else the newest.
    `ends_on` is the newest end after extensions; the version keeps the period that was signed.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    number = models.CharField(_("Aftalenummer"), max_length=14, unique=True)
    kind = models.CharField(_("Aftaletype"), max_length=12, choices=AgreementKind.choices)
    state = models.CharField(
        _("Tilstand"), max_length=14, choices=AgreementState.choices, default=AgreementState.DRAFT
    )
    company = models.ForeignKey(
        Company, on_delete=models.PROTECT, related_name="agreements", null=True, blank=True
    )
    network = models.ForeignKey(
        Network, on_delete=models.PROTECT, related_name="agreements", null=True, blank=True
    )
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    widened_from = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="widened_to", null=True, blank=True
    )
    owner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreements_owned")
    current = models.ForeignKey(
        "AgreementVersion", on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    title = models.CharField(_("Aftale"), max_length=240)
    starts_on = models.DateField(_("Fra"), null=True, blank=True)
    ends_on = models.DateField(_("Til"), null=True, blank=True)
    end_notice_for = models.DateField(null=True, blank=True, editable=False)  # the end that was last notified
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    viewers = ArrayField(models.IntegerField(), default=list, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = _("aftale")
        verbose_name_plural = _("aftaler")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index(fields=["company", "state"], name="agreement_of_company"),
            models.Index(
                fields=["ends_on"], condition=Q(state__in=sorted(FORCE_STATES)), name="agreement_ending"
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=AgreementKind.values), name="agreement_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=AgreementState.values), name="agreement_state_known"
            ),
            models.CheckConstraint(
                condition=Q(company__isnull=False) | Q(network__isnull=False),
                name="agreement_is_with_somebody",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="agreement_has_title"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True)
                | Q(ends_on__isnull=True)
                | Q(ends_on__gte=F("starts_on")),
                name="agreement_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FORCE_STATES))
                | Q(current__isnull=False, starts_on__isnull=False),
                name="agreement_in_force_has_period",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def is_in_force(self) -> bool:
        return self.state in FORCE_STATES

    @property
    def is_ended(self) -> bool:
        return self.state in ENDED_STATES


class AgreementVersion(models.Model):
    """One wording of an agreement. From the moment it is sent, `document` is what is shown, hashed and printed."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("Version"))
    state = models.CharField(
        _("Tilstand"), max_length=14, choices=AgreementState.choices, default=AgreementState.DRAFT
    )
    template = models.PositiveSmallIntegerField(_("Skabelonens version"))
    need_short = models.TextField(_("Behov nu"), max_length=3000, blank=True)
    need_long = models.TextField(_("Behov på længere sigt"), max_length=3000, blank=True)
    places_expected = models.PositiveIntegerField(
        _("Forventet antal ansættelser i perioden"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(100_000)],
    )
    starts_on = models.DateField(_("Samarbejdet begynder"), null=True, blank=True)
    ends_on = models.DateField(_("Samarbejdet slutter"), null=True, blank=True)
    meeting_months = models.PositiveSmallIntegerField(
        _("Opfølgningsmøde hver"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(24)],
    )
    meeting_text = models.CharField(_("Aftale om opfølgningsmøder"), max_length=300, blank=True)
    first_meeting_on = models.DateField(_("Første opfølgningsmøde"), null=True, blank=True)
    search_promise_starts = models.CharField(
        _("Fristen for kandidater løber fra"),
        max_length=10,
        choices=SearchPromiseStart.choices,
        default=SearchPromiseStart.RECEIVED,
    )
    extra_terms = models.TextField(_("Særlige vilkår"), max_length=3000, blank=True)
    sign_in_order = models.BooleanField(_("Underskriv i rækkefølge"), default=False)
    # One counter per wizard step, so that two people at different steps never meet, and at the same one are told.
    revisions = models.JSONField(default=dict, editable=False)
    document = models.JSONField(null=True, blank=True, editable=False)
    document_hash = models.CharField(max_length=64, blank=True, editable=False)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sign_by = models.DateField(_("Underskrives senest"), null=True, blank=True)
    concluded_at = models.DateTimeField(_("Indgået"), null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("version")
        verbose_name_plural = _("versioner")
        ordering = ["agreement_id", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="version_once"),
            models.UniqueConstraint(fields=["agreement", "id"], name="version_of_agreement"),
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(state__in=sorted(FORCE_STATES)), name="one_version_in_force"
            ),
            models.UniqueConstraint(
                fields=["agreement"],
                condition=Q(state__in=["draft", "sent", "partly_signed"]),
                name="one_version_under_way",
            ),
            models.CheckConstraint(condition=Q(state__in=AgreementState.values), name="version_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "cancelled", "superseded"])
                | (Q(document__isnull=False, sent_at__isnull=False) & ~Q(document_hash="")),
                name="version_sent_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FORCE_STATES)) | Q(concluded_at__isnull=False),
                name="version_in_force_is_concluded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement_id} v{self.number}"

    @property
    def is_draft(self) -> bool:
        return self.state == AgreementState.DRAFT


class VersionTick(models.Model):
    """A ticked item of the template, by its stable code; `text` is what stands at "Andet"."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="ticks")
    code = models.CharField(max_length=24)
    text = models.CharField(_("Andet"), max_length=300, blank=True)

    class Meta:
        ordering = ["version_id", "id"]
        constraints = [models.UniqueConstraint(fields=["version", "code"], name="tick_once")]

    def __str__(self) -> str:
        return self.code


class VersionGoal(models.Model):
    """A service goal whose length the parties changed; goals that stand as in the template have no row."""

    id = models.BigAutoField(primary_key=True)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="goals")
    promise = models.CharField(max_length=2)
    unit = models.CharField(max_length=20, choices=PromiseUnit.choices)
    length = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["version_id", "promise"]
        constraints = [
            models.UniqueConstraint(fields=["version", "promise"], name="goal_once"),
            models.CheckConstraint(
                condition=Q(promise__in=["D3", "D4", "D5", "D6"]), name="goal_promise_known"
            ),
            models.CheckConstraint(
                condition=Q(unit__in=["working_days", "calendar_days"]), name="goal_unit_known"
            ),
            models.CheckConstraint(condition=Q(length__gte=1, length__lte=99), name="goal_length"),
        ]

    def __str__(self) -> str:
        return f"{self.promise} {self.length}"


class AgreementParty(models.Model):
    """A party to one version, with its one contact person (R104), who signs for it; a tovholder also has an area."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    version = models.ForeignKey(AgreementVersion, on_delete=models.CASCADE, related_name="parties")
    role = models.CharField(_("Rolle"), max_length=14, choices=PartyRole.choices)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="agreement_parties", verbose_name=_("Part")
    )
    position = models.PositiveSmallIntegerField(default=1)
    contact_name = models.CharField(_("Kontaktperson"), max_length=120)
    contact_title = models.CharField(_("Titel"), max_length=120, blank=True)
    contact_email = models.EmailField(_("E-mail"))
    contact_phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    area = models.CharField(_("Område"), max_length=14, choices=Area.choices, blank=True)
    municipalities = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    is_primary = models.BooleanField(_("Primær tovholder"), default=False)

    class Meta:
        verbose_name = _("part")
        verbose_name_plural = _("parter")
        ordering = ["version_id", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "organisation"], name="party_once"),
            models.UniqueConstraint(fields=["version", "id"], name="party_of_version"),
            models.CheckConstraint(condition=Q(role__in=PartyRole.values), name="party_role_known"),
            models.CheckConstraint(
                condition=Q(role=PartyRole.TOVHOLDER, area__in=Area.values)
                | (~Q(role=PartyRole.TOVHOLDER) & Q(area="")),
                name="party_tovholder_has_area",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.organisation_id}"

    @property
    def is_tovholder(self) -> bool:
        return self.role == PartyRole.TOVHOLDER


class AgreementAccess(models.Model):
    """Which organisation may see which agreement, and why. Written by database triggers alone."""

    id = models.BigAutoField(primary_key=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="access")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="agreement_access")
    role = models.CharField(max_length=10, choices=AccessRole.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "organisation"], name="agreement_access_once")
        ]
        indexes = [models.Index(fields=["organisation", "-agreement"], name="agreement_access_list")]

    def __str__(self) -> str:
        return f"{self.agreement_id}: {self.organisation_id} {self.role}"


class AgreementEvent(models.Model):
    """The agreement's history; rows are only ever added. Covered jobcentres see none of it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=16, choices=LogKind.choices)
    title = models.CharField(max_length=300)
    text = models.TextField(max_length=3000, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", null=True)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["agreement_id", "-at", "id"]
        indexes = [models.Index(fields=["agreement", "-at"], name="agreement_history")]

    def __str__(self) -> str:
        return self.title


class AccessDay(models.Model):
    """The one row that says up to which Danish day dated links have taken effect on who sees agreements."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    day = models.DateField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="access_day_is_one")]

    def __str__(self) -> str:
        return str(self.day)


class AgreementNumber(models.Model):
    """The last agreement number given in a year; the row is locked while one is taken."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"A{self.year}-{self.last:04d}"
