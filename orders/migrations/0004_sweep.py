"""What the sweep needs of the database: the cases behind its clocks, and an index for mail that waits.

The worker's role does not see orders, and shall not: of an order or a request it learns the address of the page, the
state, and whether somebody is waited for, and only by way of a clock.
"""

from django.db import migrations, models

CASES = """
create function orders_clock_cases(the_clocks bigint[])
returns table (clock_id bigint, order_uuid uuid, request_uuid uuid, order_state varchar, awaits boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, o.uuid, r.uuid, o.state,
           exists (select 1 from orders_request q where q.order_id = c.order_id and q.state = 'sent')
      from orders_clock c
      join orders_order o on o.id = c.order_id
      left join orders_request r on r.id = c.request_id
     where c.id = any(the_clocks)
$$;
revoke execute on function orders_clock_cases(bigint[]) from public;
grant execute on function orders_clock_cases(bigint[]) to jo_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_row_level_security")]

    operations = [
        migrations.AlterField(
            model_name="breach",
            name="cause",
            field=models.CharField(
                choices=[
                    ("awaiting_jobcenter", "Jobcenter har ikke svaret"),
                    ("not_called", "Ikke ringet op"),
                    ("no_owner", "Ingen ansvarlig valgt"),
                    ("missing_clarification", "Mangler afklaring"),
                    ("not_delivered", "Ikke leveret"),
                    ("outage", "Systemnedbrud"),
                ],
                max_length=24,
            ),
        ),
        migrations.AlterField(
            model_name="escalation",
            name="email",
            field=models.EmailField(blank=True, max_length=254),
        ),
        migrations.AddIndex(
            model_name="escalation",
            index=models.Index(fields=["mail_not_before"], name="escalation_waiting"),
        ),
        migrations.RunSQL(CASES, "drop function orders_clock_cases(bigint[]);"),
        # The pages read the watchman's pulse; only the watchman writes it.
        migrations.RunSQL(
            "revoke insert, update, delete on orders_heartbeat from jo_web;",
            "grant insert, update, delete on orders_heartbeat to jo_web;",
        ),
    ]
