"""Who reads and writes what: raw answers are the asker's, figures the jobcentres', and one function makes them."""

from django.db import migrations

from accounts.rls import ORG, WEB_AND_WORKER, Policy, append_only, protect, worker_all
from barometer.migrations._publish import NO_PUBLISH, PUBLISH

OWN = f"organisation_id = {ORG}"
# Asked once per statement, not once per row.
JOBCENTERS = f"(select o.kind in ('jobcenter', 'national') from accounts_organisation o where o.id = {ORG})"
COORDINATES = (
    f"(select o.kind = 'national' or exists (select 1 from jobcenters_network n where n.coordinator_id = o.id)"
    f" from accounts_organisation o where o.id = {ORG})"
)
OUR_ROUND = (
    f"exists (select 1 from barometer_barometerround r where r.id = round_id and r.organisation_id = {ORG})"
)
FIGURES = ("barometer_barometerfigure", "barometer_barometeroccupation")
COUNTED = ("barometer_barometercounted", "barometer_barometercountedneed")

# A link names the organisation that it acts for before anybody acts.
BY_HASH = """
create function barometer_ask_by_hash(hash text) returns table (ask_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.organisation_id from barometer_barometerask a where a.token_hash = hash
$$;
revoke all on function barometer_ask_by_hash(text) from public;
grant execute on function barometer_ask_by_hash(text) to jo_web;
"""
# Two rounds of one municipality at the same time would ask the same companies, and could be compared.
NO_OVERLAP = """
create function barometer_round_alone() returns trigger
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock(7110051);
    if exists (select 1 from barometer_barometerround r
                where r.id <> new.id and r.municipalities && new.municipalities
                  and daterange(r.opens_on, r.closes_on, '[]') && daterange(new.opens_on, new.closes_on, '[]')) then
        raise exception 'barometer_round_overlaps' using errcode = 'exclusion_violation';
    end if;
    return new;
end $$;
create trigger barometer_round_alone before insert or update of municipalities, opens_on, closes_on
    on barometer_barometerround for each row execute function barometer_round_alone();
"""
OVERLAP = """
drop trigger barometer_round_alone on barometer_barometerround;
drop function barometer_round_alone();
"""


def read_only(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"revoke insert, update, delete, truncate on {table} from {WEB_AND_WORKER};",
        f"grant insert, update, delete on {table} to {WEB_AND_WORKER};",
    )


def own(check: str = OWN) -> list[Policy]:
    return [
        Policy("see_own", "select", using=OWN, roles="jo_web"),
        Policy("add_own", "insert", check=check, roles="jo_web"),
        Policy("change_own", "update", using=OWN, check=OWN, roles="jo_web"),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("barometer", "0001_initial"),
        ("accounts", "0002_row_level_security"),
        ("visits", "0002_row_level_security"),
        ("candidates", "0014_looks_by_systems"),
    ]

    operations = [
        protect(
            "barometer_barometerround",
            [
                Policy("see", "select", using=JOBCENTERS, roles="jo_web"),
                Policy("begin", "insert", check=f"{OWN} and {COORDINATES}", roles="jo_web"),
                worker_all("select"),
            ],
        ),
        # A round is changed by being counted, and by nothing else.
        migrations.RunSQL(
            f"revoke update, delete, truncate on barometer_barometerround from {WEB_AND_WORKER};",
            f"grant update, delete on barometer_barometerround to {WEB_AND_WORKER};",
        ),
        protect("barometer_barometerask", [*own(f"{OWN} and {OUR_ROUND}"), worker_all()]),
        migrations.RunSQL(
            f"revoke update, delete, truncate on barometer_barometerask from {WEB_AND_WORKER};"
            f" grant update (reminded_at, answered_at, declined_at) on barometer_barometerask to {WEB_AND_WORKER};",
            f"revoke update (reminded_at, answered_at, declined_at) on barometer_barometerask from {WEB_AND_WORKER};"
            f" grant update, delete on barometer_barometerask to {WEB_AND_WORKER};",
        ),
        protect("barometer_barometeranswer", own()),
        protect(
            "barometer_barometerneed",
            [*own(), Policy("remove_own", "delete", using=OWN, roles="jo_web")],
        ),
        protect(
            "barometer_barometerdecline",
            [
                Policy("see", "select", using=JOBCENTERS, roles="jo_web"),
                Policy("add_own", "insert", check=OWN, roles="jo_web"),
                Policy("remove", "delete", using=JOBCENTERS, roles="jo_web"),
                worker_all("select"),
            ],
        ),
        *(protect(table, [Policy("see_own", "select", using=OWN, roles="jo_web")]) for table in COUNTED),
        *(protect(table, [Policy("see", "select", using=JOBCENTERS, roles="jo_web")]) for table in FIGURES),
        *(read_only(table) for table in (*COUNTED, *FIGURES)),
        append_only("barometer_barometerdecline"),
        migrations.RunSQL(
            "grant delete on barometer_barometerdecline to jo_web;",
            "revoke delete on barometer_barometerdecline from jo_web;",
        ),
        migrations.RunSQL(BY_HASH, "drop function barometer_ask_by_hash(text);"),
        migrations.RunSQL(NO_OVERLAP, OVERLAP),
        migrations.RunSQL(PUBLISH, NO_PUBLISH),
    ]
