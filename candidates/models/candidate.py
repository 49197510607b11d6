"""A candidate in three tables, one per level of disclosure (N11, A27). No CPR number is stored anywhere.

`Candidate` is what a hit in a list may say and is readable by every authority once there is a basis for it.
`CandidateProfile` (level 2) and `CandidateIdentity` (level 3) cannot be read by the web role at all: only through
the functions of `candidates.services.disclosure`, which write the access log in the same statement.
A fourth table, `candidates_index`, has no model: it is kept by triggers and read by the search function alone.
"""

from typing import Self
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from candidates.enums import Basis, CandidateState, ContactChannel
from candidates.models.vocabulary import Term
from jobcenters.models import Municipality, Postcode


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and, for authorities, the active ones of others that there is a basis for finding."""
        if not actor.is_staff:
            return self.none()
        return self.filter(
            Q(jobcenter_id=actor.organisation_id) | Q(state=CandidateState.ACTIVE) & ~Q(basis=Basis.NONE)
        )

    def of_jobcenter(self, organisation_id: int) -> Self:
        return self.filter(jobcenter_id=organisation_id)


class Candidate(models.Model):
    """Level 1: an unemployed citizen under a pseudonym such as "H-48213"."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    pseudonym = models.CharField(_("Kendenavn"), max_length=12, unique=True)
    jobcenter = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="candidates",
        verbose_name=_("Bopælens jobcenter"),
    )
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="+")
    postcode = models.ForeignKey(Postcode, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("Tilstand"), max_length=10, choices=CandidateState.choices, default=CandidateState.ACTIVE
    )
    basis = models.CharField(_("Grundlag"), max_length=8, choices=Basis.choices, blank=True)
    occupation = models.ForeignKey(
        Term, on_delete=models.PROTECT, related_name="+", null=True, verbose_name=_("Fag")
    )
    # Ids of the vocabulary's terms, of the kinds that may be shown; the occupations among them.
    terms = ArrayField(models.IntegerField(), default=list, blank=True)
    job_titles = ArrayField(
        models.CharField(max_length=120), default=list, blank=True
    )  # held before, no employers
    unemployed_since = models.DateField(_("Ledig siden"), null=True, blank=True)
    available_from = models.DateField(_("Kan starte"), null=True, blank=True)  # None: at once
    wanted_km = models.PositiveSmallIntegerField(
        _("Vil højst køre"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(500)]
    )
    cv_updated_on = models.DateField(_("CV opdateret"), null=True, blank=True)
    completeness = models.PositiveSmallIntegerField(_("CV'et er udfyldt"), default=0)  # percent
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)
    left_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)  # a trigger writes it where nobody has

    objects = CandidateQuerySet.as_manager()

    class Meta:
        verbose_name = _("kandidat")
        verbose_name_plural = _("kandidater")
        ordering = ["id"]
        indexes = [
            models.Index(fields=["jobcenter", "state", "-updated_at", "id"], name="candidate_of_jobcenter"),
            models.Index(fields=["left_at"], condition=Q(state=CandidateState.LEFT), name="candidate_left"),
            models.Index(
                fields=["withdrawn_at"],
                condition=Q(state=CandidateState.WITHDRAWN),
                name="candidate_withdrawn",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=CandidateState.values), name="candidate_state_known"
            ),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="candidate_basis_known"),
            models.CheckConstraint(condition=Q(completeness__lte=100), name="candidate_completeness_percent"),
            models.CheckConstraint(
                condition=~Q(state=CandidateState.LEFT) | Q(left_at__isnull=False),
                name="candidate_left_has_time",
            ),
            models.UniqueConstraint(fields=["id", "jobcenter"], name="candidate_of_its_jobcenter"),
        ]

    def __str__(self) -> str:
        return self.pseudonym


class CandidateProfile(models.Model):
    """Level 2: what another jobcentre may read after giving a purpose; still without anything that names a person."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, primary_key=True, related_name="+")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    targets = ArrayField(models.IntegerField(), default=list, blank=True)  # terms of kind target
    profile_text = models.TextField(_("Faglig profil"), max_length=3000, blank=True)
    wanted_work = models.CharField(_("Ønsket arbejde"), max_length=300, blank=True)
    # [{"title": "Montør", "from": "2019", "to": "2024"}] and [{"title": "Industritekniker", "year": "2014"}]
    history = models.JSONField(default=list, blank=True)
    education = models.JSONField(default=list, blank=True)
    missing = ArrayField(
        models.CharField(max_length=120), default=list, blank=True
    )  # what the CV lacks, in words

    def __str__(self) -> str:
        return str(self.candidate_id)


class CandidateIdentity(models.Model):
    """Level 3: who the person is. Read by the jobcentre of residence, and by others after its release for one order."""

    candidate = models.OneToOneField(Candidate, on_delete=models.CASCADE, primary_key=True, related_name="+")
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    external_ref = models.CharField(_("Reference i fagsystemet"), max_length=60)
    name = models.CharField(_("Navn"), max_length=120)
    email = models.EmailField(_("E-mail"), blank=True)
    phone = models.CharField(_("Telefon"), max_length=30, blank=True)
    channel = models.CharField(
        _("Kontaktvej"), max_length=8, choices=ContactChannel.choices, default=ContactChannel.MAIL
    )
    opted_out_at = models.DateTimeField(null=True, blank=True)  # wants no invitations (R33)
    employers = models.JSONField(default=list, blank=True)  # in the order of the profile's history
    caseworker = models.ForeignKey(User, on_delete=models.SET_NULL, related_name="+", null=True, blank=True)
    caseworker_email = models.EmailField(_("Sagsbehandlerens e-mail"), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["jobcenter", "external_ref"], name="candidate_reference_once"),
            models.CheckConstraint(condition=~Q(external_ref=""), name="candidate_has_reference"),
        ]

    def __str__(self) -> str:
        return str(self.candidate_id)
