"""Absences and stand-ins. A stand-in is a colleague in the same organisation, and the database holds it."""

import uuid

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from accounts.models.absence import _Days
from accounts.rls import ORG, Policy, protect, worker_all

SAME_HOUSE = """
alter table accounts_membership add constraint membership_of_organisation unique (id, organisation_id);
alter table accounts_membership add constraint membership_stand_in_is_a_colleague
    foreign key (stand_in_id, organisation_id) references accounts_membership (id, organisation_id)
    deferrable initially immediate;
alter table accounts_absence add constraint absence_of_a_colleague
    foreign key (membership_id, organisation_id) references accounts_membership (id, organisation_id)
    deferrable initially immediate;
alter table accounts_absence add constraint absence_stand_in_is_a_colleague
    foreign key (stand_in_id, organisation_id) references accounts_membership (id, organisation_id)
    deferrable initially immediate;
"""
ANY_HOUSE = """
alter table accounts_absence drop constraint absence_stand_in_is_a_colleague;
alter table accounts_absence drop constraint absence_of_a_colleague;
alter table accounts_membership drop constraint membership_stand_in_is_a_colleague;
alter table accounts_membership drop constraint membership_of_organisation;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_api_token")]

    operations = [
        migrations.AddField(
            model_name="membership",
            name="stand_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.membership",
                verbose_name="Stedfortræder",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("pk")), name="membership_not_own_stand_in"
            ),
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("first_day", models.DateField(verbose_name="Fra og med")),
                ("last_day", models.DateField(verbose_name="Til og med")),
                ("created_at", models.DateTimeField(auto_now_add=True)),
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
                    "membership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absences",
                        to="accounts.membership",
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
                    "stand_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.membership",
                        verbose_name="Stedfortræder",
                    ),
                ),
            ],
            options={
                "ordering": ["first_day", "id"],
                "indexes": [
                    models.Index(fields=["organisation", "last_day"], name="absence_by_organisation")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(last_day__gte=F("first_day")), name="absence_has_days"
                    ),
                    models.CheckConstraint(
                        condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("membership")),
                        name="absence_not_oneself",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        name="absence_once_a_day",
                        expressions=[
                            (F("membership"), "="),
                            (_Days("first_day", "last_day", models.Value("[]")), "&&"),
                        ],
                    ),
                ],
            },
        ),
        migrations.RunSQL(SAME_HOUSE, ANY_HOUSE),
        protect(
            "accounts_absence",
            [
                Policy("own_house", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}"),
                worker_all("select"),
            ],
        ),
    ]
