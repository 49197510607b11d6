"""Searches that are kept, and telling of new candidates. Telling may run twice, late, or at the same time."""

import datetime
import logging
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.enums import STAFF_KINDS
from accounts.models import Membership, Organisation, User
from accounts.moment import moment
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.models import SavedSearch
from candidates.saved_mails import news_found
from candidates.selectors.search import search_counts
from jobcenters.calendar import local_date
from orders.calendars import calendars_of
from orders.models import Order

logger = logging.getLogger(__name__)

MOST_KEPT = 50  # searches of one person
# A candidate becomes findable when its import commits, with the time when that began: rather told twice than never.
OVERLAP = datetime.timedelta(minutes=5)


@transaction.atomic
def saved_search_add(
    *, actor: Actor, name: str, criteria: Criteria, tells: bool, order: Order | None = None
) -> SavedSearch:
    """Keep a search under a name. Raises ValueError (Danish) where the name is used or there are too many.

    Raises PermissionDenied for the system, which keeps none.
    """
    if actor.user_id is None:
        raise PermissionDenied
    mine = SavedSearch.objects.visible_to(actor)
    _check_name(mine.values_list("name", flat=True), name)
    if mine.count() >= MOST_KEPT:
        raise ValueError(_("Du har gemt %s søgninger. Slet en, du ikke bruger.") % MOST_KEPT)
    return SavedSearch.objects.create(
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        order=order,
        name=name,
        criteria=criteria.to_json(),
        tells=tells,
        seen_until=moment(),
    )


@transaction.atomic
def saved_search_change(*, actor: Actor, saved: SavedSearch, name: str, tells: bool) -> SavedSearch:
    """Rename a kept search, or choose whether it tells. Raises ValueError (Danish) where the name is used."""
    others = SavedSearch.objects.visible_to(actor).exclude(pk=saved.pk)
    _check_name(others.values_list("name", flat=True), name)
    saved.name, saved.tells = name, tells
    saved.save(update_fields=["name", "tells"])
    return saved


@transaction.atomic
def saved_search_delete(*, actor: Actor, saved: SavedSearch) -> None:
    SavedSearch.objects.visible_to(actor).filter(pk=saved.pk).delete()


@transaction.atomic
def saved_search_seen(*, actor: Actor, saved: SavedSearch) -> None:
    """Its owner looks at it now: what is there is no longer new."""
    SavedSearch.objects.visible_to(actor).filter(pk=saved.pk).update(seen_until=moment(), news=0)


def _check_name(names: Iterable[str], name: str) -> None:
    if name.casefold() in {one.casefold() for one in names}:
        raise ValueError(_("Du har allerede en søgning, der hedder sådan."))


# --- telling --------------------------------------------------------------------------------------------------


def news_tell(*, now: datetime.datetime | None = None) -> int:
    """Count what is new for every kept search that tells, and write to those owners whose jobcentre is open now.

    At most one mail a day to each owner, about all of their searches. Returns how many mails were queued. Each owner is
    handled in a transaction of their own, acting as that person: one that fails does not stop the others.
    """
    now = now or moment()
    told = 0
    for organisation in _authorities():
        for user, actor in _owners(organisation):
            try:
                with acting_as(actor):
                    told += _tell(user, actor, now)
            except DatabaseError:
                logger.exception("The kept searches of user %s could not be looked at.", actor.user_id)
    return told


def _authorities() -> list[Organisation]:
    return list(Organisation.objects.filter(kind__in=STAFF_KINDS).order_by("pk"))


def _owners(organisation: Organisation) -> list[tuple[User, Actor]]:
    """Those who keep searches for the organisation and still work there."""
    with acting_as(_system(organisation)):
        kept = SavedSearch.objects.filter(organisation_id=organisation.pk, tells=True)
        users = set(kept.values_list("user_id", flat=True))
        if not users:
            return []
        members = (
            Membership.objects.active()
            .filter(organisation_id=organisation.pk, user_id__in=users, user__is_active=True)
            .select_related("user")
            .order_by("user_id")
        )
        return [(row.user, _actor(row, organisation)) for row in members]


def _actor(row: Membership, organisation: Organisation) -> Actor:
    return Actor(
        user_id=row.user_id,
        organisation_id=organisation.pk,
        role=row.role,
        kind=organisation.kind,
        name=str(row.user),
        organisation_name=organisation.name,
    )


def _system(organisation: Organisation) -> Actor:
    return Actor(
        user_id=None, organisation_id=organisation.pk, role="", kind=organisation.kind, name=_("Systemet")
    )


def _tell(user: User, actor: Actor, now: datetime.datetime) -> int:
    """One owner's searches: their numbers, and the mail where there is something to tell and somebody to read it."""
    rows = list(SavedSearch.objects.visible_to(actor).filter(tells=True).select_for_update())
    news: list[tuple[SavedSearch, int]] = []
    for row in rows:
        row.news = _new(actor, row, row.seen_until)
        row.save(update_fields=["news"])
        fresh = (
            row.news
            if row.told_at is None or row.told_at <= row.seen_until
            else _new(actor, row, row.told_at)
        )
        if fresh:
            news.append((row, fresh))
    if (
        not news
        or _told_today(rows, now)
        or not calendars_of({actor.organisation_id})[actor.organisation_id].is_open(now)
    ):
        return 0
    news_found(actor=actor, user=user, news=news, now=now)
    SavedSearch.objects.visible_to(actor).filter(pk__in=[row.pk for row, _n in news]).update(told_at=now)
    return 1


def _new(actor: Actor, row: SavedSearch, since: datetime.datetime) -> int:
    try:
        criteria = Criteria.from_json(row.criteria)
    except (KeyError, TypeError, ValueError):
        return 0
    return search_counts(actor=actor, criteria=criteria, own=(), new_since=since - OVERLAP).total


def _told_today(rows: Sequence[SavedSearch], now: datetime.datetime) -> bool:
    return any(row.told_at and local_date(row.told_at) >= local_date(now) for row in rows)
