"""The floor that knows places, jobcentres, their opening hours, networks and contact lists."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobcentersConfig(AppConfig):
    name = "jobcenters"
    verbose_name = _("Jobcentre")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from jobcenters.contacting import links
        from notifications.personal import register_maker

        register_maker(links.KIND, links.code)
