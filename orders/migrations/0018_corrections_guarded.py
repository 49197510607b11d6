"""Who sees and writes corrections; numbers that count what was found out; and lists that know who is waited for."""

from importlib import import_module

from django.db import migrations

from accounts.rls import ORG, Policy, append_only, protect

guarded = import_module("orders.migrations.0016_ledger_never_changes").guarded
CAUSES = import_module("orders.migrations.0011_network_numbers").CAUSES
CASES = import_module("orders.migrations.0005_list_functions").CASE_ROWS

# The breach's own policies decide: whoever sees it sees what was found out later.
BREACH_OF = "exists (select 1 from orders_breach b where b.id = orders_breachcorrection.breach_id{mine})"

RECORDED = "(select b.cause from orders_breach b where b.clock_id = c.id)"
FOUND_OUT = (
    "(select coalesce((select k.cause from orders_breachcorrection k where k.breach_id = b.id and k.cause <> ''"
    " order by k.id desc limit 1), b.cause) from orders_breach b where b.clock_id = c.id)"
)


RUNNING = "c.due_at, c.counts_from, null, null,\n           c.owner_organisation_id"
# A pause ends when a day begins, so the day tells whether it still lasts.
WAITING = (
    "c.due_at, c.counts_from, null,\n           coalesce((c.paused_until at time zone 'Europe/Copenhagen')::date"
    " > the_day, false), c.owner_organisation_id"
)


def again(function: str) -> str:
    """The statement for a function that exists."""
    return function.replace("create function", "create or replace function")


def changed(function: str, before: str, after: str) -> str:
    """The function with one of its expressions replaced."""
    if function.count(before) != 1:
        raise ValueError("The function is not the one that was changed.")
    return again(function.replace(before, after))


class Migration(migrations.Migration):
    dependencies = [("orders", "0017_pauses_and_corrections")]

    operations = [
        protect(
            "orders_breachcorrection",
            [
                Policy("see", "select", using=BREACH_OF.format(mine="")),
                Policy(
                    "correct",
                    "insert",
                    check=f"organisation_id = {ORG} and "
                    + BREACH_OF.format(mine=f" and b.organisation_id = {ORG}"),
                ),
            ],
        ),
        append_only("orders_breachcorrection"),
        guarded("orders_breachcorrection"),
        migrations.RunSQL(changed(CAUSES, RECORDED, FOUND_OUT), again(CAUSES)),
        migrations.RunSQL(changed(CASES, RUNNING, WAITING), again(CASES)),
    ]
