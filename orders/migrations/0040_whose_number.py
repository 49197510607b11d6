"""Whose number a promise is: who had it when its deadline passed, whatever took it over or ended it later (T10).

A clock that is handed over after its deadline keeps who let it pass (`broken_by`); one that is cancelled after its deadline
counts as not kept. Functions that count follow.
"""

import re
from importlib import import_module

import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Coalesce

from accounts.rls import ORG

network = import_module("orders.migrations.0011_network_numbers")
corrections = import_module("orders.migrations.0018_corrections_guarded")
reports = import_module("orders.migrations.0028_reports")
recalculation = import_module("orders.migrations.0032_recalculation_policies")
EFFECT = import_module("orders.migrations.0015_effect_counts_people_once").EFFECT
again, changed = corrections.again, corrections.changed

TRIGGERS = """
create function orders_clock_broken_by(the_clock bigint, due timestamptz) returns int
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
    select (e.data ->> 'from')::int from orders_clockevent e
     where e.clock_id = the_clock and e.kind = 'retarget' and e.data ? 'to' and e.at > due
     order by e.at, e.id limit 1
$$;
revoke all on function orders_clock_broken_by(bigint, timestamptz) from public;

create function orders_clock_handed_over() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    update orders_clock c set broken_by_id = (new.data ->> 'from')::int
     where c.id = new.clock_id and c.broken_by_id is null and new.at > c.due_at;
    return null;
end $$;
create trigger clock_handed_over after insert on orders_clockevent for each row
    when (new.kind = 'retarget' and new.data ? 'to') execute function orders_clock_handed_over();

create function orders_clock_moved() returns trigger
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
    new.broken_by_id := orders_clock_broken_by(new.id, new.due_at);
    return new;
end $$;
create trigger clock_moved before update of due_at on orders_clock for each row
    when (old.due_at is distinct from new.due_at) execute function orders_clock_moved();

update orders_clock c set broken_by_id = orders_clock_broken_by(c.id, c.due_at)
 where c.kept is not true
   and exists (select 1 from orders_clockevent e where e.clock_id = c.id and e.kind = 'retarget' and e.data ? 'to');
"""
NO_TRIGGERS = """
drop trigger clock_moved on orders_clock;
drop function orders_clock_moved();
drop trigger clock_handed_over on orders_clockevent;
drop function orders_clock_handed_over();
drop function orders_clock_broken_by(bigint, timestamptz);
"""

SEE = (
    f"owner_organisation_id = {ORG} or owed_to_id = {ORG}{{more}} or exists (select 1 from orders_orderaccess a"
    f" where a.order_id = orders_clock.order_id and a.organisation_id = {ORG} and a.role in ('tovholder', 'national'))"
)
# Who let it pass reads how it went on; what happens to it is the business of those whose it is.
ADD = "exists (select 1 from orders_clock c where c.id = orders_clockevent.clock_id{more})"
THEIRS = (
    f" and (c.broken_by_id is distinct from {ORG} or c.owner_organisation_id = {ORG} or c.owed_to_id = {ORG}"
    f" or exists (select 1 from orders_orderaccess a where a.order_id = c.order_id and a.organisation_id = {ORG}"
    " and a.role in ('tovholder', 'national')))"
)

OWNER = "coalesce(c.broken_by_id, c.owner_organisation_id)"
# How long an answer took is told of answers: a cancelled promise was given none.
ANSWERED = "case when c.state = 'stopped' then c.stopped_at end"
COUNTS = "(c.state <> 'cancelled' or c.stopped_at > c.due_at)"


def before(function: str) -> str:
    """The function as it stands."""
    return function.replace(recalculation.HANDED_OVER, recalculation.TO_ANOTHER)


def counted(function: str) -> str:
    """The function with the new rule: nothing is left out for being handed over late."""
    text = before(function).replace(
        "c.id, c.owner_organisation_id,", f"c.id, {OWNER} as owner_organisation_id,"
    )
    text = re.sub(r"(?<!broken_by_id, )c\.owner_organisation_id", OWNER, text)
    text = text.replace("c.state <> 'cancelled'", COUNTS)
    text = text.replace("c.stopped_at at time zone", f"{ANSWERED} at time zone")
    text = text.replace("c.stopped_at - c.received_at", f"{ANSWERED} - c.received_at")
    start = text.index("(c.kept or not exists (")
    end = text.index("))", text.index(recalculation.TO_ANOTHER, start)) + 2
    line = text.rindex("\n", 0, start)
    return text[:line] + text[end:]


def told(function: str) -> migrations.RunSQL:
    return migrations.RunSQL(again(counted(function)), again(before(function)))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("orders", "0039_links_last_on")]

    operations = [
        migrations.AddField(
            "clock",
            "broken_by",
            models.ForeignKey(
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.organisation",
            ),
        ),
        migrations.RunSQL(TRIGGERS, NO_TRIGGERS),
        migrations.AddIndex(
            "clock",
            models.Index(
                Coalesce("broken_by", "owner_organisation"), "promise", "due_at", name="clock_counts_for"
            ),
        ),
        migrations.RemoveIndex("clock", "clock_report"),
        migrations.RunSQL(
            f"alter policy see on orders_clock using ({SEE.format(more=f' or broken_by_id = {ORG}')});"
            f" alter policy add on orders_clockevent with check ({ADD.format(more=THEIRS)});",
            f"alter policy see on orders_clock using ({SEE.format(more='')});"
            f" alter policy add on orders_clockevent with check ({ADD.format(more='')});",
        ),
        told(network.TALLY),
        told(recalculation.CAUSES),
        told(reports.REPORT),
        told(reports.REPLAY),
        migrations.RunSQL(again(reports.ROWS.replace("c.owner_organisation_id", OWNER)), again(reports.ROWS)),
        migrations.RunSQL(
            again(EFFECT.replace("c.owner_organisation_id", OWNER).replace("c.state <> 'cancelled'", COUNTS)),
            again(EFFECT),
        ),
    ]
