"""The functions of the search, as SQL for the migration that makes them.

A search knows two ways. It walks from postcode to postcode, nearest first, and stops when it has enough: best for what
many have. Or it asks the index of features for all who fit, and sorts them by distance: best for what few have. Which of
the two is found out by walking the nearest few thousand candidates: what is common ends there, and for the rest the
share of hits among them says how many to expect, whatever the words have to do with each other.
"""

SEARCH = """
-- The walk: hits beyond (p_after_km, p_after) up to (p_last_km, p_last), both postcodes with their distance, in the order
-- of the list. No condition here can make the planner leave the walking index: "is true" hides the arrays from the other.
create function candidates_walk(p_postcode text, p_km float8, p_after_km float8, p_after text, p_last_km float8,
    p_last text, p_need int[], p_any int[], p_available date, p_me int, p_municipality text, p_wanted int)
returns table (candidate_id bigint, km float8, municipality_id varchar)
language plpgsql stable rows 20 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set jit = off set max_parallel_workers_per_gather = 0 set enable_nestloop = on set enable_hashjoin = off set enable_mergejoin = off
set enable_bitmapscan = off set enable_seqscan = off set enable_material = off as $$
#variable_conflict use_column
declare
    is_any constant boolean := cardinality(p_any) = 0;
begin
    return query
    select h.candidate_id, n.km, n.municipality_id
      from (select d.km, d.to_postcode, p.municipality_id
              from jobcenters_postcodedistance d join candidates_place p on p.postcode_id = d.to_postcode
             where d.from_postcode = p_postcode and d.km <= p_km
               and (d.km, d.to_postcode) > (p_after_km, p_after)
               and (d.km, d.to_postcode) <= (p_last_km, p_last)
               and (p_municipality is null or p.municipality_id = p_municipality)
             order by d.km, d.to_postcode) n
     cross join lateral (
            select i.candidate_id from candidates_index i
             where i.municipality_id = n.municipality_id and i.postcode_id = n.to_postcode
               and (i.shared or i.jobcenter_id = p_me)
               and (i.features @> p_need) is true
               and (is_any or i.features && p_any) is true
               and (p_available is null or i.available_from is null or i.available_from <= p_available)
             order by i.candidate_id limit p_wanted) h
     order by n.km, n.to_postcode, h.candidate_id limit p_wanted;
end $$;
revoke all on function candidates_walk(text, float8, float8, text, float8, text, int[], int[], date, int, text, int)
    from public;

-- How far the nearest `p_many` candidates reach, as the last postcode among them: (km, postcode, how many). Whole
-- postcodes, at least one; an unknown place gives no row.
create function candidates_reach(p_postcode text, p_km float8, p_municipality text, p_many int)
returns table (km float8, postcode varchar, many bigint, is_all boolean)
language plpgsql stable rows 1 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set jit = off set enable_nestloop = on set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off
set enable_seqscan = off set enable_material = off as $$
#variable_conflict use_column
declare
    place record;
begin
    many := 0;
    is_all := true;
    for place in
        select d.km, d.to_postcode, p.found
          from jobcenters_postcodedistance d join candidates_place p on p.postcode_id = d.to_postcode
         where d.from_postcode = p_postcode and d.km <= p_km
           and (p_municipality is null or p.municipality_id = p_municipality)
         order by d.km, d.to_postcode
    loop
        if many >= p_many and place.to_postcode <> postcode then
            is_all := false;
            exit;
        end if;
        km := place.km;
        postcode := place.to_postcode;
        many := many + place.found;
    end loop;
    if postcode is not null then
        return next;
    end if;
end $$;
revoke all on function candidates_reach(text, float8, text, int) from public;

-- The features of a free text, [] for none; null where a word is in nobody's CV.
create function candidates_text_features(p_text text) returns int[]
language plpgsql stable set search_path = public, pg_temp as $$
declare
    stems constant text[] := candidates_stems(coalesce(p_text, ''));
    found constant int[] := array(select -w.id from candidates_word w where w.word = any(stems));
begin
    return case when cardinality(found) = cardinality(stems) then found end;
end $$;
revoke all on function candidates_text_features(text) from public;

-- What the index of features is asked for, of all that is needed: reading the long list of a common feature costs more than
-- looking at the rows that the rare ones leave. `most` is how many can have everything at most, as of the last count; `keys`
-- are those that fewer than a tenth have, or all where there is none; `any_is_key` says the same of the others together.
create function candidates_plan(p_need int[], p_any int[])
returns table (everybody float8, most float8, keys int[], any_is_key boolean)
language plpgsql stable rows 1 set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    rarest int;
    others float8;
begin
    select greatest(t.found, 1) into everybody from candidates_total t;
    select min(n.found), coalesce(array_agg(n.f) filter (where n.found < everybody / 10), '{}') into rarest, keys
      from (select t.id as f, t.found from candidates_term t where t.id = any(p_need)
             union all
            select -w.id, w.found from candidates_word w
             where w.id = any(array(select -f from unnest(p_need) f where f < 0))) n;
    if cardinality(p_any) > 0 then
        select sum(t.found) into others from candidates_term t where t.id = any(p_any);
    end if;
    most := least(everybody, rarest, others);
    any_is_key := others < everybody / 10;
    if keys = '{}' and any_is_key is not true then
        keys := p_need;
        any_is_key := cardinality(p_any) > 0;
    end if;
    return next;
end $$;
revoke all on function candidates_plan(int[], int[]) from public;

-- The condition of the other way, planned for its very values. $1 need, $2 any, $3 available, $4 me, $5 municipality,
-- $6 new since, $7 keys.
create function candidates_condition(p_need int[], p_any int[], p_available date, p_municipality text,
    p_new_since timestamptz, p_keys int[], p_any_is_key boolean) returns text language sql immutable as $$
    select concat_ws(' and ', '(i.shared or i.jobcenter_id = $4)',
        case when cardinality(p_keys) > 0 then 'i.features @> $7' end,
        case when cardinality(p_need) > cardinality(p_keys) then '(i.features @> $1) is true' end,
        case when cardinality(p_any) > 0 then
            case when p_any_is_key then 'i.features && $2' else '(i.features && $2) is true' end end,
        case when p_available is not null then '(i.available_from is null or i.available_from <= $3)' end,
        case when p_municipality is not null then 'i.municipality_id = $5' end,
        case when p_new_since is not null then 'i.findable_since > $6' end)
$$;

create function candidates_search(p_postcode text, p_km int, p_all int[], p_any int[], p_text text, p_available date,
    p_municipality text, p_new_since timestamptz, p_limit int, p_offset int)
returns table (candidate_id bigint, km float8, municipality_id varchar)
language plpgsql stable security definer rows 20 set search_path = public, pg_temp set jit = off
set max_parallel_workers_per_gather = 0 set enable_nestloop = off as $$
#variable_conflict use_column
declare
    me constant int := nullif(current_setting('app.org', true), '')::int;
    skipped constant int := least(p_offset, 10000);
    wanted constant int := least(p_limit, 200) + skipped;
    any_of constant int[] := coalesce(p_any, '{}');
    words constant int[] := candidates_text_features(p_text);
    need constant int[] := coalesce(p_all, '{}') || words;
    plan constant record := candidates_plan(need, any_of);
    expected float8 := plan.most;
    -- As many hits cost as much to sort as walking costs until enough of them are met.
    few constant float8 := greatest(300, sqrt(wanted * plan.everybody * 0.6));
    near record;
    hit record;
    number int := 0;
    share float8;
    within float8;
begin
    if me is null or nullif(current_setting('app.staff', true), '') is distinct from 'on' or words is null then
        return;
    end if;
    -- What is rare is asked of the index at once. So is what is new: the planner knows how little that is.
    if expected > few and p_new_since is null then
        -- With one condition it is known how far to walk; with several, a few steps tell.
        select * into near from candidates_reach(p_postcode, p_km, p_municipality, greatest(wanted,
            case when cardinality(need) + least(cardinality(any_of), 1) > 1 then 2000
                 else 2 * wanted * plan.everybody / expected end)::int);
        if near.postcode is null then
            return;
        end if;
        for hit in select * from candidates_walk(p_postcode, p_km, -1, '', near.km, near.postcode, need, any_of,
                                                 p_available, me, p_municipality, wanted)
        loop
            number := number + 1;
            if number > skipped then
                candidate_id := hit.candidate_id;
                km := hit.km;
                municipality_id := hit.municipality_id;
                return next;
            end if;
        end loop;
        if number = wanted or near.is_all then
            return;
        end if;
        -- Those beyond come after those that have been told, and are found in the way that reads fewer rows.
        share := (number + 1) / (near.many + 2.0);
        expected := least(expected, share * plan.everybody);
        select sum(p.found) - near.many into within
          from jobcenters_postcodedistance d join candidates_place p on p.postcode_id = d.to_postcode
         where d.from_postcode = p_postcode and d.km <= p_km
           and (p_municipality is null or p.municipality_id = p_municipality);
        if least(within, (wanted - number) / share) < few + 3.5 * expected then
            return query
            select w.candidate_id, w.km, w.municipality_id
              from candidates_walk(p_postcode, p_km, near.km, near.postcode, 'infinity', '', need, any_of, p_available, me,
                                   p_municipality, wanted - number) w
            offset greatest(0, skipped - number);
            return;
        end if;
    end if;
    return query execute
        'select hit.candidate_id, d.km, hit.municipality_id
           from (select i.candidate_id, i.postcode_id, i.municipality_id from candidates_index i where '
        || candidates_condition(need, any_of, p_available, p_municipality, p_new_since, plan.keys, plan.any_is_key) || '
                 offset 0) hit
           join jobcenters_postcodedistance d on d.from_postcode = $8 and d.to_postcode = hit.postcode_id and d.km <= $9
          order by d.km, hit.postcode_id, hit.candidate_id limit $10 offset $11'
        using need, any_of, p_available, me, p_municipality, p_new_since, plan.keys, p_postcode, p_km,
              wanted - greatest(number, skipped), greatest(number, skipped);
end $$;

create function candidates_counts(p_postcode text, p_km int, p_all int[], p_any int[], p_text text, p_available date,
    p_new_since timestamptz, p_cap int)
returns table (municipality_id varchar, found int, km float8)
language plpgsql stable security definer rows 98 set search_path = public, pg_temp set jit = off
set max_parallel_workers_per_gather = 0 set enable_nestloop = off as $$
#variable_conflict use_column
declare
    few constant int := 5000;
    me constant int := nullif(current_setting('app.org', true), '')::int;
    any_of constant int[] := coalesce(p_any, '{}');
    words constant int[] := candidates_text_features(p_text);
    need constant int[] := coalesce(p_all, '{}') || words;
    plan constant record := candidates_plan(need, any_of);
    expected float8 := plan.most;
    near record;
    share float8;
    walked float8;
begin
    if me is null or nullif(current_setting('app.staff', true), '') is distinct from 'on' or words is null then
        return;
    end if;
    if expected > few and p_new_since is null then
        select * into near from candidates_reach(p_postcode, p_km, null, 1500);
        if near.postcode is null then
            return;
        end if;
        select (count(*) + 1) / (near.many + 2.0) into share
          from candidates_walk(p_postcode, p_km, -1, '', near.km, near.postcode, need, any_of, p_available, me, null, 10000);
        expected := least(expected, share * plan.everybody);
        select sum(least(m.found, (p_cap + 1) / share)) into walked
          from (select p.municipality_id, sum(p.found) as found
                  from jobcenters_postcodedistance d join candidates_place p on p.postcode_id = d.to_postcode
                 where d.from_postcode = p_postcode and d.km <= p_km group by 1) m;
        if walked < few + 3 * expected then
            return query select * from candidates_counts_walk(p_postcode, p_km, need, any_of, p_available, me, p_cap);
            return;
        end if;
    end if;
    return query execute
        'select hit.municipality_id, least(sum(hit.many), $10 + 1)::int, min(d.km)
           from (select i.postcode_id, i.municipality_id, count(*) as many from candidates_index i where '
        || candidates_condition(need, any_of, p_available, null, p_new_since, plan.keys, plan.any_is_key) || '
                  group by 1, 2) hit
           join jobcenters_postcodedistance d on d.from_postcode = $8 and d.to_postcode = hit.postcode_id and d.km <= $9
          group by 1 order by 3, 1'
        using need, any_of, p_available, me, null::text, p_new_since, plan.keys, p_postcode, p_km, p_cap;
end $$;

-- Counts by walking: in each municipality nearest first, until one more than the cap.
create function candidates_counts_walk(p_postcode text, p_km float8, p_need int[], p_any int[], p_available date,
    p_me int, p_cap int)
returns table (municipality_id varchar, found int, km float8)
language plpgsql stable rows 98 set search_path = public, pg_temp set plan_cache_mode = force_generic_plan
set jit = off set max_parallel_workers_per_gather = 0 set enable_nestloop = on set enable_mergejoin = off
set enable_bitmapscan = off set enable_seqscan = off set enable_material = off as $$
#variable_conflict use_column
declare
    is_any constant boolean := cardinality(p_any) = 0;
begin
    return query
    select m.municipality_id, n.many::int, n.km
      from (select p.municipality_id, array_agg(d.km order by d.km) as kms,
                   array_agg(d.to_postcode order by d.km) as postcodes
              from jobcenters_postcodedistance d join candidates_place p on p.postcode_id = d.to_postcode
             where d.from_postcode = p_postcode and d.km <= p_km group by 1) m
     cross join lateral (
            select count(*) as many, min(few.km) as km from (
                select q.km from unnest(m.kms, m.postcodes) q (km, postcode)
                 cross join lateral (
                        select 1 from candidates_index i
                         where i.municipality_id = m.municipality_id and i.postcode_id = q.postcode
                           and (i.shared or i.jobcenter_id = p_me)
                           and (i.features @> p_need) is true
                           and (is_any or i.features && p_any) is true
                           and (p_available is null or i.available_from is null or i.available_from <= p_available)
                         limit p_cap + 1) h
                 limit p_cap + 1) few) n
     where n.many > 0 order by n.km, m.municipality_id;
end $$;
revoke all on function candidates_counts_walk(text, float8, int[], int[], date, int, int) from public;

revoke all on function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int) from public;
revoke all on function candidates_counts(text, int, int[], int[], text, date, timestamptz, int) from public;
grant execute on function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int),
    candidates_counts(text, int, int[], int[], text, date, timestamptz, int) to jo_web, jo_worker;
-- Their owner should be able to do nothing else. Where the schema is not ours to grant on, they stay with jo_owner.
do $$ begin
  grant create on schema public to jo_search;
  alter function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int) owner to jo_search;
  alter function candidates_counts(text, int, int[], int[], text, date, timestamptz, int) owner to jo_search;
  alter function candidates_counts_walk(text, float8, int[], int[], date, int, int) owner to jo_search;
  alter function candidates_walk(text, float8, float8, text, float8, text, int[], int[], date, int, text, int)
    owner to jo_search;
  alter function candidates_reach(text, float8, text, int) owner to jo_search;
  alter function candidates_text_features(text) owner to jo_search;
  alter function candidates_plan(int[], int[]) owner to jo_search;
  revoke create on schema public from jo_search;
exception when insufficient_privilege then
  raise notice 'The search functions stay with their creator';
end $$;
"""
NO_SEARCH = """
drop function candidates_counts(text, int, int[], int[], text, date, timestamptz, int);
drop function candidates_counts_walk(text, float8, int[], int[], date, int, int);
drop function candidates_search(text, int, int[], int[], text, date, text, timestamptz, int, int);
drop function candidates_condition(int[], int[], date, text, timestamptz, int[], boolean);
drop function candidates_plan(int[], int[]);
drop function candidates_text_features(text);
drop function candidates_reach(text, float8, text, int);
drop function candidates_walk(text, float8, float8, text, float8, text, int[], int[], date, int, text, int);
"""
