"""The function that counts a round once and for all, so that no figure and no difference rests on fewer than five.

What is small is put together until every part has at least five companies: municipalities first, then industries inside
each area, then their divisions. Only whole parts are told, so whatever is added or subtracted is made of whole parts.
Since then `_two_way` puts together by another rule.
"""

PUBLISH = """
-- The industry section (DB07) of a division's two digits; '' for what is none.
create function barometer_section(division text) returns text language sql immutable parallel safe as $$
    select case when division !~ '^[0-9]{2}$' then ''
                when division::int between 1 and 3 then 'A' when division::int between 5 and 9 then 'B'
                when division::int between 10 and 33 then 'C' when division::int = 35 then 'D'
                when division::int between 36 and 39 then 'E' when division::int between 41 and 43 then 'F'
                when division::int between 45 and 47 then 'G' when division::int between 49 and 53 then 'H'
                when division::int between 55 and 56 then 'I' when division::int between 58 and 63 then 'J'
                when division::int between 64 and 66 then 'K' when division::int = 68 then 'L'
                when division::int between 69 and 75 then 'M' when division::int between 77 and 82 then 'N'
                when division::int = 84 then 'O' when division::int = 85 then 'P'
                when division::int between 86 and 88 then 'Q' when division::int between 90 and 93 then 'R'
                when division::int between 94 and 96 then 'S' when division::int between 97 and 98 then 'T'
                when division::int = 99 then 'U' else '' end
$$;

-- People in fives; null where they are fewer than five.
create function barometer_people(wanted bigint) returns int language sql immutable parallel safe as $$
    select case when wanted >= 5 then (round(wanted / 5.0) * 5)::int end
$$;

create function barometer_more_than_fewer(outlook text) returns int language sql immutable parallel safe as $$
    select case outlook when 'more' then 1 when 'fewer' then -1 else 0 end
$$;

-- The newest answer of each company of the round becomes its counted one: by mail, or from a note of a visit in these
-- days that looks both 3 and 12 months ahead. A note counts in one round only, so rounds have nothing in common.
create function barometer_collect(r barometer_barometerround) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    collected int;
begin
    insert into barometer_barometercounted (round_id, organisation_id, company_id, answer_id, interaction_id,
        municipality, section, division, outlook_3, outlook_12, is_hard)
    select distinct on (x.company_id) r.id, x.organisation_id, x.company_id, x.answer_id, x.interaction_id,
           w.municipality_id, barometer_section(left(c.industry_code, 2)), left(c.industry_code, 2),
           x.outlook_3, x.outlook_12, x.is_hard
      from (select a.organisation_id, a.company_id, a.id as answer_id, null::bigint as interaction_id,
                   null::bigint as workplace_id, a.at, a.outlook_3, a.outlook_12, a.is_hard
              from barometer_barometeranswer a where a.round_id = r.id
            union all
            select i.organisation_id, i.company_id, null, i.id, i.workplace_id,
                   (i.held_on + time '12:00') at time zone 'Europe/Copenhagen', i.outlook_3, i.outlook_12, null
              from visits_interaction i
             where i.held_on between r.opens_on and r.closes_on and i.outlook_3 <> '' and i.outlook_12 <> ''
               and not exists (select 1 from barometer_barometercounted k where k.interaction_id = i.id)) x
      join companies_company c on c.organisation_id = x.company_id
      cross join lateral (
            select p.municipality_id
              from companies_workplace k join jobcenters_postcode p on p.code = k.postcode_id
             where k.company_id = x.company_id and k.is_active and p.municipality_id = any(r.municipalities)
             order by k.id = x.workplace_id desc nulls last, k.id limit 1) w
     where cardinality(r.sections) = 0 or barometer_section(left(c.industry_code, 2)) = any(r.sections)
     order by x.company_id, x.at desc, x.answer_id desc nulls last, x.interaction_id desc;
    get diagnostics collected = row_count;

    insert into barometer_barometercountedneed (counted_id, organisation_id, term_id, people_3, people_12)
    select n.counted_id, n.organisation_id, n.term_id,
           coalesce(sum(n.number) filter (where n.horizon = 3), 0),
           coalesce(sum(n.number) filter (where n.horizon = 12), 0)
      from (select k.id as counted_id, k.organisation_id, b.term_id, b.number, b.horizon
              from barometer_barometercounted k join barometer_barometerneed b on b.answer_id = k.answer_id
             where k.round_id = r.id
            union all
            -- A note has its occupations in words: those of the vocabulary are counted.
            select k.id, k.organisation_id, t.id, b.number, b.horizon
              from barometer_barometercounted k
              join visits_interactionneed b on b.interaction_id = k.interaction_id
              join candidates_term t on t.kind = 'occupation'
                and (lower(t.name) = lower(btrim(b.occupation))
                     or lower(btrim(b.occupation)) = any(select lower(s) from unnest(t.synonyms) s))
             where k.round_id = r.id) n
     group by n.counted_id, n.organisation_id, n.term_id;
    return collected;
end $$;

-- Within each parent, children of fewer than five become '', and one more with them where they still are fewer.
create function barometer_put_together(the_round bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    with sizes as (select municipality as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round group by 1),
    few as (select coalesce(sum(n), 0) as n from sizes where n < 5),
    extra as (select s.child from sizes s, few where s.n >= 5 and few.n between 1 and 4 order by s.n, s.child limit 1)
    update barometer_barometercounted k
       set area = case when s.n >= 5 and s.child not in (select child from extra) then s.child else '' end
      from sizes s where k.round_id = the_round and k.municipality = s.child;

    with sizes as (select area, section as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round group by 1, 2),
    few as (select area, sum(n) as n from sizes where n < 5 group by area),
    extra as (select distinct on (s.area) s.area, s.child from sizes s join few using (area)
               where s.n >= 5 and few.n < 5 order by s.area, s.n, s.child)
    update barometer_barometercounted k
       set part = case when s.n >= 5 and (s.area, s.child) not in (select area, child from extra)
                       then s.child else '' end
      from sizes s where k.round_id = the_round and k.area = s.area and k.section = s.child;

    with sizes as (select area, part, division as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round and part <> '' group by 1, 2, 3),
    few as (select area, part, sum(n) as n from sizes where n < 5 group by area, part),
    extra as (select distinct on (s.area, s.part) s.area, s.part, s.child from sizes s join few using (area, part)
               where s.n >= 5 and few.n < 5 order by s.area, s.part, s.n, s.child)
    update barometer_barometercounted k
       set detail = case when s.n >= 5 and (s.area, s.part, s.child) not in (select area, part, child from extra)
                         then s.child else '' end
      from sizes s
     where k.round_id = the_round and k.area = s.area and k.part = s.part and k.division = s.child;
end $$;

-- One occupation: areas in which neither those that named it nor the others are one to four stand alone; the rest are
-- put together, with the smallest of the others until that holds for them too. Otherwise nothing is told.
create function barometer_publish_occupation(r barometer_barometerround, the_term int) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    all_areas text[];
    named_in bigint[];
    others_in bigint[];
    alone text[];
    together text[];
    named bigint;
    others bigint;
begin
    select array_agg(x.area), array_agg(x.named), array_agg(x.others) into all_areas, named_in, others_in from (
        select k.area, count(n.id) as named, count(*) - count(n.id) as others
          from barometer_barometercounted k
          left join barometer_barometercountedneed n on n.counted_id = k.id and n.term_id = the_term
         where k.round_id = r.id group by k.area) x;
    select coalesce(array_agg(a.area), '{}') into alone from unnest(all_areas, named_in, others_in) a (area, named, others)
     where a.named >= 5 and a.others not between 1 and 4;
    loop
        select coalesce(array_agg(a.area order by a.area), '{}'), coalesce(sum(a.named), 0), coalesce(sum(a.others), 0)
          into together, named, others from unnest(all_areas, named_in, others_in) a (area, named, others) where a.area <> all(alone);
        exit when named = 0 or (named >= 5 and others not between 1 and 4);
        if cardinality(alone) = 0 then
            return;
        end if;
        select array_remove(alone, x.area) into alone from (
            select a.area from unnest(all_areas, named_in, others_in) a (area, named, others) where a.area = any(alone) order by a.named, a.area limit 1) x;
    end loop;
    insert into barometer_barometeroccupation (round_id, term_id, areas, companies, balance_3, balance_12,
        people_3, people_12, hard_known, hard_percent, candidates)
    select r.id, the_term, g.areas, count(*), sum(barometer_more_than_fewer(k.outlook_3)),
           sum(barometer_more_than_fewer(k.outlook_12)),
           barometer_people(sum(n.people_3)), barometer_people(sum(n.people_12)),
           case when count(k.is_hard) >= 5 then count(k.is_hard) end,
           case when count(k.is_hard) >= 5
                then round(100.0 * count(*) filter (where k.is_hard) / count(k.is_hard))::int end,
           barometer_candidates(r, g.areas, the_term)
      from (select array[a] as areas from unnest(alone) a
            union all select together where named > 0) g
      join barometer_barometercounted k on k.round_id = r.id and k.area = any(g.areas)
      join barometer_barometercountedneed n on n.counted_id = k.id and n.term_id = the_term
     group by g.areas;
end $$;

-- How many candidates the search has for an occupation in these areas; null for fewer than five.
create function barometer_candidates(r barometer_barometerround, areas text[], the_term int) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select nullif(greatest(count(*), 4), 4)::int
      from candidates_index i
     where i.shared and i.features @> array[the_term]
       and (i.municipality_id = any(areas)
            or ('' = any(areas) and i.municipality_id = any(r.municipalities)
                and not exists (select 1 from barometer_barometerfigure f
                                 where f.round_id = r.id and f.municipality = i.municipality_id)))
$$;

-- Count a round: its own organisation whenever it likes, the worker after its last day. Once: null where it is counted.
create function barometer_publish(the_round bigint, the_day date, the_now timestamptz) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    r barometer_barometerround;
    counted int;
    term int;
    us int := nullif(current_setting('app.org', true), '')::int;
begin
    select * into r from barometer_barometerround b
     where b.id = the_round and b.published_at is null
       and (b.organisation_id = us or (us is null and b.closes_on < the_day)) for update;
    if not found then
        return null;
    end if;
    counted := barometer_collect(r);
    if counted >= 5 then
        perform barometer_put_together(r.id);
        insert into barometer_barometerfigure (round_id, municipality, section, division, companies,
            balance_3, balance_12, people_3, people_12)
        select r.id, k.area, k.part, k.detail, count(*), sum(barometer_more_than_fewer(k.outlook_3)),
               sum(barometer_more_than_fewer(k.outlook_12)),
               coalesce(barometer_people(sum(n.people_3)::bigint), 0),
               coalesce(barometer_people(sum(n.people_12)::bigint), 0)
          from barometer_barometercounted k
          left join lateral (select sum(m.people_3) as people_3, sum(m.people_12) as people_12
                               from barometer_barometercountedneed m where m.counted_id = k.id) n on true
         where k.round_id = r.id group by k.area, k.part, k.detail;
        for term in select distinct n.term_id from barometer_barometercountedneed n
                      join barometer_barometercounted k on k.id = n.counted_id where k.round_id = r.id order by 1
        loop
            perform barometer_publish_occupation(r, term);
        end loop;
    end if;
    update barometer_barometerround
       set published_at = the_now, closes_on = least(closes_on, the_day), answers = case when counted >= 5 then counted else 0 end where id = r.id;
    return case when counted >= 5 then counted else 0 end;
end $$;

revoke all on function barometer_collect(barometer_barometerround), barometer_put_together(bigint),
    barometer_publish_occupation(barometer_barometerround, int),
    barometer_candidates(barometer_barometerround, text[], int), barometer_publish(bigint, date, timestamptz)
    from public;
grant execute on function barometer_publish(bigint, date, timestamptz) to jo_web, jo_worker;
"""
NO_PUBLISH = """
drop function barometer_publish(bigint, date, timestamptz);
drop function barometer_publish_occupation(barometer_barometerround, int);
drop function barometer_candidates(barometer_barometerround, text[], int);
drop function barometer_put_together(bigint);
drop function barometer_collect(barometer_barometerround);
drop function barometer_more_than_fewer(text);
drop function barometer_people(bigint);
drop function barometer_section(text);
"""
