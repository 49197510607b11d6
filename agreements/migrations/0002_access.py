"""Who may see an agreement: kept by triggers, from the rows that give access. Python never writes these tables.

Its drafter and Jobservice Danmark see it always; its parties when it has been sent; the jobcentres inside a
tovholder's area while it is in force. What has been sent can no longer be changed, whoever asks.
"""

from django.db import migrations

FUNCTIONS = """
create function agreements_covers(area text, codes varchar[], code text, side text) returns boolean
language sql immutable as $$
    select case area when 'country' then true when 'municipalities' then code = any(codes) else side = area end
$$;

create function agreements_refresh_access(the_agreement bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    delete from agreements_agreementaccess where agreement_id = the_agreement;
    insert into agreements_agreementaccess (agreement_id, organisation_id, role)
    select distinct on (reason.organisation_id) the_agreement, reason.organisation_id, reason.role
      from (
            select 1 as strength, a.owner_id as organisation_id, 'owner' as role
              from agreements_agreement a where a.id = the_agreement
            union all
            select 2, o.id, 'national' from accounts_organisation o where o.kind = 'national'
            union all
            select 3, p.organisation_id, 'party'
              from agreements_agreementversion v join agreements_agreementparty p on p.version_id = v.id
             where v.agreement_id = the_agreement and v.state <> 'draft' and v.sent_at is not null
            union all
            select 4, link.jobcenter_id, 'covered'
              from agreements_agreementversion v
              join agreements_agreementparty p on p.version_id = v.id and p.role = 'tovholder'
              join jobcenters_municipality m on agreements_covers(p.area, p.municipalities, m.code, m.side)
              join jobcenters_jobcentermunicipality link on link.municipality_id = m.code
               and link.valid_from <= current_date and (link.valid_to is null or link.valid_to > current_date)
             where v.agreement_id = the_agreement and v.state in ('in_force', 'extended')
           ) reason
     order by reason.organisation_id, reason.strength;
    update agreements_agreement a
       set viewers = coalesce((select array_agg(x.organisation_id order by x.organisation_id)
                                 from agreements_agreementaccess x where x.agreement_id = the_agreement), '{}')
     where a.id = the_agreement;
end $$;

create function agreements_first_viewers() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    -- The writer reads the new row back, so it must be among the viewers before the row is stored.
    new.viewers := array[new.owner_id];
    return new;
end $$;

create function agreements_agreement_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform agreements_refresh_access(new.id);
    return null;
end $$;

create function agreements_version_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform agreements_refresh_access(new.agreement_id);
    return null;
end $$;

create function agreements_areas_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform agreements_refresh_access(v.agreement_id)
       from agreements_agreementversion v where v.state in ('in_force', 'extended');
    return null;
end $$;

create function agreements_keep_sent_version() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if old.state <> 'draft' and new.state <> 'draft' and (
        to_jsonb(new) - '{state,sent_at,concluded_at,ended_at,sign_by}'::text[]
        is distinct from to_jsonb(old) - '{state,sent_at,concluded_at,ended_at,sign_by}'::text[]) then
        raise exception 'A version that has been sent cannot be changed.' using errcode = 'check_violation';
    end if;
    if old.state <> 'draft' and new.state = 'draft' and exists (
        select 1 from agreements_signature s where s.version_id = old.id) then
        raise exception 'A version that somebody has signed cannot be a draft again.' using errcode = 'check_violation';
    end if;
    return new;
end $$;

create function agreements_keep_sent_part() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    the_version bigint := case when tg_op = 'DELETE' then old.version_id else new.version_id end;
begin
    if exists (select 1 from agreements_agreementversion v where v.id = the_version and v.state <> 'draft') then
        raise exception 'A version that has been sent cannot be changed.' using errcode = 'check_violation';
    end if;
    if tg_op = 'DELETE' then return old; end if;
    return new;
end $$;

revoke execute on function agreements_refresh_access(bigint) from public;

create trigger agreement_first_viewers before insert on agreements_agreement
    for each row execute function agreements_first_viewers();
create trigger agreement_access after insert on agreements_agreement
    for each row execute function agreements_agreement_changed();
create trigger agreement_access_changed after update of owner_id on agreements_agreement
    for each row execute function agreements_agreement_changed();
create trigger version_access after update of state, sent_at on agreements_agreementversion
    for each row execute function agreements_version_changed();
create trigger version_access_new after insert on agreements_agreementversion
    for each row when (new.state <> 'draft') execute function agreements_version_changed();
create trigger area_access after insert or update or delete on jobcenters_jobcentermunicipality
    for each statement execute function agreements_areas_changed();
create trigger version_kept before update on agreements_agreementversion
    for each row execute function agreements_keep_sent_version();
create trigger party_kept before insert or update or delete on agreements_agreementparty
    for each row execute function agreements_keep_sent_part();
create trigger tick_kept before insert or update or delete on agreements_versiontick
    for each row execute function agreements_keep_sent_part();
create trigger goal_kept before insert or update or delete on agreements_versiongoal
    for each row execute function agreements_keep_sent_part();
"""

DROP = """
drop trigger goal_kept on agreements_versiongoal;
drop trigger tick_kept on agreements_versiontick;
drop trigger party_kept on agreements_agreementparty;
drop trigger version_kept on agreements_agreementversion;
drop trigger area_access on jobcenters_jobcentermunicipality;
drop trigger version_access_new on agreements_agreementversion;
drop trigger version_access on agreements_agreementversion;
drop trigger agreement_access_changed on agreements_agreement;
drop trigger agreement_access on agreements_agreement;
drop trigger agreement_first_viewers on agreements_agreement;
drop function agreements_keep_sent_part();
drop function agreements_keep_sent_version();
drop function agreements_areas_changed();
drop function agreements_version_changed();
drop function agreements_agreement_changed();
drop function agreements_first_viewers();
drop function agreements_refresh_access(bigint);
drop function agreements_covers(text, varchar[], text, text);
"""

# A row of one agreement or version may only point at rows of the same one.
COMPOSITE = (
    ("agreements_agreement", "id, current_id", "agreements_agreementversion", "agreement_id, id", "current"),
    ("agreements_signer", "version_id, party_id", "agreements_agreementparty", "version_id, id", "party"),
    ("agreements_signature", "version_id, party_id", "agreements_agreementparty", "version_id, id", "party"),
)


def composite_keys() -> list[migrations.RunSQL]:
    return [
        migrations.RunSQL(
            f"alter table {table} add constraint {table}_{name}_same foreign key ({columns})"
            f" references {target} ({keys}) deferrable initially deferred;",
            f"alter table {table} drop constraint {table}_{name}_same;",
        )
        for table, columns, target, keys, name in COMPOSITE
    ]


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("jobcenters", "0002_row_level_security")]

    operations = [migrations.RunSQL(FUNCTIONS, DROP), *composite_keys()]
