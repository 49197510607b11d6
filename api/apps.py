from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api import (
            merging,
            openapi,  # noqa: F401  (its extension registers itself)
        )

        merging.connect()
