"""`./run`: the product on this machine, with one command."""

import argparse
import contextlib
import fcntl
import json
import os
import shutil
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from tooling import bench, chaos, prepare, stack
from tooling.command import run_command
from tooling.paths import DATA, read_text, write_private
from tooling.process import end_strays, started_at
from tooling.progress import Stop, say
from tooling.stack import Stack
from tooling.supervisor import Supervisor

RUN = DATA / "run"
LOCK = RUN / "lock"
USERS_LOCK = RUN / "users"
STATE = RUN / "state.json"
# These must work while the database is not (yet) as the code wants it.
COMMANDS_BEFORE_DATABASE = {
    "makemigrations",
    "setup_roles",
    "migrate",
    "showmigrations",
    "check",
    "sqlmigrate",
    "help",
}
MANAGE_WAITS = 120  # seconds

HELP = """\
./run                          start everything; Ctrl-C stops everything
./run --port 8001              the same on another port
./run manage COMMAND ...       Django's manage.py, with the servers up
./run bench [NAME] [--json]    measure, on throw-away servers
./run chaos [--minutes 10]     kill everything at random and prove that nothing was lost
./run reset [--yes]            delete this machine's data (asks first)

DATABASE_URL, REDIS_URL and EMAIL_URL name outside servers to use instead of starting our own.
Data live in .data/ (JO_DATA_DIR moves it)."""


def main(arguments: list[str]) -> int:
    """The command's exit code."""
    return run_command(lambda: choose(arguments))


def choose(arguments: list[str]) -> int:
    """Does what the words say; the exit code. Raises Stop."""
    if arguments[:1] == ["manage"]:
        return manage(arguments[1:])
    if arguments[:1] == ["bench"]:
        return bench.main(arguments[1:])
    if arguments[:1] == ["chaos"]:
        return chaos.main(arguments[1:])
    if arguments[:1] == ["reset"]:
        return reset(arguments[1:])
    parser = argparse.ArgumentParser(
        prog="./run", usage=HELP, add_help=True, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=8000)
    return serve(parser.parse_args(arguments).port)


def serve(port: int) -> int:
    """Starts everything and stays until Ctrl-C."""
    say("Jobordre på tværs")
    began = time.monotonic()
    with bind(port) as listening, the_only_one():
        prepare.prepare("run")
        supervisor = Supervisor(RUN)
        supervisor.listen_to_signals()
        base_url = f"http://localhost:{port}"
        try:
            product = Stack(DATA, supervisor)
            product.start_servers()
            prepare.ensure_static_files(product.env)
            product.prepare_database()
            product.start_product(listening, base_url)
            write_state(product, base_url)
            greet(product, base_url, time.monotonic() - began)
            supervisor.watch()
            say("\nStopping ...")
        except Stop as stop:
            if not supervisor.stopping:
                raise
            say(f"\n{str(stop).partition(chr(10))[0]}")
        finally:
            STATE.unlink(missing_ok=True)
            supervisor.stop()
    say("Stopped; nothing is left running.")
    return 0


def bind(port: int) -> socket.socket:
    """The web server's socket, taken before any work is done. Raises Stop when the port cannot be had."""
    if not 1 <= port <= 65535:
        raise Stop(f"A port is a number from 1 to 65535, not {port}.")
    already = read_state()
    if already:
        raise Stop(f"This copy is running already: {already['base_url']} (process {already['pid']}).")
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind(("127.0.0.1", port))
    except PermissionError as error:
        raise Stop(f"Port {port} may only be used by root. Choose another: ./run --port 8000") from error
    except OSError as error:
        other = port + 1 if port < 65535 else 8000
        raise Stop(
            f"Port {port} is taken by another program. Choose another: ./run --port {other}"
        ) from error
    return listening


@contextlib.contextmanager
def the_only_one() -> Iterator[None]:
    """Holds the data folder; two supervisors in one folder would fight. Clears what a killed one left."""
    RUN.mkdir(parents=True, exist_ok=True, mode=0o700)
    with LOCK.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Stop(f"Another ./run is using {DATA}. Wait for it, or stop it.") from None
        STATE.unlink(missing_ok=True)
        strays = end_strays(RUN)
        if strays:
            say(f"  Ended what an earlier, killed ./run had left: {', '.join(strays)}.")
        yield


