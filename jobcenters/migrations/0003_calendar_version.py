"""Every change of opening hours or closing days raises the jobcentre's calendar version, whoever makes it.

Clocks store the version that their due time was computed with, and cached calendars are kept by it. It is a
trigger, so that a bulk statement cannot forget it, and runs with the writer's own rights: row-level security
still applies.
"""

from django.db import migrations

TABLES = ("jobcenters_openinghours", "jobcenters_closingday")

FORWARD = """
create function jobcenters_raise_calendar_version() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update jobcenters_jobcenter set calendar_version = calendar_version + 1
         where organisation_id = old.jobcenter_id;
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.jobcenter_id <> old.jobcenter_id) then
        update jobcenters_jobcenter set calendar_version = calendar_version + 1
         where organisation_id = new.jobcenter_id;
    end if;
    return null;
end
$$;
""" + "\n".join(
    f"create trigger raise_calendar_version after insert or update or delete on {table}"
    " for each row execute function jobcenters_raise_calendar_version();"
    for table in TABLES
)

BACKWARD = (
    "\n".join(f"drop trigger raise_calendar_version on {table};" for table in TABLES)
    + "\ndrop function jobcenters_raise_calendar_version();"
)


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0002_row_level_security")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
