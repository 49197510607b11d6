"""Extension and cancellation by consent of all parties ([001], R110).

Whoever proposes has agreed thereby, if it is a party. When the last of the parties to the version in force has agreed,
the change holds. One no ends it. An agreement has one open change at a time.
"""

import datetime

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.moment import moment
from agreements import life_mails
from agreements.enums import AgreementState, ChangeKind, ChangeState, LogKind
from agreements.models import Agreement, AgreementChange, ChangeConsent
from agreements.permissions import DRAFTERS, check_is_inside
from agreements.selectors.parties import name_among, parties_of
from agreements.services.log import log_add
from agreements.services.meetings import meetings_plan
from agreements.workflow import SYSTEM, transition
from jobcenters.calendar import local_date
from ui import danish

LINK_LASTS = datetime.timedelta(days=60)
_SALT = "agreements.consent"


class ChangeError(ValueError):
    """The change, or the answer to it, cannot be. `field` is the form's field that it concerns; the text is Danish."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


# --- the personal link ----------------------------------------------------------------------------------------


def link_token(change: AgreementChange, organisation_id: int) -> str:
    """What stands in a party's link: signed, so that nobody can make one for another party or change."""
    return signing.dumps({"change": str(change.uuid), "party": organisation_id}, salt=_SALT)


def link_read(token: str) -> tuple[str, int]:
    """The change's uuid and the party's organisation id.

    Raises django.core.signing.SignatureExpired after 60 days, BadSignature for anything we did not write.
    """
    data = signing.loads(token, salt=_SALT, max_age=LINK_LASTS)
    return str(data["change"]), int(data["party"])


# --- proposing ------------------------------------------------------------------------------------------------


def _lock(agreement_id: int) -> Agreement:
    return (
        Agreement.objects.select_for_update(of=("self",))
        .select_related("current", "owner", "created_by")
        .get(pk=agreement_id)
    )


def check_may_propose(actor: Actor, agreement: Agreement) -> None:
    """A drafter, or a party of the version in force. Raises PermissionDenied."""
    role = check_is_inside(actor, agreement)
    if role in DRAFTERS:
        return
    if not any(party.organisation_id == actor.organisation_id for party in parties_of(agreement)):
        raise PermissionDenied(_("Det kan kun gøres af aftalens parter."))


@transaction.atomic
def change_propose(
    *, actor: Actor, agreement: Agreement, kind: str, ends_on: datetime.date, reason: str = ""
) -> AgreementChange:
    """Propose a new last day: later than the current end, or (a cancellation) from today to the current end.

    The other parties are asked by mail, each with a link of its own. Raises PermissionDenied, and ChangeError for an
    agreement that is not in force, a day that cannot be, or while another change is open.
    """
    kind = ChangeKind(kind)
    Agreement.objects.visible_to(actor).get(pk=agreement.pk)
    agreement = _lock(agreement.pk)
    check_may_propose(actor, agreement)
    now = moment()
    today = local_date(now)
    if not agreement.is_in_force or agreement.ends_on is None or agreement.ends_on < today:
        raise ChangeError(_("Kun en aftale, der er i kraft, kan forlænges eller ophæves."))
    end = danish.day_month(agreement.ends_on, year=True)
    if kind == ChangeKind.EXTEND and ends_on <= agreement.ends_on:
        raise ChangeError(_("Aftalen gælder allerede til %s. Vælg en senere dag.") % end, "ends_on")
    if kind == ChangeKind.CANCEL and ends_on < today:
        raise ChangeError(_("Den sidste dag kan tidligst være i dag."), "ends_on")
    if kind == ChangeKind.CANCEL and ends_on > agreement.ends_on:
        raise ChangeError(_("Aftalen slutter af sig selv %s. Vælg en tidligere dag.") % end, "ends_on")
    if agreement.changes.filter(state=ChangeState.OPEN).exists():
        raise ChangeError(_("Der er allerede et forslag, som parterne er ved at svare på."))
    change = AgreementChange.objects.create(
        agreement=agreement,
        kind=kind,
        ends_on=ends_on,
        reason=reason.strip()[:1000],
        proposed_by_id=actor.organisation_id,
        proposed_by_user_id=actor.user_id,
        proposed_at=now,
    )
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.CHANGE_PROPOSED,
        title=proposal_text(change, actor.name),
        text=change.reason,
    )
    parties = parties_of(agreement)
    proposer = name_among(parties, actor.organisation_id)
    for party in parties:
        if party.organisation_id == actor.organisation_id:
            ChangeConsent.objects.create(
                change=change,
                organisation_id=actor.organisation_id,
                user_id=actor.user_id,
                name=actor.name[:120] or party.contact_name,
                agrees=True,
                at=now,
            )
        else:
            token = link_token(change, party.organisation_id)
            life_mails.change_asked(change=change, party=party, proposer=proposer, token=token)
    _decide_if_all(change, agreement, now)
    return change


