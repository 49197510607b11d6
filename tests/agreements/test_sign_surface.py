"""What an attacker or an absent-minded person may do to the pages of signing, beyond what the other tests try."""

import datetime
import re
from typing import Any

import pytest
from django.conf import settings as configured
from django.test import Client
from django.urls import reverse

from accounts.moment import moment, playing
from accounts.tenancy import acting_as
from agreements.models import AgreementVersion, Signature
from agreements.services.links import WRONG_CODES
from agreements.services.sending import signer_resend
from tests.agreements.signers import (
    GOOD,
    client_of,
    code,
    company_user,
    fresh,
    link,
    mails,
    sent,
    sign_by_link,
    signer,
    token,
)
from tests.factories import agreements
from tests.helpers.db import as_owner

pytestmark = pytest.mark.django_db


def signatures(version: AgreementVersion) -> int:
    with as_owner():
        return Signature.objects.filter(version=version).count()


def text_of(response: Any) -> str:
    return response.content.decode()


def test_asking_for_a_code_twice_does_not_end_the_first() -> None:
    """A double click, or the same link in two tabs."""
    version = sent()
    one, other, address = Client(), Client(), link(version)
    for client in (one, one, other):
        asked = client.post(address, {"action": "code"})
        assert (asked.status_code, asked["Location"]) == (302, address + "#underskriv")
    assert len(mails("sign_code")) == 1
    assert one.post(address, {**GOOD, "code": code(version)}).status_code == 302


def test_signing_twice_is_once_and_the_second_tab_is_told() -> None:
    version = sent()
    one, other, address = Client(), Client(), link(version)
    one.post(address, {"action": "code"})
    form = {**GOOD, "code": code(version)}
    assert one.post(address, form).status_code == 302
    for answer in (one.post(address, form), other.post(address, {**form, "name": "En anden"})):
        assert (answer.status_code, "I har underskrevet" in text_of(answer)) == (200, True)
    assert signatures(version) == 1
    assert len(mails("sign_receipt")) == 1


def test_guessing_the_code_is_stopped_for_good() -> None:
    """Whoever got hold of a link has 20 guesses in a million, however many codes are sent and hours pass."""
    version, client, now = sent(), Client(), moment()
    address, guesses = link(version), 0
    for hour in range(12):
        with playing(now + datetime.timedelta(minutes=61 * hour)):
            if client.post(address, {"action": "code", "name": ""}).status_code == 429:
                break
            right = code(version)
            for n in range(1, 6):
                wrong = f"{(int(right) + n) % 10**6:06d}"
                assert client.post(address, {**GOOD, "code": wrong}).status_code == 422
                guesses += 1
    assert guesses == WRONG_CODES == signer(version).wrong_codes
    later = now + datetime.timedelta(days=2)
    with playing(later):
        assert client.post(address, {**GOOD, "code": right}).status_code == 422
        refused = client.post(address, {"action": "code"})
        assert refused.status_code == 429
        assert "for mange forkerte koder" in text_of(refused)
        # The drafter sends the link again, and it begins anew. One who is signed in was never stopped.
        actor = agreements.national_actor()
        with acting_as(actor):
            signer_resend(actor=actor, signer=signer(version))
        assert signer(version).wrong_codes == 0
        assert sign_by_link(version).status_code == 302


def test_a_deadline_that_passes_while_one_reads_signs_nothing() -> None:
    version, client = sent(), Client()
    client.post(link(version), {"action": "code"})
    form = {**GOOD, "code": code(version)}
    with playing(moment() + datetime.timedelta(days=40)):
        answer = client.post(link(version), form)
        assert answer.status_code == 410
    assert signatures(version) == 0


def every_answer(version: AgreementVersion) -> dict[str, Any]:
    """One answer of each kind that the pages of signing give."""
    address, unknown = link(version), f"/underskriv/{'a' * 43}/"
    member = client_of(company_user(version))
    own = reverse("agreements:sign", args=[fresh(version).agreement.uuid])
    answers = {
        "page": Client().get(address),
        "code asked for": Client().post(address, {"action": "code"}),
        "faults": Client().post(address, {"name": "", "code": "1"}),
        "unknown": Client().get(unknown),
        "other": client_of(agreements.national_actor()).get(address),
        "signed in": member.get(own),
        "faults, signed in": member.post(own, {"name": ""}),
        "verify": Client().get(reverse("signing:verify")),
        "verify, faults": Client().post(reverse("signing:verify"), {"fingerprint": "x"}),
        "attempt": Client().get(reverse("signing:oidc_back"), {"state": "x", "code": "y"}),
    }
    signed = Client().post(address, {**GOOD, "code": code(version)})
    return {**answers, "signed": signed, "done": Client().get(address)}


