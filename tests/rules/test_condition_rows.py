"""Conditions as rows: what rows say is written, what is written is read again, and nothing is lost on the way."""

import ast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.rules.asked import Answer, asked_of_named_row, asked_of_page, fields_read
from coding.rules.condition_reading import read_condition, read_operand
from coding.rules.condition_rows import (
    VARIABLES,
    Condition,
    Form,
    Group,
    Joiner,
    Line,
    Operand,
    Operator,
    Quantifier,
    condition_text,
    tidy,
)
from coding.rules.expression import compile_expression
from coding.rules.local import embedded_rows
from coding.rules.rule_rows import ROW_KINDS, RuleRows, fields_text, params_text, rows_of
from coding.rules.typed_values import typed_text, typed_values

_CODES = ("I63", "I60-I62, I64", "E10-E14, !E10.0", "@caesarean")
_TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), min_size=1
).filter(lambda text: not ('"' in text and "'" in text))


def _lines(entries):
    """Any row that the form can say of one of these entries."""
    return st.sampled_from(entries).flatmap(_line)


def _line(asked):
    operand = asked.operand
    texts = _TEXTS.map(lambda text: (Operand(Form.TEXT, text),))
    codes = st.sampled_from(_CODES).map(lambda text: (Operand(Form.TEXT, text),))
    numbers = st.decimals(-999, 999, places=1).map(lambda n: Operand(Form.NUMBER, str(float(n))))
    match asked.answer:
        case Answer.CODES_DX | Answer.CODES_PX:
            return st.builds(Line, st.just(operand), st.sampled_from((Operator.IN_CODES, Operator.NOT_IN_CODES)), codes)
        case Answer.TRUTH:
            return st.builds(Line, st.just(operand), st.sampled_from((Operator.IS, Operator.IS_NOT)))
        case Answer.NUMBER:
            compared = st.builds(
                Line,
                st.just(operand),
                st.sampled_from((Operator.LESS, Operator.AT_MOST, Operator.EQUAL, Operator.UNEQUAL)),
                numbers.map(lambda n: (n,)),
            )
            between = st.builds(
                Line,
                st.just(operand),
                st.sampled_from((Operator.BETWEEN, Operator.BETWEEN_BELOW, Operator.OUTSIDE)),
                st.tuples(numbers, numbers),
            )
            return compared | between
        case Answer.MOMENT:
            day = st.dates().map(lambda d: (Operand(Form.CALL, "dated", (Operand(Form.TEXT, d.isoformat()),)),))
            return st.builds(Line, st.just(operand), st.sampled_from((Operator.LESS, Operator.AT_LEAST)), day)
    listed = st.lists(_TEXTS, min_size=1, max_size=3).map(lambda found: tuple(Operand(Form.TEXT, t) for t in found))
    return st.builds(
        Line, st.just(operand), st.sampled_from((Operator.EQUAL, Operator.CONTAINS, Operator.LACKS)), texts
    ) | st.builds(Line, st.just(operand), st.sampled_from((Operator.ONE_OF, Operator.NONE_OF)), listed)


def _groups():
    joiners, flags = st.sampled_from(list(Joiner)), st.booleans()
    page = st.lists(_lines(asked_of_page()), min_size=1, max_size=3).map(tuple)
    plain = st.builds(Group, page, joiners, flags)
    folds = [
        st.builds(
            Group,
            st.lists(_lines(asked_of_named_row(over, VARIABLES[over])), min_size=1, max_size=2).map(tuple),
            joiners,
            flags,
            st.sampled_from((Quantifier.ANY, Quantifier.ALL, Quantifier.COUNT)),
            st.just(over),
            st.sampled_from((Operator.AT_LEAST, Operator.MORE)),
            st.integers(0, 20).map(str),
        ).map(_plain_number)
        for over in VARIABLES
    ]
    return st.one_of(plain, *folds)


def _plain_number(group):
    """Only a count has a number of its own."""
    if group.quantifier is Quantifier.COUNT:
        return group
    return Group(group.lines, group.joiner, group.negated, group.quantifier, group.over)


CONDITIONS = st.builds(
    Condition,
    st.lists(_lines(asked_of_page()) | _groups(), min_size=1, max_size=4).map(tuple),
    st.sampled_from(list(Joiner)),
).map(tidy)


@given(CONDITIONS)
def test_what_rows_say_is_read_again_as_the_same_rows(condition):
    text = condition_text(condition)
    found = read_condition(text)
    assert found == condition, text
    assert condition_text(found) == text


def test_all_that_can_be_asked_is_compiled_as_the_language_has_it():
    for asked in asked_of_page():
        line = {
            Answer.TRUTH: Line(asked.operand, Operator.IS),
            Answer.NUMBER: Line(asked.operand, Operator.LESS, (Operand(Form.NUMBER, "2"),)),
            Answer.MOMENT: Line(asked.operand, Operator.LESS, (read_operand('dated("2026-07-01")'),)),
        }.get(asked.answer)
        is_codes = asked.answer.is_code
        codes = Line(asked.operand, Operator.IN_CODES, (Operand(Form.TEXT, "M8000" if "m" in asked.answer else "I63"),))
        line = line or (codes if is_codes else Line(asked.operand, Operator.EQUAL, (Operand(Form.TEXT, "1"),)))
        compile_expression(condition_text(Condition((line,))))


