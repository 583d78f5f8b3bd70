"""Ten pages that every coding department knows, with the public tables that a hospital would import.

The groups are what a pack answers, not what a page deserves: no change is offered because a group rises.
"""

import pytest

from coding.examine.preview import preview
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.change import Change
from coding.page.edits import insert_row, move_row, remove_row, set_field
from coding.page.rows import Diagnosis
from coding.suggest.propose import propose
from tests.cases.page_cases import load_cases

CASES = load_cases("stories.toml")
BY_SCHEME = [(case, scheme) for case in CASES for scheme in case.expected["group"]]


def knowledge_of(reference, scheme):
    codes = reference / "codes"
    return load_knowledge(
        KnowledgeSource(
            dx_table=str(codes / "icd10_yibao2.csv"),
            px_table=str(codes / "icd9cm3_yibao2.csv"),
            scheme=str(reference / "drg" / scheme),
        )
    )


def change_of(page, steps):
    """The Change that the steps of a story describe."""
    edits = []
    for kind, what, *where in steps:
        if kind == "set":
            change = set_field(page, what, where[1], where[0])
        elif kind == "move":
            change = move_row(page, what, *where)
        elif kind == "remove":
            change = remove_row(page, what, where[0])
        else:
            code, name, poa = where[1].split()
            change = insert_row(page, what, Diagnosis(code, name, poa.strip("@")), where[0])
        page = page.apply(change)
        edits += change.edits
    return Change(tuple(edits), reason="故事")


@pytest.mark.parametrize(("case", "scheme"), BY_SCHEME, ids=[f"{c.title}·{s}" for c, s in BY_SCHEME])
def test_the_group_before_and_after_the_change(case, scheme, reference):
    shift = preview(case.page, change_of(case.page, case.expected["change"]), knowledge_of(reference, scheme))

    assert [shift.before.grouping.drg, shift.after.grouping.drg] == case.expected["group"][scheme]


def _param(case, part):
    """The case, marked when this part of it is known to be missing still: a strict xfail, with the reason."""
    reason = case.expected.get("xfail", {}).get(part)
    marks = [pytest.mark.xfail(reason=reason, strict=True)] if reason else []
    return pytest.param(case, id=case.title, marks=marks)


FINDINGS = [c for c in CASES if {"rules", "gone", "come"} & set(c.expected)]


@pytest.mark.parametrize("case", [_param(c, "findings") for c in FINDINGS])
def test_what_the_program_says_before_and_after(case, reference):
    scheme = "chs_drg_20" if "KQY" in case.expected.get("group", {}).get("chs_drg_20", ()) else "chs_drg_11"
    shift = preview(case.page, change_of(case.page, case.expected["change"]), knowledge_of(reference, scheme))

    assert set(case.expected.get("rules", ())) <= {f.rule for f in shift.before.findings}
    assert set(case.expected.get("gone", ())) <= {f.rule for f in shift.gone}
    assert not set(case.expected.get("gone", ())) & {f.rule for f in shift.after.findings}
    assert set(case.expected.get("come", ())) <= {f.rule for f in shift.come}


SUGGESTED = [c for c in CASES if "suggest" in c.expected]


@pytest.mark.parametrize("case", [_param(c, "suggest") for c in SUGGESTED])
def test_the_first_suggestion_is_the_leaf_that_the_words_name(case, reference):
    wanted = case.expected["suggest"]
    found = propose(case.page, knowledge_of(reference, "chs_drg_11").lookup, (wanted["group"], wanted["index"]))

    assert found[0].match.code == wanted["first"]
