from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "orders"
    verbose_name = "Ordrer"

    def ready(self) -> None:
        from agreements.results import register_results
        from companies.leading import register_contact_lead
        from companies.panels import register_choice_note, register_facts, register_panel
        from notifications.personal import register_maker
        from orders import answer_links, deadline_news, merging
        from orders.agreement_note import agreement_note
        from orders.company_facts import order_facts
        from orders.company_finder import company_found
        from orders.company_panel import orders_panel
        from orders.demo import continuations
        from orders.finders import register_finder
        from orders.leading import running_orders
        from orders.selectors.agreement_effect import effect_results
        from orders.task_source import follow_ups
        from visits.demo import visits_play
        from visits.sources import register_source

        register_maker(answer_links.KIND, answer_links.code)
        register_contact_lead(running_orders)
        register_panel(orders_panel)
        register_facts(order_facts)
        register_source(follow_ups)
        register_finder(company_found)
        register_choice_note(agreement_note)
        deadline_news.connect()
        merging.connect()
        register_results(effect_results, "orders:agreement_effect")
        if visits_play not in continuations:
            continuations.append(visits_play)
