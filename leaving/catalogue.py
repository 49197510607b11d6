"""The tables of all apps, collected: what leaves, what does not, and what every column means."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule
from django.utils.translation import gettext_lazy as _

from accounts.owned import NotOwned, Owned, Words, not_owned
from leaving.words import MEANINGS, VALUES

# Tables of the frameworks, and of this app itself.
OTHERS: tuple[NotOwned, ...] = (
    *not_owned(
        _("Rammeværkets egne tabeller."),
        "django_content_type", "django_migrations", "django_session", "django_cache",
        "accounts_cache", "auth_permission", "auth_group",
        "auth_group_permissions", "accounts_user_groups", "accounts_user_user_permissions",
    ),
    *not_owned(
        _("Hvordan en person logger ind. Det er personens eget og forlader aldrig systemet."),
        "account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "socialaccount_socialaccount",
        "socialaccount_socialapp", "socialaccount_socialtoken",
    ),
    *not_owned(_("Udtrækket selv."), "leaving_export", "leaving_piece"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ColumnMeaning:
    name: str
    words: str


def _modules() -> Iterable[Any]:
    """Every installed app's `exporting`, in the order of the apps; a new app's joins by itself."""
    for config in apps.get_app_configs():
        if module_has_submodule(config.module, "exporting"):
            yield import_module(f"{config.name}.exporting")


@cache
def owned_tables() -> tuple[Owned, ...]:
    """Every table that leaves, from the lowest app up."""
    return tuple(table for module in _modules() for table in module.TABLES)


@cache
def not_owned_tables() -> dict[str, Words]:
    found = {one.table: one.reason for module in _modules() for one in module.NOT_OWNED}
    return found | {one.table: one.reason for one in OTHERS}


def model_of(table: str) -> Any:
    """The model of a table. Raises LookupError where there is none."""
    for model in apps.get_models():
        if model._meta.db_table == table:
            return model
    raise LookupError(table)


@cache
def columns_of(table: Owned) -> tuple[str, ...]:
    """The columns that leave, in the model's order. Raises LookupError for a column of `without` that is none."""
    known = [field.column for field in model_of(table.table)._meta.concrete_fields]
    strange = set(table.without) - set(known)
    if strange:
        raise LookupError(f"{table.table}: {strange}")
    return tuple(column for column in known if column not in table.without)


def meaning_of(table: Owned, column: str) -> str:
    """What a column means, in Danish; "" where nobody has said it.

    The table's own words go before the words that the column has everywhere, and those before the form's label.
    """
    if column in table.words:
        return str(table.words[column])
    model = model_of(table.table)
    field = next(field for field in model._meta.concrete_fields if field.column == column)
    if column in MEANINGS:
        said = str(MEANINGS[column])
    elif field.verbose_name != field.name.replace("_", " "):
        said = str(field.verbose_name)
        said = said[:1].upper() + said[1:]
    else:
        return ""
    if field.choices:
        said += ": " + ", ".join(f"{value} = {label}" for value, label in field.flatchoices)
    if field.remote_field and column.endswith("_id"):
        target = field.remote_field.model._meta.db_table
        file = next((one.file for one in owned_tables() if one.table == target), "")
        if file:
            said += f" ({VALUES['refers']} {file})"
    return said
