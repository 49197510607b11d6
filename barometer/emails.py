"""The mails of the barometer, made in hundreds at a time. One template each (templates/barometer/emails/)."""

from datetime import datetime

from django.conf import settings

from barometer.links import path
from barometer.models import BarometerAsk
from notifications.outbox import Mail, render


def question(ask: BarometerAsk, *, sender: str, now: datetime, is_reminder: bool = False) -> Mail:
    """To a company's contact person: five short questions behind a personal link, and how to say no."""
    return render(
        "barometer.reminder" if is_reminder else "barometer.question",
        {
            "now": now,
            "contact_name": ask.contact_name,
            "sender": sender,
            "closes_on": ask.round.closes_on,
            "link": settings.BASE_URL.rstrip("/") + path(ask.uuid),
        },
        recipient=ask.email,
        organisation_id=ask.organisation_id,
        recipient_organisation_id=ask.company_id,
        dedupe_key=f"barometer:{ask.uuid}:{'again' if is_reminder else 'first'}",
    )
