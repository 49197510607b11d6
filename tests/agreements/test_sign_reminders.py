"""What time does: reminders after 3 and 7 working days, mails that came back, the end of the time to sign."""

import datetime

import pytest
from django.test import Client

from accounts.moment import playing
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, LogKind, SignerState
from agreements.models import AgreementEvent, AgreementVersion, Signer
from agreements.services.reminders import Watched, reminders_due, signing_watch
from agreements.services.sending import agreement_withdraw, signer_correct_email
from agreements.tasks import watch_signing
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.agreements.signers import (
    TOKEN,
    client_of,
    company_user,
    fresh,
    mails,
    party,
    sent,
    sign,
    signer,
)
from tests.factories import agreements
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db

MONDAY = datetime.datetime(2026, 3, 2, 9, tzinfo=datetime.UTC)


def watch(now: datetime.datetime) -> Watched:
    with playing(now), as_worker():
        return signing_watch()


def days(n: float) -> datetime.datetime:
    return MONDAY + datetime.timedelta(days=n)


@pytest.mark.parametrize(
    ("invited", "now", "due"),
    [
        ("2026-03-02", "2026-03-04", 0),
        ("2026-03-02", "2026-03-05", 1),  # Thursday: three working days after Monday
        ("2026-03-02", "2026-03-10", 1),
        ("2026-03-02", "2026-03-11", 2),
        ("2026-03-06", "2026-03-10", 0),  # over a weekend
        ("2026-03-06", "2026-03-11", 1),
        ("2026-03-31", "2026-04-07", 0),  # over Easter: Thursday 2, Friday 3 and Monday 6 April do not count
        ("2026-03-31", "2026-04-08", 1),
    ],
)
def test_working_days_are_danish(invited: str, now: str, due: int) -> None:
    def noon(day: str) -> datetime.datetime:
        return datetime.datetime.fromisoformat(f"{day}T11:00:00+00:00")

    assert reminders_due(noon(invited), noon(now)) == due


def test_two_reminders_and_no_more() -> None:
    with playing(MONDAY):
        version = sent()
    told = [watch(days(n)).reminded for n in range(1, 20)]
    assert [n + 1 for n, count in enumerate(told) if count] == [3, 9]
    assert sum(told) == 6
    assert len(mails("sign_reminder", signer(version).email)) == 2
    assert signer(version).reminders == 2


def test_none_to_one_who_has_signed() -> None:
    with playing(MONDAY):
        version = sent()
        sign(version, party(version))
    assert watch(days(3)).reminded == 2
    assert mails("sign_reminder", signer(version).email) == []


def test_a_reminder_carries_a_link_and_the_first_still_works() -> None:
    with playing(MONDAY):
        version = sent()
    first = TOKEN.search(mails("sign_invite", signer(version).email)[0].text)[1]  # type: ignore[index]
    watch(days(3))
    second = TOKEN.search(mails("sign_reminder", signer(version).email)[0].text)[1]  # type: ignore[index]
    assert first != second
    with playing(days(3)):
        for token in (first, second):
            assert Client().get(f"/underskriv/{token}/").status_code == 200


def test_after_a_long_stop_one_reminder_is_enough_and_twice_is_once() -> None:
    with playing(MONDAY):
        version = sent()
    assert watch(days(12)).reminded == 3
    assert watch(days(12)).reminded == 0
    assert len(mails("sign_reminder", signer(version).email)) == 1


def test_none_when_it_was_withdrawn_or_all_have_signed() -> None:
    actor = agreements.national_actor()
    with playing(MONDAY):
        version, done = sent(actor), sent(actor)
        with acting_as(actor):
            agreement_withdraw(actor=actor, version=version)
        for role in ("company", "national", "tovholder"):
            sign(done, party(done, role))
    assert watch(days(3)).reminded == 0


def test_in_order_only_the_one_whose_turn_it_is_is_reminded() -> None:
    with playing(MONDAY):
        version = sent(sign_in_order=True)
    assert watch(days(3)).reminded == 1
    assert mails("sign_reminder")[0].recipient == signer(version).email
    with playing(days(4)):
        sign(version, party(version))
    assert watch(days(5)).reminded == 0  # the next was invited yesterday
    assert watch(days(9)).reminded == 1


# --- the end of the time to sign --------------------------------------------------------------------------------


