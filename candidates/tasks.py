"""Celery's entries to the candidates. Safe to run twice, late, or at the same time: the rows decide what is done."""

from celery import shared_task

from accounts.tasks import SystemTask
from candidates.imports import tasks as import_tasks  # noqa: F401  (a worker finds its tasks through this module)
from candidates.services.invitations import invitations_deliver
from candidates.services.keeping import homes_move, readers_watch
from candidates.services.project_watch import kept_ask, sign_ups_forget
from candidates.services.saved import news_tell
from candidates.services.statistics import stats_refresh_due


@shared_task(name="candidates.tasks.watch_readers", base=SystemTask, ignore_result=True)
def watch_readers() -> None:
    """Unusual reading is told to the candidates' own jobcentre."""
    readers_watch()


@shared_task(name="candidates.tasks.move_candidates", base=SystemTask, ignore_result=True)
def move_candidates() -> None:
    """The candidates of a jobcentre that has closed follow the dated rule to its successor."""
    homes_move()


@shared_task(name="candidates.tasks.deliver_invitations", base=SystemTask, ignore_result=True)
def deliver_invitations() -> None:
    """Make the mails of the invitations that can no longer be taken back. Beat asks again, so nothing is handed on."""
    invitations_deliver()


@shared_task(name="candidates.tasks.refresh_statistics", base=SystemTask, ignore_result=True)
def refresh_statistics() -> None:
    """Bring the search's statistics up to date where that is due. Asked often, works once a night and after imports."""
    stats_refresh_due()


@shared_task(name="candidates.tasks.tell_news", base=SystemTask, ignore_result=True)
def tell_news() -> None:
    """New candidates for kept searches. Beat asks again, so what is closed now is told when it opens."""
    news_tell()


@shared_task(name="candidates.tasks.watch_projects", base=SystemTask, ignore_result=True)
def watch_projects() -> None:
    """Two months after a first working day its jobcentre is asked; sign-ups whose time is over are deleted."""
    kept_ask()
    sign_ups_forget()
