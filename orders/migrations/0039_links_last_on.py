"""A link to answer by that is sent once more lasts from then: the mail that brings it is never older than its link."""

from django.db import migrations

# Whoever sends may not read the links of whom it asks, so the database finds the one that was given before.
AGAIN = """
create function orders_answerlink_sent_again() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update orders_answerlink l set expires_at = greatest(l.expires_at, new.expires_at)
     where l.token_hash = new.token_hash and l.clock_id = new.clock_id
       and l.used_at is null and l.expires_at < new.expires_at;
    return new;
end $$;
revoke all on function orders_answerlink_sent_again() from public;
create trigger answerlink_sent_again before insert on orders_answerlink
    for each row execute function orders_answerlink_sent_again();
"""


class Migration(migrations.Migration):
    dependencies = [("orders", "0038_one_index_of_the_untold")]

    operations = [
        migrations.RunSQL(
            AGAIN,
            "drop trigger answerlink_sent_again on orders_answerlink; drop function orders_answerlink_sent_again();",
        )
    ]
