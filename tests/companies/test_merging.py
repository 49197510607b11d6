"""Two companies become one, and two again: what moves, what stays, who may, and what later changes make of it."""

import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import reverse

from accounts.enums import Role
from accounts.tenancy import acting_as
from companies import merging
from companies.merge_rules import What, all_rules
from companies.models import Company, ContactPerson, Merge, MergeStep, Workplace
from companies.services import merge_undo
from orders.models import Order, OrderAccess
from tests.companies.merging import Twins, dump
from tests.factories import companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import client_of as signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def twins() -> Twins:
    return Twins()


def undone(twins: Twins, merge: Merge) -> list[dict[str, object]]:
    with acting_as(twins.boss):
        return merge_undo(actor=twins.boss, merge=merge, reason="Det var ikke den samme.")


def about(dumped: dict[str, list[str]], twins: Twins) -> int:
    """How many stored rows point at the company to be merged away, or at one of its orders."""
    with as_owner():
        orders = set(Order.objects.filter(company=twins.away).values_list("pk", flat=True))
    columns = {(one.table, one.column) for one in all_rules()}
    count = 0
    for table, rows in dumped.items():
        for text in rows:
            row = json.loads(text)
            ours = any(row.get(column) == twins.away.pk for name, column in columns if name == table)
            count += ours or row.get("order_id") in orders
    return count


def test_two_hundred_rows_over_all_apps_are_put_back_exactly() -> None:
    twins = Twins(orders=18)
    twins.everywhere()
    before = dump()
    assert about(before, twins) >= 200
    merge = twins.merge()
    after = dump()
    changed = {table for table in before if before[table] != after[table]}
    assert {
        "accounts_membership", "agreements_tovholderbypass", "candidates_upskillingproject", "companies_company",
        "companies_contactperson", "companies_workplace", "orders_order", "orders_orderaccess",
    } <= changed  # fmt: skip
    with as_owner():
        assert not Order.objects.filter(company=twins.away).exists()
        assert not OrderAccess.objects.filter(organisation=twins.away.organisation).exists()
    assert undone(twins, merge) == []
    again = dump()
    assert {table: rows for table, rows in again.items() if rows != before[table]} == {}


def test_what_moves_and_what_stays(twins: Twins) -> None:
    twins.everywhere()
    with as_owner():
        persons = set(ContactPerson.objects.filter(company=twins.away).values_list("pk", flat=True))
        first = ContactPerson.objects.get(company=twins.kept, is_primary=True)
    with acting_as(twins.boss):
        look = merging.preview(twins.boss, twins.kept, twins.away)
    assert any(row.what == "Jobordrer" or "rdre" in row.what for row in look.moves)
    assert any("part" in row.reason for row in look.stays)
    assert any("Karin" in text for text in look.clashes) and any("Åvej 1" in text for text in look.clashes)
    twins.merge()
    with as_owner():
        assert (
            set(ContactPerson.objects.filter(pk__in=persons, company=twins.kept).values_list("pk", flat=True))
            == persons
        )
        assert ContactPerson.objects.get(company=twins.kept, is_primary=True) == first
        assert Workplace.objects.filter(company=twins.kept, name="Værkstedet", is_active=True).count() == 1
        cursor = connection.cursor()
        cursor.execute("select count(*) from agreements_agreement where company_id = %s", [twins.away.pk])
        assert cursor.fetchone() == (1,)
        cursor.execute(
            "select is_active from accounts_membership where organisation_id = %s", [twins.away.pk]
        )
        assert cursor.fetchall() == [(False,)]  # of the one who is a user of both
        viewers = Order.objects.get(pk=twins.stage.order.pk).viewers
    assert twins.kept.pk in viewers and twins.away.pk not in viewers


def test_who_may(twins: Twins) -> None:
    horsens = make.consultant("Horsens", role=Role.ADMINISTRATOR)  # tovholder of orders of both
    odder = make.consultant("Odder", role=Role.ADMINISTRATOR)
    for actor in (
        twins.stage.mette,
        odder,
        twins.stage.karin,
        make.national_actor(),
        make.consultant("Horsens", role=Role.MANAGER),
    ):
        with pytest.raises(PermissionDenied):
            twins.merge(actor)
        # The database says so too, whoever calls it.
        with acting_as(actor), pytest.raises(DatabaseError, match="not allowed"):
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute("select companies_merge(%s, %s, 'x', now())", [twins.kept.pk, twins.away.pk])
    merge = twins.merge(horsens)
    with acting_as(odder), pytest.raises(DatabaseError, match="not allowed"):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select companies_merge_undo(%s, 'x', now())", [merge.uuid])


