"""The card of a code: its place, its editions, what may be submitted in its stead."""

import pytest

from coding.codes.entry import CodeKind, CodeStatus, ProcedureKind
from coding.grouping.grouper import Complication
from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.card_of_code import code_card, prepare_cards
from tests.codes.test_crosswalk import DX as DX_MAP
from tests.codes.test_crosswalk import PX as PX_MAP
from tests.codes.test_crosswalk import page

DX, PX = CodeKind.DIAGNOSIS, CodeKind.PROCEDURE
TABLE = """编码,名称,医保灰码
K80.000,胆囊结石伴有急性胆囊炎,1
K80.000x002,急性化脓性胆囊炎伴结石,0
K80.001,胆囊结石伴急性胆囊炎,0
A19.000x001,乙,0
A19.001,丙,0
E11.200+N08.3*,2型糖尿病性肾病,0
"""


@pytest.fixture
def own(tmp_path):
    files = {"诊断.csv": TABLE, "诊断对照.csv": DX_MAP, "手术对照.csv": PX_MAP}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8-sig")
    maps = {"dx_map": str(tmp_path / "诊断对照.csv"), "px_map": str(tmp_path / "手术对照.csv")}
    return Knowledge(KnowledgeSource(dx_table=str(tmp_path / "诊断.csv"), **maps))


def test_a_diagnosis_stands_in_chapter_block_and_category(embedded):
    card = code_card("k80.0", DX, embedded)
    assert (card.code, card.name, card.status) == ("K80.000", "胆囊结石伴有急性胆囊炎", CodeStatus.EXACT)
    assert [(rung.word, rung.code, rung.is_code) for rung in card.rungs] == [
        ("章", "11", False),
        ("节", "K80-K87", False),
        ("类目", "K80", True),
    ]
    assert card.severity is Complication.MINOR
    assert card.leads.chapters


def test_an_extension_stands_below_its_subcategory(embedded):
    card = code_card("K80.000x002", DX, embedded)
    assert [rung.code for rung in card.rungs][-2:] == ["K80", "K80.0"]
    assert card.rungs[-1].name == "胆囊结石伴有急性胆囊炎"


def test_a_category_has_a_card_with_what_is_below_it(embedded):
    card = code_card("K80", DX, embedded)
    assert (card.name, card.status) == ("胆石症", CodeStatus.HEADING)
    assert {entry.code for entry in card.below} >= {"K80.000", "K80.200"}


def test_a_procedure_says_its_kind_and_its_way_up(embedded):
    card = code_card("51.23", PX, embedded)
    assert card.procedure is ProcedureKind.OPERATION
    assert [rung.code for rung in card.rungs][:2] == ["09", "51"]
    assert card.editions[0].words == "没有导入临床版与医保版的对照表。"


def test_a_grey_code_says_what_may_be_submitted_instead(own):
    card = code_card("K80.000", DX, own)
    assert card.grey
    assert [entry.code for entry in card.instead] == ["K80.000x002", "K80.001"]
    assert code_card("K80.001", DX, own).instead == ()


def test_a_dagger_and_an_asterisk_lead_to_the_rows_that_hold_them(own):
    assert [entry.code for entry in code_card("E11.2", DX, own).pairs] == ["E11.200+N08.3*"]
    assert [entry.code for entry in code_card("N08.3", DX, own).pairs] == ["E11.200+N08.3*"]
    assert [half[:2] for half in code_card("E11.200+N08.3*", DX, own).halves] == [
        ("剑号（病因）", "E11.200"),
        ("星号（表现）", "N08.3"),
    ]


def test_a_code_that_means_something_else_in_the_other_edition_is_warned_of(own):
    editions = code_card("A19.000x001", DX, own).editions
    assert ("作为临床版编码，对应医保版", "A19.001", "丙") in [(e.words, e.code, e.name) for e in editions]
    assert "A18.000x901" in [e.code for e in editions]
    (warned,) = [e for e in editions if e.is_warning]
    assert "医保版的 A19.000x001 是“乙”" in warned.words
    assert not any(e.is_warning for e in code_card("I10.x00", DX, own).editions)


def test_a_code_is_grouped_as_its_page_has_it_carried(own):
    assert code_card("A18.000x901", DX, own, page("A18.000x901")).grouped_as == "A19.000x001"
    assert code_card("A18.000x901", DX, own).grouped_as == "A18.000x901"


@pytest.mark.parametrize(
    "text",
    ["", "<img src=x>", "胆囊结石", "K8", pytest.param("\ud800", id="half"), pytest.param("x" * 5000, id="long")],
)
def test_what_is_no_code_has_a_card_that_says_so(embedded, text):
    card = code_card(text, DX, embedded)
    assert card.status is CodeStatus.MALFORMED
    assert (card.rungs, card.notes, card.instead) == ((), (), ())
    assert card.leads.is_nothing


def test_the_tables_are_read_beforehand(embedded):
    prepare_cards(embedded)
