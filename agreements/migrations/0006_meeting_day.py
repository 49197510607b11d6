"""A follow-up meeting remembers the day that the interval gave it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "0005_signing")]

    operations = [
        migrations.AddField(
            "agreementmeeting", "planned_for", models.DateField(blank=True, editable=False, null=True)
        ),
    ]
