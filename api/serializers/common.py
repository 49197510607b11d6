"""What more than one resource has."""

from rest_framework import serializers


class MunicipalitySerializer(serializers.Serializer):
    code = serializers.CharField(help_text='Four digits, as in "0615".')
    name = serializers.CharField()


class OrganisationSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
