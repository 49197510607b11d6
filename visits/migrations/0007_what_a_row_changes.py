"""A file on its way in says of each row what it changes, and of the whole which columns."""

from django.db import migrations, models

from imports.policies import says_what_changes


class Migration(migrations.Migration):
    dependencies = [("visits", "0006_found_by_campaign")]

    operations = [
        migrations.AddField("visitimport", "changed_columns", models.JSONField(default=dict)),
        migrations.AddField("visitimportline", "changes", models.JSONField(blank=True, null=True)),
        *says_what_changes("visits_visitimportline"),
    ]
