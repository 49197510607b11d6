"""Addresses whose mail came back: marked by what comes back, confirmed by a person, and told only to who knows them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.rls import protect, worker_all

# Nobody may list the addresses of others. Who asks for an address by its name knows it already.
DEAD = """
create function notifications_dead_addresses(the_addresses text[])
returns table (address varchar, since timestamptz, reason varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    select d.address, d.since, d.reason from notifications_deadaddress d
     where d.address = any(select lower(a) from unnest(the_addresses) a)
       and (d.confirmed_at is null or d.confirmed_at < d.since)
       and nullif(current_setting('app.org', true), '') is not null
$$;
revoke all on function notifications_dead_addresses(text[]) from public;
grant execute on function notifications_dead_addresses(text[]) to jo_web;
"""
CONFIRM = """
create function notifications_address_confirm(the_address text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    if nullif(current_setting('app.org', true), '') is null then return false; end if;
    update notifications_deadaddress
       set confirmed_at = clock_timestamp(), confirmed_by_id = nullif(current_setting('app.user', true), '')::int
     where address = lower(the_address) and (confirmed_at is null or confirmed_at < since);
    return found;
end $$;
revoke all on function notifications_address_confirm(text) from public;
grant execute on function notifications_address_confirm(text) to jo_web;
"""
# What comes back belongs to no organisation's session: the mail's state says what became of it, also the second time.
BOUNCED = """
create function notifications_mail_bounced(the_mail uuid, the_error text, blames_address boolean)
returns table (marked boolean, state varchar)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    the_recipient text;
begin
    update notifications_outboxmail m
       set state = 'bounced', bounced_at = statement_timestamp(), last_error = the_error
     where m.id = the_mail and m.state = 'sent' returning m.recipient into the_recipient;
    if found and blames_address then
        insert into notifications_deadaddress (address, since, reason)
        values (lower(the_recipient), statement_timestamp(), the_error)
        on conflict (address) do update
           set since = excluded.since, reason = excluded.reason, confirmed_at = null, confirmed_by_id = null;
    end if;
    return query select the_recipient is not null, m.state from notifications_outboxmail m where m.id = the_mail;
end $$;
revoke all on function notifications_mail_bounced(uuid, text, boolean) from public;
grant execute on function notifications_mail_bounced(uuid, text, boolean) to jo_web, jo_worker;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("notifications", "0006_pace"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DeadAddress",
            fields=[
                ("address", models.CharField(max_length=254, primary_key=True, serialize=False)),
                ("since", models.DateTimeField()),
                ("reason", models.CharField(max_length=500)),
                ("confirmed_at", models.DateTimeField(null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        protect("notifications_deadaddress", [worker_all()]),
        migrations.RunSQL(DEAD, "drop function notifications_dead_addresses(text[]);"),
        migrations.RunSQL(CONFIRM, "drop function notifications_address_confirm(text);"),
        migrations.RunSQL(BOUNCED, "drop function notifications_mail_bounced(uuid, text, boolean);"),
    ]
