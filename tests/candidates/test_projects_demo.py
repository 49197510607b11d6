"""The guideline's own examples, as the demonstration plays them through the services."""

import pytest
from django.utils import timezone

from accounts.models import Organisation
from accounts.tenancy import acting_as
from candidates.demo.projects import projects_play
from candidates.enums import ProjectState
from candidates.models import Participant, SignUp, UpskillingProject
from candidates.selectors.projects import board_of, figures_of
from candidates.services.made_up import candidates_make_up
from jobcenters.services.demo import jobcenters_ensure
from tests.factories import accounts
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def test_the_two_examples_have_the_guidelines_numbers() -> None:
    """R67, R72: 100 met, 60 went on, 20 jobs. R193: 13 of 13 hired, 12 of 13 still there two months later."""
    now = timezone.now()
    with as_owner():
        jobcenters_ensure()
        candidates_make_up(2_000, seed=7, now=now)
        projects_play(now)
        fyn, capital = UpskillingProject.objects.order_by("pk")
        odense = Organisation.objects.get(pk=fyn.tovholder_id)
        roskilde = Organisation.objects.get(pk=capital.tovholder_id)
        assert SignUp.objects.count() == 2
        assert Participant.objects.filter(project=fyn).values("jobcenter").distinct().count() == 4

    def reached(project: UpskillingProject, tovholder: Organisation) -> list[str]:
        actor = accounts.actor(tovholder)
        with acting_as(actor):
            seen = UpskillingProject.objects.visible_to(actor).with_names().get(pk=project.pk)
            return [bar.actual for bar in board_of(actor, seen, figures_of([seen.pk])[seen.pk]).bars]

    assert reached(fyn, odense)[1:4] == ["100", "60", "60"]
    assert reached(fyn, odense)[5] == "20"
    assert reached(capital, roskilde)[2:] == ["13", "13", "13", "13", "12"]
    assert (fyn.state, capital.state) == (ProjectState.RUNNING, ProjectState.FINISHED)
    assert fyn.co_tovholder_id and capital.partners.startswith("Dansk Byggeri\n3F")
