"""Who may see and change companies, held by the database; the sorted name; the search that may use its indexes.

Authorities see all companies, a company itself. A CVR number, and to which company a workplace or contact person
belongs, can never be changed by the application's roles, and no row can be deleted by them.
"""

from django.db import migrations

from accounts.rls import ORG, STAFF, WEB_AND_WORKER, Policy, protect

# Æ, ø, å come after z in this order and "aa" is "å", whatever collations the server was built with. The three signs
# that follow z in ASCII stand in for them.
NAME_KEY = """
create function companies_name_key(name text) returns text language sql immutable strict parallel safe as $$
  select translate(replace(translate(lower(name), 'ÆØÅ', 'æøå'), 'aa', 'å'), 'æäøöåéèêü', '{{||}eeey')
$$;
create function companies_company_name_key() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  new.name_key := (select companies_name_key(name) from accounts_organisation where id = new.organisation_id);
  return new;
end $$;
create function companies_organisation_renamed() returns trigger language plpgsql security definer
  set search_path = pg_catalog, public, pg_temp as $$
begin
  update companies_company set name_key = companies_name_key(new.name) where organisation_id = new.id;
  return null;
end $$;
revoke all on function companies_company_name_key(), companies_organisation_renamed() from public;
create trigger companies_name_key before insert on companies_company
  for each row execute function companies_company_name_key();
create trigger companies_renamed after update of name on accounts_organisation
  for each row when (new.kind = 'company' and new.name is distinct from old.name)
  execute function companies_organisation_renamed();
create index companies_name_words on companies_company using gin (name_key gin_trgm_ops);
"""
NO_NAME_KEY = """
drop index companies_name_words;
drop trigger companies_renamed on accounts_organisation;
drop trigger companies_name_key on companies_company;
drop function companies_organisation_renamed();
drop function companies_company_name_key();
drop function companies_name_key(text);
"""

# LIKE is not leakproof, so under row-level security it could not be an index condition. This one function looks past
# the policies, for authorities only, and returns nothing but keys, which are then read under the policies.
SEARCH = """
create function companies_search(query text) returns setof int language plpgsql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
declare
  digits text := regexp_replace(upper(query), '^\\s*DK|[\\s.\\-]', '', 'g');
  patterns text[];
  longest text;
begin
  if nullif(current_setting('app.staff', true), '') is distinct from 'on' then
    return;
  end if;
  if digits ~ '^[0-9]+$' then
    return query
      select organisation_id from companies_company where cvr >= digits and cvr < digits || ':'
      union
      select company_id from companies_workplace where p_number >= digits and p_number < digits || ':';
  end if;
  select array_agg('%' || regexp_replace(word, '([\\\\%_])', '\\\\\\1', 'g') || '%' order by length(word) desc)
    into patterns from regexp_split_to_table(companies_name_key(query), '\\s+') word where word <> '';
  longest := patterns[1];
  return query
    select organisation_id from companies_company where name_key like longest and name_key like all (patterns);
end $$;
revoke all on function companies_search(text) from public;
grant execute on function companies_search(text) to jo_web;
grant select (organisation_id, cvr, name_key) on companies_company to jo_search;
grant select (company_id, p_number) on companies_workplace to jo_search;
-- Its owner should be able to do nothing else. Where the schema is not ours to grant on, it stays with jo_owner.
do $$ begin
  grant create on schema public to jo_search;
  alter function companies_search(text) owner to jo_search;
  revoke create on schema public from jo_search;
exception when insufficient_privilege then
  raise notice 'companies_search stays with its creator';
end $$;
"""
NO_SEARCH = """
drop function companies_search(text);
revoke select (organisation_id, cvr, name_key) on companies_company from jo_search;
revoke select (company_id, p_number) on companies_workplace from jo_search;
"""

CHANGEABLE = {
    "company": "industry_code, industry, employees, changed_at",
    "workplace": "p_number, name, address, postcode_id, is_active, changed_at",
    "contactperson": "name, title, phone, email, user_id, is_primary, is_active, changed_at",
}


def only_some_columns(table: str, columns: str) -> migrations.RunSQL:
    """The web role may change `columns` and delete nothing; the worker only reads."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from {WEB_AND_WORKER};"
        f" revoke insert on {table} from jo_worker; grant update ({columns}) on {table} to jo_web;",
        f"revoke update ({columns}) on {table} from jo_web;"
        f" grant insert, update, delete on {table} to {WEB_AND_WORKER};",
    )


def staff_or_own(column: str) -> list[Policy]:
    """Read and written by authorities and by the company in `column`."""
    mine = f"{STAFF} or {column} = {ORG}"
    return [
        Policy("see", "select", using=mine),
        Policy("add", "insert", check=mine),
        Policy("change", "update", using=mine, check=mine),
    ]


SEARCH_READS = Policy("search_reads", "select", using="true", roles="jo_search")


class Migration(migrations.Migration):
    dependencies = [("companies", "0001_initial"), ("accounts", "0002_row_level_security")]

    operations = [
        protect(
            "companies_company",
            [
                *(policy for policy in staff_or_own("organisation_id") if policy.command != "insert"),
                Policy("register", "insert", check=f"{STAFF} and created_by_organisation_id = {ORG}"),
                SEARCH_READS,
            ],
        ),
        protect("companies_workplace", [*staff_or_own("company_id"), SEARCH_READS]),
        protect("companies_contactperson", staff_or_own("company_id")),
        *(only_some_columns(f"companies_{table}", columns) for table, columns in CHANGEABLE.items()),
        migrations.RunSQL(
            "alter table companies_contactperson add constraint contact_user_is_member"
            " foreign key (user_id, company_id) references accounts_membership (user_id, organisation_id);",
            "alter table companies_contactperson drop constraint contact_user_is_member;",
        ),
        migrations.RunSQL(NAME_KEY, NO_NAME_KEY),
        migrations.RunSQL(SEARCH, NO_SEARCH),
    ]
