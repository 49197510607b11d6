"""Who sees and plans recalculations, what the worker may write, and reports that know a moved deadline from one that
changed hands.
"""

from importlib import import_module

from django.db import migrations

from accounts.rls import ORG, Policy, append_only, protect, worker_all

guarded = import_module("orders.migrations.0016_ledger_never_changes").guarded
corrections = import_module("orders.migrations.0018_corrections_guarded")
network = import_module("orders.migrations.0011_network_numbers")
reports = import_module("orders.migrations.0028_reports")
again, changed = corrections.again, corrections.changed

# The clock's own policies decide: whoever sees the clock sees how it was moved, and by what.
CLOCK_OF = "exists (select 1 from orders_clock c where c.id = orders_recalculatedclock.clock_id)"
MOVED_MINE = (
    "exists (select 1 from orders_recalculatedclock m where m.recalculation_id = orders_recalculation.id)"
)

HANDED_OVER = "e.kind = 'retarget' and e.at > c.due_at"
# Only an event that names the new owner is a change of hands; others move the deadline itself.
TO_ANOTHER = f"{HANDED_OVER} and e.data ? 'to'"
CAUSES = network.CAUSES.replace(corrections.RECORDED, corrections.FOUND_OUT)


def told_apart(function: str) -> migrations.RunSQL:
    return migrations.RunSQL(changed(function, HANDED_OVER, TO_ANOTHER), again(function))


class Migration(migrations.Migration):
    dependencies = [("orders", "0031_recalculation")]

    operations = [
        protect(
            "orders_recalculatedclock",
            [Policy("see", "select", using=CLOCK_OF, roles="jo_web"), worker_all()],
        ),
        migrations.RunSQL(
            "revoke insert on orders_recalculatedclock from jo_web;",
            "grant insert on orders_recalculatedclock to jo_web;",
        ),
        append_only("orders_recalculatedclock"),
        guarded("orders_recalculatedclock"),
        protect(
            "orders_recalculation",
            [
                Policy("see", "select", using=f"organisation_id = {ORG} or {MOVED_MINE}", roles="jo_web"),
                Policy("plan", "insert", check=f"organisation_id = {ORG}", roles="jo_web"),
                worker_all(),
            ],
        ),
        # Progress is the worker's; what was changed, by whom and when is nobody's to change.
        migrations.RunSQL(
            "revoke update, delete on orders_recalculation from jo_web, jo_worker;"
            " grant update (state, done_to, moved, late, in_time, failed, finished_at) on orders_recalculation"
            " to jo_worker;",
            "grant update, delete on orders_recalculation to jo_web, jo_worker;",
        ),
        # The worker lifts breaches whose deadline was moved ahead, and says where they are breaches again.
        migrations.RunSQL(
            "create policy worker_all on orders_breachcorrection to jo_worker using (true) with check (true);",
            "drop policy worker_all on orders_breachcorrection;",
        ),
        told_apart(network.TALLY),
        told_apart(CAUSES),
        told_apart(reports.REPORT),
        told_apart(reports.REPLAY),
    ]
