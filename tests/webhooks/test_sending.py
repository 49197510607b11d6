"""What is called, and what never is: real servers, a real name server, real certificates.

The server inside listens on every address of this machine; each test that must not reach it proves by `connections`
that nobody even knocked, and `test_the_server_inside_would_hear` proves that it would have heard.
"""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.helpers.webhook_receiver import Authority, Heard, NameServer, Receiver, raw_server, receiver
from webhooks.sending import Answer, send

NAME = "modtager.example"
BODY = b'{"type":"webhook.test"}'


@pytest.fixture
def inside(settings: Any) -> Iterator[Receiver]:
    """A server within the network, on a port that webhooks may use."""
    with receiver(host="::") as server:
        settings.WEBHOOK_PORTS = [server.port]
        yield server


def post(url: str, **more: Any) -> Answer:
    return send(url, BODY, {"content-type": "application/json", "webhook-id": "msg_1"}, **more)


def test_the_server_inside_would_hear(inside: Receiver, settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    assert post(f"http://127.0.0.1:{inside.port}/sti?a=b").status == 204
    [heard] = inside.heard
    assert (heard.path, heard.body, heard.headers["webhook-id"]) == ("/sti?a=b", BODY, "msg_1")
    assert heard.headers["host"] == f"127.0.0.1:{inside.port}"


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "127.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[::]",
        "localhost",
        "localhost.",
        "LOCALHOST",
        "１２７.0.0.1",
        "user@127.0.0.1",
        "modtager.example@127.0.0.1",
    ],
)
def test_no_spelling_of_this_machine_is_called(inside: Receiver, names: NameServer, host: str) -> None:
    names.names = {NAME: [["127.0.0.1"]]}
    for scheme in ("https", "http"):
        answer = post(f"{scheme}://{host}:{inside.port}/")
        assert (answer.status, bool(answer.error)) == (None, True)
    assert (inside.connections, inside.heard, names.asked) == (0, [], [])


@pytest.mark.parametrize(
    "addresses",
    [
        ["127.0.0.1"],
        ["127.0.0.53"],
        ["0.0.0.0"],  # noqa: S104  leads to this machine too
        ["::1"],
        ["::"],
        ["::ffff:127.0.0.1"],
        ["64:ff9b::7f00:1"],
        ["2002:7f00:1::1"],
        ["169.254.169.254"],
        ["10.1.2.3"],
        ["fd00:ec2::254"],
        ["8.8.8.8", "127.0.0.1"],
        ["127.0.0.1", "2a00:1450:400f:80d::200e"],
        ["8.8.8.8", "::1"],
    ],
)
def test_a_name_that_leads_inside_is_not_called(
    inside: Receiver, names: NameServer, addresses: list[str]
) -> None:
    names.names = {NAME: [addresses], "indad.example": [[f"CNAME {NAME}"]]}
    for host in (NAME, "indad.example"):
        answer = post(f"https://{host}:{inside.port}/")
        assert answer.status is None
        assert "offentlig server" in answer.error
    assert (inside.connections, inside.heard) == (0, [])
    assert {name for name, _kind in names.asked} == {NAME, "indad.example"}


def test_a_name_that_does_not_exist_and_one_inside_are_told_alike(
    inside: Receiver, names: NameServer
) -> None:
    names.names = {NAME: [["10.0.0.1"]], "tom.example": [[]]}
    said = {post(f"https://{host}:{inside.port}/").error for host in (NAME, "tom.example", "ukendt.example")}
    assert len(said) == 1


def test_the_certificate_must_be_the_names_and_the_connection_goes_to_what_was_looked_up(
    names: NameServer, trusted: Authority, settings: Any
) -> None:
    settings.WEBHOOK_LOOPBACK = True
    names.names = {NAME: [["127.0.0.1"]]}
    with receiver(certificate=trusted.certify(NAME)) as server:
        answer = post(f"https://{NAME}:{server.port}/")
        assert answer.status == 204, answer
        assert server.names == [NAME]
        assert server.heard[0].headers["host"] == f"{NAME}:{server.port}"
    for other in (trusted.certify("en-anden.example"), trusted.certify(NAME, days=-1)):
        with receiver(certificate=other) as server:
            answer = post(f"https://{NAME}:{server.port}/")
            assert "certifikat" in answer.error
            assert server.heard == []


def test_a_certificate_of_an_unknown_authority_is_refused(
    names: NameServer, trusted: Authority, settings: Any
) -> None:
    settings.WEBHOOK_LOOPBACK, settings.WEBHOOK_CA_FILE = True, ""
    names.names = {NAME: [["127.0.0.1"]]}
    with receiver(certificate=trusted.certify(NAME)) as server:
        assert "certifikat" in post(f"https://{NAME}:{server.port}/").error
        assert server.heard == []


