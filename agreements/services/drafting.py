"""From the first talk to a draft that is ready to be sent: every step is saved by itself."""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from agreements.enums import AgreementKind, AgreementState, Area, LogKind, PartyRole, Step
from agreements.models import (
    Agreement,
    AgreementParty,
    AgreementVersion,
    VersionGoal,
    VersionTick,
)
from agreements.permissions import check_can_draft, check_drafts
from agreements.services.log import log_add
from agreements.services.numbers import agreement_number_next
from agreements.template import template, template_on
from companies.models import Company
from jobcenters.calendar import Unit, local_date
from jobcenters.models import Network


class StepChangedError(ValueError):
    """Somebody else saved the same step after this form was opened; nothing typed may be lost."""


class DraftError(ValueError):
    """Something in the draft cannot be. `field` is the form's field that it concerns; the text is Danish."""

    def __init__(self, text: str, field: str = "") -> None:
        super().__init__(text)
        self.field = field


@dataclass(frozen=True, slots=True)
class PartyData:
    """What a form says about one party."""

    role: str
    organisation: Organisation
    contact_name: str
    contact_email: str
    contact_title: str = ""
    contact_phone: str = ""
    area: str = ""
    municipalities: tuple[str, ...] = ()
    is_primary: bool = False


@transaction.atomic
def agreement_draft(
    *,
    actor: Actor,
    kind: str,
    title: str,
    company: Company | None = None,
    network: Network | None = None,
    parent: Agreement | None = None,
    widened_from: Agreement | None = None,
) -> AgreementVersion:
    """Begin an agreement: version 1 as a draft, on the template that holds today. Seen by its drafter alone."""
    check_can_draft(actor, kind, network)
    if (kind == AgreementKind.RECRUITMENT) != (network is not None and company is None):
        raise DraftError(_("En rekrutteringsaftale er mellem jobcentrene i et netværk, uden en virksomhed."))
    today = local_date(moment())
    agreement = Agreement.objects.create(
        number=agreement_number_next(year=today.year),
        kind=AgreementKind(kind),
        company=company,
        network=network,
        parent=parent,
        widened_from=widened_from,
        owner_id=actor.organisation_id,
        title=title.strip()[:240],
        created_by_id=actor.user_id,
    )
    version = AgreementVersion.objects.create(
        agreement=agreement, number=1, template=template_on(today, kind).number, created_by_id=actor.user_id
    )
    log_add(
        actor=actor, agreement=agreement, kind=LogKind.CREATED, title=_("%s begyndte aftalen") % actor.name
    )
    return version


@transaction.atomic
def version_draft(*, actor: Actor, agreement: Agreement, reason: str) -> AgreementVersion:
    """Begin the next version as a copy of the newest; the one in force holds until all have signed the new one.

    Raises DraftError while another version is under way.
    """
    agreement = Agreement.objects.visible_to(actor).select_for_update(of=("self",)).get(pk=agreement.pk)
    check_drafts(actor, agreement)
    if agreement.versions.filter(state__in=["draft", "sent", "partly_signed"]).exists():
        raise DraftError(_("Der er allerede en ny version på vej."))
    newest = agreement.versions.order_by("-number").first()
    if newest is None:
        raise DraftError(_("Aftalen har ingen version."))
    # What holds is carried on, not a later draft that was given up.
    old = agreement.current or newest
    new = version_copy(source=old, agreement=agreement, number=newest.number + 1, user_id=actor.user_id)
    if agreement.is_in_force and agreement.ends_on != old.ends_on:
        new.ends_on = (
            agreement.ends_on
        )  # extended since it was signed: a new version must not shorten it unseen
        new.save(update_fields=["ends_on"])
    log_add(
        actor=actor,
        agreement=agreement,
        kind=LogKind.CREATED,
        title=_("%(user)s begyndte version %(number)d") % {"user": actor.name, "number": new.number},
        text=reason,
    )
    return new


def version_copy(
    *, source: AgreementVersion, agreement: Agreement, number: int, user_id: int | None
) -> AgreementVersion:
    """A draft with the same wording as `source`, on the template that holds today; ended ticks are left behind."""
    new = AgreementVersion.objects.create(
        agreement=agreement,
        number=number,
        template=template_on(local_date(moment()), agreement.kind).number,
        created_by_id=user_id,
    )
    return wording_copy(source=source, target=new)


COPIED = (
    "need_short",
    "need_long",
    "places_expected",
    "starts_on",
    "ends_on",
    "meeting_months",
    "meeting_text",
    "first_meeting_on",
    "search_promise_starts",
    "extra_terms",
    "sign_in_order",
)


