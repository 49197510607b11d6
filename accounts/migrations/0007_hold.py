"""What is held back from deletion; and who may remove what otherwise never changes."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect, worker_all

ALLOWED = """
-- Whether the running transaction may remove what nobody else may: the owner's, after orders_ledger_may_be_removed().
create function accounts_removal_is_allowed() returns boolean language sql stable set search_path = public, pg_temp as $$
    select current_user = 'jo_owner'
       and current_setting('app.ledger_removal', true) is not distinct from pg_current_xact_id_if_assigned()::text
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absences"),
    ]

    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("order", "Ordre"),
                            ("agreement", "Aftale"),
                            ("company", "Virksomhed"),
                            ("contact", "Kontaktperson"),
                            ("candidate", "Borger"),
                            ("user", "Bruger"),
                        ],
                        max_length=10,
                        verbose_name="Hvad",
                    ),
                ),
                ("object_id", models.BigIntegerField()),
                ("label", models.CharField(max_length=200)),
                ("reason", models.CharField(max_length=500, verbose_name="Hvorfor må det ikke slettes?")),
                ("at", models.DateTimeField()),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "lifted_by",
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
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["kind", "object_id"],
                        name="hold_that_holds",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["order", "agreement", "company", "contact", "candidate", "user"])
                        ),
                        name="hold_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="hold_has_reason"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=("organisation", "kind", "object_id"),
                        name="hold_once",
                    ),
                ],
            },
        ),
        protect(
            "accounts_hold",
            [
                Policy("own_house", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}"),
                worker_all("select"),
            ],
        ),
        # A hold is lifted, never taken away or made to say something else.
        migrations.RunSQL(
            "revoke update, delete, truncate on accounts_hold from jo_web, jo_worker;"
            " grant update (lifted_at, lifted_by_id) on accounts_hold to jo_web;",
            "revoke update (lifted_at, lifted_by_id) on accounts_hold from jo_web;"
            " grant update, delete on accounts_hold to jo_web, jo_worker;",
        ),
        migrations.RunSQL(ALLOWED, "drop function accounts_removal_is_allowed();"),
    ]
