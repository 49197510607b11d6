"""People are counted once in what an agreement has led to (R108).

While a line is open, those the jobcentres' deliveries have brought into work are its hired; when it is closed, what was
said then is the number. Those who came through a jobcentre are never more than all who were hired.
"""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("orders.migrations.0010_agreement_effect").EFFECT

EFFECT = """
create or replace function orders_agreement_effect(the_agreement bigint, the_first date, the_last date, the_now timestamptz)
returns table (what text, month date, organisation_id int, organisation text, number int)
language sql stable security definer set search_path = public, pg_temp as $$
    with allowed as (
        select a.agreement_id from agreements_agreementaccess a
         where a.agreement_id = the_agreement
           and a.organisation_id = nullif(current_setting('app.org', true), '')::int
           and a.role in ('owner', 'national', 'party')),
    mine as (
        select o.id, o.state, o.tovholder_id,
               date_trunc('month', o.received_at at time zone 'Europe/Copenhagen')::date as month,
               (o.received_at at time zone 'Europe/Copenhagen')::date as day
          from orders_order o join allowed on allowed.agreement_id = o.agreement_id),
    received as (
        select * from mine
         where day between the_first and the_last and state <> 'cancelled'
           and exists (select 1 from orders_orderline l where l.order_id = mine.id)),
    brought as (
        select d.line_id, sum(d.hired)::int as hired
          from received r join orders_delivery d on d.order_id = r.id group by d.line_id),
    people as (
        select r.month, r.tovholder_id, coalesce(b.hired, 0) as brought,
               case when l.outcome = '' then greatest(l.hired, coalesce(b.hired, 0)) else l.hired end as hired
          from received r join orders_orderline l on l.order_id = r.id left join brought b on b.line_id = l.id),
    counted as (
        select 'orders' as what, month, tovholder_id as organisation_id, count(*)::int as number
          from received group by month, tovholder_id
        union all
        select 'places', r.month, r.tovholder_id, sum(l.places)::int
          from received r join orders_orderline l on l.order_id = r.id group by r.month, r.tovholder_id
        union all
        select 'hired', month, tovholder_id, sum(hired)::int from people group by month, tovholder_id
        union all
        select 'hired_brought', month, tovholder_id, sum(least(brought, hired))::int
          from people group by month, tovholder_id
        union all
        select c.promise || case when c.state = 'stopped' and c.kept then '_kept'
                                 when c.state = 'open' and c.due_at >= the_now then '_open'
                                 else '_missed' end,
               date_trunc('month', c.due_at at time zone 'Europe/Copenhagen')::date, c.owner_organisation_id,
               count(*)::int
          from orders_clock c join mine on mine.id = c.order_id
         where c.request_id is null and c.state <> 'cancelled' and c.promise in ('D1', 'D3', 'D4', 'D5', 'D6')
           and (c.due_at at time zone 'Europe/Copenhagen')::date between the_first and the_last
         group by 1, 2, 3)
    select k.what, k.month, k.organisation_id, coalesce(j.place, g.name, ''), k.number
      from counted k
      left join accounts_organisation g on g.id = k.organisation_id
      left join jobcenters_jobcenter j on j.organisation_id = k.organisation_id
     order by k.month, 4, k.what
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0014_invited")]

    operations = [migrations.RunSQL(EFFECT, BEFORE.replace("create function", "create or replace function"))]
