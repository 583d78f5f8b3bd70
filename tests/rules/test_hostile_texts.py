"""Texts that make a careless pattern or loop slow: each is judged in a time that grows with the text alone."""

import pytest

from coding.examine.examine import examine
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.fields import field_catalogue
from coding.rules.example import read_example
from coding.rules.kinds.field_kinds import _stem

MONEY = [key for key in field_catalogue() if key.startswith("fee_")]


def money_page(**amounts):
    return " | ".join(f"{key}={text}" for key, text in {**dict.fromkeys(MONEY, "0.00"), **amounts}.items())


@pytest.mark.parametrize("malformed", MONEY)
def test_a_malformed_amount_among_many_is_told_at_once(told, malformed):
    """``0.00`` can be read in two ways by a careless pattern, and thirty of them in 2^30."""
    page, fields = money_page(**{malformed: "12O.00"}), "|".join(MONEY)
    assert told(page, "format", "is=money", fields=fields, message="格式") == [f"{malformed}: 格式"]


def test_amounts_with_spare_zeros_are_amounts(told):
    texts = ["0", "-1", "1.5", "1.50", "1.500", "1.5000", "12.340"]
    page = " | ".join(f"{key}={text}" for key, text in zip(MONEY, texts, strict=False))
    assert told(page, "format", "is=money", fields="|".join(MONEY)) == []


@pytest.mark.parametrize("text", ["1.505", "1.", ".5", "1,000", "１.00", "1.5001"])
def test_what_is_no_amount_is_told(told, text):
    said = told(f"{MONEY[0]}={text}", "format", "is=money", fields="|".join(MONEY), message="格式")
    assert said == [f"{MONEY[0]}: 格式"]


def test_two_amounts_in_one_cell_are_no_amount(embedded):
    page = read_example(money_page())[0]
    page = page.apply(set_field(page, "fee_nursing", "1.00\n2.00"))
    found = [f for f in examine(page, embedded, Context()).findings if f.rule == "FP-STD-040"]
    assert [f.place.field for f in found] == ["fee_nursing"]


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("内分泌科", "内分泌"),
        ("内分泌专业门诊", "内分泌"),
        (" 心血管内科病区 ", "心血管内"),
        ("科室", ""),
        ("科室楼", "科室楼"),
        ("儿科学专业病房" * 3, "儿科学专业病房" * 2 + "儿"),
        ("", ""),
    ],
)
def test_the_stem_of_a_department_is_without_what_stands_behind_it(name, stem):
    assert _stem(name) == stem
