"""Files with candidates: sent, followed, decided upon. The rules are the page's own."""

import hashlib
import tempfile
from collections.abc import Iterator
from typing import IO, Any
from uuid import UUID

from django.core.exceptions import ValidationError
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.exceptions import UnsupportedMediaType
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.openapi import CURSOR, IDEMPOTENCY, IF_MATCH, LIMIT, example
from api.paging import cursor_values, page_of, page_size
from api.problems import Code, FieldError, Problem, invalid
from api.selectors.imports import (
    fault_document,
    faults_after,
    run_document,
    run_url,
    runs_after,
)
from api.serializers.imports import (
    FaultPageSerializer,
    ImportPageSerializer,
    ImportSerializer,
    StartSerializer,
)
from api.views.base import ApiView, once
from candidates.imports.selectors import run_or_404
from candidates.imports.services import import_cancel, import_start, import_upload
from imports.storing import too_large
from tabular.limits import MOST_BYTES, MOST_ROWS

PIECE = 1024 * 1024  # bytes
IN_MEMORY = 2 * PIECE
TYPES = {"text/csv": "csv", "application/json": "json", "application/x-ndjson": "jsonl"}
ROW = {
    "reference": "sag-10021",
    "navn": "Ane Bech",
    "postnummer": "8700",
    "stillinger": ["Smed", "Svejser"],
    "certifikater": ["Varme arbejder"],
    "grundlag": "samtykke",
}
RUN = {
    "id": "0c9a4f8e-6d5b-4b7e-9f43-6a0d4a4d7b11",
    "state": "checked",
    "file_name": "api.csv",
    "format": "csv",
    "encoding": "utf-8",
    "size": 48210,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "whole_stock": False,
    "percent": 100,
    "counts": {
        "rows": 300, "new": 12, "changed": 40, "unchanged": 246, "wrong": 2, "notices": 5, "leaving": 0,
    },
    "done": {"new": 0, "changed": 0, "left": 0},
    "headings": ["reference", "navn", "postnummer"],
    "ignored": [],
    "absent": ["telefon"],
    "needs_sure": False,
    "problem": "",
    "created_at": "2026-03-02T08:00:00+00:00",
    "checked_at": "2026-03-02T08:00:04+00:00",
    "started_at": None,
    "finished_at": None,
    "url": "/api/v1/candidates/imports/0c9a4f8e-6d5b-4b7e-9f43-6a0d4a4d7b11",
    "faults_url": "/api/v1/candidates/imports/0c9a4f8e-6d5b-4b7e-9f43-6a0d4a4d7b11/faults",
}  # fmt: skip


def refused(error: ValidationError) -> Problem:
    """What a service of imports refuses, as a problem."""
    reason, code = " ".join(error.messages), getattr(error, "code", None)
    if code in ("open", "state"):
        return Problem(Code.CONFLICT, reason=reason)
    if code == "too_large":
        return Problem(Code.TOO_LARGE, reason=reason)
    field = "sure" if code == "sure" else "body"
    return Problem(Code.INVALID, reason=reason, errors=[FieldError(field, "invalid", reason)])


class Imports(ApiView):
    scopes = {"GET": Scope.CANDIDATES_IMPORT, "POST": Scope.CANDIDATES_IMPORT}
    spool: IO[bytes] | None = None

    @extend_schema(
        operation_id="imports_list",
        tags=["imports"],
        summary="Your files with candidates, newest first",
        parameters=[CURSOR, LIMIT],
        responses=ImportPageSerializer,
        examples=[example("One file", {"items": [RUN], "next": None})],
    )
    def get(self, request: Request) -> Response:
        size = page_size(request)
        rows = runs_after(self.actor, cursor_values(request.query_params.get("cursor", ""), 1), size + 1)
        return Response(page_of(request, rows, size, item=run_document, place=lambda run: (run.pk,)))

    @extend_schema(
        operation_id="imports_create",
        tags=["imports"],
        summary="Send a file with candidates",
        description="CSV, a JSON list of objects, or one JSON object per line, with the columns of the "
        "page's template. "
        f"At most {MOST_ROWS:,} rows and {MOST_BYTES // 1024**2} MB. The file is read through by "
        f"a worker; nothing changes "
        "before it is started. One file at a time (409).",
        parameters=[
            IDEMPOTENCY,
            OpenApiParameter("whole_stock", bool, description="Who is not in the file has left the stock."),
            OpenApiParameter("file_name", str, description="Shown on the page; at most 120 characters."),
        ],
        request={
            "text/csv": OpenApiTypes.STR,
            "application/json": {"type": "array", "items": {"type": "object", "additionalProperties": True}},
            "application/x-ndjson": OpenApiTypes.STR,
        },
        responses={
            202: OpenApiResponse(ImportSerializer, description="Received; Location says where to look.")
        },
        examples=[
            example("Received", {**RUN, "state": "checking", "percent": 0, "checked_at": None}, status="202"),
            example("Two candidates", [ROW, {**ROW, "reference": "sag-10022"}], request=True),
        ],
    )
    @once
    def post(self, request: Request) -> Response:
        self.check_format()
        kind = TYPES[_content_type(request)]
        whole = request.query_params.get("whole_stock", "false")
        if whole not in ("true", "false"):
            raise invalid("whole_stock")
        name = request.query_params.get("file_name", "").strip()[:120] or f"api.{kind}"
        try:
            run = import_upload(
                actor=self.actor, name=name, pieces=self._pieces(request), whole_stock=whole == "true"
            )
        except ValidationError as error:
            raise refused(error) from None
        return Response(run_document(run), status=202, headers={"Location": run_url(run.uuid)})

    def finalize_response(self, request: Request, response: Any, *arguments: Any, **keywords: Any) -> Any:
        if self.spool:
            self.spool.close()
        return super().finalize_response(request, response, *arguments, **keywords)

    def check_format(self) -> None:
        if _content_type(self.request) not in TYPES:
            raise UnsupportedMediaType(_content_type(self.request))

    def body_digest(self, request: Request) -> str:
        """The file is laid aside while it is counted: it may be larger than memory should hold."""
        digest = hashlib.sha256()
        self.spool = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115  (finalize_response closes it)
        for piece in _limited(request._request):
            digest.update(piece)
            self.spool.write(piece)
        self.spool.seek(0)
        return digest.hexdigest()

    def _pieces(self, request: Request) -> Iterator[bytes]:
        source = self.spool or request._request
        return _limited(source)


