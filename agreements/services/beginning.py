"""Agreements that begin from something: a form, a parent, a partnership, a version that was signed."""

import datetime
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements.enums import AgreementKind, AgreementState, LogKind
from agreements.models import Agreement, AgreementVersion
from agreements.permissions import check_can_draft, check_drafts
from agreements.selectors.drafting import version_under_way
from agreements.services.drafting import DraftError, agreement_draft, version_draft, wording_copy
from agreements.services.log import log_add
from agreements.services.sending import agreement_withdraw
from agreements.template import template
from companies.models import Company
from jobcenters.calendar import local_date
from jobcenters.models import Network


@transaction.atomic
def agreement_begin(
    *,
    actor: Actor,
    key: UUID,
    kind: str,
    title: str,
    company: Company | None = None,
    network: Network | None = None,
    parent: Agreement | None = None,
) -> AgreementVersion:
    """Begin an agreement from a form that carries `key`: sent twice, it begins one and returns the same draft.

    It is with a company, or between the jobcentres of a network. `parent` makes it a regional agreement under a
    nationwide one (R87, R88). Raises PermissionDenied and DraftError.
    """
    uuid = uuid5(key, f"{actor.organisation_id}-{actor.user_id}")
    with connection.cursor() as cursor:
        # The same form in another request is waited for: the second finds what the first made.
        cursor.execute("select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"agreement-form:{uuid}"])
    known = Agreement.objects.visible_to(actor).filter(uuid=uuid).first()
    if known is not None:
        version = known.versions.order_by("number").first()
        if version is not None:
            return version
    if parent is not None:
        _check_parent(actor, parent, company, kind)
    version = agreement_draft(
        actor=actor, kind=kind, title=title, company=company, network=network, parent=parent
    )
    Agreement.objects.filter(pk=version.agreement_id).update(uuid=uuid)
    version.agreement.uuid = uuid
    if parent is not None:
        log_add(
            actor=actor,
            agreement=parent,
            kind=LogKind.NOTE,
            title=_("%(user)s begyndte den regionale aftale %(number)s")
            % {"user": actor.name, "number": version.agreement.number},
        )
    return version


def _check_parent(actor: Actor, parent: Agreement, company: Company | None, kind: str) -> None:
    check_drafts(actor, parent)
    if (
        company is None
        or parent.company_id != company.pk
        or kind != AgreementKind.JOBSERVICE
        or parent.kind != kind
    ):
        raise DraftError(_("En regional aftale hører under en jobserviceaftale med samme virksomhed."))
    if parent.parent_id is not None:
        raise DraftError(_("En regional aftale kan ikke selv have regionale aftaler."))
    if parent.is_ended:
        raise DraftError(_("Aftalen er slut, så den kan ikke få flere regionale aftaler."))


@transaction.atomic
def agreement_widen(*, actor: Actor, agreement: Agreement) -> AgreementVersion:
    """Begin a jobserviceaftale from a local partnership: contacts, needs, parties and ticks are copied (R97).

    The partnership itself goes on until the wider agreement is signed. The period is left open: it is agreed anew.
    Raises PermissionDenied, and DraftError where the agreement is no partnership or is widened already.
    """
    check_can_draft(actor, AgreementKind.JOBSERVICE)
    agreement = Agreement.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=agreement.pk)
    check_drafts(actor, agreement)
    if agreement.kind != AgreementKind.PARTNERSHIP:
        raise DraftError(_("Kun en lokal partnerskabsaftale kan udvides til en jobserviceaftale."))
    if agreement.company is None:
        raise DraftError(_("Aftalen er ikke med en virksomhed."))
    known = (
        Agreement.objects.visible_to(actor)
        .filter(widened_from=agreement)
        .exclude(state=AgreementState.CANCELLED)
        .first()
    )
    if known is not None:
        raise DraftError(_("Aftalen er allerede ved at blive udvidet: se aftale %s.") % known.number)
    source = agreement.current or agreement.versions.order_by("-number").first()
    if source is None:
        raise DraftError(_("Aftalen har ingen version."))
    version = agreement_draft(
        actor=actor,
        kind=AgreementKind.JOBSERVICE,
        title=_("Jobserviceaftale med %s") % agreement.company.name,
        company=agreement.company,
        widened_from=agreement,
    )
    new = version.agreement
    wording_copy(source=source, target=version)
    version.starts_on = version.ends_on = version.first_meeting_on = None
    version.save()
    words = {"user": actor.name, "old": agreement.number, "new": new.number}
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.NOTE,
        title=_("%(user)s begyndte at udvide aftalen til jobserviceaftale %(new)s") % words,
    )
    log_add(
        actor=actor,
        agreement=new,
        kind=LogKind.NOTE,
        title=_("Bygger på partnerskabsaftale %(old)s: behov, parter og kontakter er kopieret") % words,
    )
    return version


@transaction.atomic
def version_replace(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementVersion:
    """Begin the version that shall take another's place; everybody signs it anew.

    In force: the present version holds until all have signed. Out for signature: links close, and signatures that were
    given end with their version. A draft that is under way already is returned as it is. Raises
    PermissionDenied, NotAllowedError and DraftError.
    """
    agreement = Agreement.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=agreement.pk)
    check_drafts(actor, agreement)
    under_way = version_under_way(agreement)
    if under_way is None:
        if not agreement.is_in_force:
            raise DraftError(_("En ny version begynder, når aftalen er i kraft eller delvist underskrevet."))
        return version_draft(actor=actor, agreement=agreement, reason=reason)
    if under_way.is_draft:
        return under_way
    return agreement_withdraw(actor=actor, version=under_way, reason=reason)


def ended_ticks(version: AgreementVersion, day: datetime.date | None = None) -> list[str]:
    """The ticks of a version that the law no longer knows on `day` (default today): a new version leaves them out."""
    form, day = template(version.template), day or local_date(moment())
    return [
        form.item(tick.code).text
        for tick in version.ticks.all()
        if form.has(tick.code) and not form.item(tick.code).holds_on(day)
    ]
