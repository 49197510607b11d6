"""The leaders' meetings of a network: its members read them, its coordinator and Jobservice Danmark write them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect

TABLE = "agreements_networkmeeting"
KEEPS = (
    f"exists (select 1 from jobcenters_network n where n.id = {TABLE}.network_id and n.coordinator_id = {ORG})"
    f" or exists (select 1 from accounts_organisation o where o.id = {ORG} and o.kind = 'national')"
)
# Who was a member until yesterday reads no more; the day changes at midnight in Denmark.
MEMBER = (
    f"exists (select 1 from jobcenters_networkmember m where m.network_id = {TABLE}.network_id"
    f" and m.jobcenter_id = {ORG} and m.valid_from <= (now() at time zone 'Europe/Copenhagen')::date"
    " and (m.valid_to is null or m.valid_to >= (now() at time zone 'Europe/Copenhagen')::date))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0007_pdf_tries"),
        ("jobcenters", "0007_network_writers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="NetworkMeeting",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Planlagt"), ("held", "Holdt"), ("cancelled", "Aflyst")],
                        default="planned",
                        max_length=9,
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="Tidspunkt")),
                ("planned_for", models.DateField(blank=True, editable=False, null=True)),
                ("is_generated", models.BooleanField(default=True)),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Sted")),
                ("agenda", models.TextField(blank=True, max_length=5000, verbose_name="Dagsorden")),
                ("minutes", models.TextField(blank=True, max_length=10000, verbose_name="Referat")),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                (
                    "network",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="meetings",
                        to="jobcenters.network",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "ledermøde",
                "verbose_name_plural": "ledermøder",
                "ordering": ["network_id", "starts_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "held", "cancelled"])),
                        name="network_meeting_state_known",
                    ),
                    models.UniqueConstraint(fields=("network", "starts_at"), name="network_meeting_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "held"), _negated=True),
                            models.Q(("held_at__isnull", False), models.Q(("minutes", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="network_meeting_held_has_minutes",
                    ),
                ],
            },
        ),
        protect(
            TABLE,
            [
                Policy("see", "select", using=f"{MEMBER} or {KEEPS}"),
                Policy("add_kept", "insert", check=KEEPS, roles="jo_web"),
                Policy("change_kept", "update", using=KEEPS, check=KEEPS, roles="jo_web"),
                Policy("remove_kept", "delete", using=KEEPS, roles="jo_web"),
            ],
        ),
    ]
