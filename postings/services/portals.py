"""A vacancy on a portal outside: wanted there by the tovholder, sent by the worker once, or put there by hand.

As the outbox does: lease a row, send without a transaction, mark it under the same lease. A worker that is killed after
the other side has taken the call says the same again: the call has the same key, and changes nothing more.
"""

import datetime
import logging
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from orders.enums import EventKind
from orders.services.timeline import event_add
from postings.enums import Portal, PostingState
from postings.models import PortalPosting, Posting
from postings.permissions import check_is_ours
from postings.portals import jobnet
from postings.portals.base import PortalAdapter, PortalError, PortalRefused, Receipt
from postings.public import posting_open

logger = logging.getLogger(__name__)

LEASE = datetime.timedelta(minutes=3)
FIRST_WAIT, LONGEST_WAIT = datetime.timedelta(seconds=20), datetime.timedelta(hours=2)
MOST_AT_ONCE = 50


@transaction.atomic
def portal_want(*, actor: Actor, posting: Posting, portal: str) -> PortalPosting:
    """The vacancy is to stand on the portal too. Where no way there is configured, a person puts it there.

    Raises PermissionDenied for others than the tovholder, and for a posting that has ended.
    """
    check_is_ours(actor, posting)
    row = Posting.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=posting.pk)
    if row.state != PostingState.PUBLISHED:
        raise PermissionDenied(_("Opslaget er taget ned."))
    now = moment()
    found, _made = PortalPosting.objects.update_or_create(
        posting=row,
        portal=Portal(portal).value,
        defaults={
            "by_hand": _adapter(portal) is None,
            "wanted": True,
            "asked_by_id": actor.user_id,
            "due_at": now,
            "tries": 0,
            "refused": False,
            "last_error": "",
        },
    )
    return found


def portals_follow(*, posting: Posting, now: datetime.datetime) -> None:
    """The posting has changed or ended: what stands on portals is to follow. In the running transaction."""
    wanted = posting.state == PostingState.PUBLISHED
    PortalPosting.objects.filter(posting=posting).update(
        wanted=wanted, due_at=now, tries=0, refused=False, last_error=""
    )


@transaction.atomic
def portal_register(
    *, actor: Actor, posting: Posting, portal: str, portal_id: str, portal_url: str
) -> PortalPosting:
    """A person has put the vacancy on the portal: its number and address there, by whom and when (R19)."""
    check_is_ours(actor, posting)
    row = PortalPosting.objects.select_for_update(of=("self",)).get(posting=posting, portal=portal)
    now = moment()
    row.portal_id, row.portal_url, row.by_hand = portal_id, portal_url, True
    row.posted_at, row.posted_by_id = now, actor.user_id
    row.sent_number, row.removed_at = posting.number, None
    row.save()
    _tell(actor, posting, row, now)
    return row


@transaction.atomic
def portal_removed(*, actor: Actor, posting: Posting, portal: str) -> PortalPosting:
    """A person has taken the vacancy down from the portal."""
    check_is_ours(actor, posting)
    row = PortalPosting.objects.select_for_update(of=("self",)).get(posting=posting, portal=portal)
    row.removed_at, row.wanted = moment(), False
    row.save(update_fields=["removed_at", "wanted"])
    return row


def _tell(actor: Actor, posting: Posting, row: PortalPosting, now: datetime.datetime) -> None:
    event_add(
        actor=actor,
        order=posting.order,
        kind=EventKind.POSTED,
        title=_("Stillingen står på %s") % row.get_portal_display(),
        text=" ".join(filter(None, [row.portal_id, row.portal_url])),
        at=now,
    )


# --- the worker --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Task:
    """One call to make, as it stood when it was leased."""

    row_id: int
    lease: UUID
    jobcenter_id: int
    portal: str
    uuid: UUID
    number: int
    wanted: bool


