"""Companies that are one: what was merged into what, kept so that it can be undone, and the search for likely ones.

The application's roles can neither write these tables nor move a row to another company: the functions do, as the
owner, for those whom they find to be allowed.
"""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import STAFF, WEB_AND_WORKER, Policy, protect
from companies.migrations import _likely, _merge

# A contact person's membership may move after the person does.
DEFERRABLE = (
    "alter table companies_contactperson alter constraint contact_user_is_member deferrable initially {when};"
)
NEVER_CHANGED = """
create function companies_merge_is_final() returns trigger language plpgsql as $$
begin
  raise exception 'A merge is never changed' using errcode = 'restrict_violation';
end $$;
create trigger final before update or delete on companies_merge
  for each row execute function companies_merge_is_final();
create trigger final before update or delete on companies_mergestep
  for each row execute function companies_merge_is_final();
"""
CHANGEABLE = """
drop trigger final on companies_mergestep;
drop trigger final on companies_merge;
drop function companies_merge_is_final();
"""


def read_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"revoke insert, update, delete, truncate on {table} from {WEB_AND_WORKER};",
        f"grant insert, update, delete on {table} to {WEB_AND_WORKER};",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0003_contact_consent"),
        ("accounts", "0006_absences"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="company",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="companies.company",
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(max_length=300, verbose_name="begrundelse")),
                ("left_behind", models.JSONField(default=list)),
                (
                    "away",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="companies.company",
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
                    "undoes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone_by",
                        to="companies.merge",
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
                "verbose_name": "sammenlægning",
                "verbose_name_plural": "sammenlægninger",
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kept", models.F("away")), _negated=True), name="merge_of_two"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MergeStep",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("table_name", models.CharField(max_length=63)),
                ("row_key", models.CharField(max_length=60)),
                ("old", models.JSONField()),
                ("new", models.JSONField()),
                (
                    "merge",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="companies.merge",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["merge", "table_name", "row_key"], name="merge_step_row")],
            },
        ),
        protect("companies_merge", [Policy("staff_reads", "select", using=STAFF)]),
        protect("companies_mergestep", [Policy("staff_reads", "select", using=STAFF)]),
        read_only("companies_merge"),
        read_only("companies_mergestep"),
        migrations.RunSQL(NEVER_CHANGED, CHANGEABLE),
        migrations.RunSQL(
            DEFERRABLE.format(when="immediate"),
            DEFERRABLE.replace("deferrable initially {when}", "not deferrable"),
        ),
        migrations.RunSQL(_merge.ALL, _merge.NOTHING),
        migrations.RunSQL(_likely.INDEXES, _likely.NO_INDEXES),
        migrations.RunSQL(_likely.FUNCTIONS, _likely.NOTHING),
    ]
