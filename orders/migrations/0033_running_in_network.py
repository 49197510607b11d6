"""What a change of a network's rules is previewed with: the instants of its members' running clocks, for whoever keeps
the network. Nobody's case or person is among them.
"""

from django.db import migrations

RUNNING = """
create function orders_running_in_network(the_network bigint, on_day date, codes text[])
returns table (clock_id bigint, promise text, organisation_id int, due_at timestamptz, events jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, c.promise::text, c.owner_organisation_id, c.due_at,
           (select jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at, 'data', e.data, 'key', e.id,
                                                'corrects', e.corrects_id) order by e.at, e.id)
              from orders_clockevent e where e.clock_id = c.id)
      from jobcenters_networkmember m
      join orders_clock c on c.owner_organisation_id = m.jobcenter_id and c.state = 'open' and c.promise = any(codes)
     where m.network_id = the_network and on_day between m.valid_from and coalesce(m.valid_to, 'infinity')
       and exists (
           select 1 from accounts_organisation me
            where me.id = nullif(current_setting('app.org', true), '')::int
              and (me.kind = 'national' or exists (
                  select 1 from jobcenters_network n where n.id = the_network and n.coordinator_id = me.id)))
     order by c.id
$$;
revoke all on function orders_running_in_network(bigint, date, text[]) from public;
grant execute on function orders_running_in_network(bigint, date, text[]) to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0032_recalculation_policies")]

    operations = [
        migrations.RunSQL(RUNNING, "drop function orders_running_in_network(bigint, date, text[]);"),
    ]
