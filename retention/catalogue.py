"""All apps' tables and rules in one place. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module
from typing import Any

from django.apps import apps

from accounts.personal_data import About, Place, Rule, Table, Unsearched, Words

# Packages; what they keep stands in accounts.retention_rules.
OTHERS = ("django.", "allauth", "rest_framework", "drf_", "csp")


def tables() -> list[Table]:
    """What every installed app says of its tables, in the order of the apps."""
    return _of_apps("retention_rules", "TABLES")


def by_table(given: Iterable[Table] | None = None) -> dict[str, list[Table]]:
    """The lines of each table; more than one where an app above adds a rule of its own."""
    lines: defaultdict[str, list[Table]] = defaultdict(list)
    for table in given if given is not None else tables():
        lines[table.name].append(table)
    return dict(lines)


def rules() -> list[tuple[str, Rule]]:
    """(table, rule), all of them."""
    return [(table.name, rule) for table in tables() for rule in table.rules]


def rule_named(code: str) -> tuple[str, Rule]:
    """The table and the rule with this code. Raises KeyError where there is none."""
    return {rule.code: (table, rule) for table, rule in rules()}[code]


def kept() -> list[tuple[str, Words]]:
    """(table, why it has no rule)."""
    return [(table.name, table.kept) for table in tables() if table.kept]


def _of_apps(module: str, name: str) -> list[Any]:
    found: list[Any] = []
    for config in apps.get_app_configs():
        if config.name.startswith(OTHERS):
            continue
        try:
            there = import_module(f"{config.name}.{module}")
        except ModuleNotFoundError as problem:
            if problem.name != f"{config.name}.{module}":
                raise
            continue
        found.extend(getattr(there, name, ()))
    return found


def places() -> list[Place]:
    """Every column in which a person may be named, in the order of the apps."""
    return _of_apps("rights", "PLACES")


def about() -> list[About]:
    """Every table with rows that belong to one known person."""
    return _of_apps("rights", "ABOUT")


def unsearched() -> list[Unsearched]:
    """Every column with text that is not searched for names, with its reason."""
    return _of_apps("rights", "UNSEARCHED")
