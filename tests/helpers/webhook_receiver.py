"""Real servers for webhooks: a receiver that a test can make answer as it likes, certificates of its own authority, and
a name server that says what the test wants.
"""

import datetime
import http.server
import ipaddress
import socket
import ssl
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Heard:
    """One request as it arrived."""

    path: str
    headers: dict[str, str]
    body: bytes


Respond = Callable[[Heard], tuple[int, bytes, dict[str, str]]]


def taken(_heard: Heard) -> tuple[int, bytes, dict[str, str]]:
    return 204, b"", {}


@dataclass
class Receiver:
    """Answers each request by `respond`; keeps what it heard, and how often anybody connected at all."""

    port: int = 0
    respond: Respond = taken
    heard: list[Heard] = field(default_factory=list)
    connections: int = 0
    names: list[str | None] = field(default_factory=list)  # asked for in TLS (SNI)
    url: str = ""


class _Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_about: Any) -> None:
        pass


@contextmanager
def receiver(
    *,
    respond: Respond = taken,
    host: str = "127.0.0.1",
    port: int = 0,
    certificate: tuple[Path, Path] | None = None,
) -> Iterator[Receiver]:
    """A receiver on loopback until the block ends. `host` "::" listens on every address of this machine."""
    got = Receiver(respond=respond)

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            length = int(self.headers.get("content-length", 0))
            body = self.rfile.read(length)
            if (
                len(body) < length
            ):  # whoever sent it was killed in the middle: no server takes that for a request
                self.close_connection = True
                return
            heard = Heard(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            got.heard.append(heard)
            status, answer, headers = got.respond(heard)
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_about: Any) -> None:
            pass

    class Server(_Quiet):
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET

        def server_bind(self) -> None:
            if ":" in host:
                self.socket.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
            self.socket.bind(self.server_address)
            self.server_address = self.socket.getsockname()
            self.server_name, self.server_port = "receiver", self.server_address[1]

        def get_request(self) -> tuple[Any, Any]:
            sock, address = self.socket.accept()
            got.connections += 1
            if certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(*certificate)
                context.sni_callback = lambda _sock, name, _context: got.names.append(name)
                sock.settimeout(5)
                sock = context.wrap_socket(sock, server_side=True)
            return sock, address

    server = Server((host, port), Handler)
    got.port = server.server_port
    got.url = f"http://127.0.0.1:{got.port}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield got
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)


@contextmanager
def raw_server(talk: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that reads one request and then does `talk` with the line; yields its port."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                with suppress(OSError):
                    line, _address = listening.accept()
                    with line, suppress(OSError):
                        line.recv(65_536)
                        talk(line)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        stop.set()
        listening.shutdown(socket.SHUT_RDWR)


class NameServer:
    """A name server on loopback. `names` gives for each name what each question in turn is answered: lists of
    addresses (or of one "CNAME …"), the last again and again. `asked` are the questions.
    """

    def __init__(self) -> None:
        self.names: dict[str, list[Sequence[str]]] = {}
        self.asked: list[tuple[str, str]] = []
        self.silent = False
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.bind(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.socket.getsockname()[1]}"
        self._turns: dict[tuple[str, str], int] = {}
        threading.Thread(target=self._serve, daemon=True).start()

    def close(self) -> None:
        self.socket.close()

    def _serve(self) -> None:
        while True:
            try:
                packet, sender = self.socket.recvfrom(4_096)
            except OSError:
                return
            if not self.silent:
                self.socket.sendto(self._answer(dns.message.from_wire(packet)).to_wire(), sender)

    def _answer(self, query: dns.message.Message) -> dns.message.Message:
        question = query.question[0]
        name, kind = (
            question.name.to_text(omit_final_dot=True).lower(),
            dns.rdatatype.to_text(question.rdtype),
        )
        self.asked.append((name, kind))
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if name not in self.names:
            response.set_rcode(dns.rcode.NXDOMAIN)
            return response
        turns = self.names[name]
        turn = self._turns.get((name, kind), 0)
        self._turns[name, kind] = turn + 1
        said = turns[min(turn, len(turns) - 1)]
        if said and said[0].startswith("CNAME "):
            other = said[0].removeprefix("CNAME ")
            response.answer.append(dns.rrset.from_text(question.name, 0, "IN", "CNAME", other + "."))
            question, said = dns.rrset.from_text(other + ".", 0, "IN", kind), self.names[other][-1]
        fitting = [one for one in said if (ipaddress.ip_address(one).version == 6) == (kind == "AAAA")]
        if fitting:
            response.answer.append(dns.rrset.from_text(question.name, 0, "IN", kind, *fitting))
        return response


@dataclass(frozen=True)
class Authority:
    """A certificate authority of the test's own, in a folder."""

    folder: Path
    key: ec.EllipticCurvePrivateKey
    certificate: x509.Certificate

    @property
    def file(self) -> Path:
        return self.folder / "ca.pem"

    def certify(self, name: str, *, days: int = 1) -> tuple[Path, Path]:
        """The files of a certificate for `name` and its key; `days` below zero: expired."""
        key = ec.generate_private_key(ec.SECP256R1())
        made = _certificate(name, key, self.certificate.subject, self.key, days=days)
        files = self.folder / f"{name}.pem", self.folder / f"{name}.key"
        files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
        files[1].write_bytes(_pem(key))
        return files


def authority(folder: Path) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Tests")])
    made = _certificate("Tests", key, subject, key, days=1, is_authority=True)
    one = Authority(folder, key, made)
    one.file.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return one


def _certificate(
    name: str, key: Any, issuer: x509.Name, signing: Any, *, days: int, is_authority: bool = False
) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=9))
        .not_valid_after(now + datetime.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
    )
    if not is_authority:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
    return builder.sign(signing, hashes.SHA256())


def _pem(key: Any) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
