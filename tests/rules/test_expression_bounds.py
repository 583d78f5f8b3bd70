"""Conditions that would take for ever or fill the memory: refused in words, or not judged on the page."""

import pytest

from coding.base.errors import KnowledgeError
from coding.page.finding import NotJudged

MANY = " | ".join(["sex=1", *(f"dx=K80.{n:03} 胆囊结石" for n in range(400))])
TOO_MUCH = "要算的内容超过上限，没有判断"


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ('text(sex) * 2000000000 == "1"', "“text(sex) * 2000000000”拿文字做乘除"),
        ('2000000000 * text(sex) == "1"', "拿文字做乘除"),
        ('"1" * 2000000000 == "1"', "拿文字做乘除"),
        ('(text(sex) + "1") * 99 == "1"', "拿文字做乘除"),
        ('sex * 2000000000 == "1"', "拿文字做乘除"),
        ('"%2000000000d" % 5 == "1"', "拿文字做乘除"),
        ("listed(icu_type) * 2000000000 == sex", "拿文字做乘除"),
        ("9 ** 9 ** 9 > 1", "用了乘方"),
        ("los_days > " + "9" * 30, "过大的数字"),
        ("los_days > " + "9" * 5000, "语法错误"),
        ("los_days > 1e300", "过大的数字"),
        (
            "count(count(count(a.code == c.code for c in diagnoses) > b.index for b in diagnoses) > 1 "
            "for a in diagnoses) > 1",
            "套了3层",
        ),
        ("not " * 200 + "sex", "套得太深"),
        ("(" * 150 + "sex" + ")" * 150 + ' == "1"', None),
        (" + ".join(["los_days"] * 300) + " > 1", "套得太深"),
        (" or ".join(["los_days>1"] * 600), "内容太多"),
        (" or ".join(["los_days > 1"] * 5000), "内容太长"),
        ("lambda: 1", "不允许的写法"),
        ("sex << 9999999999", "不允许的写法"),
    ],
)
def test_what_a_condition_shows_is_refused_when_the_rule_is_saved(own_rule, condition, told):
    if told is None:  # brackets alone cost nothing
        assert own_rule("expression", f"if={condition}", fields="sex")
        return
    with pytest.raises(KnowledgeError, match=r"^本院规则\.csv 第2行：") as refused:
        own_rule("expression", f"if={condition}", fields="sex")
    assert told in str(refused.value)
    assert len(str(refused.value)) < 600


@pytest.mark.parametrize(
    "condition",
    [
        "any(any(d.code == e.code and d.index < e.index for e in diagnoses) for d in diagnoses)",
        "count(d.index > 1 and filled(discharge_way) for d in diagnoses) > 3",
        'text(discharge_dept) + "/" + text(discharge_way) == "03/1"',
        "los_days * 24 + 0.5 > 1000000000000",
        "los_days % 7 == 0",
        "-los_days < 0",
    ],
)
def test_what_rules_really_say_is_taken(own_rule, condition):
    assert own_rule("expression", f"if={condition}", fields="sex")


def test_nested_counts_over_many_rows_are_told_as_not_judged(found):
    condition = "count(count(d.code != e.code and d.name == e.name for e in diagnoses) > 500 for d in diagnoses) > 1"
    said = found(MANY, "expression", f"if={condition}", fields="sex")
    assert isinstance(said, NotJudged)
    assert TOO_MUCH in said.reason


def test_the_same_condition_is_judged_on_an_ordinary_page(found):
    condition = "count(count(d.code != e.code and d.name == e.name for e in diagnoses) > 5 for d in diagnoses) > 1"
    page = " | ".join(["sex=1", *(f"dx=K80.{n:03} 胆囊结石" for n in range(60))])
    assert len(found(page, "expression", f"if={condition}", fields="sex")) == 1


def test_a_condition_on_every_row_that_goes_through_all_rows_is_bounded_too(found):
    condition = "count(count(code != d.code and d.code != e.code for e in diagnoses) > 1 for d in diagnoses) > 500"
    said = found(MANY, "expression", f"each=diagnoses; if={condition}", fields="other_dx_code")
    assert isinstance(said, NotJudged)
    assert TOO_MUCH in said.reason


@pytest.mark.parametrize(
    "value",
    [
        " + ".join(["dx_names"] * 20),
        " * ".join(["los_days"] * 40),
        " * ".join(["1000000000000000000"] * 20),
    ],
)
def test_long_texts_and_huge_numbers_are_told_as_not_judged(found, value):
    page = MANY + " | los_days=" + "9" * 18
    said = found(page, "expression", f'if=({value}) != "x"', fields="sex")
    assert isinstance(said, NotJudged)
    assert TOO_MUCH in said.reason


def test_a_search_in_a_long_text_for_every_row_is_bounded(found):
    page = " | ".join(["sex=1", *(f"dx=K80.{n:03} {'胆囊结石伴慢性胆囊炎' * 8}" for n in range(300))])
    condition = 'any(matches(d.name + dx_names, ".*甲.*乙") for d in diagnoses)'
    said = found(page, "expression", f"if={condition}", fields="sex")
    assert isinstance(said, NotJudged)


def test_what_is_the_same_for_every_row_is_asked_once(found):
    """The search in all names would be over its bounds if every row began it anew."""
    page = " | ".join(["sex=1", *(f"dx=K80.{n:03} {'胆囊结石伴慢性胆囊炎' * 20}" for n in range(400))])
    condition = 'matches(dx_names, ".*甲.*乙") or not any(e.code == "K80.399" for e in diagnoses)'
    assert found(page, "expression", f"each=diagnoses; if={condition}", fields="other_dx_code") == ()


def test_a_sentence_of_a_rule_has_a_bound(own_rule):
    with pytest.raises(KnowledgeError, match="提示语（message）太长"):
        own_rule("expression", 'if=sex == "1"', fields="sex", message="{value}" * 1000)
