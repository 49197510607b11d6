"""Who may see and change jobcentres, opening hours, networks and contact lists, held by the database.

Anyone who acts may read where the jobcentres are and when they are open; contact lists are for authorities. A
jobcentre writes its own calendar, words, profile and contacts. Whom a jobcentre serves, and the networks' members and
rules, are agreed between several and are changed by the owner role's commands only, as is the reference data.
"""

from django.db import migrations

from accounts.rls import ANYONE, ORG, STAFF, WEB_AND_WORKER, Policy, protect, read_all_write_own

WORKER_READS = Policy("worker_reads", "select", using="true", roles="jo_worker")
READ_ACTING = Policy("read_acting", "select", using=ANYONE)

OWN_TABLES = ("openinghours", "closingday", "jobcenterword", "serviceprofileline")
AGREED_TABLES = ("jobcentermunicipality", "network", "networkmember", "networkrule", "networkterms")
REFERENCE_TABLES = ("municipality", "municipalityregion", "postcode")


def read_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"revoke insert, update, delete on {table} from {WEB_AND_WORKER};",
        f"grant insert, update, delete on {table} to {WEB_AND_WORKER};",
    )


class Migration(migrations.Migration):
    dependencies = [("jobcenters", "0001_initial"), ("accounts", "0002_row_level_security")]

    operations = [
        protect(
            "jobcenters_jobcenter",
            [
                READ_ACTING,
                Policy(
                    "change_own", "update", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}"
                ),
                WORKER_READS,
            ],
        ),
        *(
            protect(f"jobcenters_{t}", [*read_all_write_own("jobcenter_id"), WORKER_READS])
            for t in OWN_TABLES
        ),
        *(protect(f"jobcenters_{t}", [READ_ACTING, WORKER_READS]) for t in AGREED_TABLES),
        protect(
            "jobcenters_contactentry",
            [
                Policy("read_authority", "select", using=f"{STAFF} and {ANYONE}"),
                *(policy for policy in read_all_write_own("jobcenter_id") if policy.command != "select"),
                WORKER_READS,
            ],
        ),
        *(read_only(f"jobcenters_{table}") for table in (*AGREED_TABLES, *REFERENCE_TABLES)),
    ]
