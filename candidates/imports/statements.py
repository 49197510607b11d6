"""The statements of an import: a thousand rows each, and nothing is written that is already so.

All run on behalf of the jobcentre that the run belongs to, as the worker; `%(me)s` is its id. Rows travel as one JSON
text: COPY is not possible under row-level security, and an array per column costs more.
"""

# What is known of the candidates with these references, in the very shape that a row is read into.
KNOWN = """
select i.external_ref, c.id, c.state, c.left_at is not null,
       jsonb_build_object(
         'c', jsonb_build_object('postcode', c.postcode_id, 'municipality', c.municipality_id, 'basis', c.basis,
              'occupation', c.occupation_id, 'terms', c.terms, 'job_titles', c.job_titles,
              'unemployed_since', c.unemployed_since, 'available_from', c.available_from, 'wanted_km', c.wanted_km,
              'cv_updated_on', c.cv_updated_on, 'completeness', c.completeness),
         'p', jsonb_build_object('targets', p.targets, 'profile_text', p.profile_text, 'wanted_work', p.wanted_work,
              'history', p.history, 'education', p.education, 'missing', p.missing),
         'i', jsonb_build_object('name', i.name, 'email', i.email, 'phone', i.phone, 'channel', i.channel,
              'employers', i.employers, 'caseworker', i.caseworker_id, 'caseworker_email', i.caseworker_email))
  from candidates_candidateidentity i
  join candidates_candidate c on c.id = i.candidate_id
  join candidates_candidateprofile p on p.candidate_id = i.candidate_id
 where i.jobcenter_id = %(me)s and i.external_ref = any(%(refs)s)
"""

# A second row with a reference gives no row here: the first one stands.
STAGE = """
insert into candidates_importrow (run_id, jobcenter_id, line, external_ref, change, data)
select %(run)s, %(me)s, r.line, r.ref, r.change, r.data
  from json_to_recordset(%(rows)s::json) r (line int, ref text, change text, data jsonb)
    on conflict (run_id, external_ref) do nothing
returning line
"""
FIRST_LINES = """
select external_ref, line from candidates_importrow where run_id = %(run)s and external_ref = any(%(refs)s)
"""
FAULTS = """
insert into candidates_importfault (run_id, jobcenter_id, line, "column", text, is_error)
select %(run)s, %(me)s, r.line, r."column", r.text, r.is_error
  from json_to_recordset(%(rows)s::json) r (line int, "column" text, text text, is_error boolean)
"""
WORDS = """
insert into candidates_importword as w (run_id, jobcenter_id, "column", word, kept, found)
select %(run)s, %(me)s, r."column", r.word, r.kept, r.found
  from json_to_recordset(%(rows)s::json) r ("column" text, word text, kept boolean, found int)
    on conflict (run_id, "column", word) do update set found = w.found + excluded.found
"""
# Those who are here and not in the file. Who has withdrawn consent stays withdrawn, and leaves all the same.
LEAVING = """
  from candidates_candidate c join candidates_candidateidentity i on i.candidate_id = c.id
 where c.jobcenter_id = %(me)s and i.jobcenter_id = %(me)s and c.state in ('active', 'withdrawn') and c.left_at is null
   and not exists (select 1 from candidates_importrow r where r.run_id = %(run)s and r.external_ref = i.external_ref)
"""
LEAVING_COUNT = "select count(*)" + LEAVING
LEAVE = f"""
update candidates_candidate l
   set state = case when l.state = 'active' then 'left' else l.state end, left_at = %(now)s, updated_at = %(now)s
 where l.id in (select c.id {LEAVING} order by c.id limit %(most)s)
"""  # noqa: S608  (own constants)

NEXT = """
select r.line, r.external_ref, r.data
  from candidates_importrow r
 where r.run_id = %(run)s and r.line > %(after)s and r.change in ('new', 'changed')
 order by r.line limit %(most)s
"""
# Asked for by themselves: where tables grow this fast, a join is planned for what they were a minute ago.
WHO = """
select external_ref, candidate_id from candidates_candidateidentity
 where jobcenter_id = %(me)s and external_ref = any(%(refs)s)
"""

