"""What workplaces and contact persons have in common: each belongs to one company and can be taken out of use."""

from typing import Self, TypeVar

from django.db import models

from accounts.actor import Actor
from companies.models.company import Company

Row = TypeVar("Row", bound=models.Model, covariant=True)


class BelongingQuerySet(models.QuerySet[Row]):
    """Rows with a `company` and an `is_active`."""

    def visible_to(self, actor: Actor) -> Self:
        """Public authorities see every company's rows, a company its own."""
        if actor.is_staff:
            return self
        return self.filter(company_id=actor.organisation_id)

    def active(self) -> Self:
        return self.filter(is_active=True)

    def of(self, company: Company) -> Self:
        return self.filter(company=company)
