"""When a citizen withdrew: the time after which whoever only withdraws is anonymised is counted from there.

Those who had withdrawn before get the last time that is known of them: their row's last change.
"""

from django.db import migrations, models

KNOWN = """
update candidates_candidate set withdrawn_at = least(updated_at, left_at)
 where state = 'withdrawn' and withdrawn_at is null;
"""
# Whatever writes the state, the time is there: nobody is left out of the rule for want of it.
TIME = """
create function candidates_withdrawn_has_time() returns trigger language plpgsql as $$
begin
  new.withdrawn_at := now();
  return new;
end $$;
create trigger withdrawn_has_time before insert or update of state on candidates_candidate
  for each row when (new.state = 'withdrawn' and new.withdrawn_at is null)
  execute function candidates_withdrawn_has_time();
"""
NO_TIME = """
drop trigger withdrawn_has_time on candidates_candidate;
drop function candidates_withdrawn_has_time();
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0016_found_by_name")]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="withdrawn_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.RunSQL(KNOWN, migrations.RunSQL.noop),
        migrations.RunSQL(TIME, NO_TIME),
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                fields=["withdrawn_at"], condition=models.Q(state="withdrawn"), name="candidate_withdrawn"
            ),
        ),
    ]
