"""Row-level security for migrations: small, reversible operations with the policy shapes that were measured.

Equality to an initplan (`ORG`) is index-usable; functions per row, OR EXISTS on big tables and `CASE` are not, and
cost 10 to 100 times on lists. NULLIF stands in every shape: after the first SET LOCAL of a session an unset setting
reads as '' and a bare cast would raise.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.migrations.operations import RunSQL

ORG = "(select nullif(current_setting('app.org', true), '')::int)"
USER = "(select nullif(current_setting('app.user', true), '')::int)"
STAFF = "(select nullif(current_setting('app.staff', true), '') = 'on')"
ANYONE = f"{ORG} is not null"

WEB_AND_WORKER = "jo_web, jo_worker"


@dataclass(frozen=True, slots=True)
class Policy:
    """One policy. `using` filters rows that are read, `check` rows that are written; None leaves the part out."""

    name: str
    command: str = "all"  # all, select, insert, update, delete
    using: str | None = None
    check: str | None = None
    roles: str = WEB_AND_WORKER

    def create(self, table: str) -> str:
        using = f" using ({self.using})" if self.using else ""
        check = f" with check ({self.check})" if self.check else ""
        return f"create policy {self.name} on {table} for {self.command} to {self.roles}{using}{check};"


def protect(table: str, policies: Sequence[Policy]) -> RunSQL:
    """Enable and force row-level security on `table` with `policies`; the owner keeps all rows for migrations."""
    owner = Policy("owner_all", using="true", check="true", roles="jo_owner")
    every = [owner, *policies]
    forward = [
        f"alter table {table} enable row level security;",
        f"alter table {table} force row level security;",
        *(policy.create(table) for policy in every),
    ]
    backward = [
        *(f"drop policy if exists {policy.name} on {table};" for policy in every),
        f"alter table {table} no force row level security;",
        f"alter table {table} disable row level security;",
    ]
    return RunSQL("\n".join(forward), "\n".join(backward))


def read_all_write_own(column: str) -> list[Policy]:
    """Everybody who acts may read; only the organisation named in `column` may write."""
    return [
        Policy("read_acting", command="select", using=ANYONE),
        Policy("write_own", command="insert", check=f"{column} = {ORG}"),
        Policy(
            "change_own",
            command="update",
            using=f"{column} = {ORG}",
            check=f"{column} = {ORG}",
        ),
        Policy("delete_own", command="delete", using=f"{column} = {ORG}"),
    ]


def worker_all(command: str = "all") -> Policy:
    """All rows for the Celery worker, for the tables that deadlines and mail live in."""
    check = None if command in ("select", "delete") else "true"
    using = None if command == "insert" else "true"
    return Policy("worker_all", command=command, using=using, check=check, roles="jo_worker")


def append_only(table: str) -> RunSQL:
    """Take UPDATE, DELETE and TRUNCATE on `table` from the application's roles."""
    return RunSQL(
        f"revoke update, delete, truncate on {table} from jo_web, jo_worker;",
        f"grant update, delete on {table} to jo_web, jo_worker;",
    )
