"""The database's functions that find, give out and erase a person, made from the apps' places.

Each works for the organisation that acts, on what that organisation itself has written, and is made anew after every
`migrate`, as those of the rules. The words that are looked for are parameters, never text of a statement.
"""

from accounts.personal_data import GONE, Place
from accounts.retention_rules import NO_MEMBERSHIP, USERS
from companies.retention_rules import FORGOTTEN, HOME, NOT_RUNNING
from retention.catalogue import about, places

ORG = "nullif(current_setting('app.org', true), '')::int"
PERSONS = ("citizen", "contact", "user")

PATTERN = """
-- The words as a pattern that finds them whole, in any case; null where there is none of four characters.
create function retention_pattern(the_words text[]) returns text
language sql immutable set search_path = public, pg_temp as $$
    select '(?<![[:alnum:]])(?:' || string_agg(
               regexp_replace(
                   regexp_replace(w, '([^[:alnum:][:space:]])', '\\\\\\1', 'g'), '[[:space:]]+', '[[:space:]]+', 'g'),
               '|' order by length(w) desc) || ')(?![[:alnum:]])'
      from unnest(the_words) w where length(btrim(w)) >= 4
$$;
"""


def _from(place: Place) -> str:
    return f"from {place.table} t {place.joins} where ({place.where})"


def find() -> str:
    parts = [
        f"""
    select '{place.code}', t.{place.key}::text, ({place.about})::text, {place.at}, t.{place.column}::text
      {_from(place)} and ({place.owner}) = me and t.{place.column}::text ~* pattern"""
        for place in places()
    ]
    return f"""
create function retention_find(the_words text[])
returns table (place text, key text, about text, at timestamptz, said text)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    me int := {ORG};
    pattern text := retention_pattern(the_words);
begin
    if me is null or pattern is null then
        return;
    end if;
    return query {" union all ".join(parts)};
end $$;
revoke all on function retention_find(text[]) from public;
grant execute on function retention_find(text[]) to jo_web, jo_worker;
"""


def redact(lengths: dict[str, int]) -> str:
    steps = []
    for place in places():
        if place.kept:
            continue
        keys = f"select t.{place.key} {_from(place)} and ({place.owner}) = me and t.{place.column}::text ~* pattern"
        if place.goes:
            act = f"delete from {place.table} t where t.{place.key} in ({keys})"
        else:
            said = f"regexp_replace(t.{place.column}::text, pattern, '{GONE}', 'gi')"
            if place.is_array:
                one = f"regexp_replace(e, pattern, '{GONE}', 'gi')"
                said = (
                    f"array(select {one} from unnest(t.{place.column}) with ordinality u (e, n) order by n)"
                )
            elif place.is_json:
                said = f"{said}::jsonb"
            elif most := lengths.get(place.code):
                said = f"left({said}, {most})"
            act = f"update {place.table} t set {place.column} = {said} where t.{place.key} in ({keys})"
        steps.append(
            f"""
    {act};
    get diagnostics number = row_count;
    if number > 0 then
        place := '{place.code}';
        return next;
    end if;"""
        )
    return f"""
create function retention_redact(the_words text[]) returns table (place text, number int)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    me int := {ORG};
    pattern text := retention_pattern(the_words);
begin
    if me is null or pattern is null then
        return;
    end if;{"".join(steps)}
end $$;
revoke all on function retention_redact(text[]) from public;
grant execute on function retention_redact(text[]) to jo_worker;
"""


def holders() -> str:
    """Which other organisations have written the words. They must be an address or a number, not a name."""
    parts = [
        f"select ({place.owner})::int as holder {_from(place)} and t.{place.column}::text ~* pattern"
        for place in places()
        if not place.kept
    ]
    return f"""
create function retention_holders(the_words text[]) returns setof int
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    me int := {ORG};
    pattern text := retention_pattern(the_words);
begin
    if me is null or pattern is null then
        return;
    end if;
    return query select distinct o.id from ({" union all ".join(parts)}) f
                   join accounts_organisation o on o.id = f.holder
                  where o.id <> me and o.kind <> 'company';
end $$;
revoke all on function retention_holders(text[]) from public;
grant execute on function retention_holders(text[]) to jo_worker;
"""


def of_person(person: str) -> str:
    """The rows of one known person that the acting organisation answers for."""
    parts = [
        f"select {index}, jsonb_build_object({', '.join(f'{column!r}, t.{column}' for column in one.columns)})"
        f" from {one.table} t {one.joins} where ({one.match}) and ({one.owner}) = me"
        for index, one in enumerate(about())
        if one.person == person
    ]
    return f"""
create function retention_about_{person}(the_id bigint) returns table (line int, said jsonb)
language plpgsql stable security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    me int := {ORG};
begin
    if me is null then
        return;
    end if;
    return query {" union all ".join(parts)};
end $$;
revoke all on function retention_about_{person}(bigint) from public;
grant execute on function retention_about_{person}(bigint) to jo_web, jo_worker;
"""


