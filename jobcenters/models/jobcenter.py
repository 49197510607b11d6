"""The jobcentre itself: the word it goes by, whom it serves, and what it offers beyond the minimum."""

import datetime
import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from jobcenters.enums import ProfileAnswer
from jobcenters.models.dated import Dated, DatedQuerySet, ends_after_start, holds_on, never_twice
from jobcenters.models.places import Municipality, Postcode


class JobcenterQuerySet(DatedQuerySet["Jobcenter"]):
    def visible_to(self, actor: Actor) -> Self:
        """Every organisation that acts may know which jobcentres there are."""
        return self if actor.organisation_id else self.none()

    def with_names(self) -> Self:
        """Fetch what `title_on` needs, in one query for all rows."""
        return self.select_related("organisation", "postcode").prefetch_related("words")

    def serving(self, municipality_code: str, day: datetime.date) -> Self:
        """The jobcentre (at most one) that serves the municipality on `day` and itself exists then."""
        return self.on(day).filter(
            holds_on(day, "municipality_links__"), municipality_links__municipality_id=municipality_code
        )


class Jobcenter(Dated):
    """An organisation of kind jobcentre; its primary key is the organisation's, its public id `organisation.uuid`."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, primary_key=True, related_name="jobcenter"
    )
    place = models.CharField(_("sted"), max_length=60)
    company_email = models.EmailField(_("e-mail for virksomheder"), blank=True)
    company_phone = models.CharField(_("telefon for virksomheder"), max_length=20, blank=True)
    address = models.CharField(_("adresse"), max_length=120, blank=True)
    postcode = models.ForeignKey(
        Postcode, on_delete=models.PROTECT, related_name="+", verbose_name=_("postnummer")
    )
    calendar_version = models.PositiveIntegerField(_("kalenderens version"), default=1, editable=False)
    municipalities = models.ManyToManyField(
        Municipality, through="JobcenterMunicipality", related_name="jobcenters"
    )

    objects = JobcenterQuerySet.as_manager()  # type: ignore[misc]

    class Meta:
        verbose_name = _("jobcenter")
        verbose_name_plural = _("jobcentre")
        ordering = ["place"]
        constraints = [
            ends_after_start("jobcenter_ends_after_start"),
            models.CheckConstraint(name="jobcenter_has_place", condition=~Q(place="")),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def public_uuid(self) -> uuid.UUID:
        return self.organisation.uuid

    def word_on(self, day: datetime.date) -> str:
        """The word for what this place is on `day`: "Jobcenter", "Virksomhedsindgang" ... (N19)."""
        for row in self.words.all():
            if row.holds(day):
                return row.word
        return ""

    def title_on(self, day: datetime.date) -> str:
        """ "Jobcenter Horsens" on that day; just the place where no word is registered."""
        return f"{self.word_on(day)} {self.place}".strip()


class JobcenterWord(Dated):
    """The word shown for a jobcentre in a period: the duty to be called "jobcenter" is about to end."""

    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="words")
    word = models.CharField(_("betegnelse"), max_length=40)

    class Meta:
        verbose_name = _("betegnelse")
        verbose_name_plural = _("betegnelser")
        ordering = ["jobcenter_id", "-valid_from"]
        constraints = [
            ends_after_start("jobcenter_word_ends_after_start"),
            never_twice("jobcenter_one_word_at_a_time", "jobcenter"),
        ]

    def __str__(self) -> str:
        return self.word


class JobcenterMunicipality(Dated):
    """Which jobcentre serves a municipality, and when.

    A jobcentre may serve several municipalities; a municipality has one jobcentre at a time.
    """

    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="municipality_links")
    municipality = models.ForeignKey(Municipality, on_delete=models.PROTECT, related_name="jobcenter_links")

    class Meta:
        verbose_name = _("jobcentrets kommune")
        verbose_name_plural = _("jobcentrenes kommuner")
        ordering = ["municipality_id", "valid_from"]
        constraints = [
            ends_after_start("jobcenter_municipality_ends_after_start"),
            never_twice(
                "municipality_one_jobcenter_at_a_time",
                "municipality",
                message=_("Kommunen har allerede et jobcenter i den periode."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.jobcenter_id} {self.municipality_id}"


class ServiceProfileLine(models.Model):
    """One line of what a jobcentre does beyond the network's minimum ([003], R155-R156, N16)."""

    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="profile_lines")
    topic = models.SlugField(_("emne"), max_length=40)
    title = models.CharField(_("ydelse"), max_length=120)
    answer = models.CharField(_("svar"), max_length=12, choices=ProfileAnswer)
    note = models.CharField(_("note"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)

    class Meta:
        verbose_name = _("linje i serviceprofilen")
        verbose_name_plural = _("serviceprofil")
        ordering = ["jobcenter_id", "position", "title"]
        constraints = [
            models.UniqueConstraint(fields=["jobcenter", "topic"], name="service_profile_topic_once"),
            models.CheckConstraint(
                name="service_profile_answer_known", condition=Q(answer__in=ProfileAnswer.values)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.title}: {self.get_answer_display()}"
