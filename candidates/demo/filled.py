"""One order of the demonstration from search to hire, by the services that the pages call.

Horsens searches, keeps the search as evidence, invites two, and asks Odder. Odder nominates two of its own: one is
released, talked with and hired; the other waits for its release. One of Horsens' own waits for the company's answer.
"""

import datetime
import re
import uuid
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from accounts.actor import Actor
from accounts.models import Membership
from accounts.moment import playing
from accounts.tenancy import acting_as
from candidates.criteria import Criteria
from candidates.enums import CandidateState, CompanyVerdict, ContactChannel, ReplyKind
from candidates.invitation_rules import UNDO
from candidates.models import Candidate, CandidateIdentity, Nomination
from candidates.selectors.asking import Asking, understand
from candidates.selectors.guessing import asked_of_line
from candidates.selectors.results import own_municipalities
from candidates.selectors.search import search_counts, search_hits
from candidates.selectors.shortlist import shortlist
from candidates.services.disclosure import identities_look, profiles_look
from candidates.services.evidence import evidence_record
from candidates.services.invitations import invitation_reply, invitations_deliver, invitations_send
from candidates.services.nominations import (
    nominate,
    nomination_hire,
    nomination_screen,
    nominations_present,
    verdict_give,
)
from candidates.services.releases import ReleaseTerms
from candidates.workflow import Part, release_until
from companies.models import Company
from jobcenters.calendar import OpeningCalendar, local_date
from jobcenters.models import Jobcenter
from jobcenters.selectors import opening_calendar
from notifications.models import OutboxMail
from orders.enums import Channel, EventKind, RequestReason
from orders.models import Order, OrderLine
from orders.selectors.order_page import order_rows
from orders.services.orders import LineData, OrderData, order_answer, order_clarify, order_register
from orders.services.requests import requests_send

COMPANY = "Gudenå Maskinfabrik (demo)"
LEADER, ASKED, BUYER = ("Mette Lund", "Horsens"), ("Bo Winther", "Odder"), "Karin Friis"
LINE = LineData("montører", 3, requirements="Svejsecertifikat, dagskift")
DAYS_AGO = 12  # enough for the story at Christmas too
RADIUS_KM = 50
LINK = re.compile(r"/svar/([\w-]{40,})/")


def order_filled(now: datetime.datetime) -> None:
    """Play the story up to `now` (aware), as the tables' owner; nothing of it lies in the future."""
    _Story(now).play()


