"""Saying that two companies that look like one are not, and taking that back."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from accounts.permissions import signed_in
from companies.merging import may_merge
from companies.models import Company, DistinctPair
from companies.permissions import check_can_tell_apart, check_can_undo_pair

MOST_REASON = 300


@transaction.atomic
def pair_decide(*, actor: Actor, one: Company, other: Company, reason: str = "") -> DistinctPair:
    """`one` and `other` are not the same company: they are suggested to nobody in the actor's organisation any more.

    Where the actor might have merged the two, it holds for every authority. Saying it twice gives the decision that
    is there. Raises NotAllowed, and ValidationError: the same company twice, one that is merged away, a long reason.
    """
    check_can_tell_apart(actor)
    reason = " ".join(reason.replace("\0", "").split())
    if len(reason) > MOST_REASON:
        raise ValidationError({"reason": _("Skriv højst %s tegn.") % MOST_REASON})
    if one.pk == other.pk:
        raise ValidationError(_("Det er den samme virksomhed."), code="same")
    first, second = sorted((one.pk, other.pk))
    # Two who say it at the same time: the second finds what the first said.
    standing = Company.objects.visible_to(actor).filter(pk__in=(first, second), merged_into__isnull=True)
    if standing.count() != 2:
        raise ValidationError(_("Den ene er lagt sammen med en anden. Se siden igen."), code="standing")
    row, is_new = DistinctPair.objects.get_or_create(
        organisation_id=actor.organisation_id,
        one_id=first,
        other_id=second,
        undone_at=None,
        defaults={
            "holds_for_all": may_merge(actor, one, other),
            "user_id": signed_in(actor),
            "at": moment(),
            "reason": reason,
        },
    )
    if is_new:
        audit_write(
            actor=actor,
            action="company.distinct",
            object_type="company",
            object_id=first,
            detail={"other": second, "pair": row.pk},
        )
    return row


@transaction.atomic
def pair_undo(*, actor: Actor, pair: DistinctPair) -> None:
    """The two may be suggested again. Undoing twice changes nothing. Raises NotAllowed."""
    check_can_undo_pair(actor, pair, may_merge=may_merge(actor, pair.one, pair.other))
    done = DistinctPair.objects.visible_to(actor).standing().filter(pk=pair.pk)
    if done.update(undone_at=moment(), undone_by_id=signed_in(actor)):
        audit_write(
            actor=actor,
            action="company.distinct_undone",
            object_type="company",
            object_id=pair.one_id,
            detail={"other": pair.other_id, "pair": pair.pk},
        )
