"""Words that are taken out of a note make another version of it: a page that was open before cannot write them back."""

from django.db import migrations

AS_ANOTHER_VERSION = """
create or replace function visits_note_time() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
    if new.version = old.version and (new.text, new.campaign) is distinct from (old.text, old.campaign) then
        new.version := old.version + 1;
    end if;
    return new;
end $$;
"""
AS_THE_SAME = """
create or replace function visits_note_time() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
    return new;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("visits", "0009_internal_note_back")]

    operations = [migrations.RunSQL(AS_ANOTHER_VERSION, AS_THE_SAME)]
