"""The benchmark's table: what a figure says, and that the command prints it."""

import json

import pytest

from bench import at_least, at_most
from bench.__main__ import line


@pytest.mark.parametrize(
    ("figure", "ratio", "met"),
    [
        (at_most("slow", 30, 10, 2), 3.0, False),
        (at_most("same", 20, 10, 2), 2.0, True),
        (at_least("half", 50, 100, 0.5), 0.5, True),
        (at_least("less", 49, 100, 0.5), 0.49, False),
        (at_most("nothing to compare with", 1, 0, 2), float("inf"), False),
        (at_most("nothing at all", 0, 0, 2), 0.0, True),
    ],
)
def test_a_figure_is_judged_by_its_ratio(figure, ratio: float, met: bool) -> None:  # type: ignore[no-untyped-def]
    assert figure.ratio == ratio
    assert figure.met is met
    assert line(figure).endswith("met" if met else "NOT MET")
    assert figure.name in line(figure)


def test_a_figure_as_json_has_the_judgement() -> None:
    told = json.loads(json.dumps(at_most("sweep", 1.5, 1.0, 2, "s", "the same SQL by hand").as_dict()))
    assert told["ratio"] == 1.5
    assert told["met"] is True
    assert told["reference_is"] == "the same SQL by hand"
