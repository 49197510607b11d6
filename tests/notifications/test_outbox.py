"""The one door for mail: in the transaction of what it tells about, once per key, safe in its headers."""

from datetime import timedelta

import pytest
from django.db import connections, transaction
from django.template.exceptions import TemplateDoesNotExist
from django.utils import timezone

from accounts.enums import Role
from accounts.tenancy import acting_as
from notifications import outbox, wake
from notifications.enums import MailState
from notifications.models import OutboxMail
from tests.factories import accounts as make
from tests.factories import notifications as mails
from tests.helpers.db import as_owner, as_worker

pytestmark = pytest.mark.django_db


@pytest.fixture
def templates(settings, tmp_path) -> str:
    folder = tmp_path / "orders" / "emails"
    folder.mkdir(parents=True)
    (folder / "hello.txt").write_text(
        "{% load i18n %}\nEmne: Ordre fra {{ company }}\n\n\n\nKære {{ person }}\n\n\n\n{{ base_url }}/x  \n"
    )
    (folder / "hello.html").write_text("<p>Kære {{ person }}</p>")
    (folder / "nosubject.txt").write_text("Kære {{ person }}\n")
    (folder / "broken.txt").write_text("Emne: x\n\nx\n")
    (folder / "broken.html").write_text("{% include 'orders/emails/missing.html' %}")
    settings.TEMPLATES = [{**settings.TEMPLATES[0], "DIRS": [str(tmp_path)]}]
    return str(tmp_path)


def test_outside_a_transaction_mail_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    horsens = make.organisation("Horsens")
    prepared = mails.mail(horsens)
    with monkeypatch.context() as patch:
        patch.setattr(connections["default"], "in_atomic_block", False)
        with pytest.raises(RuntimeError, match="there is none"):
            outbox.queue_many([prepared])
        with pytest.raises(RuntimeError, match="there is none"):
            outbox.queue_email(name="a.b", recipient="a@b.example", subject="a", text="b", confidential=True)
        with pytest.raises(RuntimeError, match="there is none"):
            outbox.cancel("x")
    with as_owner():
        assert not OutboxMail.objects.exists()


def test_g1_a_rollback_leaves_no_mail_and_wakes_nobody(django_capture_on_commit_callbacks) -> None:
    horsens = make.organisation("Horsens")
    with django_capture_on_commit_callbacks() as callbacks:
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            mails.queued(horsens)
            with as_owner():
                assert OutboxMail.objects.count() == 1  # it was there, and would have been sent
            _ = 1 / 0
    with as_owner():
        assert not OutboxMail.objects.exists()
    assert callbacks == []


def test_many_mails_wake_the_delivery_once_and_later_ones_do_not(django_capture_on_commit_callbacks) -> None:
    horsens = make.organisation("Horsens")
    with django_capture_on_commit_callbacks() as callbacks:
        mails.queued(horsens, not_before=timezone.now() + timedelta(hours=3))
    assert callbacks == []
    with django_capture_on_commit_callbacks() as callbacks:
        for _n in range(3):
            mails.queued(horsens)
    assert callbacks == [wake.wake_delivery]


def test_the_same_key_is_the_same_mail_and_the_first_text_stands() -> None:
    horsens = make.organisation("Horsens")
    first = mails.queued(horsens, dedupe_key="ordre-1-kvittering", subject="Første")
    second = mails.queued(horsens, dedupe_key="ordre-1-kvittering", subject="Anden")
    other = mails.queued(horsens, dedupe_key="ordre-2-kvittering")
    assert first == second != other
    assert mails.row(first).subject == "Første"
    with as_owner():
        assert OutboxMail.objects.count() == 2


def test_a_hidden_mail_with_the_same_key_is_no_error() -> None:
    horsens, odder = make.organisation("Horsens"), make.organisation("Odder")
    with acting_as(make.actor(horsens)):
        first = mails.queued(odder, dedupe_key="k")
        assert not OutboxMail.objects.filter(pk=first).exists()
        assert mails.queued(horsens, dedupe_key="k") == first


def test_many_are_queued_by_one_statement(django_assert_num_queries) -> None:
    horsens = make.organisation("Horsens")
    rows = [mails.mail(horsens, dedupe_key=f"brud-{n % 50}") for n in range(100)]
    with as_worker(), django_assert_num_queries(1):
        assert outbox.queue_many(rows) == 50
    with as_worker():
        assert outbox.queue_many(rows) == 0
        assert outbox.queue_many([]) == 0
    with as_owner():
        assert OutboxMail.objects.filter(state=MailState.QUEUED, attempts=0).count() == 50


def test_one_bad_address_among_many_is_stored_as_failed() -> None:
    horsens = make.organisation("Horsens")
    rows = [mails.mail(horsens), mails.mail(horsens, recipient="ingen"), mails.mail(horsens)]
    with as_worker():
        assert outbox.queue_many(rows) == 3
    with as_owner():
        bad = OutboxMail.objects.get(state=MailState.FAILED)
        assert OutboxMail.objects.filter(state=MailState.QUEUED).count() == 2
    assert bad.last_error == "Det er ikke en gyldig e-mailadresse: ingen"


