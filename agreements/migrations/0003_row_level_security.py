"""The database's own answer to who may read and write the rows of an agreement."""

from django.db import migrations

from accounts.rls import ORG, STAFF, WEB_AND_WORKER, Policy, append_only, protect, worker_all


def of_agreement(table: str, roles: str, column: str = "agreement_id") -> str:
    """The organisation has one of `roles` on the row's agreement; one look-up by the access table's unique key."""
    return (
        f"exists (select 1 from agreements_agreementaccess a where a.agreement_id = {table}.{column}"
        f" and a.organisation_id = {ORG} and a.role in ({roles}))"
    )


def of_version(table: str, roles: str) -> str:
    return (
        "exists (select 1 from agreements_agreementversion v join agreements_agreementaccess a"
        f" on a.agreement_id = v.agreement_id where v.id = {table}.version_id"
        f" and a.organisation_id = {ORG} and a.role in ({roles}))"
    )


DRAFTERS = "'owner', 'national'"
INNER = "'owner', 'national', 'party'"
EVERY = "'owner', 'national', 'party', 'covered'"
# The version's own policies decide: whoever sees the version sees its ticks, goals and parties.
VERSION_SEEN = "exists (select 1 from agreements_agreementversion v where v.id = {table}.version_id)"


def part_of_version(table: str) -> list[Policy]:
    writing = of_version(table, DRAFTERS)
    return [
        Policy("see", "select", using=VERSION_SEEN.format(table=table)),
        Policy("add", "insert", check=writing),
        Policy("change", "update", using=writing, check=writing),
        Policy("remove", "delete", using=writing),
        worker_all(),
    ]


def inner(table: str, *, own: str | None = None) -> list[Policy]:
    """Read, added and changed by the drafter, Jobservice Danmark and the parties; `own` names who may add a row."""
    mine = of_agreement(table, INNER)
    adding = f"{own} = {ORG} and {mine}" if own else mine
    return [
        Policy("see", "select", using=mine),
        Policy("add", "insert", check=adding),
        Policy("change", "update", using=mine, check=mine),
        worker_all(),
    ]


