"""Asking for a PDF. The row is the promise: a worker that hears of it makes the file, and the sweep finds the rest."""

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.enums import AccessRole, PdfKind, PdfState
from agreements.models import AgreementPdf, AgreementVersion
from agreements.pdf.content import current_hash
from agreements.pdf.library import check_available
from agreements.permissions import DRAFTERS, INNER, role_of
from notifications.wake import wake

TASK = "agreements.pdf.make"
_ASKING = 7_110_040  # first key of the lock under which one version's PDFs are asked for


class PdfError(ValueError):
    """There is no such PDF of this version. The text is Danish and can be shown."""


def kinds_for(role: str, version: AgreementVersion) -> list[str]:
    """Which PDFs of a version an organisation with that access role may have, the newest first.

    A draft has a preview, for its drafters. What has been sent is a document, for all who see it. The signed one
    carries the evidence of the signatures: for the parties, the drafter and Jobservice Danmark alone.
    """
    if version.is_draft or not version.document:
        return [PdfKind.PREVIEW] if role in DRAFTERS else []
    kinds: list[str] = [PdfKind.DOCUMENT] if role in INNER or role == AccessRole.COVERED else []
    if role in INNER and is_signed_by_all(version):
        kinds.insert(0, PdfKind.SIGNED)
    return kinds


def is_signed_by_all(version: AgreementVersion) -> bool:
    """Whether every party's signature is there."""
    return version.parties.exists() and not version.parties.filter(signature__isnull=True).exists()


def check_can_have_pdf(actor: Actor, version: AgreementVersion, kind: str) -> None:
    """Raises PermissionDenied, or PdfError where the version has no such PDF (yet)."""
    role = role_of(actor, version.agreement)
    if kind in kinds_for(role, version):
        return
    if kind == PdfKind.SIGNED and role in INNER:
        raise PdfError(_("Den underskrevne aftale kan dannes, når alle parter har underskrevet."))
    if kind == PdfKind.PREVIEW and role in DRAFTERS:
        raise PdfError(_("Aftalen er sendt til underskrift, så der er ikke længere et udkast."))
    raise PermissionDenied(_("Jeres organisation kan ikke hente den PDF-fil."))


@transaction.atomic
def pdf_ask(*, actor: Actor, version: AgreementVersion, kind: str) -> AgreementPdf:
    """The PDF of a version: the one that is there or under way if it shows the same, else a new one in the queue.

    `kind` is of PdfKind. A signed PDF exists once all have signed, and signatures never change, so the same wording
    has the same signatures. Raises PermissionDenied and PdfError. Never raises for a broker that is down: the row is
    found by the sweep.
    """
    check_can_have_pdf(actor, version, kind)
    with connection.cursor() as cursor:  # two clicks at once make one file
        cursor.execute("select pg_advisory_xact_lock(%s, hashint8(%s))", [_ASKING, version.pk])
    shown = current_hash(version, kind)
    pdf = (
        AgreementPdf.objects.defer("content")
        .filter(version=version, kind=kind, document_hash=shown)
        .exclude(state=PdfState.FAILED)
        .order_by("-asked_at")
        .first()
    )
    if pdf is None:
        pdf = AgreementPdf.objects.create(
            version=version,
            organisation_id=actor.organisation_id,
            kind=PdfKind(kind),
            document_hash=shown,
            asked_at=moment(),
        )
    if pdf.state != PdfState.DONE:
        pdf_id = str(pdf.pk)
        transaction.on_commit(lambda: wake(TASK, pdf_id), robust=True)
    return pdf


def pdf_ask_here(*, actor: Actor, version: AgreementVersion, kind: str) -> AgreementPdf:
    """As `pdf_ask`, for a person who waits: raises PdfUnavailable where this server can make none."""
    check_available()
    return pdf_ask(actor=actor, version=version, kind=kind)
