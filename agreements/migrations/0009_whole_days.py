"""A municipality's last day with a jobcentre counts, in Danish days; a regional agreement goes before its parent."""

from importlib import import_module

from django.db import migrations

LOOK_UP = import_module("agreements.migrations.0004_tovholder_lookup").LOOK_UP.split("revoke all")[0]
LOOK_UP_BEFORE = LOOK_UP.replace("create function", "create or replace function")
LOOK_UP_AFTER = LOOK_UP_BEFORE.replace(
    "order by p.id is null, a.starts_on desc", "order by p.id is null, a.parent_id is null, a.starts_on desc"
)
assert LOOK_UP_AFTER != LOOK_UP_BEFORE  # noqa: S101

FUNCTIONS = import_module("agreements.migrations.0002_access").FUNCTIONS
ACCESS = FUNCTIONS[FUNCTIONS.index("create function agreements_refresh_access") :]
ACCESS_BEFORE = ACCESS[: ACCESS.index("end $$;") + 7].replace("create function", "create or replace function")
ACCESS_AFTER = ACCESS_BEFORE.replace("valid_to > current_date", "valid_to >= current_date").replace(
    "current_date", "(now() at time zone 'Europe/Copenhagen')::date"
)
assert ACCESS_AFTER != ACCESS_BEFORE  # noqa: S101


class Migration(migrations.Migration):
    dependencies = [("agreements", "0008_network_meetings")]

    operations = [
        migrations.RunSQL(LOOK_UP_AFTER, LOOK_UP_BEFORE),
        migrations.RunSQL(ACCESS_AFTER, ACCESS_BEFORE),
    ]
