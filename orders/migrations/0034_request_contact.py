"""To whom on the contact list a request went, and which of those requests were answered."""

import django.db.models.deletion
from django.db import migrations, models

# The worker sees no requests; it is told of each no more than whether its deadline has passed and it was answered.
SILENCE = """
create function orders_contact_silence(the_now timestamptz, since timestamptz)
returns table (contact_id bigint, due_at timestamptz, is_over boolean, is_answered boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.contact_id, c.due_at, c.due_at < the_now, c.state = 'stopped'
      from orders_request r join orders_clock c on c.request_id = r.id
     where r.contact_id is not null and c.promise = 'D2' and c.state <> 'cancelled' and c.received_at >= since
     order by r.contact_id, c.received_at desc, c.id desc
$$;
revoke all on function orders_contact_silence(timestamptz, timestamptz) from public;
grant execute on function orders_contact_silence(timestamptz, timestamptz) to jo_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("jobcenters", "0010_contacts_stay_true"),
        ("orders", "0033_running_in_network"),
    ]

    operations = [
        migrations.AddField(
            "request",
            "contact",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="jobcenters.contactentry",
            ),
        ),
        migrations.RunSQL(SILENCE, "drop function orders_contact_silence(timestamptz, timestamptz);"),
    ]
