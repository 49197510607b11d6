"""Many clocks at once, set-based: for the sweep's benchmark, and for tests that run many sweeps or kill them.

Written as the owner of the tables, on whatever jobcentres there are. Everything follows from row numbers: the same
call on the same jobcentres gives the same rows.
"""

import datetime
from collections.abc import Sequence
from typing import Any

from companies.demo import demo_cvr
from orders.ladder import ACROSS, WITHIN

# One order carries so many clocks: D1, D3, D4, D5, D6 of its own, and D2 of a request to the next jobcentre.
CLOCKS_PER_ORDER = 6

_JOBCENTERS = """
insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)
select gen_random_uuid(), 'jobcenter', 'Jobcenter ' || n, 'jobcenter' || n || '@kommune.example', '', true, now()
  from generate_series(1, %(jobcenters)s) n;
insert into jobcenters_postcode (code, name, source) values ('8700', 'Horsens', '') on conflict do nothing;
insert into jobcenters_jobcenter
       (organisation_id, place, company_email, company_phone, address, postcode_id, calendar_version, valid_from)
select id, split_part(name, ' ', 2), '', '87 00 00 00', '', '8700', 1, '2000-01-01' from accounts_organisation
 where kind = 'jobcenter';
insert into jobcenters_openinghours (jobcenter_id, weekday, opens, closes, valid_from)
select j.organisation_id, weekday, '09:00', case weekday when 4 then '13:00'::time else '15:00'::time end, '2000-01-01'
  from jobcenters_jobcenter j, generate_series(0, 4) weekday;
"""
# The first of six leads.
_PEOPLE = """
insert into accounts_user (password, email, name, phone, is_active, is_demo, created_at)
select '!', 'p' || n || '.' || j.organisation_id || '@kommune.example',
       (array['Karen Lind', 'Mette Dahl', 'Jonas Krogh', 'Åse Sø', 'Ib Holm', 'Lone Friis'])[n], '', true, true, now()
  from jobcenters_jobcenter j, generate_series(1, 6) n;
insert into accounts_membership (user_id, organisation_id, role, title, is_active, created_at)
select u.id, j.organisation_id, case when u.email like 'p1.%%' then 'manager' else 'consultant' end, '', true, now()
  from jobcenters_jobcenter j
  join accounts_user u on u.email like 'p_.' || j.organisation_id || '@kommune.example';
"""
_COMPANY = """
with made as (
  insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)
  values (gen_random_uuid(), 'company', 'Fjordens Prøvefirma ApS', '', '', true, now()) returning id),
company as (
  insert into companies_company (organisation_id, cvr, industry_code, industry, name_key, created_at, changed_at,
                                 created_by_organisation_id)
  select id, %(cvr)s, '', '', '', now(), now(), id from made returning organisation_id)
select organisation_id from company
"""
_WORKPLACE = """
insert into companies_workplace (uuid, name, address, is_active, created_at, changed_at, company_id, postcode_id)
values (gen_random_uuid(), 'Fjordens Prøvefirma', 'Fabriksvej 1', true, now(), now(), %(company)s, '8700') returning id
"""
_TRIGGERS = ("orders_order", "orders_request")
_ORDERS = """
with j as (select array_agg(organisation_id order by organisation_id) as ids, count(*)::int as n
             from jobcenters_jobcenter)
insert into orders_order (uuid, number, state, channel, received_at, submit_key, title, job_description,
       candidate_profile, candidate_contact, posting, posting_url, wants_screening, is_large, agreed_deviation,
       agreement_terms, is_inquiry, version, closing_note, viewers, created_at, updated_at,
       company_id, received_by_id, tovholder_id, workplace_id)
select gen_random_uuid(), 'P' || k, 'searching', 'phone', %(now)s - interval '4 days', gen_random_uuid(),
       '4 montører', '', '', 'company', '', '', false, false, '', '{}', false, 1, '',
       array[j.ids[k %% j.n + 1], %(company)s],
       now(), now(), %(company)s, j.ids[k %% j.n + 1], j.ids[k %% j.n + 1], %(workplace)s
  from j, generate_series(1, %(orders)s) k;
with j as (select array_agg(organisation_id order by organisation_id) as ids, count(*)::int as n
             from jobcenters_jobcenter)
insert into orders_request (uuid, order_id, from_organisation_id, to_organisation_id, reason, text, number_wanted,
       state, sent_at, answer, answer_text, version)
select gen_random_uuid(), o.id, o.tovholder_id, j.ids[(substr(o.number, 2)::int + 1) %% j.n + 1], 'sparring',
       'Mangler 1 montør', 1, 'sent', %(now)s - interval '4 days', '', '', 1
  from j, orders_order o;
"""
# `t` is when the next level of a clock is due: a little ago for those that are due, later for the others.
_CLOCKS = """
with base as (
  select o.id as order_id, r.id as request_id, n, 'D' || n as promise,
         substr(o.number, 2)::int * 6 + n as row,
         case when n = 2 then r.to_organisation_id else o.tovholder_id end as owner,
         case when n = 2 then o.tovholder_id else o.company_id end as owed_to, o.tovholder_id
    from orders_order o join orders_request r on r.order_id = o.id, generate_series(1, 6) n
   order by o.id, n limit %(clocks)s),
timed as (
  select b.*, row %% %(step)s = 0 as is_due,
         case when row %% %(step)s = 0 then (%(levels)s::int[])[(row / %(step)s) %% %(kinds)s + 1] else 0 end as fired,
         case when row %% %(step)s = 0 then %(now)s - (row %% 599 + 1) * interval '1 second' - %(late)s
              else %(now)s + interval '1 hour' + row * interval '1 second' end as t
    from base b),
made as (
  insert into orders_clock (uuid, promise, order_id, request_id, owner_organisation_id, owner_user_id, owed_to_id,
         owed_to_user_id, state, received_at, counts_from, due_at, subject, counterpart, rules_version,
         calendar_version, ladder)
  select gen_random_uuid(), t.promise, t.order_id, case when t.n = 2 then t.request_id end, t.owner, owner.id,
         t.owed_to, asker.id, 'open', %(now)s - interval '4 days', %(now)s - interval '4 days',
         t.t + (1 - t.fired) * interval '1 day', '4 montører', 'Fjordens Prøvefirma ApS', '2026.1', 'bench',
         case when t.n = 2 then %(across)s else %(within)s end
    from timed t
    left join accounts_user owner on t.row %% 5 > 0
         and owner.email = 'p' || (t.row %% 5 + 1) || '.' || t.owner || '@kommune.example'
    left join accounts_user asker on t.n = 2 and asker.email = 'p2.' || t.tovholder_id || '@kommune.example'
  returning id, order_id, promise),
levels as (
  select m.id as clock_id, l as level, t.owner, t.fired, t.t + (l - 1 - t.fired) * interval '1 day' as fire_at
    from made m join timed t on t.order_id = m.order_id and t.promise = m.promise, generate_series(1, 3) l),
gone as (
  insert into orders_firing (clock_id, level, owner_id, due_at, detected_at)
  select clock_id, level, owner, fire_at, fire_at from levels where level <= fired)
insert into orders_timer (clock_id, level, owner_id, fire_at)
select clock_id, level, owner, fire_at from levels where level > fired order by clock_id, level
"""


