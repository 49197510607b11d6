"""What more than one resource has."""

from rest_framework import serializers


class MunicipalitySerializer(serializers.Serializer):
    code = serializers.CharField(help_text='Four digits, as in "0615".')
    name = serializers.CharField()


class OrganisationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()


class WithdrawnSerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text="Of what you may have read.")
    withdrawn_at = serializers.DateTimeField()


class WithdrawnPageSerializer(serializers.Serializer):
    items = WithdrawnSerializer(many=True)
    next = serializers.CharField(allow_null=True)