def erase_contact() -> str:
    sets = ", ".join(f"{column} = {value}" for column, value in FORGOTTEN.items())
    return f"""
create function retention_erase_contact(the_id bigint) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    number int;
begin
    update companies_contactperson t set {sets}
     where t.id = the_id and ({HOME}) = {ORG} and {NOT_RUNNING}
       and not exists (select 1 from accounts_hold h where h.lifted_at is null
            and (h.kind = 'contact' and h.object_id = t.id or h.kind = 'company' and h.object_id = t.company_id));
    get diagnostics number = row_count;
    return number;
end $$;
revoke all on function retention_erase_contact(bigint) from public;
grant execute on function retention_erase_contact(bigint) to jo_worker;
"""


def erase_user() -> str:
    sets = ", ".join(f"{column} = {value}" for column, value in USERS.sets.items())
    first = "\n    ".join(f"{statement};" for statement in USERS.first)
    return f"""
create function retention_erase_user(the_id bigint) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    keys int[];
begin
    keys := array(select t.id from accounts_user t where t.id = the_id and {NO_MEMBERSHIP}
        and exists (select 1 from accounts_membership m where m.user_id = t.id and m.organisation_id = {ORG})
        and not exists (select 1 from accounts_hold h where h.lifted_at is null
             and h.kind = 'user' and h.object_id = t.id) for update);
    {first}
    update accounts_user t set {sets} where t.id = any(keys);
    return cardinality(keys);
end $$;
revoke all on function retention_erase_user(bigint) from public;
grant execute on function retention_erase_user(bigint) to jo_worker;
"""


def blocked_contact() -> str:
    """What keeps a contact person's row, whoever it is that keeps it: the page must not say less than is true."""
    return f"""
create function retention_blocked_contact(the_id bigint) returns table (why text, number int)
language sql stable security definer set search_path = public, pg_temp as $$
    select 'held', count(*)::int from companies_contactperson t join accounts_hold h on h.lifted_at is null
       and (h.kind = 'contact' and h.object_id = t.id or h.kind = 'company' and h.object_id = t.company_id)
     where t.id = the_id and {ORG} is not null having count(*) > 0
    union all
    select 'running', count(*)::int from orders_order o
     where o.contact_id = the_id and o.closed_at is null and {ORG} is not null having count(*) > 0
    union all
    select 'elsewhere', ({HOME})::int from companies_contactperson t
     where t.id = the_id and ({HOME}) is distinct from {ORG} and t.name <> {FORGOTTEN["name"]}
$$;
revoke all on function retention_blocked_contact(bigint) from public;
grant execute on function retention_blocked_contact(bigint) to jo_web, jo_worker;
"""


def blocked_user() -> str:
    return f"""
create function retention_blocked_user(the_id bigint) returns table (why text, number int)
language sql stable security definer set search_path = public, pg_temp as $$
    select 'held', count(*)::int from accounts_hold h
     where h.lifted_at is null and h.kind = 'user' and h.object_id = the_id and {ORG} is not null having count(*) > 0
    union all
    select 'member', 1 from accounts_user t where t.id = the_id and not ({NO_MEMBERSHIP}) and {ORG} is not null
$$;
revoke all on function retention_blocked_user(bigint) from public;
grant execute on function retention_blocked_user(bigint) to jo_web, jo_worker;
"""


def blocked_citizen() -> str:
    return f"""
create function retention_blocked_citizen(the_id bigint) returns table (why text, number int)
language sql stable security definer set search_path = public, pg_temp as $$
    select 'held', count(*)::int from accounts_hold h
     where h.lifted_at is null and h.kind = 'candidate' and h.object_id = the_id and {ORG} is not null
    having count(*) > 0
    union all
    select 'elsewhere', t.jobcenter_id from candidates_candidate t
     where t.id = the_id and t.jobcenter_id <> {ORG} and t.state <> 'anonymised'
$$;
revoke all on function retention_blocked_citizen(bigint) from public;
grant execute on function retention_blocked_citizen(bigint) to jo_web, jo_worker;
"""


def all_of_rights(lengths: dict[str, int]) -> str:
    """Every function, in the order in which they need each other."""
    parts = [PATTERN, find(), redact(lengths), holders(), *(of_person(person) for person in PERSONS)]
    blocks = [blocked_contact(), blocked_user(), blocked_citizen()]
    return "\n".join([*parts, erase_contact(), erase_user(), *blocks])
