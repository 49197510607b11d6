"""What belongs to a search: the criteria behind the evidence on an order, and searches that are kept."""

from typing import Self
from uuid import uuid4

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation, User
from orders.models import Order, Search


class SearchEvidence(models.Model):
    """The criteria and the counts per municipality of a search that was recorded on an order. Never changed."""

    search = models.OneToOneField(
        Search, on_delete=models.CASCADE, primary_key=True, related_name="evidence_detail"
    )
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="search_evidence")
    criteria = models.JSONField()  # see candidates.criteria.Criteria.to_json
    # [{"municipality": "0615", "count": 7, "capped": false}], own municipality first, then by distance
    counts = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.search_id)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own: a colleague's searches are the colleague's."""
        return self.filter(organisation_id=actor.organisation_id, user_id=actor.user_id)


class SavedSearch(models.Model):
    """A search that somebody keeps.

    `seen_until` is when its owner last looked; `told_at` when a mail last told of new candidates; `news` how many have
    come since the owner looked, as last counted (at most 200 in each municipality).
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="saved_searches")
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="+", null=True, blank=True)
    name = models.CharField(_("Navn på søgningen"), max_length=120)
    criteria = models.JSONField()
    tells = models.BooleanField(_("Sig til, når nye kandidater passer"), default=True)
    seen_until = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    news = models.PositiveIntegerField(default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("gemt søgning")
        verbose_name_plural = _("gemte søgninger")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(fields=["user", "organisation", "name"], name="saved_search_name_once")
        ]

    def __str__(self) -> str:
        return self.name
