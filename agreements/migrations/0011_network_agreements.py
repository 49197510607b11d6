"""A network's agreement: its jobcentres as parties, and members who joined later see its terms.

And the days that pass by themselves: a link between jobcentre and municipality, or a membership, that begins or ends
without anybody writing a row takes effect when `agreements_refresh_access` is called for the new day.
"""

from importlib import import_module

from django.db import migrations, models

ROLES_BEFORE = [
    ("company", "Virksomhed"),
    ("national", "Jobservice Danmark"),
    ("tovholder", "Tovholderjobcenter"),
    ("workindenmark", "Workindenmark"),
    ("partner", "Anden samarbejdspartner"),
]
TODAY = "(now() at time zone 'Europe/Copenhagen')::date"
BEFORE = import_module("agreements.migrations.0009_whole_days").ACCESS_AFTER

# Two refreshes of one agreement at the same time would both insert the same rows: the second waits for the first.
ON_DAY = (
    BEFORE.replace("create or replace function", "create function")
    .replace(
        "agreements_refresh_access(the_agreement bigint)",
        "agreements_refresh_access(the_agreement bigint, on_day date)",
    )
    .replace(TODAY, "on_day")
    .replace(
        "begin\n",
        "begin\n    perform 1 from agreements_agreement a where a.id = the_agreement for no key update;\n",
        1,
    )
    .replace(
        "           ) reason\n",
        """            union all
            select 4, m.jobcenter_id, 'covered'
              from agreements_agreementversion v
              join agreements_agreement a on a.id = v.agreement_id
              join jobcenters_networkmember m on m.network_id = a.network_id
               and m.valid_from <= on_day and (m.valid_to is null or m.valid_to >= on_day)
             where v.agreement_id = the_agreement and v.state in ('in_force', 'extended')
           ) reason
""",
    )
)
TODAYS = f"""
create or replace function agreements_refresh_access(the_agreement bigint) returns void
language sql security definer set search_path = public, pg_temp as $$
    select agreements_refresh_access(the_agreement, {TODAY})
$$;
"""
assert ON_DAY.count("on_day") == 5  # noqa: S101

# Which agreements in force a day between `since` (on which access is right) and `today` changes. Their ids are known
# to the worker anyway; the function spares it the join over every area.
PASSED = """
create function agreements_days_passed(since date, today date) returns setof bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id from agreements_agreement a
     where a.state in ('in_force', 'extended')
       and (exists (select 1 from jobcenters_networkmember m
                     where m.network_id = a.network_id
                       and ((m.valid_from > since and m.valid_from <= today)
                            or (m.valid_to >= since and m.valid_to < today)))
            or exists (select 1 from agreements_agreementversion v
                         join agreements_agreementparty p on p.version_id = v.id and p.role = 'tovholder'
                         join jobcenters_municipality m on agreements_covers(p.area, p.municipalities, m.code, m.side)
                         join jobcenters_jobcentermunicipality link on link.municipality_id = m.code
                        where v.agreement_id = a.id and v.state in ('in_force', 'extended')
                          and ((link.valid_from > since and link.valid_from <= today)
                               or (link.valid_to >= since and link.valid_to < today))))
     order by a.id
$$;
"""
GRANTS = """
revoke all on function agreements_refresh_access(bigint, date) from public;
revoke all on function agreements_days_passed(date, date) from public;
grant execute on function agreements_refresh_access(bigint, date) to jo_worker;
grant execute on function agreements_days_passed(date, date) to jo_worker;
revoke all on agreements_accessday from jo_web;
insert into agreements_accessday (id, day) values (1, date '2000-01-01');
"""
# A membership that is written takes effect at once, as an area does.
MEMBERS = """
create function agreements_members_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform agreements_refresh_access(a.id)
       from agreements_agreement a where a.network_id is not null and a.state in ('in_force', 'extended');
    return null;
end $$;
create trigger member_access after insert or update or delete on jobcenters_networkmember
    for each statement execute function agreements_members_changed();
"""
NO_MEMBERS = """
drop trigger member_access on jobcenters_networkmember;
drop function agreements_members_changed();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0010_leaders_invited"), ("jobcenters", "0007_network_writers")]

    operations = [
        migrations.RemoveConstraint("agreementparty", "party_role_known"),
        migrations.AlterField(
            "agreementparty",
            "role",
            models.CharField(
                choices=[*ROLES_BEFORE, ("member", "Jobcenter i netværket")],
                max_length=14,
                verbose_name="Rolle",
            ),
        ),
        migrations.AddConstraint(
            "agreementparty",
            models.CheckConstraint(
                condition=models.Q(("role__in", [*(role for role, _label in ROLES_BEFORE), "member"])),
                name="party_role_known",
            ),
        ),
        migrations.CreateModel(
            name="AccessDay",
            fields=[
                ("id", models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ("day", models.DateField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="access_day_is_one")
                ]
            },
        ),
        migrations.RunSQL(ON_DAY, "drop function agreements_refresh_access(bigint, date);"),
        migrations.RunSQL(TODAYS, BEFORE),
        migrations.RunSQL(PASSED, "drop function agreements_days_passed(date, date);"),
        migrations.RunSQL(GRANTS, migrations.RunSQL.noop),
        migrations.RunSQL(MEMBERS, NO_MEMBERS),
    ]