def proposal_text(change: AgreementChange, who: str) -> str:
    """ "Mette foreslog at forlænge aftalen til 31. december 2028"."""
    sentence = (
        _("%(who)s foreslog at forlænge aftalen til %(day)s")
        if change.kind == ChangeKind.EXTEND
        else _("%(who)s foreslog at ophæve aftalen med %(day)s som sidste dag")
    )
    return sentence % {"who": who, "day": danish.day_month(change.ends_on, year=True)}


# --- answering ------------------------------------------------------------------------------------------------


@transaction.atomic
def change_answer(
    *, actor: Actor, change: AgreementChange, agrees: bool, name: str, note: str = ""
) -> AgreementChange:
    """A party's yes or no, once. The last yes carries the change out, a no ends it and its proposer is told.

    `actor` may be a person, or the organisation itself that a personal link names (`user_id` None). Raises
    PermissionDenied for whoever is no party, ChangeError when it is no longer open, has been answered, or has no name.
    """
    Agreement.objects.visible_to(actor).get(pk=change.agreement_id)
    agreement = _lock(change.agreement_id)
    # Under the agreement's lock: two answers at the same time come one after the other.
    change = agreement.changes.select_related("proposed_by_user").get(pk=change.pk)
    parties = parties_of(agreement)
    party = next((p for p in parties if p.organisation_id == actor.organisation_id), None)
    if party is None:
        raise PermissionDenied(_("Det kan kun gøres af aftalens parter."))
    if change.consents.filter(organisation_id=actor.organisation_id).exists():
        raise ChangeError(_("%s har allerede svaret. Et svar kan ikke ændres.") % party.name)
    if change.state != ChangeState.OPEN:
        raise ChangeError(_("Forslaget er ikke åbent længere: %s.") % change.get_state_display().lower())
    if not agreement.is_in_force:
        raise ChangeError(_("Aftalen er ikke i kraft længere."))
    if not name.strip():
        raise ChangeError(_("Skriv dit navn."), "name")
    now = moment()
    consent = ChangeConsent.objects.create(
        change=change,
        organisation_id=actor.organisation_id,
        user_id=actor.user_id,
        name=name.strip()[:120],
        agrees=agrees,
        note=note.strip()[:500],
        at=now,
    )
    answer = _("%(name)s, %(party)s, sagde ja") if agrees else _("%(name)s, %(party)s, sagde nej")
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.CHANGE_ANSWERED,
        title=answer % {"name": consent.name, "party": party.name},
        text=consent.note,
    )
    if agrees:
        _decide_if_all(change, agreement, now)
        return change
    change.state, change.decided_at = ChangeState.REFUSED, now
    change.save(update_fields=["state", "decided_at"])
    change.agreement = agreement
    contact = next((p.contact_email for p in parties if p.organisation_id == change.proposed_by_id), "")
    proposer = change.proposed_by_user.email if change.proposed_by_user else contact
    life_mails.change_refused(
        change=change, consent=consent, party=party, to=proposer or agreement.owner.email
    )
    _tell_closed(change, agreement, but=actor.organisation_id)
    return change


@transaction.atomic
def change_withdraw(*, actor: Actor, change: AgreementChange) -> None:
    """The proposer takes it back while it is open. Raises PermissionDenied and ChangeError."""
    Agreement.objects.visible_to(actor).get(pk=change.agreement_id)
    agreement = _lock(change.agreement_id)
    check_is_inside(actor, agreement)
    change = agreement.changes.get(pk=change.pk)
    if change.proposed_by_id != actor.organisation_id:
        raise PermissionDenied(_("Forslaget kan kun trækkes tilbage af den, der har stillet det."))
    if change.state != ChangeState.OPEN:
        raise ChangeError(_("Forslaget er ikke åbent længere: %s.") % change.get_state_display().lower())
    change_close(change=change, agreement=agreement, at=moment())
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.WITHDRAWN,
        title=_("%s trak forslaget tilbage") % actor.name,
    )


