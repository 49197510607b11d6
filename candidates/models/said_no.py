"""Who has taken the consent back and is anonymised: of their reference only a digest is left."""

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation


class SaidNoQuerySet(models.QuerySet["SaidNo"]):
    def visible_to(self, actor: Actor) -> Self:
        """The jobcentre's own, for those who keep its stock."""
        if not (actor.is_jobcenter and (actor.is_administrator or actor.is_manager)):
            return self.none()
        return self.filter(jobcenter_id=actor.organisation_id)


class SaidNo(models.Model):
    """A reference that no file makes a candidate of. `digest` says which, to whoever has the reference and the key.

    `seen_at` is when a file last had the reference; None where none has since.
    """

    id = models.BigAutoField(primary_key=True)
    jobcenter = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+", db_index=False)
    digest = models.CharField(max_length=64)
    said_no_at = models.DateTimeField()
    seen_at = models.DateTimeField(null=True, blank=True)

    objects = SaidNoQuerySet.as_manager()

    class Meta:
        verbose_name = _("samtykke, der er trukket tilbage")
        verbose_name_plural = _("samtykker, der er trukket tilbage")
        constraints = [models.UniqueConstraint(fields=["jobcenter", "digest"], name="said_no_once")]

    def __str__(self) -> str:
        return f"{self.jobcenter_id}/{self.digest[:8]}"
