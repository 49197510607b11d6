"""Orders: listed, read, registered, changed, answered, closed; and the own searches that are their evidence."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.utils import timezone
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actor import Actor
from api.enums import Scope
from api.examples import CHANGE, LINE, ORDER, REGISTER, SEARCH
from api.openapi import CURSOR, IDEMPOTENCY, IF_MATCH, IF_MATCH_NEEDED, LIMIT, UPDATED_SINCE, example
from api.paging import check_known, choice_asked, cursor_values, instant_asked, page_of, page_size
from api.problems import Code, FieldError, Problem, invalid
from api.selectors.orders import (
    Asked,
    accesses,
    documents,
    line_document,
    order_and_access,
    order_document,
    order_url,
    place_in,
    search_document,
)
from api.serializers.orders import (
    AnswerCompanySerializer,
    CancelSerializer,
    ChangeSerializer,
    CloseSerializer,
    OrderLineListSerializer,
    OrderPageSerializer,
    OrderSerializer,
    RecordedSearchListSerializer,
    RecordedSearchSerializer,
    RegisterSerializer,
    SearchInSerializer,
)
from api.services.order_lines import line_faults
from api.services.orders import need_of, order_take
from api.views.base import ApiView, once
from jobcenters.calendar import local_date
from jobcenters.models import Postcode
from orders.calendars import rules_of
from orders.enums import AccessRole
from orders.evidence import counts_as_evidence
from orders.forms.across import SearchForm
from orders.forms.delivery import LineOutcomeForm
from orders.models import Order, OrderLine, Search
from orders.permissions import check_can_cancel, check_leads
from orders.services.orders import (
    ChangedByAnotherError,
    order_answer,
    order_cancel,
    order_clarify,
    order_close,
)
from orders.services.requests import search_record

LED = "For the order's tovholder; others get 404 or 403."


class Orders(ApiView):
    scopes = {"GET": Scope.ORDERS_READ, "POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_list",
        tags=["orders"],
        summary="The orders that you have to do with",
        description="Open ones, the newest first; with `open=false` those that have ended. With `updated_since` "
        "both, by the time of change.",
        parameters=[
            CURSOR,
            LIMIT,
            UPDATED_SINCE,
            OpenApiParameter("open", OpenApiTypes.BOOL, description="true without."),
            OpenApiParameter(
                "role", OpenApiTypes.STR, enum=AccessRole.values, description="Your part in them."
            ),
        ],
        responses=OrderPageSerializer,
        examples=[example("One", {"items": [ORDER], "next": None})],
    )
    def get(self, request: Request) -> Response:
        check_known(request, "cursor", "limit", "updated_since", "open", "role")
        size = page_size(request)
        asked = Asked(
            is_open=choice_asked(request, "open", ("true", "false"), "true") == "true",
            role=choice_asked(request, "role", AccessRole.values),
            since=instant_asked(request, "updated_since"),
            after=cursor_values(request.query_params.get("cursor", ""), 2),
        )
        rows = accesses(self.actor, asked, size + 1)
        told = documents(rows[:size])
        page = page_of(
            request,
            rows,
            size,
            item=lambda row: told.get(row.order_id, {}),
            place=lambda row: place_in(asked, row),
        )
        return Response(page)

    @extend_schema(
        operation_id="orders_create",
        tags=["orders"],
        summary="Register a company's order",
        description="The company by its CVR number. A company, a workplace or a contact person that is not known is "
        "registered with it. A jobcentre becomes the tovholder, and owes an answer from `received_at`; what an "
        "agreement with the company promises starts too. The contact person is told by mail.",
        parameters=[IDEMPOTENCY],
        request=RegisterSerializer,
        responses={201: OrderSerializer},
        examples=[example("Registered", ORDER), example("Four fitters", REGISTER, request=True)],
    )
    @once
    def post(self, request: Request) -> Response:
        if not self.actor.serves_companies:
            raise Http404
        order = order_take(actor=self.actor, values=self.read(RegisterSerializer, request))
        told = order_document(self.actor, order.uuid)
        return Response(told, status=201, headers={"Location": order_url(order.uuid)})


class OneOrder(ApiView):
    scopes = {"GET": Scope.ORDERS_READ, "PATCH": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_retrieve",
        tags=["orders"],
        summary="One order with its lines",
        description="As far as your part in it (`role`) goes: what you are not told is null.",
        responses=OrderSerializer,
        examples=[example("Received", ORDER)],
    )
    def get(self, request: Request, order: UUID) -> Response:
        return Response(order_document(self.actor, order))

    @extend_schema(
        operation_id="orders_update",
        tags=["orders"],
        summary="Say more about the need",
        description="What is given is changed. When all that a search needs is known, the order goes on to searching. "
        "Lines stay as they were registered: promises, requests and nominations hang on them. " + LED,
        parameters=[IF_MATCH_NEEDED],
        request=ChangeSerializer,
        responses=OrderSerializer,
        examples=[example("Changed", ORDER), example("The first day", CHANGE, request=True)],
    )
    def patch(self, request: Request, order: UUID) -> Response:
        found = led_or_404(self.actor, order)
        values = self.read(ChangeSerializer, request)
        self.check_unchanged(request, order_document(self.actor, order), required=True)
        if "lines" in values:
            lines = OrderLine.objects.filter(order=found).order_by("position", "id")
            if faults := line_faults(list(lines), values["lines"]):
                raise Problem(Code.INVALID, errors=faults)
        try:
            order_clarify(
                actor=self.actor,
                order=found,
                version=found.version,
                data=need_of(values, found),
                is_large=values.get("is_large", found.is_large),
            )
        except ChangedByAnotherError as error:
            raise Problem(Code.CHANGED, reason=str(error)) from None
        return Response(order_document(self.actor, order))


class Lines(ApiView):
    scopes = {"GET": Scope.ORDERS_READ}

    @extend_schema(
        operation_id="orders_lines",
        tags=["orders"],
        summary="The lines of an order",
        responses=OrderLineListSerializer,
        examples=[example("One line", {"items": [LINE]})],
    )
    def get(self, request: Request, order: UUID) -> Response:
        found, _access = order_and_access(self.actor, order)
        rows = OrderLine.objects.filter(order=found).order_by("position", "id")
        return Response({"items": [line_document(row) for row in rows]})


class AnswerCompany(ApiView):
    scopes = {"POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_answer",
        tags=["orders"],
        summary="Say that the company has been answered",
        description="A call, a reply or a meeting booked by one of your people: it keeps the promise of an answer. "
        + LED,
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=AnswerCompanySerializer,
        responses=OrderSerializer,
        examples=[
            example("Answered", {**ORDER, "state": "clarifying", "version": 2}),
            example("A call", {"kind": "call", "note": "De starter med to i januar."}, request=True),
        ],
    )
    @once
    def post(self, request: Request, order: UUID) -> Response:
        found = led_or_404(self.actor, order)
        values = self.read(AnswerCompanySerializer, request)
        self.check_unchanged(request, order_document(self.actor, order))
        order_answer(actor=self.actor, order=found, **values)
        return Response(order_document(self.actor, order))


class Close(ApiView):
    scopes = {"POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_close",
        tags=["orders"],
        summary="Close an order with how each line ended",
        description="Promises that still run end without counting, and unanswered requests are withdrawn. " + LED,
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=CloseSerializer,
        responses=OrderSerializer,
        examples=[
            example("Closed", {
                **ORDER, "state": "closed", "is_open": False, "closed_at": "2026-03-20T10:00:00+00:00",
                "lines": [{**LINE, "outcome": "hired", "hired": 4}], "closing_note": "", "version": 5,
            }),
            example(
                "All four hired",
                {"lines": [{"line": LINE["id"], "outcome": "hired", "hired": 4}]},
                request=True,
            ),
        ],
    )  # fmt: skip
    @once
    def post(self, request: Request, order: UUID) -> Response:
        found = led_or_404(self.actor, order)
        values = self.read(CloseSerializer, request)
        self.check_unchanged(request, order_document(self.actor, order))
        check_leads(self.actor, found)
        order_close(
            actor=self.actor, order=found, outcomes=_outcomes(found, values["lines"]), note=values["note"]
        )
        return Response(order_document(self.actor, order))


class Cancel(ApiView):
    scopes = {"POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_cancel",
        tags=["orders"],
        summary="The company does not need the order any more",
        description="Those who were asked are told that they need not answer.",
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=CancelSerializer,
        responses=OrderSerializer,
        examples=[
            example("Cancelled", {
                **ORDER, "state": "cancelled", "is_open": False, "closed_at": "2026-03-20T10:00:00+00:00",
                "lines": [{**LINE, "outcome": "withdrawn"}], "closing_note": "Opgaven er udskudt.", "version": 3,
            }),
            example("Postponed", {"reason": "Opgaven er udskudt."}, request=True),
        ],
    )  # fmt: skip
    @once
    def post(self, request: Request, order: UUID) -> Response:
        found, access = order_and_access(self.actor, order)
        if access.role not in (AccessRole.TOVHOLDER, AccessRole.NATIONAL):
            raise Http404
        values = self.read(CancelSerializer, request)
        self.check_unchanged(request, order_document(self.actor, order))
        check_can_cancel(self.actor, found)
        order_cancel(actor=self.actor, order=found, reason=values["reason"])
        return Response(order_document(self.actor, order))


class Searches(ApiView):
    scopes = {"GET": Scope.ORDERS_READ, "POST": Scope.ORDERS_WRITE}

    @extend_schema(
        operation_id="orders_searches",
        tags=["orders"],
        summary="The own searches recorded on an order",
        description="`is_evidence` says whether one opens the way to other jobcentres now. " + LED,
        responses=RecordedSearchListSerializer,
        examples=[example("One", {"items": [SEARCH]})],
    )
    def get(self, request: Request, order: UUID) -> Response:
        return Response({"items": [_search(self.actor, row) for row in _searches(self.actor, order)]})

    @extend_schema(
        operation_id="orders_search",
        tags=["orders"],
        summary="Record an own search for candidates",
        description="Evidence for asking other jobcentres: it must have crossed a municipal border, be some days old "
        "at most, and say why what was found is not enough. " + LED,
        parameters=[IDEMPOTENCY],
        request=SearchInSerializer,
        responses={201: RecordedSearchSerializer},
        examples=[
            example("Recorded", SEARCH),
            example(
                "Nobody found",
                {"criteria": "Montør", "postcode": "8700", "radius_km": 40, "hits": 0, "suitable": 0},
                request=True,
            ),
        ],
    )
    @once
    def post(self, request: Request, order: UUID) -> Response:
        found = led_or_404(self.actor, order)
        values = self.read(SearchInSerializer, request)
        if found.is_inquiry:
            raise Problem(Code.CONFLICT)
        postcode = Postcode.objects.filter(pk=values["postcode"]).first()
        if postcode is None:
            raise invalid("postcode", "does_not_exist")
        form = SearchForm({name: str(value) for name, value in values.items()})
        check_form(form)
        clean = form.cleaned_data
        search = search_record(
            actor=self.actor,
            order=found,
            criteria=clean["criteria"],
            postcode=postcode,
            radius_km=clean["radius_km"],
            hits=clean["hits"],
            suitable=clean["suitable"],
            unsuitable_reason=clean["unsuitable_reason"],
        )
        return Response(_search(self.actor, search), status=201)


def led_or_404(actor: Actor, uuid: UUID) -> Order:
    """The order, if the actor leads it. Raises Http404."""
    found, access = order_and_access(actor, uuid)
    if access.role != AccessRole.TOVHOLDER:
        raise Http404
    return found


def check_form(form: Any, at: str = "") -> None:
    """Raises Problem (422) with what a page's form would say, at its fields."""
    if form.is_valid():
        return
    errors = [
        FieldError(
            "" if name == "__all__" else f"{at}{name}", str(fault.code or "invalid"), " ".join(fault.messages)
        )
        for name, faults in form.errors.as_data().items()
        for fault in faults
    ]
    raise Problem(Code.INVALID, errors=errors)


