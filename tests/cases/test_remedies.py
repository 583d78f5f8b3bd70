"""The doctor for QY and 0000 on the pages that every department knows: its cause, and what the page supports."""

import pytest

from coding.examine.alternatives import cause
from coding.examine.examine import examine
from coding.examine.remedies import all_remedies
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from tests.cases.page_cases import load_cases

CASES = {case.title.split()[0]: case for case in load_cases("stories.toml")}

#: Story, scheme, a word of the cause, the changes that are offered in order (by their first edit) and their groups.
TOLD = [
    ("1", "chs_drg_11", "灰码", ["K80.000x002"], ["HC29"]),
    ("1", "chs_drg_20", "灰码", ["K80.000x002"], ["HC25"]),
    ("4", "chs_drg_20", "13.4100x001", ["diagnosis 1"], ["CB59"]),
    ("5a", "chs_drg_11", "灰码", ["Z51.102", "diagnosis 1"], ["RU13", "JR19"]),
    ("9", "chs_drg_11", "出生体重", [], []),
    ("10", "chs_drg_11", "性别为男", ["2"], ["NS19"]),
    ("10", "chs_drg_20", "性别为男", ["2"], ["NS19"]),
    ("3", "chs_drg_11", "", [], []),
]


@pytest.mark.parametrize(("story", "scheme", "why", "offered", "groups"), TOLD)
def test_the_cause_and_what_the_page_supports(story, scheme, why, offered, groups, reference):
    codes = reference / "codes"
    knowledge = load_knowledge(
        KnowledgeSource(
            dx_table=str(codes / "icd10_yibao2.csv"),
            px_table=str(codes / "icd9cm3_yibao2.csv"),
            scheme=str(reference / "drg" / scheme),
        )
    )
    page = CASES[story].page
    found = all_remedies(page, knowledge, examine(page, knowledge))
    firsts = [change.edits[0] for change, _ in found]

    assert why in cause(page, knowledge)
    assert [e.after or f"{e.group} {e.index}" for e in firsts] == offered
    assert [grouping.drg for _, grouping in found] == groups
