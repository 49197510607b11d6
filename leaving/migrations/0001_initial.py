"""Archives of everything that an organisation owns. Only the organisation itself, and the worker for it, reads them."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect, worker_all

OWN = f"organisation_id = {ORG}"


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("accounts", "0006_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Bliver lavet"),
                            ("done", "Klar til at hente"),
                            ("failed", "Kunne ikke laves"),
                            ("removed", "Slettet"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("expires_at", models.DateTimeField(blank=True, null=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("size", models.BigIntegerField(default=0)),
                ("rows", models.BigIntegerField(default=0)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "created_by",
                    models.ForeignKey(
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
                "verbose_name": "udtræk",
                "verbose_name_plural": "udtræk",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["waiting", "done", "failed", "removed"])),
                        name="export_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "waiting")),
                        fields=("organisation",),
                        name="export_one_at_a_time",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("waiting", "done"))),
                        fields=["created_at"],
                        name="export_to_do",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Piece",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "export",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leaving.export",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("export", "number"), name="export_piece_once")
                ]
            },
        ),
        protect(
            "leaving_export",
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("add_own", "insert", check=OWN, roles="jo_web"),
                Policy("change_own", "update", using=OWN, check=OWN, roles="jo_web"),
                worker_all(),
            ],
        ),
        protect(
            "leaving_piece",
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("worker_own", using=OWN, check=OWN, roles="jo_worker"),
            ],
        ),
        # A page orders, and lets it go before its time; what is in an archive is the worker's alone to write.
        migrations.RunSQL(
            "revoke update, delete, truncate on leaving_export from jo_web;"
            " grant update (expires_at) on leaving_export to jo_web;"
            " revoke insert, update, delete, truncate on leaving_piece from jo_web;",
            "revoke update (expires_at) on leaving_export from jo_web;"
            " grant update, delete on leaving_export to jo_web;"
            " grant insert, update, delete on leaving_piece to jo_web;",
        ),
    ]
