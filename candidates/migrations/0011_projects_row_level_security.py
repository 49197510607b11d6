"""Upskilling projects: who sees the project, whose the people are, and the public sign-up.

Tovholders read and lead; jobcentres that were asked read the project and their own citizens, of others only numbers,
where one or two are not told exactly; Jobservice Danmark reads the project and the numbers. A participant's grant, its
reason and the answer after two months are the jobcentre of residence's alone. Sign-ups are the tovholders' alone.
"""

from django.db import migrations

from accounts.rls import ORG, WEB_AND_WORKER, Policy, append_only, protect

PROJECT, PERSON = "candidates_upskillingproject", "candidates_participant"
LEADS = f"tovholder_id = {ORG} or co_tovholder_id = {ORG}"
SEEN = "{column} in (select candidates_projects('seen'))"
JOINED = "{column} in (select candidates_projects('joined'))"
LED = "project_id in (select candidates_projects('led'))"
SEEN_HERE, JOINED_HERE = SEEN.format(column="project_id"), JOINED.format(column="project_id")
OWN = f"jobcenter_id = {ORG}"
CANDIDATE_IS_OURS = f"exists (select 1 from candidates_candidate c where c.id = {PERSON}.candidate_id and c.jobcenter_id = {ORG})"
PERSON_IS_OURS = (
    f"exists (select 1 from {PERSON} p where p.id = candidates_grantdecision.participant_id"
    f" and p.jobcenter_id = {ORG})"
)
COUNTS = f"({OWN} and {JOINED_HERE}) or {LED}"

WHOSE = """
-- The projects of whoever acts: 'led' as tovholder, 'joined' also those it was asked to refer to, 'seen' also those that
-- Jobservice Danmark looks at.
create function candidates_projects(how text) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id from candidates_upskillingproject p, candidates_acting() me
     where me.org in (p.tovholder_id, p.co_tovholder_id)
    union
    select a.project_id from candidates_projectjobcenter a, candidates_acting() me
     where how in ('joined', 'seen') and a.jobcenter_id = me.org
    union
    select p.id from candidates_upskillingproject p, candidates_acting() me
     where how = 'seen' and exists (select 1 from accounts_organisation o where o.id = me.org and o.kind = 'national')
$$;
revoke all on function candidates_projects(text) from public;
grant execute on function candidates_projects(text) to jo_web, jo_worker;
"""

