"""A damaged national workbook is told by sheet and row, in both layouts, and never groups as if it were whole."""

import pytest

from coding.base.errors import KnowledgeError
from coding.base.sheets import Sheet
from coding.drg.national_sheets import BookFacts, national_sheets
from coding.drg.reach import check_scheme
from tests.drg.national_book import BOOK
from tests.drg.small_pack import case
from tools.damaged_workbooks import DAMAGES, LAYOUTS, outcome, whole_scheme


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """The whole workbook, by layout."""
    folder = tmp_path_factory.mktemp("whole")
    return {layout: whole_scheme(layout, folder) for layout in LAYOUTS}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_whole_workbook_has_nothing_to_be_told(whole, layout):
    assert check_scheme(whole[layout]) == ()


def test_both_layouts_group_alike(whole):
    for told in (("I50.900", "36.1100"), ("I50.900 J96.000", ""), ("S06.000 S36.000", ""), ("I10.x00", "")):
        made = case(*told)
        assert whole["a"].group(made) == whole["b"].group(made)


def test_there_are_more_than_thirty_ways_each_with_a_name_of_its_own():
    assert len({damage.name for damage in DAMAGES}) == len(DAMAGES) > 30


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("damage", DAMAGES, ids=lambda damage: damage.name)
def test_a_damage_is_told_where_it_is_and_nothing_groups_as_if_whole(damage, layout, whole, tmp_path):
    found = outcome(damage, layout, whole[layout], tmp_path)
    assert any(damage.words in sentence for sentence in found.told), found
    assert found.is_refused is damage.refused
    if damage.whole:
        assert found.before == damage.whole
        assert found.after != damage.whole


def sheets(**changed):
    return [Sheet(name, [[str(c) for c in row] for row in rows]) for name, rows in {**BOOK, **changed}.items()]


def test_an_xls_that_is_full_has_lost_its_end():
    rows = [*BOOK["集合"], *([("DI_FR1", "I50.900", "", "DI")] * (65_536 - len(BOOK["集合"])))]
    assert national_sheets(sheets(集合=rows), "全国.xlsx")
    with pytest.raises(KnowledgeError, match="截断"):
        national_sheets(sheets(集合=rows), "全国.xls", BookFacts(is_xls=True))


def test_merged_titles_above_the_header_are_passed_over():
    titles = [("按病组（DRG）付费3.0版",), ("",), ("集合", "", ""), ("（_20260909更新）",)]
    found = national_sheets(sheets(集合=[*titles, *BOOK["集合"]]), "全国.xlsx")
    assert found["集合"][0]["code"] == "36.1100"
    assert found["集合"][0].line == 6


def test_headers_are_read_in_any_width_and_with_blanks():
    header = ("ＡＤＲＧ编码", " ADRG 名称_x000D_", "adrg规则", "所属　MDC编码", "\ufeffMDC内排序")
    assert national_sheets(sheets(ADRG=[header, *BOOK["ADRG"][1:]]), "全国.xlsx")["ADRG"]


def test_exclusion_tables_with_a_column_of_types_are_no_sets():
    rows = [(*row, "类型编号" if at == 0 else "DI") for at, row in enumerate(BOOK["排除表"])]
    found = national_sheets(sheets(排除表=rows), "全国.xlsx")
    assert found["排除表"][0]["set"] == "EX_1"
    assert found["集合"][0]["set"] == "OP_ALL"
