"""Who sees a posting's rows, and what the public is given.

The order's tovholder reads and writes; a trigger moves a posting along when the order gets another one. The worker takes
down and sends for all. Everybody else gets, from functions, what stands on an open vacancy's page and no more: not who
wrote it, not who said yes, and nothing of what has ended but how.
"""

from django.db import migrations

from accounts.rls import ORG, Policy, append_only, protect, worker_all

OWN = f"jobcenter_id = {ORG}"
LEADS = (
    f"exists (select 1 from orders_order o where o.id = postings_posting.order_id and o.tovholder_id = {ORG})"
)


def of_posting(table: str) -> str:
    """The posting's own policies decide: whoever sees it sees what belongs to it."""
    return f"exists (select 1 from postings_posting p where p.id = {table}.posting_id)"


def child(table: str, *, changes: bool) -> list[Policy]:
    seen = of_posting(table)
    policies = [Policy("see", "select", using=seen), Policy("add", "insert", check=seen)]
    if changes:
        policies.append(Policy("change", "update", using=seen, check=seen))
    return policies


OPEN = "p.state = 'published' and p.apply_by >= (now() at time zone 'Europe/Copenhagen')::date"

FUNCTIONS = f"""
alter table postings_posting add constraint posting_line_of_order
    foreign key (order_id, line_id) references orders_orderline (order_id, id) on delete cascade;

-- Open vacancies as everybody reads them: one by its address, or a part of a jobcentre's (null: everybody's), newest first.
create function postings_open(the_uuid uuid, the_jobcenter uuid, to_skip int, at_most int)
returns table (uuid uuid, number int, title varchar, places smallint, is_anonymous boolean, employer varchar,
    description text, postcode varchar, town varchar, address varchar, work_time varchar, hours varchar, wage varchar,
    start_on date, apply_by date, apply_to varchar, contact_name varchar, contact_phone varchar, contact_email varchar,
    apply_url varchar, language varchar, published_at timestamptz, changed_at timestamptz, jobcenter_uuid uuid,
    jobcenter_name varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.uuid, p.number, e.title, e.places, e.is_anonymous, e.employer, e.description, c.code, c.name, e.address,
           e.work_time, e.hours, e.wage, e.start_on, e.apply_by, e.apply_to, e.contact_name, e.contact_phone,
           e.contact_email, e.apply_url, e.language, p.published_at, p.changed_at, o.uuid, o.name
      from postings_posting p
      join postings_postingedition e on e.posting_id = p.id and e.number = p.number
      join jobcenters_postcode c on c.code = e.postcode_id
      join accounts_organisation o on o.id = p.jobcenter_id
     where {OPEN} and (the_uuid is null or p.uuid = the_uuid) and (the_jobcenter is null or o.uuid = the_jobcenter)
     order by p.published_at desc, p.id desc
    offset greatest(to_skip, 0) limit least(at_most, 200)
$$;

-- How a vacancy that is open no longer has ended; null where there never was one, or it is open.
create function postings_ended(the_uuid uuid) returns varchar
language sql stable security definer set search_path = public, pg_temp as $$
    select case when p.state = 'published' then 'expired' else p.state end
      from postings_posting p where p.uuid = the_uuid and not ({OPEN})
$$;

-- When the list last became another one: a row was written, or a deadline passed at midnight.
create function postings_changed_at(the_jobcenter uuid) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
    select max(greatest(p.changed_at, case when p.state = 'published' and not ({OPEN})
                                           then (p.apply_by + 1)::timestamp at time zone 'Europe/Copenhagen' end))
      from postings_posting p join accounts_organisation o on o.id = p.jobcenter_id
     where the_jobcenter is null or o.uuid = the_jobcenter
$$;

-- The name of a jobcentre; null for other organisations.
create function postings_jobcenter(the_uuid uuid) returns varchar
language sql stable security definer set search_path = public, pg_temp as $$
    select o.name from accounts_organisation o where o.uuid = the_uuid and o.kind = 'jobcenter'
$$;

create function postings_follow_tovholder() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update postings_posting set jobcenter_id = new.tovholder_id, changed_at = clock_timestamp()
     where order_id = new.id and jobcenter_id <> new.tovholder_id;
    return null;
end $$;
create trigger postings_follow after update of tovholder_id on orders_order
    for each row when (new.tovholder_id is not null and old.tovholder_id is distinct from new.tovholder_id)
    execute function postings_follow_tovholder();

revoke all on function postings_open(uuid, uuid, int, int), postings_ended(uuid), postings_changed_at(uuid),
    postings_jobcenter(uuid), postings_follow_tovholder() from public;
grant execute on function postings_open(uuid, uuid, int, int), postings_ended(uuid), postings_changed_at(uuid),
    postings_jobcenter(uuid) to jo_web, jo_worker;
"""
NO_FUNCTIONS = """
drop trigger postings_follow on orders_order;
drop function postings_follow_tovholder();
drop function postings_jobcenter(uuid);
drop function postings_changed_at(uuid);
drop function postings_ended(uuid);
drop function postings_open(uuid, uuid, int, int);
alter table postings_posting drop constraint posting_line_of_order;
"""


class Migration(migrations.Migration):
    dependencies = [("postings", "0001_initial"), ("jobcenters", "0001_initial")]

    operations = [
        protect(
            "postings_posting",
            [
                Policy("see", "select", using=OWN),
                Policy("add", "insert", check=f"{OWN} and {LEADS}"),
                Policy("change", "update", using=OWN, check=OWN),
                worker_all("select"),
            ],
        ),
        protect("postings_postingedition", child("postings_postingedition", changes=False)),
        append_only("postings_postingedition"),
        protect("postings_postingstep", child("postings_postingstep", changes=False)),
        append_only("postings_postingstep"),
        protect("postings_portalposting", [*child("postings_portalposting", changes=True), worker_all()]),
        migrations.RunSQL(
            "revoke delete on postings_posting, postings_portalposting from jo_web, jo_worker;",
            "grant delete on postings_posting, postings_portalposting to jo_web, jo_worker;",
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
