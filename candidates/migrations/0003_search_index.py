"""The index that a search reads: one narrow row per candidate, kept by triggers, readable by the search role alone.

It holds every searchable word of a candidate, target groups too, so nobody who serves pages may read it: an answer
says which candidates match and how far away they are, nothing else. The tables of frequencies are its statistics.
"""

from django.db import migrations

from accounts.rls import Policy, protect

TABLES = """
create table candidates_index (
    candidate_id bigint primary key references candidates_candidate (id) on delete cascade,
    jobcenter_id int not null,
    municipality_id varchar(4) not null,
    postcode_id varchar(4) not null,
    shared boolean not null,
    available_from date,
    findable_since timestamptz not null,
    features int[] not null,
    words tsvector not null
);
create index candidates_index_features on candidates_index using gin (features) with (fastupdate = off);
create index candidates_index_words on candidates_index using gin (words) with (fastupdate = off);
create index candidates_index_place on candidates_index (postcode_id, candidate_id);
create index candidates_index_municipality on candidates_index (municipality_id, candidate_id);
create index candidates_index_new on candidates_index (findable_since);

create table candidates_word (word text primary key, found int not null);
create table candidates_total (one boolean primary key default true check (one), found int not null,
    counted_at timestamptz not null);
insert into candidates_total (found, counted_at) values (0, 'epoch');

revoke all on candidates_index, candidates_word, candidates_total from jo_web, jo_worker;
grant select on candidates_index, candidates_word, candidates_total, candidates_term, jobcenters_postcodedistance,
    jobcenters_postcode to jo_search;
"""
NO_TABLES = """
revoke select on candidates_term, jobcenters_postcodedistance, jobcenters_postcode from jo_search;
drop table candidates_index, candidates_word, candidates_total;
"""

SEARCH_READS = Policy("search_reads", "select", using="true", roles="jo_search")

# One statement for any number of candidates: an import refreshes thousands at a time.
KEEP = """
create function candidates_index_refresh(the_candidates bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from candidates_index where candidate_id = any(the_candidates)
       and not exists (select 1 from candidates_candidate c where c.id = candidate_id and c.state = 'active');
    insert into candidates_index as i (candidate_id, jobcenter_id, municipality_id, postcode_id, shared, available_from,
                                  findable_since, features, words)
    select c.id, c.jobcenter_id, c.municipality_id, c.postcode_id, c.basis <> '', c.available_from, now(),
           (select coalesce(array_agg(distinct f order by f), '{}') from unnest(c.terms || coalesce(p.targets, '{}')) f),
           to_tsvector('danish', concat_ws(' ', (select string_agg(concat_ws(' ', t.name, array_to_string(t.synonyms, ' ')), ' ')
                                                  from candidates_term t
                                                 where t.id = any(c.terms) and t.kind not in ('form', 'target')),
                                           array_to_string(c.job_titles, ' ')))
      from candidates_candidate c
      left join candidates_candidateprofile p on p.candidate_id = c.id
     where c.id = any(the_candidates) and c.state = 'active'
        on conflict (candidate_id) do update
       set jobcenter_id = excluded.jobcenter_id, municipality_id = excluded.municipality_id,
           postcode_id = excluded.postcode_id, shared = excluded.shared, available_from = excluded.available_from,
           -- Found anew where others could not find it before; a changed CV is no new candidate.
           findable_since = case when excluded.shared and not i.shared then excluded.findable_since
                                 else i.findable_since end,
           features = excluded.features, words = excluded.words
     where (i.jobcenter_id, i.municipality_id, i.postcode_id, i.shared, i.available_from, i.features, i.words)
           is distinct from (excluded.jobcenter_id, excluded.municipality_id, excluded.postcode_id, excluded.shared,
                             excluded.available_from, excluded.features, excluded.words);
end $$;
revoke execute on function candidates_index_refresh(bigint[]) from public;

create function candidates_candidate_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform candidates_index_refresh(array(select id from changed));
    return null;
end $$;
create function candidates_profile_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform candidates_index_refresh(array(select candidate_id from changed));
    return null;
end $$;
create trigger index_added after insert on candidates_candidate
    referencing new table as changed for each statement execute function candidates_candidate_changed();
create trigger index_changed after update on candidates_candidate
    referencing new table as changed for each statement execute function candidates_candidate_changed();
create trigger index_added after insert on candidates_candidateprofile
    referencing new table as changed for each statement execute function candidates_profile_changed();
create trigger index_changed after update on candidates_candidateprofile
    referencing new table as changed for each statement execute function candidates_profile_changed();

create function candidates_stats_refresh() returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    everybody int;
begin
    select count(*) into everybody from candidates_index;
    update candidates_term t set found = coalesce(n.found, 0)
      from candidates_term u
      left join (select f, count(*) as found from candidates_index, unnest(features) f group by f) n on n.f = u.id
     where t.id = u.id and t.found is distinct from coalesce(n.found, 0);
    delete from candidates_word;
    insert into candidates_word (word, found) select word, ndoc from ts_stat('select words from candidates_index');
    update candidates_total set found = everybody, counted_at = now();
    analyze candidates_index;
    return everybody;
end $$;
revoke execute on function candidates_stats_refresh() from public;
grant execute on function candidates_stats_refresh() to jo_worker;
"""
NO_KEEP = """
drop trigger index_added on candidates_candidate;
drop trigger index_changed on candidates_candidate;
drop trigger index_added on candidates_candidateprofile;
drop trigger index_changed on candidates_candidateprofile;
drop function candidates_candidate_changed();
drop function candidates_profile_changed();
drop function candidates_stats_refresh();
drop function candidates_index_refresh(bigint[]);
"""

