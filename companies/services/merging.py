"""Making two companies one, and undoing it. The database's own functions move the rows: nobody else may."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.moment import moment
from companies.merging import leads_for
from companies.models import Company, Merge
from companies.permissions import check_can_merge

MOST_REASON = 300
_NOT_STANDING, _UNDONE, _LATER = "JO001", "JO002", "JO003"


@transaction.atomic
def companies_merge(*, actor: Actor, kept: Company, away: Company, reason: str) -> Merge:
    """Let everything that points at `away` point at `kept`, as `merge_rules` say, and keep what was moved.

    Raises NotAllowed, and ValidationError: no reason, the same company twice, one that is merged away already, a
    demonstration's company and a real one.
    """
    check_can_merge(actor, kept, away, leads_for_both=leads_for(actor, kept) and leads_for(actor, away))
    reason = _reason(reason)
    if kept.pk == away.pk:
        raise ValidationError(_("Det er den samme virksomhed."), code="same")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select companies_merge(%s, %s, %s, %s)", [kept.pk, away.pk, reason, moment()])
            (uuid,) = cursor.fetchone()
    except DatabaseError as error:
        raise _told(error) from error
    audit_write(
        actor=actor,
        action="company.merge",
        object_type="company",
        object_id=kept.pk,
        detail={"away": away.pk, "merge": str(uuid)},
    )
    return Merge.objects.visible_to(actor).with_names().get(uuid=uuid)


@transaction.atomic
def merge_undo(*, actor: Actor, merge: Merge, reason: str) -> list[dict[str, Any]]:
    """Put back what the merge moved; what could not be, because it has changed since: table, key and columns.

    Raises NotAllowed, and ValidationError: no reason, undone already, the kept company was merged away later.
    """
    kept, away = merge.kept, merge.away
    check_can_merge(actor, kept, away, leads_for_both=leads_for(actor, kept) and leads_for(actor, away))
    reason = _reason(reason)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("select companies_merge_undo(%s, %s, %s)", [merge.uuid, reason, moment()])
            (left,) = cursor.fetchone()
    except DatabaseError as error:
        raise _told(error) from error
    audit_write(
        actor=actor,
        action="company.merge_undo",
        object_type="company",
        object_id=kept.pk,
        detail={"away": away.pk, "merge": str(merge.uuid), "left_behind": len(_plain(left))},
    )
    return _plain(left)


def _plain(left: Any) -> list[dict[str, Any]]:
    import json

    found: list[dict[str, Any]] = json.loads(left) if isinstance(left, str) else left
    return found


def _reason(text: str) -> str:
    text = " ".join(text.replace("\0", "").split())
    if not text:
        raise ValidationError({"reason": _("Skriv, hvorfor. Andre skal kunne forstå det om et år.")})
    if len(text) > MOST_REASON:
        raise ValidationError({"reason": _("Skriv højst %s tegn.") % MOST_REASON})
    return text


def _told(error: DatabaseError) -> Exception:
    """What the database refused, in Danish; the error itself where it is none of these."""
    state = getattr(error.__cause__, "sqlstate", "")
    if state == _NOT_STANDING:
        return ValidationError(
            _(
                "Virksomhederne kan ikke lægges sammen: den ene er allerede lagt sammen med en anden, eller er en demo."
            ),
            code="standing",
        )
    if state == _UNDONE:
        return ValidationError(_("Sammenlægningen er allerede fortrudt."), code="undone")
    if state == _LATER:
        return ValidationError(
            _("Virksomheden er senere lagt sammen med en anden. Fortryd først den sammenlægning."),
            code="later",
        )
    if state == "23503":  # a foreign key: something ties the rows together that moved later
        return ValidationError(
            _("Der er sket for meget siden: rækker hænger nu sammen på tværs af de to virksomheder."),
            code="tied",
        )
    return error
