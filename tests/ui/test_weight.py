"""What a first visit costs, computed from the files themselves: Brotli 11, as the server sends them."""

import re
from pathlib import Path

import brotli
import pytest
from django.contrib.staticfiles import finders
from django.template.loader import get_template

from ui.finders import AppsFinder, PackagesFinder

ROOT = Path(__file__).resolve().parent.parent.parent
FIRST_VISIT = 120_000
NEXT_PAGE = 20_000
# What a page of the main job may add for htmx and its own text, on top of the frame.
FRAME_ALLOWANCE = 105_000


def _source(name: str) -> Path:
    found = finders.find(name)
    assert found, f"static file {name} does not exist"
    return Path(found)


def _sent(name: str) -> int:
    content = _source(name).read_bytes()
    # Fonts are compressed already and sent as they are.
    return len(content) if name.endswith(".woff2") else len(brotli.compress(content, quality=11))


def _named_in_frame() -> set[str]:
    text = Path(get_template("base_frame.html").origin.name).read_text(encoding="utf-8")
    return set(re.findall(r"{% static '([^']+)' %}", text))


def _latin1_fonts() -> set[str]:
    text = _source("ui/jo.css").read_text(encoding="utf-8")
    return {"dkfds/" + name for name in re.findall(r'"\.\./dkfds/(fonts/[^"]*Latin1\.woff2)"', text)}


def test_first_visit_is_within_its_budget():
    files = _named_in_frame() | _latin1_fonts()
    assert len([name for name in files if name.endswith(".woff2")]) == 4
    total = sum(_sent(name) for name in files)
    assert total <= FRAME_ALLOWANCE, {name: _sent(name) for name in sorted(files)}
    assert total + _sent("htmx/htmx.min.js") <= FIRST_VISIT


def test_sheet_page_itself_is_within_the_next_pages_budget(client, db):
    html = client.get("/dev/tilstande/").content
    assert b"jo-row" in html
    assert len(brotli.compress(html, quality=5)) <= NEXT_PAGE


@pytest.mark.parametrize("name", ["jo.css", "jo-parts.css", "jo.js"])
def test_our_own_files_stay_readable(name: str):
    assert len(_source(f"ui/{name}").read_text(encoding="utf-8").splitlines()) <= 400


@pytest.mark.parametrize("name", ["jo.css", "jo-parts.css"])
def test_every_file_a_stylesheet_names_is_published(name: str):
    published = {f"dkfds/{path}" for path, storage in PackagesFinder().list([]) if storage.prefix == "dkfds"}
    text = _source(f"ui/{name}").read_text(encoding="utf-8")
    named = {"dkfds/" + path for path in re.findall(r'url\("\.\./dkfds/([^"]+)"\)', text)}
    assert named <= published
    assert name != "jo.css" or len(named) >= 7


def test_published_files_are_those_a_page_can_ask_for():
    paths = {f"{storage.prefix}/{path}" for path, storage in PackagesFinder().list([])}
    assert "dkfds/css/dkfds.min.css" in paths
    assert "dkfds/img/svg-icons/check-white.svg" in paths
    assert "htmx/htmx.min.js" in paths
    assert not any(path.endswith((".scss", "dkfds.min.js", "dkfds.css", "htmx.js")) for path in paths)
    apps = {path for path, _storage in AppsFinder().list([])}
    assert "ui/jo.css" in apps
    assert "mfa/js/webauthn.js" in apps
    assert not any(path.startswith("rest_framework") for path in apps)


def test_no_page_carries_inline_script_or_style():
    for path in (ROOT / "templates").rglob("*.html"):
        if "emails" in path.parts or "pdf" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\sstyle=|<style|\son[a-z]+=\"|javascript:", text), path
        for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.DOTALL):
            assert "src=" in attributes or 'type="application/json"' in attributes, (path, body[:80])
