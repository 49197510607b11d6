"""An upskilling project: one or two tovholders, jobcentres that refer citizens to it, and a funnel (R66-R74).

A participant is a candidate of its own jobcentre, known to others by pseudonym; people without a name are head counts.
Who signed up by the public link is nobody's candidate: that table is the tovholders' alone.
"""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from candidates.enums import FunnelStep, GrantState, KeptAnswer, ProjectState, StopReason
from candidates.models.candidate import Candidate
from candidates.models.vocabulary import Term
from companies.models import Company
from orders.models import Order

OPEN_STATES = (ProjectState.PLANNED, ProjectState.RUNNING)


class ProjectQuerySet(models.QuerySet["UpskillingProject"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those that one leads or was asked to refer citizens to; Jobservice Danmark sees all."""
        if actor.is_national:
            return self
        mine = actor.organisation_id
        asked = ProjectJobcenter.objects.filter(project=OuterRef("pk"), jobcenter_id=mine)
        return self.filter(Q(tovholder_id=mine) | Q(co_tovholder_id=mine) | Exists(asked))

    def with_names(self) -> Self:
        return self.select_related(
            "tovholder__jobcenter", "co_tovholder__jobcenter", "company__organisation", "occupation"
        )


class UpskillingProject(models.Model):
    """What is learnt, where, for which jobs, and who leads it."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    title = models.CharField(_("Titel"), max_length=160)
    state = models.CharField(
        _("Tilstand"), max_length=10, choices=ProjectState.choices, default=ProjectState.PLANNED
    )
    tovholder = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    co_tovholder = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    occupation = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    school = models.CharField(_("Skole"), max_length=120, blank=True)
    course = models.CharField(_("Kursus"), max_length=160, blank=True)
    course_from = models.DateField(_("Kurset begynder"), null=True, blank=True)
    course_to = models.DateField(_("Kurset slutter"), null=True, blank=True)
    places = models.PositiveSmallIntegerField(_("Jobåbninger"))
    job_guarantee = models.BooleanField(_("Jobgaranti"), default=False)
    requirements = models.TextField(_("Kvalifikationer"), max_length=3000, blank=True)
    partners = models.TextField(_("Samarbejdspartnere"), max_length=1000, blank=True)
    advert = models.TextField(_("Annoncering"), max_length=1000, blank=True)
    # One number per step, in the steps' order; None: not planned.
    planned = ArrayField(models.PositiveIntegerField(null=True), size=len(FunnelStep), default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name = _("opkvalificeringsprojekt")
        verbose_name_plural = _("opkvalificeringsprojekter")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ProjectState.values), name="project_state_known"),
            models.CheckConstraint(condition=~Q(title=""), name="project_has_title"),
            models.CheckConstraint(
                condition=Q(co_tovholder__isnull=True) | ~Q(co_tovholder=F("tovholder")),
                name="project_two_different_tovholders",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN_STATES, ended_at__isnull=True)
                | ~Q(state__in=OPEN_STATES) & Q(ended_at__isnull=False),
                name="project_ended_when_over",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES

    def is_led_by(self, organisation_id: int) -> bool:
        return organisation_id in (self.tovholder_id, self.co_tovholder_id)

    def planned_at(self, step: FunnelStep) -> int | None:
        return self.planned[step - 1] if len(self.planned) >= step else None


class ProjectJobcenter(models.Model):
    """A jobcentre that is asked to refer citizens to the project, beside its tovholders."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(UpskillingProject, on_delete=models.CASCADE, related_name="asked")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "jobcenter"], name="project_jobcenter_once")
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.jobcenter_id}"


class InformationMeeting(models.Model):
    """Where a project is told about. The public link's token stands in advertisements, so it is no secret to keep
    hashed; it answers until `link_until` and gives nothing but the meeting and a form."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey(UpskillingProject, on_delete=models.CASCADE, related_name="meetings")
    starts_at = models.DateTimeField(_("Tidspunkt"))
    minutes_long = models.PositiveSmallIntegerField(_("Varighed i minutter"), default=90)
    place = models.CharField(_("Sted"), max_length=200)
    text = models.TextField(_("Tekst"), max_length=3000, blank=True)
    token = models.CharField(max_length=64, unique=True)
    link_until = models.DateTimeField()
    changed_at = models.DateTimeField()
    sequence = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("informationsmøde")
        verbose_name_plural = _("informationsmøder")
        ordering = ["starts_at", "id"]

    def __str__(self) -> str:
        return f"{self.project_id} {self.starts_at:%Y-%m-%d %H:%M}"


class SignUp(models.Model):
    """A citizen who signed up by the public link. Written by the database's function alone, read by tovholders."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey(UpskillingProject, on_delete=models.CASCADE, related_name="+")
    meeting = models.ForeignKey(InformationMeeting, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(_("Navn"), max_length=120)
    contact = models.CharField(_("E-mail eller telefon"), max_length=120)
    contact_key = models.CharField(max_length=120)  # how one contact is recognised, however it was typed
    signed_up_at = models.DateTimeField()

    class Meta:
        verbose_name = _("tilmelding")
        verbose_name_plural = _("tilmeldinger")
        ordering = ["signed_up_at", "id"]
        constraints = [models.UniqueConstraint(fields=["meeting", "contact_key"], name="sign_up_once")]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.pk}"


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own citizens, and all in the projects that one leads. Others get numbers alone."""
        if not actor.is_jobcenter:
            return self.none()
        mine = actor.organisation_id
        return self.filter(
            Q(jobcenter_id=mine) | Q(project__tovholder_id=mine) | Q(project__co_tovholder_id=mine)
        )

    def asked_about_by(self, day: object) -> Self:
        """In a job whose two months are over on `day`, and nobody has been reminded."""
        return self.filter(
            step=FunnelStep.JOB, stopped_reason="", kept="", kept_asked_at__isnull=True, kept_due_on__lte=day
        )


class Participant(models.Model):
    """A candidate in a project: how far it has come, and the grant that its own jobcentre gives (R74)."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    project = models.ForeignKey(UpskillingProject, on_delete=models.CASCADE, related_name="participants")
    candidate = models.ForeignKey(Candidate, on_delete=models.PROTECT, related_name="+")
    jobcenter = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", verbose_name=_("Bopælens jobcenter")
    )
    pseudonym = models.CharField(_("Kendenavn"), max_length=12)
    meeting = models.ForeignKey(
        InformationMeeting, on_delete=models.SET_NULL, related_name="+", null=True, blank=True
    )
    step = models.PositiveSmallIntegerField(choices=FunnelStep.choices, default=FunnelStep.INVITED)
    grant = models.CharField(
        _("Bevilling"), max_length=12, choices=GrantState.choices, default=GrantState.NOT_APPLIED
    )
    stopped_reason = models.CharField(max_length=16, choices=StopReason.choices, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    job_started_on = models.DateField(_("Første arbejdsdag"), null=True, blank=True)
    kept_due_on = models.DateField(null=True, blank=True)  # two months later
    kept_asked_at = models.DateTimeField(null=True, blank=True)
    kept = models.CharField(max_length=5, choices=KeptAnswer.choices, blank=True)
    kept_at = models.DateTimeField(null=True, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    version = models.PositiveIntegerField(default=1)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        verbose_name = _("deltager")
        verbose_name_plural = _("deltagere")
        ordering = ["project_id", "-step", "pseudonym"]
        constraints = [
            models.UniqueConstraint(fields=["project", "candidate"], name="participant_once_per_project"),
            models.CheckConstraint(condition=Q(step__in=FunnelStep.values), name="participant_step_known"),
            models.CheckConstraint(
                condition=Q(step__lt=FunnelStep.COURSE) | Q(grant=GrantState.GRANTED),
                name="participant_course_is_granted",
            ),
            models.CheckConstraint(
                condition=Q(step__lt=FunnelStep.JOB)
                | Q(job_started_on__isnull=False, kept_due_on__isnull=False),
                name="participant_job_has_first_day",
            ),
            models.CheckConstraint(
                condition=~Q(step=FunnelStep.KEPT) | Q(kept=KeptAnswer.STILL),
                name="participant_kept_was_answered",
            ),
            models.CheckConstraint(
                condition=Q(stopped_reason="", stopped_at__isnull=True)
                | ~Q(stopped_reason="") & Q(stopped_at__isnull=False),
                name="participant_stopped_has_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["kept_due_on"],
                condition=Q(kept_asked_at__isnull=True, kept="", kept_due_on__isnull=False),
                name="participant_to_ask_about",
            )
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.pseudonym}"


class GrantDecision(models.Model):
    """What the jobcentre of residence decided about a participant's course, and why. Rows are added, never changed.

    The reason is that jobcentre's own: tovholders read the state, never this table.
    """

    id = models.BigAutoField(primary_key=True)
    participant = models.ForeignKey(Participant, on_delete=models.CASCADE, related_name="decisions")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    grant = models.CharField(max_length=12, choices=GrantState.choices)
    reason = models.CharField(_("Begrundelse"), max_length=300, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        ordering = ["participant_id", "at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(grant=GrantState.REFUSED) | ~Q(reason=""), name="grant_refused_has_reason"
            )
        ]

    def __str__(self) -> str:
        return f"{self.participant_id} {self.grant}"


class HeadCount(models.Model):
    """How many people without a name have come to a step, from one jobcentre; None: from a-kasser and elsewhere."""

    id = models.BigAutoField(primary_key=True)
    project = models.ForeignKey(UpskillingProject, on_delete=models.CASCADE, related_name="head_counts")
    jobcenter = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    step = models.PositiveSmallIntegerField(choices=FunnelStep.choices)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project", "jobcenter", "step"], nulls_distinct=False, name="head_count_once"
            ),
            models.CheckConstraint(condition=Q(step__in=FunnelStep.values), name="head_count_step_known"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} {self.jobcenter_id} {self.step}"
