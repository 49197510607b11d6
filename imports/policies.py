"""Row-level security of the tables of an import, for migrations."""

from django.db import migrations

from accounts.rls import ORG, Policy, protect, worker_all

OWN = f"organisation_id = {ORG}"


def hidden(table: str, *, web_adds: bool, web_reads: bool = False) -> list[migrations.RunSQL]:
    """The worker alone writes, for whom it acts; the web role adds, or reads, its own rows."""
    lost = ["update", "delete", "truncate"]
    lost += [] if web_adds else ["insert"]
    lost += [] if web_reads else ["select"]
    policies = [Policy("worker_own", using=OWN, check=OWN, roles="jo_worker")]
    if web_adds:
        policies.append(Policy("add_own", "insert", check=OWN, roles="jo_web"))
    if web_reads:
        policies.append(Policy("see_own", "select", using=OWN, roles="jo_web"))
    back = [right for right in lost if right != "truncate"]
    return [
        protect(table, policies),
        migrations.RunSQL(
            f"revoke {', '.join(lost)} on {table} from jo_web;",
            f"grant {', '.join(back)} on {table} to jo_web;",
        ),
    ]


def says_what_changes(table: str) -> list[migrations.RunSQL]:
    """The web role reads of its own rows what they change, and nothing else of them."""
    columns = "id, run_id, organisation_id, line, changes"
    policy = Policy("see_own", "select", using=OWN, roles="jo_web")
    return [
        migrations.RunSQL(policy.create(table), f"drop policy see_own on {table};"),
        migrations.RunSQL(
            f"grant select ({columns}) on {table} to jo_web;",
            f"revoke select ({columns}) on {table} from jo_web;",  # noqa: S608
        ),
    ]


def runs(table: str) -> list[migrations.RunSQL]:
    """The web role sees and moves its own; the worker finds the runs of all, as it must know what there is to do."""
    return [
        protect(
            table,
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("add_own", "insert", check=OWN, roles="jo_web"),
                Policy("change_own", "update", using=OWN, check=OWN, roles="jo_web"),
                worker_all(),
            ],
        ),
        migrations.RunSQL(
            f"revoke delete, truncate on {table} from jo_web;",
            f"grant delete on {table} to jo_web;",
        ),
    ]
