"""Which record of another system became what here: each organisation's own."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_oauth_clients"),
        ("api", "0001_answered_calls"),
    ]

    operations = [
        migrations.CreateModel(
            name="ExchangeRecord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("system", models.CharField(max_length=200)),
                ("kind", models.CharField(max_length=7)),
                ("reference", models.CharField(max_length=100)),
                ("sha256", models.CharField(max_length=64)),
                ("object_id", models.UUIDField(null=True)),
                ("created_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["organisation", "object_id"], name="exchange_of_object")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "system", "kind", "reference"),
                        name="exchange_reference_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["order", "visit", "contact"])),
                        name="exchange_kind_known",
                    ),
                ],
            },
        ),
        protect(
            "api_exchangerecord",
            [
                Policy(
                    "own", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}", roles="jo_web"
                )
            ],
        ),
    ]