def _outcomes(order: Order, told: list[dict[str, Any]]) -> dict[int, tuple[str, int]]:
    """{line: (outcome, hired)} by the page's own rules, of every line once. Raises Problem."""
    lines = {line.uuid: line for line in OrderLine.objects.filter(order=order)}
    found: dict[int, tuple[str, int]] = {}
    for number, item in enumerate(told):
        line = lines.get(item["line"])
        if line is None or line.pk in found:
            raise invalid(f"lines/{number}/line", "does_not_exist")
        at = f"linje-{line.position}"
        data = {f"{at}-outcome": item["outcome"], f"{at}-hired": str(item["hired"])}
        check_form(LineOutcomeForm(data, line=line, hired=0), f"lines/{number}/")
        found[line.pk] = (item["outcome"], item["hired"])
    if len(found) != len(lines):
        raise invalid("lines", "required")
    return found


def _searches(actor: Actor, uuid: UUID) -> list[Search]:
    return list(Search.objects.filter(order=led_or_404(actor, uuid)).order_by("-at", "-id")[:100])


def _search(actor: Actor, search: Search) -> dict[str, Any]:
    now = timezone.now()
    days = rules_of(actor.organisation_id, local_date(now)).search_valid_working_days
    return search_document(search, is_evidence=counts_as_evidence(search, now=now, working_days=days))