def portals_deliver(*, now: datetime.datetime | None = None, most: int = MOST_AT_ONCE) -> int:
    """Make the calls that are due; how many were made. For the worker's role; safe to run many times at once."""
    done = 0
    while done < most:
        task = _take(now or moment())
        if task is None:
            return done
        _deliver(task, now)
        done += 1
    return done


@transaction.atomic
def _take(now: datetime.datetime) -> Task | None:
    """Lease the row that has waited longest; None where nothing is due."""
    row = (
        PortalPosting.objects.to_do()
        .filter(Q(leased_until__isnull=True) | Q(leased_until__lt=now))
        .filter(by_hand=False, refused=False, due_at__lte=now)
        .select_related("posting")
        .select_for_update(of=("self",), skip_locked=True)
        .order_by("due_at", "pk")
        .first()
    )
    if row is None:
        return None
    posting = row.posting
    row.lease, row.leased_until = uuid4(), now + LEASE
    if row.wanted:
        row.begun_number = posting.number
    row.save(update_fields=["lease", "leased_until", "begun_number"])
    return Task(row.pk, row.lease, posting.jobcenter_id, row.portal, posting.uuid, posting.number, row.wanted)


def _deliver(task: Task, played: datetime.datetime | None) -> None:
    way = _adapter(task.portal)
    try:
        if way is None:
            raise PortalError(_("Der er ikke sat nogen vej til portalen op."))
        receipt = _send(way, task)
    except PortalRefused as error:
        _failed(task, str(error), played or moment(), refused=True)
    except PortalError as error:
        _failed(task, str(error), played or moment(), refused=False)
    else:
        _mark(task, receipt)


def _send(way: PortalAdapter, task: Task) -> Receipt | None:
    """The receipt of what was posted; None for what was removed."""
    key = str(task.uuid)
    if task.wanted:
        posting = posting_open(task.uuid)
        if posting is not None:
            document = jobnet.document_of(posting, settings.BASE_URL + posting.path)
            return way.post(key=key, number=task.number, document=document)
    way.remove(key=key, number=task.number)
    return None


def _mark(task: Task, receipt: Receipt | None) -> None:
    """Write down what the portal shows now. Nothing where the lease was lost: somebody else has said the same."""
    now = moment()
    with acting_as(system_actor(task.jobcenter_id)):
        row = (
            PortalPosting.objects.select_for_update(of=("self",))
            .select_related("posting__order")
            .filter(pk=task.row_id, lease=task.lease)
            .first()
        )
        if row is None:
            return
        row.lease, row.leased_until, row.tries, row.last_error = None, None, 0, ""
        if receipt is None:
            # What was wanted has ended meanwhile, or it was to be removed: posted again, it is wanted again.
            row.removed_at, row.sent_number = now, max(row.sent_number, task.number)
            if task.wanted:
                row.wanted = False
        else:
            is_new = row.portal_id != receipt.portal_id or row.removed_at is not None
            row.portal_id, row.portal_url = receipt.portal_id, receipt.url
            row.sent_number, row.removed_at = task.number, None
            if is_new:
                row.posted_at, row.posted_by_id = now, row.asked_by_id
        row.save()
        if receipt is not None and is_new:
            _tell(system_actor(task.jobcenter_id), row.posting, row, now)


def _failed(task: Task, text: str, now: datetime.datetime, *, refused: bool) -> None:
    logger.warning("Posting %s on %s: %s", task.uuid, task.portal, text)
    with acting_as(system_actor(task.jobcenter_id)):
        row = (
            PortalPosting.objects.select_for_update(of=("self",))
            .filter(pk=task.row_id, lease=task.lease)
            .first()
        )
        if row is None:
            return
        row.lease, row.leased_until, row.last_error, row.refused = None, None, text[:300], refused
        row.tries = min(row.tries + 1, 30)
        row.due_at = now + min(FIRST_WAIT * 2 ** min(row.tries - 1, 12), LONGEST_WAIT)
        row.save()


def _adapter(portal: str) -> PortalAdapter | None:
    match Portal(portal):
        case Portal.JOBNET:
            return jobnet.adapter()
