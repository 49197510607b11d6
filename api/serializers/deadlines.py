"""Promises with a deadline."""

from rest_framework import serializers

from api.serializers.common import OrganisationSerializer
from orders.enums import ClockState
from orders.promises import PromiseCode
from orders.status import Status

PROMISES = [code.value for code in PromiseCode]


class DeadlineOrderSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    number = serializers.CharField()
    url = serializers.CharField()


class DeadlineSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    promise = serializers.ChoiceField(choices=PROMISES)
    title = serializers.CharField(help_text="Danish: what is promised.")
    subject = serializers.CharField(help_text="Danish: the case.")
    order = DeadlineOrderSerializer(
        allow_null=True, help_text="null where you cannot see the order any more."
    )
    request = serializers.UUIDField(allow_null=True)
    line = serializers.UUIDField(allow_null=True)
    owner = OrganisationSerializer(help_text="Who has promised it.")
    owed_to = OrganisationSerializer()
    state = serializers.ChoiceField(choices=ClockState.values)
    status = serializers.ChoiceField(
        choices=["", *(status.value for status in Status)], help_text="How it stands now, as on the pages."
    )
    received_at = serializers.DateTimeField()
    counts_from = serializers.DateTimeField()
    due_at = serializers.DateTimeField()
    stopped_at = serializers.DateTimeField(allow_null=True)
    kept = serializers.BooleanField(allow_null=True, help_text="null while it runs.")
    paused_until = serializers.DateTimeField(allow_null=True)
    why = serializers.CharField(
        help_text='Danish: "Hvorfor denne frist?" in one sentence; empty for a cancelled one.'
    )
    basis = serializers.CharField(
        help_text="Danish: which opening hours, calendar and rules it was counted with."
    )


class DeadlinePageSerializer(serializers.Serializer):
    items = DeadlineSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class DeadlineListSerializer(serializers.Serializer):
    items = DeadlineSerializer(many=True)
