"""The functions of the search, once more, as SQL: with marks, which tell of most candidates at once that they do not fit.

A candidate's marks are 256 bits, and each feature sets one of them. Whoever lacks a mark of what is needed lacks that
feature: a comparison of 32 bytes instead of sixty numbers. Who has them all is looked at as before. So walking past a
candidate costs half of what it did, and more searches are answered by walking.
"""

from candidates.migrations._search import SEARCH

MARKS = """
-- Never reads a table: the column that it fills is kept by PostgreSQL itself.
create function candidates_marks(the_features int[]) returns bit(256) language plpgsql immutable parallel safe
set search_path = pg_catalog, pg_temp as $$
declare
    marks bit(256) := repeat('0', 256)::bit(256);
    feature int;
begin
    foreach feature in array the_features loop
        marks := set_bit(marks, feature & 255, 1);
    end loop;
    return marks;
end $$;
drop index candidates_index_walk;
alter table candidates_index add column marks bit(256) not null generated always as (candidates_marks(features)) stored;
create index candidates_index_walk on candidates_index (municipality_id, postcode_id, candidate_id)
    include (jobcenter_id, shared, available_from, findable_since, marks, features);
"""
NO_MARKS = """
drop index candidates_index_walk;
alter table candidates_index drop column marks;
create index candidates_index_walk on candidates_index (municipality_id, postcode_id, candidate_id)
    include (jobcenter_id, shared, available_from, findable_since, features);
drop function candidates_marks(int[]);
"""

# A condition's order is only sure within "case": the marks first, the features of those who have them.
_NEED = "(i.features @> p_need) is true"
_ANY = "(is_any or i.features && p_any) is true"
_NEED_BY_MARKS = """(is_nothing
                    or case when (i.marks & need_marks) = need_marks then i.features @> p_need end) is true"""
_ANY_BY_MARKS = """(is_any
                    or case when (i.marks & any_marks) <> no_marks then i.features && p_any end) is true"""
_IS_ANY = "    is_any constant boolean := cardinality(p_any) = 0;\n"
_MARKS = """    is_nothing constant boolean := cardinality(p_need) = 0;
    need_marks constant bit(256) := candidates_marks(p_need);
    any_marks constant bit(256) := candidates_marks(p_any);
    no_marks constant bit(256) := candidates_marks('{}');
"""

CHANGES = (
    (_NEED, _NEED_BY_MARKS, 2),
    (_ANY, _ANY_BY_MARKS, 2),
    (_IS_ANY, _IS_ANY + _MARKS, 2),
    (
        "then '(i.features @> $1) is true' end",
        "then\n            'case when (i.marks & candidates_marks($1)) = candidates_marks($1) then i.features @> $1 end is true' end",
        1,
    ),
    (
        "else '(i.features && $2) is true' end end",
        "else\n                'case when (i.marks & candidates_marks($2)) <> candidates_marks(''{}'')"
        " then i.features && $2 end is true' end end",
        1,
    ),
    # What walking costs beside asking the index, as measured with half a million candidates.
    ("sqrt(wanted * plan.everybody * 0.6)", "sqrt(wanted * plan.everybody * 0.4)", 1),
    ("< few + 3.5 * expected", "< few + 4 * expected", 1),
    ("few constant int := 5000", "few constant int := 4000", 1),
    ("walked < few + 3 * expected", "walked < few + 4 * expected", 1),
)


def _again(sql: str) -> str:
    """The same functions in place of those that are there; owner and rights stay."""
    return sql.replace("create function", "create or replace function")


def _changed() -> str:
    found = SEARCH
    for old, new, times in CHANGES:
        if found.count(old) != times:
            raise AssertionError(old)
        found = found.replace(old, new)
    return found


SEARCH_BY_MARKS = MARKS + _again(_changed())
SEARCH_WITHOUT = _again(SEARCH) + NO_MARKS
