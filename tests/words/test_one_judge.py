"""Rules and suggestions say the same of every row: what the panel doubts, a rule tells, and the other way round."""

import csv

import pytest

from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeKind
from coding.examine.examine import examine
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.suggest.propose import cause
from coding.suggest.suggestion import Cause

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
TOLD_BY = {"FP-COD-320", "FP-COD-321", "FP-COD-322", "FP-COD-323", "FP-COD-324", "FP-COD-325",
           "FP-STD-047", "FP-STD-048", "FP-STD-049"}  # fmt: skip
DOUBTS = {Cause.UNLIKE, Cause.MAY_DIFFER}
#: Causes that come before the words are looked at.
EARLIER = {Cause.NO_CODE, Cause.LOST_ZERO, Cause.MALFORMED, Cause.UNKNOWN, Cause.GREY, Cause.NOT_REFINED}


def told(page, knowledge):
    """Rows, by group and index, of which a rule says that words and code do not fit; one rule says it."""
    found = [f for f in examine(page, knowledge, Context()).findings if f.rule in TOLD_BY]
    places = [("op" if f.place.field.startswith("op") else "dx", f.place.index) for f in found]
    assert len(places) == len(set(places)), "one finding a row"
    return set(places)


def doubted(page, knowledge):
    """The same as the panel says it; and the rows of which it says something else first."""
    doubts, earlier = set(), set()
    for group, kind, rows in (("dx", DX, page.diagnoses), ("op", PX, page.procedures)):
        library, search = knowledge.codes.library(kind), knowledge.lookup.search(kind)
        for index, row in enumerate(rows):
            why = cause(row.code, row.name, library, search)
            if why in DOUBTS:
                doubts.add((group, index))
            elif why in EARLIER:
                earlier.add((group, index))
    return doubts, earlier


def disagreements(pairs, kind, knowledge):
    wrong = []
    for start in range(0, len(pairs), 20):
        some = pairs[start : start + 20]
        if kind is DX:
            page = FrontPage(diagnoses=tuple(Diagnosis(code, words) for words, code in some))
        else:
            page = FrontPage(procedures=tuple(Procedure(code, words) for words, code in some))
        by_rule = told(page, knowledge)
        by_panel, earlier = doubted(page, knowledge)
        wrong += [(some[i], g) for g, i in (by_rule ^ by_panel) - earlier]
    return wrong


@pytest.mark.parametrize("kind", [DX, PX])
def test_panel_and_rules_agree_on_names_that_were_exchanged(embedded, kind):
    """Invented rows: names of the headings beside the codes of others, near and far."""
    entries = embedded.codes.library(kind).entries[::17]
    pairs = [(a.name, b.code) for step in (1, 40) for a, b in zip(entries, entries[step:], strict=False)][:500]
    assert disagreements(pairs, kind, embedded) == []


@pytest.mark.parametrize(
    ("file", "table", "column", "kind"), [("dx_dev", "dx", "in_yb2", DX), ("px_yb2_dev", "px", "code_name_in_yb2", PX)]
)
def test_panel_and_rules_agree_on_the_public_pairs(reference, imported, file, table, column, kind):
    assert isinstance(imported.codes, CodeTables)
    assert table
    with (reference / "terms" / f"{file}.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [r for r in csv.DictReader(lines) if r["kind"] == "single" and r[column] == "1"][:400]
    codes = [(r.get("code_yb2") or r["code"]).split("|")[-1] for r in rows]
    right = [(r["raw"], c) for r, c in zip(rows, codes, strict=True)]
    wrong = [(r["raw"], c) for r, c in zip(rows, codes[7:] + codes[:7], strict=True)]
    assert disagreements(right + wrong, kind, imported) == []
