"""Joint visits: invited with three times, answered per time, agreed, moved, cancelled (R50, R51, R177)."""

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.audit import audit_write
from accounts.enums import OrganisationKind
from accounts.models import Organisation
from accounts.moment import moment
from accounts.permissions import NotAllowed
from companies.models import Company, ContactPerson, Workplace
from visits import emails
from visits.enums import JointVisitState
from visits.models import (
    JointVisit,
    JointVisitAnswer,
    JointVisitCitizen,
    JointVisitGuest,
    JointVisitTime,
)
from visits.permissions import check_can_note, check_hosts
from visits.rules import pseudonyms_in
from visits.services.faults import Faults, clean_line, clean_text

TIMES = 3
MOST_GUESTS = 10
MOST_CITIZENS = 10
PURPOSE_MAX, PLACE_MAX, COMMENT_MAX, REASON_MAX = 2000, 200, 500, 500
SHORTEST, LONGEST = 15, 480  # minutes
_YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class JointVisitData:
    """What the visit is about. Minutes: how long it takes."""

    purpose: str
    workplace: Workplace | None = None
    contact: ContactPerson | None = None
    place: str = ""
    minutes_long: int = 60


@transaction.atomic
def joint_visit_invite(
    *,
    actor: Actor,
    company: Company,
    data: JointVisitData,
    guests: Sequence[Organisation],
    times: Sequence[datetime.datetime],
    citizens: str = "",
) -> JointVisit:
    """Invite other jobcentres with three times (aware); each gets a mail. `citizens`: pseudonyms, see `pseudonyms_in`.

    Raises NotAllowed, and ValidationError by field.
    """
    check_can_note(actor)
    now = moment()
    faults = _check(company, data)
    _check_times(faults, times, now)
    asked = {guest.pk: guest for guest in guests if guest.pk != actor.organisation_id}
    if not asked:
        faults.add("guests", _("Vælg mindst ét jobcenter at invitere."))
    if len(asked) > MOST_GUESTS:
        faults.add("guests", _("Inviter højst %s ad gangen.") % MOST_GUESTS)
    if any(g.kind not in (OrganisationKind.JOBCENTER, OrganisationKind.NATIONAL) for g in asked.values()):
        faults.add("guests", _("Kun jobcentre og Jobservice Danmark kan inviteres."))
    who = _pseudonyms(faults, citizens)
    faults.raise_any()
    visit = JointVisit(
        organisation_id=actor.organisation_id,
        author_id=actor.user_id,
        company=company,
        created_at=now,
        asked_at=now,
        updated_at=now,
    )
    _fill(visit, data)
    visit.save(force_insert=True)
    JointVisitGuest.objects.bulk_create(JointVisitGuest(visit=visit, organisation=g) for g in asked.values())
    _propose(visit, times)
    _bring(actor, visit, who)
    visit = _locked(actor, visit)
    for guest in asked.values():
        _ask(visit, guest, now)
    audit_write(actor=actor, action="joint_visit.invite", object_type="jointvisit", object_id=visit.pk)
    return visit


@transaction.atomic
def joint_visit_answer(
    *, actor: Actor, visit: JointVisit, can: Mapping[UUID, bool], comment: str = "", citizens: str = ""
) -> None:
    """An invited organisation says of each time whether it can come; the host is told. It may answer anew.

    Raises NotAllowed for others, and ValidationError by field.
    """
    visit = JointVisit.objects.visible_to(actor).with_names().get(pk=visit.pk)
    guest = (
        JointVisitGuest.objects.filter(visit=visit, organisation_id=actor.organisation_id)
        .select_for_update()
        .first()
    )
    if guest is None:
        raise NotAllowed(_("I er ikke inviteret til sambesøget."))
    now = moment()
    faults = Faults()
    if visit.state != JointVisitState.ASKED:
        faults.add("can", _("Tidspunktet er valgt, eller besøget er aflyst. Skriv til den, der har indbudt."))
    times = list(visit.times.filter(round=visit.round))
    if {time.uuid for time in times} != set(can):
        faults.add("can", _("Svar ja eller nej til hvert tidspunkt."))
    said = clean_text(comment)
    faults.at_most("comment", said, COMMENT_MAX)
    faults.no_cpr("comment", said)
    who = _pseudonyms(faults, citizens)
    faults.raise_any()
    for time in times:
        JointVisitAnswer.objects.update_or_create(
            time=time, organisation_id=actor.organisation_id, defaults={"can": can[time.uuid]}
        )
    guest.answered_round, guest.answered_at, guest.answered_by_id = visit.round, now, actor.user_id
    guest.comment = said
    guest.save(update_fields=["answered_round", "answered_at", "answered_by", "comment"])
    _bring(actor, visit, who)
    emails.joint_visit_mail(
        "joint_visit_answered",
        visit=visit,
        to=emails.host_address(visit),
        at=now,
        key=f"{guest.pk}:{now.isoformat()}",
        sender_id=actor.organisation_id,
        organisation_id=visit.organisation_id,
        context={
            "guest": Organisation.objects.get(pk=actor.organisation_id),
            "times": [time for time in times if can[time.uuid]],
            "text": said,
        },
    )


