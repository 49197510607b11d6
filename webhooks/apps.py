from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WebhooksConfig(AppConfig):
    name = "webhooks"
    verbose_name = _("Webhooks")

    def ready(self) -> None:
        from orders.demo import continuations
        from webhooks import merging, wake
        from webhooks.demo import webhooks_play

        wake.listen()
        merging.connect()
        if webhooks_play not in continuations:
            continuations.append(webhooks_play)
