"""A round that has been counted: the companies behind it, which the asker alone sees, and its figures' parts."""

from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.actor import Actor
from accounts.models import Organisation
from barometer.enums import FigureKind
from barometer.models.answers import BarometerAnswer
from barometer.models.rounds import BarometerRound
from barometer.rules import FEWEST
from candidates.models import Term
from companies.models import Company
from visits.models import Interaction


class BarometerCounted(models.Model):
    """One company in one round, with its newest answer: by mail or from a note of a visit, which counts only once.

    `area`, `part` and `detail` say in which part of the figures it is; "" is what was put together because it was few.
    `is_told`: its cell (area and part) is told for itself; otherwise it counts in what is left of both.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(BarometerRound, on_delete=models.CASCADE, related_name="counted")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="+")
    answer = models.ForeignKey(BarometerAnswer, on_delete=models.CASCADE, related_name="+", null=True)
    interaction = models.OneToOneField(Interaction, on_delete=models.CASCADE, related_name="+", null=True)
    municipality = models.CharField(max_length=4)
    section = models.CharField(max_length=1)
    division = models.CharField(max_length=2)
    outlook_3 = models.CharField(max_length=8)
    outlook_12 = models.CharField(max_length=8)
    is_hard = models.BooleanField(null=True)
    area = models.CharField(max_length=4, default="", db_default="")
    part = models.CharField(max_length=1, default="", db_default="")
    detail = models.CharField(max_length=2, default="", db_default="")
    is_told = models.BooleanField(default=False, db_default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "company"], name="barometer_counted_once"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.company_id}"


class BarometerCountedNeed(models.Model):
    """An occupation that a counted company named; people wanted within 3 and within 12 months (0: not said)."""

    id = models.BigAutoField(primary_key=True)
    counted = models.ForeignKey(BarometerCounted, on_delete=models.CASCADE, related_name="needs")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    people_3 = models.PositiveIntegerField(default=0)
    people_12 = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["counted", "term"], name="barometer_counted_need_once"),
        ]

    def __str__(self) -> str:
        return f"{self.counted_id} {self.term_id}"


class FigureQuerySet(models.QuerySet["BarometerFigure"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.serves_companies else self.none()


class BarometerFigure(models.Model):
    """What is told of a round, at least FEWEST companies each: cells (one area and one industry), what is left of each
    area, and what is left of each industry, which are the same companies, counted both ways.

    A round's companies are its cells and what is left of its areas; by industry, its cells and what is left of the
    industries. No sum and no difference of them rests on fewer than FEWEST (`migrations/_two_way.py`). `municipality`,
    `section` and `division` are "" where small ones were put together. `people` are rounded to fives.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(BarometerRound, on_delete=models.CASCADE, related_name="figures")
    kind = models.CharField(max_length=8, choices=FigureKind.choices, default=FigureKind.CELL)
    municipality = models.CharField(max_length=4, blank=True)
    section = models.CharField(max_length=1, blank=True)
    division = models.CharField(max_length=2, blank=True)
    companies = models.PositiveIntegerField()
    balance_3 = models.IntegerField()
    balance_12 = models.IntegerField()
    people_3 = models.PositiveIntegerField()
    people_12 = models.PositiveIntegerField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["round_id", "municipality", "section", "division"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "kind", "municipality", "section", "division"], name="barometer_figure_once"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=FigureKind.values), name="barometer_figure_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(companies__gte=FEWEST), name="barometer_figure_rests_on_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.municipality} {self.section}{self.division}"


class OccupationQuerySet(models.QuerySet["BarometerOccupation"]):
    def visible_to(self, actor: Actor) -> Self:
        return self if actor.serves_companies else self.none()


class BarometerOccupation(models.Model):
    """The companies of an area, or of several together, that named one occupation: at least FEWEST, and those of the
    area that did not name it are none or as many. Numbers that would be smaller are null.
    """

    id = models.BigAutoField(primary_key=True)
    round = models.ForeignKey(BarometerRound, on_delete=models.CASCADE, related_name="occupations")
    term = models.ForeignKey(Term, on_delete=models.PROTECT, related_name="+")
    areas = ArrayField(models.CharField(max_length=4, blank=True))  # of the figures; "" as there
    companies = models.PositiveIntegerField()
    balance_3 = models.IntegerField()
    balance_12 = models.IntegerField()
    people_3 = models.PositiveIntegerField(null=True)
    people_12 = models.PositiveIntegerField(null=True)
    hard_known = models.PositiveIntegerField(null=True)  # companies that said whether it is hard
    hard_percent = models.PositiveSmallIntegerField(null=True)
    candidates = models.PositiveIntegerField(null=True)

    objects = OccupationQuerySet.as_manager()

    class Meta:
        ordering = ["round_id", "term_id", "id"]
        constraints = [
            models.UniqueConstraint(fields=["round", "term", "areas"], name="barometer_occupation_once"),
            models.CheckConstraint(
                condition=Q(companies__gte=FEWEST), name="barometer_occupation_rests_on_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.term_id}"
