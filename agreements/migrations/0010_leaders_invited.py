"""Leaders are invited to a network's meetings by calendar file; minutes are corrected beside the text that stands."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from accounts.rls import ORG, Policy, append_only, protect, worker_all

TABLE = "agreements_networkmeeting"
CORRECTIONS = "agreements_minutescorrection"

# The managers of a member jobcentre on a day, or its mailbox where it has none; of the coordinator also the
# administrators, who call the others together. Without a coordinator Jobservice Danmark does, by its mailbox. Each
# address once. A jobcentre may not look another's people up: this answers those inside the network alone.
LEADERS = """
create function agreements_network_leaders(the_network bigint, on_day date)
returns table (organisation_id int, organisation text, name text, email text)
language sql stable security definer set search_path = public, pg_temp as $$
    with today as (select (now() at time zone 'Europe/Copenhagen')::date as day),
    host as (
        select coalesce(
            (select n.coordinator_id from jobcenters_network n where n.id = the_network),
            (select o.id from accounts_organisation o where o.kind = 'national' order by o.id limit 1)) as id
    ),
    places as (
        select m.jobcenter_id as id from jobcenters_networkmember m
         where m.network_id = the_network and m.valid_from <= on_day
           and (m.valid_to is null or m.valid_to >= on_day)
        union select h.id from host h
    ),
    people as (
        select p.organisation_id, u.name, u.email, u.id as user_id
          from places join accounts_membership p on p.organisation_id = places.id
          join accounts_user u on u.id = p.user_id
          join accounts_organisation o on o.id = p.organisation_id
         where p.is_active and u.is_active and u.email <> '' and o.kind <> 'national'
           and (p.role = 'manager'
                or (p.role = 'administrator' and p.organisation_id = (select h.id from host h)))
    ),
    guests as (
        select p.organisation_id, o.name as organisation, p.name, p.email, p.user_id
          from people p join accounts_organisation o on o.id = p.organisation_id
        union all
        select o.id, o.name, o.name, o.email, 0
          from places join accounts_organisation o on o.id = places.id
         where o.email <> '' and not exists (select 1 from people p where p.organisation_id = o.id)
    )
    select g.organisation_id, g.organisation, g.name, g.email
      from (select distinct on (lower(x.email)) x.* from guests x
             order by lower(x.email), x.organisation, x.user_id) g
     where exists (
           select 1 from accounts_organisation o, today
            where o.id = nullif(current_setting('app.org', true), '')::int
              and (o.kind = 'national'
                   or exists (select 1 from jobcenters_network n
                               where n.id = the_network and n.coordinator_id = o.id)
                   or exists (select 1 from jobcenters_networkmember own
                               where own.network_id = the_network and own.jobcenter_id = o.id
                                 and own.valid_from <= today.day
                                 and (own.valid_to is null or own.valid_to >= today.day))))
     order by g.organisation, g.name, g.email
$$;
revoke all on function agreements_network_leaders(bigint, date) from public;
grant execute on function agreements_network_leaders(bigint, date) to jo_web, jo_worker;
"""
NO_LEADERS = "drop function agreements_network_leaders(bigint, date);"

# What was first written stays readable: held minutes are never changed, and neither is a correction.
KEPT = """
create function agreements_keep_minutes() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    raise exception 'Minutes stand as they were written; correct them beside.' using errcode = 'check_violation';
end $$;
create trigger meeting_minutes_kept before update on agreements_agreementmeeting
    for each row when (old.state = 'held' and (new.state <> old.state or new.minutes <> old.minutes
                       or new.adjustments <> old.adjustments or new.held_at <> old.held_at))
    execute function agreements_keep_minutes();
create trigger network_minutes_kept before update on agreements_networkmeeting
    for each row when (old.state = 'held' and (new.state <> old.state or new.minutes <> old.minutes
                       or new.held_at <> old.held_at))
    execute function agreements_keep_minutes();
create trigger correction_kept before update or delete on agreements_minutescorrection
    for each row execute function agreements_keep_minutes();
