"""Files that a newcomer can hold in the head, and nothing that only fits one machine."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
MOST_LINES = 420
WRITTEN = (".py", ".html", ".js", ".css")


def tracked() -> list[Path]:
    """The files that git knows; on a machine without git, every file that is ours."""
    git = shutil.which("git")
    if git and (ROOT / ".git").exists():
        done = subprocess.run([git, "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode == 0 and done.stdout:
            return [ROOT / name for name in done.stdout.splitlines() if (ROOT / name).is_file()]
    skip = {
        ".venv",
        ".data",
        "node_modules",
        "staticfiles",
        ".git",
        "test-results",
        "__pycache__",
        ".hypothesis",
    }
    return [
        path for path in ROOT.rglob("*") if path.is_file() and not skip & set(path.relative_to(ROOT).parts)
    ]


def test_no_file_is_too_long() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix in WRITTEN
        and "migrations" not in path.parts
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES
    }
    assert long == {}


def test_templates_have_no_inline_script_or_style() -> None:
    bad = []
    templates = [path for path in tracked() if path.suffix == ".html"]
    assert templates
    for path in templates:
        text = path.read_text(encoding="utf-8")
        if re.search(
            r"<style\b|\sstyle=|<script(?![^>]*(\bsrc=|type=\"application/json\"))|\son[a-z]+=\"", text
        ):
            bad.append(str(path.relative_to(ROOT)))
    assert bad == []


@pytest.mark.parametrize("word", ["eta", "countdown"])
def test_no_deadline_is_left_to_the_broker(word: str) -> None:
    """T2: Celery carries wake-ups only; an ETA of hours is delivered many times by Redis."""
    pattern = re.compile(rf"\b{word}\s*=")
    places = [
        str(path.relative_to(ROOT))
        for path in tracked()
        if path.suffix == ".py"
        and "tests" not in path.parts
        and pattern.search(path.read_text(encoding="utf-8"))
    ]
    assert places == []
