"""A rule in Chinese and as the files have it: the one gives back the other, and no English is left to read."""

import re

import pytest

from coding.rules.kinds.catalogue import KINDS
from coding.rules.local import BLANK_ROW, compile_row, embedded_rows
from coding.rules.rule_language import _table, complaint_in_words, condition_words, spoken, written

COLUMNS = ("fields", "params", "when", "message", "hint", "fails", "passes", "near")
#: Words of the field itself, and what stands for a letter in a pattern.
ALLOWED = {
    "ABO",
    "BNX",
    "CMP",
    "ECMO",
    "ICD",
    "SIRS",
    "CRT",
    "ERCP",
    "CRRT",
    "ICU",
    "MDC",
    "DRG",
    "MDCA",
    "MCC",
    "HQMS",
    "Excel",
    "fff",
    "ffff",
    "setl",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_every_rule_comes_back_as_it_was(column):
    for row in embedded_rows().values():
        text = row.get(column, "") or ""
        assert written(column, spoken(column, text)) == text, row["id"]


@pytest.mark.parametrize("column", COLUMNS)
def test_what_is_in_the_files_can_be_typed_too(column):
    for row in embedded_rows().values():
        text = row.get(column, "") or ""
        assert written(column, text) == text, row["id"]


@pytest.mark.parametrize("column", COLUMNS)
def test_no_english_is_left(column):
    for row in embedded_rows().values():
        said = re.sub(r'"[^"]*"', "", spoken(column, row.get(column, "") or ""))
        assert set(re.findall(r"[A-Za-z_]{3,}", said)) <= ALLOWED, (row["id"], said)


def test_one_word_is_one_name_in_each_place():
    for scope, names in _table().items():
        assert len(set(names.values())) == len(names), scope


def test_every_parameter_that_a_kind_tells_of_has_a_word():
    for kind in KINDS.values():
        for said in re.findall(r"`([^`{]*)`", kind.params):
            for part in said.split(";"):
                name = part.split("=")[0].strip().split(".")[0]
                assert not re.fullmatch(r"[a-z_]+", name) or name in _table()["param"], (kind.key, name)


def test_a_rule_that_was_written_in_chinese_is_judged(tmp_path):
    row = {
        **BLANK_ROW,
        "id": "H1-001",
        "dimension": "accuracy",
        "severity": "warning",
        "kind": "expression",
        "fields": written("fields", "「年龄（岁）」 「出院主要诊断编码」"),
        "params": written("params", '条件=「年龄（岁）」 < 18 并且 主要诊断属于("I10-I15")'),
        "message": written("message", "{年龄（岁）} 岁的高血压，请核对"),
        "hint": "核对年龄",
        "basis": "医院内部管理约定",
    }
    assert row["params"] == 'if=age_years < 18 and principal("I10-I15")'
    assert row["message"] == "{age_years} 岁的高血压，请核对"
    assert compile_row(row, "规则 H1-001").rule.id == "H1-001"


def test_quotes_that_hold_codes_or_words_stay():
    said = spoken("params", 'if=contains(text(orders), "性别") and has("K40, @female")')
    assert '"性别"' in said
    assert '"K40, @女性疾病"' in said
    assert written("params", said) == 'if=contains(text(orders), "性别") and has("K40, @female")'


def test_a_complaint_names_the_parameter_in_its_word():
    told = complaint_in_words("规则 H1-001：缺少参数 codes，请对照规则说明（docs/rules.md）改正。")
    assert told == "规则 H1-001：缺少参数 “编码范围”，请对照规则说明（F1）改正。"
    assert "主要诊断" in complaint_in_words("参数 rows 的值“x”不在 principal、others 之内")


def test_the_words_of_conditions_are_told():
    assert {"并且", "或者", "有诊断", "为空"} <= set(condition_words())


def test_what_the_guide_of_a_kind_names_has_a_word_though_no_embedded_rule_uses_it():
    table = _table()
    for kind in KINDS.values():
        for name, values in re.findall(r"\b([a-z_]+)=([a-z_]+(?:/[a-z_]+)*)", kind.params):
            assert name in table["param"], (kind.key, name)
            assert set(values.split("/")) <= table["value"].keys(), (kind.key, name)


@pytest.mark.parametrize(
    "params", ["domain=RC032,RC032_2011", "domain=RC023 ,  RC001; also=x", "domain=", "domain=, RC001"]
)
def test_the_blanks_between_tables_stay_as_they_were_typed(params):
    assert written("params", spoken("params", params)) == params
    assert "RC001" not in spoken("params", params)
