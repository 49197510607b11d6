"""An asked jobcentre may point to another one, and its question is answered."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_row_level_security"),
        ("orders", "0006_text_search"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="orderevent",
            name="event_kind_known",
        ),
        migrations.AddField(
            model_name="request",
            name="referred_to",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
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
                    ("requested", "Henvendelse sendt"),
                    ("withdrawn", "Henvendelse trukket tilbage"),
                    ("answered", "Jobcenter har svaret"),
                    ("request_clarified", "Afklaring sendt til jobcenter"),
                    ("alerted", "Varsling sendt"),
                    ("planned", "Leveranceplan ændret"),
                    ("presented", "Kandidater præsenteret"),
                    ("alternative", "Alternativ tilbudt"),
                    ("alternative_answered", "Svar på alternativ"),
                    ("assigned", "Tovholder valgt"),
                    ("tovholder_proposed", "Ny tovholder foreslået"),
                    ("tovholder_changed", "Tovholder skiftet"),
                    ("owner_changed", "Ansvarlig skiftet"),
                    ("escalated", "Frist eskaleret"),
                    ("closed", "Ordre lukket"),
                    ("cancelled", "Ordre annulleret"),
                ],
                max_length=24,
                verbose_name="Hændelse",
            ),
        ),
        migrations.AlterField(
            model_name="request",
            name="answer",
            field=models.CharField(
                blank=True,
                choices=[
                    ("yes", "Ja, med antal og dato"),
                    ("no", "Nej, med grund"),
                    ("clarify", "Vi mangler en afklaring"),
                    ("passed_on", "Henvist til et andet jobcenter"),
                ],
                max_length=10,
                verbose_name="Svar",
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
                            "requested",
                            "withdrawn",
                            "answered",
                            "request_clarified",
                            "alerted",
                            "planned",
                            "presented",
                            "alternative",
                            "alternative_answered",
                            "assigned",
                            "tovholder_proposed",
                            "tovholder_changed",
                            "owner_changed",
                            "escalated",
                            "closed",
                            "cancelled",
                        ],
                    )
                ),
                name="event_kind_known",
            ),
        ),
    ]
