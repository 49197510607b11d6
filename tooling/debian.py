"""System packages, on Debian and its relatives: installed where we may, fetched privately where that is enough.

An ordinary user cannot install, but can download and unpack: `fetch_privately` is how a machine that has python3 and
nothing else gets pip and certificate authorities without a password.
"""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from tooling.progress import Stop, call


def install_command(packages: list[str]) -> str:
    """The exact command a person would type."""
    return f"sudo apt-get install --no-install-recommends {' '.join(packages)}"


def _privilege() -> list[str] | None:
    """The words before apt-get that let us install, or None where we may not."""
    if shutil.which("apt-get") is None:
        return None
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo"):
        asked = subprocess.run(
            ["sudo", "-n", "true"],  # noqa: S607
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
        if asked.returncode == 0:
            return ["sudo", "-n"]
    return None


def may_install() -> bool:
    """Whether `install` can be tried: root, or sudo that does not ask."""
    return _privilege() is not None


def install(packages: list[str]) -> bool:
    """True when the packages were installed, False where this user may not. Raises Stop when apt-get fails."""
    before = _privilege()
    if before is None:
        return False
    arguments = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    command = [*before, *arguments, "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        call(command, problem="apt-get could not install")
    except Stop:
        # A fresh image often has no package lists, or lists so old that the files are gone.
        call([*before, *arguments, "update", "-q"], problem="apt-get could not read its package lists")
        call(command, problem=f"apt-get could not install {' '.join(packages)}")
    return True


def fetch_privately(packages: list[str], into: Path) -> bool:
    """Downloads and unpacks packages (without their dependencies) into a folder of the user's own.

    True when every package came. Needs apt-get and dpkg-deb but no privilege, and installs nothing.
    """
    if shutil.which("apt-get") is None or shutil.which("dpkg-deb") is None:
        return False
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        try:
            try:
                call(["apt-get", "download", *packages], problem="no package lists", cwd=folder)
            except Stop:
                state = folder / "state"
                (state / "lists" / "partial").mkdir(parents=True)
                (folder / "cache" / "archives" / "partial").mkdir(parents=True)
                private = ["-o", f"Dir::State={state}", "-o", f"Dir::Cache={folder / 'cache'}"]
                status = ["-o", "Dir::State::status=/var/lib/dpkg/status"]
                call(["apt-get", *private, *status, "update", "-q"], problem="apt-get update failed")
                call(
                    ["apt-get", *private, *status, "download", *packages],
                    problem="download failed",
                    cwd=folder,
                )
            archives = sorted(folder.glob("*.deb"))
            for archive in archives:
                call(["dpkg-deb", "-x", archive, into], problem=f"could not unpack {archive.name}")
        except Stop:
            return False
    return len(archives) >= len(packages)
