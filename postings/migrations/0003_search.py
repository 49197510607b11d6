"""A search among open vacancies, and the addresses of all of them for search engines.

What is searched is what stands on the page: the title, the place, and the company unless the vacancy is anonymous.
"""

from importlib import import_module

from django.db import migrations

OPEN = import_module("postings.migrations.0002_row_level_security").OPEN

FUNCTIONS = f"""
-- Open vacancies that have all the words in title, company or place, newest first, and how many they are in all. Words
-- are compared as companies' names are ("Aarhus" is "Århus"). Null: any jobcentre, municipality or amount of work.
create function postings_search(the_jobcenter uuid, words text[], the_municipality varchar, the_work_time varchar,
    to_skip int, at_most int)
returns table (uuid uuid, number int, title varchar, places smallint, is_anonymous boolean, employer varchar,
    description text, postcode varchar, town varchar, address varchar, work_time varchar, hours varchar, wage varchar,
    start_on date, apply_by date, apply_to varchar, contact_name varchar, contact_phone varchar, contact_email varchar,
    apply_url varchar, language varchar, published_at timestamptz, changed_at timestamptz, jobcenter_uuid uuid,
    jobcenter_name varchar, hits bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    with found as materialized (
        select p.id, p.published_at
          from postings_posting p
          join postings_postingedition e on e.posting_id = p.id and e.number = p.number
          join jobcenters_postcode c on c.code = e.postcode_id
          join jobcenters_municipality m on m.code = c.municipality_id
          join accounts_organisation o on o.id = p.jobcenter_id
         where {OPEN} and (the_jobcenter is null or o.uuid = the_jobcenter)
           and (the_municipality is null or m.code = the_municipality)
           and (the_work_time is null or e.work_time = the_work_time)
           and (cardinality(words) = 0 or (
                select bool_and(strpos(said.key, companies_name_key(word)) > 0)
                  from (select companies_name_key(concat_ws(' ', e.title, case when not e.is_anonymous then e.employer end,
                                                            c.code, c.name, m.name)) as key offset 0) said,
                       unnest(words) word))),
    side as (
        select id from found order by published_at desc, id desc offset greatest(to_skip, 0) limit least(at_most, 200))
    select p.uuid, p.number, e.title, e.places, e.is_anonymous, e.employer, e.description, c.code, c.name, e.address,
           e.work_time, e.hours, e.wage, e.start_on, e.apply_by, e.apply_to, e.contact_name, e.contact_phone,
           e.contact_email, e.apply_url, e.language, p.published_at, p.changed_at, o.uuid, o.name,
           (select count(*) from found)
      from side
      join postings_posting p on p.id = side.id
      join postings_postingedition e on e.posting_id = p.id and e.number = p.number
      join jobcenters_postcode c on c.code = e.postcode_id
      join accounts_organisation o on o.id = p.jobcenter_id
     order by p.published_at desc, p.id desc
$$;

-- Where there are open vacancies, and how many.
create function postings_municipalities(the_jobcenter uuid) returns table (code varchar, name varchar, hits bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.code, m.name, count(*)
      from postings_posting p
      join postings_postingedition e on e.posting_id = p.id and e.number = p.number
      join jobcenters_postcode c on c.code = e.postcode_id
      join jobcenters_municipality m on m.code = c.municipality_id
      join accounts_organisation o on o.id = p.jobcenter_id
     where {OPEN} and (the_jobcenter is null or o.uuid = the_jobcenter)
     group by m.code, m.name
     order by companies_name_key(m.name)
$$;

-- The open vacancies' public ids and when they were last written, newest first.
create function postings_addresses(at_most int) returns table (uuid uuid, changed_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.uuid, p.changed_at from postings_posting p
     where {OPEN} order by p.published_at desc, p.id desc limit at_most
$$;

revoke all on function postings_search(uuid, text[], varchar, varchar, int, int), postings_municipalities(uuid),
    postings_addresses(int) from public;
grant execute on function postings_search(uuid, text[], varchar, varchar, int, int), postings_municipalities(uuid),
    postings_addresses(int) to jo_web, jo_worker;
"""
NO_FUNCTIONS = """
drop function postings_addresses(int);
drop function postings_municipalities(uuid);
drop function postings_search(uuid, text[], varchar, varchar, int, int);
"""


class Migration(migrations.Migration):
    dependencies = [("postings", "0002_row_level_security"), ("companies", "0002_row_level_security")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
