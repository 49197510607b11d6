"""The index that a search reads: one narrow row per candidate, kept by triggers, readable by the search role alone.

It holds everything that a candidate can be found by as numbers in one array: terms of the vocabulary by their ids (target
groups too), and the words of free text, stemmed and folded, by the negative of theirs. So any mixture is one question,
and nobody who serves pages may read it: an answer says which candidates match and how far away they are, nothing else.
"""

from django.db import migrations

from accounts.rls import Policy, protect
from candidates.migrations._search import NO_SEARCH, SEARCH

TABLES = r"""
-- How a word is compared: small letters, æ ø å as they are typed where the keys are missing, no accents, no signs.
create function candidates_fold(the_text text) returns text language sql immutable parallel safe as $$
    select btrim(regexp_replace(
        translate(replace(replace(replace(lower(the_text), 'æ', 'ae'), 'ø', 'oe'), 'å', 'aa'),
                  'éèêëáàâäóòôöúùûüíìîïñç', 'eeeeaaaaoooouuuuiiiinc'),
        '[^a-z0-9+#]+', ' ', 'g'))
$$;
-- What free text is looked for by: stems without stop words. Folded first, so that "montoer" and "montør" lose the same
-- ending; other alphabets are left as they are.
create function candidates_stems(the_text text) returns text[] language sql immutable parallel safe as $$
    select coalesce(array_agg(distinct s.stem order by s.stem) filter (where s.stem <> ''), '{}')
      from (select (ts_lexize('pg_catalog.danish_stem', w.folded))[1] as stem
              from (select m[1] as word, coalesce(nullif(public.candidates_fold(m[1]), ''), m[1]) as folded
                      from regexp_matches(lower(the_text), '[[:alnum:]+#]+', 'g') m) w
             where ts_lexize('pg_catalog.danish_stem', w.word) <> '{}'
               and w.folded <> all ('{paa,saa,naar,ogsaa,maa,vaere,vaeret,saadan}')) s
$$;

create table candidates_index (
    candidate_id bigint primary key references candidates_candidate (id) on delete cascade,
    jobcenter_id int not null,
    municipality_id varchar(4) not null,
    postcode_id varchar(4) not null,
    shared boolean not null,
    available_from date,
    findable_since timestamptz not null,
    features int[] not null
);
create index candidates_index_features on candidates_index using gin (features) with (fastupdate = off);
-- Holds all that a search tests, so that walking from postcode to postcode never touches the table.
create index candidates_index_walk on candidates_index (municipality_id, postcode_id, candidate_id)
    include (jobcenter_id, shared, available_from, findable_since, features);
create index candidates_index_new on candidates_index (findable_since);

create table candidates_word (
    id int generated always as identity primary key,
    word text not null unique,
    found int not null default 0
);
-- The words of a term's name and synonyms, as features (negative).
create table candidates_termword (
    term_id int primary key references candidates_term (id) on delete cascade,
    features int[] not null
);
-- Where candidates have lived: a pair never goes, so a walk may trust it; `found` is as of the last count.
create table candidates_place (
    postcode_id varchar(4) not null,
    municipality_id varchar(4) not null,
    found int not null default 0,
    primary key (postcode_id, municipality_id)
);
create table candidates_total (one boolean primary key default true check (one), found int not null,
    counted_at timestamptz not null);
insert into candidates_total (found, counted_at) values (0, 'epoch');

revoke all on candidates_index, candidates_word, candidates_termword, candidates_place, candidates_total
    from jo_web, jo_worker;
grant select on candidates_index, candidates_word, candidates_place, candidates_total, candidates_term,
    jobcenters_postcodedistance, jobcenters_postcode to jo_search;
"""
NO_TABLES = """
revoke select on candidates_term, jobcenters_postcodedistance, jobcenters_postcode from jo_search;
drop table candidates_index, candidates_word, candidates_termword, candidates_place, candidates_total;
drop function candidates_stems(text);
drop function candidates_fold(text);
"""

