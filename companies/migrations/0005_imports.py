"""Files with companies on their way into the register, and what the worker may write for whoever sends them.

The web role adds pieces of its own file and reads neither file nor rows; the worker reads them for the one authority
that it acts for, and finds the runs of all, since it must know that there is something to do.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from imports.policies import hidden, runs

# What the web role may change of companies, workplaces and contact persons, the worker may change for a file, under
# the same policies: it acts as whoever started the import.
CHANGEABLE = {
    "company": "industry_code, industry, employees, changed_at",
    "workplace": "p_number, name, address, postcode_id, is_active, changed_at",
    "contactperson": "name, title, phone, email, is_primary, is_active, changed_at",
}


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absences"),
        ("companies", "0004_merge"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CompanyImport",
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
                (
                    "started_by",
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
                "verbose_name": "indlæsning af virksomheder",
                "verbose_name_plural": "indlæsninger af virksomheder",
                "ordering": ["-created_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("cvr", models.CharField(db_collation="C", max_length=8)),
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
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="companies.companyimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportPiece",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="companies.companyimport",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ImportProblem",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=300)),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="companies.companyimport",
                    ),
                ),
            ],
            options={
                "ordering": ["line", "id"],
            },
        ),
        migrations.AddIndex(
            model_name="companyimport",
            index=models.Index(fields=["organisation", "-created_at", "-id"], name="company_import_of"),
        ),
        migrations.AddIndex(
            model_name="companyimport",
            index=models.Index(
                condition=models.Q(("purged_at__isnull", True)),
                fields=["created_at"],
                name="company_import_todo",
            ),
        ),
        migrations.AddConstraint(
            model_name="companyimport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["checking", "checked", "loading", "done", "failed", "cancelled"])
                ),
                name="company_import_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="companyimport",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ("checking", "checked", "loading"))),
                fields=("organisation",),
                name="company_import_one_open",
            ),
        ),
        migrations.AddIndex(
            model_name="importline",
            index=models.Index(fields=["run", "line"], name="company_line"),
        ),
        migrations.AddIndex(
            model_name="importline",
            index=models.Index(fields=["run", "cvr"], name="company_line_cvr"),
        ),
        migrations.AddConstraint(
            model_name="importline",
            constraint=models.UniqueConstraint(fields=("run", "key"), name="company_line_once"),
        ),
        migrations.AddConstraint(
            model_name="importpiece",
            constraint=models.UniqueConstraint(fields=("run", "number"), name="company_piece_once"),
        ),
        migrations.AddIndex(
            model_name="importproblem",
            index=models.Index(fields=["run", "line", "id"], name="company_problem_line"),
        ),
        *runs("companies_companyimport"),
        *hidden("companies_importpiece", web_adds=True),
        *hidden("companies_importline", web_adds=False),
        *hidden("companies_importproblem", web_adds=False, web_reads=True),
        *(
            migrations.RunSQL(
                f"grant insert, update ({columns}) on companies_{table} to jo_worker;",
                f"revoke insert, update ({columns}) on companies_{table} from jo_worker;",
            )
            for table, columns in CHANGEABLE.items()
        ),
    ]
