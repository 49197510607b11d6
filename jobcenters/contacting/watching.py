"""What the worker sees to: addresses that mail comes back from, and jobcentres without a living contact (N8).

Needs the worker's role. Safe to run twice, late, or at the same time.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime

from django.db import connection, transaction
from django.db.models import F, Q
from django.db.models.functions import Lower

from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from jobcenters.contacting import mails
from jobcenters.contacting.recipients import Reached, recipients_of
from jobcenters.models import ContactEntry, ContactGap, Jobcenter, NetworkMember
from notifications.models import DeadAddress

_ALONE = "select pg_try_advisory_xact_lock(7110042)"


@transaction.atomic
def bounces_note() -> int:
    """Write on each entry since when mail to its address comes back, or that it does no longer; how many changed."""
    changed = 0
    rows = ContactEntry.objects.exclude(email="").annotate(address=Lower("email"))
    unconfirmed = Q(confirmed_at=None) | Q(confirmed_at__lt=F("since"))
    dead = dict(
        DeadAddress.objects.filter(unconfirmed, address__in=rows.values("address")).values_list(
            "address", "since"
        )
    )
    for entry in rows.filter(Q(address__in=list(dead)) | Q(bounced_on__isnull=False)):
        since = dead.get(entry.email.lower())
        day = local_date(since) if since else None
        if entry.bounced_on != day:
            entry.bounced_on = day
            entry.save(update_fields=["bounced_on"])
            changed += 1
    return changed


@transaction.atomic
def gaps_find(*, now: datetime) -> int:
    """Open a gap for each jobcentre that has no living contact person, close those that have one again, and mail who
    must do something; how many are new.
    """
    national = Organisation.objects.filter(kind=OrganisationKind.NATIONAL).order_by("id").first()
    with connection.cursor() as cursor:
        cursor.execute(_ALONE)
        if not cursor.fetchone()[0] or national is None:
            return 0
    today = local_date(now)
    with acting_as(system_actor(national.pk)):
        ids = list(Jobcenter.objects.on(today).values_list("pk", flat=True))
        reached = recipients_of(ids, today)
    missing = {pk: found for pk, found in reached.items() if not found.is_contact}
    new = _write(missing, today)
    _tell(national, now)
    return new


def _write(missing: dict[int, Reached], today: date) -> int:
    standing = {gap.jobcenter_id: gap for gap in ContactGap.objects.open()}
    for pk, gap in standing.items():
        if pk not in missing:
            gap.closed_on = today
            gap.save(update_fields=["closed_on"])
        elif gap.reached != missing[pk].reach:
            gap.reached = missing[pk].reach
            gap.save(update_fields=["reached"])
    new = [
        ContactGap(jobcenter_id=pk, since=today, reached=found.reach)
        for pk, found in missing.items()
        if pk not in standing
    ]
    ContactGap.objects.bulk_create(new)
    return len(new)


def _tell(national: Organisation, now: datetime) -> None:
    """One mail each to Jobservice Danmark and to the coordinators, about the gaps that nobody has been told of."""
    gaps = list(
        ContactGap.objects.open()
        .filter(told_at__isnull=True)
        .select_related("jobcenter__organisation")
        .order_by("jobcenter__place")
    )
    if not gaps:
        return
    told: defaultdict[int, list[ContactGap]] = defaultdict(list, {national.pk: gaps})
    by_jobcenter = {gap.jobcenter_id: gap for gap in gaps}
    members = NetworkMember.objects.on(local_date(now)).filter(
        jobcenter_id__in=by_jobcenter, network__coordinator__isnull=False
    )
    for jobcenter_id, coordinator_id in (
        members.order_by("jobcenter__place").values_list("jobcenter_id", "network__coordinator_id").distinct()
    ):
        if coordinator_id is not None and by_jobcenter[jobcenter_id] not in told[coordinator_id]:
            told[coordinator_id].append(by_jobcenter[jobcenter_id])
    organisations = Organisation.objects.select_related("jobcenter").in_bulk(list(told))
    for pk, theirs in told.items():
        to = organisations[pk]
        jobcenter = getattr(to, "jobcenter", None)
        mailbox = (jobcenter.company_email if jobcenter else "") or to.email
        if mailbox:
            mails.contact_gaps(to=to, mailbox=mailbox, gaps=theirs, sender_id=national.pk, now=now)
    ContactGap.objects.filter(pk__in=[gap.pk for gap in gaps]).update(told_at=now)
