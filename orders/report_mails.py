"""The mail with a month's report: the same tables as the page, from the numbers that were kept."""

from django.conf import settings
from django.urls import reverse

from accounts.actor import Actor
from accounts.moment import moment
from jobcenters.calendar import local_date
from notifications.outbox import queue_email
from orders.calendars import calendar_of
from orders.clock import notify_at
from orders.models import MonthReport
from orders.selectors.report import Report
from orders.selectors.report_page import month_name, report_page


def month_report(*, actor: Actor, email: str, made: MonthReport, found: Report) -> None:
    """To a person who asked: once for a month and scope, whatever is made anew later. It leaves in opening hours."""
    now = moment()
    address = reverse("orders:month_report", args=[made.uuid])
    reports = f"{reverse('orders:reports')}?omraade={made.scope}"
    base = settings.BASE_URL.rstrip("/")
    queue_email(
        name="orders.month_report",
        recipient=email,
        context={
            "page": report_page(found, local_date(now)),
            "month": month_name(made.month),
            "link": base + address,
            "stop_link": f"{base}{reports}#paa-mail",
        },
        organisation_id=actor.organisation_id,
        recipient_organisation_id=actor.organisation_id,
        recipient_user_id=actor.user_id,
        not_before=notify_at(now, calendar_of(actor.organisation_id)),
        dedupe_key=f"month_report:{actor.organisation_id}:{actor.user_id}:{made.scope}:{made.month:%Y-%m}",
    )
