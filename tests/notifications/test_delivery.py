"""Delivery over real SMTP, with real commits, as the worker: once, in time, and no mail in another's way."""

from datetime import timedelta
from email.utils import parsedate_to_datetime
from uuid import UUID

import pytest
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from notifications.delivery import LEASE, claim, deliver
from notifications.enums import MailState
from notifications.models import OutboxMail
from notifications.retry import MAX_ATTEMPTS
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.notifications.conftest import Mailbox

pytestmark = pytest.mark.usefixtures("worker")


@pytest.fixture
def horsens(worker: object) -> Organisation:
    return make.organisation("Horsens")


def change(mail_id: UUID, **fields: object) -> None:
    OutboxMail.objects.filter(pk=mail_id).update(**fields)


def make_due(mail_id: UUID) -> None:
    change(mail_id, not_before=timezone.now() - timedelta(seconds=1))


def expire(mail_id: UUID) -> None:
    change(mail_id, leased_until=timezone.now() - timedelta(seconds=1))


def test_a_mail_arrives_as_it_was_written(mailbox: Mailbox, horsens: Organisation) -> None:
    mail_id = mails.queued(
        horsens,
        recipient="aase@virksomhed.example",
        reply_to="jobcenter@horsens.example",
        subject="Svar på jeres jobordre: tømrer på Ærø",
        text="Kære Åse\n\nBlåbærgrød.\n.\nFra os\n",
        html="<p>Kære Åse</p>",
    )
    outcome = deliver()
    assert (outcome.sent, outcome.failed, outcome.again, outcome.server_down) == (1, 0, 0, "")
    [message] = mailbox.mails
    row = mails.row(mail_id)
    assert message["Message-ID"] == row.message_id == f"<{mail_id}@jobordre.example>"
    assert message["To"] == "aase@virksomhed.example"
    assert message["Reply-To"] == "jobcenter@horsens.example"
    assert message["From"] == "Jobordre på tværs <service@jobordre.example>"
    assert message["Subject"] == "Svar på jeres jobordre: tømrer på Ærø"
    assert message["Auto-Submitted"] == "auto-generated"
    assert abs(parsedate_to_datetime(message["Date"]) - row.created_at) < timedelta(seconds=1)
    plain, rich = message.get_body(("plain",)), message.get_body(("html",))
    assert plain is not None and rich is not None
    assert plain.get_content().replace("\r\n", "\n") == "Kære Åse\n\nBlåbærgrød.\n.\nFra os\n"
    assert rich.get_content().strip() == "<p>Kære Åse</p>"
    assert all(byte < 128 for byte in message.as_bytes())
    assert (row.state, row.attempts, row.last_error) == (MailState.SENT, 1, "")
    assert row.sent_at is not None
    assert deliver().sent == 0


def test_a_mail_for_later_waits(mailbox: Mailbox, horsens: Organisation) -> None:
    later = timezone.now() + timedelta(hours=15)
    mail_id = mails.queued(horsens, not_before=later)
    assert deliver().sent == 0
    make_due(mail_id)
    assert deliver().sent == 1
    # The date is the opening time it was meant for, not the evening before when it was written.
    assert abs(parsedate_to_datetime(mailbox.mails[0]["Date"]) - later) < timedelta(seconds=1)


