"""Being away and standing in: what is written, what may not be, and who answers for whom today."""

import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.models import Absence, Membership
from accounts.permissions import NotAllowed
from accounts.stand_ins import Staffing, staffing_of
from ui import danish

LONGEST = datetime.timedelta(days=3 * 366)


def check_can_change_absence(actor: Actor, membership: Membership) -> None:
    """One's own; a manager or administrator those of all colleagues."""
    if membership.organisation_id != actor.organisation_id:
        raise NotAllowed(_("I kan kun skrive fravær for jeres egne kolleger."))
    if membership.user_id != actor.user_id and not (actor.is_manager or actor.is_administrator):
        raise NotAllowed(_("Kun en leder eller administrator kan skrive fravær for andre."))


@transaction.atomic
def stand_in_choose(*, actor: Actor, membership: Membership, stand_in: Membership | None) -> None:
    """Let `stand_in` answer whenever the colleague is away; None for nobody. Raises NotAllowed, ValidationError."""
    check_can_change_absence(actor, membership)
    _check_stand_in(membership, stand_in)
    membership.stand_in = stand_in
    membership.save(update_fields=["stand_in"])
    audit_write(
        actor=actor,
        action="choose_stand_in",
        object_type="membership",
        object_id=membership.pk,
        detail={"stand_in": stand_in.pk if stand_in else None},
    )


@transaction.atomic
def absence_add(
    *,
    actor: Actor,
    membership: Membership,
    first_day: datetime.date,
    last_day: datetime.date,
    stand_in: Membership | None,
    today: datetime.date,
) -> Absence:
    """Write that the colleague is away on Danish days `first_day` to `last_day`. Raises NotAllowed, ValidationError."""
    check_can_change_absence(actor, membership)
    _check_stand_in(membership, stand_in)
    if last_day < first_day:
        raise ValidationError({"last_day": _("Sidste dag kan ikke ligge før første dag.")})
    if last_day < today:
        raise ValidationError({"last_day": _("Fraværet er allerede slut. Vælg en dag fra i dag og frem.")})
    if last_day - first_day > LONGEST:
        raise ValidationError(
            {"last_day": _("Et fravær kan højst vare tre år. Se, om årstallet er rigtigt.")}
        )
    # Two at once wait for each other here, so that the second is told instead of refused by the database.
    Membership.objects.select_for_update().get(pk=membership.pk)
    clash = membership.absences.filter(first_day__lte=last_day, last_day__gte=first_day).first()
    if clash:
        raise ValidationError(
            {
                "first_day": _("Der står allerede fravær fra %(first)s til %(last)s.")
                % {"first": danish.full_day(clash.first_day), "last": danish.full_day(clash.last_day)}
            }
        )
    absence = Absence.objects.create(
        organisation_id=membership.organisation_id,
        membership=membership,
        stand_in=stand_in,
        first_day=first_day,
        last_day=last_day,
        created_by_id=actor.user_id,
    )
    audit_write(actor=actor, action="add_absence", object_type="absence", object_id=absence.pk)
    return absence


@transaction.atomic
def absence_remove(*, actor: Actor, absence: Absence, today: datetime.date) -> None:
    """Take an absence back; one that has begun ends yesterday instead. Raises NotAllowed."""
    check_can_change_absence(actor, absence.membership)
    if absence.first_day < today <= absence.last_day:
        absence.last_day = today - datetime.timedelta(days=1)
        absence.save(update_fields=["last_day"])
    elif absence.first_day >= today:
        absence.delete()
    audit_write(actor=actor, action="end_absence", object_type="absence", object_id=absence.uuid)


def _check_stand_in(membership: Membership, stand_in: Membership | None) -> None:
    if stand_in is None:
        return
    if stand_in.pk == membership.pk:
        raise ValidationError({"stand_in": _("Vælg en anden end den, der er væk.")})
    if stand_in.organisation_id != membership.organisation_id or not stand_in.is_active:
        raise ValidationError({"stand_in": _("Vælg en kollega, der arbejder her.")})


# --- who answers --------------------------------------------------------------------------------------------


def staffing(memberships: Iterable[Membership], absences: Iterable[Absence]) -> Staffing[int]:
    """An organisation's staffing by membership id, on the day that `absences` hold on."""
    colleagues = list(memberships)
    return staffing_of(
        usual={one.pk: one.stand_in_id for one in colleagues},
        away={absence.membership_id: absence.stand_in_id for absence in absences},
        reachable=[one.pk for one in colleagues if one.is_active and one.user.is_active],
    )
