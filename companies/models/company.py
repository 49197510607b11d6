"""The company as an organisation with a CVR number."""

from typing import Self
from uuid import UUID

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.models import Organisation
from companies.cvr import spaced_cvr
from companies.validators import one_line, valid_cvr, valid_industry_code

MAX_EMPLOYEES = 1_000_000
SHORTEST_SEARCH = 2


class CompanyQuerySet(models.QuerySet["Company"]):
    def visible_to(self, actor: Actor) -> Self:
        """Public authorities see every company, a company itself, nobody else any."""
        if actor.is_staff:
            return self
        return self.filter(organisation_id=actor.organisation_id)

    def search(self, text: str, actor: Actor) -> Self:
        """Companies whose CVR or P-number starts with `text`, whose name holds all its words ("aa" finds "å"), or of
        which a person in use has `text` as telephone number or mail address.

        A person who is not shown to the actor is not found either: a hit would say whose number it is. Shorter than two
        characters finds nothing: it would be everybody.
        """
        from companies.models.contact import ContactPerson

        text = text.replace("\x00", "").strip()[:200]
        if len(text) < SHORTEST_SEARCH:
            return self.none()
        rows = self.filter(
            organisation_id__in=models.expressions.RawSQL("select companies_search(%s)", [text])
        )
        reached = ContactPerson.objects.active().filter(company=OuterRef("pk")).reached_at(text)
        if reached is None:
            return rows
        return rows.filter(~Exists(reached) | Exists(reached.visible_to(actor)))

    def standing(self) -> Self:
        """Without those that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def by_name(self, *, backwards: bool = False) -> Self:
        """In Danish alphabetical order, å last."""
        sign = "-" if backwards else ""
        return self.order_by(f"{sign}name_key", f"{sign}organisation_id")

    def after(self, name_key: str, organisation_id: int) -> Self:
        """The rows that follow that row in `by_name` order."""
        return self.filter(
            Q(name_key__gt=name_key) | Q(name_key=name_key, organisation_id__gt=organisation_id),
            name_key__gte=name_key,  # what the index can start from
        )

    def before(self, name_key: str, organisation_id: int) -> Self:
        """The rows that precede that row in `by_name` order."""
        return self.filter(
            Q(name_key__lt=name_key) | Q(name_key=name_key, organisation_id__lt=organisation_id),
            name_key__lte=name_key,
        )

    def with_somebody_to_ring(self) -> Self:
        """Without those whose contact persons in use have all said that they want no contact."""
        from companies.models.consent import ConsentKind
        from companies.models.contact import ContactPerson, last_word_is_no

        persons = ContactPerson.objects.active().filter(company=OuterRef("pk"))
        willing = persons.filter(~last_word_is_no(ConsentKind.CONTACT))
        return self.filter(~Exists(persons) | Exists(willing))

    def with_organisation(self) -> Self:
        return self.select_related("organisation")

    def with_first_workplace(self) -> Self:
        """Fetch active workplaces with their postcodes, oldest first, in one query for all rows."""
        from companies.models.workplace import Workplace

        workplaces = Workplace.objects.active().select_related("postcode__municipality").order_by("id")
        return self.prefetch_related(models.Prefetch("workplaces", workplaces, to_attr="active_workplaces"))

    def with_workplace_in(self, *municipality_codes: str) -> Self:
        from companies.models.workplace import Workplace

        here = Workplace.objects.active().filter(
            company=OuterRef("pk"), postcode__municipality_id__in=municipality_codes
        )
        return self.filter(Exists(here))


class Company(models.Model):
    """An organisation of kind company, which holds its name. Its key is the organisation's, its public id `uuid`.

    `cvr` and `created_by_organisation` can never be changed by the web or worker role: a wrong CVR number is another
    company. `name_key` is the name as it is sorted and searched, kept by trigger.
    """

    organisation = models.OneToOneField(
        Organisation, on_delete=models.PROTECT, primary_key=True, related_name="company"
    )
    cvr = models.CharField(_("CVR-nummer"), max_length=8, db_collation="C", validators=[valid_cvr])
    industry_code = models.CharField(
        _("branchekode"), max_length=6, blank=True, validators=[valid_industry_code]
    )
    industry = models.CharField(_("branche"), max_length=160, blank=True, validators=[one_line])
    employees = models.PositiveIntegerField(
        _("ansatte"), null=True, blank=True, validators=[MaxValueValidator(MAX_EMPLOYEES)]
    )
    name_key = models.CharField(max_length=420, db_collation="C", editable=False, default="", blank=True)
    created_by_organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    # The company that this one was merged into; only the database's own function writes it.
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="+", null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)

    objects = CompanyQuerySet.as_manager()

    class Meta:
        verbose_name = _("virksomhed")
        verbose_name_plural = _("virksomheder")
        ordering = ["name_key", "organisation_id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cvr"],
                name="company_cvr_once",
                violation_error_message=_("CVR-nummeret er allerede registreret."),
                violation_error_code="unique",
            ),
            models.CheckConstraint(
                name="company_cvr_is_8_digits", condition=Q(cvr__regex=r"^[1-9][0-9]{7}$")
            ),
            models.CheckConstraint(
                name="company_industry_code_is_6_digits_and_named",
                condition=Q(industry_code="") | (Q(industry_code__regex=r"^[0-9]{6}$") & ~Q(industry="")),
                violation_error_message=_("Skriv også branchens navn."),
                violation_error_code="industry",
            ),
            models.CheckConstraint(
                name="company_employees_believable",
                condition=Q(employees__isnull=True) | Q(employees__lte=MAX_EMPLOYEES),
            ),
        ]
        indexes = [
            models.Index(fields=["name_key", "organisation"], name="company_by_name"),
            models.Index(fields=["changed_at", "organisation"], name="company_changed"),
        ]

    def __str__(self) -> str:
        return self.organisation.name

    @property
    def name(self) -> str:
        return self.organisation.name

    @property
    def uuid(self) -> UUID:
        """The public id, used in addresses."""
        return self.organisation.uuid

    @property
    def cvr_spaced(self) -> str:
        return spaced_cvr(self.cvr)