def test_oldest_first_and_sign_in_codes_before_all_over_one_connection(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    now = timezone.now()
    for minutes in (1, 3, 2):
        mails.queued(horsens, not_before=now - timedelta(minutes=minutes), subject=str(minutes))
    code = mails.queued(None, subject="kode", text="Din kode er 123456", html="<b>123456</b>")
    assert deliver(batch=2).sent == 4
    assert [message["Subject"] for message in mailbox.mails] == ["kode", "3", "2", "1"]
    assert mailbox.conversations == 1
    # The code has done its work and is kept nowhere.
    row = mails.row(code)
    assert (row.state, row.text, row.html) == (MailState.SENT, "", "")


def test_a_cancelled_mail_is_not_sent(mailbox: Mailbox, horsens: Organisation) -> None:
    from notifications.outbox import cancel

    mails.queued(horsens, dedupe_key="k")
    with transaction.atomic():
        assert cancel("k")
    assert deliver().sent == 0
    assert mailbox.mails == []


def test_a_lease_that_ran_out_is_sent_again_with_the_same_message_id(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    mail_id = mails.queued(horsens)
    [first] = claim(limit=10, lease=LEASE)  # … and this deliverer is never heard of again
    assert first.pk == mail_id
    assert deliver().sent == 0
    expire(mail_id)
    assert deliver().sent == 1
    assert mailbox.mails[0]["Message-ID"] == first.message_id


def test_a_deliverer_that_wakes_up_late_leaves_the_mail_to_the_new_one(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    from notifications.delivery import Outcome, _send_batch
    from notifications.smtp import Conversation

    mail_id = mails.queued(horsens)
    slow = claim(limit=10, lease=LEASE)
    expire(mail_id)
    quick = claim(limit=10, lease=LEASE)
    with Conversation() as conversation:
        outcome = Outcome()
        _send_batch(slow, conversation, outcome, LEASE)
        assert (outcome.lost, outcome.sent) == (1, 0)
        _send_batch(quick, conversation, outcome, LEASE)
        assert outcome.sent == 1
    assert len(mailbox.mails) == 1


@pytest.mark.parametrize(
    ("recipient", "reason"),
    [
        ("afvist@virksomhed.example", "Modtagerens mailserver afviste adressen: 550 Ukendt modtager"),
        ("indhold@virksomhed.example", "Mailserveren afviste mailen: 554 Message content rejected"),
    ],
)
def test_a_refusal_for_good_fails_the_mail_at_once_and_says_why(
    mailbox: Mailbox, horsens: Organisation, recipient: str, reason: str
) -> None:
    mail_id = mails.queued(horsens, recipient=recipient)
    good = mails.queued(horsens)
    outcome = deliver()
    assert (outcome.failed, outcome.sent) == (1, 1)
    row = mails.row(mail_id)
    assert (row.state, row.attempts, row.last_error) == (MailState.FAILED, 1, reason)
    assert mails.row(good).state == MailState.SENT


def test_a_refusal_for_now_is_tried_again_later_and_later_and_then_given_up(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    mail_id = mails.queued(horsens, recipient="optaget@virksomhed.example")
    waits = []
    for attempt in range(1, MAX_ATTEMPTS):
        assert deliver().again == 1
        row = mails.row(mail_id)
        assert (row.state, row.attempts) == (MailState.QUEUED, attempt)
        assert row.last_error == "Modtagerens mailserver afviste adressen: 451 Greylisted, try later"
        waits.append((row.not_before - timezone.now()).total_seconds())
        assert deliver().again == 0  # not before its time
        make_due(mail_id)
    assert 20 < waits[0] < 40
    assert waits[1] > waits[0] * 2
    assert 3 * 3600 - 5 < waits[-1] < 5 * 3600 + 5
    assert deliver().failed == 1
    assert mails.row(mail_id).state == MailState.FAILED


def test_mails_that_fail_each_time_do_not_hold_up_the_rest(mailbox: Mailbox, horsens: Organisation) -> None:
    old = timezone.now() - timedelta(days=1)
    words = ["optaget", "farvel", "afvist", "indhold", "optaget", "farvel"]
    for n, word in enumerate(words):
        mails.queued(horsens, recipient=f"{word}{n}@virksomhed.example", not_before=old)
    good = [mails.queued(horsens) for _n in range(5)]
    runs = 0
    while len(mailbox.mails) < 5:
        deliver(batch=2)
        runs += 1
        assert runs <= 3
    assert {mails.row(mail_id).state for mail_id in good} == {MailState.SENT}
    assert max(mailbox.count().values()) == 1


def test_refusals_in_a_row_are_answers_and_stop_nothing(mailbox: Mailbox, horsens: Organisation) -> None:
    old = timezone.now() - timedelta(days=1)
    for n, word in enumerate(["optaget", "optaget", "afvist", "indhold", "optaget"]):
        mails.queued(horsens, recipient=f"{word}{n}@virksomhed.example", not_before=old)
    mails.queued(horsens)
    outcome = deliver()
    assert (outcome.again, outcome.failed, outcome.sent, outcome.server_down) == (3, 2, 1, "")
    assert mailbox.conversations == 1


def test_a_line_cut_twice_in_a_row_stops_for_now(mailbox: Mailbox, horsens: Organisation) -> None:
    old = timezone.now() - timedelta(days=1)
    for n in range(2):
        mails.queued(horsens, recipient=f"farvel{n}@virksomhed.example", not_before=old)
    mails.queued(horsens)
    outcome = deliver()
    assert (outcome.again, outcome.released, outcome.sent) == (2, 1, 0)
    assert outcome.server_down == "Forbindelsen til mailserveren blev afbrudt."
    assert deliver().sent == 1


def test_a_mail_that_kills_its_deliverer_each_time_is_given_up(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    mail_id = mails.queued(horsens)
    change(mail_id, attempts=MAX_ATTEMPTS, state=MailState.LEASED, leased_until=timezone.now())
    assert deliver().failed == 1
    row = mails.row(mail_id)
    assert row.last_error == "Afsendelsen blev afbrudt for mange gange."
    assert mailbox.mails == []


@pytest.mark.usefixtures("no_mail_server")
def test_a_mail_server_that_is_down_costs_no_tries(horsens: Organisation) -> None:
    ids = [mails.queued(horsens) for _n in range(25)]
    outcome = deliver()
    assert outcome.server_down == "Mailserveren svarer ikke."
    assert (outcome.released, outcome.again, outcome.failed) == (10, 0, 0)
    rows = [mails.row(mail_id) for mail_id in ids]
    assert {(row.state, row.attempts, row.leased_until) for row in rows} == {(MailState.QUEUED, 0, None)}


def test_after_an_outage_everything_is_sent(
    mailbox: Mailbox, horsens: Organisation, settings, request: pytest.FixtureRequest
) -> None:
    port = settings.EMAIL_PORT
    for _n in range(25):
        mails.queued(horsens)
    request.getfixturevalue("no_mail_server")
    assert deliver().released == 10
    settings.EMAIL_PORT = port
    assert deliver().sent == 25
    assert sorted(mailbox.count().values()) == [1] * 25


def test_a_server_that_closes_costs_one_try_of_one_mail(mailbox: Mailbox, horsens: Organisation) -> None:
    first = mails.queued(
        horsens, recipient="lukker@virksomhed.example", not_before=timezone.now() - timedelta(hours=1)
    )
    rest = [mails.queued(horsens) for _n in range(4)]
    outcome = deliver()
    assert outcome.server_down == "Modtagerens mailserver afviste adressen: 421 Too many connections"
    assert (outcome.again, outcome.released, outcome.sent) == (1, 4, 0)
    assert [mails.row(mail_id).attempts for mail_id in [first, *rest]] == [1, 0, 0, 0, 0]
    assert deliver().sent == 4


def test_a_mail_that_cannot_be_built_is_put_aside(
    mailbox: Mailbox, horsens: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications import smtp

    build = smtp.build_message

    def explode(mail: OutboxMail):
        if mail.subject == "gift":
            raise LookupError("unknown")
        return build(mail)

    monkeypatch.setattr(smtp, "build_message", explode)
    bad = mails.queued(horsens, subject="gift", not_before=timezone.now() - timedelta(hours=1))
    mails.queued(horsens)
    assert (deliver().sent, mails.row(bad).state) == (1, MailState.QUEUED)
    assert mails.row(bad).last_error == "Mailen kunne ikke sendes: LookupError: unknown"


def test_delivery_inside_a_transaction_is_refused(mailbox: Mailbox, horsens: Organisation) -> None:
    mails.queued(horsens)
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        deliver()
    assert mailbox.mails == []


def test_time_is_up_and_says_that_there_is_more(mailbox: Mailbox, horsens: Organisation) -> None:
    for _n in range(6):
        mails.queued(horsens)
    mailbox.seconds_per_mail = 0.1
    outcome = deliver(seconds=0.15, batch=2)
    assert outcome.more
    assert 0 < outcome.sent < 6


def test_the_web_role_delivers_nothing(mailbox: Mailbox, horsens: Organisation) -> None:
    from tests.helpers.committed import session_role

    mails.queued(horsens)
    with session_role("jo_web"):
        assert deliver().sent == 0
    with session_role("jo_worker"):
        assert deliver().sent == 1


def test_an_invitation_goes_along_so_that_calendars_and_people_can_read_it(
    mailbox: Mailbox, horsens: Organisation
) -> None:
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "SUMMARY:Møde på Ærø", "END:VCALENDAR", ""]
    calendar = "\r\n".join(lines)
    mails.queued(horsens, text="I er inviteret.", calendar=calendar)
    assert deliver().sent == 1
    [message] = mailbox.mails
    parts = [part for part in message.walk() if part.get_content_type() == "text/calendar"]
    assert [part.get_param("method") for part in parts] == ["REQUEST", None]
    assert [part.get_filename() for part in parts] == [None, "invitation.ics"]
    assert all(part.get_content().replace("\r\n", "\n") == calendar.replace("\r\n", "\n") for part in parts)
    body = message.get_body(("plain",))
    assert body is not None and body.get_content().strip() == "I er inviteret."
