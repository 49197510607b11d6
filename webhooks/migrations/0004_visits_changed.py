"""A note that is shared is told of again when it is changed, and when it is shared no more or deleted."""

from django.db import migrations

CHANGED = """
create function webhooks_visit_again() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    who int[];
    said text := tg_argv[0];
begin
    if not webhooks_heard(array[said]) then
        return null;
    end if;
    select array_agg(o.id) into who from accounts_organisation o
     where o.kind in ('jobcenter', 'national') and o.id <> old.organisation_id
       and exists (select 1 from webhooks_endpoint e where e.organisation_id = o.id);
    if said = 'visit.changed' then
        perform webhooks_tell(said, 'visit', old.uuid, jsonb_build_object('kind', new.kind),
            said || ' ' || old.uuid || ' ' || pg_current_xact_id(), who);
    else
        perform webhooks_tell(said, 'visit', old.uuid, '{}', null, who);
    end if;
    return null;
end $$;
-- `updated_at` moves with everything that a note tells, its needs too (visits, 0004).
create trigger webhooks_visit_changed after update on visits_interaction
    for each row when (old.is_shared and new.is_shared and new.updated_at is distinct from old.updated_at)
    execute function webhooks_visit_again('visit.changed');
create trigger webhooks_visit_withdrawn after update of is_shared on visits_interaction
    for each row when (old.is_shared and not new.is_shared) execute function webhooks_visit_again('visit.withdrawn');
create trigger webhooks_visit_deleted after delete on visits_interaction
    for each row when (old.is_shared) execute function webhooks_visit_again('visit.withdrawn');
"""
NOT_CHANGED = """
drop trigger webhooks_visit_deleted on visits_interaction;
drop trigger webhooks_visit_withdrawn on visits_interaction;
drop trigger webhooks_visit_changed on visits_interaction;
drop function webhooks_visit_again();
"""


class Migration(migrations.Migration):
    dependencies = [("webhooks", "0003_visits"), ("visits", "0004_withdrawn_notes")]

    operations = [migrations.RunSQL(CHANGED, NOT_CHANGED)]
