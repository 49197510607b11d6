"""Requests between jobcentres: asked, listed, answered, clarified, taken back."""

from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request as Call
from rest_framework.response import Response

from accounts.actor import Actor
from accounts.models import Organisation
from api.enums import Scope
from api.examples import ANSWERED, ASK, REQUEST, YES
from api.openapi import CURSOR, IDEMPOTENCY, IF_MATCH, LIMIT, UPDATED_SINCE, example
from api.paging import check_known, choice_asked, cursor_values, instant_asked, page_of, page_size
from api.problems import Code, FieldError, Problem, invalid
from api.selectors.orders import order_and_access
from api.selectors.requests import (
    INCOMING,
    Asked,
    documents,
    place_of,
    request_document,
    request_or_404,
    requests_after,
    requests_on,
)
from api.serializers.requests import (
    DIRECTIONS,
    AskSerializer,
    ClarifySerializer,
    GiveAnswerSerializer,
    RequestListSerializer,
    RequestPageSerializer,
    RequestSerializer,
    WithdrawSerializer,
)
from api.views.base import ApiView, once
from api.views.orders import LED, led_or_404
from jobcenters.calendar import NoOpeningHoursError, local_date
from jobcenters.models import Jobcenter
from orders.enums import AnswerKind, RequestState
from orders.models import Order, OrderLine, Request
from orders.permissions import check_can_answer_request
from orders.services.clarifications import request_clarify
from orders.services.requests import request_answer, request_withdraw, requests_send

ASKED = {**REQUEST, "direction": "outgoing"}


class Requests(ApiView):
    scopes = {"GET": Scope.REQUESTS_READ}

    @extend_schema(
        operation_id="requests_list",
        tags=["requests"],
        summary="Requests to you or from you",
        description="By the time of change, the oldest first. One that was taken back is not found any more by whom it "
        "was sent to.",
        parameters=[
            CURSOR,
            LIMIT,
            UPDATED_SINCE,
            OpenApiParameter("direction", OpenApiTypes.STR, enum=DIRECTIONS, description="incoming without."),
            OpenApiParameter("state", OpenApiTypes.STR, enum=RequestState.values),
        ],
        responses=RequestPageSerializer,
        examples=[example("One", {"items": [REQUEST], "next": None})],
    )
    def get(self, request: Call) -> Response:
        check_known(request, "cursor", "limit", "updated_since", "direction", "state")
        size = page_size(request)
        asked = Asked(
            direction=choice_asked(request, "direction", DIRECTIONS, INCOMING),
            state=choice_asked(request, "state", RequestState.values),
            since=instant_asked(request, "updated_since"),
            after=cursor_values(request.query_params.get("cursor", ""), 2),
        )
        rows = requests_after(self.actor, asked, size + 1)
        told = dict(zip((row.pk for row in rows), documents(self.actor, rows[:size]), strict=False))
        page = page_of(request, rows, size, item=lambda row: told[row.pk], place=place_of)
        return Response(page)


class OrderRequests(ApiView):
    scopes = {"GET": Scope.REQUESTS_READ, "POST": Scope.REQUESTS_WRITE}

    @extend_schema(
        operation_id="orders_requests",
        tags=["requests"],
        summary="The requests on an order that you may see",
        responses=RequestListSerializer,
        examples=[example("One", {"items": [ASKED]})],
    )
    def get(self, request: Call, order: UUID) -> Response:
        found, _access = order_and_access(self.actor, order)
        return Response({"items": documents(self.actor, requests_on(self.actor, found.pk))})

    @extend_schema(
        operation_id="requests_create",
        tags=["requests"],
        summary="Ask other jobcentres for candidates",
        description="With a reason. `search_failed` needs a recorded search that crossed a municipal border (409 "
        "without one). Each answers within what is promised: `due_at`. All are asked, or none. " + LED,
        parameters=[IDEMPOTENCY],
        request=AskSerializer,
        responses={201: RequestListSerializer},
        examples=[example("Asked", {"items": [ASKED]}), example("Three fitters", ASK, request=True)],
    )
    @once
    def post(self, request: Call, order: UUID) -> Response:
        found = led_or_404(self.actor, order)
        values = self.read(AskSerializer, request)
        line = _line(found, values.get("line"))
        to = _jobcenters(self.actor, values["to"])
        try:
            with transaction.atomic():
                sent = requests_send(
                    actor=self.actor,
                    order=found,
                    line=line,
                    to=to,
                    reason=values["reason"],
                    text=values["text"],
                    number_wanted=values["number_wanted"],
                )
        except IntegrityError:
            raise Problem(
                Code.CONFLICT, reason=_("Et af jobcentrene er allerede spurgt om det samme.")
            ) from None
        except NoOpeningHoursError:
            raise Problem(Code.CONFLICT, reason=_("Et af jobcentrene har ingen åbningstider.")) from None
        keys = {row.pk for row in sent}
        rows = [row for row in requests_on(self.actor, found.pk) if row.pk in keys]
        return Response({"items": documents(self.actor, rows)}, status=201)


class OneRequest(ApiView):
    scopes = {"GET": Scope.REQUESTS_READ}

    @extend_schema(
        operation_id="requests_retrieve",
        tags=["requests"],
        summary="One request with its answer",
        responses=RequestSerializer,
        examples=[example("Waits for an answer", REQUEST)],
    )
    def get(self, request: Call, uuid: UUID) -> Response:
        return Response(request_document(self.actor, request_or_404(self.actor, uuid)))