class _Story:
    """The people, the order, and its acts in the order of time."""

    def __init__(self, now: datetime.datetime) -> None:
        self.now = now
        self.mette, self.bo = _consultant(*LEADER), _consultant(*ASKED)
        self.company = Company.objects.get(organisation__name=COMPANY)
        self.karin = Membership.objects.get(user__name=BUYER, organisation=self.company.organisation).actor()
        self.home, self.neighbour = (Jobcenter.objects.get(place=place) for _name, place in (LEADER, ASKED))
        self.calendar: OpeningCalendar = opening_calendar(self.home)
        self.chosen: list[Nomination] = []

    def play(self) -> None:
        """Each act some minutes after the one before, while Horsens is open."""
        acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (20, self.received),
            (40, self.answered),
            (90, self.clarified),
            (30, self.searched),
            (5, self.invited),
            (20, self.replied),
            (15, self.asked),
            (180, self.nominated),
            (120, self.screened),
            (60, self.presented),
            (400, self.answered_by_company),
            (700, self.hired),
        )
        at = self.calendar.next_opening(self.now - timedelta(days=DAYS_AGO))
        for minutes, act in acts:
            at = self.calendar.next_opening(at + timedelta(minutes=minutes))
            if at >= self.now:
                return
            self.at = at
            with playing(at):
                act()

    def order_as(self, actor: Actor) -> Order:
        return order_rows(actor).get(pk=self.order_id)

    # --- the company asks, and Horsens searches ---------------------------------------------------------------

    def received(self) -> None:
        start = local_date(self.now) + timedelta(days=21)
        with acting_as(self.mette):
            order = order_register(
                actor=self.mette,
                company=self.company,
                workplace=self.company.workplaces.get(),
                contact=self.company.contacts.get(),
                channel=Channel.PHONE,
                lines=(LINE,),
                data=OrderData(start_on=start, application_deadline=local_date(self.now) + timedelta(days=6)),
                received_by=self.home.organisation,
                tovholder=self.home.organisation,
                owner_user_id=self.mette.user_id,
                submit_key=uuid.uuid4(),
            )
            self.order_id = order.pk
            self.line = OrderLine.objects.get(order=order)

    def answered(self) -> None:
        with acting_as(self.mette):
            note = "De mangler tre, der kan svejse, og vil gerne se kandidater løbende."
            order_answer(actor=self.mette, order=self.order_as(self.mette), kind=EventKind.CALL, note=note)

    def clarified(self) -> None:
        with acting_as(self.mette):
            order = self.order_as(self.mette)
            data = OrderData(
                job_description="Montage af hydraulik efter tegning",
                candidate_profile=LINE.requirements,
                start_on=order.start_on,
                application_deadline=order.application_deadline,
                cvs_wanted=6,
                posting="no",
            )
            order_clarify(actor=self.mette, order=order, version=order.version, data=data, is_large=False)

    def searched(self) -> None:
        with acting_as(self.mette):
            order = self.order_as(self.mette)
            asking = self._asking(order)
            criteria = self._criteria(asking)
            own = own_municipalities(self.mette, local_date(self.at))
            counts = search_counts(actor=self.mette, criteria=criteria, own=own)
            evidence_record(
                actor=self.mette,
                order=order,
                criteria=criteria,
                terms=asking.terms,
                counts=counts,
                suitable=min(counts.total, 1),
                unsuitable_reason="Mangler kvalifikationer",
            )
            self.found = [
                hit.candidate for hit in search_hits(actor=self.mette, criteria=criteria, limit=200)
            ]

    def _asking(self, order: Order) -> Asking:
        asked = asked_of_line(self.line)
        return understand(asked, local_date(self.at), home=order.workplace.postcode)

    def _criteria(self, asking: Asking) -> Criteria:
        if asking.criteria is None:
            raise LookupError("The order's workplace has no postcode to search from.")
        return replace(asking.criteria, radius_km=RADIUS_KM)

    # --- two are invited, and answer --------------------------------------------------------------------------

    def invited(self) -> None:
        with acting_as(self.mette):
            invitations_send(
                actor=self.mette,
                order=self.order_as(self.mette),
                candidates=self._people(self.home, 2),
                subject=f"Job: montør hos {COMPANY}",
                text="Vi har set på dit CV og tror, at jobbet kan være noget for dig.",
                apply_by=local_date(self.now) + timedelta(days=6),
                how_to_apply=f"Send CV og ansøgning til {BUYER}.",
            )
        invitations_deliver(now=self.at + UNDO)

    def replied(self) -> None:
        """Each opens the link of the own mail, as it was sent."""
        mails = OutboxMail.objects.filter(name="candidates.invitation").order_by("pk")
        for mail, reply in zip(mails, (ReplyKind.INTERESTED, ReplyKind.NOT_NOW), strict=False):
            if found := LINK.search(mail.text):
                invitation_reply(token=found[1], reply=reply)

    # --- Odder brings two, Horsens one of its own -------------------------------------------------------------

    def asked(self) -> None:
        with acting_as(self.mette):
            requests_send(
                actor=self.mette,
                order=self.order_as(self.mette),
                line=self.line,
                to=[self.neighbour.organisation],
                reason=RequestReason.SEARCH_FAILED,
                text="Vi mangler to montører med svejsecertifikat.",
                number_wanted=2,
            )

    def nominated(self) -> None:
        for actor, home, parts in (
            (self.bo, self.neighbour, (Part.TOVHOLDER, Part.COMPANY)),
            (self.bo, self.neighbour, ()),
            (self.mette, self.home, (Part.COMPANY,)),
        ):
            people = self._people(home, 1)
            with acting_as(actor):
                order = self.order_as(actor)
                purpose = f"Formidling til ordre {order.number}: {order.title}"
                last = release_until(order.application_deadline, local_date(self.now))
                terms = ReleaseTerms(frozenset(parts), purpose, last) if parts else None
                profiles_look(candidates=people, purpose=purpose, order=order)
                self.chosen += nominate(
                    actor=actor, order=order, line=self.line, candidates=people, release=terms
                )

    def screened(self) -> None:
        notes = (
            "Har svejst i fem år og kan begynde straks.",
            "Vil gerne, men skal have fornyet certifikatet først.",
            "Kender virksomheden fra et tidligere forløb.",
        )
        for row, note, actor in zip(self._rows(), notes, (self.bo, self.bo, self.mette), strict=True):
            with acting_as(actor):
                row.order = self.order_as(actor)
                nomination_screen(actor=actor, nomination=row, note=note, version=row.version)

    def presented(self) -> None:
        rows = self._rows()
        shown = [rows[0], rows[2]]
        with acting_as(self.mette):
            order = self.order_as(self.mette)
            for row in shown:
                row.order = order
            nominations_present(
                actor=self.mette, nominations=shown, versions={row.pk: row.version for row in shown}
            )
            people = [row.candidate_id for row in shown]
            identities_look(candidates=people, purpose="Aftale om samtale", order=order)

    def answered_by_company(self) -> None:
        row = self._rows()[0]
        with acting_as(self.karin):
            row.order = self.order_as(self.karin)
            shortlist(self.karin, row.order)
            verdict_give(actor=self.karin, nomination=row, verdict=CompanyVerdict.WANTS, version=row.version)

    def hired(self) -> None:
        row = self._rows()[0]
        with acting_as(self.mette):
            row.order = self.order_as(self.mette)
            first_day = local_date(self.now) + timedelta(days=21)
            nomination_hire(actor=self.mette, nomination=row, employed_from=first_day, version=row.version)

    # --- who ---------------------------------------------------------------------------------------------------

    def _rows(self) -> list[Nomination]:
        """The nominations as they stand, Odder's two first."""
        keys = [row.pk for row in self.chosen]
        return sorted(
            Nomination.objects.filter(pk__in=keys).select_related("line"), key=lambda row: keys.index(row.pk)
        )

    def _people(self, home: Jobcenter, number: int) -> Sequence[Candidate]:
        """Candidates of a jobcentre that may be written to and are not on the order: those found first, then others."""
        rank = {row.pk: place for place, row in enumerate(self.found)}
        by_mail = CandidateIdentity.objects.filter(channel=ContactChannel.MAIL, opted_out_at=None)
        rows = (
            Candidate.objects.of_jobcenter(home.pk)
            .filter(state=CandidateState.ACTIVE, pk__in=by_mail.exclude(email="").values("pk"))
            .exclude(basis="")
            .exclude(nominations__order=self.order_id)
            .exclude(invitations__order=self.order_id)
        )
        free = sorted(rows, key=lambda row: (rank.get(row.pk, len(rank)), row.pk))
        return free[:number]


def _consultant(name: str, place: str) -> Actor:
    return Membership.objects.get(user__name=name, organisation__jobcenter__place=place).actor()
