"""A search reads its words once, and a vacancy no further than the first word that it has not."""

from importlib import import_module

from django.db import migrations

BEFORE = import_module("postings.migrations.0003_search").FUNCTIONS
BEFORE = BEFORE[: BEFORE.index("-- Where there are open vacancies")].replace(
    "create function", "create or replace function"
)
EVERY_WORD = """                select bool_and(strpos(said.key, companies_name_key(word)) > 0)
"""
MANY_WORDS = """                       unnest(words) word))),
"""
FOUND = """    with found as materialized (
"""


def _after() -> str:
    text = BEFORE
    for old, new in (
        (
            EVERY_WORD,
            "                select not exists (select from asked where strpos(said.key, asked.key) = 0)\n",
        ),
        (f" said,\n{MANY_WORDS}", " said))),\n"),
        (
            FOUND,
            "    with asked as materialized (select companies_name_key(word) as key from unnest(words) word),\n"
            "    found as materialized (\n",
        ),
        # To compile what runs for a tenth of a second takes longer than that.
        ("stable security definer set", "stable security definer set jit = off set"),
    ):
        if text.count(old) != 1:
            raise ValueError("The function is not the one that was changed.")
        text = text.replace(old, new)
    return text


class Migration(migrations.Migration):
    dependencies = [("postings", "0003_search")]

    operations = [migrations.RunSQL(_after(), BEFORE)]
