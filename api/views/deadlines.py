"""Deadlines: what the organisation has promised, and what others have promised it."""

from uuid import UUID

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import DEADLINE
from api.openapi import CURSOR, LIMIT, example
from api.paging import check_known, choice_asked, cursor_values, instant_asked, page_of, page_size
from api.selectors.deadlines import MINE, OTHERS, Asked, clocks_after, clocks_on, documents, place_of
from api.selectors.orders import order_and_access
from api.serializers.deadlines import DeadlineListSerializer, DeadlinePageSerializer
from api.views.base import ApiView
from orders.enums import ClockState


class Deadlines(ApiView):
    scopes = {"GET": Scope.ORDERS_READ}

    @extend_schema(
        operation_id="deadlines_list",
        tags=["deadlines"],
        summary="Your deadlines, the earliest first",
        parameters=[
            CURSOR,
            LIMIT,
            OpenApiParameter(
                "owner", OpenApiTypes.STR, enum=(MINE, OTHERS),
                description="What you have promised (`mine`, and without), or what others have promised you.",
            ),
            OpenApiParameter(
                "state", OpenApiTypes.STR, enum=ClockState.values, description="Running ones (`open`) without."
            ),
            OpenApiParameter("due_until", OpenApiTypes.DATETIME, description="Due then or before (RFC 3339)."),
        ],
        responses=DeadlinePageSerializer,
        examples=[example("One", {"items": [DEADLINE], "next": None})],
    )  # fmt: skip
    def get(self, request: Request) -> Response:
        check_known(request, "cursor", "limit", "owner", "state", "due_until")
        size = page_size(request)
        asked = Asked(
            owner=choice_asked(request, "owner", (MINE, OTHERS), MINE),
            state=choice_asked(request, "state", ClockState.values, ClockState.OPEN.value),
            until=instant_asked(request, "due_until"),
            after=cursor_values(request.query_params.get("cursor", ""), 2),
        )
        rows = clocks_after(self.actor, asked, size + 1)
        told = dict(zip((row.pk for row in rows), documents(self.actor, rows[:size]), strict=False))
        return Response(page_of(request, rows, size, item=lambda row: told[row.pk], place=place_of))


class OrderDeadlines(ApiView):
    scopes = {"GET": Scope.ORDERS_READ}

    @extend_schema(
        operation_id="orders_deadlines",
        tags=["deadlines"],
        summary="The deadlines of an order that you owe or are owed",
        description="Ended ones too.",
        responses=DeadlineListSerializer,
        examples=[example("One", {"items": [DEADLINE]})],
    )
    def get(self, request: Request, order: UUID) -> Response:
        found, _access = order_and_access(self.actor, order)
        return Response({"items": documents(self.actor, clocks_on(self.actor, found.pk))})
