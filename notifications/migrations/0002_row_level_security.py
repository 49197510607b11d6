"""Who may see and change mail, held by the database.

Anyone who acts may queue a mail, also one that another organisation sends or receives. Only the sender sees it, and
nobody sees a mail with a sign-in code. The worker delivers, and therefore sees all. Nobody deletes.
"""

from django.db import migrations

from accounts.rls import ORG, WEB_AND_WORKER, Policy, protect, worker_all

OWN = f"organisation_id = {ORG} and not confidential"


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial"), ("accounts", "0002_row_level_security")]

    operations = [
        protect(
            "notifications_outboxmail",
            [
                Policy("queue", "insert", check="true", roles="jo_web"),
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                # Send again, or cancel.
                Policy("change_own", "update", using=OWN, check=OWN, roles="jo_web"),
                worker_all(),
            ],
        ),
        migrations.RunSQL(
            f"revoke delete, truncate on notifications_outboxmail from {WEB_AND_WORKER};",
            f"grant delete on notifications_outboxmail to {WEB_AND_WORKER};",
        ),
    ]
