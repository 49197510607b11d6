"""Where a company's people work: a production unit with a P-number, or a place that has none yet."""

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from companies.models.belonging import BelongingQuerySet
from companies.models.company import Company
from companies.validators import one_line, valid_p_number
from jobcenters.models import Postcode


class WorkplaceQuerySet(BelongingQuerySet["Workplace"]):
    def with_place(self) -> Self:
        """Fetch postcode and municipality in the same query."""
        return self.select_related("postcode__municipality")


class Workplace(models.Model):
    """A workplace decides by its postcode which municipality, and which side of Storebælt, an order belongs to."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(Company, on_delete=models.PROTECT, related_name="workplaces")
    p_number = models.CharField(  # noqa: DJ001 - null, so that many may have none and the number still be unique
        _("P-nummer"), max_length=10, null=True, blank=True, db_collation="C", validators=[valid_p_number]
    )
    name = models.CharField(_("arbejdspladsens navn"), max_length=200, validators=[one_line])
    address = models.CharField(_("adresse"), max_length=200, validators=[one_line])
    postcode = models.ForeignKey(
        Postcode, on_delete=models.PROTECT, related_name="+", verbose_name=_("postnummer")
    )
    is_active = models.BooleanField(_("i brug"), default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = WorkplaceQuerySet.as_manager()

    class Meta:
        verbose_name = _("arbejdsplads")
        verbose_name_plural = _("arbejdspladser")
        ordering = ["name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["p_number"],
                name="workplace_p_number_once",
                violation_error_message=_("P-nummeret er allerede registreret."),
                violation_error_code="unique",
            ),
            # The pair that other tables' foreign keys point at, so that a workplace cannot belong to another company.
            models.UniqueConstraint(fields=["company", "id"], name="workplace_of_company"),
            # A form sent twice makes one workplace.
            models.UniqueConstraint(
                "company",
                Lower("name"),
                Lower("address"),
                "postcode",
                condition=Q(is_active=True),
                name="workplace_once",
                violation_error_message=_(
                    "Arbejdspladsen er allerede registreret med samme navn og adresse."
                ),
            ),
            models.CheckConstraint(
                name="workplace_p_number_is_10_digits",
                condition=Q(p_number__isnull=True) | Q(p_number__regex=r"^[0-9]{10}$"),
            ),
            models.CheckConstraint(
                name="workplace_has_name_and_address", condition=~Q(name="") & ~Q(address="")
            ),
        ]
        indexes = [models.Index(fields=["changed_at", "id"], name="workplace_changed")]

    def __str__(self) -> str:
        return f"{self.name}, {self.address}, {self.postcode_id}"

    @property
    def full_address(self) -> str:
        """ "Fabriksvej 12, 8700 Horsens"; needs the postcode fetched."""
        return f"{self.address}, {self.postcode}"
