"""Contact entries with languages, stand-ins and signs of life; the mails that ask their owners; and who is reached.

Every table here is between authorities. The link in a mail names its jobcentre before anybody acts, and who is reached
at a jobcentre is found among people whom the asker may not see: both by functions that tell no more than that.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

from accounts.rls import ANYONE, ORG, STAFF, WEB_AND_WORKER, Policy, protect, worker_all

BY_HASH = """
create function jobcenters_contact_ask_by_hash(hash text) returns table (ask_id bigint, jobcenter_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id, a.jobcenter_id from jobcenters_contactask a where a.token_hash = hash
$$;
revoke all on function jobcenters_contact_ask_by_hash(text) from public;
grant execute on function jobcenters_contact_ask_by_hash(text) to jo_web;
"""
# Whom mail to a jobcentre reaches, from its managers outwards; leads who are away, and addresses that mail comes back
# from, are left out. `away` and `dead` rows name addresses on its contact lists that must be passed over.
REACHED = """
create function jobcenters_reached(the_jobcenters int[], the_day date)
returns table (jobcenter_id int, reach text, organisation_id int, name varchar, email varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    with centre as (select j.organisation_id as id, j.company_email from jobcenters_jobcenter j
                     where j.organisation_id = any(the_jobcenters)),
    coordinated as (
        select distinct on (m.jobcenter_id) m.jobcenter_id, n.coordinator_id
          from jobcenters_networkmember m join jobcenters_network n on n.id = m.network_id
         where m.jobcenter_id = any(the_jobcenters) and n.coordinator_id is not null
           and n.coordinator_id <> m.jobcenter_id
           and m.valid_from <= the_day and (m.valid_to is null or m.valid_to >= the_day)
         order by m.jobcenter_id, m.valid_from, n.name),
    house as (
        select c.id as jobcenter_id, 1 as near, c.id as organisation_id from centre c
        union all select k.jobcenter_id, 2, k.coordinator_id from coordinated k
        union all select c.id, 3, (select min(o.id) from accounts_organisation o where o.kind = 'national')
          from centre c),
    away as (
        select h.jobcenter_id, u.email, u.id as user_id, h.organisation_id
          from house h
          join accounts_membership m on m.organisation_id = h.organisation_id
          join accounts_absence a on a.membership_id = m.id and the_day between a.first_day and a.last_day
          join accounts_user u on u.id = m.user_id),
    found as (
        select h.jobcenter_id, h.near, 1 as step, h.organisation_id, u.name, u.email
          from house h
          join accounts_membership m on m.organisation_id = h.organisation_id and m.is_active
                                    and m.role = 'manager'
          join accounts_user u on u.id = m.user_id and u.is_active
         where not exists (select 1 from away a
                            where a.user_id = u.id and a.organisation_id = h.organisation_id)
        union all
        select h.jobcenter_id, h.near, 2, h.organisation_id, o.name, coalesce(nullif(j.company_email, ''), o.email)
          from house h join accounts_organisation o on o.id = h.organisation_id
          left join jobcenters_jobcenter j on j.organisation_id = h.organisation_id),
    dead as (
        select d.address from notifications_deadaddress d
         where d.confirmed_at is null or d.confirmed_at < d.since)
    select r.jobcenter_id, r.reach, r.organisation_id, r.name, r.email from (
        select f.jobcenter_id, f.near, f.step, f.organisation_id, f.name, f.email,
               case f.near when 1 then case f.step when 1 then 'manager' else 'mailbox' end
                           when 2 then 'coordinator' else 'national' end as reach
          from found f where f.email <> '' and not exists (select 1 from dead d where d.address = lower(f.email))
        union all
        select a.jobcenter_id, 0, 0, a.organisation_id, ''::varchar, a.email, 'away'
          from away a where a.organisation_id = a.jobcenter_id
        union all
        select distinct e.jobcenter_id, 0, 0, e.jobcenter_id, ''::varchar, e.email, 'dead'
          from jobcenters_contactentry e join dead d on d.address = lower(e.email)
         where e.jobcenter_id = any(the_jobcenters)
    ) r
     where nullif(current_setting('app.org', true), '') is not null
     order by r.jobcenter_id, r.near, r.step, r.email
$$;
revoke all on function jobcenters_reached(int[], date) from public;
grant execute on function jobcenters_reached(int[], date) to jo_web, jo_worker;
"""
STAND_IN_IN_HOUSE = """
alter table jobcenters_contactentry add constraint contact_entry_of_jobcenter unique (id, jobcenter_id);
alter table jobcenters_contactentry add constraint contact_entry_stand_in_is_a_colleague
    foreign key (stand_in_id, jobcenter_id) references jobcenters_contactentry (id, jobcenter_id)
    deferrable initially immediate;
"""
STAND_IN_ANYWHERE = """
alter table jobcenters_contactentry drop constraint contact_entry_stand_in_is_a_colleague;
alter table jobcenters_contactentry drop constraint contact_entry_of_jobcenter;
"""
WORKER_CHANGES = "create policy worker_changes on jobcenters_contactentry for update to jo_worker using (true) with check (true);"
IS_STAFF = f"{STAFF} and {ANYONE}"
ON_LIST = (
    "exists (select 1 from jobcenters_contactentry e where e.jobcenter_id = jobcenters_contactask.jobcenter_id"
    " and lower(e.email) = lower(jobcenters_contactask.email))"
)
NATIONAL = f"exists (select 1 from accounts_organisation o where o.id = {ORG} and o.kind = 'national')"
COORDINATES = (
    "exists (select 1 from jobcenters_networkmember m join jobcenters_network n on n.id = m.network_id"
    f" where m.jobcenter_id = jobcenters_contactgap.jobcenter_id and n.coordinator_id = {ORG}"
    " and m.valid_from <= current_date and (m.valid_to is null or m.valid_to >= current_date))"
)
LISTS = [("sparring", "Sparring og spørgsmål"), ("recruitment", "Hjælp til rekruttering")]
ANSWERS = [
    ("right", "Det er rigtigt"),
    ("changed", "Noget er ændret"),
    ("left", "Jeg er ikke længere kontaktperson"),
]
REACHES = [
    ("contact", "kontaktpersonen"),
    ("stand_in", "kontaktpersonens stedfortræder"),
    ("manager", "jobcentrets leder"),
    ("mailbox", "jobcentrets hovedpostkasse"),
    ("coordinator", "netværkets koordinator"),
    ("national", "Jobservice Danmark"),
    ("nobody", "ingen"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_absences"),
        ("notifications", "0007_dead_addresses"),
        ("jobcenters", "0009_terms_without_second_level"),
    ]

    operations = [
        migrations.AlterField(
            "contactentry",
            "network",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="contacts",
                to="jobcenters.network",
                verbose_name="netværk",
            ),
        ),
        migrations.AlterField(
            "contactentry",
            "subject",
            models.CharField(blank=True, max_length=120, verbose_name="emner"),
        ),
        migrations.AddField(
            "contactentry",
            "languages",
            models.CharField(blank=True, db_default="", default="", max_length=120, verbose_name="sprog"),
        ),
        migrations.AddField(
            "contactentry",
            "left_on",
            models.DateField(blank=True, null=True, verbose_name="er stoppet"),
        ),
        migrations.AddField(
            "contactentry",
            "silent",
            models.PositiveSmallIntegerField(
                db_default=0, default=0, verbose_name="ubesvarede henvendelser i træk"
            ),
        ),
        migrations.AddField(
            "contactentry",
            "stand_in",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="jobcenters.contactentry",
                verbose_name="stedfortræder",
            ),
        ),
        migrations.AddConstraint(
            "contactentry",
            models.CheckConstraint(
                condition=Q(stand_in__isnull=True) | ~Q(stand_in=F("pk")),
                name="contact_entry_not_own_stand_in",
            ),
        ),
        migrations.CreateModel(
            name="ContactAsk",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="sendt til")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("asked_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answer",
                    models.CharField(blank=True, choices=ANSWERS, db_default="", default="", max_length=10),
                ),
                (
                    "jobcenter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="jobcenters.jobcenter",
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [models.Index(fields=["jobcenter", "email"], name="contact_ask_of_person")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("answer", ""), ("answered_at__isnull", True))
                        | Q(
                            ("answer__in", ["right", "changed", "left"]),
                            ("answered_at__isnull", False),
                        ),
                        name="contact_ask_answered_has_a_time",
                    ),
                    models.CheckConstraint(
                        condition=Q(("email", ""), _negated=True) & Q(("token_hash", ""), _negated=True),
                        name="contact_ask_is_somebodys",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactGap",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("since", models.DateField(verbose_name="siden")),
                (
                    "reached",
                    models.CharField(choices=REACHES, max_length=12, verbose_name="mail går til"),
                ),
                ("told_at", models.DateTimeField(blank=True, null=True)),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="lukket")),
                (
                    "jobcenter",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contact_gaps",
                        to="jobcenters.jobcenter",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "jobcenter_id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("reached__in", [value for value, _label in REACHES])),
                        name="contact_gap_reach_known",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("closed_on__isnull", True)),
                        fields=("jobcenter",),
                        name="contact_gap_once_open",
                    ),
                ],
            },
        ),
        migrations.RunSQL(STAND_IN_IN_HOUSE, STAND_IN_ANYWHERE),
        migrations.RunSQL(WORKER_CHANGES, "drop policy worker_changes on jobcenters_contactentry;"),
        protect(
            "jobcenters_contactask",
            [
                Policy("read_authority", "select", using=IS_STAFF, roles="jo_web"),
                Policy("ask_who_is_listed", "insert", check=f"{IS_STAFF} and {ON_LIST}", roles="jo_web"),
                Policy(
                    "answer_own",
                    "update",
                    using=f"jobcenter_id = {ORG}",
                    check=f"jobcenter_id = {ORG}",
                    roles="jo_web",
                ),
                worker_all(),
            ],
        ),
        migrations.RunSQL(
            f"revoke update, delete, truncate on jobcenters_contactask from {WEB_AND_WORKER};"
            " grant update (answered_at, answer) on jobcenters_contactask to jo_web;",
            "revoke update (answered_at, answer) on jobcenters_contactask from jo_web;"
            f" grant update, delete on jobcenters_contactask to {WEB_AND_WORKER};",
        ),
        protect(
            "jobcenters_contactgap",
            [
                Policy(
                    "read_whose_it_is",
                    "select",
                    using=f"jobcenter_id = {ORG} or {COORDINATES} or {NATIONAL}",
                    roles="jo_web",
                ),
                worker_all(),
            ],
        ),
        migrations.RunSQL(
            "revoke insert, update, delete, truncate on jobcenters_contactgap from jo_web;",
            "grant insert, update, delete on jobcenters_contactgap to jo_web;",
        ),
        migrations.RunSQL(BY_HASH, "drop function jobcenters_contact_ask_by_hash(text);"),
        migrations.RunSQL(REACHED, "drop function jobcenters_reached(int[], date);"),
    ]
