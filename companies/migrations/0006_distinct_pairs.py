"""Pairs of companies that somebody has said are not the same; a P-number is a mark of a company that is there already."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, STAFF, USER, WEB_AND_WORKER, Policy, protect
from companies.migrations import _distinct, _likely

TABLE = "companies_distinctpair"
# What holds for all is said and taken back by those who might have merged the two.
MAY = "companies_may_merge(one_id, other_id)"
# The two functions of 0004, as they were.
OLD = _likely.FUNCTIONS[_likely.FUNCTIONS.index("create function companies_likely") :]
OLD_LIKELY, OLD_DUPLICATES = (
    OLD[: OLD.index("create function companies_duplicates")],
    OLD[OLD.index("create function companies_duplicates") : OLD.index("revoke all")],
)
FORWARD = (
    _distinct.STANDING
    + "drop function companies_likely(text, text[], text[], text[], text[], int);"
    + _distinct.LIKELY
    + _distinct.DUPLICATES
)
BACKWARD = (
    OLD_DUPLICATES.replace("create function", "create or replace function")
    + "drop function companies_likely(text, text[], text[], text[], text[], text[], int);"
    + OLD_LIKELY
    + """
revoke all on function companies_likely(text, text[], text[], text[], text[], int) from public;
grant execute on function companies_likely(text, text[], text[], text[], text[], int) to jo_web;
drop function companies_decided();
drop function companies_standing(int);
"""
)


def _company() -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="companies.company"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_imports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DistinctPair",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("holds_for_all", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="begrundelse")),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("one", _company()),
                ("other", _company()),
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
                (
                    "undone_by",
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
                "verbose_name": "par, der ikke er den samme",
                "verbose_name_plural": "par, der ikke er den samme",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("one__lt", models.F("other"))), name="distinct_pair_in_order"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("organisation", "one", "other"),
                        name="distinct_pair_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("undone_at__isnull", True), ("undone_by__isnull", False), _connector="OR"
                        ),
                        name="distinct_undone_by_whom",
                    ),
                ],
            },
        ),
        protect(
            TABLE,
            [
                Policy(
                    "own_and_common",
                    "select",
                    using=f"{STAFF} and (organisation_id = {ORG} or holds_for_all)",
                ),
                Policy(
                    "say",
                    "insert",
                    check=f"{STAFF} and organisation_id = {ORG} and user_id = {USER} and (not holds_for_all or {MAY})",
                ),
                Policy(
                    "take_back",
                    "update",
                    using=f"{STAFF} and (organisation_id = {ORG} or holds_for_all and {MAY})",
                    check="true",
                ),
            ],
        ),
        migrations.RunSQL(
            f"revoke update, delete, truncate on {TABLE} from {WEB_AND_WORKER};"
            f" grant update (undone_at, undone_by_id) on {TABLE} to jo_web;",
            f"revoke update (undone_at, undone_by_id) on {TABLE} from jo_web;"
            f" grant update, delete on {TABLE} to {WEB_AND_WORKER};",
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
