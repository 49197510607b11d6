"""What the API is held against: the views that anybody would write first with Django REST framework (see bench_api)."""

from typing import Any, ClassVar

from django.db import transaction
from django.urls import path
from rest_framework import serializers
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import Actor
from accounts.tenancy import set_context
from api.selectors.orders import NEED, RELATED, WHOLE, Asked, accesses, order_and_access
from api.serializers.orders import RegisterSerializer
from api.services.orders import order_take
from orders.models import Order, OrderAccess, OrderLine

PAGE = 50
_FOR_TOVHOLDER = ("contact", "cvs_wanted", "candidate_contact", "posting", "wants_screening", "agreement")
_FOR_THE_ASKED = ("job_description", "candidate_profile", "application_deadline", "closing_note")
_acting: list[Actor] = []


def acts_for(actor: Actor) -> None:
    """Whom the bare views answer."""
    _acting[:] = [actor]


class _Organisation(serializers.Serializer):  # type: ignore[misc]
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()


class _Company(serializers.Serializer):  # type: ignore[misc]
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    cvr = serializers.CharField()


class _Place(serializers.Serializer):  # type: ignore[misc]
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    p_number = serializers.SerializerMethodField()
    address = serializers.CharField()
    postcode = serializers.CharField(source="postcode_id")
    town = serializers.CharField(source="postcode.name")

    def get_p_number(self, row: Any) -> str:
        return row.p_number or ""


class _Person(serializers.Serializer):  # type: ignore[misc]
    id = serializers.UUIDField(source="uuid")
    name = serializers.CharField()
    title = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class _Line(serializers.Serializer):  # type: ignore[misc]
    id = serializers.UUIDField(source="uuid")
    position = serializers.IntegerField()
    occupation = serializers.CharField()
    places = serializers.IntegerField()
    form = serializers.CharField()
    target_group = serializers.CharField()
    requirements = serializers.CharField()
    outcome = serializers.CharField()
    hired = serializers.IntegerField()


class _Instant(serializers.ReadOnlyField):  # type: ignore[misc]
    def to_representation(self, value: Any) -> str | None:
        return value.isoformat() if value else None


class _Order(serializers.Serializer):  # type: ignore[misc]
    """The fields of `api.serializers.orders.OrderSerializer`, each read from the row."""

    id = serializers.UUIDField(source="uuid")
    number = serializers.CharField()
    url = serializers.SerializerMethodField()
    role = serializers.CharField(source="the_access.role")
    state = serializers.CharField()
    is_open = serializers.BooleanField()
    is_inquiry = serializers.BooleanField()
    title = serializers.CharField()
    channel = serializers.CharField()
    company = _Company()
    workplace = _Place()
    contact = _Person()
    received_by = _Organisation()
    received_at = _Instant()
    tovholder = _Organisation()
    lines = _Line(many=True, source="the_lines")
    job_description = serializers.CharField()
    candidate_profile = serializers.CharField()
    start_on = _Instant()
    application_deadline = _Instant()
    cvs_wanted = serializers.IntegerField()
    candidate_contact = serializers.CharField()
    posting = serializers.CharField()
    wants_screening = serializers.BooleanField()
    is_large = serializers.BooleanField()
    agreement = serializers.SerializerMethodField()
    closed_at = _Instant()
    closing_note = serializers.CharField()
    changed_at = _Instant(source="the_access.changed_at")
    version = serializers.IntegerField()

    def to_representation(self, row: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().to_representation(row)
        if row.the_access.role not in WHOLE:
            told.update(dict.fromkeys(_FOR_TOVHOLDER))
        if row.the_access.role not in NEED:
            told.update(dict.fromkeys(_FOR_THE_ASKED))
        return told

    def get_url(self, row: Any) -> str:
        return f"/api/v1/orders/{row.uuid}"

    def get_agreement(self, row: Any) -> str | None:
        return row.agreement_terms.get("number") or None


def _with_lines(orders: dict[int, Order], rows: list[OrderAccess]) -> list[Order]:
    lines: dict[int, list[OrderLine]] = {}
    for line in OrderLine.objects.filter(order_id__in=list(orders)).order_by("order_id", "position", "id"):
        lines.setdefault(line.order_id, []).append(line)
    found: list[Order] = []
    for row in rows:
        order: Any = orders[row.order_id]
        order.the_access, order.the_lines = row, lines.get(row.order_id, [])
        found.append(order)
    return found


class Orders(APIView):  # type: ignore[misc]
    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []
    renderer_classes = [JSONRenderer]
    parser_classes = [JSONParser]

    def get(self, request: Request) -> Response:
        actor = _acting[0]
        with transaction.atomic():
            set_context(organisation_id=actor.organisation_id, user_id=None, staff=True)
            rows = accesses(actor, Asked(), PAGE + 1)[:PAGE]
            orders = Order.objects.select_related(*RELATED).in_bulk([row.order_id for row in rows])
            return Response({"items": _Order(_with_lines(orders, rows), many=True).data})

    def post(self, request: Request) -> Response:
        actor = _acting[0]
        with transaction.atomic():
            set_context(organisation_id=actor.organisation_id, user_id=None, staff=True)
            read = RegisterSerializer(data=request.data)
            read.is_valid(raise_exception=True)
            made = order_take(actor=actor, values=read.validated_data)
            order, access = order_and_access(actor, made.uuid)
            return Response(_Order(_with_lines({order.pk: order}, [access])[0]).data, status=201)


urlpatterns = [path("orders", Orders.as_view())]