@transaction.atomic
def joint_visit_choose(*, actor: Actor, visit: JointVisit, time: UUID) -> JointVisit:
    """The host chooses one of the proposed times, or another one later: everybody gets the calendar file.

    Raises NotAllowed, and ValidationError by field.
    """
    visit = _open(actor, visit)
    now = moment()
    chosen = visit.times.filter(round=visit.round, uuid=time).first()
    if chosen is None:
        raise ValidationError({"time": [_("Vælg et af de tidspunkter, der er foreslået.")]})
    if chosen.starts_at <= now:
        raise ValidationError({"time": [_("Tidspunktet er passeret. Vælg et andet, eller foreslå nye.")]})
    if visit.state == JointVisitState.AGREED and visit.starts_at == chosen.starts_at:
        return visit
    was_agreed = visit.state == JointVisitState.AGREED
    visit.state, visit.starts_at = JointVisitState.AGREED, chosen.starts_at
    return _tell(visit, now, "joint_visit_changed" if was_agreed else "joint_visit_agreed")


@transaction.atomic
def joint_visit_change(*, actor: Actor, visit: JointVisit, data: JointVisitData) -> JointVisit:
    """Another purpose, place, person or length; where a time is agreed, calendars are told. Raises as `choose`."""
    visit = _open(actor, visit)
    _check(visit.company, data).raise_any()
    now = moment()
    _fill(visit, data)
    if visit.state == JointVisitState.AGREED:
        return _tell(visit, now, "joint_visit_changed")
    visit.updated_at = now
    visit.save()
    return visit


@transaction.atomic
def joint_visit_propose_anew(
    *, actor: Actor, visit: JointVisit, times: Sequence[datetime.datetime]
) -> JointVisit:
    """Three other times; everybody is asked anew, and a time that was agreed is taken out of the calendars.

    Raises NotAllowed, and ValidationError by field.
    """
    visit = _open(actor, visit)
    now = moment()
    faults = Faults()
    _check_times(faults, times, now)
    faults.raise_any()
    calendars = _taken_back(visit, now)
    visit.state, visit.starts_at, visit.invited = JointVisitState.ASKED, None, []
    visit.round, visit.asked_at, visit.updated_at = visit.round + 1, now, now
    visit.save()
    _propose(visit, times)
    told = set()
    for guest in _guests(visit):
        for address in _addresses_of(guest):
            told.add(address.casefold())
            _ask(visit, guest.organisation, now, to=address, calendar=calendars.get(address.casefold(), ""))
    host = emails.host_address(visit)
    if calendars.get(host.casefold()) and host.casefold() not in told:
        _ask(visit, visit.organisation, now, to=host, calendar=calendars[host.casefold()])
    return visit


@transaction.atomic
def joint_visit_cancel(*, actor: Actor, visit: JointVisit, reason: str) -> JointVisit:
    """Cancel it: all are told, and calendars take it out. Raises NotAllowed, and ValidationError by field."""
    visit = _open(actor, visit)
    now = moment()
    said = clean_line(reason)
    faults = Faults()
    if not said:
        faults.add("reason", _("Skriv, hvorfor sambesøget aflyses."))
    faults.at_most("reason", said, REASON_MAX)
    faults.no_cpr("reason", said)
    faults.raise_any()
    calendars = _taken_back(visit, now)
    visit.state, visit.cancel_reason, visit.updated_at = JointVisitState.CANCELLED, said, now
    visit.save()
    people = [(a, g.organisation_id) for g in _guests(visit) for a in _addresses_of(g)]
    host = emails.host_address(visit)
    if host.casefold() in calendars:
        people.append((host, visit.organisation_id))
    for address, organisation_id in people:
        emails.joint_visit_mail(
            "joint_visit_cancelled",
            visit=visit,
            to=address,
            at=now,
            key="cancel",
            organisation_id=organisation_id,
            calendar=calendars.get(address.casefold(), ""),
        )
    audit_write(actor=actor, action="joint_visit.cancel", object_type="jointvisit", object_id=visit.pk)
    return visit


# --- the parts ---------------------------------------------------------------------------------------------------


def _locked(actor: Actor, visit: JointVisit) -> JointVisit:
    rows = JointVisit.objects.visible_to(actor).with_names().select_for_update(of=("self",))
    return rows.get(pk=visit.pk)


def _open(actor: Actor, visit: JointVisit) -> JointVisit:
    """The visit under lock, for its host, while it is not cancelled. Raises NotAllowed and ValidationError."""
    check_hosts(actor, visit)
    row = _locked(actor, visit)
    if row.state == JointVisitState.CANCELLED:
        raise ValidationError(_("Sambesøget er aflyst."))
    return row


def _fill(visit: JointVisit, data: JointVisitData) -> None:
    visit.purpose, visit.place = clean_text(data.purpose), clean_line(data.place)
    visit.workplace, visit.contact = data.workplace, data.contact
    visit.minutes_long = data.minutes_long


