"""What was shared and is so no more: its public id, whose it was and when, for the systems that have read it.

Triggers keep it, so that nobody who takes a note back, and nothing that deletes one, can forget to say so. What a note
tells never changes without its time of change either: where words are taken out of it, or its company is merged into
another, whoever asks for what is new finds it.
"""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, WEB_AND_WORKER, Policy, protect

# Asked once per statement, not once per row.
JOBCENTERS = f"(select o.kind in ('jobcenter', 'national') from accounts_organisation o where o.id = {ORG})"
TOLD = (
    *("company_id", "workplace_id", "contact_id", "kind", "held_on", "text", "growth", "needs_labour"),
    *("needs_apprentices", "needs_retention", "outlook_3", "outlook_12", "campaign", "next_visit_on"),
    "is_shared",
)


def _row(which: str) -> str:
    return f"({', '.join(f'{which}.{column}' for column in TOLD)})"


CHANGED = f"""
create function visits_note_time() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
    new.updated_at := greatest(now(), old.updated_at + interval '1 microsecond');
    return new;
end $$;
create trigger visits_note_time before update on visits_interaction for each row
    when (new.updated_at = old.updated_at and {_row("new")} is distinct from {_row("old")})
    execute function visits_note_time();
"""
NOT_CHANGED = """
drop trigger visits_note_time on visits_interaction;
drop function visits_note_time();
"""

WITHDRAWN = """
create function visits_note_withdrawn() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into visits_withdrawnnote (uuid, organisation_id, withdrawn_at)
    values (old.uuid, old.organisation_id, now())
    on conflict (uuid) do update set withdrawn_at = excluded.withdrawn_at;
    return null;
end $$;
create trigger visits_note_taken_back after update of is_shared on visits_interaction
    for each row when (old.is_shared and not new.is_shared) execute function visits_note_withdrawn();
create trigger visits_note_deleted after delete on visits_interaction
    for each row when (old.is_shared) execute function visits_note_withdrawn();

create function visits_note_shared_again() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from visits_withdrawnnote w where w.uuid = new.uuid;
    return null;
end $$;
create trigger visits_note_shared_again after update of is_shared on visits_interaction
    for each row when (new.is_shared and not old.is_shared) execute function visits_note_shared_again();
"""
NOT_WITHDRAWN = """
drop trigger visits_note_shared_again on visits_interaction;
drop function visits_note_shared_again();
drop trigger visits_note_deleted on visits_interaction;
drop trigger visits_note_taken_back on visits_interaction;
drop function visits_note_withdrawn();
"""
ONLY_READ = f"revoke insert, update, delete, truncate on visits_withdrawnnote from {WEB_AND_WORKER};"
ALL = f"grant insert, update, delete on visits_withdrawnnote to {WEB_AND_WORKER};"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_oauth_clients"), ("visits", "0003_imports")]

    operations = [
        migrations.CreateModel(
            name="WithdrawnNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(editable=False, unique=True)),
                ("withdrawn_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "tilbagetrukket notat",
                "verbose_name_plural": "tilbagetrukne notater",
                "ordering": ["withdrawn_at", "id"],
                "indexes": [models.Index(fields=["withdrawn_at", "id"], name="withdrawn_note_at")],
            },
        ),
        protect("visits_withdrawnnote", [Policy("see", "select", using=JOBCENTERS)]),
        migrations.RunSQL(ONLY_READ, ALL),
        migrations.RunSQL(CHANGED, NOT_CHANGED),
        migrations.RunSQL(WITHDRAWN, NOT_WITHDRAWN),
    ]
