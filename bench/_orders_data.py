"""A million orders of jobcentres of very different size, set-based: for the benchmark of the order list.

Written as the owner of the tables into an empty, migrated database. Everything follows from row numbers, so the same
call gives the same rows (but for random public ids). Access rows, viewers and lines are what the product's triggers
and services would have written; the triggers themselves would need hours.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from companies.cvr import cvr_fault
from orders.ladder import ACROSS, WITHIN

JOBCENTERS = 98
YEARS = 3
# Zipf-Mandelbrot: of 1,000,000 orders the largest jobcentre leads some 74,000, the middle one 5,500, the smallest
# 2,900.
FLATTENED_BY = 3
PER_NETWORK = 11

# Filled while nobody checks row by row; the checks come back, for all rows, before anything is measured.
FILLED = (
    "orders_order",
    "orders_orderline",
    "orders_orderaccess",
    "orders_search",
    "orders_request",
    "orders_delivery",
    "orders_followup",
    "orders_clock",
)

_JOBCENTERS = """
insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)
select gen_random_uuid(), 'jobcenter', 'Jobcenter Prøveby ' || n, 'jobcenter' || n || '@kommune.example', '', true,
       now()
  from generate_series(1, %(jobcenters)s) n;
insert into jobcenters_postcode (code, name, source) values ('8700', 'Horsens', 'bench') on conflict do nothing;
insert into jobcenters_jobcenter (organisation_id, place, company_email, company_phone, address, postcode_id,
       calendar_version, valid_from)
select id, substr(name, 11), email, '87 00 00 00', 'Torvet 1', '8700', 1, date '2020-01-01' from accounts_organisation
 where kind = 'jobcenter';
insert into jobcenters_openinghours (jobcenter_id, weekday, opens, closes, valid_from)
select organisation_id, weekday, '09:00', case weekday when 4 then '13:00'::time else '15:00' end, date '2020-01-01'
  from jobcenters_jobcenter, generate_series(0, 4) weekday;
insert into accounts_user (password, email, name, phone, is_active, is_demo, created_at)
select '!', 'konsulent' || n || '.' || j.organisation_id || '@kommune.example',
       (array['Karen Lind', 'Mette Dahl', 'Jonas Krogh', 'Åse Sø', 'Ib Holm', 'Lone Friis'])[n], '', true, true, now()
  from jobcenters_jobcenter j, generate_series(1, 6) n;
insert into accounts_membership (user_id, organisation_id, role, title, is_active, created_at)
select u.id, split_part(split_part(u.email, '.', 2), '@', 1)::int, 'consultant', '', true, now() from accounts_user u;
insert into jobcenters_network (uuid, name, agreement)
select gen_random_uuid(), 'Netværk ' || n, '' from generate_series(0, %(jobcenters)s / %(per_network)s) n;
insert into jobcenters_networkterms (valid_from, search_required, search_valid_working_days, follow_up_working_days,
       calendar_days_roll, network_id)
select date '2020-01-01', true, 5, 2, false, id from jobcenters_network;
insert into jobcenters_networkmember (valid_from, jobcenter_id, network_id)
select date '2020-01-01', j.organisation_id, n.id
  from (select organisation_id, (row_number() over (order by organisation_id) - 1) / %(per_network)s as part
          from jobcenters_jobcenter) j
  join jobcenters_network n on n.name = 'Netværk ' || j.part
"""
_COMPANIES = """
with numbered as (select cvr, n from unnest(%(cvrs)s::text[]) with ordinality as given (cvr, n)),
made as (
  insert into accounts_organisation (uuid, kind, name, email, phone, is_demo, created_at)
  select gen_random_uuid(), 'company',
         (array['Fjordens', 'Havnens', 'Egnens', 'Byens', 'Østjysk', 'Nordisk', 'Dansk'])[n %% 7 + 1] || ' '
         || (array['Montage', 'Tømrerfirma', 'Rengøring', 'Køkken', 'Lager', 'Transport'])[n %% 6 + 1] || ' ' || n
         || ' ApS', '', '', true, now() from numbered order by n returning id),
