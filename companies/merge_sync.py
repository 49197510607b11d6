"""Handing the rules of `merge_rules` on to the database, at the end of every `migrate`."""

import hashlib
from typing import Any

from django.db import connections

from companies.merge_rules import all_rules

HEAD = (
    "create or replace function companies_merge_rules() returns table (tbl text, col text, what text)"
    " language sql immutable set search_path = pg_catalog, pg_temp as $$"
)


def rules_to_database(*, using: str = "default", **_named: Any) -> None:
    """Make `companies_merge_rules()` say what the catalogue says. Does nothing where it does already."""
    rules = sorted((one.table, one.column, one.what.value) for one in all_rules())
    digest = hashlib.sha256(repr(rules).encode()).hexdigest()
    with connections[using].cursor() as cursor:
        cursor.execute("select obj_description(to_regprocedure('companies_merge_rules()'), 'pg_proc')")
        (said,) = cursor.fetchone()
        cursor.execute("select to_regprocedure('companies_merge_rules()') is not null")
        (is_there,) = cursor.fetchone()
        if not is_there or said == digest:
            return
        lines = ",\n".join(f"('{table}', '{column}', '{what}')" for table, column, what in rules)
        cursor.execute(HEAD + f"\nvalues {lines} $$")
        cursor.execute(f"comment on function companies_merge_rules() is '{digest}'")
