"""Publishing an order line's vacancy, correcting it, and taking it down (R18-R20)."""

import datetime
from dataclasses import asdict, dataclass

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from jobcenters.calendar import local_date
from orders.enums import AccessRole, EventKind, Outcome, PostingWish
from orders.models import Delivery, Order, OrderLine
from orders.models.timeline import WITH_COMPANY
from orders.services.timeline import event_add
from postings.anonymity import betrayals
from postings.enums import PostingState, StepKind
from postings.models import Posting, PostingEdition, PostingStep
from postings.permissions import check_can_publish, check_is_ours
from postings.selectors import company_traces
from postings.services.portals import portals_follow

PAGE = 100  # postings that one transaction of the worker looks at
FILLED = frozenset({Outcome.HIRED, Outcome.PARTLY, Outcome.ALTERNATIVE})


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionData:
    """What is published. `employer` is what readers see: the company's name, or what stands for it."""

    title: str
    places: int
    employer: str
    description: str
    postcode_id: str
    hours: str
    apply_by: datetime.date
    apply_to: str
    consent_by: str
    consent_on: datetime.date
    consent_channel: str
    is_anonymous: bool = False
    address: str = ""
    work_time: str = "FULL_TIME"
    wage: str = ""
    start_on: datetime.date | None = None
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    apply_url: str = ""
    language: str = "da"


@transaction.atomic
def posting_publish(*, actor: Actor, line: OrderLine, data: EditionData, number: int = 0) -> Posting:
    """Publish the line's vacancy, or a new edition of it; what ended is posted again at the same address.

    `number` is the edition that the one who writes has seen (0: none). Raises PermissionDenied for others than the
    tovholder, ValueError (Danish) where somebody wrote in between, the deadline has passed, or what hides the company's
    name gives it away.
    """
    check_can_publish(actor, OrderLine.objects.select_related("order").get(pk=line.pk))
    order = Order.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=line.order_id)
    line = OrderLine.objects.select_related("order").get(pk=line.pk, order=order)
    check_can_publish(actor, line)
    now = moment()
    if data.apply_by < local_date(now):
        raise ValueError(_("Ansøgningsfristen er passeret. Vælg i dag eller senere."))
    if data.is_anonymous and (faults := betrayals(asdict(data), company_traces(actor, order))):
        raise ValueError(next(iter(faults.values())))
    posting = Posting.objects.visible_to(actor).select_for_update(of=("self",)).filter(line=line).first()
    if (posting.number if posting else 0) != number:
        raise ValueError(
            _("En kollega har rettet opslaget, mens du skrev. Dine ord står stadig her: tjek, og gem igen.")
        )
    if posting is None:
        posting = Posting.objects.create(
            order=order,
            line=line,
            jobcenter_id=actor.organisation_id,
            apply_by=data.apply_by,
            published_at=now,
            changed_at=now,
        )
        kind = StepKind.PUBLISHED
    else:
        kind = StepKind.CHANGED if posting.state == PostingState.PUBLISHED else StepKind.PUBLISHED
        if kind == StepKind.PUBLISHED:
            posting.published_at = now
        posting.state, posting.ended_at = PostingState.PUBLISHED, None
        posting.number, posting.apply_by, posting.changed_at = posting.number + 1, data.apply_by, now
        posting.save()
    PostingEdition.objects.create(
        posting=posting,
        number=posting.number,
        written_at=now,
        written_by_id=actor.user_id,
        **asdict(data),
    )
    PostingStep.objects.create(
        posting=posting, kind=kind, number=posting.number, at=now, user_id=actor.user_id
    )
    _note_wish(order, posting)
    said = _("Stillingen er slået op") if kind == StepKind.PUBLISHED else _("Opslaget er rettet")
    _tell(actor, order, f"{said}: {data.title}", now)
    portals_follow(posting=posting, now=now)
    return posting


def _note_wish(order: Order, posting: Posting) -> None:
    """The company has said yes (R18): the order need not ask again."""
    changed = []
    if order.posting != PostingWish.YES:
        order.posting = PostingWish.YES
        changed.append("posting")
    if not order.posting_url:
        order.posting_url = settings.BASE_URL + reverse("postings:posting", args=[posting.uuid])
        changed.append("posting_url")
    if changed:
        # Whoever has the clarification open is told, and overwrites nothing unseen.
        order.version += 1
        order.save(update_fields=[*changed, "version", "updated_at"])


