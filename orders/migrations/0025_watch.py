"""The watch: outages that are kept, an index for the auditor, and numbers for whoever operates the product.

The numbers count everybody's promises, and nothing else of them: no organisation, no case.
"""

from django.db import migrations, models
from django.db.models import F, Q

from accounts.rls import append_only

NUMBERS = """
create function orders_watch_numbers()
returns table (promise varchar, running bigint, soon bigint, late bigint, broken bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(c.promise, b.promise), coalesce(c.running, 0), coalesce(c.soon, 0), coalesce(c.late, 0),
           coalesce(b.broken, 0)
      from (select promise, count(*) as running,
                   count(*) filter (where due_at between statement_timestamp()
                                                     and statement_timestamp() + interval '2 hours') as soon,
                   count(*) filter (where due_at < statement_timestamp()) as late
              from orders_clock where state = 'open' group by promise) c
      full join (select promise, count(*) as broken from orders_breach group by promise) b using (promise)
     order by 1
$$;
revoke execute on function orders_watch_numbers() from public;
grant execute on function orders_watch_numbers() to jo_web, jo_worker;

create function orders_watch_mail() returns table (waiting bigint, oldest timestamptz, failed bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select (select count(*) from notifications_outboxmail
             where state in ('queued', 'leased') and dated_at <= statement_timestamp()),
           (select min(dated_at) from notifications_outboxmail
             where state in ('queued', 'leased') and dated_at <= statement_timestamp()),
           (select count(*) from notifications_outboxmail where state in ('failed', 'bounced'))
$$;
revoke execute on function orders_watch_mail() from public;
grant execute on function orders_watch_mail() to jo_web, jo_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0023_clocks_have_timers"),
        ("notifications", "0005_bounced"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outage",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("since", models.DateTimeField(unique=True)),
                ("until", models.DateTimeField()),
            ],
            options={"ordering": ["-since"]},
        ),
        migrations.AddConstraint(
            model_name="outage",
            constraint=models.CheckConstraint(condition=Q(until__gt=F("since")), name="outage_has_a_length"),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(fields=["due_at"], name="clock_open_due", condition=Q(state="open")),
        ),
        append_only("orders_outage"),
        migrations.RunSQL(
            "revoke insert on orders_outage from jo_web;", "grant insert on orders_outage to jo_web;"
        ),
        migrations.RunSQL(
            NUMBERS, "drop function orders_watch_mail(); drop function orders_watch_numbers();"
        ),
    ]
