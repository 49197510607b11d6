"""The list's third question, with its plan kept (see 0005): what other jobcentres wait for, order by order.

Planning it costs ten times as much as running it. The function runs with the caller's rights: row-level security
decides.
"""

from django.db import migrations

ASKED_ROWS = """
create function orders_asked_rows(the_orders bigint[], the_organisation int)
returns table (order_id bigint, state varchar, asked_by varchar, promise varchar, due_at timestamptz,
    counts_from timestamptz, calendar_version int)
language plpgsql stable security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
begin
    return query
    select r.order_id, r.state, coalesce(j.place, asking.name), c.promise, c.due_at, c.counts_from,
           own.calendar_version
      from orders_request r
      join accounts_organisation asking on asking.id = r.from_organisation_id
      left join jobcenters_jobcenter j on j.organisation_id = asking.id
      left join jobcenters_jobcenter own on own.organisation_id = r.to_organisation_id
      left join orders_clock c on c.request_id = r.id and c.state = 'open'
     where r.order_id = any(the_orders) and r.to_organisation_id = the_organisation and r.state <> 'withdrawn'
     order by r.sent_at, r.id, c.due_at;
end $$;
"""

DROP = "drop function orders_asked_rows(bigint[], int);"


class Migration(migrations.Migration):
    dependencies = [("orders", "0008_agreement")]

    operations = [migrations.RunSQL(ASKED_ROWS, DROP)]
