"""Numbers of a whole network, for those inside it: counted by the database, never a row of somebody else's case.

The policies show an organisation its own orders and clocks. A network's members have agreed to see how all of them keep
their promises and how many orders each carries ([003], N6, N15). These functions pass the policies and give counts and a
median only; to anybody outside the network they give nothing.
"""

from django.db import migrations

INSIDE = """
create function orders_network_members(the_network bigint, on_day date) returns table (organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.jobcenter_id
      from jobcenters_networkmember m
     where m.network_id = the_network and m.valid_from <= on_day and (m.valid_to is null or m.valid_to >= on_day)
       and exists (
           select 1
             from accounts_organisation o
            where o.id = nullif(current_setting('app.org', true), '')::int
              and (o.kind = 'national'
                   or exists (select 1 from jobcenters_network n
                               where n.id = the_network and n.coordinator_id = o.id)
                   or exists (select 1 from jobcenters_networkmember own
                               where own.network_id = the_network and own.jobcenter_id = o.id
                                 and own.valid_from <= (now() at time zone 'Europe/Copenhagen')::date
                                 and (own.valid_to is null
                                      or own.valid_to >= (now() at time zone 'Europe/Copenhagen')::date))))
$$;
"""

# Consultants are counted to tell how large a jobcentre is; who they are is told to nobody.
LOAD = """
create function orders_network_load(the_network bigint, on_day date, since timestamptz)
returns table (organisation_id int, open_now int, taken int, consultants int)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.organisation_id,
           (select count(*)::int from orders_order o where o.tovholder_id = m.organisation_id
               and o.state not in ('closed', 'cancelled')),
           (select count(*)::int from orders_order o where o.tovholder_id = m.organisation_id
               and o.received_at >= since and o.state <> 'cancelled'),
           (select count(*)::int from accounts_membership p join accounts_user u on u.id = p.user_id
             where p.organisation_id = m.organisation_id and p.role = 'consultant' and p.is_active and u.is_active)
      from orders_network_members(the_network, on_day) m
$$;
"""

# What counts is what counts on the manager's page: due within the period and passed, not cancelled, and not handed over
# after it was late already.
COUNTED = """
           from orders_network_members(the_network, on_day) m
           join orders_clock c on c.owner_organisation_id = m.organisation_id
          where c.due_at >= first_at and c.due_at < least(last_at, at) and c.state <> 'cancelled'
            and (c.kept or not exists (
                select 1 from orders_clockevent e
                 where e.clock_id = c.id and e.kind = 'retarget' and e.at > c.due_at))
"""
TALLY = f"""
create function orders_network_tally(
    the_network bigint, on_day date, first_at timestamptz, last_at timestamptz, at timestamptz)
returns table (organisation_id int, promise text, kept int, broken int, median_minutes int)
language sql stable security definer set search_path = public, pg_temp as $$
         select c.owner_organisation_id, c.promise::text, (count(*) filter (where c.kept))::int,
                (count(*) filter (where c.kept is not true))::int,
                round((percentile_cont(0.5) within group (
                    order by extract(epoch from c.stopped_at - c.received_at) / 60))::numeric)::int
{COUNTED}
          group by c.owner_organisation_id, c.promise
$$;
"""
CAUSES = f"""
create function orders_network_causes(
    the_network bigint, on_day date, first_at timestamptz, last_at timestamptz, at timestamptz)
returns table (promise text, cause text, number int)
language sql stable security definer set search_path = public, pg_temp as $$
         select c.promise::text, coalesce((select b.cause from orders_breach b where b.clock_id = c.id), ''), count(*)::int
{COUNTED}
            and c.kept is not true
          group by 1, 2
$$;
"""

SIGNATURES = (
    "orders_network_members(bigint, date)",
    "orders_network_load(bigint, date, timestamptz)",
    "orders_network_tally(bigint, date, timestamptz, timestamptz, timestamptz)",
    "orders_network_causes(bigint, date, timestamptz, timestamptz, timestamptz)",
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0010_agreement_effect"), ("jobcenters", "0007_network_writers")]

    operations = [
        *(
            migrations.RunSQL(sql, f"drop function {signature};")
            for sql, signature in zip((INSIDE, LOAD, TALLY, CAUSES), SIGNATURES, strict=True)
        ),
        *(
            migrations.RunSQL(
                f"revoke all on function {signature} from public;"
                f" grant execute on function {signature} to jo_web;",
                migrations.RunSQL.noop,
            )
            for signature in SIGNATURES
        ),
    ]
