"""Who may see an order: kept by triggers, from the rows that give access. Python never writes these tables.

`orders_orderaccess` drives every list; `orders_order.viewers` repeats its organisations for the policy of the big
table. The functions run as the owner, because the writer may not see (or write) another organisation's access.
"""

from django.db import migrations

FUNCTIONS = """
create function orders_refresh_access(the_order bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from orders_orderaccess where order_id = the_order;
    insert into orders_orderaccess (order_id, organisation_id, role, is_open, received_at)
    select distinct on (reason.organisation_id)
           o.id, reason.organisation_id, reason.role, o.closed_at is null, o.received_at
      from orders_order o
     cross join lateral (
            select 1 as strength, o.tovholder_id as organisation_id, 'tovholder' as role
            union all select 2, o.company_id, 'company'
            union all select 3, o.received_by_id, 'national'
             where exists (select 1 from accounts_organisation r where r.id = o.received_by_id and r.kind = 'national')
            union all select 4, o.proposed_tovholder_id, 'proposed'
            union all select 5, q.to_organisation_id, 'asked' from orders_request q
             where q.order_id = o.id and q.state <> 'withdrawn'
            union all select 6, h.to_organisation_id, 'alerted' from orders_headsup h where h.order_id = o.id
            union all select 7, c.from_organisation_id, 'former' from orders_tovholderchange c
             where c.order_id = o.id and c.decision = 'accepted'
           ) reason
     where o.id = the_order and reason.organisation_id is not null
     order by reason.organisation_id, reason.strength;
    update orders_order o
       set viewers = coalesce((select array_agg(a.organisation_id order by a.organisation_id)
                                 from orders_orderaccess a where a.order_id = the_order), '{}')
     where o.id = the_order;
end $$;

create function orders_first_viewers() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    -- The writer reads the new row back, so it must be among the viewers before the row is stored.
    new.viewers := array_remove(array[new.tovholder_id, new.company_id, new.received_by_id], null);
    return new;
end $$;

create function orders_order_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform orders_refresh_access(new.id);
    return null;
end $$;

create function orders_child_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform orders_refresh_access(new.order_id);
    return null;
end $$;

revoke execute on function orders_refresh_access(bigint) from public;

create trigger order_first_viewers before insert on orders_order
    for each row execute function orders_first_viewers();
create trigger order_access after insert on orders_order
    for each row execute function orders_order_changed();
create trigger order_access_changed
    after update of tovholder_id, proposed_tovholder_id, company_id, received_by_id, closed_at, received_at
    on orders_order for each row execute function orders_order_changed();
create trigger request_access after insert or update of state, to_organisation_id on orders_request
    for each row execute function orders_child_changed();
create trigger heads_up_access after insert on orders_headsup
    for each row execute function orders_child_changed();
create trigger tovholder_change_access after insert or update of decision on orders_tovholderchange
    for each row execute function orders_child_changed();
"""

DROP = """
drop trigger tovholder_change_access on orders_tovholderchange;
drop trigger heads_up_access on orders_headsup;
drop trigger request_access on orders_request;
drop trigger order_access_changed on orders_order;
drop trigger order_access on orders_order;
drop trigger order_first_viewers on orders_order;
drop function orders_child_changed();
drop function orders_order_changed();
drop function orders_first_viewers();
drop function orders_refresh_access(bigint);
"""

# A row of one order may only point at rows of the same order, and an order only at its own company's workplace:
# a plain foreign key would accept a row that the writer cannot even see.
COMPOSITE = (
    ("orders_order", "workplace_id", "companies_workplace", "company_id"),
    ("orders_order", "contact_id", "companies_contactperson", "company_id"),
    ("orders_request", "line_id", "orders_orderline", "order_id"),
    ("orders_request", "evidence_id", "orders_search", "order_id"),
    ("orders_delivery", "line_id", "orders_orderline", "order_id"),
    ("orders_delivery", "request_id", "orders_request", "order_id"),
    ("orders_alternative", "line_id", "orders_orderline", "order_id"),
    ("orders_clock", "request_id", "orders_request", "order_id"),
)


def composite_keys() -> list[migrations.RunSQL]:
    operations = [
        migrations.RunSQL(
            f"alter table {table} add constraint {table}_of_company unique (company_id, id);",
            f"alter table {table} drop constraint {table}_of_company;",
        )
        for table in ("companies_workplace", "companies_contactperson")
    ]
    for table, column, target, owner in COMPOSITE:
        name = f"{table}_{column}_same_{owner}"
        operations.append(
            migrations.RunSQL(
                f"alter table {table} add constraint {name} foreign key ({owner}, {column})"
                f" references {target} ({owner}, id) deferrable initially deferred;",
                f"alter table {table} drop constraint {name};",
            )
        )
    return operations


class Migration(migrations.Migration):
    dependencies = [("orders", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP), *composite_keys()]
