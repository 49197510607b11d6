"""One try: to an address that was judged, and to nothing else.

No redirect is followed, no proxy asked, no cookie kept; the connection goes to the very address that `resolving` gave,
under the name that the certificate must have. The whole try has one time limit, also against a receiver that sends one
byte at a time, and little of the answer is read. No database, and no Django beyond settings: tries run in threads.
"""

import http.client
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext as _

from webhooks.addresses import AddressError, IPAddress, Target, target_of
from webhooks.limits import ANSWER_KEPT, ANSWER_READ, CONNECT_SECONDS, TOTAL_SECONDS
from webhooks.resolving import addresses_of


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a try. `status` is None where there was no answer; `error` then says why, in Danish."""

    status: int | None
    text: str = ""
    error: str = ""

    @property
    def is_taken(self) -> bool:
        return self.status is not None and 200 <= self.status < 300

    @property
    def is_gone(self) -> bool:
        """The receiver wants nothing more, ever."""
        return self.status == http.client.GONE


class _Pinned(http.client.HTTPConnection):
    """A connection to one address, under another name."""

    def __init__(self, target: Target, address: IPAddress) -> None:
        super().__init__(target.host, target.port, timeout=CONNECT_SECONDS)
        self._target, self._address = target, address
        self.was_cut = False
        # What the port is when nothing is said: the Host header leaves it out then.
        self.default_port = 443 if target.tls else 80

    def connect(self) -> None:
        self.sock = socket.create_connection((str(self._address), self.port), self.timeout)
        # The head and the body leave one after the other: the body does not wait until the head is acknowledged.
        self.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._target.tls:
            context = tls_context(settings.WEBHOOK_CA_FILE)
            self.sock = context.wrap_socket(
                self.sock, server_hostname=self._target.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def cut(self) -> None:
        """End it from another thread, in the middle of whatever it waits for. To the reader it looks like an end."""
        self.was_cut = True
        if self.sock is not None:
            with suppress(OSError):
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)


@lru_cache(maxsize=2)
def tls_context(ca_file: str) -> ssl.SSLContext:
    """The system's authorities, and those of `ca_file` where there is one."""
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if ca_file:
        context.load_verify_locations(ca_file)
    return context


def send(url: str, body: bytes, headers: Mapping[str, str], *, seconds: float = TOTAL_SECONDS) -> Answer:
    """POST `body` to `url`. Never raises: what went wrong is said in the answer."""
    end = time.monotonic() + seconds
    try:
        target = target_of(url, ports=settings.WEBHOOK_PORTS, loopback=settings.WEBHOOK_LOOPBACK)
        addresses = addresses_of(target)
    except AddressError as refused:
        return Answer(None, error=str(refused))
    answer = Answer(None, error=_("Serveren svarer ikke."))
    # Of a name with several addresses a second one is tried where the first cannot be reached.
    for address in addresses[:2]:
        answer, reached = _try(target, address, body, headers, end - time.monotonic())
        if reached or time.monotonic() >= end:
            break
    return answer


def _try(
    target: Target, address: IPAddress, body: bytes, headers: Mapping[str, str], seconds: float
) -> tuple[Answer, bool]:
    """The answer, and whether there was a connection at all."""
    connection = _Pinned(target, address)
    watch = threading.Timer(max(seconds, 0.1), connection.cut)
    watch.daemon = True
    watch.start()
    reached = False
    try:
        connection.connect()
        reached = True
        connection.request("POST", target.path, body, dict(headers))
        response = connection.getresponse()
        answer = Answer(response.status, text=_readable(response.read(ANSWER_READ)))
    except ssl.SSLCertVerificationError:
        return Answer(None, error=_("Serverens certifikat passer ikke til adressen, eller er udløbet.")), True
    except ssl.SSLError:
        if connection.was_cut:
            return Answer(None, error=_("Serveren svarede ikke i tide.")), True
        return Answer(None, error=_("Der kunne ikke laves en sikker forbindelse til serveren.")), True
    except TimeoutError:
        return Answer(None, error=_("Serveren svarede ikke i tide.")), reached
    except (OSError, http.client.HTTPException, ValueError, AttributeError):
        # A line that was cut by the watch may end in one of these, wherever it was.
        if connection.was_cut:
            return Answer(None, error=_("Serveren svarede ikke i tide.")), reached
        said = _("Forbindelsen til serveren blev afbrudt.") if reached else _("Serveren svarer ikke.")
        return Answer(None, error=said), reached
    else:
        late = Answer(None, error=_("Serveren svarede ikke i tide."))
        return late if connection.was_cut else answer, True
    finally:
        watch.cancel()
        connection.close()


def _readable(raw: bytes) -> str:
    """The beginning of an answer as the log shows it."""
    text = raw.decode("utf-8", "replace")
    return "".join(sign if sign.isprintable() or sign == "\n" else " " for sign in text).strip()[:ANSWER_KEPT]
