"""An order that Horsens leads, Odder was asked about, and a company waits for: the stage of the nomination tests."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import NominationState
from candidates.models import Candidate, Nomination
from candidates.services.nominations import (
    nominate,
    nomination_decline,
    nomination_hire,
    nomination_interview,
    nomination_screen,
    nominations_present,
)
from candidates.services.releases import ReleaseTerms
from candidates.workflow import Part
from jobcenters.calendar import local_date
from orders.models import Order, OrderLine, Request
from orders.selectors.order_page import order_rows
from tests.factories import candidates, companies
from tests.factories import orders as make
from tests.helpers.db import as_owner
from tests.orders.pages import clarified

S = NominationState
TODAY = local_date(timezone.now())
SECRETS = {
    "name": "Zenobia Hemmelig",
    "email": "zenobia@hemmelig.example",
    "phone": "99 88 77 66",
    "employer": "Hemmelige Værker A/S",
    "caseworker": "sagsbehandler@hemmelig.example",
    "reference": "SAG-HEMMELIG-7",
}
PROFILE = {
    "text": "Møder altid til tiden siger vi",
    "wanted": "Vil helst arbejde med hydraulik",
    "target": "Hemmelig målgruppe",
}


@dataclass
class Stage:
    """The people, the order, and what is done with them."""

    places: int = 4
    mette: Actor = field(init=False)  # the tovholder's consultant
    bo: Actor = field(init=False)  # of the jobcentre of residence
    karin: Actor = field(init=False)  # of the company
    order: Order = field(init=False)
    line: OrderLine = field(init=False)
    request: Request = field(init=False)

    def __post_init__(self) -> None:
        from orders.services.orders import LineData

        company = companies.company("Gudenå Maskinfabrik")
        self.mette, self.bo = (
            make.consultant("Horsens", name="Mette Dahl"),
            make.consultant("Odder", name="Bo Krogh"),
        )
        self.karin = companies.user_of(company)
        made = clarified(self.mette, company=company, lines=(LineData("montører", self.places),))
        self.request = make.request(self.mette, made, make.jobcenter("Odder"))
        with acting_as(self.mette):
            self.line = made.lines.get()
        self.order = self.order_for(self.mette)

    def order_for(self, actor: Actor) -> Order:
        with acting_as(actor):
            return order_rows(actor).get(
                pk=self.order.pk if hasattr(self, "order") else self.request.order_id
            )

    def candidate(self, place: str = "Odder", **fields: Any) -> Candidate:
        code = {"Odder": "8300", "Horsens": "8700", "Silkeborg": "8600"}[place]
        return candidates.candidate(place, postcode=code, **fields)

    def secret_candidate(self) -> Candidate:
        """A candidate of Odder of whom every field of levels 2 and 3 can be recognised."""
        number_of = self.candidate(
            name=SECRETS["name"],
            certificates=("Svejsecertifikat",),
            targets=(PROFILE["target"],),
            profile={
                "profile_text": PROFILE["text"],
                "wanted_work": PROFILE["wanted"],
                "history": [{"title": "Montør", "from": "2019", "to": "2024"}],
            },
        )
        with as_owner():
            from candidates.models import CandidateIdentity

            CandidateIdentity.objects.filter(candidate=number_of).update(
                email=SECRETS["email"],
                phone=SECRETS["phone"],
                external_ref=SECRETS["reference"],
                employers=[SECRETS["employer"]],
                caseworker_email=SECRETS["caseworker"],
            )
        return number_of

    def terms(self, *to: Part, days: int = 30) -> ReleaseTerms:
        return ReleaseTerms(frozenset(to), "Formidling", TODAY + datetime.timedelta(days=days))

    def nominate(
        self, *rows: Candidate, actor: Actor | None = None, to: tuple[Part, ...] = ()
    ) -> list[Nomination]:
        actor = actor or self.bo
        with acting_as(actor):
            release = self.terms(*to) if to else None
            return nominate(
                actor=actor, order=self.order_for(actor), line=self.line, candidates=rows, release=release
            )

    def seen_by(self, actor: Actor, nomination: Nomination) -> Nomination:
        """The nomination as it stands, read by `actor`."""
        with acting_as(actor):
            row = Nomination.objects.visible_to(actor).select_related("line").get(pk=nomination.pk)
            row.order = self.order_for(actor)
            return row

    def move(self, actor: Actor, nomination: Nomination, to: str, **fields: Any) -> Nomination:
        """One step by `actor`, through the service of that step."""
        row = self.seen_by(actor, nomination)
        about: dict[str, Any] = {"actor": actor, "nomination": row, "version": row.version, **fields}
        with acting_as(actor):
            if to == S.SCREENED:
                return nomination_screen(**{"note": "Talte i telefon", **about})
            if to == S.PRESENTED:
                return nominations_present(
                    actor=actor, nominations=[row], versions={row.pk: about["version"]}
                )[0]
            if to == S.INTERVIEW:
                return nomination_interview(**about)
            if to == S.HIRED:
                return nomination_hire(**{"employed_from": TODAY, **about})
            return nomination_decline(**{"reason": "skills", **about})

    def presented(self, *rows: Candidate) -> list[Nomination]:
        """Candidates of Odder that were nominated, released to both, screened and shown to the company."""
        made = self.nominate(*rows, to=(Part.TOVHOLDER, Part.COMPANY))
        for row in made:
            self.move(self.bo, row, S.SCREENED)
            self.move(self.mette, row, S.PRESENTED)
        return made
