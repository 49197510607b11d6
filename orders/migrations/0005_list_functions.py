"""The two questions of every list of orders, with their plans kept.

Planning costs more than running them: each table brings its policies, and the application sends every statement anew.
The plan of a statement inside a function is kept for as long as the connection lives, also behind a pooler that hands
connections round between transactions. The functions run with the caller's rights: row-level security decides.
"""

from django.db import migrations

# The page is cut out of the access table, in the order of its index, before the big table is met at all. Written as one
# join the planner cannot know that every row passes the policy of the big table: it expects to read some 1,300 rows to
# find 31, and starts parallel workers for that.
PAGE = """
create function orders_list_page(
    the_organisation int, open_ones boolean, the_roles text[], before timestamptz, before_id bigint, how_many int)
returns table (order_id bigint, role varchar, is_open boolean, received_at timestamptz, uuid uuid, number varchar,
    state varchar, title varchar, tovholder_id int, job_description text, candidate_profile text, start_on date,
    application_deadline date, cvs_wanted smallint, posting varchar, company varchar)
language plpgsql stable security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    return query
    with page as materialized (
      select a.order_id, a.role, a.is_open, a.received_at
        from orders_orderaccess a
       where a.organisation_id = the_organisation and a.is_open = open_ones and a.role = any(the_roles)
         and (a.received_at, a.order_id) < (before, before_id)
       order by a.received_at desc, a.order_id desc
       limit how_many)
    select page.order_id, page.role, page.is_open, page.received_at, o.uuid, o.number, o.state, o.title,
           o.tovholder_id, left(o.job_description, 1), left(o.candidate_profile, 1), o.start_on,
           o.application_deadline, o.cvs_wanted, o.posting, company.name
      from page
      join orders_order o on o.id = page.order_id
      join accounts_organisation company on company.id = o.company_id
     order by page.received_at desc, page.order_id desc;
end $$;
"""

# Every part has the same columns: kind, order, id, three numbers, two texts, two instants, a day, a flag, an
# organisation, and if that is a jobcentre its place and the version of its calendar.
CASE_ROWS = """
create function orders_case_rows(the_orders bigint[], the_leads int[], the_day date)
returns table (kind text, order_id bigint, id bigint, n1 int, n2 int, n3 int, text text, answer text, at timestamptz,
    since timestamptz, day date, flag boolean, who int, place text, version int)
language plpgsql stable security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select 'line', l.order_id, l.id, l.places::int, null::int, null::int, null::text, null::text, null::timestamptz,
           null::timestamptz, null::date, null::boolean, null::int, null::text, null::int
      from orders_orderline l where l.order_id = any(the_orders)
    union all
    select 'delivery', d.order_id, d.line_id, d.promised, d.presented, d.hired, null, null, null, null, null, null, null,
           null, null
      from orders_delivery d where d.order_id = any(the_orders)
    union all
    select 'request', r.order_id, r.id, r.number_wanted, null, null, r.state, r.answer, r.sent_at, null, null, null,
           r.to_organisation_id, j.place, null
      from orders_request r left join jobcenters_jobcenter j on j.organisation_id = r.to_organisation_id
     where r.order_id = any(the_orders) and r.state <> 'withdrawn'
    union all
    select 'search', s.order_id, s.id, s.hits, s.suitable, null, s.unsuitable_reason, null, s.at, null, null,
           s.across_borders, null, null, null
      from orders_search s where s.order_id = any(the_orders)
    union all
    select 'clock', c.order_id, c.request_id, null, null, null, c.promise, null, c.due_at, c.counts_from, null, null,
           c.owner_organisation_id, j.place, j.calendar_version
      from orders_clock c left join jobcenters_jobcenter j on j.organisation_id = c.owner_organisation_id
     where c.order_id = any(the_orders) and c.state = 'open'
    union all
    select 'offered', a.order_id, a.id, null, null, null, null, null, null, null, null, null, null, null, null
      from orders_alternative a where a.order_id = any(the_orders) and a.decision = 'offered'
    union all
    select 'follow_up', f.order_id, f.id, null, null, null, null, null, null, null, f.due_on, null, null, null, null
      from orders_followup f where f.order_id = any(the_orders) and f.done_at is null
    union all
    select 'terms', null, null, t.search_valid_working_days, null, null, null, null, null, null, null, t.search_required,
           member.jobcenter_id, null, null
      from (select distinct on (m.jobcenter_id) m.jobcenter_id, m.network_id
              from jobcenters_networkmember m join jobcenters_network n on n.id = m.network_id
             where m.jobcenter_id = any(the_leads) and m.valid_from <= the_day
               and (m.valid_to is null or m.valid_to >= the_day)
             order by m.jobcenter_id, m.valid_from, n.name) member
      join jobcenters_networkterms t on t.network_id = member.network_id
     where t.valid_from <= the_day and (t.valid_to is null or t.valid_to >= the_day);
end $$;
"""

DROP = """
drop function orders_case_rows(bigint[], int[], date);
drop function orders_list_page(int, boolean, text[], timestamptz, bigint, int);
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0004_sweep")]

    operations = [migrations.RunSQL(PAGE + CASE_ROWS, DROP)]
