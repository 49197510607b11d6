from datetime import datetime

from django.apps import AppConfig

from orders.demo import continuations


def _play(now: datetime) -> None:
    from postings.demo import postings_play

    postings_play(now)


class PostingsConfig(AppConfig):
    name = "postings"

    def ready(self) -> None:
        from orders.endings import register_on_end, register_on_hired
        from orders.panels import register_order_panel
        from postings import merging
        from postings.panels import order_postings
        from postings.services.posting import postings_end, postings_filled

        register_order_panel(order_postings)
        register_on_end(postings_end)
        register_on_hired(postings_filled)
        merging.connect()
        if _play not in continuations:
            continuations.append(_play)