def _content_type(request: Request) -> str:
    return request.content_type.partition(";")[0].strip().lower()


def _limited(source: Any) -> Iterator[bytes]:
    """The pieces of a body. Raises Problem (413) once it is larger than any file may be."""
    size = 0
    while piece := source.read(PIECE):
        size += len(piece)
        if size > MOST_BYTES:
            raise Problem(Code.TOO_LARGE, reason=too_large())
        yield piece


class Import(ApiView):
    scopes = {"GET": Scope.CANDIDATES_IMPORT}

    @extend_schema(
        operation_id="imports_retrieve",
        tags=["imports"],
        summary="How far a file has come",
        responses=ImportSerializer,
        examples=[example("Waits for the decision", RUN)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(run_document(run_or_404(self.actor, uuid)))


class ImportFaults(ApiView):
    scopes = {"GET": Scope.CANDIDATES_IMPORT}

    @extend_schema(
        operation_id="imports_faults",
        tags=["imports"],
        summary="What is wrong in a file, line by line",
        parameters=[CURSOR, LIMIT],
        responses=FaultPageSerializer,
        examples=[
            example(
                "A wrong postcode",
                {
                    "items": [
                        {
                            "line": 4,
                            "column": "postnummer",
                            "kind": "error",
                            "text": "Postnummeret ligger ikke i en af jeres kommuner.",
                        }
                    ],
                    "next": None,
                },
            )
        ],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        run, size = run_or_404(self.actor, uuid), page_size(request)
        after = cursor_values(request.query_params.get("cursor", ""), 2)
        rows = faults_after(self.actor, run, after, size + 1)
        return Response(
            page_of(request, rows, size, item=fault_document, place=lambda row: (row.line, row.pk))
        )


class ImportStart(ApiView):
    scopes = {"POST": Scope.CANDIDATES_IMPORT}

    @extend_schema(
        operation_id="imports_start",
        tags=["imports"],
        summary="Take a file in that was read through",
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=StartSerializer,
        responses={202: ImportSerializer},
        examples=[
            example(
                "Being taken in",
                {**RUN, "state": "loading", "started_at": "2026-03-02T08:05:00+00:00"},
                status="202",
            ),
            example("Although many leave", {"sure": True}, request=True),
        ],
    )
    @once
    def post(self, request: Request, uuid: UUID) -> Response:
        run = run_or_404(self.actor, uuid)
        values = self.read(StartSerializer, request)
        self.check_unchanged(request, run_document(run))
        try:
            run = import_start(actor=self.actor, run=run, sure=values["sure"])
        except ValidationError as error:
            raise refused(error) from None
        return Response(run_document(run), status=202, headers={"Location": run_url(run.uuid)})


class ImportDiscard(ApiView):
    scopes = {"POST": Scope.CANDIDATES_IMPORT}

    @extend_schema(
        operation_id="imports_discard",
        tags=["imports"],
        summary="Throw a file away before it is taken in",
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=None,
        responses=ImportSerializer,
        examples=[
            example("Thrown away", {**RUN, "state": "cancelled", "finished_at": "2026-03-02T08:05:00+00:00"})
        ],
    )
    @once
    def post(self, request: Request, uuid: UUID) -> Response:
        run = run_or_404(self.actor, uuid)
        self.check_unchanged(request, run_document(run))
        try:
            run = import_cancel(actor=self.actor, run=run)
        except ValidationError as error:
            raise refused(error) from None
        return Response(run_document(run))
