"""Follow-up meetings of agreements as lines of the list of tasks."""

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.enums import MeetingState
from agreements.models import AgreementAccess, AgreementMeeting
from agreements.permissions import INNER
from jobcenters.calendar import local_date
from visits.sources import Asked, TaskLine


def follow_up_meetings(actor: Actor, asked: Asked) -> list[TaskLine]:
    """Meetings to come, and held ones without minutes, of agreements that the actor's organisation is a party of.

    A meeting is everybody's, so a person's list has those of the agreements that it began. One query.
    """
    inner = AgreementAccess.objects.filter(
        agreement=OuterRef("agreement"), organisation_id=actor.organisation_id, role__in=INNER
    )
    rows = AgreementMeeting.objects.filter(Exists(inner), state=MeetingState.PLANNED)
    rows = rows.filter(agreement__company__isnull=False)
    if asked.company:
        rows = rows.filter(agreement__company=asked.company)
    if asked.user_id is not None:
        rows = rows.filter(agreement__created_by_id=asked.user_id, agreement__owner_id=actor.organisation_id)
    now = moment()
    found = rows.select_related("agreement__company__organisation").order_by("starts_at", "id")
    return [
        TaskLine(
            uid=f"opfoelgningsmoede-{row.uuid}",
            due_on=local_date(row.starts_at),
            text=_("Opfølgningsmøde") if row.starts_at > now else _("Skriv referat af opfølgningsmødet"),
            url=reverse("agreements:meeting", args=[row.uuid]),
            calendar_text=_("Opfølgningsmøde"),
            about=row.agreement.company.name if row.agreement.company else "",
            starts_at=row.starts_at,
            minutes_long=row.minutes_long,
            label=row.agreement.number,
        )
        for row in found[: asked.most]
    ]
