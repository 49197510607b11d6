"""A personal link to the signed PDF, how many codes were wrong, and what a method was called when it was used."""

from django.db import migrations, models

# A personal link names a signer before anybody acts: this one look-up passes the policies and tells two numbers.
SIGNER_OF_COPY = """
create function agreements_signer_by_copy_token(hash text) returns table (signer_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.organisation_id from agreements_signer s where s.copy_hash = hash
$$;
revoke all on function agreements_signer_by_copy_token(text) from public;
grant execute on function agreements_signer_by_copy_token(text) to jo_web;
"""
# The level has said the provider's name as it was; the other methods have always been called the same.
NAMES = """
update agreements_signature set method_name = case method
    when 'oidc' then regexp_replace(level, '^Underskrift med ', '')
    when 'signed_in' then 'Logget ind i Jobordre på tværs'
    else 'Personligt link og engangskode på mail' end;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0009_whole_days")]

    operations = [
        migrations.AddField("signer", "wrong_codes", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField(
            "signer",
            "copy_hash",
            models.CharField(max_length=64, unique=True, null=True, blank=True, editable=False),
        ),
        *(
            migrations.AddField("signer", name, models.DateTimeField(null=True, blank=True))
            for name in ("copy_expires_at", "copy_sent_at", "copy_bounced_at")
        ),
        migrations.AddConstraint(
            "signer",
            models.CheckConstraint(
                condition=models.Q(copy_hash__isnull=True)
                | models.Q(copy_expires_at__isnull=False, copy_sent_at__isnull=False),
                name="signer_copy_has_an_end",
            ),
        ),
        migrations.AddField(
            "signature",
            "method_name",
            models.CharField("Metode i ord", max_length=80, default="", blank=True),
        ),
        migrations.RunSQL(NAMES, migrations.RunSQL.noop),
        migrations.RunSQL(SIGNER_OF_COPY, "drop function agreements_signer_by_copy_token(text);"),
    ]
