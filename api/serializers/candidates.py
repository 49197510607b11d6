"""Candidates, never with a name: what the pages say of them at the first two levels of disclosure."""

from rest_framework import serializers

from api.serializers.common import MunicipalitySerializer, OrganisationSerializer
from candidates.enums import Basis, CandidateState


class CandidateSerializer(serializers.Serializer):
    """The first level: what a hit in a list may say."""

    pseudonym = serializers.CharField()
    jobcenter = OrganisationSerializer(help_text="The jobcentre of residence.")
    municipality = MunicipalitySerializer()
    occupation = serializers.CharField(allow_null=True, help_text="The first one.")
    occupations = serializers.ListField(child=serializers.CharField())
    skills = serializers.ListField(child=serializers.CharField())
    certificates = serializers.ListField(child=serializers.CharField())
    licences = serializers.ListField(child=serializers.CharField())
    languages = serializers.ListField(child=serializers.CharField())
    educations = serializers.ListField(child=serializers.CharField())
    employment_forms = serializers.ListField(child=serializers.CharField())
    job_titles = serializers.ListField(child=serializers.CharField(), help_text="Held before.")
    unemployed_weeks = serializers.IntegerField(allow_null=True)
    available_from = serializers.DateField(allow_null=True, help_text="null: at once.")
    wanted_km = serializers.IntegerField(allow_null=True)
    cv_updated_on = serializers.DateField(allow_null=True)
    completeness = serializers.IntegerField(help_text="Percent of the CV that is filled in.")


class OwnCandidateSerializer(CandidateSerializer):
    """One's own also with state and basis; with the reference where it was asked for."""

    state = serializers.ChoiceField(choices=CandidateState.values)
    basis = serializers.ChoiceField(
        choices=Basis.values, help_text="Why other jobcentres may find the candidate; empty: they may not."
    )
    reference = serializers.CharField(
        required=False, help_text="In your own system. Only where `reference` was given."
    )


class OwnCandidatePageSerializer(serializers.Serializer):
    items = OwnCandidateSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class JobSerializer(serializers.Serializer):
    title = serializers.CharField()
    first_year = serializers.CharField(help_text="Empty where it is not known.")
    last_year = serializers.CharField(help_text="Empty where it is not known, or still held.")


class EducationSerializer(serializers.Serializer):
    title = serializers.CharField()
    year = serializers.CharField(help_text="Empty where it is not known.")


class ProfileSerializer(serializers.Serializer):
    """The second level: still nothing that names a person."""

    text = serializers.CharField()
    wanted_work = serializers.CharField()
    target_groups = serializers.ListField(child=serializers.CharField())
    history = JobSerializer(many=True)
    education = EducationSerializer(many=True)
    missing = serializers.ListField(child=serializers.CharField(), help_text="Danish: what the CV lacks.")


class CandidateProfileSerializer(CandidateSerializer):
    profile = ProfileSerializer(allow_null=True)


class CountSerializer(serializers.Serializer):
    """How many. One or two of another municipality are not told apart; more than 200 are not counted."""

    at_least = serializers.IntegerField()
    at_most = serializers.IntegerField(allow_null=True, help_text="null: more than are counted.")
    text = serializers.CharField(help_text="Danish, as the page says it.")


class HitSerializer(CandidateSerializer):
    km = serializers.IntegerField(help_text="From the place to the candidate's postcode, rounded.")
    lacks = serializers.ListField(
        child=serializers.CharField(), help_text="Certificates that were wished for and are missing."
    )


class PlaceSerializer(serializers.Serializer):
    """A municipality with hits, and as many of them as were asked for."""

    municipality = MunicipalitySerializer()
    is_own = serializers.BooleanField()
    km = serializers.IntegerField(help_text="To its nearest postcode with a hit; 0 for one's own.")
    count = CountSerializer()
    hits = HitSerializer(many=True)


class SearchedSerializer(serializers.Serializer):
    """The search as it was understood: the vocabulary's own words."""

    place = serializers.CharField()
    radius_km = serializers.IntegerField()
    occupations = serializers.ListField(child=serializers.CharField())
    terms = serializers.ListField(child=serializers.CharField(), help_text="All must fit.")
    wished = serializers.ListField(child=serializers.CharField(), help_text="Nice to have.")
    text = serializers.CharField()
    available_by = serializers.DateField(allow_null=True)


class SearchSerializer(serializers.Serializer):
    searched = SearchedSerializer()
    summary = serializers.CharField(help_text="Danish, as the page says it.")
    places = PlaceSerializer(many=True)
