"""All apps' tables and rules in one place. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from importlib import import_module

from django.apps import apps

from accounts.personal_data import Rule, Table, Words


def tables() -> list[Table]:
    """What every installed app says of its tables, in the order of the apps."""
    found: list[Table] = []
    for config in apps.get_app_configs():
        if config.name.startswith(("django.", "allauth", "rest_framework", "drf_", "csp")):
            continue
        try:
            module = import_module(f"{config.name}.retention_rules")
        except ModuleNotFoundError as problem:
            if problem.name != f"{config.name}.retention_rules":
                raise
            continue
        found.extend(module.TABLES)
    return found


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