company as (
  insert into companies_company (organisation_id, cvr, industry_code, industry, name_key, created_at, changed_at,
                                 created_by_organisation_id)
  select m.id, numbered.cvr, '', '', '', now(), now(), m.id
    from (select id, row_number() over (order by id) as n from made) m join numbered using (n)
  returning organisation_id)
insert into companies_workplace (uuid, name, address, is_active, created_at, changed_at, company_id, postcode_id)
select gen_random_uuid(), 'Hovedkontor', 'Fabriksvej 1', true, now(), now(), organisation_id, '8700' from company
"""
# One row per order that will be: who leads, who takes part, which company, in which state.
_PLAN = """
create temporary table plan as
with centre as (
  select array_agg(organisation_id order by organisation_id) as ids, array_agg(bound order by organisation_id) as bounds
    from (select organisation_id, sum(weight) over (order by organisation_id)
                                  / sum(weight) over () as bound
            from (select organisation_id, 1.0::float8 / (row_number() over (order by organisation_id) + %(flattened)s)
                         as weight from jobcenters_jobcenter) w) b),
place as (select array_agg(id order by id) as ids, array_agg(company_id order by id) as companies
            from companies_workplace),
drawn as (
  select n, (hashint8extended(n, 1) & 1048575) / 1048576.0 as a, (hashint8extended(n, 2) & 1048575) / 1048576.0 as b,
         (hashint8extended(n, 3) & 1048575) / 1048576.0 as c, (hashint8extended(n, 4) & 65535)::int %% 100 as chance,
         (hashint8extended(n, 5) & 65535)::int %% 100 as life, (hashint8extended(n, 6) & 65535)::int as pick
    from generate_series(1, %(orders)s) n),
placed as (
  select d.*, least(width_bucket(a::float8, bounds), %(jobcenters)s - 1) as lead,
         least(width_bucket(b::float8, bounds), %(jobcenters)s - 1) as one,
         least(width_bucket(c::float8, bounds), %(jobcenters)s - 1) as two
    from drawn d, centre)
select n as id, centre.ids[lead + 1] as lead,
       case when chance < 50 then centre.ids[case when one = lead then (lead + 1) %% %(jobcenters)s else one end + 1]
            end as asked_one,
       -- Drawn again to the same jobcentre, the second one takes no part.
       case when chance < 32 and two <> lead and two <> one
                 and two <> (lead + 1) %% %(jobcenters)s then centre.ids[two + 1] end as asked_two,
       place.companies[pick %% cardinality(place.ids) + 1] as company,
       place.ids[pick %% cardinality(place.ids) + 1] as workplace,
       %(now)s - (%(orders)s - n) * (%(years)s * interval '365 days' / %(orders)s) - interval '1 hour' as at,
       case when life >= 20 then 'closed' when life < 2 then 'received' when life < 5 then 'clarifying'
            when life < 16 then 'searching' else 'presenting' end as state,
       (array['montør', 'tømrer', 'kok', 'lagermedarbejder', 'chauffør', 'rengøringsassistent'])[pick %% 6 + 1] as job,
       pick %% 9 + 1 as places, chance, life, pick
  from placed, centre, place
"""
_ORDERS = """
insert into orders_order (id, uuid, number, state, channel, received_at, submit_key, title, job_description,
       candidate_profile, start_on, application_deadline, cvs_wanted, candidate_contact, posting, posting_url,
       wants_screening, is_large, agreed_deviation, agreement_terms, is_inquiry,
       version, closed_at, closing_note, viewers, created_at, updated_at,
       company_id, received_by_id, tovholder_id, owner_id, created_by_id, workplace_id)
overriding system value
select p.id, gen_random_uuid(), to_char(at, 'YYYY') || '-' || p.id, state, 'phone', at, gen_random_uuid(),
       places || ' ' || job,
       case when state in ('received', 'clarifying') then '' else 'Arbejdet er på eget værksted.' end,
       case when state = 'received' then '' else 'Erfaring er en fordel.' end, at::date + 45, at::date + 30, 5,
       'company', '', '', false, false, '', '{}', false, 1,
       case when state = 'closed' then at + interval '20 days' end, '',
       (select array_agg(v order by v) from unnest(array_remove(array[lead, asked_one, asked_two, company], null)) v),
       at, at, company, lead, lead, owner.id, owner.id, workplace
  from plan p
  join accounts_user owner on owner.email = 'konsulent' || (pick %% 6 + 1) || '.' || lead || '@kommune.example'
 order by p.id;
