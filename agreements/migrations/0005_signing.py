"""Links that stay open beside a newer one, how many codes an hour, and the partnership that a wider agreement ends."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

SIGNER_OF_LINK = """
create or replace function agreements_signer_by_token(hash text) returns table (signer_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.organisation_id from agreements_signer s
     where s.token_hash = hash or s.earlier_hashes @> array[hash]::varchar[]
$$;
"""
BEFORE = """
create or replace function agreements_signer_by_token(hash text) returns table (signer_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.organisation_id from agreements_signer s where s.token_hash = hash
$$;
"""
# Whoever signs last is often no party to the partnership that was widened (R97), and may then not write its rows: the
# database ends it in the same transaction, and only when the wider one comes into force.
WIDENED = """
create function agreements_end_widened() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    former bigint;
    wider text;
begin
    select a.widened_from_id, a.number into former, wider from agreements_agreement a where a.id = new.agreement_id;
    if former is null then return null; end if;
    perform 1 from agreements_agreement a where a.id = former and a.state in ('in_force', 'extended') for no key update;
    if not found then return null; end if;
    update agreements_agreementversion v set state = 'superseded', ended_at = new.concluded_at
     where v.agreement_id = former and v.state in ('in_force', 'extended');
    update agreements_agreement a set state = 'superseded', updated_at = new.concluded_at where a.id = former;
    insert into agreements_agreementevent (id, agreement_id, at, kind, title, text)
    values (gen_random_uuid(), former, new.concluded_at, 'superseded', 'Udvidet til aftale ' || wider, '');
    return null;
end $$;
create trigger version_ends_widened after update of state on agreements_agreementversion
    for each row when (new.state = 'in_force' and old.state <> 'in_force') execute function agreements_end_widened();
"""
NOT_WIDENED = """
drop trigger version_ends_widened on agreements_agreementversion;
drop function agreements_end_widened();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0004_tovholder_lookup")]

    operations = [
        migrations.AddField(
            "signer",
            "earlier_hashes",
            django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=64), default=list, editable=False, size=None
            ),
        ),
        migrations.AddField("signer", "codes_since", models.DateTimeField(blank=True, null=True)),
        migrations.AddIndex(
            "signer",
            django.contrib.postgres.indexes.GinIndex(fields=["earlier_hashes"], name="signer_earlier_links"),
        ),
        migrations.RunSQL(SIGNER_OF_LINK, BEFORE),
        migrations.RunSQL(WIDENED, NOT_WIDENED),
    ]
