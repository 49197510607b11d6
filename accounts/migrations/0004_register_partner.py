"""Authorities may register a partner (an a-kasse, a school, Workindenmark), as they may a company."""

from django.db import migrations

from accounts.rls import STAFF, WEB_AND_WORKER


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_signed_in")]

    operations = [
        migrations.RunSQL(
            f"create policy register_partner on accounts_organisation for insert to {WEB_AND_WORKER}"
            f" with check ({STAFF} and kind = 'partner');",
            "drop policy register_partner on accounts_organisation;",
        )
    ]
