"""Municipalities, the regions they belong to at a given time, and postcodes. No organisation owns them."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from jobcenters.enums import Side
from jobcenters.models.dated import Dated, ends_after_start, never_twice


class Municipality(models.Model):
    """One of the 98 municipalities."""

    code = models.CharField(_("kommunekode"), primary_key=True, max_length=4)
    name = models.CharField(_("navn"), max_length=60, unique=True)
    landsdel = models.CharField(_("landsdel"), max_length=40, db_index=True)
    side = models.CharField(_("side af Storebælt"), max_length=4, choices=Side)

    class Meta:
        verbose_name = _("kommune")
        verbose_name_plural = _("kommuner")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                name="municipality_code_is_4_digits", condition=Q(code__regex=r"^[0-9]{4}$")
            ),
            models.CheckConstraint(name="municipality_side_known", condition=Q(side__in=Side.values)),
        ]

    def __str__(self) -> str:
        return self.name


class MunicipalityRegion(Dated):
    """Which area a municipality belongs to in a scheme of division, and when.

    Scheme "region" holds the regions: those of 2007 until 31 December 2026, then Region Østdanmark takes the
    place of Region Hovedstaden and Region Sjælland. Other divisions (employment councils) are further schemes,
    not columns.
    """

    municipality = models.ForeignKey(Municipality, on_delete=models.CASCADE, related_name="regions")
    scheme = models.SlugField(_("inddeling"), max_length=20, default="region")
    name = models.CharField(_("område"), max_length=60)

    class Meta:
        verbose_name = _("kommunens region")
        verbose_name_plural = _("kommunernes regioner")
        ordering = ["municipality_id", "scheme", "valid_from"]
        constraints = [
            ends_after_start("municipality_region_ends_after_start"),
            never_twice("municipality_in_one_region_at_a_time", "municipality", "scheme"),
        ]
        indexes = [models.Index(fields=["scheme", "name"], name="municipality_region_name")]

    def __str__(self) -> str:
        return f"{self.municipality_id} {self.name}"


class Postcode(models.Model):
    """A Danish postcode with its town, the municipality most of it lies in, and a point in WGS 84 degrees."""

    code = models.CharField(_("postnummer"), primary_key=True, max_length=4)
    name = models.CharField(_("bynavn"), max_length=60)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, related_name="postcodes", null=True, blank=True
    )
    lat = models.FloatField(_("breddegrad"), null=True, blank=True)
    lon = models.FloatField(_("længdegrad"), null=True, blank=True)
    source = models.CharField(_("kilde"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("postnummer")
        verbose_name_plural = _("postnumre")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(name="postcode_is_4_digits", condition=Q(code__regex=r"^[0-9]{4}$")),
            models.CheckConstraint(
                name="postcode_point_whole_and_in_denmark",
                condition=Q(lat__isnull=True, lon__isnull=True)
                # A comparison with NULL is not false but unknown, and a check lets that pass.
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(54.4, 57.9), lon__range=(7.9, 15.3)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class PostcodeDistance(models.Model):
    """How far it is between two postcodes' points, in kilometres as the crow flies, up to `REACH_KM`; also 0 to itself.

    Derived from `Postcode`: see `jobcenters.services.distances`. A search walks from the nearest postcode outwards.
    """

    pk = models.CompositePrimaryKey("from_postcode", "to_postcode")
    from_postcode = models.CharField(max_length=4)
    to_postcode = models.CharField(max_length=4)
    km = models.FloatField()

    class Meta:
        ordering = ["from_postcode", "km", "to_postcode"]
        indexes = [models.Index(fields=["from_postcode", "km", "to_postcode"], name="distance_outwards")]

    def __str__(self) -> str:
        return f"{self.from_postcode}-{self.to_postcode} {self.km:.1f} km"
