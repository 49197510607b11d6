"""Who may read and write candidates, level by level, held by the database.

Level 1 (`candidates_candidate`) is a table like others. Levels 2 and 3 can be written by the jobcentre of residence but
read by nobody who serves pages: reading goes through the functions of 0004, which log in the same statement. The worker
reads them for one jobcentre at a time: it imports, invites and anonymises on that jobcentre's behalf.
"""

from django.db import migrations

from accounts.rls import ANYONE, ORG, STAFF, WEB_AND_WORKER, Policy, append_only, protect

OWN = f"jobcenter_id = {ORG}"
FINDABLE = f"({STAFF} and state = 'active' and basis <> '')"
CANDIDATE_IS_OURS = (
    "exists (select 1 from candidates_candidate c"
    f" where c.id = {{table}}.candidate_id and c.jobcenter_id = {ORG})"
)
READ_ACTING = Policy("read_acting", "select", using=ANYONE)


def of_order(table: str, roles: str) -> str:
    """The organisation has one of `roles` on the row's order."""
    return (
        f"exists (select 1 from orders_orderaccess a where a.order_id = {table}.order_id"
        f" and a.organisation_id = {ORG} and a.role in ({roles}))"
    )


LEADS = "'tovholder'"
TAKES_PART = "'tovholder', 'asked', 'alerted', 'proposed', 'former'"
NOMINATION = "candidates_nomination"
OURS_OR_LED = f"organisation_id = {ORG} or " + of_order(NOMINATION, LEADS)
SHOWN_TO_COMPANY = f"(presented_at is not null and {of_order(NOMINATION, repr('company'))})"


def hidden(table: str) -> list[migrations.RunSQL]:
    """A table of level 2 or 3: the web role writes its own rows and reads none; the worker reads for whom it acts."""
    return [
        protect(
            table,
            [
                Policy("add_own", "insert", check=f"{OWN} and {CANDIDATE_IS_OURS.format(table=table)}"),
                Policy("worker_reads_own", "select", using=OWN, roles="jo_worker"),
                Policy("worker_changes_own", "update", using=OWN, check=OWN, roles="jo_worker"),
                Policy("worker_removes_own", "delete", using=OWN, roles="jo_worker"),
            ],
        ),
        migrations.RunSQL(
            f"revoke select, update, delete on {table} from jo_web;",
            f"grant select, update, delete on {table} to jo_web;",
        ),
    ]


def vocabulary(table: str) -> list[migrations.RunSQL]:
    return [
        protect(table, [READ_ACTING, Policy("worker_reads", "select", using="true", roles="jo_worker")]),
        migrations.RunSQL(
            f"revoke insert, update, delete on {table} from {WEB_AND_WORKER};",
            f"grant insert, update, delete on {table} to {WEB_AND_WORKER};",
        ),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("candidates", "0001_initial"),
        ("orders", "0006_text_search"),
        ("accounts", "0002_row_level_security"),
    ]

    operations = [
        *vocabulary("candidates_discogroup"),
        *vocabulary("candidates_term"),
        *vocabulary("candidates_termnear"),
        protect(
            "candidates_candidate",
            [
                Policy("see", "select", using=f"{OWN} or {FINDABLE}"),
                Policy("add_own", "insert", check=OWN),
                Policy("change_own", "update", using=OWN, check=OWN),
            ],
        ),
        *hidden("candidates_candidateprofile"),
        *hidden("candidates_candidateidentity"),
        protect(
            "candidates_release",
            [
                Policy("see", "select", using=f"{OWN} or organisation_id = {ORG}"),
                Policy(
                    "release",
                    "insert",
                    check=f"{OWN} and {CANDIDATE_IS_OURS.format(table='candidates_release')} and "
                    + of_order("candidates_release", TAKES_PART),
                ),
                Policy("revoke", "update", using=OWN, check=OWN),
            ],
        ),
        protect("candidates_accesslog", [Policy("read_ours", "select", using=OWN)]),
        migrations.RunSQL(
            f"revoke insert, update, delete, truncate on candidates_accesslog from {WEB_AND_WORKER};",
            f"grant insert, update, delete on candidates_accesslog to {WEB_AND_WORKER};",
        ),
        protect(
            "candidates_searchevidence",
            [
                Policy(
                    "see",
                    "select",
                    using=of_order("candidates_searchevidence", "'tovholder', 'asked', 'proposed'"),
                ),
                Policy("add", "insert", check=of_order("candidates_searchevidence", LEADS)),
            ],
        ),
        append_only("candidates_searchevidence"),
        protect(
            "candidates_savedsearch",
            [Policy("own", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}")],
        ),
        protect(
            "candidates_invitation",
            [
                Policy("see", "select", using=f"organisation_id = {ORG} or {OWN}"),
                Policy(
                    "invite",
                    "insert",
                    check=f"organisation_id = {ORG} and " + of_order("candidates_invitation", TAKES_PART),
                ),
                Policy(
                    "change",
                    "update",
                    using=f"organisation_id = {ORG} or {OWN}",
                    check=f"organisation_id = {ORG} or {OWN}",
                ),
            ],
        ),
        protect(
            NOMINATION,
            [
                Policy("see", "select", using=f"{OURS_OR_LED} or {SHOWN_TO_COMPANY}"),
                Policy(
                    "nominate",
                    "insert",
                    check=f"organisation_id = {ORG} and {CANDIDATE_IS_OURS.format(table=NOMINATION)} and "
                    + of_order(NOMINATION, TAKES_PART),
                ),
                Policy(
                    "change",
                    "update",
                    using=f"{OURS_OR_LED} or {SHOWN_TO_COMPANY}",
                    check=f"{OURS_OR_LED} or {SHOWN_TO_COMPANY}",
                ),
            ],
        ),
        protect(
            "candidates_nominationstep",
            [
                Policy(
                    "see",
                    "select",
                    using="exists (select 1 from candidates_nomination n"
                    " where n.id = candidates_nominationstep.nomination_id)",
                ),
                Policy("add", "insert", check=f"organisation_id = {ORG}"),
            ],
        ),
        append_only("candidates_nominationstep"),
    ]
