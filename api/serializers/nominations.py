"""Candidates on an order's lines."""

from rest_framework import serializers

from api.serializers.common import OrganisationSerializer
from candidates.enums import DeclineReason, NominationState
from candidates.services.disclosure import MAX_PURPOSE
from candidates.services.nominations import MOST
from candidates.workflow import Part

RECEIVERS = [Part.TOVHOLDER.value, Part.COMPANY.value]


class LineSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    title = serializers.CharField(help_text="Danish.")


class ReleasedSerializer(serializers.Serializer):
    """Who the candidate is may be seen by one of the order's two, until an instant."""

    to = serializers.ChoiceField(choices=RECEIVERS)
    until = serializers.DateTimeField()


class NominationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    pseudonym = serializers.CharField()
    jobcenter = OrganisationSerializer(help_text="The jobcentre of residence.")
    line = LineSerializer()
    state = serializers.ChoiceField(choices=NominationState.values)
    declined_reason = serializers.ChoiceField(choices=["", *DeclineReason.values])
    nominated_at = serializers.DateTimeField()
    screened_at = serializers.DateTimeField(allow_null=True)
    presented_at = serializers.DateTimeField(allow_null=True)
    hired_at = serializers.DateTimeField(allow_null=True)
    employed_from = serializers.DateField(allow_null=True)
    released = ReleasedSerializer(many=True)
    version = serializers.IntegerField()


class NominationListSerializer(serializers.Serializer):
    items = NominationSerializer(many=True)


class ReleaseSerializer(serializers.Serializer):
    """Showing who they are is a choice of its own: without it nobody is told."""

    to = serializers.ListField(child=serializers.ChoiceField(choices=RECEIVERS), allow_empty=False)
    purpose = serializers.CharField(max_length=MAX_PURPOSE)
    until = serializers.DateField(help_text="The last day, Danish time.")


class NominateSerializer(serializers.Serializer):
    """Own candidates to one line of the order."""

    candidates = serializers.ListField(
        child=serializers.CharField(max_length=12),
        allow_empty=False,
        max_length=MOST,
        help_text="Pseudonyms.",
    )
    line = serializers.UUIDField(required=False, help_text="Needed where the order has several lines.")
    release = ReleaseSerializer(required=False, allow_null=True)
