"""One's own candidates are found by name or address when they ask about their own data; each answer is a look."""

from django.db import migrations

BY_PERSON = """
create function candidates_by_person(the_name text, the_email text, the_purpose text) returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    me record := candidates_acting();
    found_ones bigint[];
begin
    if me.org is null or not me.staff or btrim(coalesce(the_purpose, '')) = '' then
        return;
    end if;
    found_ones := array(select c.id from candidates_candidateidentity i join candidates_candidate c on c.id = i.candidate_id
                         where i.jobcenter_id = me.org and c.jobcenter_id = me.org and c.state <> 'anonymised'
                           and (btrim(the_name) <> '' and lower(i.name) = lower(btrim(the_name))
                                or btrim(the_email) <> '' and lower(i.email) = lower(btrim(the_email)))
                         order by c.id limit 5);
    perform candidates_look(found_ones, 3, 'page', null, the_purpose);
    return query select unnest(found_ones);
end $$;
revoke all on function candidates_by_person(text, text, text) from public;
grant execute on function candidates_by_person(text, text, text) to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0015_log_leaves_with_time")]

    operations = [
        migrations.RunSQL(BY_PERSON, "drop function candidates_by_person(text, text, text);"),
    ]
