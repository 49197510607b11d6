"""Who sees a mail: the jobcentre that deals with it, and of an answer the authority whose people wrote it.

The worker alone stores mails, while acting for the jobcentre. A mail that answers an order follows the order's tovholder.
"""

from django.db import migrations

from accounts.rls import ORG, STAFF, Policy, append_only, protect

OWN = f"jobcenter_id = {ORG} and {STAFF}"
WROTE = f"party_id = {ORG} and {STAFF}"
SEES_MAIL = "exists (select 1 from inbound_inboundmail m where m.id = inbound_inboundfile.mail_id)"

FUNCTIONS = """
-- Who deals with the mails of an order: its tovholder, or whoever received it; null where there is no such order.
create function inbound_order(the_order bigint) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(o.tovholder_id, o.received_by_id) from orders_order o where o.id = the_order
$$;
revoke all on function inbound_order(bigint) from public;
grant execute on function inbound_order(bigint) to jo_worker;

create function inbound_follow_tovholder() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update inbound_inboundmail set jobcenter_id = new.tovholder_id
     where order_id = new.id and jobcenter_id <> new.tovholder_id;
    return null;
end $$;
revoke all on function inbound_follow_tovholder() from public;
create trigger inbound_follow after update of tovholder_id on orders_order
    for each row when (new.tovholder_id is not null and old.tovholder_id is distinct from new.tovholder_id)
    execute function inbound_follow_tovholder();
"""
NO_FUNCTIONS = """
drop trigger inbound_follow on orders_order;
drop function inbound_follow_tovholder();
drop function inbound_order(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("inbound", "0001_initial")]

    operations = [
        protect(
            "inbound_inboundmail",
            [
                Policy("see", "select", using=f"({OWN}) or ({WROTE})"),
                Policy("store", "insert", check=OWN, roles="jo_worker"),
                Policy("deal_with", "update", using=f"({OWN}) or ({WROTE})", check=f"({OWN}) or ({WROTE})"),
            ],
        ),
        protect(
            "inbound_inboundfile",
            [
                Policy("see", "select", using=SEES_MAIL),
                Policy("store", "insert", check=SEES_MAIL, roles="jo_worker"),
            ],
        ),
        append_only("inbound_inboundfile"),
        migrations.RunSQL(
            "revoke delete on inbound_inboundmail from jo_web, jo_worker;"
            " revoke insert on inbound_inboundmail, inbound_inboundfile from jo_web;",
            "grant delete on inbound_inboundmail to jo_web, jo_worker;"
            " grant insert on inbound_inboundmail, inbound_inboundfile to jo_web;",
        ),
        migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS),
    ]
