from django.apps import AppConfig
from django.db.models.signals import post_migrate


class CompaniesConfig(AppConfig):
    name = "companies"

    def ready(self) -> None:
        from companies.merge_sync import rules_to_database

        post_migrate.connect(rules_to_database, sender=self, dispatch_uid="companies.merge_rules")
