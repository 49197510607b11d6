"""Where things live. `JO_DATA_DIR` moves the data folder; everything else is fixed relative to the checkout."""

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
VENV_PYTHON = VENV / "bin" / "python"
DATA = Path(os.environ.get("JO_DATA_DIR") or ROOT / ".data").resolve()
NODE_MODULES = ROOT / "node_modules"
STATIC_ROOT = Path(os.environ.get("JO_STATIC_ROOT") or ROOT / "staticfiles").resolve()

# A Unix socket's path is at most 107 bytes; the longest name we append is "/.s.PGSQL.5432.lock".
LONGEST_SOCKET_FOLDER = 107 - len("/.s.PGSQL.5432.lock")


def site_packages() -> Path:
    """The virtual environment's package folder. Raises FileNotFoundError before set-up has run."""
    for folder in sorted((VENV / "lib").glob("python3*/site-packages")):
        return folder
    raise FileNotFoundError(f"{VENV} has no packages yet")


def digest(parts: Iterable[Path | str | bytes]) -> str:
    """One SHA-256 over the parts, in order: a Path counts with its name and content, text and bytes as they are."""
    total = hashlib.sha256()
    for part in parts:
        if isinstance(part, Path):
            data = part.read_bytes() if part.is_file() else b"(absent)"
            total.update(
                f"{part.relative_to(ROOT) if part.is_relative_to(ROOT) else part}:{len(data)}:".encode()
            )
        else:
            data = part if isinstance(part, bytes) else part.encode()
            total.update(f"{len(data)}:".encode())
        total.update(data)
    return total.hexdigest()


def read_text(path: Path) -> str:
    """The file's text without surrounding blanks, or "" when there is no such file."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def write_private(path: Path, text: str) -> None:
    """Writes atomically, readable by the owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f"{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    temporary.replace(path)
