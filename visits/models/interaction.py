"""What was said at a visit, a call or a meeting with a company (R166, R171, R172, R174, R186)."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Exists, ExpressionWrapper, OuterRef, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from companies.models import Company, ContactPerson, Workplace
from visits.enums import Growth, Horizon, InteractionKind, Outlook

TEXT_MAX = 5000
REFERENCE_MAX = 80


def _choice(label: object, choices: type[models.TextChoices]) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=8, choices=choices.choices, blank=True)  # type: ignore[arg-type]


class InteractionQuerySet(models.QuerySet["Interaction"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own organisation's, and what others have shared with jobcentres and Jobservice Danmark."""
        own = Q(organisation_id=actor.organisation_id)
        if actor.serves_companies:
            return self.filter(own | Q(is_shared=True))
        return self.none()

    def of(self, company: Company) -> Self:
        return self.filter(company=company)

    def of_campaign(self, name: str) -> Self:
        """Those of the campaign, whether in small or capital letters."""
        return self.filter(campaign_key=Upper(models.Value(name))).exclude(campaign_key="")

    def newest_first(self) -> Self:
        return self.order_by("-held_on", "-id")

    def with_names(self) -> Self:
        return self.select_related("organisation", "author", "workplace", "contact")

    def told_to(self, actor: Actor) -> Self:
        """With `names_contact`: whether the actor is told who was talked with. One's own notes always say it."""
        told = ContactPerson.objects.visible_to(actor).filter(pk=OuterRef("contact"))
        own = Q(organisation_id=actor.organisation_id)
        return self.annotate(names_contact=ExpressionWrapper(own | Exists(told), models.BooleanField()))


class Interaction(models.Model):
    """A note of a visit, a call or a meeting (besøgsnotat), written by one organisation about one company.

    `is_shared` lets other jobcentres and Jobservice Danmark read it; a company never does. Times are UTC, days Danish.
    `updated_at` moves with every change, also of its needs; `version` counts the corrections.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="interactions")
    workplace = models.ForeignKey(
        Workplace, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    contact = models.ForeignKey(
        ContactPerson, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    kind = models.CharField(_("Hvordan"), max_length=8, choices=InteractionKind.choices)
    held_on = models.DateField(_("Dato"))
    text = models.TextField(_("Notat"), max_length=TEXT_MAX, blank=True)
    growth = _choice(_("Vækst"), Growth)
    needs_labour = models.BooleanField(_("Mangler arbejdskraft"), default=False)
    needs_apprentices = models.BooleanField(_("Vil have lærlinge"), default=False)
    needs_retention = models.BooleanField(_("Vil holde på medarbejdere"), default=False)
    outlook_3 = _choice(_("Ansatte om 3 måneder"), Outlook)
    outlook_12 = _choice(_("Ansatte om 12 måneder"), Outlook)
    campaign = models.CharField(_("Kampagne"), max_length=60, blank=True)
    # What it is found by: an index of a column works under row-level security, that of an expression does not.
    campaign_key = models.GeneratedField(
        expression=Upper("campaign"), output_field=models.CharField(max_length=60), db_persist=True
    )
    next_visit_on = models.DateField(_("Næste besøg"), null=True, blank=True)
    is_shared = models.BooleanField(_("Deles med andre jobcentre"), default=False)
    # What the organisation's own system calls the note: a file that is sent again finds it by this.
    external_ref = models.CharField(max_length=REFERENCE_MAX, blank=True, default="", db_collation="C")
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    names_contact: bool  # of those that `told_to` has read

    objects = InteractionQuerySet.as_manager()

    class Meta:
        verbose_name = _("besøgsnotat")
        verbose_name_plural = _("besøgsnotater")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=InteractionKind.values), name="interaction_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(growth__in=["", *Growth.values]), name="interaction_growth_known"
            ),
            models.CheckConstraint(
                condition=Q(outlook_3__in=["", *Outlook.values]) & Q(outlook_12__in=["", *Outlook.values]),
                name="interaction_outlook_known",
            ),
            models.UniqueConstraint(
                fields=["organisation", "external_ref"],
                condition=~Q(external_ref=""),
                name="interaction_reference_once",
            ),
        ]
        indexes = [
            models.Index(fields=["company", "-held_on", "-id"], name="interaction_of_company"),
            models.Index(fields=["updated_at", "id"], name="interaction_updated"),
            models.Index(fields=["organisation", "-held_on"], name="interaction_of_organisation"),
            models.Index(fields=["-held_on", "-id"], name="interaction_newest"),
            models.Index(
                fields=["campaign_key", "-held_on", "-id"],
                condition=~Q(campaign_key=""),
                name="interaction_of_campaign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on}"


class WithdrawnNoteQuerySet(models.QuerySet["WithdrawnNote"]):
    def visible_to(self, actor: Actor) -> Self:
        """What others had shared with jobcentres and Jobservice Danmark; one's own is no news to oneself."""
        if actor.serves_companies:
            return self.exclude(organisation_id=actor.organisation_id)
        return self.none()


