from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Organisationer og brugere"

    def ready(self) -> None:
        from accounts import checks, signals  # noqa: F401
