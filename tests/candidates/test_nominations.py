"""Nominating and every step after it, with real policies: numbers, clocks, mails, two at the same time."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import ProgrammingError, connection, transaction
from django.utils import timezone

from accounts.tenancy import acting_as
from candidates.enums import Basis, CandidateState, DeclineReason
from candidates.models import Candidate, Nomination, NominationStep, Release
from candidates.services.disclosure import identities_look
from candidates.services.nominations import nominations_present, release_ask, verdict_give
from candidates.services.withdrawal import candidate_withdraw
from candidates.workflow import Part
from orders.enums import ClockState
from orders.models import Clock, Delivery, OrderEvent, Request
from orders.services.orders import ChangedByAnotherError, order_close
from orders.services.plan import delivery_plan, delivery_report
from orders.workflow import NotAllowedError
from tests.candidates.placing import SECRETS, TODAY, S, Stage
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture
def stage() -> Stage:
    return Stage()


def mails(name: str) -> list[tuple[str, str, str]]:
    return make.rows(
        "select recipient, subject, text from notifications_outboxmail where name = %s order by created_at, id",
        f"candidates.{name}",
    )


def numbers(stage: Stage) -> list[tuple[int, int, int]]:
    with as_owner():
        return list(
            Delivery.objects.filter(order=stage.order)
            .order_by("pk")
            .values_list("promised", "presented", "hired")
        )


def states(stage: Stage) -> list[tuple[str, str]]:
    with as_owner():
        rows = Nomination.objects.filter(order=stage.order).order_by("pk")
        return list(rows.values_list("state", "declined_reason"))


def test_an_asked_jobcentre_nominates_and_has_thereby_answered(stage: Stage) -> None:
    one, two = stage.candidate(), stage.candidate()
    made = stage.nominate(one, two)
    assert [row.state for row in made] == [S.PROPOSED, S.PROPOSED]
    with as_owner():
        asked = Request.objects.get(pk=stage.request.pk)
        assert (asked.answer, asked.answer_number) == ("yes", 2)
        assert Clock.objects.get(request=asked).state == ClockState.STOPPED
        assert NominationStep.objects.filter(nomination__in=made).count() == 2
        assert (
            OrderEvent.objects.filter(order=stage.order, kind="nominated")
            .get()
            .title.startswith("Jobcenter Odder")
        )
    assert numbers(stage) == [(2, 0, 0)]
    ((_to, subject, text),) = mails("nominated")
    assert subject == "Odder har indstillet 2 kandidater til 4 montører"
    assert one.pseudonym not in text


def test_never_twice_on_the_same_order(stage: Stage) -> None:
    one = stage.candidate()
    stage.nominate(one)
    with pytest.raises(ValueError, match=f"{one.pseudonym} er allerede indstillet"):
        stage.nominate(one)
    assert len(states(stage)) == 1


def test_only_own_active_candidates_by_those_who_were_asked(stage: Stage) -> None:
    silkeborg = make.consultant("Silkeborg")
    theirs, gone = stage.candidate("Silkeborg"), stage.candidate(state=CandidateState.WITHDRAWN)
    with pytest.raises(PermissionDenied, match="jeres egne"):
        stage.nominate(theirs)
    with pytest.raises(ValueError, match="deltager ikke længere"):
        stage.nominate(gone)
    with acting_as(silkeborg), pytest.raises(Exception, match="does not exist"):
        stage.nominate(theirs, actor=silkeborg)
    with pytest.raises(ValueError, match="mindst én"):
        stage.nominate()
    # Nor by writing the row itself.
    with (
        acting_as(stage.mette),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Nomination.objects.create(
            candidate=stage.candidate(),
            pseudonym="O-1",
            organisation_id=stage.mette.organisation_id,
            order=stage.order,
            line=stage.line,
            nominated_at=timezone.now(),
        )


def test_the_tovholder_puts_its_own_on_the_line(stage: Stage) -> None:
    stage.nominate(stage.candidate("Horsens"), actor=stage.mette, to=(Part.COMPANY,))
    with as_owner():
        assert Release.objects.get().organisation_id == stage.karin.organisation_id
    assert mails("nominated") == []


def test_releasing_needs_a_basis_a_purpose_and_a_day_to_come(stage: Stage) -> None:
    bare = stage.candidate(basis=Basis.NONE)
    with pytest.raises(ValueError, match="ikke registreret samtykke"):
        stage.nominate(bare, to=(Part.TOVHOLDER,))
    with (
        acting_as(stage.bo),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Release.objects.create(
            candidate=bare,
            jobcenter_id=stage.bo.organisation_id,
            organisation_id=stage.mette.organisation_id,
            order=stage.order,
            purpose="x",
            released_at=timezone.now(),
            expires_at=timezone.now() + datetime.timedelta(days=1),
        )
    assert states(stage) == []


def test_a_release_goes_to_the_orders_own_two_and_no_other(stage: Stage) -> None:
    one = stage.candidate()
    with (
        acting_as(stage.bo),
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        Release.objects.create(
            candidate=one,
            jobcenter_id=stage.bo.organisation_id,
            organisation_id=make.jobcenter("Silkeborg").pk,
            order=stage.order,
            purpose="x",
            released_at=timezone.now(),
            expires_at=timezone.now() + datetime.timedelta(days=1),
        )


def test_screening_needs_a_note_that_the_company_never_reads(stage: Stage) -> None:
    (row,) = stage.nominate(stage.candidate(), to=(Part.TOVHOLDER, Part.COMPANY))
    with pytest.raises(ValueError, match="hvad samtalen viste"):
        stage.move(stage.bo, row, S.SCREENED, note="  ")
    stage.move(stage.bo, row, S.SCREENED, note="Har børn i børnehave")
    stage.move(stage.mette, row, S.PRESENTED)
    with acting_as(stage.karin):
        assert Nomination.objects.get().pk == row.pk
        assert list(NominationStep.objects.all()) == []
    with acting_as(stage.mette):
        assert "Har børn i børnehave" in NominationStep.objects.values_list("note", flat=True)


def test_presenting_needs_screening_the_tovholder_and_a_release_to_the_company(stage: Stage) -> None:
    (row,) = stage.nominate(stage.candidate(), to=(Part.TOVHOLDER,))
    with pytest.raises(ValueError, match="ikke frigivet til virksomheden"):
        stage.move(stage.mette, row, S.PRESENTED)
    with acting_as(stage.mette):
        assert release_ask(actor=stage.mette, nominations=[stage.seen_by(stage.mette, row)]) == ["Odder"]
        release_ask(actor=stage.mette, nominations=[stage.seen_by(stage.mette, row)])
    assert len(mails("release_wanted")) == 1
    with acting_as(stage.bo):
        from candidates.services.releases import nomination_release

        nomination_release(
            actor=stage.bo, nomination=stage.seen_by(stage.bo, row), terms=stage.terms(Part.COMPANY)
        )
    with pytest.raises(NotAllowedError, match="kan ikke gå til"):
        stage.move(stage.mette, row, S.PRESENTED)
    stage.move(stage.bo, row, S.SCREENED)
    with pytest.raises(NotAllowedError, match="ikke jeres skridt"):
        stage.move(stage.bo, row, S.PRESENTED)
    stage.move(stage.mette, row, S.PRESENTED)
    ((to, subject, text),) = mails("presented")
    assert subject == "Vi har 1 kandidat til jer: 4 montører"
    with as_owner():
        assert to == stage.order.contact.email
        assert Nomination.objects.get().presented_at
    assert row.pseudonym not in text


def test_numbers_follow_the_candidates_and_nobody_types_them(stage: Stage) -> None:
    one, _two = stage.presented(stage.candidate(), stage.candidate())
    assert numbers(stage) == [(2, 2, 0)]
    stage.move(stage.mette, one, S.HIRED, employed_from=TODAY)
    assert numbers(stage) == [(2, 2, 1)]
    with acting_as(stage.mette):
        delivery = Delivery.objects.select_related("order", "line").get()
        with pytest.raises(PermissionDenied, match="følger de indstillede"):
            delivery_report(actor=stage.mette, delivery=delivery, presented=4, hired=4)
    assert numbers(stage) == [(2, 2, 1)]


def test_a_jobcentre_without_a_plan_gets_a_delivery_for_what_it_brings(stage: Stage) -> None:
    (row,) = stage.nominate(stage.candidate("Horsens"), actor=stage.mette, to=(Part.COMPANY,))
    assert numbers(stage) == []
    stage.move(stage.mette, row, S.SCREENED)
    stage.move(stage.mette, row, S.PRESENTED)
    assert numbers(stage) == [(1, 1, 0)]


def test_typed_numbers_stand_where_nobody_is_nominated(stage: Stage) -> None:
    with acting_as(stage.mette):
        own = delivery_plan(actor=stage.mette, order=stage.order, line=stage.line, number=1, by=TODAY)
        delivery_report(actor=stage.mette, delivery=own, presented=1, hired=0)
    stage.presented(stage.candidate())
    assert sorted(numbers(stage)) == [(1, 1, 0), (1, 1, 0)]


def test_d4_stops_when_a_screened_candidate_is_presented_and_a_search_is_recorded() -> None:
    stage = Stage()
    clock = make.promise(stage.mette, stage.order, "D4")

    def state() -> str:
        with as_owner():
            return Clock.objects.get(pk=clock.pk).state

    (row,) = stage.nominate(stage.candidate(), to=(Part.COMPANY,))
    assert state() == ClockState.OPEN
    stage.move(stage.bo, row, S.SCREENED)
    assert state() == ClockState.OPEN
    stage.move(stage.mette, row, S.PRESENTED)
    assert state() == ClockState.STOPPED


def test_without_a_recorded_search_the_clock_waits_for_it() -> None:
    from tests.orders.pages import clarified

    mette = make.consultant("Horsens")
    stage = Stage()
    stage.mette = mette
    order = clarified(mette)
    stage.order = order
    with acting_as(mette):
        stage.line = order.lines.get()
    stage.order = stage.order_for(mette)
    clock = make.promise(mette, order, "D4")
    (row,) = stage.nominate(stage.candidate("Horsens"), actor=mette, to=(Part.COMPANY,))
    stage.move(mette, row, S.SCREENED)
    stage.move(mette, row, S.PRESENTED)
    with as_owner():
        assert Clock.objects.get(pk=clock.pk).state == ClockState.OPEN
    make.search(mette, order)
    with as_owner():
        assert Clock.objects.get(pk=clock.pk).state == ClockState.STOPPED


def test_hired_takes_a_place_and_the_last_one_closes_the_line() -> None:
    stage = Stage(places=1)
    one, _two = stage.presented(stage.candidate(), stage.candidate())
    stage.nominate(stage.candidate("Horsens"), actor=stage.mette)
    stage.move(stage.bo, one, S.HIRED, employed_from=TODAY)
    assert states(stage) == [("hired", ""), ("declined", "filled"), ("declined", "filled")]
    with pytest.raises(ValueError, match="Alle pladser på linjen er besat"):
        with acting_as(stage.mette):
            third = stage.candidate("Horsens")
        (late,) = stage.nominate(third, actor=stage.mette, to=(Part.COMPANY,))
        stage.move(stage.mette, late, S.SCREENED)
        stage.move(stage.mette, late, S.PRESENTED)
        stage.move(stage.mette, late, S.HIRED)


def test_two_who_act_at_the_same_time_do_not_overwrite_each_other(stage: Stage) -> None:
    (row,) = stage.nominate(stage.candidate())
    read = stage.seen_by(stage.mette, row).version
    stage.move(stage.bo, row, S.SCREENED)
    with pytest.raises(ChangedByAnotherError, match="flyttet af en anden"):
        stage.move(stage.mette, row, S.DECLINED, version=read)
    with acting_as(stage.mette), pytest.raises(ChangedByAnotherError):
        fresh = stage.seen_by(stage.mette, row)
        nominations_present(actor=stage.mette, nominations=[fresh], versions={fresh.pk: read})


def test_the_company_answers_with_one_word_and_the_tovholder_is_told(stage: Stage) -> None:
    one, two = stage.presented(stage.candidate(), stage.candidate())
    for row, verdict, reason in ((one, "wants", ""), (two, "unfit", "distance")):
        seen = stage.seen_by(stage.karin, row)
        with acting_as(stage.karin):
            verdict_give(
                actor=stage.karin, nomination=seen, verdict=verdict, reason=reason, version=seen.version
            )
    assert states(stage) == [("interview", ""), ("declined", "distance")]
    assert len(mails("verdict_given")) == 1  # of the same ten minutes
    with acting_as(stage.mette):
        titles = list(OrderEvent.objects.filter(kind="chosen").values_list("title", flat=True))
    assert len(titles) == 2
    with acting_as(stage.karin):
        seen = stage.seen_by(stage.karin, one)
        with pytest.raises(ValueError, match="grund"):
            verdict_give(
                actor=stage.karin, nomination=seen, verdict="unfit", reason="filled", version=seen.version
            )


def test_the_company_changes_nothing_but_its_answer_by_sql_either(stage: Stage) -> None:
    stage.presented(stage.candidate())
    for change in (
        "state = 'hired', hired_at = now(), employed_from = now()",
        "candidate_id = candidate_id + 1",
    ):
        with acting_as(stage.karin), pytest.raises(ProgrammingError), transaction.atomic():
            connection.cursor().execute(f"update candidates_nomination set {change}")
    with acting_as(stage.mette), pytest.raises(ProgrammingError), transaction.atomic():
        connection.cursor().execute("update candidates_nomination set organisation_id = 1")
    assert states(stage) == [("presented", "")]


def test_a_candidate_that_withdraws_is_gone_at_once_and_nobody_is_told_a_name(stage: Stage) -> None:
    one = stage.secret_candidate()
    kept = stage.candidate()
    stage.presented(one, kept)
    with acting_as(stage.mette):
        assert identities_look(candidates=[one], purpose="Samtale", order=stage.order)
        looked = make.rows("select count(*) from candidates_accesslog")
    with acting_as(stage.bo):
        candidate_withdraw(actor=stage.bo, candidate=one)
        candidate_withdraw(actor=stage.bo, candidate=one)
    assert states(stage) == [("declined", DeclineReason.WITHDRAWN), ("presented", "")]
    with acting_as(stage.mette):
        assert not Candidate.objects.visible_to(stage.mette).filter(pk=one.pk).exists()
        assert identities_look(candidates=[one], purpose="Samtale", order=stage.order) == {}
    with acting_as(stage.karin):
        from candidates.selectors.shortlist import shortlist

        seen = shortlist(stage.karin, stage.order_for(stage.karin))
        assert [person.nomination.candidate_id for person in seen.people] == [kept.pk]
    ((_to, subject, text),) = mails("withdrawn")
    assert subject == "En kandidat fra Odder deltager ikke længere: 4 montører"
    assert not any(secret in text for secret in (*SECRETS.values(), one.pseudonym))
    assert make.rows("select count(*) from candidates_accesslog")[0][0] >= looked[0][0] > 0
    assert make.rows("select count(*) from candidates_index where candidate_id = %s", one.pk) == [(0,)]
    with pytest.raises(PermissionDenied), acting_as(stage.mette):
        candidate_withdraw(actor=stage.mette, candidate=kept)


def test_a_closed_order_moves_nobody(stage: Stage) -> None:
    (row,) = stage.nominate(stage.candidate())
    with acting_as(stage.mette):
        order_close(actor=stage.mette, order=stage.order, outcomes={stage.line.pk: ("not_filled", 0)})
    with pytest.raises(PermissionDenied, match="lukket"):
        stage.move(stage.mette, row, S.SCREENED)
    with pytest.raises(PermissionDenied, match="lukket"):
        stage.nominate(stage.candidate())


def test_when_the_order_ends_only_the_hired_are_still_known_to_others(stage: Stage) -> None:
    hired, other = stage.presented(stage.candidate(name="Ane Bech"), stage.candidate(name="Ib Holm"))
    stage.move(stage.mette, hired, S.HIRED)
    with acting_as(stage.mette):
        both = [hired.candidate_id, other.candidate_id]
        assert len(identities_look(candidates=both, purpose="Samtale", order=stage.order)) == 2
        order_close(actor=stage.mette, order=stage.order, outcomes={stage.line.pk: ("partly", 1)})
        seen = identities_look(candidates=both, purpose="Kontrakt", order=stage.order)
    assert [person.name for person in seen.values()] == ["Ane Bech"]


def test_a_former_tovholder_no_longer_names_anybody(stage: Stage) -> None:
    one = stage.secret_candidate()
    stage.nominate(one, to=(Part.TOVHOLDER,))
    with acting_as(stage.mette):
        assert identities_look(candidates=[one], purpose="Samtale", order=stage.order)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update orders_order set tovholder_id = %s where id = %s",
            [make.jobcenter("Vejle").pk, stage.order.pk],
        )
    with acting_as(stage.mette):
        assert identities_look(candidates=[one], purpose="Samtale", order=stage.order) == {}
