"""Upskilling projects: the funnel, who may do what, the grant, and what raw SQL shows to whom."""

import dataclasses
import datetime

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction

from accounts.actor import Actor
from accounts.tenancy import acting_as
from candidates.enums import FunnelStep, GrantState, KeptAnswer, ProjectState, StopReason
from candidates.funnel import Figure, next_step, retention_day, rising, shares, whole
from candidates.models import GrantDecision, HeadCount, Participant, UpskillingProject
from candidates.selectors.projects import board_of, figures_of, projects_of
from candidates.services.participants import (
    participant_back,
    participant_grant,
    participant_kept,
    participant_move,
    participant_stop,
    participants_add,
)
from candidates.services.projects import head_counts_set, project_save
from candidates.services.withdrawal import candidate_withdraw
from orders.services.orders import ChangedByAnotherError
from tests.candidates.projects import PLAN, TODAY, ProjectStage
from tests.factories import accounts, candidates
from tests.factories import orders as make
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db
S = FunnelStep


@pytest.fixture
def stage() -> ProjectStage:
    return ProjectStage()


def funnel(actor: Actor, project: UpskillingProject) -> list[str]:
    """What the actor reads beside the seven bars."""
    with acting_as(actor):
        found = figures_of([project.pk]).get(project.pk, {})
        return [bar.actual for bar in board_of(actor, project, found).bars]


def homes(actor: Actor, project: UpskillingProject) -> dict[str, list[str]]:
    with acting_as(actor):
        found = figures_of([project.pk]).get(project.pk, {})
        board = board_of(actor, project, found)
        return {home.name: [number for _step, number in home.numbers] for home in board.homes}


def count(actor: Actor, project: UpskillingProject, home: int | None, *numbers: int | None) -> None:
    with acting_as(actor):
        head_counts_set(
            actor=actor, project=project, jobcenter_id=home, numbers=dict(zip(S, numbers, strict=False))
        )


# --- pure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("started", "asked"),
    [
        ((2026, 1, 31), (2026, 3, 31)),
        ((2026, 12, 30), (2027, 2, 28)),
        ((2027, 12, 31), (2028, 2, 29)),
        ((2026, 11, 1), (2027, 1, 1)),
    ],
)
def test_two_months_later(started: tuple[int, int, int], asked: tuple[int, int, int]) -> None:
    assert retention_day(datetime.date(*started)) == datetime.date(*asked)


def test_bars_share_one_scale_and_a_hidden_number_is_told_as_between() -> None:
    actual = whole({S.MET: Figure(41, 42), S.JOB: Figure(3, 3)})
    assert [actual[S.MET].text, actual[S.JOB].text, actual[S.COURSE].text] == ["41–42", "3", "0"]
    lengths = shares([None, 82], actual)
    assert (lengths[S.MET], lengths[S.COURSE]) == (50, 0)


def test_numbers_never_rise_and_what_was_not_counted_says_nothing() -> None:
    assert rising({S.INVITED: None, S.MET: 100, S.INTERVIEW: None, S.INTRO: 60}) is None
    assert rising({S.MET: 10, S.COURSE: None, S.JOB: 11}) is S.JOB
    assert next_step(S.INTRO) is S.COURSE and next_step(S.JOB) is None and next_step(S.KEPT) is None


# --- the project -------------------------------------------------------------------------------------------------


def test_both_tovholders_change_the_project_and_nobody_else(stage: ProjectStage) -> None:
    wanted = dataclasses.replace(PLAN, title="Nyt navn", co_tovholder=make.jobcenter("Vejle"))
    with acting_as(stage.second):
        row = project_save(actor=stage.second, project=stage.project, data=wanted, asked=[], version=1)
    assert (row.title, row.tovholder_id, row.version) == ("Nyt navn", stage.leader.organisation_id, 2)
    with acting_as(stage.second), pytest.raises(ChangedByAnotherError, match="ændret af en anden"):
        project_save(actor=stage.second, project=stage.project, data=wanted, asked=[], version=1)
    # Odder was taken out with the last change.
    with acting_as(stage.bo):
        assert not UpskillingProject.objects.visible_to(stage.bo).exists()
        assert UpskillingProject.objects.filter(pk=row.pk).update(title="x") == 0


