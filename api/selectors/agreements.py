"""Agreements as the API tells of them: those that the organisation has to do with, as far as its page tells."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from accounts.actor import Actor
from agreements.enums import AccessRole, PdfKind, PdfState
from agreements.models import Agreement, AgreementAccess, AgreementParty, AgreementPdf
from api.selectors.orders import iso, organisation_document


def agreements_after(
    actor: Actor, *, states: Sequence[str], cvr: str, after: tuple[int, ...] | None, size: int
) -> list[Agreement]:
    """At most `size` agreements, the newest first."""
    rows = _rows(actor)
    if states:
        rows = rows.filter(state__in=states)
    if cvr:
        rows = rows.filter(company__cvr=cvr)
    if after:
        rows = rows.filter(pk__lt=after[0])
    return list(rows.order_by("-pk")[:size])


def agreement_or_404(actor: Actor, uuid: UUID) -> Agreement:
    """Raises Http404."""
    found = _rows(actor).filter(uuid=uuid).first()
    if found is None:
        raise Http404
    return found


def _rows(actor: Actor) -> QuerySet[Agreement]:
    return Agreement.objects.visible_to(actor).select_related("company__organisation", "current")


def documents(actor: Actor, agreements: Sequence[Agreement]) -> list[dict[str, Any]]:
    """See `AgreementSerializer`. Three queries, however many agreements."""
    versions = [row.current_id for row in agreements if row.current_id]
    access = AgreementAccess.objects.filter(organisation_id=actor.organisation_id, agreement__in=agreements)
    roles = dict(access.values_list("agreement_id", "role"))
    parties: defaultdict[int, list[AgreementParty]] = defaultdict(list)
    for party in AgreementParty.objects.filter(version_id__in=versions).select_related("organisation"):
        parties[party.version_id].append(party)
    signed = AgreementPdf.objects.filter(
        version_id__in=versions, kind=PdfKind.SIGNED, state=PdfState.DONE
    ).order_by("done_at")
    hashes = dict(signed.values_list("version_id", "sha256"))
    return [
        _document(row, roles[row.pk], parties[row.current_id or 0], hashes.get(row.current_id or 0, ""))
        for row in agreements
        if row.pk in roles
    ]


def _document(
    row: Agreement, role: str, parties: Sequence[AgreementParty], signed_hash: str
) -> dict[str, Any]:
    version, company = row.current, row.company
    return {
        "id": str(row.uuid),
        "url": reverse("v1:agreement", args=[row.uuid]),
        "number": row.number,
        "kind": row.kind,
        "state": row.state,
        "role": role,
        "title": row.title,
        "company": organisation_document(company.organisation) if company else None,
        "cvr": company.cvr if company else "",
        "starts_on": iso(row.starts_on),
        "ends_on": iso(row.ends_on),
        "version": version.number if version else None,
        "concluded_at": iso(version.concluded_at) if version else None,
        "document_sha256": version.document_hash if version else "",
        "signed_pdf_sha256": signed_hash,
        "parties": [_party(party, role) for party in parties],
    }


def _party(party: AgreementParty, role: str) -> dict[str, Any]:
    contact = {
        "name": party.contact_name,
        "title": party.contact_title,
        "phone": party.contact_phone,
        "email": party.contact_email,
    }
    return {
        "role": party.role,
        "organisation": organisation_document(party.organisation),
        "area": party.area,
        "municipalities": list(party.municipalities),
        "is_primary": party.is_primary,
        "contact": None if role == AccessRole.COVERED else contact,
    }
