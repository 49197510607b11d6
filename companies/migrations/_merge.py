"""The functions that merge a company into another, and undo it."""

# Who may: an administrator of Jobservice Danmark, or of a jobcentre that leads for both. An app above says more of
# what leading means by replacing `companies_leads_for`.
MAY = """
create function companies_leads_for(the_org int, the_company int) returns boolean language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select exists (select 1 from companies_company c
                  where c.organisation_id = the_company and c.created_by_organisation_id = the_org)
$$;
create function companies_may_merge(kept int, away int) returns boolean language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(nullif(current_setting('app.staff', true), '') = 'on', false)
     and exists (
       select 1 from accounts_membership m join accounts_organisation o on o.id = m.organisation_id
                     join accounts_user u on u.id = m.user_id
        where m.user_id = nullif(current_setting('app.user', true), '')::int
          and m.organisation_id = nullif(current_setting('app.org', true), '')::int
          and m.role = 'administrator' and m.is_active and u.is_active
          and (o.kind = 'national'
               or (companies_leads_for(o.id, kept) and companies_leads_for(o.id, away))))
$$;
revoke all on function companies_leads_for(int, int), companies_may_merge(int, int) from public;
grant execute on function companies_leads_for(int, int), companies_may_merge(int, int) to jo_web;
"""

# `migrate` replaces its body at its end, from companies/merge_rules.py.
RULES = """
create function companies_merge_rules() returns table (tbl text, col text, what text)
  language sql immutable set search_path = pg_catalog, pg_temp as $$
  select ''::text, ''::text, ''::text where false $$;
create function companies_merge_unruled() returns table (tbl text, col text) language sql stable security definer
  set search_path = pg_catalog, public, pg_temp as $$
  select t.relname::text, a.attname::text
    from pg_constraint k
    join pg_class t on t.oid = k.conrelid
    join pg_class f on f.oid = k.confrelid
   cross join lateral unnest(k.conkey) n (attnum)
    join pg_attribute a on a.attrelid = k.conrelid and a.attnum = n.attnum
   where k.contype = 'f' and cardinality(k.conkey) = 1
     and f.relname in ('companies_company', 'companies_workplace', 'companies_contactperson', 'accounts_organisation')
     and t.relnamespace = 'public'::regnamespace
  except select r.tbl, r.col from companies_merge_rules() r
$$;
revoke all on function companies_merge_rules(), companies_merge_unruled() from public;
grant execute on function companies_merge_rules(), companies_merge_unruled() to jo_web;
"""

# Which row of which table would be changed: the one place that says so, for the look before and the merge itself.
WHICH = """
create function companies_merge_condition(tbl text, col text) returns text language sql immutable
  set search_path = pg_catalog, pg_temp as $$
  select case
    -- Who is a user of both keeps the membership of the company that was merged away, out of use.
    when tbl = 'accounts_membership' then
      format('t.%I = $1 and not exists (select 1 from public.accounts_membership o where o.user_id = t.user_id'
             ' and o.organisation_id = $2)', col)
    when tbl = 'accounts_absence' then
      format('t.%I = $1 and not exists (select 1 from public.accounts_membership m join public.accounts_membership o'
             ' on o.user_id = m.user_id and o.organisation_id = $2 where m.id = t.membership_id)', col)
    else format('t.%I = $1', col) end
$$;
create function companies_merge_key(tbl text, out col text, out kind text) language sql stable
  set search_path = pg_catalog, public, pg_temp as $$
  select a.attname::text, format_type(a.atttypid, a.atttypmod)
    from pg_index i join pg_attribute a on a.attrelid = i.indrelid and a.attnum = any (i.indkey)
   where i.indrelid = to_regclass('public.' || quote_ident(tbl)) and i.indisprimary and i.indnatts = 1
$$;
revoke all on function companies_merge_condition(text, text), companies_merge_key(text) from public;
"""

