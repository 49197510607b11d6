"""Who is tovholder for a place, and the history of contact around it, for those who may not see the agreement.

A jobcentre outside every tovholder's area sees nothing of an agreement, and must still know that the company has chosen
one entrance (R94). It learns the number, the tovholder's contact person and what the clocks count by: no more.
"""

from django.db import migrations

LOOK_UP = """
create function agreements_tovholder_of(the_company int, the_municipality text, on_day date) returns table (
    agreement_id bigint, agreement_uuid uuid, number text, title text, ends_on date, version_number int, template int,
    search_starts text, ticks text[], goals jsonb,
    organisation_id int, organisation text, contact_name text, contact_title text, contact_phone text,
    contact_email text)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.uuid, a.number, a.title, a.ends_on, v.number::int, v.template::int, v.search_promise_starts,
           array(select t.code::text from agreements_versiontick t where t.version_id = v.id order by t.id),
           coalesce((select jsonb_object_agg(g.promise, jsonb_build_array(g.unit, g.length))
                       from agreements_versiongoal g where g.version_id = v.id), '{}'::jsonb),
           p.organisation_id, o.name, p.contact_name, p.contact_title, p.contact_phone, p.contact_email
      from agreements_agreement a
      join agreements_agreementversion v on v.agreement_id = a.id and v.state in ('in_force', 'extended')
      left join jobcenters_municipality m on m.code = the_municipality
      left join lateral (
            select q.* from agreements_agreementparty q
             where q.version_id = v.id and q.role = 'tovholder'
               and (q.area = 'country' or agreements_covers(q.area, q.municipalities, m.code, m.side))
             order by case q.area when 'municipalities' then 0 when 'country' then 2 else 1 end, q.position, q.id
             limit 1) p on true
      left join accounts_organisation o on o.id = p.organisation_id
     where a.company_id = the_company and a.state in ('in_force', 'extended')
       and a.starts_on <= on_day and a.ends_on >= on_day
       and (nullif(current_setting('app.staff', true), '') = 'on'
            or nullif(current_setting('app.org', true), '')::int = the_company)
     order by p.id is null, a.starts_on desc, a.id desc
     limit 1
$$;
revoke all on function agreements_tovholder_of(int, text, date) from public;
grant execute on function agreements_tovholder_of(int, text, date) to jo_web;
"""

# Whoever goes around the tovholder tells the agreement's history, which he does not see: once for his own bypass.
TELL = """
create function agreements_tell_bypass(the_bypass uuid, the_title text) returns void
language sql volatile security definer set search_path = public, pg_temp as $$
    insert into agreements_agreementevent (id, agreement_id, at, kind, title, text, organisation_id, user_id)
    select b.id, b.agreement_id, b.at, 'bypass', left(the_title, 300), b.text, b.organisation_id, b.user_id
      from agreements_tovholderbypass b
     where b.id = the_bypass and b.organisation_id = nullif(current_setting('app.org', true), '')::int
        on conflict (id) do nothing
$$;
revoke all on function agreements_tell_bypass(uuid, text) from public;
grant execute on function agreements_tell_bypass(uuid, text) to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0003_row_level_security")]

    operations = [
        migrations.RunSQL(LOOK_UP, "drop function agreements_tovholder_of(int, text, date);"),
        migrations.RunSQL(TELL, "drop function agreements_tell_bypass(uuid, text);"),
        # An order may only be under an agreement with its own company: the apps above point at both columns.
        migrations.RunSQL(
            "alter table agreements_agreement add constraint agreements_agreement_of_company unique (company_id, id);",
            "alter table agreements_agreement drop constraint agreements_agreement_of_company;",
        ),
    ]