def test_what_cannot_be_right_is_refused_at_its_field(stage: ProjectStage) -> None:
    wrong = {
        "course_to": {"course_from": TODAY, "course_to": TODAY - datetime.timedelta(days=1)},
        "requirements": {"requirements": " "},
        "co_tovholder": {"co_tovholder": make.jobcenter("Nyborg")},
        "planned_6": {"planned": (None, 100, 60, None, 10, 20, None)},
    }
    for name, changes in wrong.items():
        with pytest.raises(ValidationError) as refused:
            stage.save(stage.leader, **changes)
        assert list(refused.value.message_dict) == [name]


def test_a_jobcentre_with_participants_cannot_be_taken_out(stage: ProjectStage) -> None:
    stage.add(stage.bo, "Odder")
    with acting_as(stage.leader), pytest.raises(ValidationError, match="Odder har deltagere"):
        project_save(
            actor=stage.leader,
            project=stage.project,
            data=dataclasses.replace(PLAN, co_tovholder=make.jobcenter("Vejle")),
            asked=[],
            version=1,
        )


# --- participants ------------------------------------------------------------------------------------------------


def test_only_the_home_adds_its_own_candidates_once(stage: ProjectStage) -> None:
    (row,) = stage.add(stage.bo, "Odder")
    theirs = candidates.candidate("Horsens")
    with acting_as(stage.bo):
        with pytest.raises(PermissionDenied, match="jeres egne"):
            participants_add(actor=stage.bo, project=stage.project, candidates=[theirs])
        with pytest.raises(ValueError, match="allerede med"):
            participants_add(actor=stage.bo, project=stage.project, candidates=[row.candidate])
        with pytest.raises(ValueError, match="mindst én"):
            participants_add(actor=stage.bo, project=stage.project, candidates=[])
    outsider = make.consultant("Silkeborg")
    with acting_as(outsider), pytest.raises(PermissionDenied, match="ikke med"):
        participants_add(actor=outsider, project=stage.project, candidates=[theirs])


def test_a_course_place_needs_the_homes_grant(stage: ProjectStage) -> None:
    """R74: also in the database, whoever asks."""
    (row,) = stage.add(stage.bo, "Odder")
    row = stage.move(stage.leader, row, steps=3)
    assert row.step == S.INTRO
    with pytest.raises(ValueError, match="skal bevilge kurset først"):
        stage.move(stage.leader, row)
    with acting_as(stage.leader), pytest.raises(PermissionDenied, match="eget jobcenter"):
        participant_grant(actor=stage.leader, participant=row, version=row.version, grant=GrantState.GRANTED)
    with acting_as(stage.bo), pytest.raises(ValueError, match="hvorfor"):
        participant_grant(actor=stage.bo, participant=row, version=row.version, grant=GrantState.REFUSED)
    stage.grant(stage.bo, row, GrantState.REFUSED, "Uden for målgruppen")
    with pytest.raises(ValueError, match="har ikke bevilget"):
        stage.move(stage.bo, row)
    with pytest.raises(DatabaseError), as_owner():
        Participant.objects.filter(pk=row.pk).update(step=S.COURSE)
    with pytest.raises(DatabaseError), acting_as(stage.leader):
        Participant.objects.filter(pk=row.pk).update(grant=GrantState.GRANTED)
    stage.grant(stage.bo, row, GrantState.GRANTED)
    row = stage.move(stage.leader, row)
    assert row.step == S.COURSE
    with pytest.raises(ValueError, match="er på kurset"):
        stage.grant(stage.bo, row, GrantState.NOT_APPLIED)
    # The reason is the own jobcentre's, and what was decided stays.
    with acting_as(stage.leader):
        assert not GrantDecision.objects.exists()
    with acting_as(stage.bo):
        assert list(GrantDecision.objects.values_list("grant", "reason")) == [
            ("refused", "Uden for målgruppen"),
            ("granted", ""),
        ]
        with pytest.raises(DatabaseError), transaction.atomic():
            GrantDecision.objects.update(reason="")


