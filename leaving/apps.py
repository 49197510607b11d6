from django.apps import AppConfig


class LeavingConfig(AppConfig):
    name = "leaving"
    verbose_name = "Udtræk"

    def ready(self) -> None:
        from companies.merge_rules import never, register
        from companies.panels import register_panel
        from leaving.demo import registered_twice
        from leaving.panels import own_data
        from orders.demo import continuations

        if registered_twice not in continuations:
            continuations.append(registered_twice)
        register_panel(own_data)
        register(never("leaving_export", "organisation_id"), never("leaving_piece", "organisation_id"))
