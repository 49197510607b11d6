"""A mail knows its recipient's domain, and a domain how fast it takes mail."""

import django.db.models.functions.text
from django.db import migrations, models

from accounts.rls import protect, worker_all


class Migration(migrations.Migration):
    dependencies = [("notifications", "0005_bounced"), ("accounts", "0002_row_level_security")]

    operations = [
        migrations.AddField(
            "outboxmail",
            "domain",
            models.GeneratedField(
                db_persist=True,
                expression=django.db.models.functions.text.Lower(
                    models.Func(
                        models.F("recipient"), models.Value("@"), models.Value(-1), function="split_part"
                    )
                ),
                output_field=models.CharField(max_length=254),
            ),
        ),
        migrations.AddIndex(
            "outboxmail",
            models.Index(
                models.F("domain"),
                models.OrderBy(models.F("confidential"), descending=True),
                models.F("not_before"),
                models.F("id"),
                name="outbox_by_domain",
                condition=models.Q(("state__in", ("queued", "leased"))),
            ),
        ),
        # Each domain's mails are read by an index of their own; what is left for the old one are sign-in codes.
        migrations.RemoveIndex("outboxmail", "outbox_to_send"),
        migrations.AddIndex(
            "outboxmail",
            models.Index(
                fields=["not_before", "id"],
                name="outbox_urgent",
                condition=models.Q(
                    ("confidential", True),
                    ("organisation__isnull", True),
                    ("state__in", ("queued", "leased")),
                ),
            ),
        ),
        migrations.CreateModel(
            name="MailPace",
            fields=[
                ("domain", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("per_minute", models.PositiveIntegerField(null=True, verbose_name="Mails i minuttet")),
                ("until", models.DateTimeField(null=True)),
            ],
        ),
        protect("notifications_mailpace", [worker_all()]),
    ]
