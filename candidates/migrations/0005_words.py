"""From what a person types to the words of the vocabulary: every spelling of every current term, folded and indexed.

LIKE and the operators of pg_trgm are not leakproof, so under row-level security they cannot be index conditions. The two
functions here read past the policies, and read the vocabulary alone: no word of a citizen is ever suggested to anybody.
"""

from django.db import migrations

from accounts.rls import Policy, protect

TABLES = r"""
-- `part` is a single word of a spelling; then `stem` is what full-text search makes of it. `shown` is how it is written.
create table candidates_spelling (
    term_id int not null references candidates_term (id) on delete cascade,
    folded text not null,
    shown text not null,
    is_name boolean not null,
    part boolean not null,
    stem text,
    primary key (term_id, part, folded)
);
create index candidates_spelling_start on candidates_spelling (folded text_pattern_ops);
create index candidates_spelling_near on candidates_spelling using gin (folded gin_trgm_ops) with (fastupdate = off);
create index candidates_spelling_stem on candidates_spelling (stem) where part;

revoke all on candidates_spelling from jo_web, jo_worker;
grant select on candidates_spelling to jo_search;

create function candidates_term_spelled() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from candidates_spelling where term_id = new.id;
    if not new.is_current then
        return null;
    end if;
    insert into candidates_spelling (term_id, folded, shown, is_name, part, stem)
    select new.id, candidates_fold(s.shown), s.shown, s.n = 1, false, null
      from unnest(array[new.name::text] || new.synonyms::text[]) with ordinality s (shown, n)
     where candidates_fold(s.shown) <> ''
     order by s.n
        on conflict do nothing;
    insert into candidates_spelling (term_id, folded, shown, is_name, part, stem)
    select new.id, candidates_fold(w.word), lower(w.word), s.n = 1, true, (ts_lexize('danish_stem', lower(w.word)))[1]
      from unnest(array[new.name::text] || new.synonyms::text[]) with ordinality s (shown, n)
     cross join lateral regexp_split_to_table(s.shown, '[^[:alpha:]]+') w (word)
     where length(w.word) >= 4
     order by s.n
        on conflict do nothing;
    return null;
end $$;
create trigger spelled after insert or update of name, synonyms, is_current on candidates_term
    for each row execute function candidates_term_spelled();
update candidates_term set name = name;
"""
NO_TABLES = """
drop trigger spelled on candidates_term;
drop function candidates_term_spelled();
drop table candidates_spelling;
"""

# `how`: 1 is the name, 2 a synonym, 3 the name begins so, 4 a synonym does, 5 a word inside begins so, 6 it is part of a
# word ("truck" in "gaffeltruck"), 7 it looks alike. What looks alike is looked for only where the rest gives too little.
FUNCTIONS = r"""
create function candidates_terms_suggest(p_text text, p_kinds text[], p_limit int)
returns table (term_id int, how int, spelling text)
language plpgsql stable security definer rows 10 set search_path = public, pg_temp set jit = off as $$
#variable_conflict use_column
declare
    q constant text := left(candidates_fold(p_text), 80);
    wanted constant int := least(greatest(p_limit, 1), 50);
    many int;
begin
    if nullif(current_setting('app.org', true), '') is null or q = '' then
        return;
    end if;
    return query execute $q$
        select b.term_id, b.how, b.shown from (
            select distinct on (h.term_id) h.term_id, h.how, h.shown, t.found, length(t.name) as long, t.name from (
                select s.term_id, s.shown, case
                         when s.folded = $1 then case when s.is_name then 1 else 2 end
                         when s.folded like $1 || '%' then case when s.is_name then 3 else 4 end
                         when s.folded like '% ' || $1 || '%' then 5
                         else 6 end as how
                  from candidates_spelling s
                 where not s.part and $q$
            || case when q ~ '[^ ]{3}' then $q$s.folded like '%' || $1 || '%'$q$
                    else $q$s.folded like $1 || '%'$q$ end || $q$
                 ) h
              join candidates_term t on t.id = h.term_id and t.kind = any($2)
             order by h.term_id, h.how) b
         order by b.how, b.found desc, b.long, b.name limit $3$q$
        using q, p_kinds, wanted;
    get diagnostics many = row_count;
    if many >= wanted or q !~ '[^ ]{3}' then
        return;
    end if;
    return query execute $q$
        select b.term_id, 7, b.shown from (
            select distinct on (h.term_id) h.term_id, h.shown, h.alike, t.found from (
                select s.term_id, s.shown,
                       greatest(similarity(s.folded, $1), 0.9 * word_similarity($1, s.folded)) as alike
                  from candidates_spelling s
                 where not s.part and (s.folded % $1 or $1 <% s.folded) and s.folded not like '%' || $1 || '%') h
              join candidates_term t on t.id = h.term_id and t.kind = any($2)
             where h.alike >= 0.4
               and not exists (select 1 from candidates_spelling o
                                where o.term_id = h.term_id and not o.part and o.folded like '%' || $1 || '%')
             order by h.term_id, h.alike desc) b
         order by b.alike desc, b.found desc, b.term_id limit $3$q$
        using q, p_kinds, wanted - many;
end $$;

-- For each word that the vocabulary does not know: what it could have been, most alike first. The known ones give no row.
create function candidates_words_near(p_words text[])
returns table (word text, folded text, near text, near_folded text, found int)
language sql stable security definer rows 20 set search_path = public, pg_temp set jit = off as $$
    select w.word, w.folded, n.shown, n.folded, n.found
      from (select distinct u.word, candidates_fold(u.word) as folded,
                   ts_lexize('danish_stem', lower(u.word)) as stems
              from unnest(p_words[:12]) u (word)) w
     cross join lateral (
            select s.folded, min(s.shown) as shown, sum(t.found)::int as found, similarity(s.folded, w.folded) as alike
              from candidates_spelling s join candidates_term t on t.id = s.term_id
             where s.part and s.folded % w.folded
             group by s.folded order by alike desc, found desc, s.folded limit 8) n
     where nullif(current_setting('app.org', true), '') is not null
       and w.folded <> '' and cardinality(w.stems) > 0
       and not exists (select 1 from candidates_spelling k where k.part and k.stem = w.stems[1])
       and not exists (select 1 from candidates_spelling k where k.folded = w.folded)
     order by w.word, n.alike desc
$$;

revoke all on function candidates_terms_suggest(text, text[], int), candidates_words_near(text[]) from public;
grant execute on function candidates_terms_suggest(text, text[], int), candidates_words_near(text[]) to jo_web, jo_worker;
do $$ begin
  grant create on schema public to jo_search;
  alter function candidates_terms_suggest(text, text[], int) owner to jo_search;
  alter function candidates_words_near(text[]) owner to jo_search;
  revoke create on schema public from jo_search;
exception when insufficient_privilege then
  raise notice 'The functions of words stay with their creator';
end $$;
"""
NO_FUNCTIONS = """
drop function candidates_terms_suggest(text, text[], int);
drop function candidates_words_near(text[]);
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0004_disclosure")]

    operations = [
        migrations.RunSQL(TABLES, NO_TABLES),
        protect("candidates_spelling", [Policy("search_reads", "select", using="true", roles="jo_search")]),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
