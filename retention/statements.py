"""The database's functions, made from the rules: one that carries a rule out, and one that counts what it would do.

They belong to the owner of the tables, so a rule reaches rows that no role of the application may touch, and does
nothing but what stands in it. They are made anew after every `migrate`. Nothing that a user types comes near this text.
"""

from typing import Any

from django.db import connection

from accounts.personal_data import GONE, Rule
from retention.catalogue import rules
from retention.rights_statements import all_of_rights

ORG = "nullif(current_setting('app.org', true), '')::int"


def name_of(rule: Rule) -> str:
    return rule.code.replace(".", "_")


def _gone(column: str) -> str:
    return f"case when {column} = '' then '' else '{GONE}' end"


def changes(rule: Rule) -> dict[str, str]:
    """Column and SQL of what it becomes."""
    return {**{column: _gone(f"t.{column}") for column in rule.texts}, **rule.sets}


def is_over(rule: Rule) -> str:
    """The condition on a row `t` that the rule is about; `the_before` is an instant."""
    parts = [f"{rule.since} <= the_before", f"({rule.where})"]
    if not rule.deletes:
        left = [f"t.{column} not in ('', '{GONE}')" for column in rule.texts]
        left += [f"t.{column} is distinct from {value}" for column, value in rule.sets.items()]
        parts.append("(" + " or ".join(left) + ")")
    parts += [
        "not exists (select 1 from accounts_hold h where h.lifted_at is null"
        f" and h.kind = '{kind}' and h.object_id = {key})"
        for kind, key in rule.holds.items()
    ]
    return "\n       and ".join(parts)


def carry_out(table: str, rule: Rule) -> str:
    """At most so many rows, oldest pages first; those that somebody else works on are left for the next time."""
    if rule.deletes:
        act = f"delete from {table} t where t.{rule.key} = any(keys);"
    else:
        sets = ", ".join(f"{column} = {value}" for column, value in changes(rule).items())
        act = f"update {table} t set {sets} where t.{rule.key} = any(keys);"
    first = "\n    ".join(f"{statement};" for statement in rule.first)
    return f"""
create or replace function retention_do_{name_of(rule)}(the_before timestamptz, the_most int) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    keys {rule.key_type}[];
begin
    perform orders_ledger_may_be_removed();
    keys := array(select t.{rule.key} from {table} t {rule.joins}
     where {is_over(rule)}
     limit the_most for update of t skip locked);
    {first}
    {act}
    return cardinality(keys);
end $$;
revoke all on function retention_do_{name_of(rule)}(timestamptz, int) from public;
grant execute on function retention_do_{name_of(rule)}(timestamptz, int) to jo_worker;
"""


def count(table: str, rule: Rule) -> str:
    """How many rows per organisation: one's own, and for Jobservice Danmark all. Never who."""
    return f"""
create or replace function retention_see_{name_of(rule)}(the_before timestamptz)
returns table (organisation_id int, number bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    me int := {ORG};
    sees_all boolean := exists (select 1 from accounts_organisation where id = me and kind = 'national');
begin
    if me is null then
        return;
    end if;
    return query select ({rule.owner})::int, count(*) from {table} t {rule.joins}
     where {is_over(rule)} and (sees_all or ({rule.owner}) = me)
     group by 1;
end $$;
revoke all on function retention_see_{name_of(rule)}(timestamptz) from public;
grant execute on function retention_see_{name_of(rule)}(timestamptz) to jo_web, jo_worker;
"""


def all_functions() -> str:
    parts = []
    for table, rule in rules():
        if not rule.own_task:
            parts.append(carry_out(table, rule))
        parts.append(count(table, rule))
    return "\n".join(parts)


OLD = """
do $do$
declare
    one regprocedure;
begin
    for one in select p.oid::regprocedure from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'public' and p.proname ~
                      '^retention_(do_|see_|pattern|find|redact|about|holders|erase_|blocked_)' loop
        execute 'drop function ' || one;
    end loop;
end $do$;
"""


def install(**_kwargs: Any) -> None:
    """Put the functions in place of those of the rules before. Only the owner of the tables may."""
    with connection.cursor() as cursor:
        cursor.execute("select current_user = 'jo_owner', to_regclass('retention_run') is not null")
        is_owner, is_there = cursor.fetchone() or (False, False)
        if is_owner and is_there:
            cursor.execute(OLD)
            cursor.execute(all_functions())
            cursor.execute(all_of_rights(_lengths(cursor)))


def _lengths(cursor: Any) -> dict[str, int]:
    """How many characters each limited column takes, as "table.column"."""
    cursor.execute(
        "select table_name || '.' || column_name, character_maximum_length from information_schema.columns"
        " where table_schema = 'public' and character_maximum_length is not null"
    )
    return dict(cursor.fetchall())
