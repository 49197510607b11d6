"""A clock that waits for the company, and what is put right later without changing what was recorded."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_register_partner"),
        ("orders", "0016_ledger_never_changes"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="BreachCorrection",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "cause",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("awaiting_jobcenter", "Jobcenter har ikke svaret"),
                            ("not_called", "Ikke ringet op"),
                            ("no_owner", "Ingen ansvarlig valgt"),
                            ("missing_clarification", "Mangler afklaring"),
                            ("not_delivered", "Ikke leveret"),
                            ("outage", "Systemnedbrud"),
                        ],
                        max_length=24,
                    ),
                ),
                ("kept", models.BooleanField(null=True)),
                ("text", models.CharField(max_length=300)),
            ],
            options={
                "ordering": ["breach_id", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cause", ""), _negated=True), ("kept__isnull", False), _connector="OR"
                        ),
                        name="breach_correction_says_something",
                    ),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="clockevent",
            name="clock_event_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="orderevent",
            name="event_kind_known",
        ),
        migrations.AddField(
            model_name="clock",
            name="paused_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="clockevent",
            name="corrects",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="orders.clockevent",
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
                    ("reopened", "Ordre genåbnet"),
                    ("closed", "Ordre lukket"),
                    ("cancelled", "Ordre annulleret"),
                ],
                max_length=24,
                verbose_name="Hændelse",
            ),
        ),
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("paused_until__isnull", False)),
                fields=["paused_until", "id"],
                name="clock_paused",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_until__isnull", True),
                    models.Q(("promise__in", ["D4", "D5", "D6"]), ("state", "open")),
                    _connector="OR",
                ),
                name="clock_pausable",
            ),
        ),
        migrations.AddConstraint(
            model_name="clock",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_until__isnull", True),
                    ("next_fire_at__isnull", True),
                    ("next_fire_at__gte", models.F("paused_until")),
                    _connector="OR",
                ),
                name="clock_paused_fires_not",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["start", "pause", "resume", "retarget", "stop", "cancel", "correct"])
                ),
                name="clock_event_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="clockevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", False), ("kind", "correct")),
                    models.Q(models.Q(("kind", "correct"), _negated=True), ("corrects__isnull", True)),
                    _connector="OR",
                ),
                name="clock_event_corrects",
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
            model_name="breachcorrection",
            name="breach",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="corrections", to="orders.breach"
            ),
        ),
        migrations.AddField(
            model_name="breachcorrection",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.organisation"
            ),
        ),
        migrations.AddField(
            model_name="breachcorrection",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
