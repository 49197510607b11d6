"""A worker that is killed while it makes a PDF: nobody else takes the file while it lives, somebody does afterwards."""

import signal
import subprocess
import time
from typing import Any

import pytest

from accounts.tenancy import acting_as
from agreements.enums import PdfKind, PdfState
from agreements.models import AgreementPdf, AgreementVersion
from agreements.pdf.making import pdf_sweep
from agreements.pdf.services import pdf_ask
from tests.factories import agreements as make
from tests.helpers.committed import (
    ROOT,
    Committed,
    committed,
    session_role,
)
from tests.helpers.db import as_owner

__all__ = ["committed"]

# The real task in a real process; only the layout takes for ever.
STUCK = """
import time
from agreements.pdf import making
making.pdf_write = lambda html, *, tell: time.sleep(600)
making.pdf_make("{pk}")
"""


@pytest.fixture
def asked(committed: Committed) -> AgreementPdf:  # noqa: F811
    national = make.national_actor()
    agreement = make.agreement_in_force()
    with as_owner():
        version = AgreementVersion.objects.get(agreement=agreement)
    with acting_as(national):
        return pdf_ask(actor=national, version=version, kind=PdfKind.SIGNED)


def _row(pdf: AgreementPdf) -> AgreementPdf:
    return AgreementPdf.objects.defer("content").get(pk=pdf.pk)


def test_kill_9_in_the_middle(committed: Committed, asked: AgreementPdf) -> None:  # noqa: F811
    command = committed.manage("shell", "-c", STUCK.format(pk=asked.pk))
    worker: Any = subprocess.Popen(command, cwd=ROOT, env=committed.environment("worker"))
    try:
        with session_role("jo_worker"):
            end = time.monotonic() + 60
            while _row(asked).percent < 20:
                assert worker.poll() is None
                assert time.monotonic() < end
                time.sleep(0.1)
            assert _row(asked).state == PdfState.WORKING
            assert pdf_sweep() == 0, "it has a living worker"
            worker.send_signal(signal.SIGKILL)
            worker.wait()
            end = time.monotonic() + 30
            while not pdf_sweep():  # the server notices the closed connection by itself
                assert time.monotonic() < end
                time.sleep(0.1)
            done = _row(asked)
            assert (done.state, done.tries) == (PdfState.DONE, 2)
            assert done.pages and done.pages >= 5
            assert pdf_sweep() == 0
    finally:
        worker.kill()
        worker.wait()
