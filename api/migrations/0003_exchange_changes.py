"""When a record was sent and how it left what it became, so that a later one is a change and overwrites nobody's."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("api", "0002_exchange_records")]

    operations = [
        migrations.AddField("exchangerecord", "sent_at", models.DateTimeField(null=True)),
        migrations.AddField(
            "exchangerecord", "object_version", models.CharField(blank=True, default="", max_length=40)
        ),
    ]