def _tell(actor: Actor, order: Order, title: str, now: datetime.datetime, text: str = "") -> None:
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.POSTED,
        title=title,
        text=text,
        at=now,
        audience=[*WITH_COMPANY, AccessRole.ASKED],
    )


@transaction.atomic
def posting_withdraw(*, actor: Actor, posting: Posting, reason: str) -> Posting:
    """Take the vacancy down. Its address answers that it is gone. Raises PermissionDenied."""
    row = _locked(actor, posting.pk)
    if row is None:
        raise PermissionDenied(_("Opslaget er allerede taget ned."))
    check_is_ours(actor, row)
    _end(actor, row, PostingState.WITHDRAWN, reason=reason)
    return row


def _locked(actor: Actor, pk: int) -> Posting | None:
    rows = Posting.objects.visible_to(actor).published().select_for_update(of=("self",))
    return rows.select_related("order").filter(pk=pk).first()


def _end(
    actor: Actor, row: Posting, state: PostingState, *, reason: str = "", by_itself: bool = False
) -> None:
    now = moment()
    row.state, row.ended_at, row.changed_at = state, now, now
    row.save(update_fields=["state", "ended_at", "changed_at"])
    PostingStep.objects.create(
        posting=row,
        kind=StepKind(state.value),
        number=row.number,
        at=now,
        user_id=None if by_itself else actor.user_id,
        reason=reason,
    )
    title = PostingEdition.objects.values_list("title", flat=True).get(posting=row, number=row.number)
    said = {
        PostingState.WITHDRAWN: _("Opslaget er trukket tilbage"),
        PostingState.FILLED: _("Opslaget er taget ned: stillingen er besat"),
        PostingState.EXPIRED: _("Opslaget er taget ned: ansøgningsfristen er gået"),
    }[state]
    _tell(actor, row.order, f"{said} ({title})", now, reason)
    portals_follow(posting=row, now=now)


def postings_end(actor: Actor, order: Order) -> None:
    """The order has ended (see `orders.endings`): so have its postings, whoever ended it."""
    if order.tovholder_id is None:
        return
    lead = actor if actor.organisation_id == order.tovholder_id else system_actor(order.tovholder_id)
    with acting_as(lead):
        for row in list(Posting.objects.published().filter(order=order).select_related("line")):
            state = PostingState.FILLED if row.line.outcome in FILLED else PostingState.WITHDRAWN
            locked = _locked(lead, row.pk)
            if locked:
                reason = "" if state == PostingState.FILLED else _("Ordren er afsluttet.")
                _end(lead, locked, state, reason=reason, by_itself=True)


def postings_filled(order: Order, line: OrderLine) -> None:
    """Somebody was hired on the line (see `orders.endings`): once all places are taken, its posting ends."""
    if order.tovholder_id is None:
        return
    lead = system_actor(order.tovholder_id)
    with acting_as(lead):
        row = Posting.objects.published().filter(line=line).first()
        if row is None:
            return
        hired = Delivery.objects.filter(line=line).aggregate(total=Sum("hired"))["total"] or 0
        locked = _locked(lead, row.pk) if hired >= line.places else None
        if locked:
            _end(lead, locked, PostingState.FILLED, by_itself=True)


def postings_expire(*, now: datetime.datetime | None = None) -> int:
    """Take down what nobody can apply for any more; how many were taken down. For the worker's role.

    Each is handled in a transaction of its own, on behalf of its jobcentre: safe to run twice at once.
    """
    at = now or moment()
    today, done = local_date(at), 0
    while True:
        with transaction.atomic():
            waiting = list(
                Posting.objects.published()
                .filter(apply_by__lt=today)
                .order_by("pk")
                .values_list("pk", "jobcenter_id")[:PAGE]
            )
        for pk, jobcenter_id in waiting:
            actor = system_actor(jobcenter_id)
            with acting_as(actor):
                if row := _locked(actor, pk):
                    _end(actor, row, PostingState.EXPIRED, by_itself=True)
                    done += 1
        if len(waiting) < PAGE:
            return done