insert into orders_orderline (uuid, position, occupation, places, form, target_group, requirements, outcome, hired,
       order_id)
select gen_random_uuid(), 1, job, places, 'ordinary', 'any', '', '', 0, id from plan order by id;
insert into orders_orderaccess (order_id, organisation_id, role, is_open, received_at)
select p.id, seen.organisation_id, seen.role, state <> 'closed', at
  from plan p
 cross join lateral (values (lead, 'tovholder'), (company, 'company'), (asked_one, 'asked'),
                            (asked_two, case when life %% 4 = 0 then 'alerted' else 'asked' end))
            as seen (organisation_id, role)
 where seen.organisation_id is not null order by p.id;
insert into orders_search (uuid, at, criteria, radius_km, across_borders, hits, suitable, unsuitable_reason, order_id,
       organisation_id, postcode_id)
select gen_random_uuid(), %(now)s - interval '1 day', job, 50, true, 38, 2, 'Mangler kørekort', id, lead, '8700'
  from plan where state in ('searching', 'presenting') and chance < 75 order by id;
insert into orders_request (uuid, reason, text, number_wanted, state, sent_at, answer, answer_number, answer_by,
       answer_text, answered_at, version, from_organisation_id, to_organisation_id, line_id, order_id, evidence_id)
select gen_random_uuid(), 'search_failed', 'Mangler ' || job, 1, case when answer = '' then 'sent' else 'answered' end,
       %(now)s - interval '20 hours', answer, case answer when 'yes' then 1 end,
       case answer when 'yes' then %(now)s::date + 5 end, '',
       case when answer <> '' then %(now)s - interval '2 hours' end, 1, p.lead, asked.organisation_id, l.id, p.id, s.id
  from plan p join orders_orderline l on l.order_id = p.id join orders_search s on s.order_id = p.id
 cross join lateral (values (asked_one, (array['', '', 'yes', 'no', 'clarify'])[p.life %% 5 + 1]),
                            (asked_two, (array['', 'yes', 'no'])[p.life %% 3 + 1])) as asked (organisation_id, answer)
 where asked.organisation_id is not null order by p.id;
insert into orders_delivery (uuid, promised, by, presented, hired, note, updated_at, order_id, line_id, organisation_id,
       request_id)
select gen_random_uuid(), 1, %(now)s::date + 5, r.id %% 2, 0, '', now(), r.order_id, r.line_id, r.to_organisation_id,
       r.id from orders_request r where r.answer = 'yes' order by r.id;
insert into orders_followup (uuid, kind, due_on, order_id)
select gen_random_uuid(), 'before_deadline', (at + interval '28 days')::date, id
  from plan where state <> 'closed' order by id;
with due as (
  select p.id as order_id, null::bigint as request_id, case state when 'received' then 'D1' else 'D3' end as promise,
         p.lead as owner, p.company as owed_to, p.pick from plan p where state in ('received', 'clarifying')
   union all
  select p.id, r.id, 'D2', r.to_organisation_id, p.lead, p.pick
    from plan p join orders_request r on r.order_id = p.id and r.state = 'sent')
insert into orders_clock (uuid, promise, order_id, request_id, owner_organisation_id, owed_to_id, state, received_at,
       counts_from, due_at, ladder, subject, counterpart, rules_version, calendar_version)
select gen_random_uuid(), promise, order_id, request_id, owner, owed_to, 'open', t - interval '1 day',
       t - interval '1 day', t, case promise when 'D2' then %(across)s else %(within)s end, '', '', '2026.1', 'bench'
  from (select due.*, %(now)s + (pick %% 2880 - 300) * interval '1 minute' as t from due order by order_id) timed
