"""Migrations whose operations concern one table each, run without making every other model anew.

Django keeps the models as they were at each migration, and after every operation makes all anew that are related to
the one it touched: here nearly all, some four hundred times, which is nine tenths of what a fresh database costs. What
most operations write to the database depends on their own table alone. So that model alone is made anew, and all of
them when an operation comes that may look at others: Django's own "delayed" state says that they must be.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.migrations import (
    AddConstraint,
    AddField,
    AddIndex,
    AlterField,
    AlterModelOptions,
    CreateModel,
    Migration,
    RemoveConstraint,
    RemoveField,
    RemoveIndex,
    RunSQL,
)
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

# By their exact type: a subclass may do more.
OWN_TABLE = frozenset(
    {
        AddConstraint,
        AddField,
        AddIndex,
        AlterModelOptions,
        CreateModel,
        RemoveConstraint,
        RemoveField,
        RemoveIndex,
        RunSQL,
    }
)


def concerns_one_table(operation: Operation) -> bool:
    """Whether what is written to the database depends on the operation's own model, and what it points at, alone."""
    if type(operation) is AlterField:
        # Other tables' columns follow a column that they may point at.
        return not operation.field.primary_key and not operation.field.unique
    return type(operation) in OWN_TABLE


@contextmanager
def one_table_at_a_time() -> Iterator[None]:
    """While it lasts, operations that concern one table leave the other models as they are; before one that may look at
    others all are made anew.
    """
    plain = MigrationExecutor.apply_migration

    def apply(
        executor: MigrationExecutor,
        state: ProjectState,
        migration: Migration,
        fake: bool = False,
        fake_initial: bool = False,
    ) -> ProjectState:
        if all(concerns_one_table(operation) for operation in migration.operations):
            with _alone():
                return plain(executor, state, migration, fake=fake, fake_initial=fake_initial)
        state.clear_delayed_apps_cache()
        state.is_delayed = False
        return plain(executor, state, migration, fake=fake, fake_initial=fake_initial)

    MigrationExecutor.apply_migration = apply  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        MigrationExecutor.apply_migration = plain  # type: ignore[method-assign]


def _reload_alone(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> None:
    if "apps" not in state.__dict__:
        return
    state.is_delayed = True
    with state.apps.bulk_update():
        state.apps.unregister_model(app_label, model_name)
    if (app_label, model_name) in state.models:
        state.apps.render_multiple([state.models[app_label, model_name]])


@contextmanager
def _alone() -> Iterator[None]:
    whole = ProjectState.reload_model
    ProjectState.reload_model = _reload_alone  # type: ignore[assignment, method-assign]
    try:
        yield
    finally:
        ProjectState.reload_model = whole  # type: ignore[method-assign]
