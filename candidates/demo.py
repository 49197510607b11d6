"""The candidates of the demonstration: spread over all of Denmark, so that every municipality has a jobcentre."""

from datetime import datetime

from django.db import connection

from candidates.project_demo import projects_play
from candidates.services.made_up import candidates_make_up
from jobcenters.services.demo import jobcenters_ensure

CANDIDATES = 3_000
SEED = 20260327


def candidates_play(now: datetime) -> None:
    """Make the candidates, after the weeks have been played: the play itself knows the jobcentres of before."""
    jobcenters_ensure()
    candidates_make_up(CANDIDATES, seed=SEED, now=now)
    with connection.cursor() as cursor:
        cursor.execute("select candidates_stats_refresh()")
    projects_play(now)
