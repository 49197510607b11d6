"""Putting candidates on an order line, and every step from there to a hire or an end (R136, R137)."""

import datetime
from collections.abc import Iterable, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actor import Actor
from accounts.models import Organisation
from accounts.moment import moment
from candidates import placing_mails
from candidates.enums import CandidateState, CompanyVerdict, DeclineReason, NominationState
from candidates.models import Candidate, Nomination, NominationStep
from candidates.permissions import check_can_nominate, check_order_is_open, parts_of
from candidates.selectors.released import released_to
from candidates.services.counting import deliveries_follow, open_lines
from candidates.services.releases import ReleaseTerms, identities_release
from candidates.workflow import OF_ITSELF, Part, check_move, reasons_for
from jobcenters.calendar import local_date
from orders.enums import AnswerKind, EventKind
from orders.models import Delivery, Order, OrderLine, Request
from orders.permissions import can, check_can_answer_request
from orders.selectors.facts import place_of
from orders.selectors.order_page import role_on
from orders.services.agreement_clocks import as_tovholder
from orders.services.orders import ChangedByAnotherError
from orders.services.requests import request_answer
from orders.services.timeline import event_add
from ui import danish

MOST = 50  # candidates in one press


def _step(actor: Actor, nomination: Nomination, at: datetime.datetime, note: str = "") -> NominationStep:
    return NominationStep(
        nomination=nomination,
        order_id=nomination.order_id,
        state=nomination.state,
        at=at,
        user_id=actor.user_id,
        organisation_id=actor.organisation_id,
        note=note[:3000],
    )


@transaction.atomic
def nominate(
    *,
    actor: Actor,
    order: Order,
    line: OrderLine,
    candidates: Sequence[Candidate],
    release: ReleaseTerms | None = None,
) -> list[Nomination]:
    """Put the actor's own candidates on a line of the order, and release who they are where `release` says so.

    For a jobcentre that was asked and has not answered, this is the answer: yes, so many, today. The tovholder is told.
    Raises ValueError (Danish) for nobody, for too many, for a candidate that takes part no longer or is on the order
    already, for a line without a place left; PermissionDenied for others' candidates and for others than the tovholder
    and those asked.
    """
    check_can_nominate(actor, order, role_on(actor, order))
    wanted = {candidate.pk for candidate in candidates}
    if not wanted:
        raise ValueError(_("Vælg mindst én kandidat."))
    if len(wanted) > MOST:
        raise ValueError(_("Indstil højst %d kandidater ad gangen.") % MOST)
    # Locked: of two colleagues who press at the same time the second sees what the first did.
    own = list(
        Candidate.objects.of_jobcenter(actor.organisation_id)
        .filter(pk__in=wanted)
        .order_by("pk")
        .select_for_update(of=("self",))
    )
    if len(own) != len(wanted):
        raise PermissionDenied(_("I kan kun indstille jeres egne kandidater."))
    gone = [candidate.pseudonym for candidate in own if candidate.state != CandidateState.ACTIVE]
    if gone:
        raise ValueError(_("%s deltager ikke længere.") % danish.join(gone))
    known = Nomination.objects.filter(order=order, candidate__in=own).values_list("pseudonym", flat=True)
    if known:
        raise ValueError(_("%s er allerede indstillet til ordren.") % danish.join(sorted(known)))
    if not open_lines(actor, order, [line]):
        raise ValueError(_("Alle pladser på linjen er besat."))
    now = moment()
    made = Nomination.objects.bulk_create(
        Nomination(
            candidate=candidate,
            pseudonym=candidate.pseudonym,
            organisation_id=actor.organisation_id,
            order=order,
            line=line,
            nominated_at=now,
            nominated_by_id=actor.user_id,
        )
        for candidate in own
    )
    NominationStep.objects.bulk_create(_step(actor, nomination, now) for nomination in made)
    if release is not None and release.to:
        identities_release(actor=actor, order=order, candidates=own, terms=release)
    _answer_request(actor, order, line, len(made), now)
    event_add(
        actor=actor,
        order=order,
        kind=EventKind.NOMINATED,
        title=_("%(name)s har indstillet %(counted)s: %(what)s")
        % {
            "name": actor.organisation_name,
            "counted": placing_mails.counted(len(made)),
            "what": line.occupation,
        },
        at=now,
        about_id=actor.organisation_id,
    )
    if order.tovholder_id != actor.organisation_id:
        home = Organisation.objects.select_related("jobcenter").get(pk=actor.organisation_id)
        placing_mails.nominated(order=order, by=home, number=len(made), at=now)
    return made


def _answer_request(actor: Actor, order: Order, line: OrderLine, number: int, now: datetime.datetime) -> None:
    """Whoever brings the candidates has answered: an open request about the line is a yes."""
    asked = Request.objects.visible_to(actor).filter(order=order, to_organisation_id=actor.organisation_id)
    for request in asked.order_by("sent_at", "pk"):
        if request.line_id in (None, line.pk) and can(check_can_answer_request, actor, request):
            request_answer(
                actor=actor, request=request, answer=AnswerKind.YES, number=number, by=local_date(now)
            )
            return


