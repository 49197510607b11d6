"""Notes of visits, internal notes, tasks, calendar links and joint visits."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0006_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("companies", "0003_contact_consent"),
    ]

    operations = [
        migrations.CreateModel(
            name="Interaction",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("visit", "Besøg"), ("call", "Opkald"), ("meeting", "Møde")],
                        max_length=8,
                        verbose_name="Hvordan",
                    ),
                ),
                ("held_on", models.DateField(verbose_name="Dato")),
                ("text", models.TextField(blank=True, max_length=5000, verbose_name="Notat")),
                (
                    "growth",
                    models.CharField(
                        blank=True,
                        choices=[("grows", "Vokser"), ("steady", "Står stille"), ("shrinks", "Skrumper")],
                        max_length=8,
                        verbose_name="Vækst",
                    ),
                ),
                ("needs_labour", models.BooleanField(default=False, verbose_name="Mangler arbejdskraft")),
                ("needs_apprentices", models.BooleanField(default=False, verbose_name="Vil have lærlinge")),
                (
                    "needs_retention",
                    models.BooleanField(default=False, verbose_name="Vil holde på medarbejdere"),
                ),
                (
                    "outlook_3",
                    models.CharField(
                        blank=True,
                        choices=[("more", "Flere"), ("same", "Samme"), ("fewer", "Færre")],
                        max_length=8,
                        verbose_name="Ansatte om 3 måneder",
                    ),
                ),
                (
                    "outlook_12",
                    models.CharField(
                        blank=True,
                        choices=[("more", "Flere"), ("same", "Samme"), ("fewer", "Færre")],
                        max_length=8,
                        verbose_name="Ansatte om 12 måneder",
                    ),
                ),
                ("campaign", models.CharField(blank=True, max_length=60, verbose_name="Kampagne")),
                ("next_visit_on", models.DateField(blank=True, null=True, verbose_name="Næste besøg")),
                ("is_shared", models.BooleanField(default=False, verbose_name="Deles med andre jobcentre")),
                ("version", models.PositiveIntegerField(default=1)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interactions",
                        to="companies.company",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.contactperson",
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
                    "workplace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.workplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "besøgsnotat",
                "verbose_name_plural": "besøgsnotater",
                "ordering": ["-held_on", "-id"],
                "indexes": [
                    models.Index(fields=["company", "-held_on", "-id"], name="interaction_of_company"),
                    models.Index(fields=["updated_at", "id"], name="interaction_updated"),
                    models.Index(fields=["organisation", "-held_on"], name="interaction_of_organisation"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["visit", "call", "meeting"])),
                        name="interaction_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("growth__in", ["", "grows", "steady", "shrinks"])),
                        name="interaction_growth_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outlook_3__in", ["", "more", "same", "fewer"]),
                            ("outlook_12__in", ["", "more", "same", "fewer"]),
                        ),
                        name="interaction_outlook_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InteractionCorrection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("before", models.JSONField()),
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
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="corrections",
                        to="visits.interaction",
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
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="InteractionNeed",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("occupation", models.CharField(max_length=120, verbose_name="Stilling")),
                ("number", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="Antal")),
                (
                    "horizon",
                    models.PositiveSmallIntegerField(
                        choices=[(3, "Inden for 3 måneder"), (12, "Inden for 12 måneder")],
                        default=3,
                        verbose_name="Hvornår",
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="needs",
                        to="visits.interaction",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("occupation", ""), _negated=True),
                        name="interaction_need_has_occupation",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("horizon__in", [3, 12])), name="interaction_need_horizon_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__isnull", True), ("number__gte", 1), _connector="OR"),
                        name="interaction_need_some_number",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InternalNote",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("text", models.TextField(max_length=5000, verbose_name="Internt notat")),
                ("created_at", models.DateTimeField()),
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
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
                "verbose_name": "internt notat",
                "verbose_name_plural": "interne notater",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["organisation", "company", "-created_at"], name="internal_note_of")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="internal_note_has_text"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JointVisit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("purpose", models.TextField(max_length=2000, verbose_name="Formål")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="Sted")),
                (
                    "minutes_long",
                    models.PositiveSmallIntegerField(default=60, verbose_name="Varighed i minutter"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("asked", "Venter på svar"), ("agreed", "Aftalt"), ("cancelled", "Aflyst")],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("round", models.PositiveSmallIntegerField(default=1)),
                ("starts_at", models.DateTimeField(blank=True, null=True)),
                ("sequence", models.PositiveSmallIntegerField(default=0)),
                ("invited", models.JSONField(default=list)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField()),
                ("updated_at", models.DateTimeField()),
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
                    "company",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.contactperson",
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
                    "workplace",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.workplace",
                    ),
                ),
            ],
            options={
                "verbose_name": "sambesøg",
                "verbose_name_plural": "sambesøg",
                "ordering": ["-created_at", "-id"],
                "indexes": [models.Index(fields=["company", "-created_at"], name="joint_visit_of_company")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "agreed", "cancelled"])),
                        name="joint_visit_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "agreed"), _negated=True),
                            ("starts_at__isnull", False),
                            _connector="OR",
                        ),
                        name="joint_visit_agreed_has_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("purpose", ""), _negated=True), name="joint_visit_has_purpose"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointVisitCitizen",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pseudonym", models.CharField(max_length=12, verbose_name="Kendenavn")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="citizens",
                        to="visits.jointvisit",
                    ),
                ),
            ],
            options={
                "ordering": ["pseudonym", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "pseudonym"), name="joint_visit_citizen_once"),
                    models.CheckConstraint(
                        condition=models.Q(("pseudonym__regex", "^[A-ZÆØÅ]-[1-9][0-9]{4,7}$")),
                        name="joint_visit_citizen_is_a_pseudonym",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="JointVisitGuest",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("answered_round", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="Bemærkning")),
                (
                    "answered_by",
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
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guests",
                        to="visits.jointvisit",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("visit", "organisation"), name="joint_visit_guest_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="JointVisitTime",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("round", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                (
                    "visit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="times",
                        to="visits.jointvisit",
                    ),
                ),
            ],
            options={
                "ordering": ["starts_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("visit", "round", "starts_at"), name="joint_visit_time_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="JointVisitAnswer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("can", models.BooleanField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "time",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="visits.jointvisittime",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.UniqueConstraint(fields=("time", "organisation"), name="joint_visit_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hand", "Opgave"),
                            ("next_visit", "Næste besøg"),
                            ("round", "Rundringning"),
                        ],
                        default="hand",
                        max_length=10,
                    ),
                ),
                ("text", models.CharField(max_length=200, verbose_name="Opgave")),
                ("due_on", models.DateField(verbose_name="Frist")),
                ("campaign", models.CharField(blank=True, max_length=60, verbose_name="Kampagne")),
                ("created_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "assigned",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
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
                    "company",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "interaction",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tasks",
                        to="visits.interaction",
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
                "verbose_name": "opgave",
                "verbose_name_plural": "opgaver",
                "ordering": ["due_on", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["organisation", "due_on", "id"],
                        name="task_open_of",
                    ),
                    models.Index(fields=["company", "organisation"], name="task_of_company"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True), name="task_has_text"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["hand", "next_visit", "round"])),
                        name="task_kind_known",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("kind", "next_visit")),
                        fields=("interaction",),
                        name="task_one_next_visit",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("kind", "round")),
                        fields=("organisation", "company", "campaign"),
                        name="task_one_open_of_a_round",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarLink",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("created_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at__isnull", True)),
                        fields=("organisation", "user"),
                        name="calendar_link_one_open",
                    )
                ],
            },
        ),
    ]