SEARCH_READS = Policy("search_reads", "select", using="true", roles="jo_search")

# One statement for any number of candidates: an import refreshes thousands at a time.
KEEP = """
-- The features of stems; words that are new get a number. Ordered, so that two at once do not wait for each other.
create function candidates_words_add(the_stems text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into candidates_word (word)
    select s.stem from (select distinct unnest(the_stems) as stem) s
     where not exists (select 1 from candidates_word w where w.word = s.stem)
     order by s.stem
        on conflict do nothing
$$;
revoke execute on function candidates_words_add(text[]) from public;

create function candidates_index_refresh(the_candidates bigint[]) returns void
language plpgsql security definer set search_path = public, pg_temp set jit = off as $$
begin
    delete from candidates_index where candidate_id = any(the_candidates)
       and not exists (select 1 from candidates_candidate c where c.id = candidate_id and c.state = 'active');
    perform candidates_words_add(array(
        select unnest(candidates_stems(t.title))
          from (select distinct unnest(c.job_titles) as title from candidates_candidate c
                 where c.id = any(the_candidates) and c.state = 'active') t));
    insert into candidates_place (postcode_id, municipality_id)
    select distinct c.postcode_id, c.municipality_id from candidates_candidate c
     where c.id = any(the_candidates) and c.state = 'active'
       and not exists (select 1 from candidates_place p
                        where p.postcode_id = c.postcode_id and p.municipality_id = c.municipality_id)
     order by 1, 2
        on conflict do nothing;
    insert into candidates_index as i (candidate_id, jobcenter_id, municipality_id, postcode_id, shared, available_from,
                                  findable_since, features)
    with wanted as materialized (
        select c.id, c.jobcenter_id, c.municipality_id, c.postcode_id, c.basis <> '' as shared, c.available_from,
               c.terms, coalesce(p.targets, '{}') as targets, c.job_titles
          from candidates_candidate c
          left join candidates_candidateprofile p on p.candidate_id = c.id
         where c.id = any(the_candidates) and c.state = 'active'),
    title as materialized (
        select t.title, array(select -w.id from candidates_word w where w.word = any(candidates_stems(t.title))) as features
          from (select distinct unnest(job_titles) as title from wanted) t),
    feature as (
        select w.id, unnest(w.terms || w.targets) as f from wanted w
         union all
        select w.id, unnest(tw.features) from wanted w cross join unnest(w.terms) t (id)
          join candidates_termword tw on tw.term_id = t.id
         union all
        select w.id, unnest(title.features) from wanted w cross join unnest(w.job_titles) j (title)
          join title on title.title = j.title),
    gathered as (
        -- An entry of the walking index has room for some 600; nobody has so many.
        select f.id, (array_agg(distinct f.f order by f.f desc))[1:500] as features from feature f group by f.id)
    select w.id, w.jobcenter_id, w.municipality_id, w.postcode_id, w.shared, w.available_from, now(),
           coalesce(g.features, '{}')
      from wanted w left join gathered g on g.id = w.id
        on conflict (candidate_id) do update
       set jobcenter_id = excluded.jobcenter_id, municipality_id = excluded.municipality_id,
           postcode_id = excluded.postcode_id, shared = excluded.shared, available_from = excluded.available_from,
           -- Found anew where others could not find it before; a changed CV is no new candidate.
           findable_since = case when excluded.shared and not i.shared then excluded.findable_since
                                 else i.findable_since end,
           features = excluded.features
     where (i.jobcenter_id, i.municipality_id, i.postcode_id, i.shared, i.available_from, i.features)
           is distinct from (excluded.jobcenter_id, excluded.municipality_id, excluded.postcode_id, excluded.shared,
                             excluded.available_from, excluded.features);
end $$;
revoke execute on function candidates_index_refresh(bigint[]) from public;

-- A term that is written in another way is found in that way at once. Forms and target groups are no free text.
create function candidates_term_worded() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    stems constant text[] := case when new.kind in ('form', 'target') then '{}' else
        candidates_stems(concat_ws(' ', new.name, array_to_string(new.synonyms, ' '))) end;
    before constant int[] := (select features from candidates_termword where term_id = new.id);
    after int[];
begin
    perform candidates_words_add(stems);
    after := array(select -w.id from candidates_word w where w.word = any(stems) order by 1);
    if before = after then
        return null;
    end if;
    insert into candidates_termword (term_id, features) values (new.id, after)
        on conflict (term_id) do update set features = excluded.features;
    if tg_op = 'UPDATE' then
        perform candidates_index_refresh(array(
            select candidate_id from candidates_index where features @> array[new.id]));
    end if;
    return null;
end $$;
create trigger worded after insert or update of name, synonyms, kind on candidates_term
    for each row execute function candidates_term_worded();

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
language plpgsql security definer set search_path = public, pg_temp set jit = off set work_mem = '64MB' as $$
declare
    everybody int;
begin
    -- Two at once would do the same work twice and get into each other's way.
    perform pg_advisory_xact_lock(7110031);
    select count(*) into everybody from candidates_index;
    create temporary table counted on commit drop as
    select f, count(*)::int as found from candidates_index, unnest(features) f group by f;
    update candidates_term t set found = coalesce(n.found, 0)
      from candidates_term u left join counted n on n.f = u.id
     where t.id = u.id and t.found is distinct from coalesce(n.found, 0);
    update candidates_word w set found = coalesce(n.found, 0)
      from candidates_word u left join counted n on n.f = -u.id
     where w.id = u.id and w.found is distinct from coalesce(n.found, 0);
    drop table counted;
    update candidates_place p set found = coalesce(n.found, 0)
      from candidates_place q
      left join (select postcode_id, municipality_id, count(*) as found from candidates_index group by 1, 2) n
        on n.postcode_id = q.postcode_id and n.municipality_id = q.municipality_id
     where p.postcode_id = q.postcode_id and p.municipality_id = q.municipality_id
       and p.found is distinct from coalesce(n.found, 0);
    update candidates_total set found = everybody, counted_at = now();
    analyze candidates_index;
    analyze candidates_place;
    analyze candidates_word;
    analyze candidates_term;
    return everybody;
end $$;
revoke execute on function candidates_stats_refresh() from public;
grant execute on function candidates_stats_refresh() to jo_worker;

-- How old the count is, and how many rows have come or changed since (about).
create function candidates_stats_age() returns table (counted_at timestamptz, found int, changed bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.counted_at, t.found,
           greatest(pg_stat_get_mod_since_analyze(c.oid), abs(greatest(c.reltuples, 0)::bigint - t.found))
      from candidates_total t, pg_class c where c.oid = 'candidates_index'::regclass
$$;
revoke execute on function candidates_stats_age() from public;
grant execute on function candidates_stats_age() to jo_worker;
"""
NO_KEEP = """
drop trigger worded on candidates_term;
drop trigger index_added on candidates_candidate;
drop trigger index_changed on candidates_candidate;
drop trigger index_added on candidates_candidateprofile;
drop trigger index_changed on candidates_candidateprofile;
drop function candidates_term_worded();
drop function candidates_candidate_changed();
drop function candidates_profile_changed();
drop function candidates_stats_age();
drop function candidates_stats_refresh();
drop function candidates_index_refresh(bigint[]);
drop function candidates_words_add(text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(TABLES, NO_TABLES),
        *(
            protect(f"candidates_{name}", [SEARCH_READS])
            for name in ("index", "word", "termword", "place", "total")
        ),
        migrations.RunSQL(
            SEARCH_READS.create("candidates_term"), "drop policy search_reads on candidates_term;"
        ),
        migrations.RunSQL(KEEP, NO_KEEP),
        migrations.RunSQL(SEARCH, NO_SEARCH),
    ]
