"""A contact person's consent: rows are only added; authorities and the company itself read and write them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, STAFF, Policy, append_only, protect

TABLE = "companies_contactconsent"
OF_COMPANY = (
    f"exists (select 1 from companies_contactperson c where c.id = {TABLE}.contact_id"
    f" and ({STAFF} or c.company_id = {ORG}))"
)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absences"),
        ("companies", "0002_row_level_security"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactConsent",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                (
                    "kind",
                    models.CharField(
                        choices=[("contact", "Må kontaktes"), ("share", "Må deles med andre jobcentre")],
                        max_length=7,
                    ),
                ),
                ("is_given", models.BooleanField()),
                ("given_by", models.CharField(max_length=120, verbose_name="Hvem har sagt det")),
                ("given_on", models.DateField(verbose_name="Hvornår")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "telefon"),
                            ("mail", "mail"),
                            ("meeting", "møde"),
                            ("writing", "skriftligt"),
                        ],
                        max_length=7,
                        verbose_name="Hvordan",
                    ),
                ),
                ("at", models.DateTimeField()),
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
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consents",
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
            ],
            options={
                "verbose_name": "samtykke",
                "verbose_name_plural": "samtykker",
                "ordering": ["-at", "-id"],
                "indexes": [models.Index(fields=["contact", "kind", "-at", "-id"], name="consent_last_word")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["contact", "share"])), name="consent_kind_known"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["phone", "mail", "meeting", "writing"])),
                        name="consent_channel_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("given_by", ""), _negated=True), name="consent_said_by_somebody"
                    ),
                ],
            },
        ),
        protect(
            TABLE,
            [
                Policy("see", "select", using=OF_COMPANY),
                Policy("add", "insert", check=f"organisation_id = {ORG} and {OF_COMPANY}"),
            ],
        ),
        append_only(TABLE),
    ]
