"""What happened to a deadline can only be added to: events, breaches and the ledger refuse change for every role (T8,
T10), the owner of the tables too.

Rows are removed in one way alone, for retention and for resetting a demonstration: by the owner, in a transaction that
has called orders_ledger_may_be_removed(). The permission names that transaction and ends with it. Nothing lets a row be
changed. TRUNCATE is the owner's alone, for emptying a whole database.
"""

import django.db.models.deletion
from django.db import migrations, models

TABLES = ("orders_clockevent", "orders_breach", "orders_escalation")

GUARD = """
create function orders_ledger_never_changes() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' and current_user = 'jo_owner'
       and current_setting('app.ledger_removal', true) = pg_current_xact_id_if_assigned()::text then
        return old;
    end if;
    raise exception 'Rows of % are added, never changed or removed.', tg_table_name
        using errcode = 'restrict_violation',
              hint = 'A correction is a row of its own.';
end $$;

create function orders_ledger_may_be_removed() returns void
language sql set search_path = public, pg_temp as $$
    select set_config('app.ledger_removal', pg_current_xact_id()::text, true)
$$;
revoke execute on function orders_ledger_may_be_removed() from public;
grant execute on function orders_ledger_may_be_removed() to jo_owner;
"""
NO_GUARD = """
drop function orders_ledger_may_be_removed();
drop function orders_ledger_never_changes();
"""


def guarded(table: str) -> migrations.RunSQL:
    """Let `table` refuse UPDATE and DELETE, whoever asks."""
    return migrations.RunSQL(
        f"create trigger never_changes before update or delete on {table}"
        " for each row execute function orders_ledger_never_changes();",
        f"drop trigger never_changes on {table};",
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0015_effect_counts_people_once")]

    operations = [
        migrations.AlterField(
            model_name="clockevent",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="events", to="orders.clock"
            ),
        ),
        migrations.RunSQL(GUARD, NO_GUARD),
        *(guarded(table) for table in TABLES),
    ]