@pytest.mark.parametrize("kind", ROW_KINDS)
def test_rules_that_rows_can_show_come_back_as_they_were(kind):
    for row in embedded_rows().values():
        rows = rows_of(row)
        if row["kind"] != kind or isinstance(rows, str):
            continue
        again = params_text(rows)
        assert rows_of({**row, "params": again}) == rows, row["id"]
        if again != row["params"]:  # the same meaning in the one spelling of the rows
            assert "not in" in again or row["params"].count("(") > again.count("("), row["id"]


def test_most_rules_of_the_condition_kinds_are_shown_as_rows():
    asked = [row for row in embedded_rows().values() if row["kind"] in ROW_KINDS]
    shown = [row for row in asked if not isinstance(rows_of(row), str)]
    assert len(shown) >= 0.9 * len(asked)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({"kind": "pair", "params": "a=I10; b=I11"}, "不是一个条件"),
        ({"kind": "expression", "params": "if=(a < 1 and (b < 2 or (c < 3 and d < 4)))"}, "组中的组"),
        ({"kind": "expression", "params": "if=1 < los_days if filled(los_days) else newborn"}, "否则"),
        ({"kind": "expression", "params": "if=los_days <"}, "语法"),
        ({"kind": "expression", "params": "los_days < 2"}, "读不懂"),
        ({"kind": "expression", "params": 'if=any(x.code in codes("I10") for x in diagnoses)'}, "对于每个"),
    ],
)
def test_what_rows_cannot_say_is_told_and_left_alone(row, why):
    assert why in rows_of(row)


@given(_TEXTS)
def test_whatever_text_a_row_compares_with_stays_a_text(text):
    line = Line(Operand(Form.NAME, "patient_name"), Operator.EQUAL, (Operand(Form.TEXT, text),))
    written = condition_text(Condition((line,)))
    tree = ast.parse(written, mode="eval").body
    assert isinstance(tree, ast.Compare)
    assert ast.literal_eval(tree.comparators[0]) == text
    compile_expression(written)


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A0", '";import os;"', "{0.__class__}", "') or True or ('", "\\"])
def test_hostile_texts_stay_texts(text):
    line = Line(Operand(Form.NAME, "patient_name"), Operator.CONTAINS, (Operand(Form.TEXT, text),))
    assert read_condition(condition_text(Condition((line,)))) == Condition((line,))


@pytest.mark.parametrize("text", ["\"'", "a\nb"])
def test_a_text_that_no_quotes_hold_is_refused(text):
    line = Line(Operand(Form.NAME, "patient_name"), Operator.EQUAL, (Operand(Form.TEXT, text),))
    with pytest.raises(KnowledgeError, match="第1行"):
        condition_text(Condition((line,)))


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (Line(Operand(Form.NAME, ""), Operator.EQUAL, (Operand(Form.TEXT, "1"),)), "栏目"),
        (Line(Operand(Form.NAME, "sex"), Operator.EQUAL), "值"),
        (Line(Operand(Form.NAME, "los_days"), Operator.BETWEEN, (Operand(Form.NUMBER, "1"),)), "上限"),
    ],
)
def test_an_unfinished_row_is_named(line, why):
    whole = Line(Operand(Form.NAME, "newborn"), Operator.IS)
    with pytest.raises(KnowledgeError, match=f"第2行.*{why}"):
        condition_text(Condition((whole, line)))


def test_parameters_stand_in_their_order():
    rows = RuleRows("expression", read_condition("newborn")).having("first", "yes").having("each", "others")
    assert params_text(rows.having("at", "poa")) == "each=others; if=newborn; at=poa; first=yes"
    assert params_text(rows.having("each", "")) == "if=newborn; first=yes"


def test_a_required_field_needs_no_condition():
    rows = rows_of({"kind": "required", "params": "dash=no", "fields": "op_level op_code"})
    assert (rows.condition, rows.each) == (None, "procedures")
    assert params_text(rows) == "dash=no"
    assert params_text(rows.meaning(read_condition("filled(code)"))) == "if=filled(code); dash=no"


def test_the_fields_that_a_rule_reads_follow_from_its_rows():
    rows = rows_of({"kind": "expression", "params": 'if=principal("I63") and stay_days < 2 and sex == "1"'})
    assert fields_text(rows, "") == "principal_dx_code admission_datetime discharge_datetime sex"
    assert fields_text(rows, "sex") == "sex principal_dx_code admission_datetime discharge_datetime"
    assert fields_read('code in codes("I10") and poa == "4"', "others") == ("other_dx_code", "other_dx_poa")


def test_what_stands_in_a_line_is_read_as_the_same_value():
    from coding.rules.asked import answer_of

    for row in embedded_rows().values():
        rows = rows_of(row)
        if isinstance(rows, str) or rows.condition is None:
            continue
        for item in rows.condition.items:
            over = item.over or rows.each if isinstance(item, Group) else rows.each
            for line in item.lines if isinstance(item, Group) else (item,):
                if len(line.values) != 1 or line.values[0].form not in (Form.TEXT, Form.NUMBER):
                    continue
                if line.operator in (Operator.ONE_OF, Operator.NONE_OF) or "、" in line.values[0].name:
                    continue
                asked = answer_of(line.operand, over)
                if line.values[0].name == "" or (asked.values and line.values[0].name not in asked.values):
                    continue
                assert typed_values(typed_text(line, over), asked, line.operator) == line.values, (row["id"], line)
