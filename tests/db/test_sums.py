"""Whoever writes a row makes its sum: a row that was written without one would read as damaged."""

import ast
import re
from pathlib import Path

from db.shared.tables.sums import SUMMED, row_sum
from db.sqlite.migrations import m0008_marks_and_sums as step
from db.sqlite.migrations import m0010_people_and_audit as ten

SOURCES = Path(__file__).resolve().parents[2] / "db" / "sqlite"
WRITES = re.compile(rf"\b(?:INSERT (?:OR \w+ )?INTO|UPDATE) ({'|'.join(SUMMED)})\b")
#: Functions that write nothing of what the sum is over.
NOTHING_SUMMED = {"mark_pages", "show", "seal"}


def statements(path):
    """Each function of a file with the text of it and of the constants that it names."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    constants = {
        target.id: ast.unparse(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}
            yield node.name, ast.unparse(node), " ".join(constants[name] for name in sorted(names & set(constants)))


def test_every_function_that_writes_a_summed_table_seals_what_it_wrote():
    found = {
        f"{path.name}: {name}"
        for path in SOURCES.glob("*.py")
        for name, own, named in statements(path)
        if WRITES.search(f"{own} {named}") and "seal(" not in own and name not in NOTHING_SUMMED
    }
    assert found == set()


def test_the_sums_of_an_old_file_are_made_as_the_program_makes_them():
    for values in ((1, "甲", None, 1.5), ("半\ud800",), ()):
        assert step._row_sum(*values) == row_sum(*values)
    later = {"paid_results", "people", "reviews", "assignments", "samples", "sample_words", "month_entries", "moved"}
    # these tables later steps have made, with sums from their first row on; that of the pages step ten makes anew
    assert {t: c for t, c in SUMMED.items() if t not in later} == {**step._SUMMED, "pages": ten._SUMMED}, (
        "a table that gets other columns later needs a step that makes its sums anew"
    )
