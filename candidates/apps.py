from django.apps import AppConfig


class CandidatesConfig(AppConfig):
    name = "candidates"

    def ready(self) -> None:
        from candidates.searching_panels import order_searches, request_searches, saved_search_news
        from orders.day_notes import register_day_note
        from orders.panels import register_order_panel, register_request_panel

        register_order_panel(order_searches)
        register_request_panel(request_searches)
        register_day_note(saved_search_news)
