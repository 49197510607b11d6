"""Other systems look at candidates too: which one stands in the log, they are watched as people are, and none of them is
ever given an identity.

Whether a token acts is taken from the context, so a look by a system is always one on the surface "api". The function of
the company's list and that of identities ask `candidates_may_name`, which names nobody to a token.
"""

import django.db.models.deletion
from django.db import migrations, models

LOOK = """
create or replace function candidates_look(the_candidates bigint[], the_level int, the_surface text, the_order bigint, the_purpose text)
returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    the_token bigint := accounts_acting_token();
    the_system text := coalesce((select t.name from accounts_apitoken t where t.id = the_token), '');
begin
    insert into candidates_accesslog (at, user_id, organisation_id, candidate_id, jobcenter_id, level, surface, order_id, purpose,
                                      token_id, system)
    select clock_timestamp(), me.person, me.org, c.id, c.jobcenter_id, the_level,
           case when the_token is null then the_surface else 'api' end, the_order, the_purpose, the_token, the_system
      from candidates_candidate c, candidates_acting() me where c.id = any(the_candidates);
end $$;
"""
OLD_LOOK = """
create or replace function candidates_look(the_candidates bigint[], the_level int, the_surface text, the_order bigint, the_purpose text)
returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into candidates_accesslog (at, user_id, organisation_id, candidate_id, jobcenter_id, level, surface, order_id, purpose)
    select clock_timestamp(), me.person, me.org, c.id, c.jobcenter_id, the_level, the_surface, the_order, the_purpose
      from candidates_candidate c, candidates_acting() me where c.id = any(the_candidates);
end $$;
"""

READING = """
drop function candidates_reading(timestamptz);
create function candidates_reading(since timestamptz)
returns table (jobcenter_id int, user_id int, organisation_id int, candidate_id bigint, at timestamptz, has_order boolean
    {columns})
language sql stable security definer set search_path = public, pg_temp as $$
    select l.jobcenter_id, l.user_id, l.organisation_id, l.candidate_id, l.at, l.order_id is not null {values}
      from candidates_accesslog l
      join accounts_organisation o on o.id = l.organisation_id and o.kind <> 'company'
     where l.at > since and l.level >= 2 and {who}
     order by l.at
$$;
revoke all on function candidates_reading(timestamptz) from public;
grant execute on function candidates_reading(timestamptz) to jo_worker;
"""
NEW_READING = READING.format(
    columns=", token_id bigint, system varchar",
    values=", l.token_id, l.system",
    who="(l.user_id is not null or l.token_id is not null)",
)
OLD_READING = READING.format(columns="", values="", who="l.user_id is not null")

NAMED = "me.org is not null and c.state <> 'anonymised'"
NAMED_TO_PEOPLE = f"accounts_acting_token() is null and {NAMED}"


def may_name(old: str, new: str) -> str:
    """Whom identities are given to, with `new` for `old`; fails where that does not stand there."""
    return f"""
do $do$
declare
    was text := pg_get_functiondef('candidates_may_name(bigint[], bigint)'::regprocedure);
begin
    if position($${old}$$ in was) = 0 then
        raise exception 'candidates_may_name is not as it was.';
    end if;
    execute replace(was, $${old}$$, $${new}$$);
end $do$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_api_token"), ("candidates", "0013_endings_and_reference")]

    operations = [
        migrations.AddField(
            "accesslog",
            "system",
            models.CharField(max_length=80, blank=True, default=""),
            preserve_default=False,
        ),
        migrations.AddField(
            "accesslog",
            "token",
            models.ForeignKey(
                "accounts.ApiToken",
                null=True,
                blank=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
            ),
        ),
        # The database's own default: what writes the log in words of its own need not know the column.
        migrations.RunSQL(
            "alter table candidates_accesslog alter column system set default '';",
            "alter table candidates_accesslog alter column system drop default;",
        ),
        migrations.RunSQL(LOOK, OLD_LOOK),
        migrations.RunSQL(NEW_READING, OLD_READING),
        migrations.RunSQL(may_name(NAMED, NAMED_TO_PEOPLE), may_name(NAMED_TO_PEOPLE, NAMED)),
    ]
