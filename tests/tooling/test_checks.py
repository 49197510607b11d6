"""`./test`: what its words mean, and that one failed check does not hide another."""

import os

import pytest

from tooling.checks import Checks
from tooling.checks import test_path as path_of


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("tooling", "tests/tooling"),
        ("tooling/test_checks", "tests/tooling/test_checks.py"),
        ("tooling/test_checks.py::test_x", "tests/tooling/test_checks.py::test_x"),
        ("tests/tooling/test_checks.py", "tests/tooling/test_checks.py"),
        ("-k", "-k"),
        ("no_such_thing", "no_such_thing"),
    ],
)
def test_words_that_name_a_folder_of_tests_mean_it(word: str, meant: str) -> None:
    assert path_of(word) == meant


def test_all_checks_run_and_one_failure_fails_the_whole(capsys: pytest.CaptureFixture[str]) -> None:
    checks = Checks(dict(os.environ))
    assert checks.run("first", "true")
    assert not checks.run("second", "false")
    assert checks.run("third", "true")
    assert checks.summary() == 1
    said = capsys.readouterr().err
    assert [
        line.split()[0] for line in said.splitlines() if " s" in line and ("ok" in line or "FAILED " in line)
    ]
    assert "FAILED: second" in said

    fine = Checks(dict(os.environ))
    fine.run("only", "true")
    assert fine.summary() == 0
    assert "All passed" in capsys.readouterr().err
