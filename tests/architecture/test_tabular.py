"""Tables leave the product through one door: whoever wrote CSV or XLSX without it would forget the formulas."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py")) + ["tabular"]
DOOR = "tabular/writing.py"
# They make the data files that the product is built with, of public registers, for a developer.
BUILDERS = ("jobcenters/data_tools/", "jobcenters/management/commands/export_postcodes.py")
WRITES = {("csv", "writer"), ("csv", "DictWriter"), ("openpyxl", "Workbook"), ("xlsxwriter", "Workbook")}


def test_csv_and_spreadsheets_are_written_in_one_place() -> None:
    found = []
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            name = path.relative_to(ROOT).as_posix()
            if name == DOOR or name.startswith(BUILDERS):
                continue
            for node in ast.walk(ast.parse(path.read_text())):
                if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                    used = {(node.value.id, node.attr)}
                elif isinstance(node, ast.ImportFrom):
                    used = {((node.module or "").split(".")[0], alias.name) for alias in node.names}
                else:
                    continue
                if used & WRITES:
                    found.append(f"{name}:{node.lineno}")
    assert not found, f"Write tables by tabular.writing: {found}"


def test_the_door_itself_is_seen() -> None:
    tree = ast.parse((ROOT / DOOR).read_text())
    assert any(isinstance(node, ast.Attribute) and node.attr == "writer" for node in ast.walk(tree))
    assert "companies" in APPS
