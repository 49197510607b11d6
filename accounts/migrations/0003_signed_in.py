"""Who a session's user is and for whom the user may act: the first question of every page, with its plan kept.

Asked as two statements they cost three times as much, most of it planning: each table brings its policies, and the
application sends every statement anew. The plan of a statement inside a function is kept for as long as the connection
lives. The function runs with the caller's rights: row-level security decides.
"""

from django.db import migrations

# The memberships are read in the context of the user alone, who then sees no colleague's, and the context is put back:
# asking this changes nothing of what the transaction may see before and after.
SIGNED_IN = """
create function accounts_signed_in(the_user int)
returns table (password varchar, last_login timestamptz, id int, email varchar, name varchar, phone varchar,
    is_active boolean, is_demo boolean, created_at timestamptz,
    m_id int, m_user_id int, m_organisation_id int, m_role varchar, m_title varchar, m_is_active boolean,
    m_created_at timestamptz,
    o_id int, o_uuid uuid, o_kind varchar, o_name varchar, o_email varchar, o_phone varchar, o_is_demo boolean,
    o_created_at timestamptz)
language plpgsql volatile security invoker set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    org text := coalesce(current_setting('app.org', true), '');
    person text := coalesce(current_setting('app.user', true), '');
    staff text := coalesce(current_setting('app.staff', true), '');
begin
    perform set_config('app.org', '', true), set_config('app.user', the_user::text, true),
            set_config('app.staff', '', true);
    return query
    select u.password, u.last_login, u.id, u.email, u.name, u.phone, u.is_active, u.is_demo, u.created_at,
           m.id, m.user_id, m.organisation_id, m.role, m.title, m.is_active, m.created_at,
           o.id, o.uuid, o.kind, o.name, o.email, o.phone, o.is_demo, o.created_at
      from accounts_user u
      left join (accounts_membership m join accounts_organisation o on o.id = m.organisation_id)
        on m.user_id = u.id and m.is_active
     where u.id = the_user
     order by o.name, m.id;
    perform set_config('app.org', org, true), set_config('app.user', person, true),
            set_config('app.staff', staff, true);
end $$;
"""

DROP = "drop function accounts_signed_in(int);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_row_level_security")]

    operations = [migrations.RunSQL(SIGNED_IN, DROP)]