def test_a_name_that_is_moved_between_look_up_and_call_is_called_where_it_was(
    names: NameServer, trusted: Authority, settings: Any
) -> None:
    """Rebinding: the second answer leads to another machine (127.0.0.2). It is never asked for, and never called."""
    settings.WEBHOOK_LOOPBACK = True
    names.names = {NAME: [["127.0.0.1"], ["127.0.0.2"]]}
    files = trusted.certify(NAME)
    with (
        receiver(certificate=files) as first,
        receiver(certificate=files, host="127.0.0.2", port=first.port) as second,
    ):
        assert post(f"https://{NAME}:{first.port}/").status == 204
        assert (len(first.heard), second.connections) == (1, 0)
        assert sorted(names.asked) == [(NAME, "A"), (NAME, "AAAA")]  # one look-up, not one per use
        # And the other machine is there: the next try, which looks up anew, finds it.
        assert post(f"https://{NAME}:{first.port}/").status == 204
        assert (len(first.heard), len(second.heard)) == (1, 1)


def test_a_name_that_moves_inside_is_refused_at_its_next_try(inside: Receiver, names: NameServer) -> None:
    names.names = {NAME: [["127.0.0.1"], ["8.8.8.8"]]}
    assert post(f"https://{NAME}:{inside.port}/").status is None
    # The look-up that was refused was the only one: nothing was asked again in the hope of a better answer.
    assert (sorted(names.asked), inside.connections) == ([(NAME, "A"), (NAME, "AAAA")], 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(inside: Receiver, settings: Any, status: int) -> None:
    settings.WEBHOOK_LOOPBACK = True
    there = {"location": f"http://127.0.0.1:{inside.port}/hemmeligt"}
    with receiver(respond=lambda _heard: (status, b"", there)) as server:
        answer = post(server.url)
    assert (answer.status, answer.is_taken) == (status, False)
    assert inside.connections == 0


def test_no_proxy_of_the_environment_is_asked(
    inside: Receiver, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.WEBHOOK_LOOPBACK = True
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{inside.port}")
    with receiver() as server:
        assert post(server.url).status == 204
    assert inside.connections == 0


def drip(line: socket.socket) -> None:
    """A header that never ends, a byte at a time: each read is quick."""
    line.sendall(b"HTTP/1.1 200 OK\r\nx-slow: ")
    for _n in range(100):
        line.sendall(b"a")
        time.sleep(0.1)


def drip_body(line: socket.socket) -> None:
    line.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 1000\r\n\r\n")
    for _n in range(100):
        line.sendall(b"a")
        time.sleep(0.1)


def silence(line: socket.socket) -> None:
    time.sleep(5)


@pytest.mark.parametrize("talk", [drip, drip_body, silence])
def test_a_receiver_that_takes_its_time_is_given_up(settings: Any, talk: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    with raw_server(talk) as port:
        begun = time.monotonic()
        answer = post(f"http://127.0.0.1:{port}/", seconds=0.7)
        took = time.monotonic() - begun
    assert (answer.is_taken, took < 2.5) == (False, True), (answer, took)
    assert answer.error == "Serveren svarede ikke i tide."


def test_a_handshake_that_never_ends_is_given_up(names: NameServer, settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    names.names = {NAME: [["127.0.0.1"]]}
    with raw_server(silence) as port:
        begun = time.monotonic()
        answer = post(f"https://{NAME}:{port}/", seconds=0.7)
    assert (answer.is_taken, time.monotonic() - begun < 2.5) == (False, True), answer


def test_little_of_an_answer_is_read(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    sent = []

    def flood(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 500 Sorry\r\n\r\n")
        for _n in range(2_000):
            sent.append(line.send(b"\x1b[31m" + b"x" * 65_531))

    with raw_server(flood) as port:
        answer = post(f"http://127.0.0.1:{port}/")
    assert (answer.status, len(answer.text)) == (500, 500)
    assert answer.text.isprintable()
    assert sum(sent) < 50_000_000  # of 131 MB: the line was cut


@pytest.mark.parametrize("said", [b"", b"\x00\xff\xfe", b"SSH-2.0-OpenSSH\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_nonsense_is_a_failure_in_words(settings: Any, said: bytes) -> None:
    settings.WEBHOOK_LOOPBACK = True
    with raw_server(lambda line: line.sendall(said)) as port:
        answer = post(f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.error) == (None, "Forbindelsen til serveren blev afbrudt.")


def test_nobody_there_is_a_failure_in_words(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        answer = post(f"http://127.0.0.1:{free.getsockname()[1]}/")
    assert answer.error == "Serveren svarer ikke."


def test_a_name_server_that_says_nothing_is_waited_for_a_moment_only(
    names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webhooks.resolving.LOOK_UP_SECONDS", 0.4)
    names.silent = True
    begun = time.monotonic()
    assert post(f"https://{NAME}/").status is None
    assert time.monotonic() - begun < 3


def test_a_second_address_is_tried_where_the_first_cannot_be_reached(
    names: NameServer, settings: Any
) -> None:
    settings.WEBHOOK_LOOPBACK = True
    names.names = {NAME: [["127.0.0.3", "127.0.0.1"]]}
    with receiver() as server:
        assert post(f"http://{NAME}:{server.port}/").status == 204
        assert len(server.heard) == 1


def test_words_of_the_answer_are_kept(settings: Any) -> None:
    settings.WEBHOOK_LOOPBACK = True

    def sorry(_heard: Heard) -> tuple[int, bytes, dict[str, str]]:
        return 503, "Vi har lukket på Ærø".encode(), {}

    with receiver(respond=sorry) as server:
        answer = post(server.url)
    assert (answer.status, answer.text, answer.is_taken) == (503, "Vi har lukket på Ærø", False)
