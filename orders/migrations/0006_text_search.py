"""Finding orders by a text: the one function that may look past the policies, and the indexes that it uses.

LIKE and the array operators are not leakproof, so under row-level security they cannot be index conditions: a text that
is found nowhere meant reading every order that the jobcentre ever had. The function takes the organisation from the
context, not from its caller, and returns nothing but keys of orders which that organisation has access to. The rows
themselves are then read under the policies.
"""

from django.db import migrations

from accounts.rls import Policy

INDEXES = """
create index order_title_words on orders_order using gin (viewers, upper(title) gin_trgm_ops);
create index order_number_start on orders_order (upper(number) text_pattern_ops);
create index organisation_company_words on accounts_organisation using gin (upper(name) gin_trgm_ops)
 where kind = 'company';
"""
NO_INDEXES = """
drop index order_title_words;
drop index order_number_start;
drop index organisation_company_words;
"""

# First the newest orders are read one by one: what is common is found among them, and a smaller jobcentre has no more.
# Only then the indexes are asked, for what is rare. Both statements are planned for the very text.
SEARCH = """
create function orders_search(
    the_text text, open_ones boolean, the_roles text[], before timestamptz, before_id bigint, how_many int)
returns setof bigint rows 31 language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare
    newest constant int := 1000;
    me constant int := nullif(current_setting('app.org', true), '')::int;
    escaped constant text := regexp_replace(upper(the_text), '([\\\\%_])', '\\\\\\1', 'g');
    digits constant text := regexp_replace(the_text, '\\s', '', 'g');
    companies int[];
    found bigint[];
    tried int;
begin
    if me is null or the_text = '' then
        return;
    end if;
    execute 'select array(select id from accounts_organisation where kind = ''company'' and upper(name) like $1)'
       into companies using '%' || escaped || '%';
    if digits ~ '^[0-9]+$' then
        companies := companies || array(
            select organisation_id from companies_company where cvr >= digits and cvr < digits || ':');
    end if;
    execute 'with recent as materialized (
               select order_id, received_at from orders_orderaccess
                where organisation_id = $1 and is_open = $2 and role = any($3) and (received_at, order_id) < ($4, $5)
                order by received_at desc, order_id desc limit $8)
             select array(select recent.order_id from recent join orders_order o on o.id = recent.order_id
                           where strpos(upper(o.title), $6) > 0 or left(upper(o.number), length($6)) = $6
                              or o.company_id = any($7)
                           order by recent.received_at desc, recent.order_id desc limit $9),
                    (select count(*) from recent)'
       into found, tried
      using me, open_ones, the_roles, before, before_id, upper(the_text), companies, newest, how_many;
    if tried < newest or cardinality(found) = how_many then
        return query select unnest(found);
        return;
    end if;
    return query execute '
        select a.order_id
          from (select id from orders_order where viewers @> array[$1] and upper(title) like $6
                 union
                select id from orders_order where upper(number) like $7
                 union
                select id from orders_order where company_id = any($8)) hit
          join orders_orderaccess a on a.order_id = hit.id and a.organisation_id = $1
         where a.is_open = $2 and a.role = any($3) and (a.received_at, a.order_id) < ($4, $5)
         order by a.received_at desc, a.order_id desc limit $9'
      using me, open_ones, the_roles, before, before_id, '%' || escaped || '%', escaped || '%', companies, how_many;
end $$;
revoke all on function orders_search(text, boolean, text[], timestamptz, bigint, int) from public;
grant execute on function orders_search(text, boolean, text[], timestamptz, bigint, int) to jo_web;
-- Its owner should be able to do nothing else. Where the schema is not ours to grant on, it stays with jo_owner.
do $$ begin
  grant create on schema public to jo_search;
  alter function orders_search(text, boolean, text[], timestamptz, bigint, int) owner to jo_search;
  revoke create on schema public from jo_search;
exception when insufficient_privilege then
  raise notice 'orders_search stays with its creator';
end $$;
"""
NO_SEARCH = "drop function orders_search(text, boolean, text[], timestamptz, bigint, int);"

READS = {
    "orders_order": "id, number, title, company_id, viewers",
    "orders_orderaccess": "order_id, organisation_id, role, is_open, received_at",
    "accounts_organisation": "id, name, kind",
}


def search_reads(table: str, columns: str) -> migrations.RunSQL:
    """The search's role reads these columns of all rows, and nothing else."""
    policy = Policy("search_reads", "select", using="true", roles="jo_search")
    return migrations.RunSQL(
        f"{policy.create(table)} grant select ({columns}) on {table} to jo_search;",
        f"drop policy search_reads on {table}; revoke select ({columns}) on {table} from jo_search;",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("orders", "0005_list_functions"),
        ("companies", "0002_row_level_security"),
        ("accounts", "0002_row_level_security"),
    ]

    operations = [
        migrations.RunSQL(INDEXES, NO_INDEXES),
        *(search_reads(table, columns) for table, columns in READS.items()),
        migrations.RunSQL(SEARCH, NO_SEARCH),
    ]
