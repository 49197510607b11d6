from datetime import datetime

from django.apps import AppConfig

from orders.demo import continuations


def _play(now: datetime) -> None:
    # What makes people up needs packages that a server in production does not have.
    from candidates.demo import candidates_play
    from candidates.demo.filled import order_filled
    from candidates.demo.projects import projects_play

    candidates_play(now)
    order_filled(now)
    projects_play(now)


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        from candidates import merging
        from candidates.invitation_panels import messages_to_pass_on, order_invited
        from candidates.panels import order_panel, portal_panel, request_panel
        from candidates.searching_panels import order_searches, request_searches, saved_search_news
        from candidates.selectors.finding import candidate_found
        from candidates.services.counting import is_counted
        from candidates.services.nominations import nominations_end
        from orders.day_notes import register_day_note
        from orders.endings import register_on_end
        from orders.finders import register_finder
        from orders.panels import (
            register_counter,
            register_order_panel,
            register_portal_panel,
            register_request_panel,
        )

        register_order_panel(order_searches)
        register_order_panel(order_invited)
        register_order_panel(order_panel)
        register_request_panel(request_searches)
        register_request_panel(request_panel)
        register_portal_panel(portal_panel)
        register_counter(is_counted)
        register_day_note(saved_search_news)
        register_day_note(messages_to_pass_on)
        register_finder(candidate_found)
        register_on_end(nominations_end)
        merging.connect()
        if _play not in continuations:
            continuations.append(_play)
