"""Companies, their workplaces and their contact persons: found, read, registered, changed."""

from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import COMPANY_CARD, COMPANY_ROW, CONTACT_ROW, NEW_COMPANY, WORKPLACE_ROW
from api.openapi import CURSOR, IDEMPOTENCY, IF_MATCH_NEEDED, LIMIT, UPDATED_SINCE, example
from api.paging import check_known, cursor_values, instant_asked, page_of, page_size
from api.problems import Code, FieldError, Problem, invalid, refused_fields
from api.selectors.companies import (
    card_document,
    companies_asked,
    company_document,
    company_or_404,
    company_url,
    contact_document,
    contact_or_404,
    contacts_asked,
    is_guarded,
    place_of,
    rows_after,
    workplace_document,
    workplace_or_404,
    workplaces_asked,
)
from api.serializers.companies import (
    AddContactSerializer,
    ChangeCompanySerializer,
    ChangeContactSerializer,
    ChangeWorkplaceSerializer,
    CompanyCardSerializer,
    CompanyPageSerializer,
    ContactPageSerializer,
    ContactSerializer,
    NewCompanySerializer,
    NewWorkplaceSerializer,
    WorkplacePageSerializer,
    WorkplaceSerializer,
)
from api.views.base import ApiView, once
from companies.cvr import digits_of
from companies.models import ContactPerson
from companies.models.company import SHORTEST_SEARCH
from companies.panels import guarded_companies
from companies.services import (
    CompanyKnown,
    ContactInput,
    EditedMeanwhile,
    WorkplaceInput,
    company_register,
    company_update,
    contact_add,
    contact_update,
    workplace_add,
    workplace_update,
)

OF_COMPANY = OpenApiParameter("company", OpenApiTypes.UUID, description="Only of this company.")
NEW = {"workplace_": "workplace/", "contact_": "contact/"}


def _refused(error: ValidationError, nested: dict[str, str] | None = None) -> Problem:
    if isinstance(error, EditedMeanwhile):
        return Problem(Code.CHANGED, reason=" ".join(error.messages))
    return refused_fields(error, nested)


class _List(ApiView):
    """Pages of rows by key, or by the time of change."""

    def listed(self, request: Request, rows: Any, document: Any) -> Response:
        size, found = self.found(request, rows)
        return Response(page_of(request, found, size, item=document, place=place_of))

    def found(self, request: Request, rows: Any) -> tuple[int, list[Any]]:
        """How many a page has, and its rows with one more where there is one."""
        size = page_size(request)
        since = instant_asked(request, "updated_since")
        after = cursor_values(request.query_params.get("cursor", ""), 2)
        return size, rows_after(rows, since, after, size + 1)

    def of_company(self, request: Request, rows: Any) -> Any:
        """The rows of the company in the address. Raises Problem (422) for one that cannot be seen."""
        check_known(request, "cursor", "limit", "updated_since", "company")
        text = request.query_params.get("company", "")
        if not text:
            return rows
        try:
            return rows.filter(company=company_or_404(self.actor, UUID(text)))
        except ValueError:
            raise invalid("company") from None
        except Http404:
            raise invalid("company", "does_not_exist") from None


class Companies(_List):
    scopes = {"GET": Scope.COMPANIES_READ, "POST": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="companies_list",
        tags=["companies"],
        summary="Companies, or those that a text finds",
        parameters=[
            CURSOR,
            LIMIT,
            UPDATED_SINCE,
            OpenApiParameter("q", OpenApiTypes.STR, description="CVR number, P-number or words of the name."),
            OpenApiParameter("cvr", OpenApiTypes.STR, description="Exactly this CVR number."),
        ],
        responses=CompanyPageSerializer,
        examples=[example("One", {"items": [COMPANY_ROW], "next": None})],
    )
    def get(self, request: Request) -> Response:
        check_known(request, "cursor", "limit", "updated_since", "q", "cvr")
        text = request.query_params.get("q", "").strip()
        if text and (len(text) < SHORTEST_SEARCH or len(text) > 200):
            raise invalid("q", "min_length" if len(text) < SHORTEST_SEARCH else "max_length")
        cvr = request.query_params.get("cvr", "")
        if cvr and len(digits_of(cvr)) != 8:
            raise invalid("cvr")
        rows = companies_asked(self.actor, text=text, cvr=digits_of(cvr) if cvr else "")
        return self.listed(request, rows, company_document)

    @extend_schema(
        operation_id="companies_create",
        tags=["companies"],
        summary="Register a company with its first workplace and contact person",
        description="A CVR number that is registered already is refused (409).",
        parameters=[IDEMPOTENCY],
        request=NewCompanySerializer,
        responses={201: CompanyCardSerializer},
        examples=[example("Registered", COMPANY_CARD), example("A new one", NEW_COMPANY, request=True)],
    )
    @once
    def post(self, request: Request) -> Response:
        values = self.read(NewCompanySerializer, request)
        try:
            company = company_register(
                actor=self.actor,
                cvr=values["cvr"],
                name=values["name"],
                workplace=WorkplaceInput(**values["workplace"]),
                contact=ContactInput(**values["contact"]),
                **{
                    name: values[name]
                    for name in ("industry_code", "industry", "employees")
                    if name in values
                },
            )
        except CompanyKnown as error:
            raise Problem(
                Code.CONFLICT,
                reason=" ".join(error.messages),
                errors=[FieldError("cvr", "known", " ".join(error.messages))],
            ) from None
        except ValidationError as error:
            raise _refused(error, NEW) from None
        told = card_document(self.actor, company_or_404(self.actor, company.uuid))
        return Response(told, status=201, headers={"Location": company_url(company.uuid)})


