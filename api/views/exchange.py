"""The minimum exchange record: taken in, read, and its schema."""

import hashlib
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import CONTACT_RECORD, EXCHANGED, ORDER_RECORD, VISIT_RECORD
from api.exchange import CONTACT, ORDER, VISIT, faults_of, schema_text
from api.openapi import IDEMPOTENCY, example
from api.problems import Code, Problem
from api.selectors.companies import contact_or_404
from api.selectors.exchange import contact_record, order_record, visit_record
from api.selectors.orders import order_document
from api.selectors.visits import visit_or_404
from api.serializers.exchange import ExchangedSerializer, record_schema
from api.services.exchange import record_take
from api.views.base import ApiView, once
from api.views.schema import OpenApi

RECORD = {"application/json": record_schema()}
NAMES = {ORDER: "order", VISIT: "visit", CONTACT: "contact"}


class Schema(OpenApi):
    """The JSON schema itself, for anybody."""

    content_type = "application/schema+json"
    content = staticmethod(schema_text)

    def get(self, request: HttpRequest) -> HttpResponseBase:
        content = self.content()
        tag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
        response = HttpResponse(
            content, content_type=self.content_type, headers={"ETag": tag, "Cache-Control": "max-age=3600"}
        )
        return get_conditional_response(request, etag=tag, response=response) or response


class Exchange(ApiView):
    scopes = {"POST": Scope.EXCHANGE_WRITE}

    @extend_schema(
        operation_id="exchange_create",
        tags=["exchange"],
        summary="Send a record of jobordre-exchange/1",
        description="An order, a visit or a contact person, as another system holds it. Made once (201), and found "
        "again by the sender's `reference` (200). One that says something else and has a later `sent_at` than the one "
        "taken in is a change: it is carried out (`changed`), and refused (412) where your own people have changed the "
        "same here meanwhile. Without `sent_at` on both nothing changes. An order goes to the tovholder that an "
        "agreement names, else to you; its lines, place and contact person stay (422), and so does all of one that has "
        "ended or has another tovholder (409). A text that seems to hold a CPR number is refused.",
        parameters=[IDEMPOTENCY],
        request=RECORD,
        responses={
            201: ExchangedSerializer,
            200: OpenApiResponse(ExchangedSerializer, description="The reference was known."),
        },
        examples=[
            example("Made", EXCHANGED, status="201"),
            example("Known", {**EXCHANGED, "created": False}, status="200"),
            example("Changed", {**EXCHANGED, "created": False, "changed": True}, status="200"),
            example("An order", ORDER_RECORD, request=True),
            example("A visit", VISIT_RECORD, request=True),
            example("A contact person", CONTACT_RECORD, request=True),
        ],
    )
    @once
    def post(self, request: Request) -> Response:
        record: Any = request.data
        faults = faults_of(record)
        if faults:
            raise Problem(Code.INVALID, errors=faults)
        done = record_take(actor=self.actor, record=record)
        url = reverse(f"v1:{NAMES[done.kind]}", args=[done.object_id])
        told = {
            "created": done.created,
            "changed": done.changed,
            "matches": done.matches,
            "kind": done.kind,
            "id": str(done.object_id),
            "url": url,
            "record_url": reverse(f"v1:exchange_{NAMES[done.kind]}", args=[done.object_id]),
        }
        return Response(told, status=201 if done.created else 200, headers={"Location": url})


class OrderRecord(ApiView):
    scopes = {"GET": Scope.EXCHANGE_READ}

    @extend_schema(
        operation_id="exchange_order",
        tags=["exchange"],
        summary="An order as a record",
        description="As far as your part in it goes.",
        responses={(200, "application/json"): record_schema()},
        examples=[example("One", ORDER_RECORD, status="200")],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        document = order_document(self.actor, uuid)
        if document["is_inquiry"]:
            raise Http404
        return Response(order_record(self.actor, document))


class VisitRecord(ApiView):
    scopes = {"GET": Scope.EXCHANGE_READ}

    @extend_schema(
        operation_id="exchange_visit",
        tags=["exchange"],
        summary="A visit as a record",
        description="Your own, or one that is shared.",
        responses={(200, "application/json"): record_schema()},
        examples=[example("One", VISIT_RECORD, status="200")],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(visit_record(self.actor, visit_or_404(self.actor, uuid)))


class ContactRecord(ApiView):
    scopes = {"GET": Scope.EXCHANGE_READ}

    @extend_schema(
        operation_id="exchange_contact",
        tags=["exchange"],
        summary="A contact person as a record",
        responses={(200, "application/json"): record_schema()},
        examples=[example("One", CONTACT_RECORD, status="200")],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(contact_record(self.actor, contact_or_404(self.actor, uuid)))
