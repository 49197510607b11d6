"""Networks of jobcentres: members and rules of play ([003])."""

import uuid

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from jobcenters.enums import PromiseUnit
from jobcenters.models.dated import Dated, ends_after_start, never_twice
from jobcenters.models.jobcenter import Jobcenter


class Network(models.Model):
    """Jobcentres that have signed a common agreement, such as the eleven of East Jutland.

    `coordinator` keeps the network's rules, members and meetings beside Jobservice Danmark; None: only the latter.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("navn"), max_length=120, unique=True)
    agreement = models.CharField(_("aftale"), max_length=200, blank=True)
    coordinator = models.ForeignKey(
        Organisation,
        on_delete=models.SET_NULL,
        related_name="coordinated_networks",
        null=True,
        blank=True,
        verbose_name=_("koordinator"),
    )

    class Meta:
        verbose_name = _("netværk")
        verbose_name_plural = _("netværk")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class NetworkMember(Dated):
    """A jobcentre in a network, from one day to another. It may be in several networks, once in each."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="members")
    jobcenter = models.ForeignKey(Jobcenter, on_delete=models.CASCADE, related_name="network_links")

    class Meta:
        verbose_name = _("medlem")
        verbose_name_plural = _("medlemmer")
        ordering = ["network_id", "jobcenter_id", "valid_from"]
        constraints = [
            ends_after_start("network_member_ends_after_start"),
            never_twice("network_member_once_at_a_time", "network", "jobcenter"),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.jobcenter_id}"


class NetworkRule(Dated):
    """A promise as the network has agreed it: code (D1, D2 ...), length and the unit it is counted in.

    It overrides the product's own table of promises for the network's members.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="rules")
    promise = models.CharField(_("løfte"), max_length=4)
    unit = models.CharField(_("enhed"), max_length=20, choices=PromiseUnit)
    length = models.PositiveSmallIntegerField(_("længde"))

    class Meta:
        verbose_name = _("spilleregel")
        verbose_name_plural = _("spilleregler")
        ordering = ["network_id", "promise", "valid_from"]
        constraints = [
            ends_after_start("network_rule_ends_after_start"),
            never_twice("network_rule_once_at_a_time", "network", "promise"),
            models.CheckConstraint(
                name="network_rule_promise_code", condition=Q(promise__regex=r"^D[0-9]{1,2}$")
            ),
            models.CheckConstraint(name="network_rule_unit_known", condition=Q(unit__in=PromiseUnit.values)),
            models.CheckConstraint(
                name="network_rule_length_positive", condition=Q(length__gte=1, length__lte=999)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.promise}: {self.length} {self.get_unit_display()}"


class NetworkTerms(Dated):
    """What a network decides beside the promises; one row at a time. Who is told of a broken one is in its ladders.

    The defaults are the product's readings of A5, A6, A16 and A19.
    """

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="terms")
    search_required = models.BooleanField(_("egen udsøgning først"), default=True)
    search_valid_working_days = models.PositiveSmallIntegerField(
        _("udsøgningen gælder i arbejdsdage"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(20)],
    )
    follow_up_working_days = models.PositiveSmallIntegerField(
        _("opfølgning før ansøgningsfristen i arbejdsdage"), default=2, validators=[MaxValueValidator(5)]
    )
    calendar_days_roll = models.BooleanField(_("kalenderdage rykkes til næste arbejdsdag"), default=False)

    class Meta:
        verbose_name = _("vilkår")
        verbose_name_plural = _("vilkår")
        ordering = ["network_id", "valid_from"]
        constraints = [
            ends_after_start("network_terms_end_after_start"),
            never_twice("network_terms_once_at_a_time", "network"),
            models.CheckConstraint(
                name="network_terms_search_days",
                condition=Q(search_valid_working_days__gte=1, search_valid_working_days__lte=20),
            ),
            models.CheckConstraint(
                name="network_terms_follow_up", condition=Q(follow_up_working_days__lte=5)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network_id} {self.valid_from}"


class NetworkService(Dated):
    """A service that every member of the network offers: the minimum that the profiles build on (R155, N16)."""

    network = models.ForeignKey(Network, on_delete=models.CASCADE, related_name="services")
    title = models.CharField(_("ydelse"), max_length=120)
    position = models.PositiveSmallIntegerField(_("rækkefølge"), default=0)

    class Meta:
        verbose_name = _("ydelse i minimum")
        verbose_name_plural = _("serviceminimum")
        ordering = ["network_id", "position", "title"]
        constraints = [
            ends_after_start("network_service_ends_after_start"),
            never_twice("network_service_once_at_a_time", "network", "title"),
            models.CheckConstraint(name="network_service_has_title", condition=~Q(title="")),
        ]

    def __str__(self) -> str:
        return self.title
