"""What a calendar strip consists of: plain values, ready to draw. The package's text says in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

LABEL_Y = 14
BAND_Y = 22
BAND_HEIGHT = 26
RUN_Y = 50
RUN_HEIGHT = 5
FIRST_BASELINE = 72
LINE_HEIGHT = 20


class MarkKind(StrEnum):
    """What a mark stands for."""

    RECEIVED = "received"
    STARTS = "starts"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the band or of the run, in percent of the width: `x` and `width` are "12.5%"."""

    x: str
    width: str


@dataclass(frozen=True, slots=True)
class Label:
    """The name of a cell, centred on `x`."""

    x: str
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """A vertical line with a text on a line of its own."""

    kind: MarkKind
    x: str
    text: str
    anchor: str
    dx: int
    baseline: int
    line_to: int


@dataclass(frozen=True, slots=True)
class LegendItem:
    """`kind` is "open", "closed" or "run"."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything the drawing needs; see the package's text."""

    title: str
    desc: str
    height: int
    labels: tuple[Label, ...]
    open: tuple[Box, ...]
    closed: tuple[Box, ...]
    edges: tuple[str, ...]
    runs: tuple[Box, ...]
    marks: tuple[Mark, ...]
    legend: tuple[LegendItem, ...]
    # "cells" or "ticks", for whoever wants to style them apart.
    form: str


def marks_on_lines(marks: Sequence[tuple[MarkKind, float, str]]) -> tuple[Mark, ...]:
    drawn = []
    for n, (kind, x, text) in enumerate(marks):
        right = x <= 50
        baseline = FIRST_BASELINE + n * LINE_HEIGHT
        drawn.append(
            Mark(
                kind,
                percent(x),
                text,
                "start" if right else "end",
                5 if right else -5,
                baseline,
                baseline + 3,
            )
        )
    return tuple(drawn)


def height_of(marks: int) -> int:
    return FIRST_BASELINE + (marks - 1) * LINE_HEIGHT + 8


def joined(stretches: Iterable[tuple[float, float]]) -> list[tuple[float, float]]:
    """Stretches that touch, as one."""
    found: list[tuple[float, float]] = []
    for a, b in stretches:
        if found and a - found[-1][1] < 0.001:
            found[-1] = (found[-1][0], b)
        else:
            found.append((a, b))
    return found


def boxes(stretches: Iterable[tuple[float, float]]) -> tuple[Box, ...]:
    return tuple(Box(percent(a), percent(b - a)) for a, b in stretches if b - a > 0.005)


def percent(value: float) -> str:
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return f"{text}%"