# A personal link names a signer before anybody acts: this one look-up passes the policies and tells two numbers.
SIGNER_OF_LINK = """
create function agreements_signer_by_token(hash text) returns table (signer_id bigint, organisation_id int)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.organisation_id from agreements_signer s where s.token_hash = hash
$$;
revoke all on function agreements_signer_by_token(text) from public;
grant execute on function agreements_signer_by_token(text) to jo_web;
"""
# What anybody who holds a document may have confirmed: never persons, never terms.
VERIFY = """
create function agreements_verify(hash text) returns table (
    number text, kind text, title text, version_number int, state text, concluded_at timestamptz,
    signatures int, pdf_kind text)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.number, a.kind, a.title, v.number::int, v.state, v.concluded_at,
           (select count(*)::int from agreements_signature s where s.version_id = v.id),
           coalesce(p.kind, '')
      from agreements_agreementversion v
      join agreements_agreement a on a.id = v.agreement_id
      left join agreements_agreementpdf p on p.version_id = v.id and p.sha256 = hash and p.kind <> 'preview'
     where v.state <> 'draft' and (v.document_hash = hash or p.sha256 = hash)
     order by p.asked_at desc nulls last limit 1
$$;
revoke all on function agreements_verify(text) from public;
grant execute on function agreements_verify(text) to jo_web;
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_access")]

    operations = [
        protect(
            "agreements_agreementaccess",
            [Policy("own", "select", using=f"organisation_id = {ORG}"), worker_all("select")],
        ),
        migrations.RunSQL(
            f"revoke insert, update, delete on agreements_agreementaccess from {WEB_AND_WORKER};",
            f"grant insert, update, delete on agreements_agreementaccess to {WEB_AND_WORKER};",
        ),
        protect(
            "agreements_agreement",
            [
                Policy("see", "select", using=f"{ORG} = any(viewers)"),
                Policy("draft", "insert", check=f"owner_id = {ORG} and {STAFF}"),
                Policy(
                    "change",
                    "update",
                    using=of_agreement("agreements_agreement", INNER, "id"),
                    check=of_agreement("agreements_agreement", INNER, "id"),
                ),
                worker_all(),
            ],
        ),
        protect(
            "agreements_agreementversion",
            [
                Policy(
                    "see",
                    "select",
                    using=of_agreement("agreements_agreementversion", DRAFTERS)
                    + " or (state <> 'draft' and sent_at is not null and "
                    + of_agreement("agreements_agreementversion", "'party'")
                    + ") or (state in ('in_force', 'extended') and "
                    + of_agreement("agreements_agreementversion", "'covered'")
                    + ")",
                ),
                Policy("draft", "insert", check=of_agreement("agreements_agreementversion", DRAFTERS)),
                Policy(
                    "change",
                    "update",
                    using=of_agreement("agreements_agreementversion", INNER),
                    check=of_agreement("agreements_agreementversion", INNER),
                ),
                worker_all(),
            ],
        ),
        *(
            protect(table, part_of_version(table))
            for table in (
                "agreements_versiontick",
                "agreements_versiongoal",
                "agreements_agreementparty",
            )
        ),
        protect(
            "agreements_signer",
            [
                Policy("see", "select", using=of_version("agreements_signer", INNER)),
                Policy("invite", "insert", check=of_version("agreements_signer", DRAFTERS)),
                Policy(
                    "change",
                    "update",
                    using=of_version("agreements_signer", INNER),
                    check=of_version("agreements_signer", INNER),
                ),
                Policy("remove", "delete", using=of_version("agreements_signer", DRAFTERS)),
                worker_all(),
            ],
        ),
        protect(
            "agreements_signature",
            [
                Policy("see", "select", using=of_version("agreements_signature", INNER)),
                Policy(
                    "sign",
                    "insert",
                    check=f"organisation_id = {ORG} and "
                    + of_version("agreements_signature", "'party', 'owner', 'national'"),
                ),
                worker_all("select"),
            ],
        ),
        append_only("agreements_signature"),
        protect(
            "agreements_agreementpdf",
            [
                Policy(
                    "see",
                    "select",
                    using=of_version("agreements_agreementpdf", INNER)
                    + " or (kind = 'document' and "
                    + of_version("agreements_agreementpdf", "'covered'")
                    + ")",
                ),
                Policy(
                    "ask",
                    "insert",
                    check=f"organisation_id = {ORG} and " + of_version("agreements_agreementpdf", EVERY),
                ),
                worker_all(),
            ],
        ),
        protect("agreements_agreementchange", inner("agreements_agreementchange", own="proposed_by_id")),
        protect(
            "agreements_changeconsent",
            [
                Policy(
                    "see",
                    "select",
                    using="exists (select 1 from agreements_agreementchange c"
                    " where c.id = agreements_changeconsent.change_id)",
                ),
                Policy(
                    "answer",
                    "insert",
                    check=f"organisation_id = {ORG} and exists (select 1 from agreements_agreementchange c"
                    " where c.id = agreements_changeconsent.change_id)",
                ),
                worker_all("select"),
            ],
        ),
        append_only("agreements_changeconsent"),
        protect(
            "agreements_agreementmeeting",
            [
                *inner("agreements_agreementmeeting"),
                Policy("remove", "delete", using=of_agreement("agreements_agreementmeeting", INNER)),
            ],
        ),
        protect(
            "agreements_agreementevent",
            [
                Policy("see", "select", using=of_agreement("agreements_agreementevent", INNER)),
                Policy("tell", "insert", check=of_agreement("agreements_agreementevent", EVERY)),
                worker_all(),
            ],
        ),
        append_only("agreements_agreementevent"),
        protect(
            "agreements_tovholderbypass",
            [
                Policy(
                    "see",
                    "select",
                    using=f"organisation_id = {ORG} or ({STAFF} and "
                    + of_agreement("agreements_tovholderbypass", INNER)
                    + ")",
                ),
                Policy("log", "insert", check=f"organisation_id = {ORG}"),
                worker_all("select"),
            ],
        ),
        append_only("agreements_tovholderbypass"),
        migrations.RunSQL(SIGNER_OF_LINK, "drop function agreements_signer_by_token(text);"),
        migrations.RunSQL(VERIFY, "drop function agreements_verify(text);"),
    ]
