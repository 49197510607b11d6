"""`./run chaos`: the product on servers of its own, killed at random for ten minutes, and a checker at the end."""

import os
import subprocess

from tooling import prepare
from tooling.paths import ROOT, VENV_PYTHON
from tooling.stack import without_python_settings


def main(arguments: list[str]) -> int:
    """The command's exit code: 0 when nothing was lost, doubled or contradicted."""
    prepare.prepare("run")
    # Its settings and folders are its own; `bench.chaos` ends with us when the terminal says so.
    return subprocess.run(
        [VENV_PYTHON, "-m", "bench.chaos", *arguments],
        env=without_python_settings(os.environ),
        cwd=ROOT,
        check=False,
    ).returncode
