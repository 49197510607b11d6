"""A note of a visit that is shared is told to the others who may read it: jobcentres and Jobservice Danmark."""

from django.db import migrations

VISITS = """
create function webhooks_visit() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    who int[];
begin
    if not webhooks_heard('{visit.shared}') then
        return null;
    end if;
    select array_agg(o.id) into who from accounts_organisation o
     where o.kind in ('jobcenter', 'national') and o.id <> new.organisation_id
       and exists (select 1 from webhooks_endpoint e where e.organisation_id = o.id);
    perform webhooks_tell('visit.shared', 'visit', new.uuid, jsonb_build_object('kind', new.kind), null, who);
    return null;
end $$;
create trigger webhooks_visit_shared after insert on visits_interaction
    for each row when (new.is_shared) execute function webhooks_visit();
create trigger webhooks_visit_shared_later after update of is_shared on visits_interaction
    for each row when (new.is_shared and not old.is_shared) execute function webhooks_visit();
"""
NO_VISITS = """
drop trigger webhooks_visit_shared_later on visits_interaction;
drop trigger webhooks_visit_shared on visits_interaction;
drop function webhooks_visit();
"""


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0002_rows_and_triggers"), ("visits", "0002_row_level_security")]

    operations = [migrations.RunSQL(VISITS, NO_VISITS)]
