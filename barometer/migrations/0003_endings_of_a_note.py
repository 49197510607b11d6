""" "svejsere" in a note of a visit is counted as Svejser, as in the questionnaire; a word counts as one occupation."""

from django.db import migrations

from barometer.migrations._publish import PUBLISH

_START = PUBLISH.index("create function barometer_collect")
_END = PUBLISH.index("end $$;", _START) + len("end $$;")
BEFORE = PUBLISH[_START:_END].replace("create function", "create or replace function")
# Longer endings last, so that the word itself, and what is nearest to it, is looked for first.
WAYS = """
create function barometer_ways(said text) returns text[] language sql immutable parallel safe as $$
    select array_agg(left(word, length(word) - length(ending)) order by length(ending), ending)
      from (select lower(btrim(said)) as word) w, unnest(array['', 'e', 'r', 'er', 'ere', 'erne']) ending
     where word like '%' || ending and (ending = '' or length(word) > length(ending) + 2)
$$;
"""
OLD = """              join candidates_term t on t.kind = 'occupation'
                and (lower(t.name) = lower(btrim(b.occupation))
                     or lower(btrim(b.occupation)) = any(select lower(s) from unnest(t.synonyms) s))
"""
NEW = """              cross join lateral (
                    select o.id from unnest(barometer_ways(b.occupation)) with ordinality w (way, place)
                      join candidates_term o on o.kind = 'occupation' and o.is_current
                        and (lower(o.name) = w.way or w.way = any(select lower(s) from unnest(o.synonyms) s))
                     order by w.place, lower(o.name) = w.way desc, o.id limit 1) t
"""


def _after() -> str:
    if BEFORE.count(OLD) != 1:
        raise ValueError("The function is not the one that was changed.")
    return BEFORE.replace(OLD, NEW)


class Migration(migrations.Migration):
    dependencies = [("barometer", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(WAYS, "drop function barometer_ways(text);"),
        migrations.RunSQL(_after(), BEFORE),
    ]
