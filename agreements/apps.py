from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements.company_guard import bypass_panel, contact_guard
        from companies.panels import register_contact_guard, register_panel

        register_contact_guard(contact_guard)
        register_panel(bypass_panel)
