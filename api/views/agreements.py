"""Agreements: listed and read."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from agreements.enums import AgreementState
from api.enums import Scope
from api.examples import AGREEMENT
from api.openapi import CURSOR, LIMIT, example
from api.paging import check_known, cursor_values, page_of, page_size
from api.problems import invalid
from api.selectors.agreements import agreement_or_404, agreements_after, documents
from api.serializers.agreements import AgreementPageSerializer, AgreementSerializer
from api.views.base import ApiView
from companies.cvr import digits_of


class Agreements(ApiView):
    scopes = {"GET": Scope.AGREEMENTS_READ}

    @extend_schema(
        operation_id="agreements_list",
        tags=["agreements"],
        summary="The agreements that you have to do with, newest first",
        parameters=[
            CURSOR,
            LIMIT,
            OpenApiParameter("cvr", OpenApiTypes.STR, description="Of the company with this CVR number."),
            OpenApiParameter("state", OpenApiTypes.STR, enum=AgreementState.values, many=True),
        ],
        responses=AgreementPageSerializer,
        examples=[example("One", {"items": [AGREEMENT], "next": None})],
    )
    def get(self, request: Request) -> Response:
        check_known(request, "cursor", "limit", "cvr", "state")
        size = page_size(request)
        states = request.query_params.getlist("state")
        if set(states) - set(AgreementState.values):
            raise invalid("state", "invalid_choice")
        cvr = request.query_params.get("cvr", "")
        if cvr and len(digits_of(cvr)) != 8:
            raise invalid("cvr")
        rows = agreements_after(
            self.actor,
            states=states,
            cvr=digits_of(cvr) if cvr else "",
            after=cursor_values(request.query_params.get("cursor", ""), 1),
            size=size + 1,
        )
        told = {document["id"]: document for document in documents(self.actor, rows[:size])}
        page = page_of(request, rows, size, item=lambda row: told[str(row.uuid)], place=lambda row: (row.pk,))
        return Response(page)


class OneAgreement(ApiView):
    scopes = {"GET": Scope.AGREEMENTS_READ}

    @extend_schema(
        operation_id="agreements_retrieve",
        tags=["agreements"],
        summary="One agreement with its parties",
        responses=AgreementSerializer,
        examples=[example("In force", AGREEMENT)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(documents(self.actor, [agreement_or_404(self.actor, uuid)])[0])
