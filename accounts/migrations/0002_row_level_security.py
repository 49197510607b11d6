"""Who may see organisations, memberships and audit rows, held by the database."""

from django.db import migrations

from accounts.rls import ANYONE, ORG, STAFF, USER, Policy, append_only, protect

OWN_MEMBERSHIP = (
    "exists (select 1 from accounts_membership m"
    f" where m.organisation_id = accounts_organisation.id and m.user_id = {USER})"
)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [
        protect(
            "accounts_membership",
            [
                Policy(
                    "see_own_and_colleagues",
                    "select",
                    using=f"user_id = {USER} or organisation_id = {ORG}",
                ),
                Policy("write_own", "insert", check=f"organisation_id = {ORG}"),
                Policy(
                    "change_own",
                    "update",
                    using=f"organisation_id = {ORG}",
                    check=f"organisation_id = {ORG}",
                ),
                # The sweep finds whom to tell; it may not change a membership.
                Policy("worker_reads", "select", using="true", roles="jo_worker"),
            ],
        ),
        protect(
            "accounts_organisation",
            [
                Policy(
                    "see",
                    "select",
                    using=f"({ANYONE} and kind <> 'company') or {STAFF} or id = {ORG} or {OWN_MEMBERSHIP}",
                ),
                Policy("register_company", "insert", check=f"{STAFF} and kind = 'company'"),
                Policy(
                    "change",
                    "update",
                    using=f"id = {ORG} or ({STAFF} and kind = 'company')",
                    check=f"id = {ORG} or ({STAFF} and kind = 'company')",
                ),
                Policy("worker_reads", "select", using="true", roles="jo_worker"),
            ],
        ),
        protect(
            "accounts_auditevent",
            [Policy("write_only", "insert", check="true", roles="jo_audit")],
        ),
        append_only("accounts_auditevent"),
        migrations.RunSQL(
            "revoke select, insert on accounts_auditevent from jo_web, jo_worker;"
            " grant insert on accounts_auditevent to jo_audit;",
            "grant select, insert on accounts_auditevent to jo_web, jo_worker;"
            " revoke insert on accounts_auditevent from jo_audit;",
        ),
        # The cache holds rate limits: losing it in a crash is harmless, so it need not be logged.
        migrations.RunSQL(
            "create unlogged table accounts_cache (cache_key varchar(255) primary key, value text not null,"
            " expires timestamptz not null); create index accounts_cache_expires on accounts_cache (expires);",
            "drop table accounts_cache;",
        ),
    ]
