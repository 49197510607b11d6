"""Systems that sign in by OAuth 2.0 client credentials: a client is a token row of its own kind, whose secret opens
nothing but the token endpoint; what opens the API are its access tokens, each for a quarter of an hour.

Who shows a secret is not known yet, so functions of the database answer, for that one secret alone.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from accounts.rls import ORG, Policy, protect

SIGNATURE = """
create or replace function accounts_token(the_hash text)
returns table (id bigint, name varchar, scopes varchar[], expires_at timestamptz, is_revoked boolean,
    o_id int, o_uuid uuid, o_kind varchar, o_name varchar, o_is_demo boolean)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
"""
# Noted at most once a minute, and skipped where another call is noting it: calls never wait for it.
NOTE_USE = """
    update accounts_apitoken set last_used_at = clock_timestamp()
     where id in (select t.id from accounts_apitoken t
                   where t.id = the_id and t.revoked_at is null and t.expires_at > clock_timestamp()
                     and (t.last_used_at is null or t.last_used_at < clock_timestamp() - interval '1 minute')
                     for no key update skip locked);
"""
BEFORE = f"""{SIGNATURE}
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
    {NOTE_USE}
    return query select t.id, t.name, t.scopes, t.expires_at, t.revoked_at is not null,
                        o.id, o.uuid, o.kind, o.name, o.is_demo
                   from accounts_apitoken t join accounts_organisation o on o.id = t.organisation_id
                  where t.id = the_id;
end $$;
"""
NOW = f"""{SIGNATURE}
declare
    the_id bigint := (select t.id from accounts_apitoken t where t.secret_hash = the_hash and t.kind = 'token'
                       union all
                      select t.id from accounts_apitoken t
                       where t.previous_hash = the_hash and t.previous_until > clock_timestamp() and t.kind = 'token'
                       limit 1);
    access accounts_accesstoken%rowtype;
begin
    if the_id is null then
        select * into access from accounts_accesstoken a where a.token_hash = the_hash;
        the_id := access.client_id;
    end if;
    if the_id is null then
        return;
    end if;
    {NOTE_USE}
    -- A client that is taken back, or has expired, takes its access tokens with it; so does a right it has lost.
    return query select t.id, t.name,
                        case when access.id is null then t.scopes
                             else array(select unnest(access.scopes) intersect select unnest(t.scopes)) end,
                        least(t.expires_at, access.expires_at),
                        t.revoked_at is not null or access.revoked_at is not null,
                        o.id, o.uuid, o.kind, o.name, o.is_demo
                   from accounts_apitoken t join accounts_organisation o on o.id = t.organisation_id
                  where t.id = the_id;
end $$;
"""
CLIENT = """
create function accounts_oauth_client(the_client uuid, the_hash text)
returns table (id bigint, scopes varchar[], o_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.id, t.scopes, t.organisation_id
      from accounts_apitoken t
     where t.uuid = the_client and t.kind = 'client' and t.revoked_at is null and t.expires_at > clock_timestamp()
       and (t.secret_hash = the_hash or t.previous_hash = the_hash and t.previous_until > clock_timestamp())
$$;
revoke all on function accounts_oauth_client(uuid, text) from public;
grant execute on function accounts_oauth_client(uuid, text) to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_hold")]

    operations = [
        migrations.AddField(
            "apitoken",
            "kind",
            models.CharField(
                choices=[("token", "Fast nøgle"), ("client", "OAuth 2.0-klient")],
                default="token",
                db_default="token",
                max_length=6,
                verbose_name="Slags",
            ),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.CheckConstraint(condition=models.Q(kind__in=["token", "client"]), name="token_kind_known"),
        ),
        migrations.AddConstraint(
            "apitoken",
            models.UniqueConstraint(fields=["organisation", "id"], name="token_of_organisation"),
        ),
        migrations.CreateModel(
            name="AccessToken",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                (
                    "scopes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="accounts.apitoken",
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
                "indexes": [models.Index(fields=["client", "expires_at"], name="access_token_age")],
            },
        ),
        protect(
            "accounts_accesstoken",
            [
                Policy(
                    "own", using=f"organisation_id = {ORG}", check=f"organisation_id = {ORG}", roles="jo_web"
                )
            ],
        ),
        migrations.RunSQL(
            "alter table accounts_accesstoken add constraint accounts_accesstoken_client_same_organisation"
            " foreign key (organisation_id, client_id) references accounts_apitoken (organisation_id, id)"
            " deferrable initially deferred;",
            "alter table accounts_accesstoken drop constraint accounts_accesstoken_client_same_organisation;",
        ),
        migrations.RunSQL(NOW, BEFORE),
        migrations.RunSQL(CLIENT, "drop function accounts_oauth_client(uuid, text);"),
    ]
