"""The function that puts a round together as a two-way table, of which no sum or difference rests on one to four.

docs/decisions/0014-a-safe-two-way-table.md says why this is enough. The table is a graph: areas and industries are its
nodes, a cell with companies is an edge that weighs their number. A cut is what lies between some nodes and the others.
"""

from barometer.migrations._publish import PUBLISH


def _function(name: str) -> str:
    """The text of a function of `_publish`, as one that replaces."""
    start = PUBLISH.index(f"create function {name}(")
    end = PUBLISH.index("end $$;", start) + len("end $$;")
    return PUBLISH[start:end].replace("create function", "create or replace function", 1)


_FIGURES = """        insert into barometer_barometerfigure (round_id, municipality, section, division, companies,
            balance_3, balance_12, people_3, people_12)
        select r.id, k.area, k.part, k.detail, count(*), sum(barometer_more_than_fewer(k.outlook_3)),
               sum(barometer_more_than_fewer(k.outlook_12)),
               coalesce(barometer_people(sum(n.people_3)::bigint), 0),
               coalesce(barometer_people(sum(n.people_12)::bigint), 0)
          from barometer_barometercounted k
          left join lateral (select sum(m.people_3) as people_3, sum(m.people_12) as people_12
                               from barometer_barometercountedneed m where m.counted_id = k.id) n on true
         where k.round_id = r.id group by k.area, k.part, k.detail;
"""


def _publish() -> str:
    before = _function("barometer_publish")
    if before.count(_FIGURES) != 1:
        raise ValueError("The function is not the one that is changed.")
    return before.replace(_FIGURES, "        perform barometer_tell(r.id);\n")