"""
NOT_KEPT = """
drop trigger correction_kept on agreements_minutescorrection;
drop trigger network_minutes_kept on agreements_networkmeeting;
drop trigger meeting_minutes_kept on agreements_agreementmeeting;
drop function agreements_keep_minutes();
"""

# The meeting's own policies decide who reads its corrections.
SEEN = (
    f"exists (select 1 from agreements_agreementmeeting m where m.id = {CORRECTIONS}.meeting_id)"
    f" or exists (select 1 from agreements_networkmeeting m where m.id = {CORRECTIONS}.network_meeting_id)"
)
WRITTEN = (
    f"organisation_id = {ORG} and (exists (select 1 from agreements_agreementmeeting m"
    " join agreements_agreementaccess a on a.agreement_id = m.agreement_id"
    f" where m.id = {CORRECTIONS}.meeting_id and a.organisation_id = {ORG}"
    " and a.role in ('owner', 'national', 'party'))"
    " or exists (select 1 from agreements_networkmeeting m join jobcenters_network n on n.id = m.network_id"
    f" where m.id = {CORRECTIONS}.network_meeting_id and (n.coordinator_id = {ORG}"
    f" or exists (select 1 from accounts_organisation o where o.id = {ORG} and o.kind = 'national'))))"
)


def to(model: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(to=model, **options)  # type: ignore[arg-type]


class Migration(migrations.Migration):
    dependencies = [
        ("agreements", "0009_whole_days"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            "networkmeeting",
            "minutes_long",
            models.PositiveSmallIntegerField(default=120, verbose_name="Varighed i minutter"),
        ),
        migrations.AddField("networkmeeting", "sequence", models.PositiveSmallIntegerField(default=0)),
        migrations.AddField("networkmeeting", "invited_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField("networkmeeting", "invited", models.JSONField(default=list)),
        # One that was cancelled does not hold the time.
        migrations.RemoveConstraint("networkmeeting", "network_meeting_once"),
        migrations.AddConstraint(
            "networkmeeting",
            models.UniqueConstraint(
                fields=["network", "starts_at"],
                condition=~Q(state="cancelled"),
                name="network_meeting_once",
            ),
        ),
        migrations.CreateModel(
            name="MinutesCorrection",
            fields=[
                (
                    "id",
                    models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("minutes", models.TextField(max_length=10000, verbose_name="Referat")),
                ("reason", models.CharField(max_length=500, verbose_name="Begrundelse")),
                ("author", models.CharField(max_length=120)),
                ("place", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "meeting",
                    to(
                        "agreements.agreementmeeting",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                    ),
                ),
                (
                    "network_meeting",
                    to(
                        "agreements.networkmeeting",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                    ),
                ),
                (
                    "organisation",
                    to(
                        "accounts.organisation",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                    ),
                ),
                (
                    "user",
                    to(
                        settings.AUTH_USER_MODEL,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting_id", "network_meeting_id", "number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(meeting__isnull=False, network_meeting__isnull=True)
                        | Q(meeting__isnull=True, network_meeting__isnull=False),
                        name="correction_of_one_meeting",
                    ),
                    models.CheckConstraint(
                        condition=~Q(minutes="") & ~Q(reason=""), name="correction_has_text_and_reason"
                    ),
                    models.UniqueConstraint(fields=["meeting", "number"], name="correction_once"),
                    models.UniqueConstraint(
                        fields=["network_meeting", "number"], name="network_correction_once"
                    ),
                ],
            },
        ),
        protect(
            CORRECTIONS,
            [
                Policy("see", "select", using=SEEN),
                Policy("correct", "insert", check=WRITTEN),
                worker_all("select"),
            ],
        ),
        append_only(CORRECTIONS),
        # The worker sends the invitations.
        migrations.RunSQL(
            worker_all().create(TABLE),
            f"drop policy worker_all on {TABLE};",
        ),
        migrations.RunSQL(KEPT, NOT_KEPT),
        migrations.RunSQL(LEADERS, NO_LEADERS),
    ]