class OneCompany(ApiView):
    scopes = {"GET": Scope.COMPANIES_READ, "PATCH": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="companies_retrieve",
        tags=["companies"],
        summary="A company with its workplaces and contact persons",
        responses=CompanyCardSerializer,
        examples=[example("One", COMPANY_CARD)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(card_document(self.actor, company_or_404(self.actor, uuid)))

    @extend_schema(
        operation_id="companies_update",
        tags=["companies"],
        summary="Change what is known of a company",
        parameters=[IF_MATCH_NEEDED],
        request=ChangeCompanySerializer,
        responses=CompanyCardSerializer,
        examples=[example("Changed", COMPANY_CARD), example("It has grown", {"employees": 90}, request=True)],
    )
    def patch(self, request: Request, uuid: UUID) -> Response:
        row = company_or_404(self.actor, uuid)
        values = self.read(ChangeCompanySerializer, request)
        self.check_unchanged(request, card_document(self.actor, row), required=True)
        names = ("name", "industry_code", "industry", "employees")
        try:
            company_update(
                actor=self.actor,
                company=row,
                seen_at=row.changed_at,
                **{name: values.get(name, getattr(row, name)) for name in names},
            )
        except ValidationError as error:
            raise _refused(error) from None
        return Response(card_document(self.actor, company_or_404(self.actor, uuid)))


class CompanyWorkplaces(ApiView):
    scopes = {"POST": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="workplaces_create",
        tags=["companies"],
        summary="Add a workplace to a company",
        parameters=[IDEMPOTENCY],
        request=NewWorkplaceSerializer,
        responses={201: WorkplaceSerializer},
        examples=[
            example("Added", WORKPLACE_ROW),
            example("A new one", {"address": "Havnevej 3", "postcode": "8700"}, request=True),
        ],
    )
    @once
    def post(self, request: Request, uuid: UUID) -> Response:
        company = company_or_404(self.actor, uuid)
        values = self.read(NewWorkplaceSerializer, request)
        try:
            row = workplace_add(actor=self.actor, company=company, workplace=WorkplaceInput(**values))
        except ValidationError as error:
            raise _refused(error) from None
        told = workplace_document(workplace_or_404(self.actor, row.uuid))
        return Response(told, status=201, headers={"Location": told["url"]})


class _OneContact(ApiView):
    def told(self, uuid: UUID) -> dict[str, Any]:
        """The contact person as this actor is told of it. Raises Http404."""
        row = contact_or_404(self.actor, uuid)
        return contact_document(row, guarded=is_guarded(self.actor, row.company))


class CompanyContacts(_OneContact):
    scopes = {"POST": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="contacts_create",
        tags=["companies"],
        summary="Add a contact person to a company",
        parameters=[IDEMPOTENCY],
        request=AddContactSerializer,
        responses={201: ContactSerializer},
        examples=[
            example("Added", CONTACT_ROW),
            example("A new one", {"name": "Else Hansen", "phone": "76 12 34 56"}, request=True),
        ],
    )
    @once
    def post(self, request: Request, uuid: UUID) -> Response:
        company = company_or_404(self.actor, uuid)
        values = self.read(AddContactSerializer, request)
        is_primary = values.pop("is_primary")
        try:
            row = contact_add(
                actor=self.actor, company=company, contact=ContactInput(**values), is_primary=is_primary
            )
        except ValidationError as error:
            raise _refused(error) from None
        told = self.told(row.uuid)
        return Response(told, status=201, headers={"Location": told["url"]})


class Workplaces(_List):
    scopes = {"GET": Scope.COMPANIES_READ}

    @extend_schema(
        operation_id="workplaces_list",
        tags=["companies"],
        summary="Workplaces, also those out of use",
        parameters=[CURSOR, LIMIT, UPDATED_SINCE, OF_COMPANY],
        responses=WorkplacePageSerializer,
        examples=[example("One", {"items": [WORKPLACE_ROW], "next": None})],
    )
    def get(self, request: Request) -> Response:
        rows = self.of_company(request, workplaces_asked(self.actor))
        return self.listed(request, rows, workplace_document)


class OneWorkplace(ApiView):
    scopes = {"GET": Scope.COMPANIES_READ, "PATCH": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="workplaces_retrieve",
        tags=["companies"],
        summary="One workplace",
        responses=WorkplaceSerializer,
        examples=[example("One", WORKPLACE_ROW)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(workplace_document(workplace_or_404(self.actor, uuid)))

    @extend_schema(
        operation_id="workplaces_update",
        tags=["companies"],
        summary="Change a workplace, or take it out of use",
        parameters=[IF_MATCH_NEEDED],
        request=ChangeWorkplaceSerializer,
        responses=WorkplaceSerializer,
        examples=[
            example("Changed", WORKPLACE_ROW),
            example("It has moved", {"address": "Havnevej 3"}, request=True),
        ],
    )
    def patch(self, request: Request, uuid: UUID) -> Response:
        row = workplace_or_404(self.actor, uuid)
        values = self.read(ChangeWorkplaceSerializer, request)
        self.check_unchanged(request, workplace_document(row), required=True)
        before = {
            "address": row.address,
            "postcode": row.postcode_id,
            "name": row.name,
            "p_number": row.p_number or "",
        }
        try:
            workplace_update(
                actor=self.actor,
                workplace=row,
                values=WorkplaceInput(**{name: values.get(name, value) for name, value in before.items()}),
                is_active=values.get("is_active", row.is_active),
                seen_at=row.changed_at,
            )
        except ValidationError as error:
            raise _refused(error) from None
        return Response(workplace_document(workplace_or_404(self.actor, uuid)))


class Contacts(_List):
    scopes = {"GET": Scope.COMPANIES_READ}

    @extend_schema(
        operation_id="contacts_list",
        tags=["companies"],
        summary="Contact persons, also those at rest",
        parameters=[CURSOR, LIMIT, UPDATED_SINCE, OF_COMPANY],
        responses=ContactPageSerializer,
        examples=[example("One", {"items": [CONTACT_ROW], "next": None})],
    )
    def get(self, request: Request) -> Response:
        size, found = self.found(request, self.of_company(request, contacts_asked(self.actor)))
        hidden = guarded_companies(self.actor, [row.company_id for row in found])

        def document(row: ContactPerson) -> dict[str, Any]:
            return contact_document(row, guarded=row.company_id in hidden)

        return Response(page_of(request, found, size, item=document, place=place_of))


class OneContact(_OneContact):
    scopes = {"GET": Scope.COMPANIES_READ, "PATCH": Scope.COMPANIES_WRITE}

    @extend_schema(
        operation_id="contacts_retrieve",
        tags=["companies"],
        summary="One contact person",
        responses=ContactSerializer,
        examples=[example("One", CONTACT_ROW)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(self.told(uuid))

    @extend_schema(
        operation_id="contacts_update",
        tags=["companies"],
        summary="Change a contact person, or put it at rest",
        parameters=[IF_MATCH_NEEDED],
        request=ChangeContactSerializer,
        responses=ContactSerializer,
        examples=[
            example("Changed", CONTACT_ROW),
            example("Another number", {"phone": "76 65 43 21"}, request=True),
        ],
    )
    def patch(self, request: Request, uuid: UUID) -> Response:
        row = contact_or_404(self.actor, uuid)
        values = self.read(ChangeContactSerializer, request)
        self.check_unchanged(request, self.told(uuid), required=True)
        told = {name: values.get(name, getattr(row, name)) for name in ("name", "title", "phone", "email")}
        try:
            contact_update(
                actor=self.actor,
                contact=row,
                values=ContactInput(**told, user_id=row.user_id),
                is_primary=values.get("is_primary", row.is_primary),
                is_active=values.get("is_active", row.is_active),
                seen_at=row.changed_at,
            )
        except ValidationError as error:
            raise _refused(error) from None
        return Response(self.told(uuid))
