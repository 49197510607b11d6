"""Who keeps a network's rules: its coordinator's organisation and Jobservice Danmark. Everybody who acts reads them.

Which roles there may do it is the application's question; the database refuses every other organisation. Only
Jobservice Danmark chooses the coordinator.
"""

from django.db import migrations

from accounts.rls import ANYONE, ORG, Policy, protect

NATIONAL = f"exists (select 1 from accounts_organisation o where o.id = {ORG} and o.kind = 'national')"
KEPT_TABLES = ("networkmember", "networkrule", "networkterms", "networkservice")
WORKER_READS = Policy("worker_reads", "select", using="true", roles="jo_worker")


def keeps(table: str) -> str:
    """The acting organisation coordinates the row's network, or is Jobservice Danmark."""
    return (
        f"exists (select 1 from jobcenters_network n where n.id = {table}.network_id and n.coordinator_id = {ORG})"
        f" or {NATIONAL}"
    )


def writers(table: str) -> list[Policy]:
    keeping = keeps(table)
    return [
        Policy("add_kept", "insert", check=keeping, roles="jo_web"),
        Policy("change_kept", "update", using=keeping, check=keeping, roles="jo_web"),
        Policy("remove_kept", "delete", using=keeping, roles="jo_web"),
    ]


def add(table: str, policies: list[Policy]) -> migrations.RunSQL:
    return migrations.RunSQL(
        "\n".join(policy.create(table) for policy in policies),
        "\n".join(f"drop policy {policy.name} on {table};" for policy in policies),
    )


def grant(table: str, rights: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"grant {rights} on {table} to jo_web;", f"revoke {rights} on {table} from jo_web;"
    )


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0006_network_terms")]

    operations = [
        protect("jobcenters_networkservice", [Policy("read_acting", "select", using=ANYONE), WORKER_READS]),
        # The tables' default rights are wider than what is needed here.
        migrations.RunSQL(
            "revoke insert, update, delete on jobcenters_networkservice from jo_web, jo_worker;",
            "grant insert, update, delete on jobcenters_networkservice to jo_web, jo_worker;",
        ),
        *(add(f"jobcenters_{name}", writers(f"jobcenters_{name}")) for name in KEPT_TABLES),
        *(grant(f"jobcenters_{name}", "insert, update, delete") for name in KEPT_TABLES),
        add(
            "jobcenters_network",
            [Policy("choose_coordinator", "update", using=NATIONAL, check=NATIONAL, roles="jo_web")],
        ),
        grant("jobcenters_network", "update (coordinator_id)"),
    ]
