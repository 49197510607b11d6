"""Who may see and write ladders and timers, and what keeps timers and clocks together whoever changes a clock."""

from django.db import migrations

from accounts.rls import ANYONE, ORG, Policy, append_only, protect, worker_all

CLOCK_OF = "exists (select 1 from orders_clock c where c.id = {table}.clock_id)"
WORKER_READS = Policy("worker_reads", "select", using="true", roles="jo_worker")
NATIONAL = f"exists (select 1 from accounts_organisation o where o.id = {ORG} and o.kind = 'national')"
# The coordinator of the row's network; of an agreement whoever may draft it; and Jobservice Danmark.
KEEPS = f"""
(network_id is not null and (
    exists (select 1 from jobcenters_network n where n.id = orders_ladderterm.network_id and n.coordinator_id = {ORG})
    or {NATIONAL}))
or (agreement_id is not null and exists (
    select 1 from agreements_agreementaccess a where a.agreement_id = orders_ladderterm.agreement_id
       and a.organisation_id = {ORG} and a.role in ('owner', 'national')))
"""
SEES = f"""
(network_id is not null and {ANYONE})
or exists (select 1 from agreements_agreement a where a.id = orders_ladderterm.agreement_id)
"""
# A clock that ends fires no more; one that changes hands takes its timers along. As the owner of the tables, because the
# one who answers may not see every timer.
TRIGGERS = """
create function orders_clock_timers() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    if tg_op = 'DELETE' then
        delete from orders_timer where clock_id = old.id;
        delete from orders_letter where clock_id = old.id;
        delete from orders_firing where clock_id = old.id;
    elsif new.state <> 'open' and old.state = 'open' then
        delete from orders_timer where clock_id = new.id;
    elsif new.owner_organisation_id <> old.owner_organisation_id then
        update orders_timer set owner_id = new.owner_organisation_id where clock_id = new.id;
    end if;
    return null;
end $$;
revoke execute on function orders_clock_timers() from public;
create trigger clock_timers after update of state, owner_organisation_id or delete on orders_clock
    for each row execute function orders_clock_timers();
"""
NO_TRIGGERS = "drop trigger clock_timers on orders_clock; drop function orders_clock_timers();"


def only_worker_writes(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"revoke insert, update, delete on {table} from jo_web;",
        f"grant insert, update, delete on {table} to jo_web;",
    )


class Migration(migrations.Migration):
    dependencies = [("orders", "0020_ladder_as_data")]

    operations = [
        protect(
            "orders_ladderversion",
            [
                Policy("read_acting", "select", using=ANYONE, roles="jo_web"),
                Policy("add_acting", "insert", check=ANYONE, roles="jo_web"),
                WORKER_READS,
            ],
        ),
        append_only("orders_ladderversion"),
        protect(
            "orders_ladderterm",
            [
                Policy("see", "select", using=SEES, roles="jo_web"),
                Policy("add_kept", "insert", check=KEEPS, roles="jo_web"),
                Policy("change_kept", "update", using=KEEPS, check=KEEPS, roles="jo_web"),
                Policy("remove_kept", "delete", using=KEEPS, roles="jo_web"),
            ],
        ),
        protect(
            "orders_timer",
            [
                Policy("see", "select", using=CLOCK_OF.format(table="orders_timer"), roles="jo_web"),
                Policy("add", "insert", check=CLOCK_OF.format(table="orders_timer"), roles="jo_web"),
                Policy("remove", "delete", using=CLOCK_OF.format(table="orders_timer"), roles="jo_web"),
                worker_all(),
            ],
        ),
        protect(
            "orders_firing",
            [
                Policy("see", "select", using=CLOCK_OF.format(table="orders_firing"), roles="jo_web"),
                worker_all(),
            ],
        ),
        only_worker_writes("orders_firing"),
        # What has fired stays as it was written; only whether it has been told is marked.
        migrations.RunSQL(
            "revoke update, delete on orders_firing from jo_worker; grant update (tell_at) on orders_firing to jo_worker;",
            "grant update, delete on orders_firing to jo_worker;",
        ),
        protect("orders_letter", [worker_all()]),
        migrations.RunSQL(
            "revoke insert, update, delete on orders_letter from jo_web;"
            " revoke update, delete on orders_letter from jo_worker;"
            " grant update (not_before, done_at, mail_id) on orders_letter to jo_worker;",
            "grant insert, update, delete on orders_letter to jo_web;"
            " grant update, delete on orders_letter to jo_worker;",
        ),
        # A claim reads the beginning of these tables, which is where the dead rows of earlier claims are.
        migrations.RunSQL(
            "alter table orders_timer set (autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_cost_delay = 0);",
            "alter table orders_timer reset (autovacuum_vacuum_scale_factor, autovacuum_vacuum_cost_delay);",
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
    ]
