"""Reports over promises: counted by the database for one jobcentre, a network, or the country; never a row of a case.

The policies show an organisation its own clocks. These functions pass them and give numbers only: to a jobcentre its own,
to those inside a network the members' ([003], N15), to Jobservice Danmark all. What counts is what counts on the
manager's page (`orders.selectors.sla.classified`). A time to answer is told of five answers or more, its ninth tenth of
ten or more: one answer is one person's.
"""

from django.db import migrations

# Who is counted, and in which days: a member of a network from the day it joined to the day it left.
OWNERS = """
create function orders_report_owners(the_scope text, the_network bigint)
returns table (organisation_id int, uuid uuid, name text, valid_from date, valid_to date)
language sql stable security definer set search_path = public, pg_temp as $$
    select o.id, o.uuid, o.name, d.valid_from, d.valid_to
      from (select own.id as organisation_id, '-infinity'::date as valid_from, 'infinity'::date as valid_to
              from accounts_organisation own
             where the_scope = 'own' and own.id = nullif(current_setting('app.org', true), '')::int
            union all
            select every.id, '-infinity', 'infinity'
              from accounts_organisation every
             where the_scope = 'national' and every.kind in ('jobcenter', 'national', 'amk')
               and exists (select 1 from accounts_organisation me
                            where me.id = nullif(current_setting('app.org', true), '')::int and me.kind = 'national')
            union all
            select m.jobcenter_id, m.valid_from, coalesce(m.valid_to, 'infinity')
              from jobcenters_networkmember m
             where the_scope = 'network' and m.network_id = the_network
               and exists (
                   select 1 from accounts_organisation me
                    where me.id = nullif(current_setting('app.org', true), '')::int
                      and (me.kind = 'national'
                           or exists (select 1 from jobcenters_network n
                                       where n.id = the_network and n.coordinator_id = me.id)
                           or exists (select 1 from jobcenters_networkmember own
                                       where own.network_id = the_network and own.jobcenter_id = me.id
                                         and (now() at time zone 'Europe/Copenhagen')::date
                                             between own.valid_from and coalesce(own.valid_to, 'infinity'))))) d
      join accounts_organisation o on o.id = d.organisation_id
$$;
"""

# `open_before` holds, calendar after calendar and `days` for each, how many opening days lie before each day from
# `base` on; `calendars` says which calendar each of `organisations` follows. So time on opening days is a subtraction:
# every opening day has 24 hours, every other day none (as in the promise itself). Time before `base` is left
# out. Promises in hours begin when the jobcentre opens; those in days when the order came, whatever the hour.
_OPEN_SECONDS = """
    (86400 * open_before[w.calendar * days + d.{day}]
     + (open_before[w.calendar * days + d.{day} + 1] - open_before[w.calendar * days + d.{day}])
       * extract(epoch from d.{local} - date_trunc('day', d.{local})))
"""
_COUNTED = """
    select c.owner_organisation_id as org, c.promise::text as promise, l.form::text as form, o.agreement_id,
           date_trunc('month', c.due_at at time zone 'Europe/Copenhagen')::date as month,
           case when c.kept then 'kept' when c.state = 'open' then 'late' else 'missed' end as standing,
           case when c.kept then '' else coalesce(
               (select x.cause from orders_breachcorrection x
                 where x.breach_id = b.id and x.cause <> '' order by x.id desc limit 1), b.cause, '') end as cause,
           extract(epoch from c.stopped_at - c.received_at) as strict_seconds,
           case when c.promise in ('D1', 'D2') then c.counts_from else c.received_at end
               at time zone 'Europe/Copenhagen' as begun,
           c.stopped_at at time zone 'Europe/Copenhagen' as ended
      from orders_report_owners(the_scope, the_network) w
      join orders_clock c on c.owner_organisation_id = w.organisation_id
                         and c.due_at >= first_at and c.due_at < least(last_at, at)
      join orders_order o on o.id = c.order_id
      left join orders_orderline l on l.id = c.line_id
      left join orders_breach b on b.clock_id = c.id
     where c.state <> 'cancelled' and c.promise = any(promises)
       and (the_jobcenter is null or c.owner_organisation_id = the_jobcenter)
       and (the_form is null or coalesce(l.form, '') = the_form)
       and (the_agreement is null or coalesce(o.agreement_id, 0) = the_agreement)
       and (the_scope <> 'network'
            or (c.due_at at time zone 'Europe/Copenhagen')::date between w.valid_from and w.valid_to)
       and (c.kept or not exists (
           select 1 from orders_clockevent e where e.clock_id = c.id and e.kind = 'retarget' and e.at > c.due_at))
"""
REPORT = f"""
create function orders_report(
    the_scope text, the_network bigint, the_jobcenter int, first_at timestamptz, last_at timestamptz, at timestamptz,
    risk_at timestamptz, promises text[], the_form text, the_agreement bigint,
    organisations int[], calendars int[], base date, days int, open_before int[])
returns table (cut text, key text, promise text, standing text, number bigint,
               median_open int, ninth_open int, median_strict int, ninth_strict int, within_day bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with counted as materialized ({_COUNTED}),
    fine as materialized (
        select org, promise, form, agreement_id, month, standing, cause, count(*) as number
          from counted group by 1, 2, 3, 4, 5, 6, 7),
    timed as (
        select d.promise, d.strict_seconds,
               {_OPEN_SECONDS.format(day="last_day", local="ended")}
               - {_OPEN_SECONDS.format(day="first_day", local="begun")} as open_seconds
          from (select *, greatest(ended::date - base + 1, 1) as last_day,
                       greatest(begun::date - base + 1, 1) as first_day
                  from counted where ended is not null) d
          left join (select unnest(organisations) as org, unnest(calendars) as calendar) w on w.org = d.org)
    select 'promise', promise, promise, standing, sum(number)::bigint, null::int, null::int, null::int, null::int,
           null::bigint
      from fine group by promise, standing
    union all
    select 'month', month::text, promise, standing, sum(number)::bigint, null, null, null, null, null
      from fine group by month, promise, standing
    union all
    select 'place', org::text, '', standing, sum(number)::bigint, null, null, null, null, null
      from fine group by org, standing
    union all
    select 'form', coalesce(form, ''), '', standing, sum(number)::bigint, null, null, null, null, null
      from fine group by form, standing
    union all
    select 'agreement', coalesce(agreement_id, 0)::text, '', standing, sum(number)::bigint, null, null, null, null, null
      from fine where the_scope <> 'network' group by agreement_id, standing
    union all
    select 'cause', cause, '', 'missed', sum(number)::bigint, null, null, null, null, null
      from fine where standing <> 'kept' group by cause
    union all
    select 'time', promise, promise, '', count(*),
           case when count(*) >= 5 then percentile_cont(0.5) within group (order by greatest(open_seconds, 0))::int end,
           case when count(*) >= 10 then percentile_cont(0.9) within group (order by greatest(open_seconds, 0))::int end,
           case when count(*) >= 5 then percentile_cont(0.5) within group (order by strict_seconds)::int end,
           case when count(*) >= 10 then percentile_cont(0.9) within group (order by strict_seconds)::int end,
           count(*) filter (where strict_seconds <= 86400)
      from timed group by promise
    union all
    select 'risk', c.promise::text, c.promise::text, '', count(*), null, null, null, null, null
      from orders_report_owners(the_scope, the_network) w
      join orders_clock c on c.owner_organisation_id = w.organisation_id
      join orders_order o on o.id = c.order_id
      left join orders_orderline l on l.id = c.line_id
     where c.state = 'open' and c.due_at >= at and c.due_at < risk_at and c.promise = any(promises)
       and (the_jobcenter is null or c.owner_organisation_id = the_jobcenter)
       and (the_form is null or coalesce(l.form, '') = the_form)
       and (the_agreement is null or coalesce(o.agreement_id, 0) = the_agreement)
       and (the_scope <> 'network'
            or (c.due_at at time zone 'Europe/Copenhagen')::date between w.valid_from and w.valid_to)
     group by c.promise
$$;
"""

