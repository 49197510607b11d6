"""Which companies are likely to be one, without the pairs of which somebody has said that they are not.

The functions of `_likely` with two things more: a P-number is a mark, and a pair that was decided upon is left out.
A decision is about two companies that stand today: one that was merged into another stands for that one.
"""

from companies.migrations._likely import FREE, MOST

_FREE = ", ".join(f"'{domain}'" for domain in FREE)

STANDING = """
create function companies_standing(the_company int) returns int language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with recursive way (id, step) as (
    select the_company, 0
    union all
    select c.merged_into_id, w.step + 1 from way w join companies_company c on c.organisation_id = w.id
     where c.merged_into_id is not null and w.step < 50
  )
  select id from way order by step desc limit 1
$$;
create function companies_decided() returns table (one int, other int) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select least(a.id, b.id), greatest(a.id, b.id)
    from companies_distinctpair d
   cross join lateral (select companies_standing(d.one_id) as id) a
   cross join lateral (select companies_standing(d.other_id) as id) b
   where companies_is_staff() and d.undone_at is null and a.id <> b.id
     and (d.holds_for_all or d.organisation_id = nullif(current_setting('app.org', true), '')::int)
$$;
revoke all on function companies_standing(int), companies_decided() from public;
grant execute on function companies_standing(int), companies_decided() to jo_web;
"""

LIKELY = f"""
create function companies_likely(the_name text, the_domains text[], the_phones text[], the_p_numbers text[],
                                 the_addresses text[], the_postcodes text[], leave_out int)
  returns table (company_id int, reasons text[]) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with found as (
    select c.organisation_id as id, 'name' as reason from companies_company c
     where the_name <> '' and c.name_key = companies_name_key(the_name)
    union
    select p.company_id, 'domain' from companies_contactperson p
     where p.email <> '' and split_part(lower(p.email), '@', 2) = any (the_domains)
       and split_part(lower(p.email), '@', 2) not in ({_FREE})
    union
    select p.company_id, 'phone' from companies_contactperson p
     where p.phone <> '' and right(regexp_replace(p.phone, '[^0-9]', '', 'g'), 8) = any (the_phones)
    union
    select w.company_id, 'p_number' from companies_workplace w where w.p_number = any (the_p_numbers)
    union
    select w.company_id, 'address' from companies_workplace w
      join unnest(the_addresses, the_postcodes) a (address, postcode)
        on lower(w.address) = lower(a.address) and w.postcode_id = a.postcode
  )
  select f.id, array_agg(f.reason order by f.reason)
    from found f join companies_company c on c.organisation_id = f.id
   where companies_is_staff() and c.merged_into_id is null and f.id is distinct from leave_out
     and (leave_out is null or not exists (
           select 1 from companies_decided() d
            where d.one = least(f.id, leave_out) and d.other = greatest(f.id, leave_out)))
   group by f.id order by count(*) + 3 * max((f.reason = 'p_number')::int) desc, f.id limit 20
$$;
revoke all on function companies_likely(text, text[], text[], text[], text[], text[], int) from public;
grant execute on function companies_likely(text, text[], text[], text[], text[], text[], int) to jo_web;
"""

# Two companies never share a P-number (a constraint), so it is no mark of a registered pair: it is one of a company that
# somebody is about to register.
DUPLICATES = f"""
create or replace function companies_duplicates(most int)
  returns table (one int, other int, reasons text[]) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  with standing as (select organisation_id as id, name_key from companies_company
                     where merged_into_id is null and companies_is_staff()),
  marks as (
    select id, 'name' as reason, name_key as mark from standing where name_key <> ''
    union
    select p.company_id, 'domain', split_part(lower(p.email), '@', 2) from companies_contactperson p
      join standing s on s.id = p.company_id
     where p.email <> '' and split_part(lower(p.email), '@', 2) not in ({_FREE})
    union
    select p.company_id, 'phone', right(regexp_replace(p.phone, '[^0-9]', '', 'g'), 8) from companies_contactperson p
      join standing s on s.id = p.company_id
     where length(regexp_replace(p.phone, '[^0-9]', '', 'g')) >= 8
    union
    select w.company_id, 'address', lower(w.address) || '|' || w.postcode_id from companies_workplace w
      join standing s on s.id = w.company_id
  ),
  groups as (
    select reason, mark, array_agg(id order by id) as ids from marks
     group by reason, mark having count(*) between 2 and {MOST}
  ),
  pairs as (
    select a.id as one, b.id as other, g.reason
      from groups g cross join lateral unnest(g.ids) a (id) cross join lateral unnest(g.ids) b (id)
     where a.id < b.id
  ),
  decided as materialized (select d.one, d.other from companies_decided() d)
  select p.one, p.other, array_agg(distinct p.reason order by p.reason)
    from pairs p
   where not exists (select 1 from decided d where d.one = p.one and d.other = p.other)
   group by p.one, p.other
   order by count(distinct p.reason) + 2 * max((p.reason = 'name')::int) desc, p.one, p.other
   limit most
$$;
"""
