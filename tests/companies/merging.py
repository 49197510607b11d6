"""Two companies with something in every app, and everything that is stored, for the tests of merging."""

from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.actor import Actor
from accounts.enums import Role
from accounts.models import Membership
from accounts.tenancy import acting_as
from agreements.models import TovholderBypass
from candidates.models import UpskillingProject
from companies.models import Company, Merge
from companies.services import companies_merge
from orders.models import Order
from tests.candidates.placing import Stage
from tests.candidates.projects import ProjectStage
from tests.factories import accounts, agreements, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner

# The record of the merge itself, and what tells that somebody did something.
APART = {"companies_merge", "companies_mergestep", "accounts_auditevent", "django_session", "django_cache"}
# Rows that triggers write anew for an order get a new number, and tell that the order was changed; what they say of who
# may see it is compared. A note of a visit tells that its company was another for a while.
WRITTEN_ANEW = {"orders_orderaccess": ("id", "changed_at"), "visits_interaction": ("updated_at",)}


def dump() -> dict[str, list[str]]:
    """Every row of every table, as text, by table."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")
        cursor.execute(
            "select relname from pg_class where relkind in ('r', 'p')"
            " and relnamespace = 'public'::regnamespace order by 1"
        )
        tables = [name for (name,) in cursor.fetchall() if name not in APART]
        found = {}
        for table in tables:
            without = "".join(f" - '{column}'" for column in WRITTEN_ANEW.get(table, ()))
            cursor.execute(f'select (to_jsonb(t){without})::text from "{table}" t')
            found[table] = sorted(text for (text,) in cursor.fetchall())
    return found


@dataclass
class Twins:
    """Gudenå Maskinfabrik, registered twice: `away` has the nominations, `kept` is the one that stays."""

    orders: int = 3
    stage: Stage = field(default_factory=Stage)
    boss: Actor = field(init=False)  # administrator of Jobservice Danmark
    kept: Company = field(init=False)
    away: Company = field(init=False)

    def __post_init__(self) -> None:
        with as_owner():
            self.away = Company.objects.with_organisation().get(pk=self.stage.order.company_id)
        self.boss = accounts.actor(make.national(), role=Role.ADMINISTRATOR, name="Anders Holm")
        self.kept = companies.company("Gudenå Maskinfabrik")
        mette = self.stage.mette
        for _n in range(self.orders):
            order = make.order(mette, company=self.away)
            make.request_on(mette, order, make.jobcenter("Odder"))
        make.order(mette, company=self.kept)
        self._twin_rows()

    def _twin_rows(self) -> None:
        companies.contact(self.kept, name="Karin Friis", email="karin@gudenaa.example", phone="76000001")
        companies.contact(self.away, name="Karin friis", email="Karin@gudenaa.example", phone="76000001")
        for company in (self.kept, self.away):
            companies.workplace(company, name="Værkstedet", address="Åvej 1", p_number=None)
        both = companies.user_of(self.kept)
        with as_owner():
            Membership.objects.create(
                user_id=both.user_id, organisation=self.away.organisation, role=Role.COMPANY_USER
            )
            companies.contact(self.away, name="Bruger hos begge", user_id=both.user_id)

    def everywhere(self) -> None:
        """Rows in the apps that the stage does not fill."""
        agreement = agreements.agreement_in_force(self.away)
        project = ProjectStage().project
        with as_owner():
            UpskillingProject.objects.filter(pk=project.pk).update(company=self.away)
            Order.objects.filter(company=self.away, pk=self.stage.order.pk).update(received_by=self.away.pk)
            TovholderBypass.objects.create(
                agreement=agreement,
                company=self.away,
                organisation=make.jobcenter("Odder"),
                reason="other",
                text="Virksomheden ringede selv.",
                at=timezone.now(),
            )

    def merge(self, actor: Actor | None = None, **changes: Any) -> Merge:
        who = actor or self.boss
        values = {"kept": self.kept, "away": self.away, "reason": "Registreret to gange.", **changes}
        with acting_as(who):
            return companies_merge(actor=who, **values)
