"""Contrast of the tokens, computed as WCAG 2.1 defines it. axe cannot see text in SVG or beside pseudo-elements."""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).resolve().parent.parent.parent / "ui/static/ui/jo.css"
TOKENS = dict(re.findall(r"--jo-([a-z0-9-]+):\s*(#[0-9a-f]{6});", CSS.read_text(encoding="utf-8")))
WHITE = "#ffffff"


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_itself():
    assert contrast("#000000", WHITE) == pytest.approx(21)
    assert contrast("#febb30", WHITE) == pytest.approx(1.7, abs=0.05)


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("ink", WHITE), ("muted", WHITE), ("muted", "surface"), ("muted", "action-tint"), ("action", WHITE),
        ("action", "action-tint"), ("action", "surface"), ("action-dark", "action-tint"), (WHITE, "action"),
        (WHITE, "action-dark"), ("ok", WHITE), ("soon", "soon-bg"), (WHITE, "late"), ("late", WHITE),
        ("late", "#ffe0e0"), ("wait", WHITE), ("wait", "wait-bg"), ("closed", WHITE), ("ink", "map-1"),
        ("ink", "map-2"), (WHITE, "map-3"), (WHITE, "map-4"), ("ink", "soon-bg"), (WHITE, "ok"),
    ],
)  # fmt: skip
def test_text_is_readable(text: str, background: str):
    assert contrast(TOKENS.get(text, text), TOKENS.get(background, background)) >= 4.5


@pytest.mark.parametrize("edge", ["line-strong", "action", "late", "ok"])
def test_edges_that_carry_meaning_are_visible(edge: str):
    assert contrast(TOKENS[edge], WHITE) >= 3
