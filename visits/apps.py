from django.apps import AppConfig


class VisitsConfig(AppConfig):
    name = "visits"

    def ready(self) -> None:
        from companies.panels import register_actions, register_facts, register_panel
        from visits import company_card, merging
        from visits.selectors.rounds import rounds_to_ring
        from visits.selectors.tasks import joint_visits_to_do, own_tasks
        from visits.sources import register_source

        register_facts(company_card.last_contact)
        register_actions(company_card.write_note)
        register_panel(company_card.notes_panel)
        register_panel(company_card.tasks_panels)
        register_panel(company_card.internal_panel)
        register_source(own_tasks)
        register_source(rounds_to_ring)
        register_source(joint_visits_to_do)
        merging.connect()
