"""Every identifier and every column that the glossary names is there."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from coding.exchange.layout import all_layouts
from coding.page.fields import field_catalogue

ROOT = Path(__file__).resolve().parents[2]
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("|---", "| 词 "))
]
NAMES = sorted({name for row in ROWS for name in re.findall(r"`((?:coding|db|ui)\.[\w.]+)`", " ".join(row))})
COLUMNS = sorted({name for row in ROWS for name in re.findall(r"`(\w+)`", row[3])})


@cache
def defined_in(room):
    """Names of a room, and ``Class.member`` of its classes."""
    names = set()
    for path in (ROOT / room.replace(".", "/")).rglob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            names.update(_names(node))
            if isinstance(node, ast.ClassDef):
                names.update(f"{node.name}.{name}" for part in node.body for name in _names(part))
    return names


def _names(node):
    if isinstance(node, ast.ClassDef | ast.FunctionDef):
        return {node.name}
    targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@cache
def known_columns():
    """Fields, columns of the layouts, headers of the tables and of what the command line writes."""
    columns = set(field_catalogue()) | {column.name for layout in all_layouts() for column in layout.columns}
    for folder in ("resources", "tests/golden"):
        for path in (ROOT / folder).rglob("*.csv"):
            with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
                columns.update(next(csv.reader(file), ()))
    return columns


def test_every_row_has_word_english_identifier_column_and_meaning():
    assert len(ROWS) > 50
    assert all(len(row) == 5 and row[0] and row[1] for row in ROWS)


@pytest.mark.parametrize("name", NAMES)
def test_every_identifier_is_defined_in_its_room(name):
    parts = name.split(".")
    room = next(n for n in range(len(parts) - 1, 0, -1) if (ROOT.joinpath(*parts[:n]) / "__init__.py").is_file())
    assert ".".join(parts[room:]) in defined_in(".".join(parts[:room]))


@pytest.mark.parametrize("column", COLUMNS)
def test_every_column_stands_in_a_file_or_is_a_field(column):
    assert column in known_columns()


def test_no_word_stands_for_two_things():
    english = [row[1] for row in ROWS]
    assert len(english) == len(set(english))
