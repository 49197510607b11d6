from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api import openapi  # noqa: F401  (its extension registers itself)
