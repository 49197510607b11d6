"""Job orders with their lines."""

from rest_framework import serializers

from agreements.enums import BypassReason
from api.serializers.common import OrganisationSerializer
from api.serializers.fields import ComingDay, Line, Text
from orders.enums import (
    AccessRole,
    CandidateContact,
    Channel,
    EmploymentForm,
    EventKind,
    OrderState,
    Outcome,
    PostingWish,
    TargetGroup,
)
from orders.forms.delivery import OUTCOMES
from orders.models.orders import MAX_PLACES

MOST_LINES = 20
# How what a system registers reached the jobcentre.
CHANNELS = [Channel.SYSTEM.value, Channel.PHONE.value, Channel.MAIL.value, Channel.VISIT.value]
TOVHOLDER, SELF = "tovholder", "self"
ANSWERS = [EventKind.CALL.value, EventKind.REPLY.value, EventKind.MEETING.value]


class CompanyBriefSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    cvr = serializers.CharField(help_text="8 digits.")


class PlaceOfWorkSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    name = serializers.CharField()
    p_number = serializers.CharField(help_text="10 digits; empty where none is known.")
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()


class PersonSerializer(serializers.Serializer):
    """A contact person at the company."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    title = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class OrderLineSerializer(serializers.Serializer):
    """Places of one kind."""

    id = serializers.UUIDField()
    position = serializers.IntegerField()
    occupation = serializers.CharField()
    places = serializers.IntegerField()
    form = serializers.ChoiceField(choices=EmploymentForm.values)
    target_group = serializers.ChoiceField(choices=TargetGroup.values)
    requirements = serializers.CharField()
    outcome = serializers.ChoiceField(
        choices=["", *Outcome.values], help_text="Empty while the order is open."
    )
    hired = serializers.IntegerField()


class OrderLineListSerializer(serializers.Serializer):
    items = OrderLineSerializer(many=True)


class OrderSerializer(serializers.Serializer):
    """An order as far as your organisation's part in it (`role`) may see it. What a role is not told is null."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    url = serializers.CharField()
    role = serializers.ChoiceField(choices=AccessRole.values, help_text="Your organisation's part in it.")
    state = serializers.ChoiceField(choices=OrderState.values)
    is_open = serializers.BooleanField()
    is_inquiry = serializers.BooleanField(help_text="A question about no order: it has no lines.")
    title = serializers.CharField(help_text="Danish.")
    channel = serializers.ChoiceField(choices=Channel.values, help_text="How it reached the jobcentre.")
    company = CompanyBriefSerializer()
    workplace = PlaceOfWorkSerializer()
    contact = PersonSerializer(allow_null=True, help_text="For the tovholder and Jobservice Danmark.")
    received_by = OrganisationSerializer()
    received_at = serializers.DateTimeField()
    tovholder = OrganisationSerializer(allow_null=True)
    lines = OrderLineSerializer(many=True)
    job_description = serializers.CharField(allow_null=True)
    candidate_profile = serializers.CharField(allow_null=True)
    start_on = serializers.DateField(allow_null=True)
    application_deadline = serializers.DateField(allow_null=True)
    cvs_wanted = serializers.IntegerField(allow_null=True)
    candidate_contact = serializers.ChoiceField(choices=CandidateContact.values, allow_null=True)
    posting = serializers.ChoiceField(choices=PostingWish.values, allow_null=True)
    wants_screening = serializers.BooleanField(allow_null=True)
    is_large = serializers.BooleanField(help_text="Marked as larger or complex.")
    agreement = serializers.CharField(
        allow_null=True, help_text="Number of the agreement that held when it was received."
    )
    closed_at = serializers.DateTimeField(allow_null=True)
    closing_note = serializers.CharField(allow_null=True)
    changed_at = serializers.DateTimeField(
        help_text="Of the order, its lines or its requests: `updated_since`."
    )
    version = serializers.IntegerField()


class OrderPageSerializer(serializers.Serializer):
    items = OrderSerializer(many=True)
    next = serializers.CharField(allow_null=True)


# --- registering --------------------------------------------------------------------------------------------


class CompanyInSerializer(serializers.Serializer):
    """The company by its CVR number. One that is not registered yet is registered when the rest is given."""

    cvr = Line(max_length=20)
    name = Line(max_length=200, required=False, help_text="Needed where the company is not registered yet.")


class WorkplaceInSerializer(serializers.Serializer):
    """Where the work is: by id, by P-number, or by address and postcode. A new one is added to the company."""

    id = serializers.UUIDField(required=False)
    p_number = Line(max_length=20, required=False)
    name = Line(max_length=200, required=False, help_text="The company's own name without.")
    address = Line(max_length=200, required=False)
    postcode = Line(max_length=4, required=False, help_text="Four digits.")


class ContactInSerializer(serializers.Serializer):
    """Whom the jobcentre spoke with: by id, or by name with a telephone number or an e-mail address."""

    id = serializers.UUIDField(required=False)
    name = Line(max_length=120, required=False)
    title = Line(max_length=80, required=False)
    phone = Line(max_length=30, required=False)
    email = Line(max_length=254, required=False)


