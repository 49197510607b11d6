"""Files with candidates on their way in, and who may see what of them.

File and rows hold names: the web role adds pieces of its own file and reads neither; the worker reads them for the one
jobcentre that it acts for. It finds the runs of all, since it must know that there is something to do.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, STAFF, Policy, protect, worker_all

OWN = f"jobcenter_id = {ORG}"
RUN_IS_OURS = (
    "exists (select 1 from candidates_importrun r where r.id = {table}.run_id and r.jobcenter_id = "
    + ORG
    + ")"
)


def within(table: str) -> str:
    return f"{OWN} and {RUN_IS_OURS.format(table=table)}"


def hidden(table: str, *, web_adds: bool) -> list[migrations.RunSQL]:
    """The worker alone reads, for whom it acts; the web role adds rows, or has no part in the table."""
    lost = "select, update, delete" if web_adds else "select, insert, update, delete"
    add = Policy("add_own", "insert", check=within(table)) if web_adds else None
    worker = Policy("worker_own", using=OWN, check=OWN, roles="jo_worker")
    return [
        protect(table, [policy for policy in (add, worker) if policy]),
        migrations.RunSQL(f"revoke {lost} on {table} from jo_web;", f"grant {lost} on {table} to jo_web;"),
    ]


def explained(table: str) -> list[migrations.RunSQL]:
    """Both read their own; the worker alone writes."""
    lost = "insert, update, delete"
    return [
        protect(
            table,
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("worker_own", using=OWN, check=OWN, roles="jo_worker"),
            ],
        ),
        migrations.RunSQL(f"revoke {lost} on {table} from jo_web;", f"grant {lost} on {table} to jo_web;"),
    ]


# What the CVs of one's own active candidates lack, counted: the words are level 2, how often they stand there is not.
LACKING = f"""
create function candidates_lacking() returns table (word text, found bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select w.word, count(*)
      from candidates_candidate c
      join candidates_candidateprofile p on p.candidate_id = c.id
     cross join lateral unnest(p.missing) w (word)
     where c.jobcenter_id = {ORG} and {STAFF} and c.state = 'active'
     group by w.word order by count(*) desc, w.word
$$;
revoke all on function candidates_lacking() from public;
grant execute on function candidates_lacking() to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_register_partner"),
        ("candidates", "0007_nominations"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
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
                ("whole_stock", models.BooleanField(default=False, verbose_name="Filen er hele bestanden")),
                ("headings", models.JSONField(default=list)),
                ("ignored", models.JSONField(default=list)),
                ("absent", models.JSONField(default=list)),
                ("has_extra_cells", models.BooleanField(default=False)),
                ("position", models.PositiveIntegerField(default=0)),
                ("bytes_read", models.BigIntegerField(default=0)),
                ("rows", models.PositiveIntegerField(default=0)),
                ("new", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("unchanged", models.PositiveIntegerField(default=0)),
                ("wrong", models.PositiveIntegerField(default=0)),
                ("notices", models.PositiveIntegerField(default=0)),
                ("leaving", models.PositiveIntegerField(default=0)),
                ("stock", models.PositiveIntegerField(default=0)),
                ("done_new", models.PositiveIntegerField(default=0)),
                ("done_changed", models.PositiveIntegerField(default=0)),
                ("done_left", models.PositiveIntegerField(default=0)),
                ("sample", models.JSONField(default=list)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("created_at", models.DateTimeField()),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("started_at", models.DateTimeField(blank=True, null=True)),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("purged_at", models.DateTimeField(blank=True, null=True)),
                ("forgotten_at", models.DateTimeField(blank=True, null=True)),
                ("stats_due", models.BooleanField(default=False)),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "jobcenter",
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
                "verbose_name": "indlæsning",
                "verbose_name_plural": "indlæsninger",
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["checking", "checked", "loading", "done", "failed", "cancelled"])
                        ),
                        name="import_state_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("checking", "checked", "loading"))),
                        fields=("jobcenter",),
                        name="import_one_open",
                    ),
                ],
                "indexes": [
                    models.Index(fields=["jobcenter", "-created_at", "-id"], name="import_of_jobcenter"),
                    models.Index(
                        condition=models.Q(("purged_at__isnull", True), ("stats_due", True), _connector="OR"),
                        fields=["created_at"],
                        name="import_to_do",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("external_ref", models.CharField(max_length=60)),
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
                ("data", models.JSONField(null=True)),
                (
                    "jobcenter",
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
                        to="candidates.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "external_ref"), name="import_reference_once"),
                ],
                "indexes": [
                    models.Index(fields=["run", "line"], name="import_row_line"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportFault",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("line", models.PositiveIntegerField()),
                ("column", models.CharField(blank=True, max_length=80)),
                ("text", models.CharField(max_length=300)),
                ("is_error", models.BooleanField()),
                (
                    "jobcenter",
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
                        related_name="faults",
                        to="candidates.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["line", "id"],
                "indexes": [
                    models.Index(fields=["run", "is_error", "line", "id"], name="import_fault_line"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportChunk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
                (
                    "jobcenter",
                    models.ForeignKey(
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
                        to="candidates.importrun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="import_piece_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportWord",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("column", models.CharField(max_length=20)),
                ("word", models.CharField(max_length=120)),
                ("kept", models.BooleanField()),
                ("found", models.PositiveIntegerField()),
                (
                    "jobcenter",
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
                        related_name="words",
                        to="candidates.importrun",
                    ),
                ),
            ],
            options={
                "ordering": ["-found", "word"],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "column", "word"), name="import_word_once"),
                ],
            },
        ),
        protect(
            "candidates_importrun",
            [
                Policy("see_own", "select", using=OWN, roles="jo_web"),
                Policy("add_own", "insert", check=OWN, roles="jo_web"),
                Policy("change_own", "update", using=OWN, check=OWN, roles="jo_web"),
                worker_all(),
            ],
        ),
        migrations.RunSQL(
            "revoke delete on candidates_importrun from jo_web;",
            "grant delete on candidates_importrun to jo_web;",
        ),
        *hidden("candidates_importchunk", web_adds=True),
        *hidden("candidates_importrow", web_adds=False),
        *explained("candidates_importfault"),
        *explained("candidates_importword"),
        migrations.RunSQL(LACKING, "drop function candidates_lacking();"),
    ]
