from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Ordrer"

    def ready(self) -> None:
        from companies.panels import register_choice_note, register_panel
        from orders.agreement_note import agreement_note
        from orders.company_panel import orders_panel

        register_panel(orders_panel)
        register_choice_note(agreement_note)
