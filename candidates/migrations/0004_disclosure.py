"""Reading levels 2 and 3: the functions that answer only whom they may, and write the log in the same statement.

Whoever acts is taken from the context, never from the caller. A look that is refused gives no row and leaves no log; a
look that is given cannot leave the log out. `no_order` looks at others' candidates need a purpose all the same.
"""

from django.db import migrations

FUNCTIONS = """
create function candidates_acting(out org int, out person int, out staff boolean)
language sql stable set search_path = public, pg_temp as $$
    select nullif(current_setting('app.org', true), '')::int, nullif(current_setting('app.user', true), '')::int,
           nullif(current_setting('app.staff', true), '') is not distinct from 'on'
$$;

create function candidates_look(the_candidates bigint[], the_level int, the_surface text, the_order bigint, the_purpose text)
returns void language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    insert into candidates_accesslog (at, user_id, organisation_id, candidate_id, jobcenter_id, level, surface, order_id, purpose)
    select clock_timestamp(), me.person, me.org, c.id, c.jobcenter_id, the_level, the_surface, the_order, the_purpose
      from candidates_candidate c, candidates_acting() me where c.id = any(the_candidates);
end $$;
revoke all on function candidates_look(bigint[], int, text, bigint, text) from public;

-- Whether the one who acts takes part in the order: a purpose that anybody could name is no purpose.
create function candidates_in_order(the_order bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select the_order is null or exists (
        select 1 from orders_orderaccess a, candidates_acting() me where a.order_id = the_order and a.organisation_id = me.org)
$$;
revoke all on function candidates_in_order(bigint) from public;

create function candidates_profiles(the_candidates bigint[], the_surface text, the_order bigint, the_purpose text)
returns table (candidate_id bigint, targets int[], profile_text text, wanted_work varchar, history jsonb, education jsonb,
    missing varchar[])
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    me record := candidates_acting();
    open_ones bigint[];
begin
    if me.org is null or not me.staff or btrim(coalesce(the_purpose, '')) = '' or not candidates_in_order(the_order) then
        return;
    end if;
    open_ones := array(select c.id from candidates_candidate c where c.id = any(the_candidates) and c.state <> 'anonymised'
        and (c.jobcenter_id = me.org or c.state = 'active' and c.basis <> ''));
    perform candidates_look(open_ones, 2, the_surface, the_order, the_purpose);
    return query select p.candidate_id, p.targets, p.profile_text, p.wanted_work, p.history, p.education, p.missing
                   from candidates_candidateprofile p where p.candidate_id = any(open_ones);
end $$;

-- One's own citizens; those released to one for this order; and, for the company, those of them that it was presented.
create function candidates_may_name(the_candidates bigint[], the_order bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(c.id order by c.id), '{}')
      from candidates_candidate c, candidates_acting() me
     where c.id = any(the_candidates) and me.org is not null and c.state <> 'anonymised' and candidates_in_order(the_order)
       and (c.jobcenter_id = me.org and me.staff
            or exists (select 1 from candidates_release r
                        where r.candidate_id = c.id and r.organisation_id = me.org and r.order_id = the_order
                          and r.revoked_at is null and r.expires_at > clock_timestamp()
                          and (me.staff or exists (select 1 from candidates_nomination n
                                where n.candidate_id = c.id and n.order_id = the_order and n.presented_at is not null))))
$$;
revoke all on function candidates_may_name(bigint[], bigint) from public;
grant execute on function candidates_may_name(bigint[], bigint) to jo_web, jo_worker;

create function candidates_identities(the_candidates bigint[], the_surface text, the_order bigint, the_purpose text)
returns table (candidate_id bigint, external_ref varchar, name varchar, email varchar, phone varchar, channel varchar,
    opted_out_at timestamptz, employers jsonb, caseworker_id int, caseworker_email varchar)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    me record := candidates_acting();
    open_ones bigint[];
begin
    if btrim(coalesce(the_purpose, '')) = '' then
        return;
    end if;
    open_ones := candidates_may_name(the_candidates, the_order);
    perform candidates_look(open_ones, 3, the_surface, the_order, the_purpose);
    -- The reference and the caseworker are the home jobcentre's own affair.
    return query select i.candidate_id, case when i.jobcenter_id = me.org then i.external_ref else '' end, i.name, i.email,
                        i.phone, i.channel, i.opted_out_at, i.employers,
                        case when i.jobcenter_id = me.org then i.caseworker_id end,
                        case when i.jobcenter_id = me.org then i.caseworker_email else '' end
                   from candidates_candidateidentity i where i.candidate_id = any(open_ones);
end $$;

revoke all on function candidates_profiles(bigint[], text, bigint, text) from public;
revoke all on function candidates_identities(bigint[], text, bigint, text) from public;
grant execute on function candidates_profiles(bigint[], text, bigint, text),
    candidates_identities(bigint[], text, bigint, text) to jo_web, jo_worker;

-- Nobody changes the log, the owner's code included.
create function candidates_log_is_final() returns trigger language plpgsql as $$
begin
    raise exception 'The log of looks at candidates is never changed.';
end $$;
create trigger final before update or delete on candidates_accesslog
    for each row execute function candidates_log_is_final();
"""
NO_FUNCTIONS = """
drop trigger final on candidates_accesslog;
drop function candidates_log_is_final();
drop function candidates_identities(bigint[], text, bigint, text);
drop function candidates_may_name(bigint[], bigint);
drop function candidates_profiles(bigint[], text, bigint, text);
drop function candidates_in_order(bigint);
drop function candidates_look(bigint[], int, text, bigint, text);
drop function candidates_acting();
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0003_search_index")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS)]
