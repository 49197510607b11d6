"""Documents that are generated, or that promise something about the tree, are true."""

import re
from pathlib import Path

from orders.states_doc import states_doc

ROOT = Path(__file__).resolve().parent.parent.parent


def test_the_diagram_of_states_is_up_to_date() -> None:
    assert (ROOT / "docs/states.md").read_text(encoding="utf-8") == states_doc(), (
        "Run `./run manage write_states_doc`."
    )


def test_links_in_the_documents_lead_somewhere() -> None:
    documents = [ROOT / "README.md", ROOT / "CHANGELOG.md", *(ROOT / "docs").rglob("*.md")]
    checked = 0
    for document in documents:
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            checked += 1
            assert (document.parent / target).exists(), f"{document.name}: {target}"
    assert checked > 5


def test_the_readme_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./run" in text
    assert "./test" in text
