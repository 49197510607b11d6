"""From nomination to hire: what the company reads of whom, who may take which identity, and who watches the readers."""

from django.db import migrations, models

from accounts.rls import ORG, WEB_AND_WORKER, Policy

LEADS = (
    "exists (select 1 from orders_orderaccess a where a.order_id = {table}.order_id"
    f" and a.organisation_id = {ORG} and a.role = 'tovholder')"
)
TAKES_PART = (
    "exists (select 1 from orders_orderaccess a where a.order_id = candidates_release.order_id"
    f" and a.organisation_id = {ORG} and a.role in ('tovholder', 'asked', 'alerted', 'proposed', 'former'))"
)
CANDIDATE_IS_OURS = (
    "exists (select 1 from candidates_candidate c"
    f" where c.id = candidates_release.candidate_id and c.jobcenter_id = {ORG}"
)

# A nomination's notes are the jobcentres' own: the company reads only what it wrote itself.
SEE_STEP = Policy(
    "see",
    "select",
    using=f"organisation_id = {ORG} or exists (select 1 from candidates_nomination n"
    f" where n.id = candidates_nominationstep.nomination_id and n.organisation_id = {ORG}) or "
    + LEADS.format(table="candidates_nominationstep"),
)
ADD_STEP = Policy(
    "add",
    "insert",
    check=f"organisation_id = {ORG} and exists (select 1 from candidates_nomination n"
    " where n.id = candidates_nominationstep.nomination_id and n.order_id = candidates_nominationstep.order_id)",
)
OLD_SEE_STEP = Policy(
    "see",
    "select",
    using="exists (select 1 from candidates_nomination n where n.id = candidates_nominationstep.nomination_id)",
)
OLD_ADD_STEP = Policy("add", "insert", check=f"organisation_id = {ORG}")

# Nothing leaves the jobcentre of residence without a basis (A27), and only to the order's own two.
GIVE = Policy(
    "release",
    "insert",
    check=f"jobcenter_id = {ORG} and {CANDIDATE_IS_OURS} and c.state = 'active' and c.basis <> '') and {TAKES_PART}"
    " and exists (select 1 from orders_order o where o.id = candidates_release.order_id"
    " and candidates_release.organisation_id in (o.tovholder_id, o.company_id))",
)
OLD_GIVE = Policy(
    "release", "insert", check=f"jobcenter_id = {ORG} and {CANDIDATE_IS_OURS}) and {TAKES_PART}"
)

# Who has a candidate now may read what was looked up before it moved.
READ_LOG = Policy(
    "read_ours",
    "select",
    using=f"jobcenter_id = {ORG} or exists (select 1 from candidates_candidate c"
    f" where c.id = candidates_accesslog.candidate_id and c.jobcenter_id = {ORG})",
)
OLD_READ_LOG = Policy("read_ours", "select", using=f"jobcenter_id = {ORG}")


def replace(table: str, new: Policy, old: Policy) -> migrations.RunSQL:
    drop = f"drop policy {new.name} on {table};"
    return migrations.RunSQL(f"{drop}\n{new.create(table)}", f"{drop}\n{old.create(table)}")


MAY_NAME = """
create or replace function candidates_may_name(the_candidates bigint[], the_order bigint) returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(c.id order by c.id), '{{}}')
      from candidates_candidate c, candidates_acting() me
     where c.id = any(the_candidates) and me.org is not null and c.state <> 'anonymised' and candidates_in_order(the_order)
       and (c.jobcenter_id = me.org and me.staff
            or {withdrawn}exists (select 1 from candidates_release r
                        where r.candidate_id = c.id and r.organisation_id = me.org and r.order_id = the_order
                          and r.revoked_at is null and r.expires_at > clock_timestamp()
                          and ({staff} or exists (select 1 from candidates_nomination n
                                where n.candidate_id = c.id and n.order_id = the_order and n.presented_at is not null))))
$$;
"""
NEW_MAY_NAME = MAY_NAME.format(
    withdrawn="c.state <> 'withdrawn' and ",
    # A release was given to the tovholder: who has handed the order on needs it no longer.
    staff="me.staff and exists (select 1 from orders_orderaccess a where a.order_id = the_order"
    " and a.organisation_id = me.org and a.role = 'tovholder')",
)
OLD_MAY_NAME = MAY_NAME.format(withdrawn="", staff="me.staff")