def make_jobcenters(cursor: Any, count: int) -> None:
    """So many jobcentres with opening hours, for a database without reference data."""
    cursor.execute(_JOBCENTERS.replace("%(jobcenters)s", str(int(count))))


def make_people(cursor: Any) -> None:
    """Six people at each jobcentre, p1.<id>@kommune.example to p6: the first leads, the others are consultants."""
    cursor.execute(_PEOPLE.replace("%%", "%"))


def make_company(cursor: Any) -> tuple[int, int]:
    """A company with a workplace; the ids of both."""
    cursor.execute(_COMPANY, {"cvr": demo_cvr(1)})
    company = cursor.fetchone()[0]
    cursor.execute(_WORKPLACE, {"company": company})
    return company, cursor.fetchone()[0]


def fill(
    cursor: Any,
    *,
    clocks: int,
    due: int,
    now: datetime.datetime,
    levels: Sequence[int] = (0,),
    late: datetime.timedelta = datetime.timedelta(0),
) -> None:
    """Insert `clocks` running clocks, `due` of them with a level that was due within ten minutes before `now - late`.

    `levels` are the levels that those have fired already, in turn; a day lies between two levels, so that `late` of
    three days makes all levels due. Needs the owner of the tables, and an empty table of orders.
    """
    make_people(cursor)
    company, workplace = make_company(cursor)
    values: dict[str, Any] = {
        "company": company,
        "workplace": workplace,
        "now": now,
        "late": late,
        "clocks": clocks,
    }
    values |= {"orders": -(-clocks // CLOCKS_PER_ORDER), "step": clocks // due}
    values |= {
        "levels": list(levels),
        "kinds": len(levels),
        "within": WITHIN.version,
        "across": ACROSS.version,
    }
    for table in _TRIGGERS:
        cursor.execute(f"alter table {table} disable trigger user")
    for statement in _ORDERS.split(";")[:2]:
        cursor.execute(statement, values)
    for table in _TRIGGERS:
        cursor.execute(f"alter table {table} enable trigger user")
    cursor.execute(_CLOCKS, values)
    cursor.execute(
        "analyze orders_clock, orders_timer, orders_order, orders_request, accounts_user, accounts_membership"
    )
