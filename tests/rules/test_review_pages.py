"""The pages on which a coder reviews the tables say what the tables say, and every row names its source."""

import csv

import pytest

from tools.write_review_pages import FOLDER, PARTS, RULES, _tables, pages


def test_the_pages_are_those_of_the_tables():
    written = {file.name: file.read_text(encoding="utf-8") for file in FOLDER.glob("*.md")}
    assert written == dict(pages()), "python -m tools.write_review_pages"


@pytest.mark.parametrize("table", [t for part in PARTS for t in _tables(part)], ids=lambda t: t.name)
def test_every_row_says_where_it_stands(table):
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    column = next((c for c in ("source", "note") if c in rows[0]), None)
    assert column, f"{table.name} has no column for the source"
    blank = [row for row in rows if not (row[column] or "").strip()]
    assert not blank
    assert RULES in table.parents