FUNCTIONS = """
-- To whom an order's candidates are released now: for whoever released or got them, and for the tovholder, who must know
-- before it presents somebody. Says no name.
create function candidates_released(the_order bigint)
returns table (candidate_id bigint, organisation_id int, expires_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.candidate_id, r.organisation_id, r.expires_at
      from candidates_release r, candidates_acting() me
     where r.order_id = the_order and r.revoked_at is null and r.expires_at > clock_timestamp()
       and (me.org in (r.jobcenter_id, r.organisation_id)
            or exists (select 1 from orders_orderaccess a where a.order_id = the_order and a.organisation_id = me.org
                          and a.role = 'tovholder'))
$$;

-- The candidates of whoever acts: those whose caseworker it is.
create function candidates_mine() returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select i.candidate_id
      from candidates_acting() me
      join accounts_user u on u.id = me.person
      join candidates_candidateidentity i on i.jobcenter_id = me.org
       and (i.caseworker_id = u.id or i.caseworker_email <> '' and lower(i.caseworker_email) = lower(u.email))
     where me.staff
$$;

-- What a company reads of those who were presented and released to it: the person, and what the person can do. One look
-- at the third level for each; target groups, references and caseworkers are not among it.
create function candidates_shortlist(the_order bigint, the_purpose text)
returns table (candidate_id bigint, name varchar, email varchar, phone varchar, channel varchar, occupation_id int,
    terms int[], available_from date, profile_text text, history jsonb, education jsonb, employers jsonb)
language plpgsql volatile security definer set search_path = public, pg_temp as $$
#variable_conflict use_column
declare
    open_ones bigint[];
begin
    if btrim(coalesce(the_purpose, '')) = '' or (select me.staff from candidates_acting() me) or not exists (
            select 1 from orders_orderaccess a, candidates_acting() me
             where a.order_id = the_order and a.organisation_id = me.org and a.role = 'company') then
        return;
    end if;
    open_ones := candidates_may_name(
        array(select n.candidate_id from candidates_nomination n
               where n.order_id = the_order and n.presented_at is not null
                 and (n.state <> 'declined' or n.declined_reason not in ('withdrawn', 'filled'))), the_order);
    perform candidates_look(open_ones, 3, 'company', the_order, the_purpose);
    return query select c.id, i.name, i.email, i.phone, i.channel, c.occupation_id, c.terms, c.available_from,
                        p.profile_text, p.history, p.education, i.employers
                   from candidates_candidate c
                   join candidates_candidateidentity i on i.candidate_id = c.id
                   left join candidates_candidateprofile p on p.candidate_id = c.id
                  where c.id = any(open_ones) order by c.id;
end $$;

-- Who reads much: one row per jobcentre of residence, reader and kind of look since an instant.
create function candidates_reading(since timestamptz)
returns table (jobcenter_id int, user_id int, organisation_id int, candidate_id bigint, at timestamptz, has_order boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select l.jobcenter_id, l.user_id, l.organisation_id, l.candidate_id, l.at, l.order_id is not null
      from candidates_accesslog l
      join accounts_organisation o on o.id = l.organisation_id and o.kind <> 'company'
     where l.at > since and l.level >= 2 and l.user_id is not null
     order by l.at
$$;

-- When a jobcentre no longer serves a municipality, its candidates there belong to whoever does, with all that hangs on
-- them. The log is not touched: it says what was true.
create function candidates_move_homes(the_day date) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    ids bigint[];
    olds int[];
    news int[];
begin
    select array_agg(c.id), array_agg(c.jobcenter_id), array_agg(now_serves.jobcenter_id) into ids, olds, news
      from candidates_candidate c
      join jobcenters_jobcentermunicipality now_serves on now_serves.municipality_id = c.municipality_id
       and now_serves.valid_from <= the_day and (now_serves.valid_to is null or now_serves.valid_to >= the_day)
     where now_serves.jobcenter_id <> c.jobcenter_id
       and exists (select 1 from jobcenters_jobcentermunicipality served where served.jobcenter_id = c.jobcenter_id
                      and served.municipality_id = c.municipality_id and served.valid_to < the_day);
    if ids is null then
        return 0;
    end if;
    -- A reference belongs to the system it came from: where another of the successor's is the same, it says whose it was.
    update candidates_candidateidentity i
       set jobcenter_id = m.new_home,
           external_ref = case when exists (
                    select 1 from candidates_candidateidentity o
                      left join unnest(ids, news) as also(id, new_home) on also.id = o.candidate_id
                     where o.candidate_id <> i.candidate_id and o.external_ref = i.external_ref
                       and m.new_home in (o.jobcenter_id, also.new_home))
                then left(i.external_ref, 48) || '/' || m.old_home else i.external_ref end
      from unnest(ids, olds, news) as m(id, old_home, new_home) where m.id = i.candidate_id;
    update candidates_candidateprofile p set jobcenter_id = m.new_home
      from unnest(ids, news) as m(id, new_home) where m.id = p.candidate_id;
    update candidates_release r set jobcenter_id = m.new_home
      from unnest(ids, news) as m(id, new_home) where m.id = r.candidate_id;
    update candidates_invitation v set jobcenter_id = m.new_home
      from unnest(ids, news) as m(id, new_home) where m.id = v.candidate_id;
    update candidates_nomination n set organisation_id = m.new_home
      from unnest(ids, news) as m(id, new_home) where m.id = n.candidate_id;
    update candidates_candidate c set jobcenter_id = m.new_home
      from unnest(ids, news) as m(id, new_home) where m.id = c.id;
    return cardinality(ids);
end $$;

-- A nomination is about one candidate on one order for ever, and the company answers, nothing else.
create function candidates_nomination_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
    me int := nullif(current_setting('app.org', true), '')::int;
begin
    if current_user not in ('jo_web', 'jo_worker') then
        return new;
    end if;
    if (new.candidate_id, new.organisation_id, new.order_id, new.line_id, new.pseudonym, new.nominated_at)
       is distinct from (old.candidate_id, old.organisation_id, old.order_id, old.line_id, old.pseudonym, old.nominated_at) then
        raise exception 'A nomination is about one candidate on one order line.' using errcode = 'insufficient_privilege';
    end if;
    if me <> old.organisation_id and not exists (
            select 1 from orders_orderaccess a where a.order_id = old.order_id and a.organisation_id = me and a.role = 'tovholder')
       and ((new.screened_at, new.presented_at, new.hired_at, new.employed_from)
            is distinct from (old.screened_at, old.presented_at, old.hired_at, old.employed_from)
            or new.state not in (old.state, 'interview', 'declined')) then
        raise exception 'A company answers, and changes nothing else.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger guard before update on candidates_nomination for each row execute function candidates_nomination_guard();

-- An order that has ended is no purpose any more: only who was hired is still known to those who hired.
create function candidates_order_ended() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update candidates_release r set revoked_at = clock_timestamp()
     where r.order_id = new.id and r.revoked_at is null
       and not exists (select 1 from candidates_nomination n
                        where n.order_id = new.id and n.candidate_id = r.candidate_id and n.state = 'hired');
    return null;
end $$;
create trigger candidates_released_until after update of closed_at on orders_order
    for each row when (old.closed_at is null and new.closed_at is not null) execute function candidates_order_ended();

revoke all on function candidates_released(bigint) from public;
revoke all on function candidates_mine() from public;
revoke all on function candidates_shortlist(bigint, text) from public;
revoke all on function candidates_reading(timestamptz) from public;
revoke all on function candidates_move_homes(date) from public;
grant execute on function candidates_released(bigint), candidates_mine(), candidates_shortlist(bigint, text) to WEB_AND_WORKER;
grant execute on function candidates_reading(timestamptz), candidates_move_homes(date) to jo_worker;
""".replace("WEB_AND_WORKER", WEB_AND_WORKER)
NO_FUNCTIONS = """
drop trigger candidates_released_until on orders_order;
drop function candidates_order_ended();
drop trigger guard on candidates_nomination;
drop function candidates_nomination_guard();
drop function candidates_move_homes(date);
drop function candidates_reading(timestamptz);
drop function candidates_shortlist(bigint, text);
drop function candidates_mine();
drop function candidates_released(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("candidates", "0006_saved_search_news"), ("orders", "0013_nominations_and_checklist")]

    operations = [
        migrations.AddField(
            model_name="nomination",
            name="pseudonym",
            field=models.CharField(max_length=12, verbose_name="Kendenavn", default=""),
            preserve_default=False,
        ),
        # What was learned in a screening is said in its step, which the company does not read.
        migrations.RemoveField(model_name="nomination", name="screening"),
        migrations.AlterField(
            model_name="nominationstep",
            name="note",
            field=models.TextField(blank=True, max_length=3000),
        ),
        replace("candidates_nominationstep", SEE_STEP, OLD_SEE_STEP),
        replace("candidates_nominationstep", ADD_STEP, OLD_ADD_STEP),
        replace("candidates_release", GIVE, OLD_GIVE),
        replace("candidates_accesslog", READ_LOG, OLD_READ_LOG),
        migrations.RunSQL(NEW_MAY_NAME, OLD_MAY_NAME),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
