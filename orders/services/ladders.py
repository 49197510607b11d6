"""Which ladder a network or an agreement has chosen, and from when. History is kept; running clocks keep theirs."""

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.models import Agreement
from agreements.permissions import check_drafts
from jobcenters.models import Network
from jobcenters.permissions import check_can_keep_network
from jobcenters.services.networks import check_start, end_before
from orders.enums import OwedTo
from orders.ladder import Ladder
from orders.models import LadderTerm, LadderVersion
from orders.promises import Party


@dataclass(frozen=True, slots=True)
class Chooser:
    """Who chooses a ladder: a network, for both kinds of promises, or an agreement, for those to its company."""

    network: Network | None = None
    agreement: Agreement | None = None
    owed_to: str = OwedTo.COMPANY

    @property
    def party(self) -> Party:
        """To whom the promises are owed, as the ladder's rules know it."""
        return Party.COMPANY if self.owed_to == OwedTo.COMPANY else Party.TOVHOLDER

    def terms(self) -> "models.QuerySet[LadderTerm]":
        """Everything that it has chosen so far, or plans to, that the actor sees."""
        rows = LadderTerm.objects.filter(owed_to=self.owed_to).select_related("version")
        if self.network is not None:
            return rows.filter(network=self.network)
        return rows.filter(agreement=self.agreement)

    def check_keeps(self, actor: Actor) -> None:
        """Raise PermissionDenied unless the actor may choose for it."""
        if self.network is not None:
            check_can_keep_network(actor, self.network)
        elif self.agreement is not None:
            check_drafts(actor, self.agreement)

    def lock(self) -> None:
        """One change at a time, also by those who may not lock the row itself."""
        number = self.network.pk if self.network else -self.agreement.pk if self.agreement else 0
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(7110021, %s)", [number])


@transaction.atomic
def ladder_choose(
    *, actor: Actor, chooser: Chooser, ladder: Ladder, valid_from: date, today: date
) -> LadderTerm:
    """Let `ladder` hold for clocks that begin on `valid_from` or later.

    Raises NotAllowed or PermissionDenied, LadderError where it would tell a company, and ValidationError
    ("valid_from").
    """
    chooser.check_keeps(actor)
    ladder.check_for(chooser.party)
    chooser.lock()
    check_start(valid_from, today, chooser.terms())
    end_before(chooser.terms(), valid_from)
    # Its name is its content: whoever was first has written the same.
    LadderVersion.objects.bulk_create(
        [LadderVersion(version=ladder.version, steps=ladder.data())], ignore_conflicts=True
    )
    return LadderTerm.objects.create(
        network=chooser.network,
        agreement=chooser.agreement,
        owed_to=chooser.owed_to,
        version_id=ladder.version,
        valid_from=valid_from,
    )


@transaction.atomic
def ladder_drop(*, actor: Actor, chooser: Chooser, valid_from: date, today: date) -> None:
    """From `valid_from` on, choose nothing: the network's ladder holds for an agreement, the standard for a network.

    Raises as `ladder_choose`, and ValidationError where nothing is chosen.
    """
    chooser.check_keeps(actor)
    chooser.lock()
    check_start(valid_from, today, chooser.terms())
    if not chooser.terms().on(valid_from).exists():  # type: ignore[attr-defined]
        raise ValidationError({"valid_from": _("Der gælder ingen egne trin den dag.")})
    end_before(chooser.terms(), valid_from)
