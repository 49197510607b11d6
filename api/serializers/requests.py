"""Requests between jobcentres, and their answers."""

from rest_framework import serializers

from api.serializers.common import OrganisationSerializer
from api.serializers.fields import ComingDay, Line, Text
from api.serializers.orders import CompanyBriefSerializer, OrderLineSerializer, RecordedSearchSerializer
from orders.enums import AnswerChannel, AnswerKind, ClockState, RequestReason, RequestState
from orders.models.orders import MAX_PLACES

DIRECTIONS = ("incoming", "outgoing")
MOST_ASKED = 98


class RequestOrderSerializer(serializers.Serializer):
    """What the asked jobcentre is told of the order."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    company = CompanyBriefSerializer()
    postcode = serializers.CharField(help_text="Of the workplace.")
    start_on = serializers.DateField(allow_null=True)


class AnswerSerializer(serializers.Serializer):
    """The latest answer. After `clarify` and `passed_on` another one may follow."""

    answer = serializers.ChoiceField(choices=AnswerKind.values)
    number = serializers.IntegerField(allow_null=True)
    by = serializers.DateField(allow_null=True)
    text = serializers.CharField()
    referred_to = OrganisationSerializer(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)
    channel = serializers.ChoiceField(choices=["", *AnswerChannel.values])


class RequestSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    direction = serializers.ChoiceField(choices=DIRECTIONS)
    order = RequestOrderSerializer()
    line = OrderLineSerializer(allow_null=True)
    from_jobcenter = OrganisationSerializer()
    to_jobcenter = OrganisationSerializer()
    reason = serializers.ChoiceField(choices=RequestReason.values)
    text = serializers.CharField()
    number_wanted = serializers.IntegerField()
    evidence = RecordedSearchSerializer(allow_null=True)
    state = serializers.ChoiceField(choices=RequestState.values)
    sent_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True, help_text="When the answer is owed (D2).")
    clock = serializers.ChoiceField(choices=["", *ClockState.values], help_text="How that promise stands.")
    answer = AnswerSerializer(allow_null=True)
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    changed_at = serializers.DateTimeField(help_text="See `updated_since`.")
    version = serializers.IntegerField()


class RequestPageSerializer(serializers.Serializer):
    items = RequestSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class RequestListSerializer(serializers.Serializer):
    items = RequestSerializer(many=True)


class AskSerializer(serializers.Serializer):
    """A reasoned request to one or more jobcentres about one line."""

    to = serializers.ListField(
        child=serializers.UUIDField(),
        allow_empty=False,
        max_length=MOST_ASKED,
        help_text="Organisations' ids.",
    )
    line = serializers.UUIDField(required=False, help_text="Needed where the order has several lines.")
    reason = serializers.ChoiceField(
        choices=RequestReason.values,
        help_text="`search_failed` needs a recorded search across a municipal border: see the order's searches.",
    )
    text = Text(max_length=1000, help_text="What is lacking.")
    number_wanted = serializers.IntegerField(min_value=1, max_value=MAX_PLACES)


class GiveAnswerSerializer(serializers.Serializer):
    """yes: `number` and `by`. no and clarify: `text`. passed_on: `referred_to`."""

    answer = serializers.ChoiceField(choices=AnswerKind.values)
    number = serializers.IntegerField(min_value=1, max_value=MAX_PLACES, required=False)
    by = ComingDay(required=False)
    text = Text(max_length=1000, required=False, allow_blank=True, default="")
    referred_to = serializers.UUIDField(required=False, help_text="Another jobcentre's organisation.")


class ClarifySerializer(serializers.Serializer):
    text = Text(max_length=1000)


class WithdrawSerializer(serializers.Serializer):
    reason = Line(max_length=300, required=False, allow_blank=True, default="")
