"""Set-up beyond packages: system libraries, translated texts, static files. Each is skipped while its inputs stay."""

import os
import subprocess
import sys
from pathlib import Path

from tooling import debian, packages
from tooling.paths import DATA, NODE_MODULES, ROOT, STATIC_ROOT, VENV_PYTHON, digest, read_text
from tooling.progress import Stop, Words, call, say, step

STAMPS = DATA / "stamps"
PANGO = {
    "libpango-1.0.so.0": "libpango-1.0-0",
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}


def missing_libraries(wanted: dict[str, str]) -> list[str]:
    """The Debian packages of those shared libraries ({file: package}) that cannot be loaded here."""
    code = (
        "import ctypes, sys\n"
        "for name in sys.argv[1:]:\n"
        "    try:\n        ctypes.CDLL(name)\n"
        "    except OSError:\n        print(name)\n"
    )
    found = call([sys.executable, "-c", code, *wanted], problem="Could not look for shared libraries.")
    return [wanted[name] for name in found.split()]


def ensure_pdf_libraries() -> None:
    """WeasyPrint needs Pango from the system. Without it everything runs except PDF files, which say so."""
    stamp = STAMPS / "pdf-libraries"
    if stamp.exists():
        return
    absent = missing_libraries(PANGO)
    installed = False
    if absent and debian.may_install():
        with step("system libraries for PDF (apt-get)"):
            try:
                installed = debian.install(absent)
            except Stop as problem:
                say(f"\n{problem}")
    if absent and (not installed or missing_libraries(PANGO)):
        say(f"  PDF files cannot be made until this has been run: {debian.install_command(absent)}")
        return
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text("found", encoding="utf-8")


def ensure_catalogues() -> None:
    """Compiles locale/*/LC_MESSAGES/*.po with Babel: a bare machine has no msgfmt."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    if not sources:
        return
    stamp = STAMPS / "catalogues"
    now = digest(sources)
    if read_text(stamp) == now and all(source.with_suffix(".mo").exists() for source in sources):
        return
    with step("translated texts"):
        for source in sources:
            compiled, language = source.with_suffix(".mo"), source.parent.parent.name
            command: Words = [VENV_PYTHON, "-m", "babel.messages.frontend", "compile", "-l", language]
            problem = f"{source.relative_to(ROOT)} could not be compiled."
            call([*command, "-i", source, "-o", compiled], cwd=ROOT, problem=problem)
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(now, encoding="utf-8")


def static_inputs() -> str:
    """A digest of every file that collectstatic would gather (by path, size and time) and of the packages' locks."""
    parts: list[Path | str] = [
        ROOT / "package-lock.json",
        packages.STAMP,
        ROOT / "config/settings/base.py",
        ROOT / "ui/finders.py",
    ]
    for folder in sorted([*ROOT.glob("*/static"), *ROOT.glob("tooling/*/static"), ROOT / "static"]):
        if folder.is_relative_to(NODE_MODULES):
            continue
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                found = path.stat()
                parts.append(f"{path.relative_to(ROOT)} {found.st_size} {found.st_mtime_ns}")
    return digest(parts)


def ensure_static_files(env: dict[str, str]) -> None:
    """Runs collectstatic into STATIC_ROOT (hashed names, brotli) when a source file changed."""
    stamp = STATIC_ROOT / ".jobordre-static"
    now = static_inputs()
    if read_text(stamp) == now:
        return
    with step("static files"):
        call(
            [VENV_PYTHON, "manage.py", "collectstatic", "--noinput", "--clear", "-v0"],
            env=env | {"JO_STATIC_ROOT": str(STATIC_ROOT)},
            cwd=ROOT,
            problem="collectstatic failed.",
        )
        stamp.write_text(now, encoding="utf-8")


def prepare(wanted: str) -> None:
    """Everything that must be on disk before a server is started. `wanted` is the lock: "run" or "dev"."""
    packages.ensure_python_packages(wanted)
    packages.ensure_node_packages()
    ensure_pdf_libraries()
    ensure_catalogues()


def browser_problem() -> str:
    """ "" when Chromium and what Playwright needs are here (installed now where we may), else a sentence."""
    absent = [] if chromium() else ["chromium"]
    if not _node_of_playwright_runs():
        absent.append("libatomic1")
    if not absent:
        return ""
    sentence = f"The browser tests need {' and '.join(absent)}. Run: {debian.install_command(absent)}"
    if not debian.may_install():
        return sentence
    with step(f"browser for tests ({' '.join(absent)}, apt-get)"):
        try:
            debian.install(absent)
        except Stop as problem:
            say(f"\n{problem}")
    if chromium() and _node_of_playwright_runs():
        return ""
    return sentence


def chromium() -> str:
    """The browser's path: JO_CHROMIUM, else the system's Chromium, else ""."""
    for path in (os.environ.get("JO_CHROMIUM", ""), "/usr/bin/chromium", "/usr/bin/chromium-browser"):
        if path and os.access(path, os.X_OK):
            return path
    return ""


def _node_of_playwright_runs() -> bool:
    for node in (VENV_PYTHON.parent.parent / "lib").glob("python3*/site-packages/playwright/driver/node"):
        asked = subprocess.run([node, "--version"], capture_output=True, check=False)
        return asked.returncode == 0
    return False
