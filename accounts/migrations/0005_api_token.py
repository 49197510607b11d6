"""Other systems act for an organisation by a token: the table, who sees it, and the question that each call begins with.

Whoever shows a secret is not known yet, so a function of the database answers, and for that one secret alone. That the
token was used is noted at most once a minute, and skipped where another call is noting it: calls never wait for it. The
lock is one that rows pointing at the token pass; a stronger one lets calls that come together deadlock.
"""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect

FUNCTIONS = """
create function accounts_token(the_hash text)
returns table (id bigint, name varchar, scopes varchar[], expires_at timestamptz, is_revoked boolean,
    o_id int, o_uuid uuid, o_kind varchar, o_name varchar, o_is_demo boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    the_id bigint := (select t.id from accounts_apitoken t where t.secret_hash = the_hash
                       union all
                      select t.id from accounts_apitoken t
                       where t.previous_hash = the_hash and t.previous_until > clock_timestamp()
                       limit 1);
begin
    if the_id is null then
        return;
    end if;
    update accounts_apitoken set last_used_at = clock_timestamp()
     where id in (select t.id from accounts_apitoken t
                   where t.id = the_id and t.revoked_at is null and t.expires_at > clock_timestamp()
                     and (t.last_used_at is null or t.last_used_at < clock_timestamp() - interval '1 minute')
                     for no key update skip locked);
    return query select t.id, t.name, t.scopes, t.expires_at, t.revoked_at is not null,
                        o.id, o.uuid, o.kind, o.name, o.is_demo
                   from accounts_apitoken t join accounts_organisation o on o.id = t.organisation_id
                  where t.id = the_id;
end $$;
revoke all on function accounts_token(text) from public;
grant execute on function accounts_token(text) to jo_web;

-- The token by which whoever acts does so; null for people and the worker.
create function accounts_acting_token() returns bigint
language sql stable set search_path = public, pg_temp as $$
    select nullif(current_setting('app.token', true), '')::bigint
$$;
"""
DROP = "drop function accounts_acting_token(); drop function accounts_token(text);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_register_partner")]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=80, verbose_name="Navn")),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="Rettigheder"
                    ),
                ),
                ("prefix", models.CharField(max_length=12)),
                ("secret_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "previous_hash",
                    models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True),
                ),
                ("previous_until", models.DateTimeField(blank=True, null=True)),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(verbose_name="Udløber")),
                ("rotated_at", models.DateTimeField(blank=True, null=True)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
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
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisation",
                    ),
                ),
                (
                    "revoked_by",
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
                "verbose_name": "API-adgang",
                "verbose_name_plural": "API-adgange",
                "ordering": ["name", "id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("name", ""), _negated=True), name="token_has_name"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("created_at"))),
                        name="token_expires_later",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("previous_hash", None), ("previous_until", None)),
                            models.Q(
                                models.Q(("previous_hash", None), _negated=True),
                                models.Q(("previous_until", None), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="token_previous_has_end",
                    ),
                ],
            },
        ),
        protect(
            "accounts_apitoken",
            [
                Policy("see_own", "select", using=f"organisation_id = {ORG}"),
                Policy("make_own", "insert", check=f"organisation_id = {ORG}"),
                Policy(
                    "change_own",
                    "update",
                    using=f"organisation_id = {ORG}",
                    check=f"organisation_id = {ORG}",
                ),
            ],
        ),
        # A token is revoked, never forgotten: the log of looks names it.
        migrations.RunSQL(
            "revoke delete, truncate on accounts_apitoken from jo_web, jo_worker;",
            "grant delete on accounts_apitoken to jo_web, jo_worker;",
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
    ]
