"""The list of agreements: by state, newest first, one page at a time; how many queries does not depend on how many."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.http import QueryDict

from accounts.actor import Actor
from agreements.enums import ENDED_STATES, FORCE_STATES, SIGNING_STATES, AgreementState, SignerState
from agreements.models import Agreement, AgreementAccess, Signer
from companies.cvr import digits_of
from companies.models import Company
from jobcenters.calendar import NATIONAL, local_date
from jobcenters.models import Network

PAGE_SIZE = 30
MAX_ID = 2**63 - 1
# What the tabs gather, in the order of the page; "" is all that is not over.
STATES: dict[str, frozenset[AgreementState]] = {
    "": frozenset(AgreementState) - ENDED_STATES,
    "udkast": frozenset({AgreementState.DRAFT}),
    "underskrift": SIGNING_STATES,
    "kraft": FORCE_STATES,
    "slut": ENDED_STATES,
}
WAITING = (SignerState.INVITED, SignerState.OPENED, SignerState.BOUNCED)


@dataclass(frozen=True, slots=True)
class Filters:
    """What the address says. Unknown values count as not given; nothing in it can raise."""

    which: str = ""
    text: str = ""
    after: int = MAX_ID

    @classmethod
    def of(cls, query: QueryDict) -> "Filters":
        after = query.get("efter", "")
        known = after.isascii() and after.isdigit() and len(after) < 19
        which = query.get("vis", "")
        return cls(
            which=which if which in STATES else "",
            text=query.get("q", "").replace("\x00", "").strip()[:100],
            after=int(after) if known else MAX_ID,
        )


@dataclass(frozen=True, slots=True)
class Waiting:
    """A party that has not signed: its name, working days since it was invited, and whether the mail came back."""

    name: str
    days: int
    bounced: bool


@dataclass(slots=True)
class Listed:
    """An agreement in the list, with those whose signature it waits for."""

    agreement: Agreement
    waiting: list[Waiting] = field(default_factory=list)


def agreement_list(
    actor: Actor, filters: Filters, now: datetime.datetime, *, size: int = PAGE_SIZE
) -> tuple[list[Listed], int | None]:
    """One page, newest first, and the key that the next page continues after (None at the end). At most two queries."""
    found = Agreement.objects.visible_to(actor).filter(state__in=STATES[filters.which], pk__lt=filters.after)
    if filters.text:
        found = found.filter(_matches(actor, filters.text))
    page = list(found.select_related("company__organisation", "network").order_by("-pk")[: size + 1])
    rows = [Listed(agreement) for agreement in page[:size]]
    _add_waiting(rows, now)
    return rows, page[size - 1].pk if len(page) > size else None


def _matches(actor: Actor, text: str) -> Q:
    """Agreement number, CVR number, or part of the company's or network's name or of the title."""
    digits = digits_of(text)
    found = Q(number__istartswith=text) | Q(title__icontains=text)
    if digits and len(digits) == 8:
        found |= Q(company__cvr=digits)
    networks = Network.objects.filter(name__icontains=text)
    return found | Q(company__in=Company.objects.search(text, actor).values("pk")) | Q(network__in=networks)


def _add_waiting(rows: Sequence[Listed], now: datetime.datetime) -> None:
    by_id = {row.agreement.pk: row for row in rows if row.agreement.state in SIGNING_STATES}
    if not by_id:
        return
    signers = (
        Signer.objects.filter(
            version__agreement_id__in=by_id, version__state__in=SIGNING_STATES, state__in=WAITING
        )
        .select_related("party__organisation", "version")
        .order_by("party__position", "pk")
    )
    today = local_date(now)
    for signer in signers:
        first = local_date(signer.invited_at) if signer.invited_at else today
        days = max(NATIONAL.working_days_between(first, today), 0)
        by_id[signer.version.agreement_id].waiting.append(
            Waiting(signer.party.organisation.name, days, signer.state == SignerState.BOUNCED)
        )


def agreement_counts(actor: Actor) -> dict[str, int]:
    """How many agreements each tab holds. One query."""
    per_state = dict(
        AgreementAccess.objects.filter(organisation_id=actor.organisation_id)
        .values_list("agreement__state")
        .annotate(n=Count("pk"))
    )
    return {which: sum(per_state.get(state.value, 0) for state in states) for which, states in STATES.items()}