@pytest.mark.parametrize("role", ["jo_web", "jo_worker"])
def test_the_record_is_written_by_nobody_else_and_never_changed(twins: Twins, role: str) -> None:
    twins.merge()
    for statement in (
        "update companies_merge set reason = 'x'",
        "delete from companies_mergestep",
        "insert into companies_mergestep (merge_id, table_name, row_key, old, new)"
        " select id, 't', '1', '{}', '{}' from companies_merge",
        "update companies_company set merged_into_id = null",
        f"update companies_contactperson set company_id = {twins.kept.pk}",
    ):
        with acting_as(twins.boss), connection.cursor() as cursor, pytest.raises(DatabaseError):
            with transaction.atomic():
                cursor.execute(f"set local role {role}")
                cursor.execute(statement)
    with as_owner(), connection.cursor() as cursor, pytest.raises(DatabaseError, match="never changed"):
        with transaction.atomic():
            cursor.execute("update companies_merge set reason = 'x'")


def test_what_was_used_or_changed_since_stays_and_is_told(twins: Twins) -> None:
    with as_owner():
        place = Workplace.objects.filter(company=twins.away, is_active=True).order_by("pk").first()
        person = ContactPerson.objects.get(company=twins.away, name="Karin friis")
        there = Order.objects.filter(workplace=place)
        moved = set(there.values_list("pk", flat=True))
        others = set(Order.objects.filter(company=twins.away).values_list("pk", flat=True)) - moved
    assert place and moved
    merge = twins.merge()
    with as_owner():
        kept = Company.objects.with_organisation().get(pk=twins.kept.pk)
    # A new order at a workplace that moved ties it, and the orders that were there, to the kept company.
    new = make.order(twins.stage.mette, company=kept)
    with as_owner():
        Order.objects.filter(pk=new.pk).update(workplace=place)
        ContactPerson.objects.filter(pk=person.pk).update(is_active=True, name="Karin Friis Holm")
    left = undone(twins, merge)
    told = {(one["table"], one["key"]) for one in left}
    with as_owner():
        assert Workplace.objects.get(pk=place.pk).company_id == twins.kept.pk
        assert (
            set(Order.objects.filter(company=twins.kept, pk__in=moved).values_list("pk", flat=True)) == moved
        )
        assert Order.objects.filter(company=twins.away, pk__in=others).count() == len(others)
        assert Order.objects.get(pk=new.pk).company_id == twins.kept.pk
        # Its place was put back; that it is in use again, and what it is called, is somebody's later decision.
        karin = ContactPerson.objects.get(pk=person.pk)
        assert karin.company_id == twins.away.pk and karin.is_active and karin.name == "Karin Friis Holm"
        assert Company.objects.get(pk=twins.away.pk).merged_into_id is None
    assert ("companies_workplace", str(place.pk)) in told
    assert {("orders_order", str(pk)) for pk in moved} <= told
    with as_owner():
        record = Merge.objects.get(undoes=merge)
    assert record.left_behind == left


def test_a_merge_is_undone_once_and_the_latest_first(twins: Twins) -> None:
    third = companies.company("Gudenå Maskinfabrik III")
    first = twins.merge()
    with as_owner():
        kept = Company.objects.with_organisation().get(pk=twins.kept.pk)
    second = twins.merge(kept=third, away=kept)
    with pytest.raises(ValidationError, match="senere lagt sammen"):
        undone(twins, first)
    with pytest.raises(ValidationError, match="allerede lagt sammen"):
        twins.merge()
    assert undone(twins, second) == []
    assert undone(twins, first) == []
    with pytest.raises(ValidationError, match="allerede fortrudt"):
        undone(twins, first)
    again = twins.merge()
    assert undone(twins, again) == []


def test_reasons_and_nonsense(twins: Twins) -> None:
    with pytest.raises(ValidationError, match="hvorfor"):
        twins.merge(reason=" \0 ")
    with pytest.raises(ValidationError, match="300"):
        twins.merge(reason="x" * 301)
    with pytest.raises(ValidationError, match="samme virksomhed"):
        twins.merge(away=twins.kept)
    demo = companies.company("Demo")
    with as_owner():
        type(demo.organisation).objects.filter(pk=demo.pk).update(is_demo=not demo.organisation.is_demo)
    with pytest.raises(ValidationError, match="demo"):
        twins.merge(away=demo)
    with as_owner():
        assert not MergeStep.objects.exists()


