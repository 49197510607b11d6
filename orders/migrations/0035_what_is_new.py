"""When an order last changed, for each organisation that may see it: other systems ask for what is new (`changed_at`).

Triggers write it, so it cannot be forgotten. It is the clock's time at the write, not the transaction's beginning.
"""

import django.db.models.functions.datetime
from django.db import migrations, models

REFRESH = """
create or replace function orders_refresh_access(the_order bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from orders_orderaccess where order_id = the_order;
    insert into orders_orderaccess (order_id, organisation_id, role, is_open, received_at{column})
    select distinct on (reason.organisation_id)
           o.id, reason.organisation_id, reason.role, o.closed_at is null, o.received_at{value}
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
                                 from orders_orderaccess a where a.order_id = the_order), '{{}}')
     where o.id = the_order;
end $$;
"""

TOUCH = """
create function orders_order_touched() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update orders_orderaccess set changed_at = clock_timestamp() where order_id = new.id;
    return null;
end $$;
create function orders_line_touched() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update orders_orderaccess set changed_at = clock_timestamp() where order_id = new.order_id;
    return null;
end $$;
create function orders_request_touched() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    new.changed_at := clock_timestamp();
    return new;
end $$;
create trigger order_touched after update of updated_at, version, state, owner_id, closed_at on orders_order
    for each row execute function orders_order_touched();
create trigger line_touched after update on orders_orderline
    for each row execute function orders_line_touched();
create trigger request_touched before insert or update on orders_request
    for each row execute function orders_request_touched();
"""

UNTOUCH = """
drop trigger request_touched on orders_request;
drop trigger line_touched on orders_orderline;
drop trigger order_touched on orders_order;
drop function orders_request_touched();
drop function orders_line_touched();
drop function orders_order_touched();
"""

NOW = django.db.models.functions.datetime.Now()
CHANNELS = [
    ("portal", "Virksomhedsportalen"),
    ("phone", "Telefon"),
    ("mail", "E-mail"),
    ("visit", "Virksomhedsbesøg"),
    ("national", "Jobservice Danmark"),
    ("system", "Andet system"),
]
ANSWERED = [("app", "Logget ind"), ("link", "Linket i mailen"), ("api", "Jobcentrets eget system")]


class Migration(migrations.Migration):
    dependencies = [("orders", "0034_request_contact")]

    operations = [
        migrations.AddField("orderaccess", "changed_at", models.DateTimeField(db_default=NOW)),
        migrations.AddField("request", "changed_at", models.DateTimeField(db_default=NOW, editable=False)),
        migrations.AlterField(
            "order",
            "channel",
            models.CharField(choices=CHANNELS, max_length=10, verbose_name="Modtaget via"),
        ),
        migrations.AlterField(
            "request",
            "answer_channel",
            models.CharField(blank=True, choices=ANSWERED, db_default="", default="", max_length=10),
        ),
        migrations.AddIndex(
            "orderaccess",
            models.Index(fields=["organisation", "changed_at", "order"], name="access_changed"),
        ),
        migrations.AddIndex(
            "request",
            models.Index(fields=["to_organisation", "changed_at", "id"], name="request_in_changed"),
        ),
        migrations.AddIndex(
            "request",
            models.Index(fields=["from_organisation", "changed_at", "id"], name="request_out_changed"),
        ),
        migrations.RunSQL(
            REFRESH.format(column=", changed_at", value=", clock_timestamp()"),
            REFRESH.format(column="", value=""),
        ),
        migrations.RunSQL(TOUCH, UNTOUCH),
    ]
