"""Rounds of calls as rows of their own. Tasks that were made for one before belong to the round of their campaign."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Lower

from accounts.rls import ORG, Policy, protect

OWN = f"organisation_id = {ORG}"

GATHER = """
insert into visits_callround (uuid, organisation_id, author_id, name, due_on, created_at)
select gen_random_uuid(), organisation_id, min(author_id), min(campaign), max(due_on), min(created_at)
  from visits_task where kind = 'round' and campaign <> '' group by organisation_id, lower(campaign);
update visits_task t set round_id = r.id
  from visits_callround r
 where t.kind = 'round' and r.organisation_id = t.organisation_id and lower(r.name) = lower(t.campaign);
"""
SCATTER = "update visits_task set round_id = null where round_id is not null;"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_oauth_clients"),
        ("visits", "0004_withdrawn_notes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CallRound",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=60, verbose_name="Rundringning")),
                ("due_on", models.DateField(verbose_name="Ring senest")),
                ("created_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "author",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                "verbose_name": "rundringning",
                "verbose_name_plural": "rundringninger",
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(condition=~models.Q(name=""), name="call_round_has_name"),
                    models.UniqueConstraint("organisation", Lower("name"), name="call_round_name_once"),
                ],
            },
        ),
        migrations.AddField(model_name="task", name="is_given_up", field=models.BooleanField(default=False)),
        migrations.AddField(
            model_name="task",
            name="round",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tasks",
                to="visits.callround",
            ),
        ),
        migrations.AddConstraint(
            model_name="task",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_given_up", False), ("done_at__isnull", False), _connector="OR"),
                name="task_given_up_is_over",
            ),
        ),
        protect(
            "visits_callround",
            [
                Policy("see_own", "select", using=OWN),
                Policy("add_own", "insert", check=OWN),
                Policy("change_own", "update", using=OWN, check=OWN),
                Policy("remove_own", "delete", using=OWN),
            ],
        ),
        migrations.RunSQL(GATHER, SCATTER),
    ]
