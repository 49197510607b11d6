from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Ordrer"

    def ready(self) -> None:
        from companies.panels import register_panel
        from orders.company_panel import orders_panel

        register_panel(orders_panel)
