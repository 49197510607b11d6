"""Monthly reports: whoever asked sees their own wish, an organisation its reports; the worker makes them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, USER, Policy, append_only, protect, worker_all

OWN = f"organisation_id = {ORG} and user_id = {USER}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_register_partner"),
        ("orders", "0028_reports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthReport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("scope", models.CharField(max_length=36)),
                ("month", models.DateField()),
                ("version", models.PositiveSmallIntegerField(default=1)),
                ("counted_at", models.DateTimeField()),
                ("numbers", models.JSONField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="month_reports",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-month", "scope", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "scope", "month", "version"), name="month_report_version_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportWish",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope", models.CharField(max_length=36)),
                ("sent_for", models.DateField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_wishes",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="report_wishes",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "user", "scope"), name="report_wish_once")
                ],
            },
        ),
        protect(
            "orders_reportwish",
            [
                Policy("see_own", "select", using=OWN),
                Policy("ask", "insert", check=OWN),
                Policy("stop", "delete", using=OWN),
                worker_all(),
            ],
        ),
        protect(
            "orders_monthreport",
            [Policy("see_own", "select", using=f"organisation_id = {ORG}"), worker_all()],
        ),
        append_only("orders_monthreport"),
    ]