def test_the_pages_from_the_list_of_duplicates_to_the_undoing(twins: Twins) -> None:
    client: Client = signed_in(twins.boss)
    text = client.get(reverse("companies:duplicates")).content.decode()
    assert text.count("Gudenå Maskinfabrik") >= 2 and "Samme navn" in text
    address = reverse("companies:merge", args=[twins.kept.uuid, twins.away.uuid])
    text = client.get(address).content.decode()
    assert "Flytter" in text and "Karin" in text
    assert "Skriv, hvorfor" in client.post(address, {"reason": ""}).content.decode()
    response = client.post(address, {"reason": "=Fusion"})
    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "Registreret" not in page and "=Fusion" in page
    # Its page leads on, it is not found any more, and nobody orders for it.
    away = reverse("companies:detail", args=[twins.away.uuid])
    assert client.get(away).url == reverse("companies:detail", args=[twins.kept.uuid])
    assert twins.away.cvr not in client.get(reverse("companies:list")).content.decode()
    assert "blev lagt sammen med denne" in client.get(client.get(away).url).content.decode()
    with as_owner():
        merge = Merge.objects.get()
    response = client.post(reverse("companies:merge_undo", args=[merge.uuid]), {"reason": "Fejl"})
    assert response.status_code == 302
    assert "Alt er, som det var før" in client.get(response.url).content.decode()
    assert client.get(away).status_code == 200
    outsider = signed_in(make.consultant("Odder", role=Role.ADMINISTRATOR))
    assert "Bed Jobservice Danmark" in outsider.get(address).content.decode()
    for hidden in (
        reverse("companies:duplicates"),
        address,
        reverse("companies:merge_detail", args=[merge.uuid]),
    ):
        assert signed_in(twins.stage.karin).get(hidden).status_code == 404


def test_likely_ones_by_name_telephone_domain_and_address() -> None:
    mette = make.consultant("Horsens")
    one = companies.company("Nørrebro Bageri", with_contact=False, workplace_code=None)
    companies.contact(one, phone="+45 76 11 22 33", email="mester@norrebrobageri.example")
    companies.workplace(one, address="Bagergade 4")
    for n in range(12):  # a switchboard that many share makes none of them one
        companies.contact(companies.company(f"Kontorhotel {n}"), phone="70000000", email=f"a{n}@gmail.com")
    with acting_as(mette):

        def likely(**marks: object) -> list[tuple[str, str]]:
            return [(x.company.name, x.reasons) for x in merging.likely_of(mette, **marks)]

        assert likely(name="NØRREBRO BAGERI") == [("Nørrebro Bageri", "Samme navn")]
        assert likely(phones=["76112233"]) == [("Nørrebro Bageri", "Samme telefonnummer")]
        assert likely(emails=["x@NorrebroBageri.example"], addresses=[("bagergade 4", "8700")]) == [
            ("Nørrebro Bageri", "Samme maildomæne og samme adresse")
        ]
        assert likely(emails=["x@gmail.com"], name="' or 1=1 --", addresses=[("", "")]) == []
        assert not [pair for pair in merging.duplicates(mette) if "Kontorhotel" in pair.one.name]
    karin = companies.user_of(one)
    with acting_as(karin):
        assert merging.likely_of(karin, name="Nørrebro Bageri") == []
        assert merging.duplicates(karin) == []


def test_likely_ones_are_shown_before_a_new_company_is_registered() -> None:
    companies.company("Nørrebro Bageri")
    client = signed_in(make.consultant("Horsens"))
    from companies.demo import demo_cvr

    values = {
        "cvr": demo_cvr(950), "name": "Nørrebro bageri", "workplace_address": "Nygade 1", "workplace_postcode": "8700",
        "contact_name": "Ib", "contact_phone": "12345678",
    }  # fmt: skip
    text = client.post(reverse("companies:register"), values).content.decode()
    assert "Er det en af dem her?" in text and "Samme navn" in text and 'value="Nørrebro bageri"' in text
    with as_owner():
        assert Company.objects.filter(cvr=demo_cvr(950)).count() == 0
    assert client.post(reverse("companies:register"), {**values, "anyway": "1"}).status_code == 302
    with as_owner():
        assert Company.objects.filter(cvr=demo_cvr(950)).count() == 1


def test_every_rule_that_stays_says_why() -> None:
    assert all(one.reason for one in all_rules() if one.what in (What.STAYS, What.FOLLOWS))
    with pytest.raises(ValueError, match="needs a reason"):
        from companies.merge_rules import stays

        stays("t", "c")
