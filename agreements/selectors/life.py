"""What the pages say about changes, meetings and the end of an agreement."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.actor import Actor
from agreements.enums import AccessRole, ChangeKind, ChangeState, MeetingState
from agreements.models import Agreement, AgreementChange, AgreementMeeting
from agreements.permissions import DRAFTERS, INNER, role_of
from agreements.results import results_url
from agreements.selectors.parties import Party, name_among, parties_of
from jobcenters.calendar import local_date
from ui import danish

SHOWN_MEETINGS = 4  # coming ones on the agreement's page; the rest is one click away


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One party in the list of answers. `status` is a key of ui.parts.STATUS."""

    name: str
    second: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A proposed change in words, with every party's answer; what the actor may do with it."""

    change: AgreementChange
    heading: str
    lead: str
    answers: Sequence[AnswerRow]
    waiting_for: int
    may_answer: bool
    may_withdraw: bool
    proposer: str
    result: str = ""


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """One meeting in words. `status` "" where none is needed."""

    meeting: AgreementMeeting
    when: str
    second: str
    status: str
    status_text: str


@dataclass(frozen=True, slots=True)
class LifePanels:
    """The two panels of an agreement's page: `may_…` say which buttons are there."""

    agreement: Agreement
    open_change: ChangeView | None
    closed_changes: Sequence[ChangeView]
    may_propose: bool
    ends: str
    ends_second: str
    coming: Sequence[MeetingRow]
    more_coming: int
    without_minutes: Sequence[MeetingRow]
    held: Sequence[MeetingRow]
    next_meeting: AgreementMeeting | None
    results_url: str

    @property
    def meetings(self) -> list[MeetingRow]:
        """In the order that somebody must act on them: without minutes, coming, held."""
        return [*self.without_minutes, *self.coming, *self.held]


def life_panels(
    actor: Actor, agreement: Agreement, now: datetime.datetime | None = None
) -> LifePanels | None:
    """What the agreement's page shows about its life; None for those who see only the terms. Six queries at most."""
    now = now or timezone.now()
    role = role_of(actor, agreement)
    if role not in INNER:
        return None
    parties = parties_of(agreement)
    changes = [
        change_view(actor, change, parties) for change in agreement.changes.prefetch_related("consents")
    ]
    opened = next((view for view in changes if view.change.state == ChangeState.OPEN), None)
    meetings = list(agreement.meetings.exclude(state=MeetingState.CANCELLED).order_by("starts_at"))
    coming = [m for m in meetings if m.state == MeetingState.PLANNED and m.starts_at > now]
    missing = [m for m in meetings if m.state == MeetingState.PLANNED and m.starts_at <= now]
    held = [m for m in reversed(meetings) if m.state == MeetingState.HELD]
    is_party = any(party.organisation_id == actor.organisation_id for party in parties)
    return LifePanels(
        agreement=agreement,
        open_change=opened,
        closed_changes=[view for view in changes if view.change.state != ChangeState.OPEN],
        may_propose=_may_propose(agreement, role, is_party, local_date(now)) and opened is None,
        ends=danish.day_month(agreement.ends_on, year=True) if agreement.ends_on else "",
        ends_second=_ends_second(agreement, local_date(now)),
        coming=[meeting_row(m, now) for m in coming[:SHOWN_MEETINGS]],
        more_coming=max(0, len(coming) - SHOWN_MEETINGS),
        without_minutes=[meeting_row(m, now) for m in missing],
        held=[meeting_row(m, now) for m in held],
        next_meeting=next(iter([*missing, *coming]), None),
        results_url=results_url(agreement),
    )


def _may_propose(agreement: Agreement, role: str, is_party: bool, today: datetime.date) -> bool:
    return bool(
        agreement.is_in_force
        and agreement.ends_on
        and agreement.ends_on >= today
        and (is_party or AccessRole(role) in DRAFTERS)
    )


def _ends_second(agreement: Agreement, today: datetime.date) -> str:
    """How long it lasts, and whether the end is another than the one that was signed."""
    if agreement.ends_on is None or not agreement.is_in_force:
        return ""
    days = (agreement.ends_on - today).days
    if days < 0:
        return ""
    left = _("sidste dag i dag") if days == 0 else _("om %s") % danish.calendar_days(days)
    signed = agreement.current.ends_on if agreement.current else None
    if signed and signed != agreement.ends_on:
        return _("%(left)s · underskrevet til %(day)s") % {
            "left": left,
            "day": danish.day_month(signed, year=True),
        }
    return left


# --- changes --------------------------------------------------------------------------------------------------


def change_view(actor: Actor, change: AgreementChange, parties: list[Party]) -> ChangeView:
    """A change with every party's answer, from rows that are already there (`consents` prefetched)."""
    consents = {consent.organisation_id: consent for consent in change.consents.all()}
    rows = []
    waiting = 0
    for party in parties:
        consent = consents.get(party.organisation_id)
        if consent is None:
            waiting += 1
            if change.state == ChangeState.OPEN:
                rows.append(AnswerRow(party.name, party.contact_name, "waiting", _("Afventer svar")))
            else:
                rows.append(AnswerRow(party.name, party.contact_name, "", _("Svarede ikke")))
            continue
        at = danish.day_month(local_date(consent.at), year=True)
        second = f"{consent.name}, {at}" + (f": {consent.note}" if consent.note else "")
        status, text = ("confirmed", _("Ja")) if consent.agrees else ("declined", _("Nej"))
        rows.append(AnswerRow(party.name, second, status, text))
    proposer = name_among(parties, change.proposed_by_id)
    mine = any(party.organisation_id == actor.organisation_id for party in parties)
    is_open = change.state == ChangeState.OPEN
    return ChangeView(
        change=change,
        heading=change_heading(change),
        lead=_("Foreslået af %(who)s %(day)s")
        % {
            "who": proposer,
            "day": danish.day_month(local_date(change.proposed_at), year=True),
        },
        answers=rows,
        waiting_for=waiting,
        may_answer=is_open and mine and actor.organisation_id not in consents,
        may_withdraw=is_open and change.proposed_by_id == actor.organisation_id,
        proposer=proposer,
        result=str(change.get_state_display()),
    )


def change_heading(change: AgreementChange) -> str:
    """ "Forlængelse til 31. december 2028"."""
    day = danish.day_month(change.ends_on, year=True)
    if change.kind == ChangeKind.EXTEND:
        return _("Forlængelse til %s") % day
    return _("Ophævelse med %s som sidste dag") % day


# --- meetings -------------------------------------------------------------------------------------------------


def meeting_row(meeting: AgreementMeeting, now: datetime.datetime) -> MeetingRow:
    """A meeting in a list."""
    if meeting.state == MeetingState.HELD:
        text = meeting.adjustments or meeting.minutes
        return MeetingRow(meeting, _when(meeting), _short(text), "done", _("Referat skrevet"))
    place = meeting.place or _("Sted ikke aftalt")
    if meeting.starts_at <= now:
        return MeetingRow(meeting, _when(meeting), place, "soon", _("Referat mangler"))
    if meeting.invited_at:
        return MeetingRow(meeting, _when(meeting), place, "confirmed", _("Inviteret"))
    return MeetingRow(meeting, _when(meeting), place, "", _("Planlagt"))


def _when(meeting: AgreementMeeting) -> str:
    return danish.capitalise(danish.full_time(meeting.starts_at, year=True))


def _short(text: str, limit: int = 140) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
