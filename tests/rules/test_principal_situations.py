"""Which rows of a page may be the principal diagnosis: situations as the teaching of coders has them."""

import csv
from pathlib import Path

import pytest

from coding.examine.choice import Choice, verdict_on
from coding.examine.examine import examine
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import move_row
from coding.rules.example import read_example

#: One letter a row: 允 allowed, 疑 doubtful or forbidden, 或 either.
RIGHT = {
    "允": {Choice.ALLOWED},
    "疑": {Choice.DOUBTFUL, Choice.FORBIDDEN},
    "或": {Choice.ALLOWED, Choice.DOUBTFUL},
}
FILE = Path(__file__).parents[1] / "cases" / "principal_situations.csv"
with FILE.open(encoding="utf-8", newline="") as lines:
    SITUATIONS = list(csv.DictReader(lines))


def asked_as_principal(page, at, *, turned=False):
    """The page with a row at the front, the others in their order or turned about."""
    moved = page.apply(move_row(page, "diagnosis", at, 0)) if at else page
    if turned:
        for number in range(len(moved.diagnoses) - 1, 1, -1):
            moved = moved.apply(move_row(moved, "diagnosis", len(moved.diagnoses) - 1, len(moved.diagnoses) - number))
    return moved


@pytest.mark.parametrize("turned", [False, True], ids=["in order", "turned about"])
@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda s: s["title"])
def test_each_row_of_a_situation_has_the_verdict_of_the_teaching(situation, turned):
    page = read_example(situation["page"])[0]
    for at, letter in enumerate(situation["verdicts"]):
        seen = examine(asked_as_principal(page, at, turned=turned), load_knowledge())
        against = [(f.rule, f.message) for f in seen.findings if f.place.field.startswith("principal_dx")]
        assert verdict_on(seen, "diagnosis") in RIGHT[letter], (at, page.diagnoses[at].name, against)
