"""The answers to calls that may come twice: each organisation's own, and removed when they are old."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect

FORGET = """
-- For the worker, which reads no answer: what is older than an instant, of all tokens; how many.
create function api_forget_answers(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
    with gone as (delete from api_answeredcall where created_at < before returning 1) select count(*) from gone
$$;
revoke all on function api_forget_answers(timestamptz) from public;
grant execute on function api_forget_answers(timestamptz) to jo_worker;
"""
NO_FORGET = "drop function api_forget_answers(timestamptz);"


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0005_api_token"),
    ]

    operations = [
        migrations.CreateModel(
            name="AnsweredCall",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.CharField(max_length=128)),
                ("fingerprint", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField(default=0)),
                ("body", models.JSONField(null=True)),
                ("location", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "token",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.apitoken"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["created_at"], name="answered_call_age")],
                "constraints": [models.UniqueConstraint(fields=("token", "key"), name="answered_call_once")],
            },
        ),
        protect(
            "api_answeredcall",
            [
                Policy(
                    "own", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}", roles="jo_web"
                ),
            ],
        ),
        migrations.RunSQL(FORGET, NO_FORGET),
    ]
