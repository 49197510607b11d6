"""Signers at the very same moment, each with a connection of its own: every signature counts, one is the last."""

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections

from accounts.tasks import system_actor
from accounts.tenancy import acting_as
from agreements.enums import AgreementState, SignMethod
from agreements.models import AgreementParty, Signer
from agreements.services.reminders import signing_watch
from agreements.services.sending import agreement_withdraw
from agreements.services.signing import Identity, SigningError, agreement_sign
from tests.agreements.signers import sent
from tests.factories import accounts, agreements
from tests.helpers.committed import Committed, committed, session_role

__all__ = ["committed"]


def rows(statement: str) -> list[tuple[Any, ...]]:
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def together(*work: Any) -> list[Any]:
    """Run each function in a thread that begins at the same instant; what they returned, or the error they raised."""
    gate = threading.Barrier(len(work))

    def one(job: Any) -> Any:
        try:
            with session_role("jo_web"):
                gate.wait(timeout=30)
                return job()
        except Exception as error:  # noqa: BLE001  (the test looks at it)
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(work)) as pool:
        return list(pool.map(one, work))


def signs(party: AgreementParty) -> Any:
    def work() -> str:
        actor = system_actor(party.organisation_id)
        identity = Identity(name="Karin", title="Chef", method=SignMethod.MAIL_CODE, address=None)
        with acting_as(actor):
            agreement_sign(
                actor=actor,
                signer_id=Signer.objects.values_list("pk", flat=True).get(party=party),
                identity=identity,
            )
        return "signed"

    return work


def parties_of(version_id: int) -> list[AgreementParty]:
    with session_role("jo_owner"):
        return list(AgreementParty.objects.filter(version_id=version_id))


def test_twelve_at_once_and_exactly_one_is_the_last(committed: Committed) -> None:
    partners = [accounts.organisation(kind="partner") for _n in range(9)]
    version = sent(partners=partners)
    done = together(*(signs(party) for party in parties_of(version.pk)))
    assert done == ["signed"] * 12
    assert rows("select state from agreements_agreementversion") == [(AgreementState.IN_FORCE,)]
    assert rows("select count(*) from agreements_signature") == [(12,)]
    assert rows("select count(*) from agreements_agreementevent where kind = 'in_force'") == [(1,)]
    assert rows("select count(*) from notifications_outboxmail where name = 'agreements.sign_done'") == [
        (12,)
    ]
    assert rows("select count(*) from agreements_agreementpdf where kind = 'signed'") == [(1,)]


def test_the_same_link_in_two_windows_signs_once(committed: Committed) -> None:
    version = sent()
    one = parties_of(version.pk)[0]
    done = together(signs(one), signs(one))
    assert done.count("signed") == 1
    (refused,) = [answer for answer in done if answer != "signed"]
    assert isinstance(refused, SigningError)
    assert refused.reason == "signed"
    assert rows("select count(*) from agreements_signature") == [(1,)]


@pytest.mark.parametrize("attempt", range(3))
def test_signing_and_withdrawing_at_once_leave_one_truth(committed: Committed, attempt: int) -> None:
    actor = agreements.national_actor()
    version = sent(actor)
    one = parties_of(version.pk)[0]

    def withdraws() -> str:
        with acting_as(actor):
            agreement_withdraw(actor=actor, version=version)
        return "withdrawn"

    signed, withdrawn = together(signs(one), withdraws)
    assert withdrawn == "withdrawn"
    states = sorted(state for (state,) in rows("select state from agreements_agreementversion"))
    signatures = rows("select count(*) from agreements_signature")[0][0]
    if signed == "signed":
        assert (states, signatures) == (["draft", "superseded"], 1)
    else:
        assert (states, signatures) == (["draft"], 0)


def test_two_workers_remind_once(committed: Committed) -> None:
    sent()
    with session_role("jo_owner"), connection.cursor() as cursor:
        cursor.execute("update agreements_signer set invited_at = now() - interval '8 days'")

    def watches() -> int:
        with connection.cursor() as cursor:
            cursor.execute("set role jo_worker")
        return signing_watch().reminded

    assert sum(together(watches, watches)) == 3
    assert rows("select count(*) from notifications_outboxmail where name = 'agreements.sign_reminder'") == [
        (3,)
    ]
