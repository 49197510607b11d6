"""Two companies of the same round of calls can be merged: the one that stands is rung once."""

from django.db import migrations

ONCE = """
-- A task that still waits is given up where its company becomes one that the round rings or has rung, and by nobody: so
-- it is known again, and waits as before when the merge is undone.
create function visits_task_merged() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    if exists (select 1 from visits_task t where t.round_id = new.round_id and t.company_id = new.company_id
                  and t.id <> new.id and not t.is_given_up) then
        if new.done_at is null then
            new.is_given_up := true;
            new.done_at := now();
        end if;
    else
        new.is_given_up := false;
        new.done_at := null;
    end if;
    return new;
end $$;
create trigger visits_task_merged before update of company_id on visits_task for each row
    when (new.round_id is not null and new.company_id is distinct from old.company_id
          and (new.done_at is null or (new.is_given_up and new.done_by_id is null)))
    execute function visits_task_merged();
"""
NOT_ONCE = """
drop trigger visits_task_merged on visits_task;
drop function visits_task_merged();
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0010_words_taken_out")]

    operations = [migrations.RunSQL(ONCE, NOT_ONCE)]