class Answer(ApiView):
    scopes = {"POST": Scope.REQUESTS_WRITE}

    @extend_schema(
        operation_id="requests_answer",
        tags=["requests"],
        summary="Answer a request",
        description="yes with number and day (it becomes part of the order's delivery plan), no with the reason, a "
        "question back (`clarify`), or another jobcentre that should be asked (`passed_on`). For the asked jobcentre; "
        "the promise of an answer is kept by it, and whoever asked is told.",
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=GiveAnswerSerializer,
        responses=RequestSerializer,
        examples=[example("Answered", ANSWERED), example("Can deliver two", YES, request=True)],
    )
    @once
    def post(self, request: Call, uuid: UUID) -> Response:
        found = request_or_404(self.actor, uuid)
        if found.to_organisation_id != self.actor.organisation_id:
            raise Http404
        values = self.read(GiveAnswerSerializer, request)
        self.check_unchanged(request, request_document(self.actor, found))
        check_can_answer_request(self.actor, found)
        if not found.order.is_open:
            raise Problem(Code.CONFLICT, reason=_("Ordren er lukket."))
        request_answer(actor=self.actor, request=found, **_answer(self.actor, found, values))
        return Response(request_document(self.actor, request_or_404(self.actor, uuid)))


class Clarify(ApiView):
    scopes = {"POST": Scope.REQUESTS_WRITE}

    @extend_schema(
        operation_id="requests_clarify",
        tags=["requests"],
        summary="Answer a jobcentre's question",
        description="After `clarify`: the request is open again, with a new deadline. " + LED,
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=ClarifySerializer,
        responses=RequestSerializer,
        examples=[
            example("Open again", {**ASKED, "version": 3}),
            example("Hours", {"text": "Arbejdet ligger i dagtimerne."}, request=True),
        ],
    )
    @once
    def post(self, request: Call, uuid: UUID) -> Response:
        found = request_or_404(self.actor, uuid)
        led_or_404(self.actor, found.order.uuid)
        values = self.read(ClarifySerializer, request)
        self.check_unchanged(request, request_document(self.actor, found))
        request_clarify(actor=self.actor, request=found, text=values["text"])
        return Response(request_document(self.actor, request_or_404(self.actor, uuid)))


class Withdraw(ApiView):
    scopes = {"POST": Scope.REQUESTS_WRITE}

    @extend_schema(
        operation_id="requests_withdraw",
        tags=["requests"],
        summary="Take a request back",
        description="For whoever asked, until there is an answer.",
        parameters=[IDEMPOTENCY, IF_MATCH],
        request=WithdrawSerializer,
        responses=RequestSerializer,
        examples=[
            example("Taken back", {
                **ASKED, "state": "withdrawn", "due_at": None, "clock": "cancelled",
                "withdrawn_at": "2026-03-03T10:00:00+00:00", "version": 2,
            }),
            example("Not needed", {"reason": "Vi har selv fundet dem."}, request=True),
        ],
    )  # fmt: skip
    @once
    def post(self, request: Call, uuid: UUID) -> Response:
        found = request_or_404(self.actor, uuid)
        if found.from_organisation_id != self.actor.organisation_id:
            raise Http404
        values = self.read(WithdrawSerializer, request)
        self.check_unchanged(request, request_document(self.actor, found))
        request_withdraw(actor=self.actor, request=found, reason=values["reason"])
        return Response(request_document(self.actor, request_or_404(self.actor, uuid)))


def _line(order: Order, wanted: UUID | None) -> OrderLine:
    """Raises Problem (422) for a line that is not the order's, and for none where it has several."""
    lines = list(OrderLine.objects.filter(order=order))
    if wanted is None and len(lines) == 1:
        return lines[0]
    found = next((line for line in lines if line.uuid == wanted), None)
    if found is None:
        raise invalid("line", "required" if wanted is None else "does_not_exist")
    return found


def _jobcenters(actor: Actor, wanted: list[UUID]) -> list[Organisation]:
    """The jobcentres in the order given. Raises Problem (422) for what is none, one's own, or named twice."""
    today = local_date(timezone.now())
    rows = Jobcenter.objects.on(today).filter(organisation__uuid__in=wanted).exclude(pk=actor.organisation_id)
    known = {
        row.organisation.uuid: row.organisation for row in rows.select_related("organisation__jobcenter")
    }
    lacking = [
        FieldError(f"to/{number}", "does_not_exist")
        for number, uuid in enumerate(wanted)
        if uuid not in known or uuid in wanted[:number]
    ]
    if lacking:
        raise Problem(Code.INVALID, errors=lacking)
    return [known[uuid] for uuid in wanted]


def _answer(actor: Actor, request: Request, values: dict[str, Any]) -> dict[str, Any]:
    """What the service takes. Raises Problem (422) for what an answer of that kind lacks, or does not have."""
    kind = values["answer"]
    needed = {
        AnswerKind.YES: ("number", "by"),
        AnswerKind.NO: ("text",),
        AnswerKind.CLARIFY: ("text",),
        AnswerKind.PASSED_ON: ("referred_to",),
    }[AnswerKind(kind)]
    lacking = [FieldError(name, "required") for name in needed if not values.get(name)]
    foreign = [
        FieldError(name, "unknown")
        for name in ("number", "by", "referred_to")
        if name in values and name not in needed
    ]
    if lacking or foreign:
        raise Problem(Code.INVALID, errors=lacking + foreign)
    referred = None
    if kind == AnswerKind.PASSED_ON:
        rows = Organisation.objects.filter(uuid=values["referred_to"], jobcenter__isnull=False)
        referred = rows.select_related("jobcenter").first()
        if referred is None or referred.pk in (request.to_organisation_id, request.from_organisation_id):
            raise invalid("referred_to", "does_not_exist")
    return {
        "answer": kind,
        "number": values.get("number"),
        "by": values.get("by"),
        "text": values["text"],
        "referred_to": referred,
    }