# What a search asks for, as SQL on the index `i`; one text per mixture, planned for its very values.
# $1 all, $2 any, $3 words, $4 available, $5 me, $6 municipality, $7 new since.
SEARCH = """
create function candidates_expected(p_all int[], p_any int[], p_words tsquery) returns float8
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    everybody float8;
    share float8 := 1;
    rare float8;
begin
    select greatest(t.found, 1) into everybody from candidates_total t;
    select coalesce(exp(sum(ln(greatest(t.found, 0.5) / everybody))), 1) into rare
      from candidates_term t where t.id = any(p_all);
    share := share * rare;
    if cardinality(p_any) > 0 then
        select least(1, coalesce(sum(t.found), 0) / everybody) into rare from candidates_term t where t.id = any(p_any);
        share := share * rare;
    end if;
    if p_words is not null then
        select coalesce(exp(sum(ln(greatest(coalesce(w.found, 0), 0.5) / everybody))), 1) into rare
          from (select distinct btrim(m[1], '''') as word
                  from regexp_matches(p_words::text, '''[^'']+''', 'g') m) q
          left join candidates_word w on w.word = q.word;
        share := share * rare;
    end if;
    return everybody * share;
end $$;
revoke all on function candidates_expected(int[], int[], tsquery) from public;

create function candidates_condition(p_all int[], p_any int[], p_words tsquery, p_available date, p_municipality text,
    p_new_since timestamptz) returns text language sql immutable as $$
    select concat_ws(' and ', '(i.shared or i.jobcenter_id = $5)',
        case when cardinality(p_all) > 0 then 'i.features @> $1' end,
        case when cardinality(p_any) > 0 then 'i.features && $2' end,
        case when p_words is not null then 'i.words @@ $3' end,
        case when p_available is not null then '(i.available_from is null or i.available_from <= $4)' end,
        case when p_municipality is not null then 'i.municipality_id = $6' end,
        case when p_new_since is not null then 'i.findable_since > $7' end)
$$;

create function candidates_search(p_postcode text, p_km int, p_all int[], p_any int[], p_text text, p_available date,
    p_municipality text, p_new_since timestamptz, p_limit int, p_offset int)
returns table (candidate_id bigint, km float8, municipality_id varchar)
language plpgsql stable security definer rows 20 set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    index_first constant float8 := 3000;
    me constant int := nullif(current_setting('app.org', true), '')::int;
    words tsquery := case when btrim(coalesce(p_text, '')) = '' then null else plainto_tsquery('danish', p_text) end;
    wanted constant int := least(p_limit, 200) + least(p_offset, 10000);
    condition text;
begin
    if me is null or nullif(current_setting('app.staff', true), '') is distinct from 'on' then
        return;
    end if;
    -- Only stop words were asked for: they say nothing about anybody.
    if words is not null and numnode(words) = 0 then
        words := null;
    end if;
    condition := candidates_condition(p_all, p_any, words, p_available, p_municipality, p_new_since);
    if candidates_expected(p_all, p_any, words) < index_first then
        return query execute
            'with hit as materialized (select i.candidate_id, i.postcode_id, i.municipality_id from candidates_index i where '
            || condition || ')
             select hit.candidate_id, d.km, hit.municipality_id from hit
               join jobcenters_postcodedistance d on d.from_postcode = $8 and d.to_postcode = hit.postcode_id and d.km <= $9
              order by d.km, hit.postcode_id, hit.candidate_id limit $10 offset $11'
            using p_all, p_any, words, p_available, me, p_municipality, p_new_since, p_postcode, p_km,
                  least(p_limit, 200), least(p_offset, 10000);
    else
        return query execute
            'select hit.candidate_id, d.km, hit.municipality_id
               from (select to_postcode, km from jobcenters_postcodedistance
                      where from_postcode = $8 and km <= $9 order by km, to_postcode) d
              cross join lateral (select i.candidate_id, i.municipality_id from candidates_index i
                      where i.postcode_id = d.to_postcode and ' || condition || '
                      order by i.candidate_id limit $12) hit
              order by d.km, d.to_postcode, hit.candidate_id limit $10 offset $11'
            using p_all, p_any, words, p_available, me, p_municipality, p_new_since, p_postcode, p_km,
                  least(p_limit, 200), least(p_offset, 10000), wanted;
    end if;
end $$;

create function candidates_counts(p_postcode text, p_km int, p_all int[], p_any int[], p_text text, p_available date,
    p_new_since timestamptz, p_cap int)
returns table (municipality_id varchar, found int, km float8)
language plpgsql stable security definer rows 98 set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    index_first constant float8 := 20000;
    me constant int := nullif(current_setting('app.org', true), '')::int;
    words tsquery := case when btrim(coalesce(p_text, '')) = '' then null else plainto_tsquery('danish', p_text) end;
    condition text;
begin
    if me is null or nullif(current_setting('app.staff', true), '') is distinct from 'on' then
        return;
    end if;
    if words is not null and numnode(words) = 0 then
        words := null;
    end if;
    condition := candidates_condition(p_all, p_any, words, p_available, null, p_new_since);
    if candidates_expected(p_all, p_any, words) < index_first then
        return query execute
            'with hit as materialized (select i.postcode_id, i.municipality_id from candidates_index i where ' || condition || ')
             select hit.municipality_id, least(count(*), $10 + 1)::int, min(d.km) from hit
               join jobcenters_postcodedistance d on d.from_postcode = $8 and d.to_postcode = hit.postcode_id and d.km <= $9
              group by 1 order by 3, 1'
            using p_all, p_any, words, p_available, me, null::text, p_new_since, p_postcode, p_km, p_cap;
    else
        return query execute
            'select near.municipality_id, n.many::int, near.km
               from (select p.municipality_id, min(d.km) as km, array_agg(d.to_postcode) as postcodes
                       from jobcenters_postcodedistance d join jobcenters_postcode p on p.code = d.to_postcode
                      where d.from_postcode = $8 and d.km <= $9 and p.municipality_id is not null group by 1) near
              cross join lateral (select count(*) as many from (
                      select 1 from candidates_index i
                       where i.postcode_id = any(near.postcodes) and i.municipality_id = near.municipality_id and '
            || condition || ' limit $10 + 1) few) n
              where n.many > 0 order by near.km, near.municipality_id'
            using p_all, p_any, words, p_available, me, null::text, p_new_since, p_postcode, p_km, p_cap;
    end if;
end $$;

revoke all on function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int) from public;
revoke all on function candidates_counts(text, int, int[], int[], text, date, timestamptz, int) from public;
grant execute on function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int),
    candidates_counts(text, int, int[], int[], text, date, timestamptz, int) to jo_web, jo_worker;
-- Their owner should be able to do nothing else. Where the schema is not ours to grant on, they stay with jo_owner.
do $$ begin
  grant create on schema public to jo_search;
  alter function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int) owner to jo_search;
  alter function candidates_counts(text, int, int[], int[], text, date, timestamptz, int) owner to jo_search;
  alter function candidates_expected(int[], int[], tsquery) owner to jo_search;
  revoke create on schema public from jo_search;
exception when insufficient_privilege then
  raise notice 'The search functions stay with their creator';
end $$;
"""
NO_SEARCH = """
drop function candidates_counts(text, int, int[], int[], text, date, timestamptz, int);
drop function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int);
drop function candidates_condition(int[], int[], tsquery, date, text, timestamptz);
drop function candidates_expected(int[], int[], tsquery);
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(TABLES, NO_TABLES),
        *(protect(f"candidates_{name}", [SEARCH_READS]) for name in ("index", "word", "total")),
        migrations.RunSQL(
            SEARCH_READS.create("candidates_term"), "drop policy search_reads on candidates_term;"
        ),
        migrations.RunSQL(KEEP, NO_KEEP),
        migrations.RunSQL(SEARCH, NO_SEARCH),
    ]
