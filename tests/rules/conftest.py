"""Pages in the notation of the rule files, and the two kinds of knowledge that rules are judged with."""

import pytest

from coding.examine import Context, examine
from coding.knowledge import KnowledgeSource, load_knowledge
from coding.rules.example import read_example


@pytest.fixture(scope="session")
def embedded():
    """What ships with the program: headings only, no grey codes."""
    return load_knowledge()


@pytest.fixture(scope="session")
def imported(reference):
    """What a hospital would import: a full table with grey codes, and a region's scheme."""
    source = KnowledgeSource(
        dx_table=str(reference / "codes" / "icd10_yibao2.csv"),
        px_table=str(reference / "codes" / "icd9cm3_yibao2.csv"),
        scheme=str(reference / "drg" / "chs_drg_11"),
    )
    return load_knowledge(source)


@pytest.fixture(scope="session")
def judge(embedded):
    """``judge(text)`` → the Examination of a page in the notation of the examples."""

    def run(text, knowledge=None):
        page, neighbours, as_of = read_example(text)
        return examine(page, knowledge or embedded, Context(as_of=as_of, neighbours=neighbours))

    return run