def _check(company: Company, data: JointVisitData) -> Faults:
    faults = Faults()
    purpose = clean_text(data.purpose)
    if not purpose:
        faults.add("purpose", _("Skriv, hvad besøget skal handle om."))
    faults.at_most("purpose", purpose, PURPOSE_MAX)
    faults.no_cpr("purpose", purpose)
    faults.at_most("place", clean_line(data.place), PLACE_MAX)
    faults.no_cpr("place", data.place)
    if not SHORTEST <= data.minutes_long <= LONGEST:
        faults.add("minutes_long", _("Skriv et antal minutter mellem 15 og 480."))
    if data.workplace and data.workplace.company_id != company.pk:
        faults.add("workplace", _("Arbejdspladsen hører til en anden virksomhed."))
    if data.contact and data.contact.company_id != company.pk:
        faults.add("contact", _("Kontaktpersonen hører til en anden virksomhed."))
    return faults


def _check_times(faults: Faults, times: Sequence[datetime.datetime], now: datetime.datetime) -> None:
    if len(set(times)) != TIMES:
        faults.add("times", _("Foreslå tre forskellige tidspunkter."))
    elif min(times) <= now:
        faults.add("times", _("Et af tidspunkterne er passeret. Vælg et senere."))
    elif (max(times) - now).days > _YEARS_AHEAD * 366:
        faults.add("times", _("Et af tidspunkterne ligger mere end et år ude i fremtiden. Kontrollér året."))


def _pseudonyms(faults: Faults, text: str) -> list[str]:
    """Citizens by pseudonym alone: a name or a number is refused, and not repeated in the sentence."""
    good, bad = pseudonyms_in(text)
    if bad:
        faults.add(
            "citizens",
            _("Skriv kun kendenavne som H-48213, ét pr. linje. Navne og cpr-numre må ikke stå her."),
        )
    if len(good) > MOST_CITIZENS:
        faults.add("citizens", _("Højst %s borgere kan tage med på et besøg.") % MOST_CITIZENS)
    return good


def _bring(actor: Actor, visit: JointVisit, pseudonyms: Sequence[str]) -> None:
    """The citizens that the actor's organisation brings, and no others of its own."""
    own = JointVisitCitizen.objects.filter(visit=visit, organisation_id=actor.organisation_id)
    own.exclude(pseudonym__in=pseudonyms).delete()
    there = set(JointVisitCitizen.objects.filter(visit=visit).values_list("pseudonym", flat=True))
    JointVisitCitizen.objects.bulk_create(
        JointVisitCitizen(visit=visit, organisation_id=actor.organisation_id, pseudonym=name)
        for name in pseudonyms
        if name not in there
    )


def _propose(visit: JointVisit, times: Sequence[datetime.datetime]) -> None:
    JointVisitTime.objects.bulk_create(
        JointVisitTime(visit=visit, round=visit.round, starts_at=time) for time in sorted(times)
    )


def _guests(visit: JointVisit) -> list[JointVisitGuest]:
    return list(visit.guests.select_related("organisation__jobcenter", "answered_by"))


def _addresses_of(guest: JointVisitGuest) -> list[str]:
    """The mailbox, and the person who answered."""
    person = emails.reachable(guest.answered_by.email) if guest.answered_by else ""
    return emails.once([emails.mailbox(guest.organisation), person])


def _ask(
    visit: JointVisit, guest: Organisation, now: datetime.datetime, *, to: str = "", calendar: str = ""
) -> None:
    address = to or emails.mailbox(guest)
    if address:
        emails.joint_visit_mail(
            "joint_visit_asked",
            visit=visit,
            to=address,
            at=now,
            key=str(visit.round),
            organisation_id=guest.pk,
            calendar=calendar,
            context={"times": list(visit.times.filter(round=visit.round)), "is_anew": visit.round > 1},
        )


def _tell(visit: JointVisit, now: datetime.datetime, name: str) -> JointVisit:
    """Everybody gets the calendar file of the visit as it now stands; saves the visit."""
    people = [(a, g.organisation_id) for g in _guests(visit) for a in _addresses_of(g)]
    people.append((emails.host_address(visit), visit.organisation_id))
    addresses = emails.once(address for address, _id in people)
    visit.sequence, visit.invited, visit.updated_at = visit.sequence + 1, addresses, now
    visit.save()
    calendar = emails.calendar_of(visit, addresses, at=now)
    owner = {address.casefold(): organisation_id for address, organisation_id in reversed(people)}
    for address in addresses:
        emails.joint_visit_mail(
            name,
            visit=visit,
            to=address,
            at=now,
            key=str(visit.sequence),
            organisation_id=owner[address.casefold()],
            calendar=calendar,
        )
    return visit


def _taken_back(visit: JointVisit, now: datetime.datetime) -> dict[str, str]:
    """By address in small letters: the file that takes the agreed time out of a calendar. Raises the sequence."""
    if visit.state != JointVisitState.AGREED or not visit.invited:
        return {}
    visit.sequence += 1
    return {
        address.casefold(): emails.calendar_of(visit, [address], at=now, cancelled=True)
        for address in visit.invited
    }
