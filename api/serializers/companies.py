"""Companies with their workplaces and contact persons."""

from rest_framework import serializers

from api.serializers.fields import Line
from companies.models.company import MAX_EMPLOYEES


class CompanyOfSerializer(serializers.Serializer):
    """Whose it is."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    cvr = serializers.CharField()


class WorkplaceSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    company = CompanyOfSerializer()
    name = serializers.CharField()
    p_number = serializers.CharField(help_text="10 digits; empty where none is known.")
    address = serializers.CharField()
    postcode = serializers.CharField()
    town = serializers.CharField()
    municipality = serializers.CharField(allow_null=True, help_text='Code: four digits, as in "0615".')
    is_active = serializers.BooleanField()
    changed_at = serializers.DateTimeField()


class ContactSerializer(serializers.Serializer):
    """A contact person."""

    id = serializers.UUIDField()
    url = serializers.CharField()
    company = CompanyOfSerializer()
    name = serializers.CharField()
    title = serializers.CharField()
    phone = serializers.CharField(help_text="Empty where none is known, or `is_guarded`.")
    email = serializers.CharField(help_text="Empty where none is known, or `is_guarded`.")
    is_guarded = serializers.BooleanField(
        help_text="Another jobcentre is the company's tovholder: how the person is reached is left out. One of your "
        "people gives a reason on the company's page to see it."
    )
    is_primary = serializers.BooleanField(help_text="Whom to call first.")
    is_active = serializers.BooleanField()
    changed_at = serializers.DateTimeField()


class CompanySerializer(serializers.Serializer):
    id = serializers.UUIDField()
    url = serializers.CharField()
    cvr = serializers.CharField(help_text="8 digits. It never changes.")
    name = serializers.CharField()
    industry_code = serializers.CharField(help_text="6 digits; empty where it is not known.")
    industry = serializers.CharField()
    employees = serializers.IntegerField(allow_null=True)
    changed_at = serializers.DateTimeField(
        help_text="Of these facts; workplaces and contact persons have their own."
    )


class CompanyCardSerializer(CompanySerializer):
    workplaces = WorkplaceSerializer(many=True)
    contacts = ContactSerializer(many=True)


class CompanyPageSerializer(serializers.Serializer):
    items = CompanySerializer(many=True)
    next = serializers.CharField(allow_null=True)


class WorkplacePageSerializer(serializers.Serializer):
    items = WorkplaceSerializer(many=True)
    next = serializers.CharField(allow_null=True)


class ContactPageSerializer(serializers.Serializer):
    items = ContactSerializer(many=True)
    next = serializers.CharField(allow_null=True)


# --- written ------------------------------------------------------------------------------------------------


class NewWorkplaceSerializer(serializers.Serializer):
    address = Line(max_length=200)
    postcode = Line(max_length=4, help_text="Four digits.")
    name = Line(max_length=200, required=False, allow_blank=True, help_text="The company's own name without.")
    p_number = Line(max_length=20, required=False, allow_blank=True)


class ChangeWorkplaceSerializer(serializers.Serializer):
    """What is given is changed."""

    address = Line(max_length=200, required=False)
    postcode = Line(max_length=4, required=False)
    name = Line(max_length=200, required=False)
    p_number = Line(max_length=20, required=False, allow_blank=True)
    is_active = serializers.BooleanField(required=False, help_text="false takes it out of use.")


class NewContactSerializer(serializers.Serializer):
    """With a telephone number or an e-mail address."""

    name = Line(max_length=120)
    title = Line(max_length=80, required=False, allow_blank=True)
    phone = Line(max_length=30, required=False, allow_blank=True)
    email = Line(max_length=254, required=False, allow_blank=True)


class AddContactSerializer(NewContactSerializer):
    is_primary = serializers.BooleanField(required=False, default=False)


class ChangeContactSerializer(serializers.Serializer):
    """What is given is changed."""

    name = Line(max_length=120, required=False)
    title = Line(max_length=80, required=False, allow_blank=True)
    phone = Line(max_length=30, required=False, allow_blank=True)
    email = Line(max_length=254, required=False, allow_blank=True)
    is_primary = serializers.BooleanField(required=False)
    is_active = serializers.BooleanField(required=False)


class FactsSerializer(serializers.Serializer):
    industry_code = Line(max_length=6, required=False, allow_blank=True)
    industry = Line(max_length=160, required=False, allow_blank=True, help_text="Needed with a code.")
    employees = serializers.IntegerField(
        min_value=0, max_value=MAX_EMPLOYEES, required=False, allow_null=True
    )


class NewCompanySerializer(FactsSerializer):
    """A company with its first workplace and contact person."""

    cvr = Line(max_length=20)
    name = Line(max_length=200)
    workplace = NewWorkplaceSerializer()
    contact = NewContactSerializer()


class ChangeCompanySerializer(FactsSerializer):
    """What is given is changed."""

    name = Line(max_length=200, required=False)