def change_close(*, change: AgreementChange, agreement: Agreement, at: datetime.datetime) -> None:
    """Take an open change back and tell those who had been asked; `agreement` is locked by the caller."""
    change.state, change.decided_at = ChangeState.WITHDRAWN, at
    change.save(update_fields=["state", "decided_at"])
    change.agreement = agreement
    _tell_closed(change, agreement, but=change.proposed_by_id)


def _tell_closed(change: AgreementChange, agreement: Agreement, *, but: int) -> None:
    for party in parties_of(agreement):
        if party.organisation_id not in (but, change.proposed_by_id):
            life_mails.change_withdrawn(change=change, party=party)


# --- taking effect --------------------------------------------------------------------------------------------


def _decide_if_all(change: AgreementChange, agreement: Agreement, now: datetime.datetime) -> None:
    """Carry the change out when every party of the version in force has agreed. `agreement` is locked."""
    parties = parties_of(agreement)
    agreed = set(change.consents.filter(agrees=True).values_list("organisation_id", flat=True))
    if {party.organisation_id for party in parties} - agreed:
        return
    change.agreement = agreement
    if change.kind == ChangeKind.EXTEND:
        if agreement.ends_on is not None and change.ends_on <= agreement.ends_on:
            # A new version that took over in the meantime lasts longer already.
            change_close(change=change, agreement=agreement, at=now)
            return
        _extend(change, agreement, now)
    else:
        _cancel(change, agreement, now)
    change.state, change.decided_at = ChangeState.AGREED, now
    change.save(update_fields=["state", "decided_at"])
    last_day = agreement.ends_on or change.ends_on
    proposer = name_among(parties, change.proposed_by_id)
    for party in parties:
        life_mails.change_agreed(change=change, party=party, proposer=proposer, last_day=last_day)


def _extend(change: AgreementChange, agreement: Agreement, now: datetime.datetime) -> None:
    agreement.ends_on = change.ends_on
    state_set(agreement=agreement, action="extend", at=now)
    log_add(
        actor=None,
        agreement=agreement,
        kind=LogKind.EXTENDED,
        title=_("Alle parter er enige: aftalen gælder til %s") % danish.day_month(change.ends_on, year=True),
        at=now,
    )
    meetings_plan(agreement=agreement, at=now)


def _cancel(change: AgreementChange, agreement: Agreement, now: datetime.datetime) -> None:
    """By the calendar where the last day is still to come, else at once; never further back than today."""
    today = local_date(now)
    starts_on = agreement.starts_on or today
    at_once = change.ends_on <= today or change.ends_on < starts_on
    agreement.ends_on = max(change.ends_on, starts_on if starts_on > today else today)
    agreement.end_notice_for = agreement.ends_on  # they have all agreed to it: nobody needs to be warned
    day = danish.day_month(agreement.ends_on, year=True)
    if at_once:
        state_set(agreement=agreement, action="cancel", at=now)
        title = _("Alle parter er enige: aftalen er ophævet")
    else:
        agreement.save(update_fields=["ends_on", "end_notice_for", "updated_at"])
        title = _("Alle parter er enige: aftalen ophæves, og %s er dens sidste dag") % day
    log_add(actor=None, agreement=agreement, kind=LogKind.CANCELLED, title=title, at=now)
    meetings_plan(agreement=agreement, at=now)


def state_set(*, agreement: Agreement, action: str, at: datetime.datetime) -> None:
    """Move the version in force, and the agreement with it, by one of the system's transitions; saves both.

    Raises agreements.workflow.NotAllowedError. `agreement` is locked by the caller.
    """
    version = agreement.current
    if version is None:
        raise ChangeError(_("Aftalen er ikke i kraft."))
    step = transition(version.state, action, SYSTEM)
    version.state = step.target
    if step.target != AgreementState.EXTENDED:
        version.ended_at = at
    version.save(update_fields=["state", "ended_at"])
    agreement.state = step.target
    agreement.save(update_fields=["state", "ends_on", "end_notice_for", "updated_at"])
