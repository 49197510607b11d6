"""How many orders a network's members carry: a question from a company (`is_inquiry`) is none."""

from django.db import migrations

COUNTED = """
create or replace function orders_network_load(the_network bigint, on_day date, since timestamptz)
returns table (organisation_id int, open_now int, taken int, consultants int)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.organisation_id,
           (select count(*)::int from orders_order o where o.tovholder_id = m.organisation_id
               and o.state not in ('closed', 'cancelled'){only}),
           (select count(*)::int from orders_order o where o.tovholder_id = m.organisation_id
               and o.received_at >= since and o.state <> 'cancelled'{only}),
           (select count(*)::int from accounts_membership p join accounts_user u on u.id = p.user_id
             where p.organisation_id = m.organisation_id and p.role = 'consultant' and p.is_active and u.is_active)
      from orders_network_members(the_network, on_day) m
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0011_network_numbers")]

    operations = [
        migrations.RunSQL(COUNTED.format(only=" and not o.is_inquiry"), COUNTED.format(only="")),
    ]