def wording_copy(*, source: AgreementVersion, target: AgreementVersion) -> AgreementVersion:
    """Write what `source` says into `target`, an empty draft, as far as the target's template still has it."""
    for name in COPIED:
        setattr(target, name, getattr(source, name))
    target.save()
    usable = {item.code for item in template(target.template).items_on(local_date(moment()))}
    for tick in source.ticks.all():
        if tick.code in usable:
            VersionTick.objects.create(version=target, code=tick.code, text=tick.text)
    for goal in source.goals.all():
        VersionGoal.objects.create(version=target, promise=goal.promise, unit=goal.unit, length=goal.length)
    for party in source.parties.all():
        party.pk, party.uuid = None, AgreementParty._meta.get_field("uuid").get_default()
        party.version = target
        party._state.adding = True
        party.save()
    return target


def open_step(actor: Actor, version: AgreementVersion, step: Step, revision: int) -> AgreementVersion:
    """The version, locked, with the step's counter moved on.

    Raises PermissionDenied, DraftError (no draft any more) and StepChangedError (saved by another in between).
    """
    Agreement.objects.visible_to(actor).get(pk=version.agreement_id)
    version = AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    check_drafts(actor, version.agreement)
    if not version.is_draft:
        raise DraftError(_("Aftalen er sendt til underskrift og kan ikke rettes. Træk den tilbage først."))
    now_at = int(version.revisions.get(step.value, 0))
    if now_at != revision:
        raise StepChangedError(
            _(
                "En kollega har gemt dette trin, mens du skrev. Dine rettelser står her stadig: sammenlign og gem igen."
            )
        )
    version.revisions = {**version.revisions, step.value: now_at + 1}
    return version


@transaction.atomic
def draft_save_need(
    *,
    actor: Actor,
    version: AgreementVersion,
    revision: int,
    title: str,
    need_short: str,
    need_long: str,
    places_expected: int | None,
) -> AgreementVersion:
    """Step 1: what the company needs now and later (R85, R89)."""
    version = open_step(actor, version, Step.NEED, revision)
    version.need_short, version.need_long, version.places_expected = need_short, need_long, places_expected
    version.save()
    if title.strip() and title != version.agreement.title:
        version.agreement.title = title.strip()[:240]
        version.agreement.save(update_fields=["title", "updated_at"])
    return version


@transaction.atomic
def draft_save_content(
    *,
    actor: Actor,
    version: AgreementVersion,
    revision: int,
    ticks: Mapping[str, str],
    lengths: Mapping[str, Unit],
    search_promise_starts: str,
    extra_terms: str,
) -> AgreementVersion:
    """Step 2: what is ticked (code to the text of "Andet") and the service goals' lengths by promise.

    Raises DraftError for a code that cannot be chosen, "Andet" without text, or a length outside the template's limits.
    """
    version = open_step(actor, version, Step.CONTENT, revision)
    form = template(version.template)
    usable = {item.code: item for item in form.items_on(local_date(version.created_at))}
    for code, text in ticks.items():
        if code not in usable:
            raise DraftError(_("Punktet kan ikke vælges i denne skabelon."), code)
        if usable[code].takes_text and not text.strip():
            raise DraftError(_("Skriv, hvad “Andet” er, eller fjern krydset."), f"{code}-text")
    version.ticks.all().delete()
    version.goals.all().delete()
    for item in form.items:
        if item.code in ticks:
            text = ticks[item.code].strip()[:300] if item.takes_text else ""
            VersionTick.objects.create(version=version, code=item.code, text=text)
    for promise, unit in lengths.items():
        goal = form.goal(promise)
        if unit.kind != goal.unit.kind or not goal.shortest <= unit.n <= goal.longest:
            raise DraftError(
                _("Vælg mellem %(shortest)d og %(longest)d dage.")
                % {"shortest": goal.shortest, "longest": goal.longest},
                f"goal-{promise}",
            )
        if unit != goal.unit:
            VersionGoal.objects.create(version=version, promise=promise, unit=unit.kind, length=unit.n)
    version.search_promise_starts, version.extra_terms = search_promise_starts, extra_terms
    version.save()
    return version


def save_parties(version: AgreementVersion, roles: Iterable[str], parties: Sequence[PartyData]) -> None:
    seen = set(version.parties.exclude(role__in=roles).values_list("organisation_id", flat=True))
    emails = {
        email.lower()
        for email in version.parties.exclude(role__in=roles).values_list("contact_email", flat=True)
    }
    version.parties.filter(role__in=roles).delete()
    for position, party in enumerate(parties, start=1):
        name = party.organisation.name
        if party.organisation.pk in seen:
            raise DraftError(_("%s står der to gange. En part underskriver én gang.") % name, "parties")
        if party.contact_email.lower() in emails:
            raise DraftError(
                _("%s er allerede underskriver for en anden part. Hver part har sin egen underskriver.")
                % party.contact_email,
                "parties",
            )
        seen.add(party.organisation.pk)
        emails.add(party.contact_email.lower())
        AgreementParty.objects.create(
            version=version,
            role=party.role,
            organisation=party.organisation,
            position=_POSITIONS[PartyRole(party.role)] + position,
            contact_name=party.contact_name.strip(),
            contact_title=party.contact_title.strip(),
            contact_email=party.contact_email.strip(),
            contact_phone=party.contact_phone.strip(),
            area=party.area if party.role == PartyRole.TOVHOLDER else "",
            municipalities=sorted(party.municipalities) if party.area == Area.MUNICIPALITIES else [],
            is_primary=party.is_primary and party.role == PartyRole.TOVHOLDER,
        )


