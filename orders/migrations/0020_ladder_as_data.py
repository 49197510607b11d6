"""Ladders as data, and the sweep's own tables: what is to fire, what has fired, and the letters that wait."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.db import migrations, models

import jobcenters.models.dated


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_register_partner"),
        ("agreements", "0012_sign_copies"),
        ("jobcenters", "0008_postcode_distance"),
        ("orders", "0018_corrections_guarded"),
    ]

    operations = [
        migrations.CreateModel(
            name="Firing",
            fields=[
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="firings",
                        to="orders.clock",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "clock_id", "level", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("due_at", models.DateTimeField()),
                ("detected_at", models.DateTimeField()),
                ("tell_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("tell_at__isnull", False)),
                        fields=["tell_at"],
                        name="firing_untold",
                    ),
                    models.Index(
                        condition=models.Q(("tell_at__isnull", False)),
                        fields=["owner", "tell_at"],
                        name="firing_untold_by_owner",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="gælder fra")),
                ("valid_to", models.DateField(blank=True, null=True, verbose_name="gælder til og med")),
                (
                    "owed_to",
                    models.CharField(
                        choices=[
                            ("company", "løfter til virksomheder"),
                            ("jobcenter", "løfter til andre jobcentre"),
                        ],
                        max_length=10,
                        verbose_name="løfter til",
                    ),
                ),
            ],
            options={
                "ordering": ["network_id", "agreement_id", "owed_to", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="ladder_term_ends_after_start",
                        violation_error_message="Slutdatoen ligger før startdatoen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owed_to__in", ["company", "jobcenter"])),
                        name="ladder_term_owed_to_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LadderVersion",
            fields=[
                ("version", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("steps", models.JSONField()),
            ],
        ),
        migrations.CreateModel(
            name="Letter",
            fields=[
                (
                    "organisation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="letters",
                        to="orders.clock",
                    ),
                ),
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("level", models.PositiveSmallIntegerField()),
                ("recipient", models.CharField(max_length=40)),
                ("role", models.CharField(max_length=20)),
                ("why", models.CharField(max_length=12)),
                ("email", models.EmailField(max_length=254)),
                ("name", models.CharField(max_length=200)),
                ("not_before", models.DateTimeField()),
                ("done_at", models.DateTimeField(null=True)),
                ("mail_id", models.UUIDField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("clock", "level", "recipient"), name="letter_once"),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["not_before"],
                        name="letter_waiting",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Timer",
            fields=[
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "clock",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="timers",
                        to="orders.clock",
                    ),
                ),
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "clock_id", "level", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("level", models.PositiveSmallIntegerField()),
                ("fire_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["fire_at"], name="timer_due"),
                    models.Index(fields=["owner", "fire_at"], name="timer_by_owner"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="escalation",
            name="escalation_level",
        ),
        migrations.AddField(
            model_name="clock",
            name="ladder",
            field=models.CharField(default="", max_length=16),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            model_name="escalation",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__gte", 1), ("level__lte", 8)), name="escalation_level"
            ),
        ),
        migrations.AddField(
            model_name="ladderterm",
            name="agreement",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ladders",
                to="agreements.agreement",
            ),
        ),
        migrations.AddField(
            model_name="ladderterm",
            name="network",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="ladders",
                to="jobcenters.network",
            ),
        ),
        migrations.AddField(
            model_name="ladderterm",
            name="version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="orders.ladderversion"
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderterm",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("network", "="),
                    ("owed_to", "="),
                    (
                        jobcenters.models.dated.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="ladder_term_once_in_network",
                violation_error_message="Perioden overlapper en anden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderterm",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("agreement", "="),
                    ("owed_to", "="),
                    (
                        jobcenters.models.dated.DateRange(
                            "valid_from",
                            "valid_to",
                            django.contrib.postgres.fields.ranges.RangeBoundary(
                                inclusive_lower=True, inclusive_upper=True
                            ),
                        ),
                        "&&",
                    ),
                ],
                name="ladder_term_once_in_agreement",
                violation_error_message="Perioden overlapper en anden.",
            ),
        ),
        migrations.AddConstraint(
            model_name="ladderterm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("agreement__isnull", True), ("network__isnull", False)),
                    models.Q(("agreement__isnull", False), ("network__isnull", True), ("owed_to", "company")),
                    _connector="OR",
                ),
                name="ladder_term_of_one",
            ),
        ),
    ]
