"""Notes of visits, calls and meetings with companies."""

from rest_framework import serializers

from api.serializers.common import OrganisationSerializer
from api.serializers.companies import CompanyOfSerializer
from api.serializers.fields import Line, Text
from visits.enums import Growth, Horizon, InteractionKind, Outlook
from visits.models.interaction import TEXT_MAX
from visits.services.interactions import CAMPAIGN_MAX, MOST_NEEDS, MOST_PEOPLE, OCCUPATION_MAX

GROWTH, OUTLOOK = ["", *Growth.values], ["", *Outlook.values]


class NeedSerializer(serializers.Serializer):
    """People of one occupation that the company expects to need."""

    occupation = Line(max_length=OCCUPATION_MAX)
    number = serializers.IntegerField(
        min_value=1, max_value=MOST_PEOPLE, required=False, allow_null=True, default=None
    )
    horizon = serializers.ChoiceField(
        choices=Horizon.values,
        required=False,
        default=Horizon.THREE.value,
        help_text="Within how many months.",
    )


class VisitSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    organisation = OrganisationSerializer(help_text="Who wrote it.")
    is_own = serializers.BooleanField()
    company = CompanyOfSerializer()
    workplace = serializers.UUIDField(allow_null=True)
    contact = serializers.UUIDField(allow_null=True)
    kind = serializers.ChoiceField(choices=InteractionKind.values)
    held_on = serializers.DateField()
    text = serializers.CharField()
    growth = serializers.ChoiceField(choices=GROWTH, help_text="Empty: not talked about.")
    needs_labour = serializers.BooleanField()
    needs_apprentices = serializers.BooleanField()
    needs_retention = serializers.BooleanField()
    outlook_3 = serializers.ChoiceField(choices=OUTLOOK, help_text="Staff in 3 months, beside today.")
    outlook_12 = serializers.ChoiceField(choices=OUTLOOK)
    needs = NeedSerializer(many=True)
    campaign = serializers.CharField()
    next_visit_on = serializers.DateField(allow_null=True)
    is_shared = serializers.BooleanField(help_text="Other jobcentres and Jobservice Danmark read it.")
    changed_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class VisitPageSerializer(serializers.Serializer):
    items = VisitSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ChangeVisitSerializer(serializers.Serializer):
    """What is given is changed; how the note stood before is kept."""

    kind = serializers.ChoiceField(choices=InteractionKind.values, required=False)
    held_on = serializers.DateField(required=False, help_text="Danish day; not in the future.")
    text = Text(
        max_length=TEXT_MAX,
        required=False,
        allow_blank=True,
        help_text="Nothing that tells who a citizen is.",
    )
    workplace = serializers.UUIDField(required=False, allow_null=True)
    contact = serializers.UUIDField(required=False, allow_null=True)
    growth = serializers.ChoiceField(choices=GROWTH, required=False)
    needs_labour = serializers.BooleanField(required=False)
    needs_apprentices = serializers.BooleanField(required=False)
    needs_retention = serializers.BooleanField(required=False)
    outlook_3 = serializers.ChoiceField(choices=OUTLOOK, required=False)
    outlook_12 = serializers.ChoiceField(choices=OUTLOOK, required=False)
    needs = serializers.ListField(child=NeedSerializer(), max_length=MOST_NEEDS, required=False)
    campaign = Line(max_length=CAMPAIGN_MAX, required=False, allow_blank=True)
    next_visit_on = serializers.DateField(required=False, allow_null=True)
    is_shared = serializers.BooleanField(required=False)


class NewVisitSerializer(ChangeVisitSerializer):
    """A note about a company; something must be said beside that it was held."""

    company = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=InteractionKind.values)
    held_on = serializers.DateField(help_text="Danish day; not in the future.")
