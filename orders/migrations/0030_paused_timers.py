"""While a clock is paused none of its levels fires: the database refuses a timer before the pause ends (A12)."""

from django.db import migrations

GUARD = """
create function orders_timer_waits() returns trigger language plpgsql security definer
set search_path = public, pg_temp as $$
begin
    if exists (select 1 from orders_clock c where c.id = new.clock_id and c.paused_until > new.fire_at) then
        raise exception 'a paused clock fires nothing' using errcode = 'check_violation',
            constraint = 'timer_after_the_pause';
    end if;
    return new;
end $$;
revoke execute on function orders_timer_waits() from public;
create trigger timer_waits before insert or update of fire_at on orders_timer
    for each row execute function orders_timer_waits();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0029_month_reports")]

    operations = [
        migrations.RunSQL(
            GUARD, "drop trigger timer_waits on orders_timer; drop function orders_timer_waits();"
        ),
    ]