"""


@dataclass(frozen=True, slots=True)
class Sizes:
    """A jobcentre of the data: its place in the order of size, and how many rows it has."""

    rank: str
    organisation_id: int
    led: int
    access: int


def fill(
    connection: Any, *, orders: int, companies: int, now: datetime.datetime, say: Callable[[str], None]
) -> None:
    """Insert so many orders, of 98 jobcentres, and analyse. `connection` is the owner's (psycopg); commits."""
    values = {
        "orders": orders,
        "jobcenters": JOBCENTERS,
        "flattened": FLATTENED_BY,
        "per_network": PER_NETWORK,
        "years": YEARS,
        "now": now,
        "within": WITHIN.version,
        "across": ACROSS.version,
        "cvrs": _cvr_numbers(companies),
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "set maintenance_work_mem = '256MB'; set work_mem = '128MB'; set synchronous_commit = off"
        )
        for statement in _JOBCENTERS.split(";"):
            cursor.execute(statement, values)
        cursor.execute(_COMPANIES, values)
        cursor.execute(_PLAN, values)
        cursor.execute("analyze accounts_user, companies_workplace; create index on plan (id); analyze plan")
        cursor.execute("set constraints all immediate")
        with _unchecked(cursor, say):
            for statement in _ORDERS.split(";"):
                say(f"{statement.split('insert into ')[1].split()[0]} ...")
                cursor.execute(statement, values)
                cursor.execute("analyze " + statement.split("insert into ")[1].split()[0])
        cursor.execute("drop table plan")
    connection.commit()
    connection.autocommit = True
    # What autovacuum would have done by the time that so many orders have come in: pages known to be visible to all.
    connection.execute("vacuum (analyze)")
    connection.autocommit = False


def empty(connection: Any) -> None:
    """Take it all away again, for the next benchmark of the same database. Commits."""
    connection.execute(
        "truncate accounts_organisation, accounts_user, jobcenters_network, jobcenters_postcode cascade"
    )
    connection.commit()


def sizes(connection: Any) -> list[Sizes]:
    """The jobcentres that lead the most, the median number and the fewest orders."""
    rows = connection.execute(
        "select a.organisation_id, count(*) filter (where a.role = 'tovholder') as led, count(*)"
        " from orders_orderaccess a join jobcenters_jobcenter using (organisation_id) group by 1 order by 2 desc, 1"
    ).fetchall()
    chosen = (("largest", rows[0]), ("middle", rows[len(rows) // 2]), ("smallest", rows[-1]))
    return [Sizes(rank, *row) for rank, row in chosen]


def _cvr_numbers(count: int) -> list[str]:
    found: list[str] = []
    number = 99_000_000
    while len(found) < count:
        number += 1
        if not cvr_fault(str(number)):
            found.append(str(number))
    return found


@contextmanager
def _unchecked(cursor: Any, say: Callable[[str], None]) -> Iterator[None]:
    """Without triggers, foreign keys and plain indexes of the filled tables; all come back exactly as they were."""
    tables = list(FILLED)
    cursor.execute(
        "select conrelid::regclass::text, conname, pg_get_constraintdef(oid) from pg_constraint"
        " where contype = 'f' and conrelid = any(%s::regclass[])",
        [tables],
    )
    keys = cursor.fetchall()
    cursor.execute(
        "select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid) from pg_index i"
        " where i.indrelid = any(%s::regclass[]) and not exists"
        "       (select 1 from pg_constraint c where c.conindid = i.indexrelid)",
        [tables],
    )
    indexes = cursor.fetchall()
    for table, name, _definition in keys:
        cursor.execute(f'alter table {table} drop constraint "{name}"')
    for name, _definition in indexes:
        cursor.execute(f"drop index {name}")
    for table in tables:
        cursor.execute(f"alter table {table} disable trigger user")
    yield
    say("indexes and foreign keys ...")
    for _name, definition in indexes:
        cursor.execute(definition)
    for table, name, definition in keys:
        cursor.execute(f'alter table {table} add constraint "{name}" {definition}')
    for table in tables:
        cursor.execute(f"alter table {table} enable trigger user")
        cursor.execute(
            f"select setval(pg_get_serial_sequence('{table}', 'id'), (select coalesce(max(id), 1) from {table}))"
        )
