"""Agreements, and who answers where."""

from rest_framework import serializers

from agreements.enums import AccessRole, AgreementKind, AgreementState, Area, PartyRole
from api.serializers.common import OrganisationSerializer


class PartyContactSerializer(serializers.Serializer):
    name = serializers.CharField()
    title = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class PartySerializer(serializers.Serializer):
    role = serializers.ChoiceField(choices=PartyRole.values)
    organisation = OrganisationSerializer()
    area = serializers.ChoiceField(choices=["", *Area.values], help_text="A tovholder's; empty for others.")
    municipalities = serializers.ListField(
        child=serializers.CharField(), help_text="Codes, where the area is some."
    )
    is_primary = serializers.BooleanField()
    contact = PartyContactSerializer(allow_null=True, help_text="null for a jobcentre that is only covered.")


class AgreementSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    number = serializers.CharField()
    kind = serializers.ChoiceField(choices=AgreementKind.values)
    state = serializers.ChoiceField(choices=AgreementState.values)
    role = serializers.ChoiceField(choices=AccessRole.values, help_text="Why you see it.")
    title = serializers.CharField()
    company = OrganisationSerializer(allow_null=True, help_text="null for a network's agreement.")
    cvr = serializers.CharField(help_text="The company's; empty without one.")
    starts_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField(allow_null=True, help_text="Number of the version that counts.")
    concluded_at = serializers.DateTimeField(allow_null=True)
    document_sha256 = serializers.CharField(help_text="Of the wording that was sent; empty for a draft.")
    signed_pdf_sha256 = serializers.CharField(
        help_text="Of the signed PDF as a file: it can be checked at /underskriv/kontrol/. Empty until it is made."
    )
    parties = PartySerializer(many=True)


class AgreementPageSerializer(serializers.Serializer):
    items = AgreementSerializer(many=True)
    next = serializers.CharField(allow_null=True)
