"""How many promises to one company were kept, and how many have been due, by everybody: for Jobservice Danmark alone.

The same clocks count as in a report (0040); no row of a case, and no jobcentre, is told of.
"""

from django.db import migrations

SIGNATURE = "orders_kept_with(int, timestamptz)"
KEPT_WITH = """
create function orders_kept_with(the_company int, at timestamptz) returns table (kept bigint, every bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select count(*) filter (where c.kept), count(*)
      from orders_order o
      join orders_clock c on c.order_id = o.id and c.due_at < at
      join orders_report_owners('national', null) w on w.organisation_id = c.owner_organisation_id
     where o.company_id = the_company and (c.state <> 'cancelled' or c.stopped_at > c.due_at)
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0040_whose_number")]

    operations = [
        migrations.RunSQL(KEPT_WITH, f"drop function {SIGNATURE};"),
        migrations.RunSQL(
            f"revoke all on function {SIGNATURE} from public;"
            f" grant execute on function {SIGNATURE} to jo_web, jo_worker;",
            migrations.RunSQL.noop,
        ),
    ]
