"""The database's own answer to who may read and write the rows of an order."""

from django.db import migrations

from accounts.rls import ORG, Policy, append_only, protect, worker_all

# The big table: a plain membership test on an array in the row, fed by an index scan of the access table.
SEES_ORDER = f"{ORG} = any(viewers)"
LEADS_ORDER = f"{ORG} in (tovholder_id, received_by_id, company_id, proposed_tovholder_id)"


def of_order(table: str, roles: str) -> str:
    """The organisation has one of `roles` on the row's order; one look-up by the access table's unique key."""
    return (
        f"exists (select 1 from orders_orderaccess a where a.order_id = {table}.order_id"
        f" and a.organisation_id = {ORG} and a.role in ({roles}))"
    )


EVERY_ROLE = "'tovholder', 'company', 'national', 'proposed', 'asked', 'alerted', 'former'"
LEADERS = "'tovholder', 'company', 'national', 'proposed'"
READERS = "'tovholder', 'company', 'national'"


def child(table: str, *, read: str, write: str = LEADERS, own: str | None = None) -> list[Policy]:
    """Read and write by role on the order; `own` is a column whose organisation may read and change its own row."""
    mine = f" or {own} = {ORG}" if own else ""
    reading, writing = of_order(table, read) + mine, of_order(table, write) + mine
    return [
        Policy("read_by_role", "select", using=reading),
        Policy("add_by_role", "insert", check=writing),
        Policy("change_by_role", "update", using=writing, check=writing),
        Policy("remove_by_role", "delete", using=of_order(table, write)),
    ]


# The clock's own policies decide: whoever sees the clock sees what happened to it.
CLOCK_OF = "exists (select 1 from orders_clock c where c.id = {table}.clock_id)"


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_access")]

    operations = [
        protect(
            "orders_orderaccess",
            [Policy("own", "select", using=f"organisation_id = {ORG}")],
        ),
        migrations.RunSQL(
            "revoke insert, update, delete on orders_orderaccess from jo_web, jo_worker;",
            "grant insert, update, delete on orders_orderaccess to jo_web, jo_worker;",
        ),
        protect(
            "orders_order",
            [
                Policy("see", "select", using=SEES_ORDER),
                Policy("register", "insert", check=f"{ORG} in (tovholder_id, received_by_id, company_id)"),
                Policy("lead", "update", using=LEADS_ORDER, check=f"{LEADS_ORDER} or {SEES_ORDER}"),
            ],
        ),
        protect("orders_orderline", child("orders_orderline", read=EVERY_ROLE)),
        protect(
            "orders_search",
            child("orders_search", read="'tovholder', 'asked', 'proposed'", own="organisation_id"),
        ),
        protect(
            "orders_request",
            [
                Policy(
                    "see",
                    "select",
                    using=f"to_organisation_id = {ORG} or from_organisation_id = {ORG} or "
                    + of_order("orders_request", "'tovholder'"),
                ),
                Policy(
                    "send",
                    "insert",
                    check=f"from_organisation_id = {ORG} and " + of_order("orders_request", "'tovholder'"),
                ),
                Policy(
                    "answer_or_withdraw",
                    "update",
                    using=f"{ORG} in (to_organisation_id, from_organisation_id) or "
                    + of_order("orders_request", "'tovholder'"),
                    check="true",
                ),
            ],
        ),
        protect(
            "orders_headsup",
            [
                Policy(
                    "see",
                    "select",
                    using=f"to_organisation_id = {ORG} or from_organisation_id = {ORG} or "
                    + of_order("orders_headsup", "'tovholder'"),
                ),
                Policy(
                    "send",
                    "insert",
                    check=f"from_organisation_id = {ORG} and " + of_order("orders_headsup", "'tovholder'"),
                ),
                Policy(
                    "mark_seen",
                    "update",
                    using=f"to_organisation_id = {ORG}",
                    check=f"to_organisation_id = {ORG}",
                ),
            ],
        ),
        protect(
            "orders_tovholderchange",
            [
                Policy(
                    "see",
                    "select",
                    using=f"{ORG} in (from_organisation_id, to_organisation_id) or "
                    + of_order("orders_tovholderchange", LEADERS),
                ),
                Policy(
                    "propose", "insert", check=of_order("orders_tovholderchange", "'tovholder', 'national'")
                ),
                Policy(
                    "decide",
                    "update",
                    using=f"to_organisation_id = {ORG} or "
                    + of_order("orders_tovholderchange", "'tovholder'"),
                    check="true",
                ),
            ],
        ),
        protect(
            "orders_delivery",
            child("orders_delivery", read=READERS, write="'tovholder'", own="organisation_id"),
        ),
        protect("orders_alternative", child("orders_alternative", read=READERS, write=READERS)),
        protect("orders_followup", child("orders_followup", read="'tovholder'", write=LEADERS)),
        protect(
            "orders_orderevent",
            [
                Policy(
                    "see",
                    "select",
                    using=f"about_id = {ORG} or organisation_id = {ORG} or exists (select 1 from orders_orderaccess a"
                    f" where a.order_id = orders_orderevent.order_id and a.organisation_id = {ORG}"
                    " and a.role = any(orders_orderevent.audience))",
                ),
                Policy("tell", "insert", check=of_order("orders_orderevent", EVERY_ROLE)),
                Policy("worker_tells", "insert", check="true", roles="jo_worker"),
            ],
        ),
        append_only("orders_orderevent"),
        protect(
            "orders_clock",
            [
                Policy(
                    "see",
                    "select",
                    using=f"owner_organisation_id = {ORG} or owed_to_id = {ORG} or "
                    + of_order("orders_clock", "'tovholder', 'national'"),
                ),
                Policy("start", "insert", check=f"owner_organisation_id = {ORG} or owed_to_id = {ORG}"),
                Policy(
                    "change",
                    "update",
                    using=f"owner_organisation_id = {ORG} or owed_to_id = {ORG} or "
                    + of_order("orders_clock", "'tovholder', 'proposed', 'national'"),
                    check="true",
                ),
                worker_all(),
            ],
        ),
        protect(
            "orders_clockevent",
            [
                Policy("see", "select", using=CLOCK_OF.format(table="orders_clockevent")),
                Policy("add", "insert", check=CLOCK_OF.format(table="orders_clockevent")),
                worker_all(),
            ],
        ),
        append_only("orders_clockevent"),
        protect(
            "orders_breach",
            [
                Policy("see", "select", using=f"organisation_id = {ORG} or owed_to_id = {ORG}"),
                Policy("record", "insert", check=f"organisation_id = {ORG} or owed_to_id = {ORG}"),
                worker_all(),
            ],
        ),
        append_only("orders_breach"),
        protect(
            "orders_escalation",
            [
                Policy(
                    "see",
                    "select",
                    using=f"organisation_id = {ORG} or " + CLOCK_OF.format(table="orders_escalation"),
                ),
                worker_all(),
            ],
        ),
        append_only("orders_escalation"),
    ]