# The order of the signature blocks: as in the template.
_POSITIONS = {
    PartyRole.COMPANY: 0,
    PartyRole.NATIONAL: 100,
    PartyRole.TOVHOLDER: 200,
    PartyRole.MEMBER: 200,
    PartyRole.WORKINDENMARK: 300,
    PartyRole.PARTNER: 400,
}
TOVHOLDER_ROLES = (PartyRole.TOVHOLDER,)
OTHER_ROLES = (PartyRole.COMPANY, PartyRole.NATIONAL, PartyRole.WORKINDENMARK, PartyRole.PARTNER)


@transaction.atomic
def draft_save_tovholders(
    *, actor: Actor, version: AgreementVersion, revision: int, tovholders: Sequence[PartyData]
) -> AgreementVersion:
    """Step 3: one to many tovholders with an area each (A14, R98). Gaps and overlaps are found by
    `selectors.drafting.coverage_findings`; a draft with them can be saved, but not sent.
    """
    version = open_step(actor, version, Step.TOVHOLDERS, revision)
    chosen = list(tovholders)
    if chosen and not any(party.is_primary for party in chosen):
        first = chosen[0]
        chosen[0] = PartyData(
            **{n: getattr(first, n) for n in PartyData.__slots__ if n != "is_primary"}, is_primary=True
        )
    save_parties(version, TOVHOLDER_ROLES, chosen)
    version.save()
    return version


@transaction.atomic
def draft_save_parties(
    *, actor: Actor, version: AgreementVersion, revision: int, parties: Sequence[PartyData]
) -> AgreementVersion:
    """Step 4: the company's signer, Jobservice Danmark's, Workindenmark and other partners (R91)."""
    version = open_step(actor, version, Step.PARTNERS, revision)
    save_parties(version, OTHER_ROLES, parties)
    version.save()
    return version


@transaction.atomic
def draft_save_period(
    *,
    actor: Actor,
    version: AgreementVersion,
    revision: int,
    starts_on: datetime.date | None,
    ends_on: datetime.date | None,
    meeting_months: int | None,
    meeting_text: str,
    first_meeting_on: datetime.date | None,
    sign_in_order: bool,
) -> AgreementVersion:
    """Step 5: the period and how often the parties meet (R109, R111, A25).

    Raises DraftError for a period that ends before it begins, and where it is open when the parties meet.
    """
    version = open_step(actor, version, Step.PERIOD, revision)
    if starts_on and ends_on and ends_on < starts_on:
        raise DraftError(_("Perioden slutter, før den begynder. Ret en af datoerne."), "ends_on")
    if meeting_months is None and not (meeting_text.strip() and first_meeting_on):
        raise DraftError(
            _("Skriv et antal måneder, eller skriv, hvordan I mødes, og datoen for det første møde."),
            "meeting_months",
        )
    if first_meeting_on and starts_on and first_meeting_on < starts_on:
        raise DraftError(_("Det første møde ligger før aftalens begyndelse."), "first_meeting_on")
    version.starts_on, version.ends_on = starts_on, ends_on
    version.meeting_months, version.meeting_text = meeting_months, meeting_text.strip()
    version.first_meeting_on, version.sign_in_order = first_meeting_on, sign_in_order
    version.save()
    return version


@transaction.atomic
def draft_discard(*, actor: Actor, version: AgreementVersion) -> None:
    """Give a draft up. An agreement that was never more than it is gone from the lists; a version in force stays."""
    version = AgreementVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    check_drafts(actor, version.agreement)
    if not version.is_draft:
        raise DraftError(_("Aftalen er sendt til underskrift. Træk den tilbage først."))
    version.state, version.ended_at = AgreementState.CANCELLED, moment()
    version.save(update_fields=["state", "ended_at"])
    agreement = version.agreement
    if agreement.current_id is None:
        agreement.state = AgreementState.CANCELLED
        agreement.save(update_fields=["state", "updated_at"])
    log_add(
        actor=actor, agreement=agreement, kind=LogKind.CANCELLED, title=_("%s opgav udkastet") % actor.name
    )