@pytest.mark.parametrize(
    "address",
    ["", "ingen", "a@b", "a@b.example\nBcc: x@y.example", "a@b.example\r", "Navn <a@b.example>",
     "a@b.example, c@d.example", "a\x00@b.example", "ærø@b.example", "x" * 250 + "@b.example"],
)  # fmt: skip
def test_a_bad_recipient_is_refused(address: str) -> None:
    horsens = make.organisation("Horsens")
    with pytest.raises(outbox.BadRecipientError):
        mails.queued(horsens, recipient=address)
    with pytest.raises(outbox.BadRecipientError):
        mails.queued(horsens, reply_to=address or "\n")


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n", "\x0b", "\x85", "\u2028", "\x00"])
def test_a_subject_cannot_add_headers(line_break: str) -> None:
    horsens = make.organisation("Horsens")
    mail = mails.row(mails.queued(horsens, subject=f"Job hos A{line_break}Bcc: spion@ond.example"))
    assert mail.subject == "Job hos A Bcc: spion@ond.example"


def test_the_database_refuses_a_header_break_too() -> None:
    from django.db import IntegrityError

    mail_id = mails.queued(make.organisation())
    for column in ("subject", "recipient", "reply_to", "message_id"):
        with pytest.raises(IntegrityError, match="outbox_headers_one_line"), as_owner():
            OutboxMail.objects.filter(pk=mail_id).update(**{column: "a\nb"})


def test_pasted_rubbish_is_stored_without_control_characters_and_long_subjects_are_cut() -> None:
    mail = mails.row(mails.queued(make.organisation(), subject="Ø" * 5000, text="a\x00b\x07c\n\td"))
    assert mail.subject == "Ø" * 199 + "…"
    assert mail.text == "abc\n\td"
    with pytest.raises(ValueError, match="longer than"):
        mails.queued(make.organisation(), text="x" * 1_000_000)


def test_a_mail_has_a_sender_or_is_confidential() -> None:
    with pytest.raises(ValueError, match="no sender"):
        mails.queued(None, confidential=False)
    assert mails.row(mails.queued(None)).confidential


def test_the_template_gives_subject_text_and_html(templates: str) -> None:
    horsens = make.organisation("Horsens")
    context = {"company": "Hansen & Søn <ApS>\nBcc: x@y.example", "person": "Åse & <b>Ib</b>"}
    with pytest.raises(ValueError, match="must begin with"):
        outbox.queue_email(
            name="orders.nosubject", recipient="a@b.example", context=context, organisation_id=horsens.pk
        )
    with pytest.raises(TemplateDoesNotExist):
        outbox.queue_email(
            name="orders.nothing", recipient="a@b.example", context=context, organisation_id=horsens.pk
        )
    with pytest.raises(TemplateDoesNotExist, match="missing"):
        outbox.queue_email(
            name="orders.broken", recipient="a@b.example", context=context, organisation_id=horsens.pk
        )
    with pytest.raises(ValueError, match=r"<app>\.<mail>"):
        outbox.queue_email(name="hello", recipient="a@b.example", context=context, organisation_id=horsens.pk)
    context["company"] = "Hansen & Søn <ApS>"
    mail = mails.row(
        outbox.queue_email(
            name="orders.hello", recipient="a@b.example", context=context, organisation_id=horsens.pk
        )
    )
    assert mail.subject == "Ordre fra Hansen & Søn <ApS>"
    assert mail.text == "Kære Åse & <b>Ib</b>\n\nhttp://localhost:8000/x\n"
    assert mail.html == "<p>Kære Åse &amp; &lt;b&gt;Ib&lt;/b&gt;</p>"


def test_only_a_waiting_mail_of_ones_own_can_be_taken_back() -> None:
    horsens, odder = make.organisation("Horsens"), make.organisation("Odder")
    waiting = mails.queued(horsens, dedupe_key="k1", not_before=timezone.now() + timedelta(seconds=10))
    sent = mails.queued(horsens, dedupe_key="k2", state=MailState.SENT, sent_at=timezone.now())
    leased = mails.queued(horsens, dedupe_key="k3", state=MailState.LEASED, leased_until=timezone.now())
    with acting_as(make.actor(odder)):
        assert outbox.cancel("k1") is False
    with acting_as(make.actor(horsens)):
        assert outbox.cancel_queued(["k1", "k2", "k3", "k4"]) == 1
        assert outbox.cancel("k1") is False
    states = [mails.row(mail_id).state for mail_id in (waiting, sent, leased)]
    assert states == [MailState.CANCELLED, MailState.SENT, MailState.LEASED]


def test_the_database_shows_an_organisation_its_own_mail_only() -> None:
    horsens, odder = make.organisation("Horsens"), make.organisation("Odder")
    mette = make.actor(horsens, role=Role.ADMINISTRATOR)
    own = mails.queued(horsens)
    mails.queued(odder)
    mails.queued(horsens, confidential=True)
    mails.queued(None)
    with as_owner():
        assert OutboxMail.objects.count() == 4  # there is something that could leak
    assert not OutboxMail.objects.exists()
    with acting_as(mette):
        assert list(OutboxMail.objects.values_list("pk", flat=True)) == [own]
        assert list(OutboxMail.objects.visible_to(mette).values_list("pk", flat=True)) == [own]
        assert OutboxMail.objects.update(last_error="x") == 1
    consultant = make.actor(horsens)
    with acting_as(consultant):
        assert not OutboxMail.objects.visible_to(consultant).exists()
    with as_worker():
        assert OutboxMail.objects.count() == 4


@pytest.mark.parametrize("role", ["jo_web", "jo_worker"])
def test_nobody_deletes_mail(role: str) -> None:
    from django.db import ProgrammingError

    from tests.helpers.db import database_role

    mails.queued(make.organisation())
    with pytest.raises(ProgrammingError, match="permission denied"), database_role(role):
        OutboxMail.objects.all()._raw_delete("default")
