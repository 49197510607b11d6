"""Notes of visits, calls and meetings: one's own and shared ones read, one's own written and put right."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import NEW_VISIT, VISIT
from api.openapi import CURSOR, IDEMPOTENCY, IF_MATCH_NEEDED, LIMIT, UPDATED_SINCE, example
from api.paging import check_known, choice_asked, cursor_values, instant_asked, page_of, page_size
from api.problems import Code, Problem, invalid, refused_fields
from api.selectors.companies import company_or_404
from api.selectors.visits import (
    place_of,
    visit_document,
    visit_or_404,
    visit_url,
    visits_after,
)
from api.serializers.visits import (
    ChangeVisitSerializer,
    NewVisitSerializer,
    VisitPageSerializer,
    VisitSerializer,
)
from api.views.base import ApiView, once
from companies.models import Company
from companies.selectors import contacts_of, workplaces_of
from companies.services import EditedMeanwhile
from visits.services.interactions import InteractionData, NeedData, interaction_add, interaction_change

PLAIN = (
    *("kind", "held_on", "text", "growth", "needs_labour", "needs_apprentices", "needs_retention"),
    *("outlook_3", "outlook_12", "campaign", "next_visit_on", "is_shared"),
)


class Visits(ApiView):
    scopes = {"GET": Scope.VISITS_READ, "POST": Scope.VISITS_WRITE}

    @extend_schema(
        operation_id="visits_list",
        tags=["visits"],
        summary="Your notes of visits, and those that others share",
        description="By the time of change, the oldest first. Internal notes are never among them.",
        parameters=[
            CURSOR,
            LIMIT,
            UPDATED_SINCE,
            OpenApiParameter("company", OpenApiTypes.UUID, description="Only about this company."),
            OpenApiParameter("own", OpenApiTypes.BOOL, description="Only your own; false without."),
        ],
        responses=VisitPageSerializer,
        examples=[example("One", {"items": [VISIT], "next": None})],
    )
    def get(self, request: Request) -> Response:
        check_known(request, "cursor", "limit", "updated_since", "company", "own")
        size = page_size(request)
        rows = visits_after(
            self.actor,
            own=choice_asked(request, "own", ("true", "false"), "false") == "true",
            company=self._company(request.query_params.get("company", "")),
            since=instant_asked(request, "updated_since"),
            after=cursor_values(request.query_params.get("cursor", ""), 2),
            size=size + 1,
        )
        page = page_of(request, rows, size, item=lambda row: visit_document(self.actor, row), place=place_of)
        return Response(page)

    @extend_schema(
        operation_id="visits_create",
        tags=["visits"],
        summary="Write a note of a visit",
        description="A next visit becomes a task. A text that seems to hold a CPR number is refused.",
        parameters=[IDEMPOTENCY],
        request=NewVisitSerializer,
        responses={201: VisitSerializer},
        examples=[example("Written", VISIT), example("A call", NEW_VISIT, request=True)],
    )
    @once
    def post(self, request: Request) -> Response:
        values = self.read(NewVisitSerializer, request)
        company = self._company(str(values["company"]))
        if company is None:
            raise invalid("company", "does_not_exist")
        data = _data(self.actor, company, values, {})
        try:
            note = interaction_add(actor=self.actor, company=company, data=data)
        except ValidationError as error:
            raise refused_fields(error) from None
        told = visit_document(self.actor, visit_or_404(self.actor, note.uuid))
        return Response(told, status=201, headers={"Location": visit_url(note.uuid)})

    def _company(self, text: str) -> Company | None:
        """Raises Problem (422) for one that cannot be seen."""
        if not text:
            return None
        try:
            return company_or_404(self.actor, UUID(text))
        except ValueError:
            raise invalid("company") from None
        except Http404:
            raise invalid("company", "does_not_exist") from None


class OneVisit(ApiView):
    scopes = {"GET": Scope.VISITS_READ, "PATCH": Scope.VISITS_WRITE}

    @extend_schema(
        operation_id="visits_retrieve",
        tags=["visits"],
        summary="One note of a visit",
        responses=VisitSerializer,
        examples=[example("One", VISIT)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(visit_document(self.actor, visit_or_404(self.actor, uuid)))

    @extend_schema(
        operation_id="visits_update",
        tags=["visits"],
        summary="Put a note of your own right",
        description="Others' notes are refused (403).",
        parameters=[IF_MATCH_NEEDED],
        request=ChangeVisitSerializer,
        responses=VisitSerializer,
        examples=[
            example("Changed", {**VISIT, "version": 2}),
            example("It may be shared", {"is_shared": True}, request=True),
        ],
    )
    def patch(self, request: Request, uuid: UUID) -> Response:
        note = visit_or_404(self.actor, uuid)
        values = self.read(ChangeVisitSerializer, request)
        self.check_unchanged(request, visit_document(self.actor, note), required=True)
        before: dict[str, Any] = {
            **{name: getattr(note, name) for name in PLAIN},
            "workplace": note.workplace,
            "contact": note.contact,
            "needs": [
                {"occupation": need.occupation, "number": need.number, "horizon": need.horizon}
                for need in note.needs.all()
            ],
        }
        data = _data(self.actor, note.company, values, before)
        try:
            interaction_change(actor=self.actor, interaction=note, data=data, version=note.version)
        except EditedMeanwhile as error:
            raise Problem(Code.CHANGED, reason=" ".join(error.messages)) from None
        except ValidationError as error:
            raise refused_fields(error) from None
        return Response(visit_document(self.actor, visit_or_404(self.actor, uuid)))


def _data(actor: Any, company: Company, values: dict[str, Any], before: dict[str, Any]) -> InteractionData:
    """What the note says: what is given, else as it was. Raises Problem (422) for another company's rows."""
    told = {**before, **{name: value for name, value in values.items() if name != "company"}}
    found: dict[str, Any] = {}
    for name, rows in (("workplace", workplaces_of), ("contact", contacts_of)):
        wanted = told.pop(name, None)
        if isinstance(wanted, UUID):
            wanted = rows(actor, company, only_active=False).filter(uuid=wanted).first()
            if wanted is None:
                raise invalid(name, "does_not_exist")
        found[name] = wanted
    needs = [NeedData(**need) for need in told.pop("needs", ())]
    return InteractionData(**told, **found, needs=needs)
