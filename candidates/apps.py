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
        from candidates.panels import order_panel, portal_panel, request_panel
        from candidates.searching_panels import order_searches, request_searches, saved_search_news
        from candidates.services.counting import is_counted
        from orders.day_notes import register_day_note
        from orders.panels import (
            register_counter,
            register_order_panel,
            register_portal_panel,
            register_request_panel,
        )

        register_order_panel(order_searches)
        register_order_panel(order_panel)
        register_request_panel(request_searches)
        register_request_panel(request_panel)
        register_portal_panel(portal_panel)
        register_counter(is_counted)
        register_day_note(saved_search_news)
        if _play not in continuations:
            continuations.append(_play)
