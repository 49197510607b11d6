"""Making the files, in a worker. Safe to run twice, at the same time, and to be killed at any point.

A database session holds the file's lock while it works on it: a process that dies loses its session, and with it the
lock, so a row that says "working" and is not locked is taken again at once. What kills its worker three times is given
up, so that it cannot hold up the files of others.
"""

import hashlib
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from accounts.models import Organisation
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements.enums import PdfKind, PdfState
from agreements.models import AgreementPdf, AgreementVersion
from agreements.pdf.content import Printed, printed_of
from agreements.pdf.library import PdfUnavailable
from agreements.pdf.render import LANGUAGE, pdf_html, pdf_write

logger = logging.getLogger(__name__)

MOST_TRIES = 3
KEEP_PREVIEWS = timedelta(days=7)  # a draft's file: made again in seconds
KEEP_FAILED = timedelta(days=30)
_MAKING = 7_110_041  # first key of the lock that says "a living worker is at it"


def pdf_make(pdf_id: UUID | str) -> bool:
    """Make one file, unless it is made or another worker is at it; whether there is a file now.

    Raises only where the database is out of reach: the row then waits for the sweep.
    """
    with _lock(pdf_id) as mine:
        if not mine:
            return False
        with override(LANGUAGE):
            pdf = _begin(pdf_id)
            if pdf is None:
                return False
            try:
                printed = _read(pdf)
                _tell(pdf, 20)
                content, pages = pdf_write(pdf_html(printed), tell=lambda percent: _tell(pdf, percent))
            except (OperationalError, InterfaceError):
                raise
            except PdfUnavailable as problem:
                _fail(pdf, str(problem))
                return False
            except Exception:
                logger.exception("PDF %s could not be made.", pdf.pk)
                _fail(
                    pdf,
                    _("Filen kunne ikke dannes. Prøv igen, og skriv til driften, hvis det sker flere gange."),
                )
                return False
        AgreementPdf.objects.filter(pk=pdf.pk).update(
            state=PdfState.DONE,
            percent=100,
            content=content,
            sha256=hashlib.sha256(content).hexdigest(),
            pages=pages,
            document_hash=printed.hash,
            error="",
            done_at=moment(),
        )
        return True


@contextmanager
def _lock(pdf_id: UUID | str) -> Iterator[bool]:
    """Whether this session is the one that works on the file. The lock ends with the block or the session."""
    keys: list[int | str] = [_MAKING, str(pdf_id)]
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, hashtext(%s))", keys)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, hashtext(%s))", keys)


@transaction.atomic
def _begin(pdf_id: UUID | str) -> AgreementPdf | None:
    """The row, marked as being worked on; None when there is nothing (more) to do."""
    pdf = AgreementPdf.objects.select_for_update().defer("content").filter(pk=pdf_id).first()
    if pdf is None or pdf.state in (PdfState.DONE, PdfState.FAILED):
        return None
    if pdf.tries >= MOST_TRIES:
        _fail(pdf, _("Filen kunne ikke dannes. Prøv igen, og skriv til driften, hvis det sker flere gange."))
        return None
    pdf.state, pdf.percent, pdf.tries = PdfState.WORKING, 10, pdf.tries + 1
    pdf.save(update_fields=["state", "percent", "tries"])
    return pdf


def _read(pdf: AgreementPdf) -> Printed:
    """What to print, read at one moment and as the organisation that asked: a draft names its company, and workers
    by themselves see no company.
    """
    asked_by = Organisation.objects.get(pk=pdf.organisation_id)
    reader = replace(system_actor(asked_by.pk), kind=asked_by.kind)
    with acting_as(reader):
        version = AgreementVersion.objects.select_related("agreement__company").get(pk=pdf.version_id)
        return printed_of(version, pdf.kind)


def _tell(pdf: AgreementPdf, percent: int) -> None:
    AgreementPdf.objects.filter(pk=pdf.pk).update(percent=percent)


def _fail(pdf: AgreementPdf, text: str) -> None:
    AgreementPdf.objects.filter(pk=pdf.pk).update(state=PdfState.FAILED, error=text[:300], done_at=moment())


def pdf_sweep(*, seconds: float = 20.0) -> int:
    """Make what nobody is making, the oldest first, for at most so long; how many files came of it.

    Also removes files of drafts after a week and failures after a month.
    """
    now = moment()
    old = AgreementPdf.objects.filter(kind=PdfKind.PREVIEW, asked_at__lt=now - KEEP_PREVIEWS)
    old.delete()
    AgreementPdf.objects.filter(state=PdfState.FAILED, asked_at__lt=now - KEEP_FAILED).delete()
    waiting = (
        AgreementPdf.objects.filter(state__in=[PdfState.QUEUED, PdfState.WORKING])
        .order_by("asked_at")
        .values_list("pk", flat=True)[:50]
    )
    end, made = time.monotonic() + seconds, 0
    for pdf_id in list(waiting):
        if time.monotonic() > end:
            break
        made += pdf_make(pdf_id)
    return made
