"""An order that ends takes its nominations along; one's own candidate is found by one's own reference.

The company's list leaves out whom an ended order has left behind, as it does those whose place was filled.
"""

from django.db import migrations, models

REASONS = [
    ("skills", "Mangler kvalifikationer"),
    ("distance", "For langt væk"),
    ("hours", "Arbejdstiden passer ikke"),
    ("other_job", "Har fået andet arbejde"),
    ("not_interested", "Ønsker ikke jobbet"),
    ("withdrawn", "Deltager ikke længere"),
    ("filled", "Pladsen er besat"),
    ("closed", "Ordren er afsluttet"),
    ("other", "Andet"),
]
OLD, NEW = "('withdrawn', 'filled')", "('withdrawn', 'filled', 'closed')"


def rewritten(old: str, new: str) -> str:
    """The function of the company's list with `new` for `old`; fails where that does not stand there."""
    return f"""
do $do$
declare
    was text := pg_get_functiondef('candidates_shortlist(bigint, text)'::regprocedure);
begin
    if position($${old}$$ in was) = 0 then
        raise exception 'candidates_shortlist is not as it was.';
    end if;
    execute replace(was, $${old}$$, $${new}$$);
end $do$;
"""


BY_REFERENCE = """
-- The candidate whose case has this reference in the own jobcentre's system. That the two belong together is told at the
-- third level alone, so each answer is a look.
create function candidates_by_reference(the_reference text, the_purpose text) returns setof bigint
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
    me record := candidates_acting();
    found_ones bigint[];
begin
    if me.org is null or not me.staff or btrim(coalesce(the_purpose, '')) = '' or coalesce(the_reference, '') = '' then
        return;
    end if;
    found_ones := array(select c.id from candidates_candidateidentity i join candidates_candidate c on c.id = i.candidate_id
                         where i.jobcenter_id = me.org and c.jobcenter_id = me.org and i.external_ref = the_reference
                           and c.state <> 'anonymised');
    perform candidates_look(found_ones, 3, 'page', null, the_purpose);
    return query select unnest(found_ones);
end $$;
revoke all on function candidates_by_reference(text, text) from public;
grant execute on function candidates_by_reference(text, text) to jo_web;
"""


def reason(name: str, **options: str) -> migrations.AlterField:
    return migrations.AlterField(
        "nomination", name, models.CharField(blank=True, choices=REASONS, max_length=16, **options)
    )


class Migration(migrations.Migration):
    dependencies = [("candidates", "0012_search_marks")]

    operations = [
        reason("declined_reason", verbose_name="Grund"),
        reason("verdict_reason"),
        migrations.RunSQL(rewritten(OLD, NEW), rewritten(NEW, OLD)),
        migrations.RunSQL(BY_REFERENCE, "drop function candidates_by_reference(text, text);"),
    ]