_FIELDS = {
    "candidate": (
        "c",
        {
            "municipality_id": ("municipality", "text"),
            "postcode_id": ("postcode", "text"),
            "basis": ("basis", "text"),
            "occupation_id": ("occupation", "int"),
            "terms": ("terms", "int[]"),
            "job_titles": ("job_titles", "varchar[]"),
            "unemployed_since": ("unemployed_since", "date"),
            "available_from": ("available_from", "date"),
            "wanted_km": ("wanted_km", "int"),
            "cv_updated_on": ("cv_updated_on", "date"),
            "completeness": ("completeness", "int"),
        },
    ),
    "candidateprofile": (
        "p",
        {
            "targets": ("targets", "int[]"),
            "profile_text": ("profile_text", "text"),
            "wanted_work": ("wanted_work", "text"),
            "history": ("history", "jsonb"),
            "education": ("education", "jsonb"),
            "missing": ("missing", "varchar[]"),
        },
    ),
    "candidateidentity": (
        "i",
        {
            "name": ("name", "text"),
            "email": ("email", "text"),
            "phone": ("phone", "text"),
            "channel": ("channel", "text"),
            "employers": ("employers", "jsonb"),
            "caseworker_id": ("caseworker", "int"),
            "caseworker_email": ("caseworker_email", "text"),
        },
    ),
}


def _given(table: str) -> tuple[str, list[str], str]:
    """(the FROM part that unfolds the rows, the table's columns, their values) for one of the three tables."""
    level, fields = _FIELDS[table]
    record = ", ".join(f'"{key}" {kind}' for key, kind in fields.values())
    source = (
        "jsonb_to_recordset(%(rows)s::jsonb) r (id bigint, ref text, pseudonym text, data jsonb)"
        f" cross join lateral jsonb_to_record(r.data -> '{level}') v ({record})"
    )
    return source, list(fields), ", ".join(f'v."{key}"' for key, _kind in fields.values())


def _update(table: str, sets: str = "") -> str:
    source, columns, values = _given(table)
    key = "id" if table == "candidate" else "candidate_id"
    # Who is anonymised at this very moment is left as it is; the other levels are gone with their rows.
    still = " and t.state <> 'anonymised'" if table == "candidate" else ""
    settings = ", ".join(f"{column} = s.{column}" for column in columns)
    named = ", ".join(columns)
    is_now, will_be = (", ".join(f"{row}.{column}" for column in columns) for row in "ts")
    return f"""
    with s (key, {named}) as (select r.id, {values} from {source} where r.id is not null)
    update candidates_{table} t set {settings}{sets} from s
     where t.{key} = s.key and ({is_now}) is distinct from ({will_be}){still}"""  # noqa: S608  (own constants)


UPDATE = (
    # Whoever is in the file again is here again; a withdrawn consent is not given back by a file.
    """
    update candidates_candidate set state = case when state = 'left' then 'active' else state end, left_at = null,
           updated_at = %(now)s
     where left_at is not null and state in ('left', 'withdrawn')
       and id in (select r.id from jsonb_to_recordset(%(rows)s::jsonb) r (id bigint))
    """,
    _update("candidate", ", updated_at = %(now)s"),
    _update("candidateprofile"),
    _update("candidateidentity"),
)


def _insert_candidates() -> str:
    source, columns, values = _given("candidate")
    return f"""
    insert into candidates_candidate (uuid, pseudonym, jobcenter_id, state, created_at, updated_at,
                                      {", ".join(columns)})
    select gen_random_uuid(), r.pseudonym, %(me)s, 'active', %(now)s, %(now)s, {values} from {source}
        on conflict (pseudonym) do nothing
    returning id, pseudonym"""  # noqa: S608  (own constants)


def _insert(table: str, more: tuple[tuple[str, str], ...] = ()) -> str:
    source, columns, values = _given(table)
    names = ", ".join([*columns, *(name for name, _value in more)])
    given = ", ".join([values, *(value for _name, value in more)])
    return f"""
    insert into candidates_{table} (candidate_id, jobcenter_id, {names})
    select r.id, %(me)s, {given} from {source}"""  # noqa: S608  (own constants)


INSERT_CANDIDATES = _insert_candidates()
INSERT_LEVELS = (_insert("candidateprofile"), _insert("candidateidentity", (("external_ref", "r.ref"),)))
