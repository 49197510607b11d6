"""Files with visits and calls on their way in, and what one's own system calls a note.

Who talked with the company can be put right by a file that is sent again, as everything else that it says.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import WEB_AND_WORKER
from imports.policies import hidden, runs


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_oauth_clients"),
        ("companies", "0005_imports"),
        ("visits", "0002_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="VisitImport",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("checking", "Læses igennem"),
                            ("checked", "Klar til indlæsning"),
                            ("loading", "Indlæses"),
                            ("done", "Indlæst"),
                            ("failed", "Kunne ikke læses"),
                            ("cancelled", "Kasseret"),
                        ],
                        default="checking",
                        max_length=10,
                    ),
                ),
                ("file_name", models.CharField(max_length=120)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("kind", models.CharField(max_length=4)),
                ("encoding", models.CharField(max_length=12)),
                ("delimiter", models.CharField(blank=True, max_length=1)),
                ("headings", models.JSONField(default=list)),
                ("ignored", models.JSONField(default=list)),
                ("position", models.PositiveIntegerField(default=0)),
                ("bytes_read", models.BigIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("done_new", models.PositiveIntegerField(default=0)),
                ("done_changed", models.PositiveIntegerField(default=0)),
                ("sample", models.JSONField(default=list)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("purged_at", models.DateTimeField(blank=True, null=True)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "indlæsning af besøg",
                "verbose_name_plural": "indlæsninger af besøg",
                "ordering": ["-created_at", "-id"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VisitImportLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("key", models.CharField(max_length=500)),
                (
                    "change",
                    models.CharField(
                        choices=[
                            ("new", "Ny"),
                            ("changed", "Ændret"),
                            ("same", "Uændret"),
                            ("wrong", "Fejl"),
                        ],
                        max_length=7,
                    ),
                ),
                ("data", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="VisitImportPiece",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="VisitImportProblem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["line", "id"],
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="interaction",
            name="external_ref",
            field=models.CharField(blank=True, db_collation="C", default="", max_length=80),
        ),
        migrations.AddConstraint(
            model_name="interaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("external_ref", ""), _negated=True),
                fields=("organisation", "external_ref"),
                name="interaction_reference_once",
            ),
        ),
        migrations.AddField(
            model_name="visitimport",
            name="created_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="visitimport",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
            ),
        ),
        migrations.AddField(
            model_name="visitimport",
            name="started_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="visitimportline",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="visitimportline",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="visits.visitimport",
            ),
        ),
        migrations.AddField(
            model_name="visitimportpiece",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="visitimportpiece",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="+", to="visits.visitimport"
            ),
        ),
        migrations.AddField(
            model_name="visitimportproblem",
            name="organisation",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="visitimportproblem",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="visits.visitimport",
            ),
        ),
        migrations.AddIndex(
            model_name="visitimport",
            index=models.Index(fields=["organisation", "-created_at", "-id"], name="visit_import_of"),
        ),
        migrations.AddIndex(
            model_name="visitimport",
            index=models.Index(
                condition=models.Q(("purged_at__isnull", True)),
                fields=["created_at"],
                name="visit_import_todo",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["checking", "checked", "loading", "done", "failed", "cancelled"])
                ),
                name="visit_import_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="visitimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("checking", "checked", "loading"))),
                fields=("organisation",),
                name="visit_import_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="visitimportline",
            index=models.Index(fields=["run", "line"], name="visit_line"),
        ),
        migrations.AddConstraint(
            model_name="visitimportline",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="visit_line_once"),
        ),
        migrations.AddConstraint(
            model_name="visitimportpiece",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="visit_piece_once"),
        ),
        migrations.AddIndex(
            model_name="visitimportproblem",
            index=models.Index(fields=["run", "line", "id"], name="visit_problem_line"),
        ),
        *runs("visits_visitimport"),
        *hidden("visits_visitimportpiece", web_adds=True),
        *hidden("visits_visitimportline", web_adds=False),
        *hidden("visits_visitimportproblem", web_adds=False, web_reads=True),
        migrations.RunSQL(
            f"grant update (author_id) on visits_interaction to {WEB_AND_WORKER};",
            f"revoke update (author_id) on visits_interaction from {WEB_AND_WORKER};",
        ),
    ]
