"""Celery's entries to what candidates need done in the background."""

from celery import shared_task
from django.utils import timezone

from accounts.tasks import SystemTask
from candidates.services.statistics import statistics_refresh_where_due


@shared_task(name="candidates.tasks.refresh_statistics", base=SystemTask, ignore_result=True)
def refresh_statistics() -> None:
    """Bring the search's statistics up to date where that is due. Asked often, works once a night and after imports."""
    statistics_refresh_where_due(timezone.now())
