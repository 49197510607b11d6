"""Making the archive: per table a CSV and a JSON file, and a README. Nothing is held in memory beyond a few rows."""

import base64
import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import TextIOWrapper
from typing import IO, Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.owned import Look, Owned
from candidates.enums import Surface
from candidates.models import Candidate
from candidates.services.disclosure import identities_look, profiles_look
from leaving.catalogue import columns_of, meaning_of, not_owned_tables, owned_tables
from leaving.limits import FETCH, IN_MEMORY, LOOKS
from tabular.writing import write_csv
from ui import danish

_JSONB, _JSON = 3802, 114


@dataclass(slots=True)
class Filed:
    """What one table became."""

    table: Owned
    rows: int


def write_archive(out: IO[bytes], actor: Actor, now: datetime) -> list[Filed]:
    """Write everything that the actor's organisation owns; what each table became.

    Must run on the actor's behalf, in a transaction. Candidates' levels 2 and 3 are looks and stand in the log.
    """
    filed = []
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for table in owned_tables():
            filed.append(Filed(table, _write_table(archive, table, actor)))
        archive.writestr(_("LÆSMIG.txt"), readme(filed, actor, now))
    return filed


def _write_table(archive: zipfile.ZipFile, table: Owned, actor: Actor) -> int:
    columns = columns_of(table)
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as spool:
        text = TextIOWrapper(spool, encoding="utf-8", write_through=True)
        rows = _Both(_rows(table, columns, actor), columns, text)
        with archive.open(f"csv/{table.file}.csv", "w", force_zip64=True) as raw:
            lines = TextIOWrapper(raw, encoding="utf-8", newline="", write_through=True)
            written = write_csv(lines, rows)
            lines.flush()
            lines.detach()
        text.write("\n]\n" if written > 1 else "[]\n")
        text.detach()
        spool.seek(0)
        with archive.open(f"json/{table.file}.json", "w", force_zip64=True) as raw:
            shutil.copyfileobj(spool, raw)
    return written - 1


class _Both:
    """The rows for the CSV file, which are written as JSON on their way."""

    def __init__(self, rows: Iterable[Sequence[Any]], columns: Sequence[str], text: IO[str]) -> None:
        self._rows, self._columns, self._text = rows, columns, text

    def __iter__(self) -> Iterator[Sequence[Any]]:
        yield self._columns
        before = "[\n"
        for row in self._rows:
            named = dict(zip(self._columns, row, strict=True))
            self._text.write(before + json.dumps(named, cls=DjangoJSONEncoder, ensure_ascii=False))
            before = ",\n"
            yield [_cell(value) for value in row]


def _cell(value: Any) -> object:
    """A value as it stands in a CSV file: times in Danish local time, lists and objects as JSON."""
    if isinstance(value, datetime):
        return f"{danish.local(value):%Y-%m-%d %H:%M:%S}" if value.tzinfo else str(value)
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, list | dict):
        return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)
    return value


def _rows(table: Owned, columns: Sequence[str], actor: Actor) -> Iterator[Sequence[Any]]:
    if table.look is not None:
        yield from _looked_at(table.look, columns, actor)
        return
    named = ", ".join(f't."{column}"' for column in columns)
    key = columns[0]
    statement = f'select {named} from "{table.table}" t where {table.owner} order by t."{key}"'  # noqa: S608  (own tables)
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, {"me": actor.organisation_id})
        kinds: list[int] = []
        while found := cursor.fetchmany(FETCH):
            kinds = kinds or [column.type_code for column in cursor.description]
            for row in found:
                yield [_plain(value, kind) for value, kind in zip(row, kinds, strict=True)]


def _plain(value: Any, kind: int) -> Any:
    if kind in (_JSONB, _JSON) and isinstance(value, str):
        return json.loads(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    return value


def _looked_at(look: Look, columns: Sequence[str], actor: Actor) -> Iterator[Sequence[Any]]:
    """The own candidates' second or third level; each is a look in the log."""
    purpose = _("Udtræk af alle organisationens egne data")
    ask: Any = profiles_look if look is Look.PROFILES else identities_look
    after = 0
    own = Candidate.objects.of_jobcenter(actor.organisation_id).order_by("pk")
    while keys := list(own.filter(pk__gt=after).values_list("pk", flat=True)[:LOOKS]):
        found = ask(candidates=keys, purpose=purpose, surface=Surface.CSV)
        for pk in keys:
            if pk in found:
                yield [getattr(found[pk], column) for column in columns]
        after = keys[-1]


def readme(filed: Sequence[Filed], actor: Actor, now: datetime) -> str:
    """What the archive holds: every file and what each of its columns means; what does not leave, and why."""
    lines = [
        _("Alt, hvad %s har i Jobordre på tværs") % actor.organisation_name,
        "",
        _("Lavet %(when)s for %(who)s.") % {"when": danish.full_time(now, year=True), "who": actor.name},
        "",
        _("Mappen csv åbnes i et regneark: semikolon mellem cellerne, UTF-8, tider i dansk tid."),
        _("Mappen json har de samme rækker, som et andet system kan læse dem: tider i UTC."),
        _(
            "En celle, der ligner en formel, har fået en apostrof foran i csv, så regnearket ikke regner på den."
        ),
        _("Numre som “Ordre” og “Virksomhed” er rækkens id i den fil, der er nævnt."),
        "",
    ]
    for one in filed:
        heading = f"{one.table.file} ({danish.number(one.rows)})"
        lines += [heading, "=" * len(heading), str(one.table.title) + ".", ""]
        lines += [f"  {column}: {meaning_of(one.table, column)}" for column in columns_of(one.table)]
        lines += [f"  {_('Ikke med')}: {column}. {reason}" for column, reason in one.table.without.items()]
        lines.append("")
    lines += [_("Det her er ikke med"), "==================", ""]
    reasons: dict[str, list[str]] = {}
    for name, reason in not_owned_tables().items():
        reasons.setdefault(str(reason), []).append(name)
    lines += [f"{reason} ({', '.join(sorted(names))})" for reason, names in reasons.items()]
    return "\r\n".join(lines) + "\r\n"
