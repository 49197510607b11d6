"""Ladders as data: their versions, and which of them a network or an agreement has chosen from which day."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from agreements.models import Agreement
from jobcenters.models import Network
from jobcenters.models.dated import Dated, ends_after_start, never_twice
from orders.enums import OwedTo


class LadderVersion(models.Model):
    """One ladder's steps (`orders.ladder.Ladder.data`), for ever: clocks name it. Rows are added, never changed."""

    version = models.CharField(primary_key=True, max_length=16)
    steps = models.JSONField()

    def __str__(self) -> str:
        return self.version


class LadderTerm(Dated):
    """The ladder that a network or an agreement has chosen, from one day to another; one at a time.

    Without a row the product's standard holds. An agreement's goes before the network's of the owing jobcentre.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="ladders", null=True)
    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="ladders", null=True)
    owed_to = models.CharField(_("løfter til"), max_length=10, choices=OwedTo.choices)
    version = models.ForeignKey(LadderVersion, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["network_id", "agreement_id", "owed_to", "valid_from"]
        constraints = [
            ends_after_start("ladder_term_ends_after_start"),
            never_twice("ladder_term_once_in_network", "network", "owed_to"),
            never_twice("ladder_term_once_in_agreement", "agreement", "owed_to"),
            models.CheckConstraint(
                name="ladder_term_of_one",
                condition=Q(network__isnull=False, agreement__isnull=True)
                | Q(network__isnull=True, agreement__isnull=False, owed_to=OwedTo.COMPANY),
            ),
            models.CheckConstraint(name="ladder_term_owed_to_known", condition=Q(owed_to__in=OwedTo.values)),
        ]

    def __str__(self) -> str:
        return f"{self.network_id or self.agreement_id} {self.owed_to} {self.valid_from}"
