"""What the timers took over goes from the clocks. Backwards, the columns come back and are filled from the timers."""

from django.db import migrations, models

# One statement: a second one would touch rows of this transaction, whose foreign keys are then checked at its end.
FILL = """
update orders_clock c
   set level = least(3, f.number), next_fire_at = f.next_at,
       warn_at = least(coalesce(f.first_at, c.due_at), c.due_at),
       second_at = greatest(coalesce(f.last_at, c.due_at), c.due_at)
  from (select k.id, count(*) filter (where t.has_fired) as number,
               min(t.at) filter (where not t.has_fired) as next_at, min(t.at) as first_at, max(t.at) as last_at
          from orders_clock k
          left join (select clock_id, fire_at as at, false as has_fired from orders_timer
                     union all select clock_id, due_at, true from orders_firing) t on t.clock_id = k.id
         group by k.id) f
 where f.id = c.id;
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0022_carry_ladders_over")]

    operations = [
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_paused_fires_not",
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_stopped_fires_no_more",
        ),
        migrations.RemoveConstraint(
            model_name="clock",
            name="clock_level",
        ),
        migrations.RemoveIndex(
            model_name="clock",
            name="clock_fire",
        ),
        migrations.RemoveIndex(
            model_name="escalation",
            name="escalation_waiting",
        ),
        # Without values until they are filled, on the way back.
        migrations.AlterField("clock", "warn_at", models.DateTimeField(null=True)),
        migrations.AlterField("clock", "second_at", models.DateTimeField(null=True)),
        migrations.RunSQL(migrations.RunSQL.noop, FILL),
        migrations.RemoveField(
            model_name="clock",
            name="level",
        ),
        migrations.RemoveField(
            model_name="clock",
            name="next_fire_at",
        ),
        migrations.RemoveField(
            model_name="clock",
            name="second_at",
        ),
        migrations.RemoveField(
            model_name="clock",
            name="warn_at",
        ),
    ]
