"""What others have told and have taken back, for the systems that have stored it."""

from collections.abc import Callable
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import WITHDRAWN_CONTACT, WITHDRAWN_VISIT
from api.openapi import CURSOR, LIMIT, UPDATED_SINCE, example
from api.paging import check_known, cursor_values, instant_asked, page_of, page_size
from api.selectors.companies import contacts_withdrawn, withdrawn_document, withdrawn_place
from api.selectors.visits import withdrawn_after
from api.serializers.common import WithdrawnPageSerializer
from api.views.base import ApiView


class _Withdrawn(ApiView):
    """Pages by the time of taking back, the oldest first."""

    def listed(self, request: Request, found: Callable[..., list[Any]]) -> Response:
        check_known(request, "cursor", "limit", "updated_since")
        size = page_size(request)
        rows = found(
            self.actor,
            since=instant_asked(request, "updated_since"),
            after=cursor_values(request.query_params.get("cursor", ""), 2),
            size=size + 1,
        )
        return Response(page_of(request, rows, size, item=withdrawn_document, place=withdrawn_place))


class WithdrawnVisits(_Withdrawn):
    scopes = {"GET": Scope.VISITS_READ}

    @extend_schema(
        operation_id="visits_withdrawn",
        tags=["visits"],
        summary="Notes that others had shared and have taken back",
        description="Shared no more, or deleted: what you have stored of them must go. By when that happened, the "
        "oldest first, for two years. A note that is shared again is here no more. Your own are never here.",
        parameters=[CURSOR, LIMIT, UPDATED_SINCE],
        responses=WithdrawnPageSerializer,
        examples=[example("One", {"items": [WITHDRAWN_VISIT], "next": None})],
    )
    def get(self, request: Request) -> Response:
        return self.listed(request, withdrawn_after)


class WithdrawnContacts(_Withdrawn):
    scopes = {"GET": Scope.COMPANIES_READ}

    @extend_schema(
        operation_id="contacts_withdrawn",
        tags=["companies"],
        summary="Contact persons who want not to be shared",
        description="They are not told to you any more: what you have stored of them must go. By when they said so, "
        "the oldest first. Who says yes again is here no more, and in the list of persons as changed.",
        parameters=[CURSOR, LIMIT, UPDATED_SINCE],
        responses=WithdrawnPageSerializer,
        examples=[example("One", {"items": [WITHDRAWN_CONTACT], "next": None})],
    )
    def get(self, request: Request) -> Response:
        return self.listed(request, contacts_withdrawn)
