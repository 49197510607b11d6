"""Every change of opening hours or closing days gives the jobcentre a new calendar version, whoever makes it.

Clocks store the version that their due time was computed with, and cached calendars are kept by it. It is a
trigger, so that a bulk statement cannot forget it, and runs with the writer's own rights: row-level security
still applies. The number is from a sequence, which no rollback turns back: the same number never means two calendars.
"""

from django.db import migrations

FORWARD = """
create sequence jobcenters_calendar_version as int minvalue 2;
create function jobcenters_new_calendar_version() returns trigger language plpgsql as $$
begin
    if tg_op <> 'INSERT' then
        update jobcenters_jobcenter set calendar_version = nextval('jobcenters_calendar_version')
         where organisation_id = old.jobcenter_id;
    end if;
    if tg_op = 'INSERT' or (tg_op = 'UPDATE' and new.jobcenter_id <> old.jobcenter_id) then
        update jobcenters_jobcenter set calendar_version = nextval('jobcenters_calendar_version')
         where organisation_id = new.jobcenter_id;
    end if;
    return null;
end
$$;
create trigger new_calendar_version after insert or update or delete on jobcenters_openinghours
    for each row execute function jobcenters_new_calendar_version();
create trigger new_calendar_version after insert or update or delete on jobcenters_closingday
    for each row execute function jobcenters_new_calendar_version();
"""

BACKWARD = """
drop trigger new_calendar_version on jobcenters_openinghours;
drop trigger new_calendar_version on jobcenters_closingday;
drop function jobcenters_new_calendar_version();
drop sequence jobcenters_calendar_version;
"""


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0002_row_level_security")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
