"""An agreement that strangers must never see, for the walk of all routes; their routes have a line here."""

from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from agreements.enums import AgreementKind, Area, PdfKind, PdfState, Step
from agreements.models import Agreement, AgreementPdf, AgreementVersion
from agreements.services.beginning import version_replace
from companies.models import Company
from tests.factories import agreements
from tests.factories import orders as make
from tests.helpers.db import as_owner


def agreement_arguments(mette: Actor, company: Company, secret: str) -> dict[str, dict[str, Any]]:
    """The arguments of the agreements' routes: a partnership of Horsens, in force, with version 2 as a draft.

    Its area is Horsens alone, so no other jobcentre is covered; Jobservice Danmark sees it, as all agreements.
    """
    held = agreements.agreement_in_force(
        company,
        actor=mette,
        kind=AgreementKind.PARTNERSHIP,
        title=f"Partnerskab {secret}",
        need_short=secret,
        tovholders=[(make.jobcenter("Horsens"), Area.MUNICIPALITIES, ("0615",))],
    )
    with acting_as(mette):
        version_replace(actor=mette, agreement=held, reason=secret)
    of_agreement = ("agreement", "compare", "preview", "discard", "replace", "widen")
    arguments: dict[str, dict[str, Any]] = {
        f"agreements:{name}": {"uuid": held.uuid} for name in of_agreement
    }
    arguments["agreements:document"] = {"uuid": held.uuid, "number": 1}
    arguments["agreements:step"] = {"uuid": held.uuid, "name": Step.NEED.value}
    return arguments | _pdf_arguments(held, mette, secret)


def _pdf_arguments(held: Agreement, mette: Actor, secret: str) -> dict[str, dict[str, Any]]:
    """The signed version and a file of it."""
    with as_owner():
        version = AgreementVersion.objects.get(agreement=held, number=1)
        pdf = AgreementPdf.objects.create(
            version=version,
            organisation_id=mette.organisation_id,
            kind=PdfKind.SIGNED,
            state=PdfState.DONE,
            document_hash=version.document_hash,
            content=secret.encode(),
            sha256="0" * 64,
            asked_at=timezone.now(),
        )
    return {
        "agreements:pdf_panel": {"uuid": version.uuid},
        "agreements:pdf_ask": {"uuid": version.uuid, "kind": "document"},
        "agreements:pdf": {"uuid": pdf.pk},
    }
