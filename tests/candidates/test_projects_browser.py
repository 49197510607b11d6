"""The pages of upskilling projects in a real browser, at every width, and the presses of a tovholder."""

import datetime
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Browser, expect

from accounts.models import Organisation
from candidates.enums import GrantState
from candidates.services.project_watch import citizen_sign_up
from tests.candidates.projects import TODAY, ProjectStage
from tests.candidates.test_projects import count
from tests.factories import candidates
from tests.helpers.browser import WebServer, good_page, visit, web_server
from tests.helpers.committed import Committed, committed
from tests.helpers.db import as_owner
from tests.orders.test_order_browser import signed_in

__all__ = ["committed", "web_server"]

pytestmark = [pytest.mark.browser, pytest.mark.timeout(900)]


def test_every_page_is_a_good_page_and_a_step_is_one_press(
    committed: Committed, web_server: WebServer, chromium: Browser
) -> None:
    stage = ProjectStage()
    stage.hired(stage.bo, "Odder", TODAY - datetime.timedelta(days=70))
    rows = stage.add(stage.bo, "Odder", 3)
    candidates.candidate("Odder", postcode="8300", unemployed_since=TODAY - datetime.timedelta(weeks=30))
    stage.move(stage.bo, rows[0], steps=3)
    stage.grant(stage.bo, rows[1], GrantState.REFUSED, "Uden for målgruppen")
    with as_owner():
        odder = Organisation.objects.get(pk=stage.bo.organisation_id)
    count(stage.leader, stage.project, odder.pk, 30, 20, 11, 11, 4)
    count(stage.leader, stage.project, None, None, 75, 46, 46, 18, 17)
    meeting = stage.meeting()
    citizen_sign_up(token=meeting.token, name="Grethe Holm", contact="grethe@borger.example")
    leader, bo = signed_in(stage.leader, web_server), signed_in(stage.bo, web_server)

    def at(name: str, *arguments: object) -> str:
        return web_server.url + reverse(f"candidates:{name}", args=arguments)

    project = stage.project.uuid
    good_page(chromium, at("project", project), "opkvalificering", cookies=leader)
    good_page(chromium, at("project", project), "opkvalificering-eget", cookies=bo)
    good_page(chromium, at("projects"), "opkvalificering-liste", cookies=leader)
    good_page(chromium, at("project_edit", project), "opkvalificering-ret", cookies=leader)
    good_page(chromium, at("participant", rows[1].uuid), "opkvalificering-deltager", cookies=bo)
    good_page(chromium, at("project_candidates", project), "opkvalificering-tilfoej", cookies=bo)
    good_page(chromium, at("project_numbers", project), "opkvalificering-antal", cookies=bo)
    good_page(chromium, at("project_meeting", meeting.uuid), "opkvalificering-moede", cookies=leader)
    good_page(chromium, at("sign_up", meeting.token), "opkvalificering-tilmelding")

    context = chromium.new_context(locale="da-DK", timezone_id="Europe/Copenhagen")
    context.add_cookies(bo)
    page = visit(context, at("project", project)).page
    page.get_by_role("button", name="Stadig i job").click()
    expect(page.get_by_text("Er de stadig i job?")).to_have_count(0)
    page.get_by_role("button", name=re.compile(rf"Mødt op.*{rows[2].pseudonym}")).click()
    expect(page.get_by_text(f"{rows[2].pseudonym} er flyttet til “Mødt op”.")).to_be_visible()
    page.get_by_role("button", name="Fortryd").click()
    expect(page.get_by_text(f"{rows[2].pseudonym} står nu på “Inviteret”.")).to_be_visible()
    context.close()