FUNCTIONS = """
-- How many from each jobcentre (null: elsewhere) have come to each step. One or two of another jobcentre are told as
-- "between 1 and 2" to all but the project's tovholders. Jobcentre 0 is all together: exact, unless that would tell what is
-- hidden. Nothing about projects that the one who acts does not see.
create function candidates_project_figures(the_projects bigint[])
returns table (project_id bigint, jobcenter_id int, step int, low int, high int)
language sql stable security definer set search_path = public, pg_temp as $$
    with seen as (select id from candidates_projects('seen') id where id = any(the_projects)),
    led as (select id from candidates_projects('led') id),
    people as (
        select p.project_id, p.jobcenter_id, s.step, count(*)::int as many
          from candidates_participant p join seen on seen.id = p.project_id
          join generate_series(1, 7) s (step) on p.step >= s.step group by 1, 2, 3),
    heads as (
        select h.project_id, h.jobcenter_id, s.step, max(h.number)::int as many
          from candidates_headcount h join seen on seen.id = h.project_id
          join generate_series(1, 7) s (step) on h.step >= s.step group by 1, 2, 3),
    every as (
        select u.project_id, u.jobcenter_id, u.step, sum(u.many)::int as many
          from (select * from people union all select * from heads) u group by 1, 2, 3),
    told as (
        select e.*, e.many between 1 and 2 and e.jobcenter_id is distinct from me.org
                    and e.project_id not in (select id from led) as few
          from every e, candidates_acting() me),
    totals as (
        select t.project_id, t.step, sum(t.many)::int as many, count(*) filter (where t.few)::int as hidden,
               coalesce(sum(t.many) filter (where t.few), 0)::int as inside
          from told t group by 1, 2),
    safe as (select *, hidden = 0 or inside > hidden and inside < 2 * hidden as exact from totals)
    select t.project_id, t.jobcenter_id, t.step, case when t.few then 1 else t.many end, case when t.few then 2 else t.many end
      from told t where t.many > 0
    union all
    select s.project_id, 0, s.step, case when s.exact then s.many else s.many - s.inside + s.hidden end,
           case when s.exact then s.many else s.many - s.inside + 2 * s.hidden end
      from safe s
    order by 1, 2, 3
$$;

create function candidates_meeting_by_link(the_token text)
returns table (id bigint, title varchar, school varchar, course varchar, starts_at timestamptz, minutes_long smallint,
    place varchar, text text, tovholders text, is_open boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.id, p.title, p.school, p.course, m.starts_at, m.minutes_long, m.place, m.text,
           concat_ws(' og ', t.name, c.name), p.state in ('planned', 'running') and m.link_until > clock_timestamp()
      from candidates_informationmeeting m
      join candidates_upskillingproject p on p.id = m.project_id
      join accounts_organisation t on t.id = p.tovholder_id
      left join accounts_organisation c on c.id = p.co_tovholder_id
     where the_token <> '' and m.token = the_token
$$;

-- Whether there is such an open link. A contact that is on the list already is not put there twice, and is not told so.
create function candidates_sign_up(the_token text, the_name text, the_contact text, the_key text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    found record;
begin
    select m.id, m.project_id into found from candidates_informationmeeting m
      join candidates_upskillingproject p on p.id = m.project_id and p.state in ('planned', 'running')
     where the_token <> '' and m.token = the_token and m.link_until > clock_timestamp();
    if found.id is null or the_key = '' or (select count(*) from candidates_signup s where s.meeting_id = found.id) >= 1000 then
        return false;
    end if;
    insert into candidates_signup (uuid, project_id, meeting_id, name, contact, contact_key, signed_up_at)
    values (gen_random_uuid(), found.project_id, found.id, the_name, the_contact, the_key, clock_timestamp())
    on conflict do nothing;
    return true;
end $$;

-- Names and contacts of projects that ended before one instant, or of meetings held before another. Gives none of them.
create function candidates_forget_sign_ups(ended_before timestamptz, held_before timestamptz) returns int
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    gone int;
begin
    delete from candidates_signup s using candidates_informationmeeting m, candidates_upskillingproject p
     where m.id = s.meeting_id and p.id = s.project_id and (p.ended_at < ended_before or m.starts_at < held_before);
    get diagnostics gone = row_count;
    return gone;
end $$;

-- A participant is one candidate in one project for ever. The grant and what came of the job are the home's to say.
create function candidates_participant_guard() returns trigger language plpgsql set search_path = public, pg_temp as $$
declare
    me int := nullif(current_setting('app.org', true), '')::int;
begin
    if current_user not in ('jo_web', 'jo_worker') then
        return new;
    end if;
    if (new.project_id, new.candidate_id, new.jobcenter_id, new.pseudonym, new.added_at)
       is distinct from (old.project_id, old.candidate_id, old.jobcenter_id, old.pseudonym, old.added_at) then
        raise exception 'A participant is one candidate in one project.' using errcode = 'insufficient_privilege';
    end if;
    if me is distinct from old.jobcenter_id and (new.grant, new.kept, new.kept_at, new.kept_asked_at)
       is distinct from (old.grant, old.kept, old.kept_at, old.kept_asked_at) then
        raise exception 'The jobcentre of residence alone grants and follows up.' using errcode = 'insufficient_privilege';
    end if;
    return new;
end $$;
create trigger participant_guard before update on candidates_participant
    for each row execute function candidates_participant_guard();

-- A candidate that moves brings its projects along to the jobcentre that has it now.
create function candidates_participant_follow() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into candidates_projectjobcenter (project_id, jobcenter_id)
    select p.project_id, new.jobcenter_id from candidates_participant p
      join candidates_upskillingproject u on u.id = p.project_id
     where p.candidate_id = new.id and new.jobcenter_id not in (u.tovholder_id, coalesce(u.co_tovholder_id, 0))
    on conflict do nothing;
    update candidates_grantdecision d set jobcenter_id = new.jobcenter_id
      from candidates_participant p where p.id = d.participant_id and p.candidate_id = new.id;
    update candidates_participant set jobcenter_id = new.jobcenter_id where candidate_id = new.id;
    return null;
end $$;
create trigger participant_follow after update of jobcenter_id on candidates_candidate
    for each row when (old.jobcenter_id is distinct from new.jobcenter_id)
    execute function candidates_participant_follow();

revoke all on function candidates_project_figures(bigint[]), candidates_meeting_by_link(text),
    candidates_sign_up(text, text, text, text), candidates_forget_sign_ups(timestamptz, timestamptz),
    candidates_participant_follow() from public;
grant execute on function candidates_project_figures(bigint[]) to jo_web, jo_worker;
grant execute on function candidates_meeting_by_link(text), candidates_sign_up(text, text, text, text) to jo_web;
grant execute on function candidates_forget_sign_ups(timestamptz, timestamptz) to jo_worker;
"""
NO_FUNCTIONS = """
drop trigger participant_follow on candidates_candidate;
drop function candidates_participant_follow();
drop trigger participant_guard on candidates_participant;
drop function candidates_participant_guard();
drop function candidates_forget_sign_ups(timestamptz, timestamptz);
drop function candidates_sign_up(text, text, text, text);
drop function candidates_meeting_by_link(text);
drop function candidates_project_figures(bigint[]);
"""