LOOK = """
create function companies_merge_look(kept int, away int) returns table (tbl text, col text, what text, rows_found bigint)
  language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare r record;
begin
  if not companies_may_merge(kept, away) then
    raise insufficient_privilege using message = 'companies_merge: not allowed';
  end if;
  for r in select * from companies_merge_rules() x where x.what in ('moves', 'joins', 'stays') order by 1, 2 loop
    tbl := r.tbl; col := r.col; what := r.what;
    if r.what = 'stays' then
      execute format('select count(*) from public.%I t where t.%I = $1', tbl, col) into rows_found using away;
    else
      execute format('select count(*) from public.%I t where %s', tbl, companies_merge_condition(tbl, col))
        into rows_found using away, kept;
    end if;
    if rows_found > 0 then return next; end if;
  end loop;
end $$;
revoke all on function companies_merge_look(int, int) from public;
grant execute on function companies_merge_look(int, int) to jo_web;
"""

# Rows that give way to an equal one of the kept company stay, out of use: what points at them goes on doing so.
MERGE = """
create function companies_merge(kept int, away int, why text, now_is timestamptz) returns uuid
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  r record;
  key record;
  the_merge bigint;
  the_uuid uuid := gen_random_uuid();
begin
  if not companies_may_merge(kept, away) then
    raise insufficient_privilege using message = 'companies_merge: not allowed';
  end if;
  perform 1 from companies_company c where c.organisation_id in (kept, away) order by c.organisation_id for update;
  if kept = away or (select count(*) from companies_company c
                      where c.organisation_id in (kept, away) and c.merged_into_id is null) <> 2 then
    raise exception 'companies_merge: not two standing companies' using errcode = 'JO001';
  end if;
  if (select count(distinct o.is_demo) from accounts_organisation o where o.id in (kept, away)) <> 1 then
    raise exception 'companies_merge: demo and real' using errcode = 'JO001';
  end if;
  if exists (select 1 from companies_merge_unruled()) then
    raise exception 'companies_merge: a key has no rule: %', (select string_agg(u.tbl || '.' || u.col, ', ') from companies_merge_unruled() u);
  end if;
  set constraints all deferred;
  insert into companies_merge (uuid, kept_id, away_id, organisation_id, user_id, at, reason, left_behind)
  values (the_uuid, kept, away, nullif(current_setting('app.org', true), '')::int,
          nullif(current_setting('app.user', true), '')::int, now_is, why, '[]') returning id into the_merge;

  -- Who is a user of both.
  with done as (
    update accounts_membership t set is_active = false
     where t.organisation_id = away and t.is_active
       and exists (select 1 from accounts_membership o where o.user_id = t.user_id and o.organisation_id = kept)
    returning t.id)
  insert into companies_mergestep (merge_id, table_name, row_key, old, new)
  select the_merge, 'accounts_membership', id::text, '{"is_active": true}', '{"is_active": false}' from done order by id;
  -- One first contact.
  if exists (select 1 from companies_contactperson k where k.company_id = kept and k.is_primary) then
    with done as (
      update companies_contactperson t set is_primary = false where t.company_id = away and t.is_primary returning t.id)
    insert into companies_mergestep (merge_id, table_name, row_key, old, new)
    select the_merge, 'companies_contactperson', id::text, '{"is_primary": true}', '{"is_primary": false}' from done;
  end if;
  with twin as (
    select t.id, t.is_primary from companies_contactperson t
     where t.company_id = away and t.is_active and exists (
       select 1 from companies_contactperson k where k.company_id = kept and k.is_active
          and lower(k.name) = lower(t.name) and lower(k.email) = lower(t.email) and k.phone = t.phone)),
  done as (
    update companies_contactperson t set is_active = false, is_primary = false from twin where t.id = twin.id
    returning t.id, twin.is_primary as was_primary)
  insert into companies_mergestep (merge_id, table_name, row_key, old, new)
  select the_merge, 'companies_contactperson', id::text,
         jsonb_build_object('is_active', true, 'is_primary', was_primary), '{"is_active": false, "is_primary": false}'
    from done order by id;
  with done as (
    update companies_workplace t set is_active = false
     where t.company_id = away and t.is_active and exists (
       select 1 from companies_workplace k where k.company_id = kept and k.is_active and k.postcode_id = t.postcode_id
          and lower(k.name) = lower(t.name) and lower(k.address) = lower(t.address))
    returning t.id)
  insert into companies_mergestep (merge_id, table_name, row_key, old, new)
  select the_merge, 'companies_workplace', id::text, '{"is_active": true}', '{"is_active": false}' from done order by id;

  for r in select * from companies_merge_rules() x where x.what in ('moves', 'joins') order by x.tbl, x.col loop
    key := companies_merge_key(r.tbl);
    if key.col is null then
      raise exception 'companies_merge: % has no key of one column', r.tbl;
    end if;
    execute format(
      'with done as (update public.%I t set %I = $2 where %s returning t.%I::text as key)'
      ' insert into public.companies_mergestep (merge_id, table_name, row_key, old, new)'
      ' select $3, %L, key, jsonb_build_object(%L, $1), jsonb_build_object(%L, $2) from done order by length(key), key',
      r.tbl, r.col, companies_merge_condition(r.tbl, r.col), key.col, r.tbl, r.col, r.col)
    using away, kept, the_merge;
  end loop;

  update companies_company c set merged_into_id = kept where c.organisation_id = away;
  insert into companies_mergestep (merge_id, table_name, row_key, old, new)
  values (the_merge, 'companies_company', away::text, '{"merged_into_id": null}',
          jsonb_build_object('merged_into_id', kept));
  set constraints all immediate;
  set constraints all deferred;
  return the_uuid;
end $$;
revoke all on function companies_merge(int, int, text, timestamptz) from public;
grant execute on function companies_merge(int, int, text, timestamptz) to jo_web;
"""