class WithdrawnNote(models.Model):
    """That a note which was shared is so no more: taken back or deleted. Triggers write it, and remove it where the
    note is shared again. `uuid` is the note's public id; there may be no such note any more. UTC.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField()

    objects = WithdrawnNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("tilbagetrukket notat")
        verbose_name_plural = _("tilbagetrukne notater")
        ordering = ["withdrawn_at", "id"]
        indexes = [models.Index(fields=["withdrawn_at", "id"], name="withdrawn_note_at")]

    def __str__(self) -> str:
        return f"{self.uuid} {self.withdrawn_at}"


class InteractionNeed(models.Model):
    """People of one occupation that the company expects to need within 3 or 12 months; `number` None: not said.

    The job barometer counts these by industry, occupation and municipality.
    """

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="needs")
    occupation = models.CharField(_("Stilling"), max_length=120)
    number = models.PositiveSmallIntegerField(_("Antal"), null=True, blank=True)
    horizon = models.PositiveSmallIntegerField(_("Hvornår"), choices=Horizon.choices, default=Horizon.THREE)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(condition=~Q(occupation=""), name="interaction_need_has_occupation"),
            models.CheckConstraint(
                condition=Q(horizon__in=Horizon.values), name="interaction_need_horizon_known"
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1), name="interaction_need_some_number"
            ),
        ]

    def __str__(self) -> str:
        return self.occupation


class InteractionCorrection(models.Model):
    """How a note stood before it was changed, and who changed it. The web and worker roles can only add rows."""

    id = models.BigAutoField(primary_key=True)
    interaction = models.ForeignKey(Interaction, on_delete=models.CASCADE, related_name="corrections")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    at = models.DateTimeField()
    before = models.JSONField()  # every changeable field by its name, days as ISO dates

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.interaction_id} {self.at}"


class InternalNoteQuerySet(models.QuerySet["InternalNote"]):
    def visible_to(self, actor: Actor, *, removed: bool = False) -> Self:
        """One's own organisation's alone, without those that were taken away; with `removed`, those."""
        own = self.filter(organisation_id=actor.organisation_id)
        return own.filter(removed_at__isnull=not removed)

    def of(self, company: Company) -> Self:
        return self.filter(company=company)


class InternalNote(models.Model):
    """What colleagues should know about a company (internt notat): it never leaves the organisation, not as a count.

    One that was taken away (`removed_at`) is nowhere to be read, and deleted a day later: so long it can be taken back.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("Internt notat"), max_length=TEXT_MAX)
    created_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    objects = InternalNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("internt notat")
        verbose_name_plural = _("interne notater")
        ordering = ["-created_at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="internal_note_has_text")]
        indexes = [models.Index(fields=["organisation", "company", "-created_at"], name="internal_note_of")]

    def __str__(self) -> str:
        return f"{self.company_id} {self.created_at}"
