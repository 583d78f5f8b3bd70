"""Formulas of a tariff: what they come to, and that nothing else can be written in them."""

import pytest

from coding.base.errors import KnowledgeError
from coding.payment.formula import check_formula, worth

STAY = {"总费用": 40000.0, "均费": 10000.0, "倍率": 4.0, "权重": 1.2, "支付标准": 12000.0, "费率": None}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("总费用 > 3 * 均费", 1),
        ("总费用 < 0.4 * 均费", 0),
        ("支付标准 + 总费用 - 3 * 均费", 22000),
        ("支付标准 ＋ （总费用 － 3 × 均费） × 0.8", 20000),
        ("倍率 ≥ (3 if 权重 <= 1 else 2.5)", 1),
        ("2 < 倍率 < 5 and not 权重 > 2", 1),
        ("min(总费用, 2 * 支付标准)", 24000),
        ("-总费用 / 2", -20000),
        ("费率 * 2", None),
        ("总费用 / (权重 - 权重)", None),
    ],
)
def test_a_formula_comes_to(text, value):
    assert worth(text, STAY) == value


@pytest.mark.parametrize(
    "text",
    ["总费用 >", "__import__('os')", "总费用.__class__", "权重 ** 9", "[1]", "花费 > 3", "lambda: 1", "'甲'", "max()"],
)
def test_what_is_no_formula_is_refused_with_a_sentence(text):
    with pytest.raises(KnowledgeError, match="公式"):
        check_formula(text)
