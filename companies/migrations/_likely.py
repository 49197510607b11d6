"""Which companies are likely to be one: equal names, telephones, mail domains or addresses. For authorities only.

Under row-level security none of these could use an index; the functions look past the policies, as the search does, and
return keys and reasons alone.
"""

# Domains that anybody may have an address at say nothing about a company.
FREE = (
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.dk", "outlook.com", "outlook.dk", "live.dk", "live.com",
    "msn.com", "icloud.com", "me.com", "mac.com", "yahoo.com", "yahoo.dk", "mail.dk", "jubii.dk", "ofir.dk", "post.tele.dk",
    "tdcadsl.dk", "mail.tele.dk", "stofanet.dk", "youmail.dk", "sol.dk", "c.dk", "webspeed.dk", "protonmail.com",
    "proton.me", "gmx.com", "gmx.net", "gmx.de", "aol.com",
)  # fmt: skip
_FREE = ", ".join(f"'{domain}'" for domain in FREE)

INDEXES = """
create index companies_contact_domain on companies_contactperson (split_part(lower(email), '@', 2)) where email <> '';
create index companies_contact_phone on companies_contactperson (right(regexp_replace(phone, '[^0-9]', '', 'g'), 8))
  where phone <> '';
create index companies_workplace_address on companies_workplace (lower(address), postcode_id);
"""
NO_INDEXES = """
drop index companies_workplace_address;
drop index companies_contact_phone;
drop index companies_contact_domain;
"""

# Whatever more than MOST companies share (a switchboard, an office hotel) makes none of them one.
MOST = 8

FUNCTIONS = f"""
create function companies_is_staff() returns boolean language sql stable as $$
  select coalesce(nullif(current_setting('app.staff', true), '') = 'on', false) $$;

create function companies_likely(the_name text, the_domains text[], the_phones text[], the_addresses text[],
                                 the_postcodes text[], leave_out int)
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
    select w.company_id, 'address' from companies_workplace w
      join unnest(the_addresses, the_postcodes) a (address, postcode)
        on lower(w.address) = lower(a.address) and w.postcode_id = a.postcode
  )
  select f.id, array_agg(f.reason order by f.reason)
    from found f join companies_company c on c.organisation_id = f.id
   where companies_is_staff() and c.merged_into_id is null and f.id is distinct from leave_out
   group by f.id order by count(*) desc, f.id limit 20
$$;

create function companies_duplicates(most int)
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
  )
  select p.one, p.other, array_agg(distinct p.reason order by p.reason)
    from pairs p group by p.one, p.other
   order by count(distinct p.reason) + 2 * max((p.reason = 'name')::int) desc, p.one, p.other
   limit most
$$;
revoke all on function companies_likely(text, text[], text[], text[], text[], int), companies_duplicates(int) from public;
grant execute on function companies_likely(text, text[], text[], text[], text[], int), companies_duplicates(int) to jo_web;
"""
NOTHING = """
drop function companies_duplicates(int);
drop function companies_likely(text, text[], text[], text[], text[], int);
drop function companies_is_staff();
"""