def test_no_answer_is_kept_by_a_cache_or_told_to_another_site(settings: Any) -> None:
    settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID = "http://127.0.0.1:9", "jobordre"
    version = sent()
    answers = every_answer(version)
    assert {answer.status_code for answer in answers.values()} == {200, 302, 400, 404, 422}
    for name, answer in answers.items():
        assert "no-store" in answer["Cache-Control"], name
        assert answer["Referrer-Policy"] == "same-origin", name
        assert answer["X-Frame-Options"] == "DENY", name
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"], name
        if "signed in" not in name and "verify" not in name:
            assert "noindex" in answer["X-Robots-Tag"], name
        # No page of a personal link loads or leads to anything on another site, so nobody else hears of it.
        outside = re.findall(r'(?:src|href|action)="(https?:)?//[^"]*"', text_of(answer))
        assert outside == [], name


def test_the_link_in_the_mail_follows_the_settings_and_no_header() -> None:
    """A Host header that somebody made up must not get into a mail with a personal link."""
    version, client = sent(), Client(headers={"host": "localhost", "x-forwarded-host": "ond.example"})
    client.post(link(version), {"action": "code"})
    signed = client.post(link(version), {**GOOD, "code": code(version)})
    assert signed["Location"] == link(version)
    with playing(moment() + datetime.timedelta(minutes=5)):
        actor = agreements.national_actor()
        with acting_as(actor):
            signer_resend(actor=actor, signer=signer(version, "tovholder"))
    for mail in (*mails("sign_invite"), *mails("sign_receipt")):
        addresses = re.findall(r"https?://\S+", mail.text)
        assert addresses
        assert all(address.startswith(configured.BASE_URL) for address in addresses)
    refused = Client(headers={"host": "ond.example"}).get(link(version))
    assert refused.status_code == 400
    assert "ond.example" not in text_of(refused)


@pytest.mark.parametrize("value", ["//ond.example", "https://ond.example/", "javascript:alert(1)"])
def test_nothing_asked_for_decides_where_one_is_sent(value: str) -> None:
    version = sent()
    client, address = Client(), link(version)
    for name in ("next", "url", "to", "return_to"):
        asked = client.post(f"{address}?{name}={value}", {"action": "code", name: value})
        assert asked["Location"] == address + "#underskriv"
    signed = client.post(f"{address}?next={value}", {**GOOD, "code": code(version), "next": value})
    assert signed["Location"] == address


@pytest.mark.parametrize(
    "bad", ["Karin\r\nBcc: alle@ond.example", "Karin\nFriis", "Karin\x00", "Karin\u2028Friis", "Kar\u202enir"]
)
def test_a_name_that_would_break_a_line_is_refused(bad: str) -> None:
    version = sent()
    for field in ("name", "title"):
        answer = sign_by_link(version, **{field: bad})
        assert answer.status_code == 422, field
    assert signatures(version) == 0
    assert mails("sign_receipt") == []


def test_the_form_of_a_link_is_protected_against_other_sites() -> None:
    version = sent()
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(version), {"action": "code"}).status_code == 403
    assert mails("sign_code") == []
    client.get(link(version))
    form = {"action": "code", "csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(link(version), form).status_code == 302


def test_a_link_is_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    version = sent()
    with caplog.at_level("DEBUG"):
        client = Client()
        client.get(link(version))
        client.post(link(version), {"action": "code"})
        client.post(link(version), {**GOOD, "code": code(version)})
    assert token(version) not in "".join(
        record.getMessage() for record in caplog.records if record.name.split(".")[0] in OURS
    )


OURS = ("agreements", "notifications", "accounts")


def test_other_methods_are_refused() -> None:
    version = sent()
    for ask in ("put", "delete", "patch", "options", "trace"):
        assert getattr(Client(), ask)(link(version)).status_code == 405, ask
