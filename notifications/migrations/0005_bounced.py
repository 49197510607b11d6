"""A mail that was sent and came back later: when, and among those that an administrator looks at."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0004_calendar")]

    operations = [
        migrations.RemoveConstraint(
            model_name="outboxmail",
            name="outbox_state_known",
        ),
        migrations.RemoveConstraint(
            model_name="outboxmail",
            name="outbox_sent_has_a_time",
        ),
        migrations.RemoveConstraint(
            model_name="outboxmail",
            name="outbox_failed_says_why",
        ),
        migrations.RemoveIndex(
            model_name="outboxmail",
            name="outbox_failed",
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="bounced_at",
            field=models.DateTimeField(null=True, verbose_name="Kom retur"),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "Venter"),
                    ("leased", "Sendes nu"),
                    ("sent", "Sendt"),
                    ("failed", "Fejlet"),
                    ("bounced", "Kom retur"),
                    ("cancelled", "Fortrudt"),
                ],
                default="queued",
                max_length=9,
                verbose_name="Status",
            ),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(
                condition=models.Q(("state__in", ("failed", "bounced"))),
                fields=["organisation", "-created_at", "-id"],
                name="outbox_failed",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["queued", "leased", "sent", "failed", "bounced", "cancelled"])
                ),
                name="outbox_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state__in", ("sent", "bounced"))),
                    models.Q(
                        models.Q(("state__in", ("sent", "bounced")), _negated=True), ("sent_at__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="outbox_sent_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("bounced_at__isnull", False), ("state", "bounced")),
                    models.Q(models.Q(("state", "bounced"), _negated=True), ("bounced_at__isnull", True)),
                    _connector="OR",
                ),
                name="outbox_bounced_has_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("last_error", ""), ("state__in", ("failed", "bounced")), _negated=True),
                name="outbox_failed_says_why",
            ),
        ),
        # Backwards, where nobody knows of mails that came back, such a mail was sent.
        migrations.RunSQL(
            migrations.RunSQL.noop,
            "update notifications_outboxmail set state = 'sent', bounced_at = null, last_error = ''"
            " where state = 'bounced';",
        ),
    ]
