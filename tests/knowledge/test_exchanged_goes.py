"""What a hospital has exchanged leaves the memory: no answer that was kept holds the table it was asked of."""

import gc
import weakref

import pytest

from coding.base.resources import resource_path
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.examine.examine import examine
from coding.exchange.read import read_file
from coding.knowledge.knowledge import Knowledge, KnowledgeSource

CODES = "编码,名称,手术级别\nI10.x00,高血压,\nK80.000,胆囊结石伴急性胆囊炎,\nK40.900,单侧腹股沟疝,\n"
MAP = "临床版编码,临床版名称,医保版编码,医保版名称\nI10.x00x002,高血压病,I10.x00,高血压\n"


@pytest.fixture
def source(tmp_path):
    table, crosswalk = tmp_path / "诊断.csv", tmp_path / "对照.csv"
    table.write_text(CODES, encoding="utf-8")
    crosswalk.write_text(MAP, encoding="utf-8")
    return KnowledgeSource(dx_table=str(table), dx_map=str(crosswalk), edition="clinical")


def test_a_table_and_a_crosswalk_that_were_exchanged_leave_the_memory(source):
    pages = read_file(resource_path("sample/sample_n041.csv")).pages[:120]
    knowledge = Knowledge(source)
    for page in pages:
        examine(page, knowledge)
    exchanged = [weakref.ref(part) for part in (knowledge.codes.dx, knowledge.codes.dx_map)]
    assert all(part() is not None for part in exchanged)
    del knowledge
    gc.collect()
    assert [part() for part in exchanged] == [None, None]


def test_answers_about_a_table_are_those_of_that_table(source):
    page = next(p for p in read_file(resource_path("sample/sample_n041.csv")).pages if p.diagnoses)
    embedded = Knowledge(KnowledgeSource())
    own = Knowledge(source)
    before = examine(page, embedded).findings
    assert examine(page, own).findings != before, "the small table lacks the codes of the page"
    assert examine(page, embedded).findings == before
    assert embedded.codes.dx is embedded_library(CodeKind.DIAGNOSIS)
