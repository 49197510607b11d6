"""The citizen's way to an invitation: a personal link, without signing in and without a name on the page.

The functions know nothing but the link's hash and give nothing that names the citizen. The worker finds what waits.
"""

from django.db import migrations

from accounts.rls import ORG, Policy

WORKER = Policy("worker_finds", "select", using="true", roles="jo_worker")
UNDO = Policy("undo", "delete", using=f"organisation_id = {ORG} and state = 'queued'")

FUNCTIONS = """
create function candidates_invitation_by_link(the_hash text)
returns table (uuid uuid, company varchar, town varchar, subject varchar, text text, apply_by date, how_to_apply varchar,
    expires_at timestamptz, reply varchar, replied_at timestamptz, sender varchar, jobcenter_id int, opted_out boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.uuid, c.name, p.name, i.subject, i.text, i.apply_by, i.how_to_apply, i.expires_at, i.reply, i.replied_at,
           o.name, i.jobcenter_id, d.opted_out_at is not null
      from candidates_invitation i
      join orders_order r on r.id = i.order_id
      join accounts_organisation c on c.id = r.company_id
      join accounts_organisation o on o.id = i.organisation_id
      join companies_workplace w on w.id = r.workplace_id
      join jobcenters_postcode p on p.code = w.postcode_id
      left join candidates_candidateidentity d on d.candidate_id = i.candidate_id
     where the_hash <> '' and i.token_hash = the_hash
$$;

-- The first answer may be changed until the link ends: people change their minds. Returns whether there was such a link.
create function candidates_invitation_answer(the_hash text, the_reply text) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    update candidates_invitation set reply = the_reply, replied_at = clock_timestamp(), state = 'replied'
     where the_hash <> '' and token_hash = the_hash and expires_at > clock_timestamp()
       and the_reply in ('interested', 'not_now', 'in_work');
    return found;
end $$;

create function candidates_invitation_opt_out(the_hash text, wants_none boolean) returns boolean
language plpgsql volatile security definer set search_path = public, pg_temp as $$
begin
    update candidates_candidateidentity d
       set opted_out_at = case when wants_none then coalesce(d.opted_out_at, clock_timestamp()) end
      from candidates_invitation i
     where the_hash <> '' and i.token_hash = the_hash and d.candidate_id = i.candidate_id;
    return found;
end $$;

revoke all on function candidates_invitation_by_link(text) from public;
revoke all on function candidates_invitation_answer(text, text) from public;
revoke all on function candidates_invitation_opt_out(text, boolean) from public;
grant execute on function candidates_invitation_by_link(text), candidates_invitation_answer(text, text),
    candidates_invitation_opt_out(text, boolean) to jo_web;
"""
NO_FUNCTIONS = """
drop function candidates_invitation_opt_out(text, boolean);
drop function candidates_invitation_answer(text, text);
drop function candidates_invitation_by_link(text);
"""


def policy(item: Policy) -> migrations.RunSQL:
    return migrations.RunSQL(
        item.create("candidates_invitation"), f"drop policy {item.name} on candidates_invitation;"
    )


class Migration(migrations.Migration):
    dependencies = [("candidates", "0008_imports"), ("orders", "0014_invited")]

    operations = [migrations.RunSQL(FUNCTIONS, NO_FUNCTIONS), policy(WORKER), policy(UNDO)]
