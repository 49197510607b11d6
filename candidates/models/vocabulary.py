"""The words that candidates are described with and searched by. They belong to nobody."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from candidates.enums import TermKind


class DiscoGroup(models.Model):
    """A four-digit group of the occupational classification DISCO-08."""

    code = models.CharField(_("DISCO-kode"), primary_key=True, max_length=4)
    title = models.CharField(_("titel"), max_length=160)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="disco_code_is_4_digits", condition=Q(code__regex=r"^[0-9]{4}$"))
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Term(models.Model):
    """One word of the vocabulary: an occupation, a skill, a certificate, a language ...

    `group` is the skill's or certificate's category; `synonyms` are other ways to write it; `days` is how long the
    course behind a certificate usually takes. `found` counts the candidates that carry it (see `stats_refresh`).
    """

    id = models.AutoField(primary_key=True)
    kind = models.CharField(_("art"), max_length=12, choices=TermKind.choices)
    name = models.CharField(_("navn"), max_length=120)
    group = models.CharField(_("gruppe"), max_length=60, blank=True)
    disco = models.ForeignKey(
        DiscoGroup, on_delete=models.PROTECT, related_name="occupations", null=True, blank=True
    )
    synonyms = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    days = models.PositiveSmallIntegerField(_("kursusdage"), null=True, blank=True)
    is_current = models.BooleanField(
        default=True
    )  # words taken out of the files stay for those who carry them
    found = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        verbose_name = _("ord")
        verbose_name_plural = _("ordliste")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="term_once"),
            models.CheckConstraint(condition=Q(kind__in=TermKind.values), name="term_kind_known"),
        ]

    def __str__(self) -> str:
        return self.name


class TermNear(models.Model):
    """A near occupation that can stand in for another one, and why (R39)."""

    id = models.AutoField(primary_key=True)
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="near")
    other = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(_("begrundelse"), max_length=160)

    class Meta:
        ordering = ["term_id", "id"]
        constraints = [models.UniqueConstraint(fields=["term", "other"], name="near_once")]

    def __str__(self) -> str:
        return f"{self.term_id} ~ {self.other_id}"
