"""Jobcentres, and whom to ask there."""

from rest_framework import serializers

from api.serializers.common import MunicipalitySerializer, OrganisationSerializer
from jobcenters.enums import ContactList, Freshness


class JobcenterSerializer(serializers.Serializer):
    id = serializers.UUIDField(help_text="The organisation's: what requests name.")
    url = serializers.CharField()
    name = serializers.CharField(help_text='As it is called today, as in "Jobcenter Horsens".')
    place = serializers.CharField()
    municipalities = MunicipalitySerializer(many=True, help_text="That it serves today.")
    email = serializers.CharField(help_text="For companies and other jobcentres.")
    phone = serializers.CharField()
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()


class JobcenterListSerializer(serializers.Serializer):
    items = JobcenterSerializer(many=True)


class ContactEntrySerializer(serializers.Serializer):
    """A line of a network's living contact list."""

    network = serializers.CharField(help_text="Empty for an entry of the national list alone.")
    list = serializers.ChoiceField(choices=ContactList.values)
    jobcenter = OrganisationSerializer()
    person = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()
    subject = serializers.CharField()
    languages = serializers.CharField()
    freshness = serializers.ChoiceField(
        choices=Freshness.values, help_text="How far it can be trusted today."
    )
    confirmed_on = serializers.DateField(allow_null=True)
    stand_in = serializers.CharField(help_text="Whom to ask instead; empty for nobody.")


class ContactEntryListSerializer(serializers.Serializer):
    items = ContactEntrySerializer(many=True)
