"""Celery's entries to the PDF files. Safe to run twice, late or at the same time: the rows decide."""

from celery import shared_task

from accounts.tasks import SystemTask
from agreements.pdf.making import pdf_make, pdf_sweep
from agreements.pdf.services import TASK

SWEEP = "agreements.pdf.sweep"


@shared_task(name=TASK, base=SystemTask, ignore_result=True)
def make_pdf(pdf_id: str) -> None:
    """Make one file that was just asked for."""
    pdf_make(pdf_id)


@shared_task(name=SWEEP, base=SystemTask, ignore_result=True)
def sweep_pdfs() -> None:
    """Make what was asked for while the broker was away, and what a killed worker left."""
    pdf_sweep()
