"""The rule language of the national workbook, and that nothing unread ever counts as true."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.drg.atoms import parse_rule
from coding.drg.national_language import UnreadableRuleError, condition_of

SETS = {"DI_A", "DI_B", "OP_A", "OP_B"}


@pytest.mark.parametrize(
    ("rule", "condition"),
    [
        ("", ""),
        ("ZYZD in DI_A", "PDX_IN(@DI_A)"),
        ("zyzd IN DI_A", "PDX_IN(@DI_A)"),
        ("QTZD in {DI_A, DI_B}", "SDX_IN(@DI_A+@DI_B)"),
        ("{ZYZD, QTZD} in DI_A", "ANYDX_IN(@DI_A)"),
        ("{QTSS,ZYSS} in OP_A", "ANYPX_IN(@OP_A)"),
        ("{ZYZD, ZYSS} in DI_A", "PDX_IN(@DI_A)|PPX_IN(@DI_A)"),
        ("ZYSS not in OP_A", "NOT{PPX_IN(@OP_A)}"),
        ("QTZD in MCC", "MCC"),
        ("QTZD in {MCC, CC}", "MCC_OR_CC"),
        ("QTZD in {MCC, DI_A}", "MCC|SDX_IN(@DI_A)"),
        ("(ZYZD in DI_A) and (XB = 2)", "PDX_IN(@DI_A)&SEX==2"),
        ("ZYZD in DI_A or ZYSS in OP_A and NL>=70", "PDX_IN(@DI_A)|{PPX_IN(@OP_A)&AGE>=70}"),
        ("not ZYZD in DI_A and NL<6", "NOT{PDX_IN(@DI_A)}&AGE<6"),
        ("(XSRTL<29)_x000D_\n OR\u3000(XSRTZ>=2500)", "AGEDAYS<29|WEIGHT>=2500"),
        ("（ＮＬ＞＝７０）", "AGE>=70"),
        ("length(OP_A ∩ {ZYSS, QTSS}) >= 2", "COUNT_ANYPX_IN(@OP_A)>=2"),
        ("1", "ALWAYS"),
        ("0", "NEVER"),
    ],
)
def test_a_rule_means_the_same_as_the_condition_of_a_pack(rule, condition):
    assert condition_of(rule, SETS) == condition
    parse_rule(condition)


@pytest.mark.parametrize(
    "rule",
    [
        "ZYZD in",
        "ZYZD DI_A",
        "ZYZD in DI_GONE",
        "ZYZD in {DI_A",
        "(ZYZD in DI_A",
        "ZYZD in DI_A)",
        "ZYZD in DI_A ZYSS in OP_A",
        "ZYZD in DI_A and",
        "NL >",
        "NL >= x",
        "NL ! 3",
        "XYZ in DI_A",
        "ZYZD in MCC",
        "length(OP_A, ZYSS)>=2",
        "length(OP_A ∩ {ZYZD, ZYSS})>=2",
        "length(MCC ∩ QTZD)>=2",
        "ZYZD in DI_A; drop",
        "(" * 100 + "1" + ")" * 100,
        "not " * 3000 + "1",
        "1 or " * 9000 + "1",
    ],
)
def test_a_rule_that_cannot_be_read_is_refused_in_words(rule):
    with pytest.raises(UnreadableRuleError) as told:
        condition_of(rule, SETS)
    assert told.value.args[0]


@given(st.text(alphabet="ZYDQTSNLin{}(),∩<>=01_A ｏr\nX", max_size=60))
def test_any_text_is_read_or_refused(text):
    with suppress(UnreadableRuleError):
        parse_rule(condition_of(text, SETS))
