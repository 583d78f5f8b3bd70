"""The term book and the words it works on."""

import pytest
from openpyxl import Workbook

from coding.base.errors import KnowledgeError
from coding.codes.entry import CodeKind, CodeStatus
from coding.codes.library import embedded_library
from coding.suggest.term_book import embedded_terms, load_terms
from coding.suggest.variants import Aliases
from coding.words.normalising import cleaned_query, fold, rewriter, sides, without_sides


def test_there_are_many_aliases_and_each_code_is_of_the_classification():
    aliases = embedded_terms().aliases
    assert len(aliases) >= 2_500
    for pair in aliases:
        library = embedded_library(CodeKind(pair.kind))
        assert not pair.code or library.status(pair.code) in (CodeStatus.EXACT, CodeStatus.HEADING), pair
        assert len(pair.code) <= 5, "aliases name categories and subcategories only"


def test_no_alias_stands_twice_with_two_meanings():
    seen = {}
    for pair in embedded_terms().aliases:
        key = (pair.kind, fold(pair.raw))
        assert seen.setdefault(key, pair.std) == pair.std, pair


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_pairs_are_read_from_any_sheet_with_raw_and_std(tmp_path, encoding):
    path = tmp_path / "术语.csv"
    path.write_text(
        "id,raw,kind,std,code\n1,老慢支,single,慢性支气管炎,J42.x00\n2,甲乙,multi,甲##乙,\n3,,x,y,\n", encoding
    )
    pairs = load_terms(path).accepted
    assert [(p.raw, p.std, p.code) for p in pairs] == [
        ("老慢支", ("慢性支气管炎",), "J42.x00"),
        ("甲乙", ("甲", "乙"), ""),
    ]
    assert load_terms(path).aliases == embedded_terms().aliases


def test_pairs_are_read_from_a_workbook_with_chinese_headers(tmp_path):
    book = Workbook()
    book.active.append(["原词", "标准词"])
    book.active.append(["脑梗", "脑梗死"])
    book.save(tmp_path / "术语.xlsx")
    assert load_terms(tmp_path / "术语.xlsx").accepted[0].std == ("脑梗死",)


def test_a_sheet_without_the_two_columns_says_so(tmp_path):
    path = tmp_path / "坏.csv"
    path.write_text("甲,乙\n1,2\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="raw"):
        load_terms(path)
    path.write_text("raw,std\n,\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="没有一行"):
        load_terms(path)


def test_roman_numerals_of_types_become_digits():
    assert fold("Ⅱ型糖尿病") == fold("II型糖尿病") == fold("２型糖尿病") == fold("二型糖尿病")
    assert fold("COPD Ⅲ级") == "copd3级"
    assert fold("ICU") == "icu"


def test_words_of_doubt_and_numbering_are_set_aside():
    assert cleaned_query("1.肺炎待查？") == "肺炎"
    assert cleaned_query("考虑脑梗死可能") == "脑梗死"
    assert cleaned_query("待查") == "待查"


def test_sides_are_told_and_set_aside_but_not_the_left_heart():
    assert sides("左侧股骨颈骨折") == "one"
    assert sides("双肾结石") == "both"
    assert sides("左心衰竭") == ""
    assert without_sides("双侧肾结石") == "肾结石"
    assert without_sides("急性左心衰竭") == "急性左心衰竭"
    assert without_sides("双胎妊娠") == "双胎妊娠"


def test_one_spelling_for_synonyms():
    dx, px = rewriter(CodeKind.DIAGNOSIS), rewriter(CodeKind.PROCEDURE)
    assert dx(fold("乳腺癌")) == dx(fold("乳房恶性肿瘤"))
    assert dx(fold("未特指的脑梗死")) == dx(fold("脑梗塞"))
    assert px(fold("腹腔镜下胆囊切除术")) == px(fold("腹腔镜胆囊切除"))
    assert px(fold("甲状腺肿物切除术")) == px(fold("甲状腺病损切除术"))


def test_an_alias_in_the_middle_of_words_is_written_out():
    aliases = Aliases(embedded_terms().aliases_for(CodeKind.DIAGNOSIS))
    texts = [v.text for v in aliases.variants("重症肺炎并呼衰")]
    assert any("呼吸衰竭" in t for t in texts)
    assert [v.text for v in aliases.variants("慢性肾盂肾炎")] == ["慢性肾盂肾炎"]
