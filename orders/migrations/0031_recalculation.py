"""What a change of opening hours or terms does to running clocks: planned, carried out, and kept per clock (T11)."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absences"),
        ("orders", "0030_paused_timers"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RecalculatedClock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("due_before", models.DateTimeField()),
                ("due_after", models.DateTimeField()),
                ("was_late", models.BooleanField()),
                ("is_late", models.BooleanField()),
                (
                    "levels",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(), default=list, size=None
                    ),
                ),
            ],
            options={
                "ordering": ["recalculation_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_before", models.F("due_after")), _negated=True),
                        name="recalculated_clock_moves",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recalculation",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("calendar", "Åbningstider og lukkedage"),
                            ("network", "Netværkets spilleregler"),
                            ("agreement", "Aftalens vilkår"),
                        ],
                        max_length=12,
                    ),
                ),
                ("what", models.CharField(max_length=300)),
                ("scope", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[("planned", "Venter"), ("running", "I gang"), ("done", "Færdig")],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("done_to", models.BigIntegerField(default=0)),
                ("moved", models.PositiveIntegerField(default=0)),
                ("late", models.PositiveIntegerField(default=0)),
                ("in_time", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["calendar", "network", "agreement"])),
                        name="recalculation_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", False), ("state", "done")),
                            models.Q(("finished_at__isnull", True), ("state__in", ["planned", "running"])),
                            _connector="OR",
                        ),
                        name="recalculation_state_implies",
                    ),
                ],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "done"), _negated=True),
                        fields=["id"],
                        name="recalculation_unfinished",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="orderevent",
            name="event_kind_known",
        ),
        migrations.AddField(
            model_name="breachcorrection",
            name="moved",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="breachcorrection",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="orderevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("received", "Ordre modtaget"),
                    ("call", "Opkald til virksomheden"),
                    ("reply", "Svar til virksomheden"),
                    ("meeting", "Møde aftalt med virksomheden"),
                    ("note", "Internt notat"),
                    ("clarified", "Afklaring gemt"),
                    ("searched", "Udsøgning gemt som dokumentation"),
                    ("invited", "Kandidater opfordret"),
                    ("requested", "Henvendelse sendt"),
                    ("withdrawn", "Henvendelse trukket tilbage"),
                    ("answered", "Jobcenter har svaret"),
                    ("request_clarified", "Afklaring sendt til jobcenter"),
                    ("alerted", "Varsling sendt"),
                    ("planned", "Leveranceplan ændret"),
                    ("nominated", "Kandidater indstillet"),
                    ("presented", "Kandidater præsenteret"),
                    ("chosen", "Svar på kandidat"),
                    ("alternative", "Alternativ tilbudt"),
                    ("alternative_answered", "Svar på alternativ"),
                    ("assigned", "Tovholder valgt"),
                    ("tovholder_proposed", "Ny tovholder foreslået"),
                    ("tovholder_changed", "Tovholder skiftet"),
                    ("owner_changed", "Ansvarlig skiftet"),
                    ("escalated", "Frist eskaleret"),
                    ("message", "Henvendelse fra virksomheden"),
                    ("training_requested", "Virksomheden beder om opkvalificering"),
                    ("training_settled", "Opkvalificering aftalt eller fravalgt"),
                    ("company_asked", "Spørgsmål til virksomheden"),
                    ("clock_paused", "Frist sat på pause"),
                    ("clock_resumed", "Frist løber igen"),
                    ("corrected", "Registrering rettet"),
                    ("moved", "Frist flyttet"),
                    ("reopened", "Ordre genåbnet"),
                    ("closed", "Ordre lukket"),
                    ("cancelled", "Ordre annulleret"),
                ],
                max_length=24,
                verbose_name="Hændelse",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "received",
                            "call",
                            "reply",
                            "meeting",
                            "note",
                            "clarified",
                            "searched",
                            "invited",
                            "requested",
                            "withdrawn",
                            "answered",
                            "request_clarified",
                            "alerted",
                            "planned",
                            "nominated",
                            "presented",
                            "chosen",
                            "alternative",
                            "alternative_answered",
                            "assigned",
                            "tovholder_proposed",
                            "tovholder_changed",
                            "owner_changed",
                            "escalated",
                            "message",
                            "training_requested",
                            "training_settled",
                            "company_asked",
                            "clock_paused",
                            "clock_resumed",
                            "corrected",
                            "moved",
                            "reopened",
                            "closed",
                            "cancelled",
                        ],
                    )
                ),
                name="event_kind_known",
            ),
        ),
        migrations.AddField(
            model_name="recalculatedclock",
            name="clock",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="recalculations", to="orders.clock"
            ),
        ),
        migrations.AddField(
            model_name="recalculation",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recalculations",
                to="accounts.organisation",
            ),
        ),
        migrations.AddField(
            model_name="recalculation",
            name="user",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="recalculatedclock",
            name="recalculation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="clocks", to="orders.recalculation"
            ),
        ),
        migrations.AddField(
            model_name="letter",
            name="recalculation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="letters",
                to="orders.recalculation",
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("done_at__isnull", True), ("recalculation__isnull", False)),
                fields=["recalculation"],
                name="letter_of_recalculation",
            ),
        ),
        migrations.AddIndex(
            model_name="recalculation",
            index=models.Index(fields=["organisation", "-id"], name="recalculation_by_organisation"),
        ),
        migrations.AddConstraint(
            model_name="recalculatedclock",
            constraint=models.UniqueConstraint(fields=("recalculation", "clock"), name="recalculated_once"),
        ),
    ]
