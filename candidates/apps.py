from datetime import datetime

from django.apps import AppConfig

from orders.demo import continuations


def _play(now: datetime) -> None:
    # What makes people up needs packages that a server in production does not have.
    from candidates.demo import candidates_play

    candidates_play(now)


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        if _play not in continuations:
            continuations.append(_play)