# --- the steps ----------------------------------------------------------------------------------------------


def _locked(actor: Actor, nominations: Iterable[Nomination], versions: dict[int, int]) -> list[Nomination]:
    """The nominations as they stand, locked. Raises ChangedByAnotherError where one is no longer as it was read."""
    keys = [nomination.pk for nomination in nominations]
    rows = list(
        Nomination.objects.visible_to(actor)
        .filter(pk__in=keys)
        .order_by("pk")
        .select_for_update(of=("self",))
        .select_related("line")
    )
    orders = {nomination.order_id: nomination.order for nomination in nominations}
    for row in rows:
        row.order = orders[row.order_id]
        if row.version != versions.get(row.pk, row.version):
            raise ChangedByAnotherError(
                _("%s er blevet flyttet af en anden, mens I så på siden. Se, hvor kandidaten står nu.")
                % row.pseudonym
            )
    return rows


def _move(actor: Actor, row: Nomination, to: NominationState, now: datetime.datetime, note: str = "") -> None:
    check_order_is_open(row)
    check_move(row.state, to, parts_of(actor, row))
    row.state = to
    row.version += 1
    row.save()
    _step(actor, row, now, note).save()


def _follow(actor: Actor, row: Nomination) -> None:
    """The delivery plan's numbers after the step, as the tovholder sees them: it may be another jobcentre that acts."""
    with as_tovholder(actor, row.order):
        deliveries_follow(actor=actor, order=row.order, line=row.line, organisation_id=row.organisation_id)


@transaction.atomic
def nomination_screen(*, actor: Actor, nomination: Nomination, note: str, version: int) -> Nomination:
    """Somebody has talked with the candidate: what was learned is for the jobcentres alone.

    Raises NotAllowedError, ChangedByAnotherError, and ValueError (Danish) without a note.
    """
    if not note.strip():
        raise ValueError(_("Skriv kort, hvad samtalen viste."))
    (row,) = _locked(actor, [nomination], {nomination.pk: version})
    now = moment()
    row.screened_at = now
    _move(actor, row, NominationState.SCREENED, now, note.strip())
    return row


@transaction.atomic
def nominations_present(
    *, actor: Actor, nominations: Sequence[Nomination], versions: dict[int, int]
) -> list[Nomination]:
    """Show screened candidates to the company: one list, one mail (A9's "list delivered"). All of the same order.

    Only the tovholder, and only those whose identity is released to the company. Raises NotAllowedError,
    ChangedByAnotherError, and ValueError (Danish) that names whom the company may not see yet.
    """
    if not nominations:
        raise ValueError(_("Vælg mindst én kandidat."))
    rows = _locked(actor, nominations, versions)
    order = rows[0].order
    seen_by_company = released_to(order.pk, order.company_id)
    hidden = [row.pseudonym for row in rows if row.candidate_id not in seen_by_company]
    if hidden:
        raise ValueError(
            _(
                "%s er ikke frigivet til virksomheden endnu. Kandidatens eget jobcenter skal frigive identiteten først."
            )
            % danish.join(hidden)
        )
    now = moment()
    for row in rows:
        row.presented_at = now
        _move(actor, row, NominationState.PRESENTED, now)
    for row in {(row.line_id, row.organisation_id): row for row in rows}.values():
        _follow(actor, row)
    placing_mails.presented(order=order, number=len(rows), at=now)
    return rows


@transaction.atomic
def nomination_interview(*, actor: Actor, nomination: Nomination, version: int) -> Nomination:
    """The company will talk with the candidate, as it told the tovholder. In the portal it says so itself."""
    (row,) = _locked(actor, [nomination], {nomination.pk: version})
    now = moment()
    row.verdict, row.verdict_at = CompanyVerdict.WANTS, now
    _move(actor, row, NominationState.INTERVIEW, now)
    return row


@transaction.atomic
def nomination_hire(
    *, actor: Actor, nomination: Nomination, employed_from: datetime.date, version: int
) -> Nomination:
    """The candidate is hired from a day. When the line's last place is taken, the others on it are told no further.

    Raises NotAllowedError, ChangedByAnotherError, and ValueError (Danish) where no place is left.
    """
    (row,) = _locked(actor, [nomination], {nomination.pk: version})
    now = moment()
    row.hired_at, row.employed_from = now, employed_from
    with as_tovholder(actor, row.order):
        # Locked: the last place is given once.
        line = OrderLine.objects.select_for_update(of=("self",)).get(pk=row.line_id)
        taken = sum(Delivery.objects.filter(line=line).values_list("hired", flat=True))
    if taken >= line.places:
        raise ValueError(
            _("Alle pladser på linjen er besat. Ret ordren, hvis virksomheden vil ansætte flere.")
        )
    _move(actor, row, NominationState.HIRED, now)
    _follow(actor, row)
    if taken + 1 >= line.places:
        with as_tovholder(actor, row.order):
            _close_line(actor, row.order, line, now)
    return row


