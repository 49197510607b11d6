"""Jobcentres and their living contact lists."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.enums import Scope
from api.examples import CONTACT_ENTRY, JOBCENTER
from api.openapi import example
from api.selectors.jobcenters import contact_entries, jobcenter_document, jobcenters_documents
from api.serializers.jobcenters import (
    ContactEntryListSerializer,
    JobcenterListSerializer,
    JobcenterSerializer,
)
from api.views.base import ApiView


class Jobcenters(ApiView):
    scopes = {"GET": Scope.JOBCENTERS_READ}

    @extend_schema(
        operation_id="jobcenters_list",
        tags=["jobcenters"],
        summary="All jobcentres of today, by place",
        responses=JobcenterListSerializer,
        examples=[example("One", {"items": [JOBCENTER]})],
    )
    def get(self, request: Request) -> Response:
        return Response({"items": jobcenters_documents(self.actor)})


class OneJobcenter(ApiView):
    scopes = {"GET": Scope.JOBCENTERS_READ}

    @extend_schema(
        operation_id="jobcenters_retrieve",
        tags=["jobcenters"],
        summary="One jobcentre",
        responses=JobcenterSerializer,
        examples=[example("One", JOBCENTER)],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response(jobcenter_document(self.actor, uuid))


class JobcenterContacts(ApiView):
    scopes = {"GET": Scope.JOBCENTERS_READ}

    @extend_schema(
        operation_id="jobcenters_contacts",
        tags=["jobcenters"],
        summary="Whom to ask at a jobcentre",
        description="Its lines in the contact lists of its networks, and how far each can be trusted.",
        responses=ContactEntryListSerializer,
        examples=[example("One", {"items": [CONTACT_ENTRY]})],
    )
    def get(self, request: Request, uuid: UUID) -> Response:
        return Response({"items": contact_entries(self.actor, uuid)})
