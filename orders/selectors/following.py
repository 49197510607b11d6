"""What a change of tovholder does to running deadlines: they follow, and none of them moves (decision 3, T11)."""

import datetime
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.actor import Actor
from accounts.tenancy import acting_as
from orders.models import Clock, Order
from orders.promises import promise
from ui import danish


@dataclass(frozen=True, slots=True)
class FollowingDeadline:
    """A running promise that the new tovholder would owe from then on. `due_at` is UTC and stays."""

    name: str
    subject: str
    due_at: datetime.datetime
    is_late: bool


@dataclass(frozen=True, slots=True)
class Following:
    """All that would follow to a new tovholder."""

    rows: tuple[FollowingDeadline, ...]

    @property
    def sentence(self) -> str:
        """ "3 åbne frister følger med. Ingen af dem flytter sig, og 1 er allerede overskredet." """
        if not self.rows:
            return _("Ingen åbne frister følger med.")
        number, late = len(self.rows), sum(row.is_late for row in self.rows)
        first = ngettext("%s åben frist følger med.", "%s åbne frister følger med.", number)
        second = ngettext("Den flytter sig ikke", "Ingen af dem flytter sig", number)
        if late:
            second += _(
                ", og %s er allerede overskredet. Det tæller ikke for den nye tovholder"
            ) % danish.number(late)
        return f"{first % danish.number(number)} {second}."


def following(actor: Actor, order: Order, now: datetime.datetime) -> Following:
    """What the order's tovholder owes the company now, as of `now` (aware): also for the one who is proposed, and
    must know what it says yes to.
    """
    # Seen as the tovholder sees them: the one who is proposed owes nothing yet.
    with acting_as(replace(actor, organisation_id=order.tovholder_id or actor.organisation_id)):
        clocks = list(
            Clock.objects.running().filter(
                order=order, request__isnull=True, owner_organisation_id=order.tovholder_id
            )
        )
    return Following(
        tuple(
            FollowingDeadline(
                promise(clock.promise).short_text, clock.subject, clock.due_at, clock.due_at < now
            )
            for clock in clocks
        )
    )
