"""Own candidates on an order's lines."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.openapi import IDEMPOTENCY, example
from api.problems import Code, FieldError, Problem, invalid
from api.selectors.nominations import documents, nominations_document, own_called
from api.serializers.nominations import NominateSerializer, NominationListSerializer
from api.views.base import ApiView, once
from candidates.permissions import NOMINATES, check_can_nominate
from candidates.selectors.nominations import nominations_of
from candidates.services.nominations import nominate
from candidates.services.releases import ReleaseTerms
from candidates.views.common import refusal
from candidates.workflow import Part
from orders.models import Order, OrderLine
from orders.selectors.order_page import role_on
from orders.views.order_common import order_or_404

NOMINATION = {
    "id": "b0b6a1a4-2a57-4f0c-8f6f-0c6d5a7d2a11",
    "pseudonym": "H-48213",
    "jobcenter": {"id": "5c1fb7a4-96bd-4b3f-8b53-4d59e5f8a6a2", "name": "Jobcenter Horsens"},
    "line": {"id": "4d0b9d5e-8f2e-4a6b-9a3c-2f6a1c7e9b10", "title": "4 montører"},
    "state": "proposed",
    "declined_reason": "",
    "nominated_at": "2026-03-02T08:00:00+00:00",
    "screened_at": None,
    "presented_at": None,
    "hired_at": None,
    "employed_from": None,
    "released": [{"to": "tovholder", "until": "2026-04-01T22:00:00+00:00"}],
    "version": 1,
}
ASKED = {
    "candidates": ["H-48213"],
    "release": {"to": ["tovholder"], "purpose": "Formidling til ordre 1042", "until": "2026-04-01"},
}


class Nominations(ApiView):
    scopes = {"GET": Scope.NOMINATIONS_READ, "POST": Scope.NOMINATIONS_WRITE}

    @extend_schema(
        operation_id="nominations_list",
        tags=["nominations"],
        summary="The nominations on an order that you may see",
        description="All of them for the order's tovholder; your own for a jobcentre that was asked.",
        responses=NominationListSerializer,
        examples=[example("One", {"items": [NOMINATION]})],
    )
    def get(self, request: Request, order: UUID) -> Response:
        return Response(nominations_document(self.actor, order_or_404(self.actor, order)))

    @extend_schema(
        operation_id="nominations_create",
        tags=["nominations"],
        summary="Put own candidates on a line of an order",
        description="For the order's tovholder and the jobcentres that were asked, while it is open. An "
        "open request is "
        "thereby answered with yes, and the tovholder is told. All candidates are nominated, or none.",
        parameters=[IDEMPOTENCY],
        request=NominateSerializer,
        responses={201: NominationListSerializer},
        examples=[
            example("Nominated", {"items": [NOMINATION]}),
            example("One, released to the tovholder", ASKED, request=True),
        ],
    )
    @once
    def post(self, request: Request, order: UUID) -> Response:
        found = order_or_404(self.actor, order)
        role = role_on(self.actor, found)
        if role not in NOMINATES:
            raise Http404
        check_can_nominate(self.actor, found, role)
        values = self.read(NominateSerializer, request)
        line = _line(found, values.get("line"))
        names = [name.upper() for name in values["candidates"]]
        own = own_called(self.actor, names)
        lacking = [
            FieldError(f"candidates/{number}", "does_not_exist")
            for number, name in enumerate(names)
            if name not in own
        ]
        if lacking:
            raise Problem(Code.INVALID, errors=lacking)
        try:
            with transaction.atomic():
                made = nominate(
                    actor=self.actor,
                    order=found,
                    line=line,
                    candidates=list(own.values()),
                    release=_terms(values.get("release")),
                )
        except ValueError as error:
            raise Problem(Code.INVALID, reason=refusal(error)) from None
        keys = {row.pk for row in made}
        rows = [row for row in nominations_of(self.actor, found) if row.pk in keys]
        address = reverse("v1:nominations", args=[found.uuid])
        return Response(documents(rows, found), status=201, headers={"Location": address})


def _line(order: Order, wanted: UUID | None) -> OrderLine:
    """Raises Problem (422) for a line that is not the order's, and for none where it has several."""
    lines = list(OrderLine.objects.filter(order=order))
    if wanted is None and len(lines) == 1:
        return lines[0]
    found = next((line for line in lines if line.uuid == wanted), None)
    if found is None:
        raise invalid("line", "required" if wanted is None else "does_not_exist")
    return found


def _terms(values: dict[str, Any] | None) -> ReleaseTerms | None:
    if not values:
        return None
    return ReleaseTerms(frozenset(Part(part) for part in values["to"]), values["purpose"], values["until"])