def is_held() -> bool:
    """Whether another process holds the data folder right now."""
    with contextlib.suppress(FileNotFoundError), LOCK.open("r+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def write_state(product: Stack, base_url: str) -> None:
    """Tells `./run manage` in another terminal which servers are up."""
    env = product.env | {"JO_BASE_URL": base_url}
    told = {name: value for name, value in env.items() if os.environ.get(name) != value}
    pid = os.getpid()
    write_private(
        STATE, json.dumps({"pid": pid, "since": started_at(pid), "base_url": base_url, "env": told})
    )


def read_state() -> dict[str, object]:
    """What the running supervisor of this data folder said, or {} when there is none."""
    try:
        state: dict[str, object] = json.loads(read_text(STATE) or "{}")
    except json.JSONDecodeError:
        return {}
    alive = state and started_at(int(str(state["pid"]))) == state["since"]
    return state if alive else {}


def greet(product: Stack, base_url: str, seconds: float) -> None:
    """The address and who can log in, on standard output."""
    print(f"\nReady in {seconds:.1f} s:  {base_url}/", flush=True)
    if product.mail_socket:
        print(f"Mail that the product sends:  {base_url}/dev/mail/")
    if product.bounce_socket:
        host, number = product.bounce_socket.getsockname()
        domains = f"{product.env['JO_BOUNCE_DOMAIN']} and {product.env['JO_INBOUND_DOMAIN']}"
        print(f"Mail that comes in:  smtp://{host}:{number} takes it for {domains}")
    print(f"Logs:  {product.logs}")
    people = product.demo_users()
    if people:
        columns = ("role", "organisation", "name", "email", "password")
        rows = [{name: name.capitalize() for name in columns}, *people]
        widths = {name: max(len(str(row.get(name, ""))) for row in rows) for name in columns}
        print("\nDemo users")
        for row in rows:
            print("  " + "  ".join(str(row.get(name, "")).ljust(widths[name]) for name in columns).rstrip())
    print("\nCtrl-C stops everything.", flush=True)


def manage(arguments: list[str]) -> int:
    """manage.py with the servers up: those that run already, else our own for as long as it takes."""
    limit = time.monotonic() + MANAGE_WAITS
    while not (running := read_state()) and is_held() and time.monotonic() < limit:
        # Another ./run is starting, or another manage is at work: a moment later its servers, or ours, are there.
        time.sleep(0.2)
    if running:
        env = running["env"]
        if not isinstance(env, dict):
            raise Stop("The state file of the running ./run cannot be read.")
        return stack.run_manage(stack.without_python_settings(os.environ) | env, arguments)
    with the_only_one():
        prepare.prepare("run")
        supervisor = Supervisor(RUN)
        try:
            product = Stack(DATA, supervisor)
            product.start_servers()
            if arguments and arguments[0] not in COMMANDS_BEFORE_DATABASE:
                product.prepare_database()
            return stack.run_manage(product.env, arguments)
        finally:
            supervisor.stop()


def reset(arguments: list[str]) -> int:
    """Deletes the data folder's servers, mails and stamps after asking."""
    parser = argparse.ArgumentParser(prog="./run reset", description="Delete this machine's data.")
    parser.add_argument("--yes", action="store_true", help="do not ask")
    agreed = parser.parse_args(arguments).yes
    if not agreed:
        say(f"This deletes every order, mail and user in {DATA}.")
        if os.environ.get("DATABASE_URL"):
            say("The outside database that DATABASE_URL names is left as it is.")
        try:
            agreed = input("Delete? Type yes: ").strip().lower() == "yes"
        except EOFError:
            raise Stop("Nobody is there to answer. `./run reset --yes` does not ask.") from None
    if not agreed:
        say("Nothing was deleted.")
        return 1
    with the_only_one():
        for path in (DATA / "postgres", *DATA.iterdir()):
            delete(path)
    say(f"{DATA} is empty. ./run starts afresh.")
    return 0


def delete(path: Path) -> None:
    """Removes a file or folder, and for our link to a folder outside also that folder. Keeps the lock and the tools."""
    if path in (RUN, DATA / "tools") or not (path.exists() or path.is_symlink()):
        return
    if path.is_symlink():
        shutil.rmtree(path.resolve(), ignore_errors=True)
        path.unlink()
    elif path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()
