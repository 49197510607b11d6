"""Who said no and is anonymised: no file makes them anew.

The worker writes the list and reads it for the one jobcentre that it acts for. The web role takes a reference off it,
when a citizen consents again, and can neither add nor change.
"""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect

OWN = f"jobcenter_id = {ORG}"


class Migration(migrations.Migration):
    dependencies = [("candidates", "0017_withdrawn_at")]

    operations = [
        migrations.CreateModel(
            name="SaidNo",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("digest", models.CharField(max_length=64)),
                ("said_no_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "jobcenter",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "samtykke, der er trukket tilbage",
                "verbose_name_plural": "samtykker, der er trukket tilbage",
                "constraints": [
                    models.UniqueConstraint(fields=("jobcenter", "digest"), name="said_no_once"),
                ],
            },
        ),
        protect(
            "candidates_saidno",
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("take_off_own", "delete", using=OWN, roles="jo_web"),
                Policy("worker_own", using=OWN, check=OWN, roles="jo_worker"),
            ],
        ),
        migrations.RunSQL(
            "revoke insert, update on candidates_saidno from jo_web;",
            "grant insert, update on candidates_saidno to jo_web;",
        ),
    ]