def test_a_press_can_be_taken_back_and_two_do_not_count_twice(stage: ProjectStage) -> None:
    (row,) = stage.add(stage.bo, "Odder")
    moved = stage.move(stage.bo, row)
    with acting_as(stage.leader), pytest.raises(ChangedByAnotherError):
        participant_move(actor=stage.leader, participant=row, version=row.version)
    with acting_as(stage.leader):
        back = participant_back(actor=stage.leader, participant=row, version=moved.version)
        assert back.step == S.INVITED
        with pytest.raises(ValueError, match="første trin"):
            participant_back(actor=stage.leader, participant=row, version=back.version)
        out = participant_stop(
            actor=stage.leader, participant=row, version=back.version, reason=StopReason.ABSENT
        )
        with pytest.raises(ValueError, match="kan ikke flyttes"):
            participant_move(actor=stage.leader, participant=row, version=out.version)
        again = participant_back(actor=stage.leader, participant=row, version=out.version)
    assert (again.step, again.stopped_reason) == (S.INVITED, "")


def test_who_takes_the_consent_back_leaves_and_a_moved_candidate_brings_the_project(
    stage: ProjectStage,
) -> None:
    one, other = stage.add(stage.bo, "Odder", 2)
    with acting_as(stage.bo):
        candidate_withdraw(actor=stage.bo, candidate=one.candidate)
    assert stage.seen_by(stage.bo, one).stopped_reason == StopReason.WITHDRAWN
    silkeborg = make.consultant("Silkeborg")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(
            "update candidates_candidate set jobcenter_id = %s where id = %s",
            [silkeborg.organisation_id, other.candidate_id],
        )
    assert stage.seen_by(silkeborg, other).pseudonym == other.pseudonym
    with acting_as(silkeborg):
        assert UpskillingProject.objects.visible_to(silkeborg).exists()
    with acting_as(stage.bo):
        assert [row.pk for row in Participant.objects.visible_to(stage.bo)] == [one.pk]


def test_when_it_is_over_only_the_answer_after_two_months_is_taken(stage: ProjectStage) -> None:
    early, late = TODAY - datetime.timedelta(days=70), TODAY - datetime.timedelta(days=20)
    done, fresh = stage.hired(stage.bo, "Odder", early), stage.hired(stage.bo, "Odder", late)
    over = dataclasses.replace(PLAN, state=ProjectState.FINISHED, co_tovholder=make.jobcenter("Vejle"))
    asked = [stage.bo.organisation_id]
    with acting_as(stage.leader):
        project_save(actor=stage.leader, project=stage.project, data=over, asked=asked, version=1)
    with pytest.raises(PermissionDenied, match="slut"):
        stage.grant(stage.bo, done, GrantState.APPLIED)
    with acting_as(stage.bo):
        row = participant_kept(
            actor=stage.bo, participant=done, version=done.version, answer=KeptAnswer.STILL
        )
        assert row.step == S.KEPT
        row = participant_kept(actor=stage.bo, participant=done, version=row.version, answer=KeptAnswer.ENDED)
        assert (row.step, row.kept) == (S.JOB, "ended")
        with pytest.raises(ValueError, match="ikke gået endnu"):
            participant_kept(
                actor=stage.bo, participant=fresh, version=fresh.version, answer=KeptAnswer.STILL
            )
    with acting_as(stage.leader), pytest.raises(PermissionDenied, match="eget jobcenter"):
        participant_kept(actor=stage.leader, participant=done, version=row.version, answer=KeptAnswer.STILL)


# --- figures and who sees what -----------------------------------------------------------------------------------


def test_the_funnel_counts_people_and_heads_up_to_the_step_they_came_to(stage: ProjectStage) -> None:
    """R72: about 100 met, 60 went on, 20 got a job."""
    one, two = stage.add(stage.bo, "Odder", 2)
    stage.move(stage.bo, one, steps=2)
    out = stage.move(stage.bo, two, steps=1)
    with acting_as(stage.bo):
        participant_stop(
            actor=stage.bo, participant=out, version=out.version, reason=StopReason.NOT_INTERESTED
        )
    count(stage.bo, stage.project, stage.bo.organisation_id, None, 8, 4)
    count(stage.leader, stage.project, None, None, 90, 55, 55, 21, 20)
    assert funnel(stage.leader, stage.project) == ["100", "100", "60", "55", "21", "20", "0"]
    # Counting again replaces; nothing is added up twice.
    count(stage.leader, stage.project, None, None, 90, 55, 55, 21, 20)
    assert funnel(stage.second, stage.project)[1] == "100"
    with acting_as(stage.leader):
        assert projects_of(stage.leader)[0].figures == "100 mødt op, 20 i job af 20"