# The rows behind a number by form or agreement: the line and the order may be out of sight by now, the clock is not.
ROWS = """
create function orders_report_rows(the_form text, the_agreement bigint) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id
      from orders_clock c
      join orders_order o on o.id = c.order_id
      left join orders_orderline l on l.id = c.line_id
     where c.owner_organisation_id = nullif(current_setting('app.org', true), '')::int
       and (the_form is null or coalesce(l.form, '') = the_form)
       and (the_agreement is null or coalesce(o.agreement_id, 0) = the_agreement)
$$;
"""

# What "Hvad nu hvis" computes anew: the instants of clocks and whose they were, of nobody's case or person; the clock's own
# number only to its owner. The newest `most`, with how many there are.
REPLAY = """
create function orders_replay(
    the_scope text, the_network bigint, the_promise text, first_at timestamptz, last_at timestamptz, at timestamptz,
    most int)
returns table (clock_id bigint, organisation_id int, due_at timestamptz, stopped_at timestamptz, kept boolean,
               events jsonb, in_all bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with found as (
        select c.id, c.owner_organisation_id, c.due_at, c.stopped_at, c.kept, count(*) over () as in_all
          from orders_report_owners(the_scope, the_network) w
          join orders_clock c on c.owner_organisation_id = w.organisation_id
                             and c.due_at >= first_at and c.due_at < least(last_at, at)
         where c.state <> 'cancelled' and c.promise = the_promise
           and (the_scope <> 'network'
                or (c.due_at at time zone 'Europe/Copenhagen')::date between w.valid_from and w.valid_to)
           and (c.kept or not exists (
               select 1 from orders_clockevent e where e.clock_id = c.id and e.kind = 'retarget' and e.at > c.due_at))
         order by c.due_at desc, c.id desc
         limit most)
    select case when the_scope = 'own' then f.id end, f.owner_organisation_id, f.due_at, f.stopped_at, f.kept,
           (select jsonb_agg(jsonb_build_object('kind', e.kind, 'at', e.at, 'calendar_of', e.data -> 'calendar_of',
                                                'key', e.id, 'corrects', e.corrects_id)
                             order by e.at, e.id)
              from orders_clockevent e where e.clock_id = f.id),
           f.in_all
      from found f
$$;
"""

SIGNATURES = (
    "orders_report_owners(text, bigint)",
    "orders_report(text, bigint, int, timestamptz, timestamptz, timestamptz, timestamptz, text[], text, bigint,"
    " int[], int[], date, int, int[])",
    "orders_report_rows(text, bigint)",
    "orders_replay(text, bigint, text, timestamptz, timestamptz, timestamptz, int)",
)


class Migration(migrations.Migration):
    dependencies = [("orders", "0026_answer_links"), ("jobcenters", "0007_network_writers")]

    operations = [
        *(
            migrations.RunSQL(sql, f"drop function {signature};")
            for sql, signature in zip((OWNERS, REPORT, ROWS, REPLAY), SIGNATURES, strict=True)
        ),
        *(
            migrations.RunSQL(
                f"revoke all on function {signature} from public;"
                f" grant execute on function {signature} to jo_web, jo_worker;",
                migrations.RunSQL.noop,
            )
            for signature in SIGNATURES
        ),
    ]