TWO_WAY = """
-- Nodes are numbered: the areas, then the industries (with their divisions, where they are set). An edge joins a and b.
create function barometer_graph(the_round bigint, only_hidden boolean,
    out areas text[], out parts text[], out a int[], out b int[], out w int[]) language sql stable as $$
    with cells as (select k.area::text collate "C" as area, (k.part || k.detail) collate "C" as part, count(*)::int as n
                     from barometer_barometercounted k
                    where k.round_id = the_round and not (only_hidden and k.is_told) group by 1, 2),
    x as (select area, row_number() over (order by area)::int as i from (select distinct area from cells) d),
    y as (select part, row_number() over (order by part)::int as i from (select distinct part from cells) d),
    edges as (select array_agg(x.i order by x.i, y.i) as a, array_agg(y.i order by x.i, y.i) as b,
                     array_agg(c.n order by x.i, y.i) as w
                from cells c join x using (area) join y using (part))
    select (select array_agg(area order by i) from x), (select array_agg(part order by i) from y), e.a,
           (select array_agg(n + (select count(*)::int from x) order by place)
              from unnest(e.b) with ordinality o (n, place)), e.w
      from edges e
$$;

-- For each node the least number of a node that it hangs together with.
create function barometer_together(n int, a int[], b int[]) returns int[] language plpgsql immutable as $$
declare
    label int[] := array(select generate_series(1, n));
begin
    for i in 1 .. cardinality(a) loop
        if label[a[i]] <> label[b[i]] then
            label := array_replace(label, greatest(label[a[i]], label[b[i]]), least(label[a[i]], label[b[i]]));
        end if;
    end loop;
    return label;
end $$;

-- Merges nodes (`root`: whom each is merged into) that no cut of one to four comes between, until all that hang together
-- are one: then `side` is null and there is no such cut. Otherwise `side` is a root whose nodes such a cut surrounds.
-- Nodes are taken in order of how much joins them to those taken before; a node with five or more to those, at the
-- latest with the one just taken, cannot be cut from it by less (Nagamochi and Ibaraki 1992, Stoer and Wagner 1997).
create function barometer_contract(inout root int[], a int[], b int[], w int[], out side int)
language plpgsql immutable as $$
declare
    names int[];
    place int[];
    k int;
    x int;
    y int;
    bundle int[];
    edge int[];
    grown int[];
    parent int[];
    leader int[];
    taken int;
    following int;
    most int;
    more int;
begin
    loop
        names := array(select distinct r from unnest(root) r order by r);
        k := cardinality(names);
        place := array_fill(0, array[cardinality(root)]);
        for i in 1 .. k loop
            place[names[i]] := i;
        end loop;
        bundle := array_fill(0, array[k * k]);
        edge := array_fill(0, array[k]);
        for i in 1 .. cardinality(a) loop
            x := place[root[a[i]]];
            y := place[root[b[i]]];
            if x <> y then
                bundle[(x - 1) * k + y] := bundle[(x - 1) * k + y] + w[i];
                bundle[(y - 1) * k + x] := bundle[(y - 1) * k + x] + w[i];
                edge[x] := edge[x] + w[i];
                edge[y] := edge[y] + w[i];
            end if;
        end loop;
        select names[e.i] into side from unnest(edge) with ordinality e (n, i) where e.n between 1 and 4
         order by e.n, e.i limit 1;
        exit when side is not null or 0 = all(edge);

        grown := array_fill(0, array[k]);
        parent := array_fill(0, array[k]);
        leader := array_fill(0, array[k]);
        taken := 1;
        while taken is not null loop
            leader[taken] := case when parent[taken] > 0 then leader[parent[taken]] else taken end;
            following := null;
            most := -1;
            for other in 1 .. k loop
                if leader[other] = 0 then
                    more := bundle[(taken - 1) * k + other];
                    if more > 0 then
                        if grown[other] < 5 and grown[other] + more >= 5 then
                            parent[other] := taken;
                        end if;
                        grown[other] := grown[other] + more;
                    end if;
                    if grown[other] > most then
                        most := grown[other];
                        following := other;
                    end if;
                end if;
            end loop;
            taken := following;
        end loop;
        for i in 1 .. cardinality(root) loop
            root[i] := names[leader[place[root[i]]]];
        end loop;
    end loop;
end $$;

-- Industries of the whole round: those of fewer than five become '', one more with them where they still are fewer; and
-- where the totals of areas and industries alone would tell of one to four, the smallest on each side of that cut.
create function barometer_put_sections_together(the_round bigint) returns void language plpgsql volatile as $$
declare
    g record;
    c record;
    nodes int;
    label int[];
begin
    with sizes as (select section as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round group by 1),
    few as (select coalesce(sum(n), 0) as n from sizes where n < 5 or child = ''),
    extra as (select s.child from sizes s, few
               where s.n >= 5 and s.child <> '' and few.n between 1 and 4 order by s.n, s.child limit 1)
    update barometer_barometercounted k
       set part = case when s.n >= 5 and s.child not in (select child from extra) then s.child else '' end
      from sizes s where k.round_id = the_round and k.section = s.child;
    loop
        select * into g from barometer_graph(the_round, false);
        nodes := cardinality(g.areas) + cardinality(g.parts);
        select * into c from barometer_contract(array(select generate_series(1, nodes)), g.a, g.b, g.w);
        exit when c.side is null;
        label := barometer_together(nodes, g.a, g.b);
        update barometer_barometercounted k set part = ''
          from (select distinct on (s.is_inside) s.part from (
                    select p.part, x.n, c.root[cardinality(g.areas) + p.i] = c.side as is_inside
                      from unnest(g.parts) with ordinality p (part, i)
                      join (select k.part, count(*) as n from barometer_barometercounted k
                             where k.round_id = the_round group by 1) x on x.part = p.part
                     where label[cardinality(g.areas) + p.i] = label[c.side]) s
                 order by s.is_inside, s.part <> '', s.n, s.part) few
         where k.round_id = the_round and k.part = few.part;
    end loop;
end $$;

-- Cells of five companies or more are told, but for the fewest, and of these the smallest, that must be hidden with the
-- small ones: those on the shortest way around each cut of one to four among what is hidden. What was put together as ''
-- is no industry, so it stays in what is left.
create function barometer_hide_cells(the_round bigint) returns void language plpgsql volatile as $$
declare
    g record;
    told boolean[];
    nodes int;
    root int[];
    label int[];
    side int;
    hidden_a int[];
    hidden_b int[];
    hidden_w int[];
    from_label int[];
    to_label int[];
    reached int[];
    via int[];
    so_far int;
    here int;
    i int;
begin
    select * into g from barometer_graph(the_round, false);
    nodes := cardinality(g.areas) + cardinality(g.parts);
    root := array(select generate_series(1, nodes));
    select array_agg(e.w >= 5 and g.parts[e.b - cardinality(g.areas)] <> '' order by e.i) into told
      from unnest(g.b, g.w) with ordinality e (b, w, i);
    select coalesce(array_agg(e.a), '{}'), coalesce(array_agg(e.b), '{}'), coalesce(array_agg(e.w), '{}')
      into hidden_a, hidden_b, hidden_w
      from unnest(g.a, g.b, g.w, told) e (a, b, w, is_told) where not e.is_told;
    label := barometer_together(nodes, hidden_a, hidden_b);
    loop
        select c.root, c.side into root, side from barometer_contract(root, hidden_a, hidden_b, hidden_w) c;
        exit when side is null;
        -- From this side (0) to the rest of what it hangs together with, over told cells.
        select array_agg(case when root[e.a] = side then 0 else label[e.a] end order by e.i),
               array_agg(case when root[e.b] = side then 0 else label[e.b] end order by e.i)
          into from_label, to_label from unnest(g.a, g.b) with ordinality e (a, b, i);
        reached := '{0}';
        via := '{0}';
        while label[side] <> all(reached) loop
            so_far := cardinality(reached);
            select reached || array_agg(f.y order by f.y), via || array_agg(f.i order by f.y) into reached, via from (
                select distinct on (t.y) t.y, t.i from (
                    select e.i::int as i, e.w, e.x, e.y
                      from unnest(from_label, to_label, g.w, told) with ordinality e (x, y, w, is_told, i) where e.is_told
                    union all
                    select e.i::int, e.w, e.y, e.x
                      from unnest(from_label, to_label, g.w, told) with ordinality e (x, y, w, is_told, i) where e.is_told) t
                 where t.x = any(reached) and t.y <> all(reached) order by t.y, t.w, t.i) f;
            if cardinality(reached) = so_far then
                raise exception 'The totals alone tell of too few.';
            end if;
        end loop;
        here := label[side];
        while here <> 0 loop
            i := via[array_position(reached, here)];
            here := from_label[i] + to_label[i] - here;
            told[i] := false;
            hidden_a := hidden_a || g.a[i];
            hidden_b := hidden_b || g.b[i];
            hidden_w := hidden_w || g.w[i];
            label := array_replace(label, label[g.b[i]], label[g.a[i]]);
        end loop;
    end loop;
    update barometer_barometercounted k set is_told = true
      from unnest(g.a, g.b, told) e (a, b, is_told)
     where k.round_id = the_round and e.is_told
       and k.area = g.areas[e.a] and k.part = g.parts[e.b - cardinality(g.areas)];
end $$;

-- Divisions of a told cell, and of what is left of an industry where that tells of one to four no more than the whole.
create function barometer_split_divisions(the_round bigint) returns void language plpgsql volatile as $$
declare
    letter text;
    g record;
    side int;
begin
    with sizes as (select area, part, division as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round and is_told group by 1, 2, 3),
    few as (select area, part, sum(n) as n from sizes where n < 5 group by area, part),
    extra as (select distinct on (s.area, s.part) s.area, s.part, s.child from sizes s join few using (area, part)
               where s.n >= 5 and few.n < 5 order by s.area, s.part, s.n, s.child)
    update barometer_barometercounted k set detail = s.child
      from sizes s
     where k.round_id = the_round and k.is_told and k.area = s.area and k.part = s.part and k.division = s.child
       and s.n >= 5 and (s.area, s.part, s.child) not in (select area, part, child from extra);

    for letter in select distinct k.part from barometer_barometercounted k
                   where k.round_id = the_round and not k.is_told and k.part <> '' order by 1
    loop
        with sizes as (select division as child, count(*) as n from barometer_barometercounted
                        where round_id = the_round and not is_told and part = letter group by 1),
        few as (select coalesce(sum(n), 0) as n from sizes where n < 5),
        extra as (select s.child from sizes s, few where s.n >= 5 and few.n between 1 and 4
                   order by s.n, s.child limit 1)
        update barometer_barometercounted k set detail = s.child
          from sizes s
         where k.round_id = the_round and not k.is_told and k.part = letter and k.division = s.child
           and s.n >= 5 and s.child not in (select child from extra);
        if found then
            select * into g from barometer_graph(the_round, true);
            select c.side into side from barometer_contract(
                array(select generate_series(1, cardinality(g.areas) + cardinality(g.parts))), g.a, g.b, g.w) c;
            if side is not null then
                update barometer_barometercounted k set detail = ''
                 where k.round_id = the_round and not k.is_told and k.part = letter;
            end if;
        end if;
    end loop;
end $$;

-- Municipalities of fewer than five become '', and one more with them where they still are fewer; then the industries.
create or replace function barometer_put_together(the_round bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    with sizes as (select municipality as child, count(*) as n from barometer_barometercounted
                    where round_id = the_round group by 1),
    few as (select coalesce(sum(n), 0) as n from sizes where n < 5),
    extra as (select s.child from sizes s, few where s.n >= 5 and few.n between 1 and 4 order by s.n, s.child limit 1)
    update barometer_barometercounted k
       set area = case when s.n >= 5 and s.child not in (select child from extra) then s.child else '' end
      from sizes s where k.round_id = the_round and k.municipality = s.child;
    perform barometer_put_sections_together(the_round);
    perform barometer_hide_cells(the_round);
    perform barometer_split_divisions(the_round);
end $$;

-- What is told of a round: its cells, what is left of each area, and what is left of each industry.
create function barometer_tell(the_round bigint) returns void
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into barometer_barometerfigure (round_id, kind, municipality, section, division, companies,
        balance_3, balance_12, people_3, people_12)
    select the_round, t.kind, t.area, t.part, t.detail, count(*), sum(barometer_more_than_fewer(k.outlook_3)),
           sum(barometer_more_than_fewer(k.outlook_12)),
           coalesce(barometer_people(sum(n.people_3)::bigint), 0),
           coalesce(barometer_people(sum(n.people_12)::bigint), 0)
      from barometer_barometercounted k
      left join (select m.counted_id, sum(m.people_3) as people_3, sum(m.people_12) as people_12
                   from barometer_barometercountedneed m
                   join barometer_barometercounted o on o.id = m.counted_id and o.round_id = the_round
                  group by 1) n on n.counted_id = k.id
      cross join lateral (select 'cell' as kind, k.area as area, k.part as part, k.detail as detail where k.is_told
                          union all select 'area', k.area, '', '' where not k.is_told
                          union all select 'section', '', k.part, k.detail where not k.is_told) t
     where k.round_id = the_round group by t.kind, t.area, t.part, t.detail;
end $$;

revoke all on function barometer_graph(bigint, boolean), barometer_together(int, int[], int[]),
    barometer_contract(int[], int[], int[], int[]), barometer_put_sections_together(bigint),
    barometer_hide_cells(bigint), barometer_split_divisions(bigint), barometer_tell(bigint) from public;
""" + _publish()
NO_TWO_WAY = (
    _function("barometer_publish")
    + _function("barometer_put_together")
    + """
drop function barometer_tell(bigint);
drop function barometer_split_divisions(bigint);
drop function barometer_hide_cells(bigint);
drop function barometer_put_sections_together(bigint);
drop function barometer_contract(int[], int[], int[], int[]);
drop function barometer_together(int, int[], int[]);
drop function barometer_graph(bigint, boolean);
"""
)
