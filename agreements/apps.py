from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "agreements"

    def ready(self) -> None:
        from agreements import merging
        from agreements.company_guard import bypass_panel, contact_guard, may_be_guarded
        from agreements.company_panel import agreements_panel
        from agreements.leading import tovholder_by_agreement
        from agreements.task_source import follow_up_meetings
        from companies.leading import register_contact_lead
        from companies.panels import register_contact_guard, register_guard_hint, register_panel
        from visits.sources import register_source

        register_contact_lead(tovholder_by_agreement)
        register_contact_guard(contact_guard)
        register_guard_hint(may_be_guarded)
        register_panel(agreements_panel)
        register_panel(bypass_panel)
        register_source(follow_up_meetings)
        merging.connect()
