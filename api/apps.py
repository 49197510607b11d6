from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api import (
            merging,
            openapi,  # noqa: F401  (its extension registers itself)
        )
        from api.demo import api_play
        from orders.demo import continuations

        merging.connect()
        if api_play not in continuations:
            continuations.append(api_play)
