from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Ordrer"

    def ready(self) -> None:
        from agreements.results import register_results
        from companies.panels import register_choice_note, register_panel
        from notifications.personal import register_maker
        from orders import answer_links, deadline_news
        from orders.agreement_note import agreement_note
        from orders.company_panel import orders_panel
        from orders.selectors.agreement_effect import effect_results

        register_maker(answer_links.KIND, answer_links.code)
        register_panel(orders_panel)
        register_choice_note(agreement_note)
        deadline_news.connect()
        register_results(effect_results, "orders:agreement_effect")
