"""What the timers took over goes from the clocks. Backwards, the columns come back and are filled from the timers."""

from django.db import migrations

FILL = """
update orders_clock c
   set level = least(3, (select count(*) from orders_firing f where f.clock_id = c.id)),
       next_fire_at = (select min(fire_at) from orders_timer t where t.clock_id = c.id),
       warn_at = coalesce((select min(at) from (select fire_at as at from orders_timer t where t.clock_id = c.id
                            union all select due_at from orders_firing f where f.clock_id = c.id) one), c.due_at),
       second_at = coalesce((select max(at) from (select fire_at as at from orders_timer t where t.clock_id = c.id
                              union all select due_at from orders_firing f where f.clock_id = c.id) one), c.due_at);
update orders_clock set warn_at = least(warn_at, due_at), second_at = greatest(second_at, due_at);
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