def led(table: str, *, delete: bool) -> list[Policy]:
    """Everybody who sees the project reads; its tovholders write."""
    policies = [
        Policy("see", "select", using=SEEN_HERE),
        Policy("lead_adds", "insert", check=LED),
        Policy("lead_changes", "update", using=LED, check=LED),
    ]
    return [*policies, Policy("lead_removes", "delete", using=LED)] if delete else policies


class Migration(migrations.Migration):
    dependencies = [("candidates", "0010_projects")]

    operations = [
        migrations.RunSQL(WHOSE, "drop function candidates_projects(text);"),
        protect(
            PROJECT,
            [
                Policy("see", "select", using=f"{LEADS} or {SEEN.format(column='id')}"),
                Policy("add", "insert", check=f"tovholder_id = {ORG}"),
                Policy("change", "update", using=LEADS, check=LEADS),
            ],
        ),
        protect("candidates_projectjobcenter", led("candidates_projectjobcenter", delete=True)),
        protect("candidates_informationmeeting", led("candidates_informationmeeting", delete=False)),
        protect(
            "candidates_signup",
            [
                Policy("lead_sees", "select", using=LED, roles="jo_web"),
                Policy("lead_removes", "delete", using=LED, roles="jo_web"),
            ],
        ),
        migrations.RunSQL(
            f"revoke insert, update on candidates_signup from {WEB_AND_WORKER};"
            " revoke select, delete on candidates_signup from jo_worker;",
            f"grant insert, update on candidates_signup to {WEB_AND_WORKER};"
            " grant select, delete on candidates_signup to jo_worker;",
        ),
        protect(
            PERSON,
            [
                Policy("see", "select", using=f"{OWN} or {LED}"),
                Policy("add_own", "insert", check=f"{OWN} and {CANDIDATE_IS_OURS} and {JOINED_HERE}"),
                Policy("change", "update", using=f"{OWN} or {LED}", check=f"{OWN} or {LED}"),
                # Reminds every jobcentre; what it changes, it changes while acting for that one.
                Policy("worker_finds", "select", using="true", roles="jo_worker"),
            ],
        ),
        protect(
            "candidates_grantdecision",
            [
                Policy("see_own", "select", using=OWN),
                Policy("add_own", "insert", check=f"{OWN} and {PERSON_IS_OURS}"),
            ],
        ),
        append_only("candidates_grantdecision"),
        protect(
            "candidates_headcount",
            [
                Policy("see", "select", using=f"{OWN} or {LED}"),
                Policy("add", "insert", check=COUNTS),
                Policy("change", "update", using=COUNTS, check=COUNTS),
                Policy("remove", "delete", using=COUNTS),
            ],
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
