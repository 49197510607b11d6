"""Who sees what, and the triggers that write a message in the transaction of what it tells of.

No service can forget to tell, and none has to know that anybody listens. A message goes to the endpoints of those
organisations that may see the object at that moment; whether they still may is asked again before it leaves.
"""

from django.db import migrations

from accounts.rls import ORG, Policy, protect, worker_all

OWN = f"organisation_id = {ORG}"

TELL = """
create function webhooks_tell(
    the_event text, the_type text, the_object uuid, told jsonb, only_once text, organisations int[])
returns void language sql security definer set search_path = public, pg_temp as $$
    insert into webhooks_delivery (uuid, endpoint_id, organisation_id, event, object_type, object_id, data, once, at,
                                   state, attempts, not_before, settled_at, last_error, answer)
    select gen_random_uuid(), e.id, e.organisation_id, the_event, the_type, the_object, told, only_once, now(),
           case when e.state = 'off' then 'dead' else 'waiting' end, 0, now(),
           case when e.state = 'off' then now() end,
           case when e.state = 'off' then 'Adressen var slået fra.' else '' end, ''
      from webhooks_endpoint e
     where e.organisation_id = any(organisations) and the_event = any(e.events)
     order by e.id
    -- The same transaction changes it again: what it came to in the end.
    on conflict (endpoint_id, once) where once is not null do update set data = excluded.data
     where webhooks_delivery.state = 'waiting' and webhooks_delivery.data <> excluded.data
$$;
revoke execute on function webhooks_tell(text, text, uuid, jsonb, text, int[]) from public;

-- Whether anybody listens at all: the first thing that each trigger asks.
create function webhooks_heard(the_events text[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from webhooks_endpoint where events && the_events::varchar(40)[])
$$;
revoke execute on function webhooks_heard(text[]) from public;
"""
NO_TELL = """
drop function webhooks_heard(text[]);
drop function webhooks_tell(text, text, uuid, jsonb, text, int[]);
"""

ORDERS = """
create function webhooks_order() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    who int[];
    said text := 'order.changed';
begin
    if new.is_inquiry or not webhooks_heard('{order.registered,order.changed,order.closed}') then
        return null;
    end if;
    if tg_op = 'INSERT' then
        said := 'order.registered';
    elsif new.closed_at is not null and old.closed_at is null then
        said := 'order.closed';
    end if;
    select array_agg(a.organisation_id) into who from orders_orderaccess a where a.order_id = new.id;
    perform webhooks_tell(said, 'order', new.uuid, jsonb_build_object('state', new.state),
        case when said = 'order.changed' then 'order.changed ' || new.uuid || ' ' || pg_current_xact_id() end, who);
    return null;
end $$;
-- After the trigger that keeps the order's access: triggers of one kind run in the order of their names.
create trigger webhooks_order_registered after insert on orders_order
    for each row execute function webhooks_order();
create trigger webhooks_order_changed after update on orders_order for each row
    when (old.version is distinct from new.version or old.state is distinct from new.state
          or old.tovholder_id is distinct from new.tovholder_id
          or old.proposed_tovholder_id is distinct from new.proposed_tovholder_id
          or old.owner_id is distinct from new.owner_id or old.closed_at is distinct from new.closed_at)
    execute function webhooks_order();

-- The company has been answered: its first promise is kept or at least met. Those who lead the order know.
create function webhooks_order_answered() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    the_order orders_order;
    who int[];
begin
    if not webhooks_heard('{order.answered}') then
        return null;
    end if;
    select * into the_order from orders_order o where o.id = new.order_id;
    if the_order.is_inquiry then
        return null;
    end if;
    select array_agg(a.organisation_id) into who from orders_orderaccess a
     where a.order_id = new.order_id and a.role in ('tovholder', 'national', 'proposed');
    perform webhooks_tell('order.answered', 'order', the_order.uuid, jsonb_build_object('state', the_order.state),
        'order.answered ' || new.uuid, who);
    return null;
end $$;
create trigger webhooks_order_answered after update of state on orders_clock for each row
    when (new.promise = 'D1' and old.state = 'open' and new.state = 'stopped')
    execute function webhooks_order_answered();
"""
NO_ORDERS = """
drop trigger webhooks_order_answered on orders_clock;
drop function webhooks_order_answered();
drop trigger webhooks_order_changed on orders_order;
drop trigger webhooks_order_registered on orders_order;
drop function webhooks_order();
"""

REQUESTS = """
create function webhooks_request() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    of_order orders_order;
    told jsonb;
begin
    if not webhooks_heard('{request.received,request.clarified,request.answered,request.withdrawn}') then
        return null;
    end if;
    select * into of_order from orders_order o where o.id = new.order_id;
    told := jsonb_build_object('state', new.state, 'order', of_order.uuid);
    if tg_op = 'INSERT' then
        perform webhooks_tell('request.received', 'request', new.uuid, told, null, array[new.to_organisation_id]);
    elsif new.state = 'sent' then
        perform webhooks_tell('request.clarified', 'request', new.uuid, told, null, array[new.to_organisation_id]);
    elsif new.state = 'answered' then
        perform webhooks_tell('request.answered', 'request', new.uuid, told || jsonb_build_object('answer', new.answer),
            null, array[new.from_organisation_id, new.to_organisation_id, of_order.tovholder_id]);
    else
        perform webhooks_tell('request.withdrawn', 'request', new.uuid, told,
            null, array[new.from_organisation_id, new.to_organisation_id, of_order.tovholder_id]);
    end if;
    return null;
end $$;
create trigger webhooks_request_received after insert on orders_request
    for each row execute function webhooks_request();
create trigger webhooks_request_changed after update on orders_request for each row
    when (old.state is distinct from new.state or old.answer is distinct from new.answer
          or old.answered_at is distinct from new.answered_at)
    execute function webhooks_request();
"""
NO_REQUESTS = """
drop trigger webhooks_request_changed on orders_request;
drop trigger webhooks_request_received on orders_request;
drop function webhooks_request();
"""

