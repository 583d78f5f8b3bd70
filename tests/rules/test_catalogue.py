"""The rule book as a whole: how much of the catalogue it holds, and that its rows are sound."""

import csv
import re

import pytest

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_path
from coding.base.tables import read_table
from coding.page.fields import field_catalogue
from coding.page.finding import Dimension
from coding.page.moment import Moment
from coding.rules.kinds.catalogue import KINDS
from coding.rules.rule import Role
from coding.rules.rule_book import COLUMNS as BOOK_COLUMNS
from coding.rules.rule_book import embedded_rules, load_rules

COLUMNS = ",".join(BOOK_COLUMNS)


@pytest.fixture(scope="module")
def rules():
    return [c.rule for c in embedded_rules().rules]


def test_most_of_the_catalogue_is_judged(rules):
    assert len(rules) + len(embedded_rules().off) >= 510
    assert sum(r.dimension is not Dimension.COMPLETENESS for r in rules) >= 350


def test_the_most_telling_rules_are_there(rules):
    ids = {r.id for r in rules}
    telling = {
        "FP-COD": "001 002 007 016 021 025 042 068",
        "FP-ACC": "001 005 006 013 015 020 044",
        "FP-CMP": "057 064 067 070",
        "FP-STD": "042 043 047",
        "FP-DRG": "001 032",
    }
    assert {f"{group}-{n}" for group, numbers in telling.items() for n in numbers.split(" ")} <= ids


def test_every_rule_names_clause_message_hint_role_and_moment(rules):
    for rule in rules:
        assert rule.basis, rule.id
        assert rule.hint, rule.id
        assert re.search(r"[\u4e00-\u9fff]", rule.message), rule.id
        assert isinstance(rule.moment, Moment), rule.id
        assert isinstance(rule.role, Role), rule.id
        assert rule.kind in KINDS


def test_rules_yield_only_to_rules_that_exist(rules):
    known = {r.id for r in rules} | {r.id for r in embedded_rules().off}
    for rule in rules:
        assert rule.yields_to <= known, rule.id


def test_the_number_of_an_embedded_rule_says_its_dimension(rules):
    stated = {"CMP": "completeness", "TIM": "timeliness", "ACC": "accuracy", "STD": "standardisation"}
    stated |= {"COD": "coding", "DRG": "drg", "DIP": "drg"}
    for rule in rules:
        if rule.id.startswith("FP-"):  # a rule that a hospital adds is numbered as it likes
            assert rule.dimension.value == stated[rule.id[3:6]], rule.id


def test_no_machine_path_is_written_into_the_resources():
    for path in resource_path("rules").rglob("*.csv"):
        assert "/" + "work/" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("kind", "magic", "不认识的规则种类"),
        ("fields", "los_dayz", "不在栏目表"),
        ("severity", "fatal", "维度或级别"),
        ("moment", "midnight", "时机"),
        ("role", "nurse", "由谁改"),
        ("params", "minimum=1", "不是这类规则的参数"),
        ("params", "min=one", "不是数字"),
        ("params", "min", "无法识别"),
        ("when", "los_days >", "语法错误"),
        ("when", "__import__('os')", "不认识的函数"),
        ("valid_from", "someday", "日期"),
    ],
)
def test_a_wrong_row_is_told_with_file_and_line(tmp_path, field, value, told):
    row = dict.fromkeys(COLUMNS.split(","), "")
    row |= {
        "id": "X-1",
        "dimension": "accuracy",
        "severity": "error",
        "on": "1",
        "fields": "los_days",
        "kind": "range",
        "params": "min=1",
        "message": "天数有误",
        field: value,
    }
    path = tmp_path / "mine.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS.split(","))
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(KnowledgeError, match=told) as error:
        load_rules([read_table(path)], {})
    assert "mine.csv 第2行" in str(error.value)


def test_the_same_rule_twice_is_refused(tmp_path):
    path = tmp_path / "mine.csv"
    told = "X-1,accuracy,error,1,los_days,range,min=1,,天数有误,核对,本院"
    row = told + "," * (len(BOOK_COLUMNS) - len(told.split(",")))
    path.write_text(f"{COLUMNS}\n{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="已在"):
        load_rules([read_table(path)], {})


def test_fields_of_all_rules_are_known(rules):
    for rule in rules:
        for item in rule.fields:
            assert all(key in field_catalogue() for key in item)


def test_a_grave_finding_never_gives_way_to_a_lighter_one(rules):
    weight = {"error": 2, "warning": 1, "info": 0}
    by_id = {rule.id: rule for rule in rules}
    lighter = [
        (rule.id, other)
        for rule in by_id.values()
        for other in rule.yields_to
        if other in by_id and weight[by_id[other].severity] < weight[rule.severity]
    ]
    assert lighter == []