def test_when_the_time_is_over_links_close_and_the_drafter_is_told() -> None:
    actor = agreements.national_actor()
    with playing(MONDAY):
        version = sent(actor, sign_by=datetime.date(2026, 3, 4))
        sign(version, party(version))
    assert watch(datetime.datetime(2026, 3, 4, 22, 30, tzinfo=datetime.UTC)).expired == 0  # 23.30 in Denmark
    assert watch(datetime.datetime(2026, 3, 4, 23, 1, tzinfo=datetime.UTC)).expired == 1
    now = fresh(version)
    assert (now.state, now.agreement.state) == (AgreementState.EXPIRED, AgreementState.EXPIRED)
    assert signer(version).state == SignerState.SIGNED
    assert signer(version, "tovholder").state == SignerState.ENDED
    (told,) = mails("sign_expired")
    assert party(version, "tovholder").organisation.name in told.text
    assert party(version).organisation.name not in told.text.split("ikke underskrevet:")[1]
    assert len(mails("sign_closed")) == 3
    assert watch(days(10)) == Watched()


def test_a_new_version_that_runs_out_leaves_the_old_one_in_force() -> None:
    from agreements.services.drafting import version_draft
    from agreements.services.sending import agreement_send

    actor = agreements.national_actor()
    with playing(MONDAY):
        first = sent(actor)
        for role in ("company", "national", "tovholder"):
            sign(first, party(first, role))
        with acting_as(actor):
            second = version_draft(actor=actor, agreement=fresh(first).agreement, reason="")
            second = agreement_send(actor=actor, version=second, sign_by=datetime.date(2026, 3, 4))
    watch(days(5))
    assert fresh(second).state == AgreementState.EXPIRED
    assert fresh(first).state == AgreementState.IN_FORCE
    assert fresh(first).agreement.state == AgreementState.IN_FORCE


# --- mails that came back ---------------------------------------------------------------------------------------


def bounce(version: AgreementVersion, error: str = "550 5.1.1 no such user") -> None:
    with as_owner():
        rows = OutboxMail.objects.filter(name="agreements.sign_invite", recipient=signer(version).email)
        rows.update(state=MailState.FAILED, last_error=error)


def test_a_mail_that_came_back_is_told_on_the_page_and_by_mail() -> None:
    actor = agreements.national_actor()
    with playing(MONDAY):
        version = sent(actor)
    bounce(version)
    assert watch(days(0.1)).bounced == 1
    assert signer(version).state == SignerState.BOUNCED
    (told,) = mails("sign_bounced")
    assert "550 5.1.1 no such user" in told.text
    assert signer(version).email in told.text
    with as_owner():
        assert AgreementEvent.objects.filter(kind=LogKind.BOUNCED).count() == 1
    assert watch(days(4)).bounced == 0
    assert mails("sign_reminder", signer(version).email) == []
    with acting_as(actor), playing(days(4)):
        signer_correct_email(actor=actor, signer=signer(version), email="rigtig@firma.example")
    assert signer(version).state == SignerState.INVITED
    assert watch(days(4.1)).bounced == 0
    assert len(mails("sign_invite", "rigtig@firma.example")) == 1


def test_a_reminder_that_came_back_counts_too() -> None:
    with playing(MONDAY):
        version = sent()
    watch(days(3))
    with as_owner():
        OutboxMail.objects.filter(name="agreements.sign_reminder", recipient=signer(version).email).update(
            state=MailState.FAILED, last_error="552 mailbox full"
        )
    assert watch(days(3.1)).bounced == 1


def test_one_whose_mail_came_back_can_still_sign_when_signed_in() -> None:
    from django.urls import reverse

    version = sent()
    bounce(version)
    with as_worker():
        signing_watch()
    client = client_of(company_user(version))
    address = reverse("agreements:sign", args=[fresh(version).agreement.uuid])
    assert client.post(address, {"name": "Karin", "title": "Direktør", "read": "on"}).status_code == 302
    assert signer(version).state == SignerState.SIGNED


def test_one_agreements_fault_keeps_no_other_back(caplog: pytest.LogCaptureFixture) -> None:
    with playing(MONDAY):
        bad, good = sent(), sent()
    with as_owner():
        Signer.objects.filter(version=bad).update(email="ingen adresse")
    with caplog.at_level("CRITICAL"):
        result = watch(days(3))
    assert (result.reminded, result.failed) == (3, 1)
    assert len(mails("sign_reminder", signer(good).email)) == 1


def test_the_task_runs_as_the_worker_and_is_on_the_schedule(settings: object) -> None:
    with playing(MONDAY):
        sent()
    with playing(days(3)), as_worker():
        watch_signing()
    assert len(mails("sign_reminder")) == 3
    tasks = [entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()]  # type: ignore[attr-defined]
    assert watch_signing.name in tasks
