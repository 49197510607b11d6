"""Who reads and writes notes, tasks and joint visits, held by the database.

A note is its organisation's; a shared one is read by jobcentres and Jobservice Danmark too. Internal notes, tasks and
calendar links never leave the organisation. A joint visit is its host's and its guests'.
"""

from django.db import migrations

from accounts.rls import ORG, USER, WEB_AND_WORKER, Policy, append_only, protect

OWN = f"organisation_id = {ORG}"
# Asked once per statement, not once per row.
JOBCENTERS = f"(select o.kind in ('jobcenter', 'national') from accounts_organisation o where o.id = {ORG})"
# The note's own policies decide: whoever sees the note sees what hangs on it.
NOTE = "exists (select 1 from visits_interaction i where i.id = {table}.interaction_id{more})"
OUR_NOTE = f" and i.organisation_id = {ORG}"
HOSTED = "{column} in (select visits_joint('host'))"
SEEN = "{column} in (select visits_joint('seen'))"
TIME_SEEN = "exists (select 1 from visits_jointvisittime t where t.id = visits_jointvisitanswer.time_id)"
GUEST_KIND = (
    "exists (select 1 from accounts_organisation o where o.id = visits_jointvisitguest.organisation_id"
    " and o.kind in ('jobcenter', 'national'))"
)

INTERACTION_COLUMNS = (
    "workplace_id, contact_id, kind, held_on, text, growth, needs_labour, needs_apprentices, needs_retention,"
    " outlook_3, outlook_12, campaign, next_visit_on, is_shared, version, updated_at"
)

FUNCTIONS = f"""
-- The joint visits of whoever acts: 'host' its own, 'seen' also those it was invited to.
create function visits_joint(how text) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select v.id from visits_jointvisit v where v.organisation_id = {ORG}
    union
    select g.visit_id from visits_jointvisitguest g where how = 'seen' and g.organisation_id = {ORG}
$$;

-- Whose calendar a secret link shows. The link names its owner before anybody acts; one who has left has none.
create function visits_calendar_of(hash text) returns table (
    user_id int, organisation_id int, role text, kind text, name text, organisation_name text)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.user_id, l.organisation_id, m.role::text, o.kind::text, u.name::text, o.name::text
      from visits_calendarlink l
      join accounts_membership m on m.user_id = l.user_id and m.organisation_id = l.organisation_id and m.is_active
      join accounts_user u on u.id = l.user_id and u.is_active
      join accounts_organisation o on o.id = l.organisation_id
     where l.token_hash = hash and l.revoked_at is null
$$;
revoke all on function visits_joint(text), visits_calendar_of(text) from public;
grant execute on function visits_joint(text) to {WEB_AND_WORKER};
grant execute on function visits_calendar_of(text) to jo_web;
"""
NO_FUNCTIONS = """
drop function visits_calendar_of(text);
drop function visits_joint(text);
"""


def only_columns(table: str, columns: str) -> migrations.RunSQL:
    """Those who may change a row may change these columns of it; nobody takes a row away."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from {WEB_AND_WORKER};"
        f" grant update ({columns}) on {table} to {WEB_AND_WORKER};",
        f"revoke update ({columns}) on {table} from {WEB_AND_WORKER};"
        f" grant update, delete on {table} to {WEB_AND_WORKER};",
    )


def of_note(table: str) -> list[Policy]:
    ours = NOTE.format(table=table, more=OUR_NOTE)
    return [
        Policy("see", "select", using=NOTE.format(table=table, more="")),
        Policy("add_own", "insert", check=ours),
        Policy("change_own", "update", using=ours, check=ours),
        Policy("remove_own", "delete", using=ours),
    ]


def own(using: str = OWN) -> list[Policy]:
    return [
        Policy("see_own", "select", using=using),
        Policy("add_own", "insert", check=using),
        Policy("change_own", "update", using=using, check=using),
        Policy("remove_own", "delete", using=using),
    ]


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial"), ("accounts", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
        protect(
            "visits_interaction",
            [
                Policy("see", "select", using=f"{OWN} or (is_shared and {JOBCENTERS})"),
                Policy("add_own", "insert", check=f"{OWN} and {JOBCENTERS}"),
                Policy("change_own", "update", using=OWN, check=OWN),
            ],
        ),
        only_columns("visits_interaction", INTERACTION_COLUMNS),
        protect("visits_interactionneed", of_note("visits_interactionneed")),
        protect(
            "visits_interactioncorrection",
            [
                Policy("see_own", "select", using=OWN),
                Policy(
                    "add_own",
                    "insert",
                    check=f"{OWN} and {NOTE.format(table='visits_interactioncorrection', more=OUR_NOTE)}",
                ),
            ],
        ),
        append_only("visits_interactioncorrection"),
        protect("visits_internalnote", own()),
        protect("visits_task", own()),
        protect("visits_calendarlink", own(f"{OWN} and user_id = {USER}")),
        protect(
            "visits_jointvisit",
            [
                Policy("see", "select", using=f"{OWN} or {SEEN.format(column='id')}"),
                Policy("add_own", "insert", check=f"{OWN} and {JOBCENTERS}"),
                Policy("change_own", "update", using=OWN, check=OWN),
            ],
        ),
        protect(
            "visits_jointvisittime",
            [
                Policy("see", "select", using=SEEN.format(column="visit_id")),
                Policy("host_adds", "insert", check=HOSTED.format(column="visit_id")),
            ],
        ),
        protect(
            "visits_jointvisitguest",
            [
                Policy("see", "select", using=SEEN.format(column="visit_id")),
                Policy("host_adds", "insert", check=f"{HOSTED.format(column='visit_id')} and {GUEST_KIND}"),
                Policy(
                    "answer_own", "update", using=OWN, check=f"{OWN} and {SEEN.format(column='visit_id')}"
                ),
                Policy("host_removes", "delete", using=HOSTED.format(column="visit_id")),
            ],
        ),
        protect(
            "visits_jointvisitanswer",
            [
                Policy("see", "select", using=TIME_SEEN),
                Policy("add_own", "insert", check=f"{OWN} and {TIME_SEEN}"),
                Policy("change_own", "update", using=OWN, check=f"{OWN} and {TIME_SEEN}"),
            ],
        ),
        protect(
            "visits_jointvisitcitizen",
            [
                Policy("see", "select", using=SEEN.format(column="visit_id")),
                Policy("add_own", "insert", check=f"{OWN} and {SEEN.format(column='visit_id')}"),
                Policy("remove_own", "delete", using=OWN),
            ],
        ),
    ]
