"""A file on its way in says of each row what it changes, and of the whole which columns."""

from django.db import migrations, models

from imports.policies import says_what_changes


class Migration(migrations.Migration):
    dependencies = [("companies", "0008_found_by_who_calls")]

    operations = [
        migrations.AddField("companyimport", "changed_columns", models.JSONField(default=dict)),
        migrations.AddField("importline", "changes", models.JSONField(blank=True, null=True)),
        *says_what_changes("companies_importline"),
    ]
