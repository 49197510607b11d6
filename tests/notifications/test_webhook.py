"""A mail provider reports by HTTP what it could not deliver, with a secret of its own."""

import json
from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.utils import timezone

from notifications.enums import MailState
from notifications.models import DeadAddress
from notifications.return_path import return_path
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db

DOOR = "/post/retur/"


@pytest.fixture(autouse=True)
def secret(settings: Any) -> None:
    settings.BOUNCE_SECRET = "hemmelig-i-proeven"  # noqa: S105


def tell(body: Any, *, key: str = "hemmelig-i-proeven") -> tuple[int, str]:
    data = body if isinstance(body, (str, bytes)) else json.dumps(body)
    answer = Client(enforce_csrf_checks=True).post(
        DOOR, data, content_type="application/json", headers={"X-Jobordre-Secret": key}
    )
    return answer.status_code, answer.json()["result"]


def sent(**fields: Any) -> UUID:
    return mails.queued(make.organisation(), **{"state": MailState.SENT, "sent_at": timezone.now(), **fields})


def told(mail_id: UUID, **fields: Any) -> dict[str, Any]:
    return {"action": "failed", "address": return_path(mail_id), "said": "550 5.1.1 No such user", **fields}


def test_a_failure_marks_the_mail_and_its_address_once() -> None:
    mail_id = sent(recipient="Aase@virksomhed.example")
    assert tell(told(mail_id)) == (HTTPStatus.OK, "bounced")
    assert tell(told(mail_id)) == (HTTPStatus.OK, "again")
    row = mails.row(mail_id)
    assert (row.state, row.last_error) == (MailState.BOUNCED, "Kom retur: 550 5.1.1 No such user")
    with as_owner():
        assert DeadAddress.objects.get().address == "aase@virksomhed.example"


def test_the_message_id_says_it_too() -> None:
    mail_id = sent()
    assert tell({"action": "failed", "message_id": mails.row(mail_id).message_id}) == (200, "bounced")


@pytest.mark.parametrize("key", ["", "forkert", "hemmelig-i-proeven ", "æ"])
def test_without_the_secret_nothing_happens(key: str) -> None:
    mail_id = sent()
    assert tell(told(mail_id), key=key) == (HTTPStatus.FORBIDDEN, "forbidden")
    assert mails.row(mail_id).state == MailState.SENT


def test_where_no_secret_is_set_there_is_no_door(settings: Any) -> None:
    settings.BOUNCE_SECRET = ""
    answer = Client().post(DOOR, "{}", content_type="application/json", headers={"X-Jobordre-Secret": ""})
    assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.parametrize("body", ["", "[]", "nul", b"\xff\xfe", '{"a":' * 5_000, '"x"'])
def test_what_is_no_object_is_refused(body: Any) -> None:
    assert tell(body) == (HTTPStatus.BAD_REQUEST, "unreadable")


def test_what_is_no_failure_of_ours_changes_nothing() -> None:
    mail_id = sent()
    assert tell(told(mail_id, action="delayed")) == (200, "nothing")
    assert tell(told(mail_id, address="retur-x@retur.jobordre.example")) == (200, "unknown")
    assert tell({"action": "failed", "message_id": "<x@y>"}) == (200, "unknown")
    assert tell({"action": "failed", "message_id": f"<{uuid4()}@jobordre.example>"}) == (200, "nothing")
    assert mails.row(mail_id).state == MailState.SENT


def test_a_mail_that_is_still_being_noted_is_told_again_later() -> None:
    mail_id = mails.queued(make.organisation(), state=MailState.LEASED, leased_until=timezone.now())
    assert tell(told(mail_id)) == (HTTPStatus.SERVICE_UNAVAILABLE, "early")


def test_what_the_provider_says_is_one_line() -> None:
    mail_id = sent()
    assert tell(told(mail_id, said="550 5.1.1 nej\r\nBcc: x\x00" + "y" * 9_000)) == (200, "bounced")
    assert "\n" not in mails.row(mail_id).last_error
