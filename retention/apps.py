from datetime import datetime

from django.apps import AppConfig
from django.db.models.signals import post_migrate

from orders.demo import continuations


def _play(now: datetime) -> None:
    from retention.demo import requests_play

    requests_play(now)


class RetentionConfig(AppConfig):
    name = "retention"

    def ready(self) -> None:
        from retention import merging
        from retention.statements import install

        merging.connect()

        # The rules live in Python; the database's functions are made from them whenever it is migrated.
        post_migrate.connect(install, sender=self, dispatch_uid="retention.install")
        if _play not in continuations:
            continuations.append(_play)
