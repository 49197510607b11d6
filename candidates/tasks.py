"""Celery's entries to the candidates. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from candidates.services.saved import news_tell


@shared_task(name="candidates.tasks.tell_news", base=SystemTask, ignore_result=True)
def tell_news() -> None:
    """New candidates for kept searches. Beat asks again, so what is closed now is told when it opens."""
    news_tell()