def _close_line(actor: Actor, order: Order, line: OrderLine, now: datetime.datetime) -> None:
    """All places are taken: whoever else is on the line gets no further."""
    rest = list(Nomination.objects.filter(line=line).running().select_for_update(of=("self",)))
    for row in rest:
        row.order = order
        end(actor, row, DeclineReason.FILLED, now, organisation_id=order.tovholder_id)


def nominations_end(actor: Actor, order: Order) -> None:
    """The order was closed or cancelled: whoever is still on the way gets no further. Called in that transaction."""
    now = moment()
    for row in Nomination.objects.filter(order=order).running().select_for_update(of=("self",)):
        row.order = order
        end(actor, row, DeclineReason.CLOSED, now)


def end(
    actor: Actor,
    row: Nomination,
    reason: DeclineReason,
    now: datetime.datetime,
    *,
    organisation_id: int | None = None,
) -> None:
    """End a nomination for one of the reasons that the product itself writes. `organisation_id`: in whose context."""
    row.state, row.declined_reason = NominationState.DECLINED, reason
    row.version += 1
    row.save(update_fields=["state", "declined_reason", "version"])
    step = _step(actor, row, now, str(reason.label))
    step.organisation_id = organisation_id or actor.organisation_id
    step.save()


@transaction.atomic
def nomination_decline(
    *, actor: Actor, nomination: Nomination, reason: str, version: int, note: str = ""
) -> Nomination:
    """The candidate gets no further, and why. Raises NotAllowedError, ChangedByAnotherError, ValueError (Danish)."""
    (row,) = _locked(actor, [nomination], {nomination.pk: version})
    chosen = _reason(actor, row, reason)
    row.declined_reason = chosen
    _move(actor, row, NominationState.DECLINED, moment(), note.strip() or str(chosen.label))
    return row


def _reason(actor: Actor, row: Nomination, reason: str) -> DeclineReason:
    if reason not in DeclineReason.values or reason in OF_ITSELF:
        raise ValueError(_("Vælg en grund."))
    chosen = DeclineReason(reason)
    if chosen not in reasons_for(parts_of(actor, row)):
        raise ValueError(_("Vælg en grund fra listen."))
    return chosen


@transaction.atomic
def verdict_give(
    *, actor: Actor, nomination: Nomination, verdict: str, version: int, reason: str = ""
) -> Nomination:
    """The company's own answer about a candidate it was shown: will talk with, or not suited and why.

    The tovholder is told. Raises PermissionDenied for others, and as the other steps do.
    """
    if Part.COMPANY not in parts_of(actor, nomination):
        raise PermissionDenied(_("Kun virksomheden selv kan svare."))
    (row,) = _locked(actor, [nomination], {nomination.pk: version})
    now = moment()
    row.verdict, row.verdict_at = CompanyVerdict(verdict), now
    if verdict == CompanyVerdict.WANTS:
        _move(actor, row, NominationState.INTERVIEW, now)
        title = _("%(company)s vil gerne tale med %(who)s")
    else:
        row.declined_reason = row.verdict_reason = _reason(actor, row, reason)
        _move(actor, row, NominationState.DECLINED, now, str(DeclineReason(reason).label))
        title = _("%(company)s går ikke videre med %(who)s")
    event_add(
        actor=actor,
        order=row.order,
        kind=EventKind.CHOSEN,
        title=title % {"company": row.order.company.name, "who": row.pseudonym},
        text=str(DeclineReason(reason).label) if reason and verdict != CompanyVerdict.WANTS else "",
        at=now,
        about_id=row.organisation_id,
    )
    placing_mails.verdict_given(order=row.order, at=now)
    return row


@transaction.atomic
def release_ask(*, actor: Actor, nominations: Sequence[Nomination]) -> list[str]:
    """Ask the candidates' own jobcentres by mail to release them to the company, once a day; the places asked."""
    homes: dict[int, list[Nomination]] = {}
    for nomination in nominations:
        if Part.TOVHOLDER not in parts_of(actor, nomination):
            raise PermissionDenied(_("Kun ordrens tovholder kan gøre det."))
        homes.setdefault(nomination.organisation_id, []).append(nomination)
    places = []
    for home in Organisation.objects.filter(pk__in=homes).select_related("jobcenter").order_by("name"):
        rows = homes[home.pk]
        request = (
            Request.objects.visible_to(actor)
            .filter(order=rows[0].order, to_organisation=home)
            .order_by("-sent_at")
            .first()
        )
        placing_mails.release_wanted(
            order=rows[0].order,
            home=home,
            number=len(rows),
            request=request,
            day=local_date(moment()).isoformat(),
        )
        places.append(place_of(home))
    return places