# Whole statements at a time: the sweep writes thousands of these rows with one.
DEADLINES = """
create function webhooks_deadline(the_event text, the_clock bigint, level text, organisations int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    c orders_clock;
    the_order uuid;
    the_request uuid;
begin
    select * into c from orders_clock k where k.id = the_clock;
    select o.uuid into the_order from orders_order o where o.id = c.order_id;
    select q.uuid into the_request from orders_request q where q.id = c.request_id;
    perform webhooks_tell(the_event, case when the_request is null then 'order' else 'request' end,
        coalesce(the_request, the_order),
        jsonb_build_object('order', the_order, 'promise', c.promise, 'due_at',
            to_char(c.due_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')),
        the_event || ' ' || c.uuid || level, organisations);
end $$;
revoke execute on function webhooks_deadline(text, bigint, text, int[]) from public;

create function webhooks_breaches() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if webhooks_heard('{deadline.breached}') then
        perform webhooks_deadline('deadline.breached', b.clock_id, '', array[b.organisation_id, b.owed_to_id])
           from added b
          where exists (select 1 from webhooks_endpoint e where e.organisation_id in (b.organisation_id, b.owed_to_id));
    end if;
    return null;
end $$;
create trigger webhooks_breaches after insert on orders_breach referencing new table as added
    for each statement execute function webhooks_breaches();

create function webhooks_warnings() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if webhooks_heard('{deadline.warning}') then
        perform webhooks_deadline('deadline.warning', w.clock_id, ' ' || w.level, array[w.organisation_id])
           from (select distinct a.clock_id, a.level, a.organisation_id from added a
                   join orders_clock c on c.id = a.clock_id and a.due_at < c.due_at) w
          where exists (select 1 from webhooks_endpoint e where e.organisation_id = w.organisation_id);
    end if;
    return null;
end $$;
create trigger webhooks_warnings after insert on orders_escalation referencing new table as added
    for each statement execute function webhooks_warnings();
"""
NO_DEADLINES = """
drop trigger webhooks_warnings on orders_escalation;
drop function webhooks_warnings();
drop trigger webhooks_breaches on orders_breach;
drop function webhooks_breaches();
drop function webhooks_deadline(text, bigint, text, int[]);
"""

NOMINATIONS = """
create function webhooks_nomination() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    n candidates_nomination;
    of_order orders_order;
begin
    if not webhooks_heard('{nomination.changed}') then
        return null;
    end if;
    select * into n from candidates_nomination m where m.id = new.nomination_id;
    select * into of_order from orders_order o where o.id = n.order_id;
    perform webhooks_tell('nomination.changed', 'nomination', n.uuid,
        jsonb_build_object('state', new.state, 'order', of_order.uuid, 'pseudonym', n.pseudonym), null,
        array[n.organisation_id, of_order.tovholder_id]);
    return null;
end $$;
create trigger webhooks_nomination after insert on candidates_nominationstep
    for each row execute function webhooks_nomination();
"""
NO_NOMINATIONS = """
drop trigger webhooks_nomination on candidates_nominationstep;
drop function webhooks_nomination();
"""

# The web role writes a secret and never reads one; the columns by which it finds it are enough. Of a message it changes
# only what sends it again.
SECRETS = """
revoke update on webhooks_delivery from jo_web;
grant update (state, attempts, not_before, settled_at) on webhooks_delivery to jo_web;
revoke select, update on webhooks_signingsecret from jo_web;
grant select (id, endpoint_id, organisation_id, hint, created_at, until), update (until) on webhooks_signingsecret to jo_web;
"""
ALL_COLUMNS = "grant select, update on webhooks_signingsecret, webhooks_delivery to jo_web;"


class Migration(migrations.Migration):
    dependencies = [
        ("webhooks", "0001_initial"),
        ("orders", "0033_running_in_network"),
        ("candidates", "0014_looks_by_systems"),
    ]

    operations = [
        protect("webhooks_endpoint", [Policy("own", using=OWN, check=OWN, roles="jo_web"), worker_all()]),
        protect(
            "webhooks_signingsecret", [Policy("own", using=OWN, check=OWN, roles="jo_web"), worker_all()]
        ),
        protect(
            "webhooks_delivery",
            [
                Policy("see", "select", using=OWN, roles="jo_web"),
                Policy("try_out", "insert", check=f"{OWN} and event = 'webhook.test'", roles="jo_web"),
                Policy("send_again", "update", using=OWN, check=OWN, roles="jo_web"),
                Policy("remove", "delete", using=OWN, roles="jo_web"),
                worker_all(),
            ],
        ),
        migrations.RunSQL(SECRETS, ALL_COLUMNS),
        migrations.RunSQL(TELL, NO_TELL),
        migrations.RunSQL(ORDERS, NO_ORDERS),
        migrations.RunSQL(REQUESTS, NO_REQUESTS),
        migrations.RunSQL(DEADLINES, NO_DEADLINES),
        migrations.RunSQL(NOMINATIONS, NO_NOMINATIONS),
    ]
