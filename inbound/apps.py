from datetime import datetime

from django.apps import AppConfig

from orders.demo import continuations


def _play(now: datetime) -> None:
    from inbound.demo import mails_play

    mails_play(now)


class InboundConfig(AppConfig):
    name = "inbound"

    def ready(self) -> None:
        from inbound import merging
        from inbound.door import DOOR
        from inbound.panels import mails_waiting, order_mails, request_mails
        from inbound.sources import mail_source, mail_taken
        from notifications.doors import register_mail_door
        from orders.day_notes import register_day_note
        from orders.intake_sources import register_intake_source
        from orders.panels import register_order_panel, register_request_panel

        register_mail_door(DOOR)
        register_intake_source(mail_source, mail_taken)
        register_order_panel(order_mails)
        register_request_panel(request_mails)
        register_day_note(mails_waiting)
        merging.connect()
        if _play not in continuations:
            continuations.append(_play)
