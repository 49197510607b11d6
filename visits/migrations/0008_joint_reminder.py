"""A guest of a joint visit who does not answer is reminded once."""

from django.db import migrations, models

from accounts.rls import Policy

HOSTED = "visit_id in (select visits_joint('host'))"
REMINDS = Policy("worker_reminds", "update", using=HOSTED, check=HOSTED, roles="jo_worker")

SILENT = """
-- Whom the worker may have to remind: guests of visits that wait for answers, who have not answered the running round and
-- were never reminded, while its first time lies ahead. It reads and writes the rest on the host's behalf.
create function visits_silent_guests(the_moment timestamptz) returns table (
    guest bigint, organisation int, host int, asked_at timestamptz, first_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select g.id, g.organisation_id, v.organisation_id, v.asked_at, t.first_at
      from visits_jointvisit v
      join visits_jointvisitguest g on g.visit_id = v.id
      join lateral (select min(x.starts_at) as first_at from visits_jointvisittime x
                     where x.visit_id = v.id and x.round = v.round) t on t.first_at > the_moment
     where v.state = 'asked' and g.reminded_at is null and g.answered_round is distinct from v.round
     order by v.asked_at, g.id
$$;
revoke all on function visits_silent_guests(timestamptz) from public;
grant execute on function visits_silent_guests(timestamptz) to jo_worker;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0007_what_a_row_changes")]

    operations = [
        migrations.AddField("jointvisitguest", "reminded_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("jointvisit", "asked_at", models.DateTimeField(null=True)),
        migrations.RunSQL(
            "update visits_jointvisit set asked_at = case when round = 1 then created_at else updated_at end;",
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("jointvisit", "asked_at", models.DateTimeField()),
        migrations.RunSQL(
            REMINDS.create("visits_jointvisitguest"),
            "drop policy worker_reminds on visits_jointvisitguest;",
        ),
        migrations.RunSQL(SILENT, "drop function visits_silent_guests(timestamptz);"),
    ]