def test_one_or_two_of_another_jobcentre_are_not_told_exactly(stage: ProjectStage) -> None:
    stage.add(stage.bo, "Odder", 2)
    count(stage.mette, stage.project, stage.mette.organisation_id, 9)
    national = accounts.actor(make.national())
    assert homes(stage.mette, stage.project)["Odder"][0] == "1–2"
    assert homes(stage.mette, stage.project)["Horsens"][0] == "9"
    assert funnel(stage.mette, stage.project)[0] == "10–11"
    assert homes(national, stage.project)["Odder"][0] == "1–2"
    assert homes(stage.bo, stage.project)["Odder"][0] == "2"
    assert homes(stage.leader, stage.project)["Odder"][0] == "2"
    # Hidden in the sum only where the sum would tell: two jobcentres with one and two are three in any case.
    stage.add(stage.second, "Vejle", 1)
    assert homes(stage.mette, stage.project)["Vejle"][0] == "1–2"
    assert funnel(stage.mette, stage.project)[0] == "12"
    stage.add(stage.leader, "Nyborg", 3)
    stage.add(stage.second, "Vejle", 1)
    assert funnel(stage.mette, stage.project)[0] == "14–16"
    with acting_as(make.consultant("Silkeborg")):
        assert figures_of([stage.project.pk]) == {}


def test_a_jobcentre_counts_its_own_and_the_tovholders_for_all(stage: ProjectStage) -> None:
    with pytest.raises(PermissionDenied, match="tovholdere"):
        count(stage.bo, stage.project, stage.mette.organisation_id, 5)
    with pytest.raises(ValidationError, match="ikke være flere"):
        count(stage.bo, stage.project, stage.bo.organisation_id, 5, 6)
    count(stage.second, stage.project, stage.bo.organisation_id, 5)
    with acting_as(stage.mette):
        assert not HeadCount.objects.exists()
        with pytest.raises(DatabaseError), transaction.atomic():
            HeadCount.objects.create(
                project=stage.project, jobcenter_id=stage.bo.organisation_id, step=2, number=3
            )


TABLES = (
    "upskillingproject",
    "projectjobcenter",
    "participant",
    "grantdecision",
    "headcount",
    "informationmeeting",
    "signup",
)


def test_raw_sql_shows_each_what_is_theirs(stage: ProjectStage) -> None:
    """As the application's role, without the application's own filters."""
    (row,) = stage.add(stage.bo, "Odder")
    stage.grant(stage.bo, row, GrantState.REFUSED, "Uden for målgruppen")
    count(stage.bo, stage.project, stage.bo.organisation_id, 7)
    meeting = stage.meeting()
    with connection.cursor() as cursor:
        cursor.execute("select candidates_sign_up(%s, 'Grethe', '20304050', '20304050')", [meeting.token])

    def seen(actor: Actor | None) -> list[int]:
        found = []
        with acting_as(actor), connection.cursor() as cursor:
            for table in TABLES:
                cursor.execute(f"select count(*) from candidates_{table}")  # noqa: S608
                found.append(cursor.fetchone()[0])
        return found

    national = accounts.actor(make.national())
    assert seen(stage.leader) == seen(stage.second) == [1, 2, 1, 0, 1, 1, 1]
    assert seen(stage.bo) == [1, 2, 1, 1, 1, 1, 0]
    assert seen(stage.mette) == [1, 2, 0, 0, 0, 1, 0]
    assert seen(national) == [1, 2, 0, 0, 0, 1, 0]
    assert seen(make.consultant("Silkeborg")) == seen(None) == [0] * 7


def test_raw_sql_does_not_change_what_is_others(stage: ProjectStage) -> None:
    (row,) = stage.add(stage.bo, "Odder")
    for actor in (stage.mette, make.consultant("Silkeborg")):
        with acting_as(actor):
            assert Participant.objects.filter(pk=row.pk).update(step=2) == 0
            assert UpskillingProject.objects.filter(pk=stage.project.pk).update(places=1) == 0
    for change in ({"pseudonym": "H-1"}, {"jobcenter_id": stage.leader.organisation_id}, {"kept": "still"}):
        with pytest.raises(DatabaseError), acting_as(stage.leader):
            Participant.objects.filter(pk=row.pk).update(**change)
    with pytest.raises(DatabaseError), acting_as(stage.leader):
        Participant.objects.create(
            project=stage.project,
            candidate=candidates.candidate("Horsens"),
            jobcenter_id=stage.mette.organisation_id,
            pseudonym="H-1",
            added_at=row.added_at,
        )
