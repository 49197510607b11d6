"""The floor that asks companies how many people they will need, and tells it in numbers behind which nobody stands."""

from datetime import datetime

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from orders.demo import continuations


def _play(now: datetime) -> None:
    from barometer.demo import barometer_play

    barometer_play(now)


class BarometerConfig(AppConfig):
    name = "barometer"
    verbose_name = _("Jobbarometer")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from barometer import links, merging
        from notifications.personal import register_maker

        register_maker(links.KIND, links.code)
        merging.connect()
        if _play not in continuations:
            continuations.append(_play)