class LineInSerializer(serializers.Serializer):
    occupation = Line(max_length=80)
    places = serializers.IntegerField(min_value=1, max_value=MAX_PLACES)
    form = serializers.ChoiceField(
        choices=EmploymentForm.values, required=False, default=EmploymentForm.ORDINARY.value
    )
    target_group = serializers.ChoiceField(
        choices=TargetGroup.values, required=False, default=TargetGroup.ANY.value
    )
    requirements = Line(max_length=400, required=False, allow_blank=True, default="")


class NeedInSerializer(serializers.Serializer):
    """What is known of the need; all of it may be told later."""

    job_description = Text(max_length=5000, required=False, allow_blank=True)
    candidate_profile = Text(max_length=5000, required=False, allow_blank=True)
    start_on = ComingDay(required=False, allow_null=True)
    application_deadline = ComingDay(required=False, allow_null=True)
    cvs_wanted = serializers.IntegerField(min_value=0, max_value=MAX_PLACES, required=False, allow_null=True)
    candidate_contact = serializers.ChoiceField(choices=CandidateContact.values, required=False)
    posting = serializers.ChoiceField(
        choices=PostingWish.values, required=False, help_text='"": not asked yet.'
    )
    wants_screening = serializers.BooleanField(required=False)


class TakerSerializer(serializers.Serializer):
    """Who takes an order from a company under agreement, where the agreed tovholder is another jobcentre."""

    taken_by = serializers.ChoiceField(
        choices=[TOVHOLDER, SELF], help_text=f"`{TOVHOLDER}`: the agreed one gets it at once."
    )
    reason = serializers.ChoiceField(
        choices=BypassReason.values, required=False, help_text=f"Needed with `{SELF}`; the tovholder is told."
    )
    text = Line(max_length=500, required=False, allow_blank=True)


class RegisterSerializer(NeedInSerializer):
    company = CompanyInSerializer()
    workplace = WorkplaceInSerializer(required=False, help_text="Without: the company's only one.")
    contact = ContactInSerializer(required=False, help_text="Without: the company's first contact person.")
    channel = serializers.ChoiceField(
        choices=CHANNELS, required=False, default=Channel.SYSTEM.value,
        help_text="How the company's wish reached you. Ignored for Jobservice Danmark.",
    )  # fmt: skip
    received_at = serializers.DateTimeField(
        required=False, help_text="When the company told it; now without. The answer is owed from then."
    )
    lines = serializers.ListField(child=LineInSerializer(), allow_empty=False, max_length=MOST_LINES)
    note = Text(max_length=2000, required=False, allow_blank=True, help_text="Internal, for the tovholder.")
    handling = TakerSerializer(
        required=False, help_text="Needed where the company has an agreement with another tovholder."
    )


# --- what is done about it ----------------------------------------------------------------------------------


class KnownLineSerializer(LineInSerializer):
    id = serializers.UUIDField(required=False)


class ChangeSerializer(NeedInSerializer):
    """What is given is changed; the rest stays."""

    is_large = serializers.BooleanField(required=False)
    lines = serializers.ListField(
        child=KnownLineSerializer(),
        allow_empty=False,
        max_length=MOST_LINES,
        required=False,
        help_text="As they stand: no line of a registered order is changed, added or removed (`cannot_change`).",
    )


class AnswerCompanySerializer(serializers.Serializer):
    """What one of your people has done towards the company: it keeps the promise of an answer."""

    kind = serializers.ChoiceField(choices=ANSWERS)
    note = Text(
        max_length=2000, required=False, allow_blank=True, default="", help_text="The company reads it."
    )
    with_whom = Line(
        max_length=120, required=False, allow_blank=True, default="", help_text="If not the contact person."
    )


class OutcomeSerializer(serializers.Serializer):
    line = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=[value for value, _label in OUTCOMES])
    hired = serializers.IntegerField(min_value=0, max_value=MAX_PLACES)


class CloseSerializer(serializers.Serializer):
    """How each line ended."""

    lines = serializers.ListField(child=OutcomeSerializer(), max_length=100)
    note = Text(
        max_length=2000, required=False, allow_blank=True, default="",
        help_text="What can be learned; the company and the asked jobcentres read it.",
    )  # fmt: skip


class CancelSerializer(serializers.Serializer):
    reason = Text(max_length=500)


class SearchInSerializer(serializers.Serializer):
    """An own search for candidates, recorded as evidence. Whether it crossed a municipal border is computed."""

    criteria = Line(max_length=300)
    postcode = Line(max_length=4)
    radius_km = serializers.IntegerField(min_value=10, max_value=100)
    hits = serializers.IntegerField(min_value=0, max_value=100_000)
    suitable = serializers.IntegerField(min_value=0, max_value=100_000)
    unsuitable_reason = Text(max_length=500, required=False, allow_blank=True, default="")


class RecordedSearchSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    at = serializers.DateTimeField()
    criteria = serializers.CharField()
    postcode = serializers.CharField()
    radius_km = serializers.IntegerField()
    across_borders = serializers.BooleanField()
    hits = serializers.IntegerField()
    suitable = serializers.IntegerField()
    unsuitable_reason = serializers.CharField()
    is_evidence = serializers.BooleanField(help_text="It opens the way to other jobcentres now.")


class RecordedSearchListSerializer(serializers.Serializer):
    items = RecordedSearchSerializer(many=True)
