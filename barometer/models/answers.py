"""Whom a round asks by mail, what they answer, and who wants no such mail. Raw answers are the asker's."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from barometer.models.rounds import BarometerRound
from candidates.models import Term
from companies.models import Company, ContactPerson
from visits.enums import Horizon, Outlook

MOST_PEOPLE = 10_000


class BarometerAskQuerySet(models.QuerySet["BarometerAsk"]):
    def visible_to(self, actor: Actor) -> Self:
        return self.filter(organisation_id=actor.organisation_id)


class BarometerAsk(models.Model):
    """One company's contact person, asked once in a round and reminded once. Only the hash of the link is stored."""

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    round = models.ForeignKey(BarometerRound, on_delete=models.CASCADE, related_name="asks")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(ContactPerson, on_delete=models.PROTECT, related_name="+")
    contact_name = models.CharField(_("kontaktperson"), max_length=120)  # as it was when the mail was sent
    email = models.EmailField(_("sendt til"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)

    objects = BarometerAskQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "company"], name="barometer_ask_once"),
            models.CheckConstraint(
                condition=~Q(email="") & ~Q(token_hash=""), name="barometer_ask_is_somebodys"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.company_id}"


class BarometerAnswer(models.Model):
    """What a company answered by its link. It may answer again until the round ends; the last word counts."""

    id = models.BigAutoField(primary_key=True)
    ask = models.OneToOneField(BarometerAsk, on_delete=models.CASCADE, related_name="answer")
    round = models.ForeignKey(BarometerRound, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outlook_3 = models.CharField(_("Ansatte om 3 måneder"), max_length=8, choices=Outlook.choices)
    outlook_12 = models.CharField(_("Ansatte om 12 måneder"), max_length=8, choices=Outlook.choices)
    is_hard = models.BooleanField(_("Svært at finde medarbejdere"), null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(outlook_3__in=Outlook.values) & Q(outlook_12__in=Outlook.values),
                name="barometer_answer_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.company_id}"


class BarometerNeed(models.Model):
    """People of one occupation that the company expects to need; `number` None: not said."""

    id = models.BigAutoField(primary_key=True)
    answer = models.ForeignKey(BarometerAnswer, on_delete=models.CASCADE, related_name="needs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveSmallIntegerField(_("Hvor mange"), null=True, blank=True)
    horizon = models.PositiveSmallIntegerField(_("Hvornår"), choices=Horizon.choices, default=Horizon.THREE)

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(number__isnull=True) | Q(number__gte=1, number__lte=MOST_PEOPLE),
                name="barometer_need_some_number",
            ),
            models.CheckConstraint(
                condition=Q(horizon__in=Horizon.values), name="barometer_need_horizon_known"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.answer_id} {self.term_id}"


class BarometerDecline(models.Model):
    """An address (small letters) that wants no question of the barometer, from any organisation, until it says so."""

    id = models.BigAutoField(primary_key=True)
    email = models.EmailField(unique=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.email