# A row is put back where the columns that the merge wrote say what it wrote. A workplace or contact person that a
# later order of the kept company uses stays there, and with it the earlier orders at that workplace: the pairs that
# foreign keys hold together (company and workplace, company and contact person) are read from the catalogue.
UNDO = """
create function companies_merge_undo(the_uuid uuid, why text, now_is timestamptz) returns jsonb
  language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare
  m companies_merge;
  s record;
  p record;
  key record;
  names text;
  sets text;
  same text;
  done bigint;
  more bigint;
  lost jsonb := '[]';
  back bigint[];
begin
  select * into m from companies_merge x where x.uuid = the_uuid and x.undoes_id is null;
  if m.id is null or not companies_may_merge(m.kept_id, m.away_id) then
    raise insufficient_privilege using message = 'companies_merge_undo: not allowed';
  end if;
  perform 1 from companies_company c where c.organisation_id in (m.kept_id, m.away_id)
    order by c.organisation_id for update;
  if exists (select 1 from companies_merge x where x.undoes_id = m.id) then
    raise exception 'companies_merge_undo: undone already' using errcode = 'JO002';
  end if;
  if exists (select 1 from companies_company c where c.organisation_id = m.kept_id and c.merged_into_id is not null) then
    raise exception 'companies_merge_undo: a later merge first' using errcode = 'JO003';
  end if;
  set constraints all deferred;
  select coalesce(array_agg(x.id), '{}') into back from companies_mergestep x where x.merge_id = m.id;

  loop
    more := 0;
    for p in
      select t.relname::text as child, f.relname::text as parent, ca.attname::text as owner_col, ra.attname::text as ref_col
        from pg_constraint k
        join pg_class t on t.oid = k.conrelid
        join pg_class f on f.oid = k.confrelid
        join pg_attribute fa on fa.attrelid = k.confrelid and fa.attname = 'company_id'
        join pg_attribute fi on fi.attrelid = k.confrelid and fi.attname = 'id'
        join pg_attribute ca on ca.attrelid = k.conrelid and ca.attnum = k.conkey[array_position(k.confkey, fa.attnum)]
        join pg_attribute ra on ra.attrelid = k.conrelid and ra.attnum = k.conkey[array_position(k.confkey, fi.attnum)]
       where k.contype = 'f' and cardinality(k.conkey) = 2
         and f.relname in ('companies_workplace', 'companies_contactperson')
    loop
      key := companies_merge_key(p.child);
      -- Parents that somebody who stays at the kept company uses.
      execute format(
        'select coalesce(array_agg(x.id), ''{}'') from public.companies_mergestep x where x.id = any ($1) and x.table_name = %L'
        ' and x.new ? ''company_id'' and exists (select 1 from public.%I c where c.%I = x.row_key::bigint and c.%I = $2'
        '   and not exists (select 1 from public.companies_mergestep y where y.id = any ($1) and y.table_name = %L'
        '        and y.new ? %L and y.row_key = c.%I::text))',
        p.parent, p.child, p.ref_col, p.owner_col, p.child, p.owner_col, key.col)
        into names using back, m.kept_id;
      if names <> '{}' then
        back := (select coalesce(array_agg(b), '{}') from unnest(back) b where b <> all (names::bigint[]));
        more := more + 1;
      end if;
      -- Children whose parent does not come back with them.
      execute format(
        'select coalesce(array_agg(x.id), ''{}'') from public.companies_mergestep x join public.%I c on c.%I::text = x.row_key'
        ' where x.id = any ($1) and x.table_name = %L and x.new ? %L and c.%I is not null'
        '   and not exists (select 1 from public.%I w where w.id = c.%I and w.company_id = $3)'
        '   and not exists (select 1 from public.companies_mergestep y where y.id = any ($1) and y.table_name = %L'
        '        and y.new ? ''company_id'' and y.row_key = c.%I::text)',
        p.child, key.col, p.child, p.owner_col, p.ref_col, p.parent, p.ref_col, p.parent, p.ref_col)
        into names using back, m.kept_id, m.away_id;
      if names <> '{}' then
        back := (select coalesce(array_agg(b), '{}') from unnest(back) b where b <> all (names::bigint[]));
        more := more + 1;
      end if;
    end loop;
    exit when more = 0;
  end loop;

  for s in select x.* from companies_mergestep x where x.merge_id = m.id order by x.id desc loop
    done := 0;
    if s.id = any (back) then
      key := companies_merge_key(s.table_name);
      select string_agg(format('%I = o.%I', c, c), ', '), string_agg(format('t.%I is not distinct from n.%I', c, c), ' and ')
        into sets, same from jsonb_object_keys(s.old) c;
      begin
        execute format(
          'update public.%I t set %s from jsonb_populate_record(null::public.%I, $1) o,'
          ' jsonb_populate_record(null::public.%I, $2) n where t.%I = $3::%s and %s',
          s.table_name, sets, s.table_name, s.table_name, key.col, key.kind, same)
        using s.old, s.new, s.row_key;
        get diagnostics done = row_count;
      exception when unique_violation or check_violation or exclusion_violation then
        done := 0;
      end;
    end if;
    if done = 0 then
      lost := lost || jsonb_build_object('table', s.table_name, 'key', s.row_key, 'columns',
                                         (select jsonb_agg(c) from jsonb_object_keys(s.old) c));
    end if;
  end loop;
  insert into companies_merge (uuid, kept_id, away_id, organisation_id, user_id, at, reason, undoes_id, left_behind)
  values (gen_random_uuid(), m.kept_id, m.away_id, nullif(current_setting('app.org', true), '')::int,
          nullif(current_setting('app.user', true), '')::int, now_is, why, m.id, lost);
  set constraints all immediate;
  set constraints all deferred;
  return lost;
end $$;
revoke all on function companies_merge_undo(uuid, text, timestamptz) from public;
grant execute on function companies_merge_undo(uuid, text, timestamptz) to jo_web;
"""

NOTHING = """
drop function companies_merge_undo(uuid, text, timestamptz);
drop function companies_merge(int, int, text, timestamptz);
drop function companies_merge_look(int, int);
drop function companies_merge_key(text);
drop function companies_merge_condition(text, text);
drop function companies_merge_unruled();
drop function companies_merge_rules();
drop function companies_may_merge(int, int);
drop function companies_leads_for(int, int);
"""

ALL = MAY + RULES + WHICH + LOOK + MERGE + UNDO
