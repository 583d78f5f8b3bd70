"""Patterns that hospitals write: what is refused in words, and that what is let through is matched in linear time."""

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.rules.local import embedded_rows
from coding.rules.patterns.linear_matcher import LinearMatcher
from coding.rules.patterns.pattern_judge import most_steps
from coding.rules.patterns.pattern_tree import At, Either, Letter, Look, Repeat, Row, read_pattern
from coding.rules.patterns.text_pattern import text_pattern
from coding.rules.rule_book import embedded_rules

LETTERS = ["a", "b", "c", "1", "术", ".", "[ab]", "[^a]", r"\d", r"\w", r"\s", r"\n", r"\x61", "(?i:A)"]
PLACES = ["^", "$", r"\b", r"\B", r"\A", r"\Z"]
TIMES = ["*", "+", "?", "{2}", "{1,2}", "{2,}", "{,2}", "*?", "+?"]
TEXTS = st.text(alphabet="aabbc1A术 \n", max_size=10)


def _larger(inner):
    return st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, st.sampled_from(TIMES)),
        st.builds("({}{})".format, st.sampled_from(["?=", "?!", "?:"]), inner),
        st.builds("({}{})".format, st.sampled_from(["?<=", "?<!"]), st.sampled_from(LETTERS)),
    )


PATTERNS = st.recursive(st.sampled_from([*LETTERS, *PLACES]), _larger, max_leaves=12)


def taken(source):
    """The pattern, or None where it is no pattern or a rule may not have it."""
    try:
        return text_pattern(source)
    except KnowledgeError:
        return None


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_let_through_matches_what_re_matches(source, texts):
    pattern = taken(source)
    if pattern is None:
        return
    plain, linear = re.compile(source), LinearMatcher(read_pattern(source))
    for text in texts:
        assert pattern.search(text) == linear.search(text) == bool(plain.search(text))
        assert pattern.fullmatch(text) == linear.fullmatch(text) == bool(plain.fullmatch(text))


def lines_of(work):
    """How many lines of this program's own matching a piece of work runs through: a measure that needs no clock."""
    count = 0

    def line(_frame, event, _argument):
        nonlocal count
        count += event == "line"
        return line

    def call(frame, _event, _argument):
        return line if "patterns" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(call)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@settings(max_examples=120, deadline=None)
@given(PATTERNS, TEXTS, st.text(alphabet="ab1术", min_size=1, max_size=4), TEXTS)
def test_what_is_let_through_never_takes_more_than_a_linear_time(source, before, pump, behind):
    pattern = taken(source)
    if pattern is None:
        return
    if pattern.is_finite:  # left to ``re``: whatever it tries at one place is bounded before any text is seen
        text = before + pump * 6 + behind
        tree = read_pattern(source)
        most = most_steps(tree)
        assert all(steps_at(tree, text, place) <= 2 * most + 2 for place in range(len(text) + 1))
        return

    def lines(times):
        text = before + pump * times + behind
        fresh = LinearMatcher(read_pattern(source))
        return lines_of(lambda: (fresh.search(text), fresh.fullmatch(text)))

    few, many = lines(60), lines(240)
    assert many <= 4.4 * few + 3000  # a quadratic one takes sixteen times as many


def steps_at(tree, text, place):
    """How many steps trying a pattern at a place takes where every way is tried, as ``re`` does at the worst."""
    steps = 0

    def ends(part, at):
        nonlocal steps
        steps += not isinstance(part, Row | Either)
        match part:
            case Letter():
                if at < len(text) and re.compile(part.source, re.IGNORECASE).fullmatch(text[at]):
                    yield at + 1
            case At():
                yield at
            case Look(inner=inner):
                for _ in ends(inner, at):
                    pass
                yield at
            case Row(parts=()):
                yield at
            case Row(parts=(first, *rest)):
                for end in ends(first, at):
                    yield from ends(Row(tuple(rest)), end)
            case Either(parts=parts):
                for inner in parts:
                    yield from ends(inner, at)
            case Repeat(inner=inner, least=least, most=most):
                if least == 0:
                    yield at
                if most:
                    for end in ends(inner, at):
                        yield from ends(Repeat(inner, max(least - 1, 0), most - 1, 0, 0), end)

    for _ in ends(tree, place):
        pass
    return steps


@pytest.mark.parametrize(
    "source",
    [
        r"^[A-Z][0-9]{2}\.",
        "(腹腔镜|胸腔镜).*切除",
        ".*A.*B.*",
        r"\d+(,\d+)*",
        "(省|市|自治区|自治州)+",
        "([^,，]*[,，])*无",
        r"^(?!.*未愈).*好转",
        r"(?<!非)胰腺.*癌",
        r"(?i)nyha\s*[ⅠⅡⅢⅣ1-4]",
        r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])\d{5}[0-9Xx]",
        "([0-9]{2})+",
        "(北京|北京市)+",
    ],
)
def test_patterns_that_coders_write_are_taken(source):
    assert text_pattern(source).source == source


@pytest.mark.parametrize(
    ("source", "place"),
    [
        ("x(a+)+", "第2个字起的“(a+)+”"),
        (r"(\d+,?)+", r"“(\d+,?)+”"),
        ("^(a|a)*$", "第2个字起的“(a|a)*”"),
        (r"(\w+\s?)*$", r"“(\w+\s?)*”"),
        ("(.*,)*x", "“(.*,)*”"),
        ("术(a*)*", "第2个字起的“(a*)*”"),
        ("(a|[ab])+", "“(a|[ab])+”"),
        (r"(?:-?[0-9]+(?:\.[0-9]{1,2}0*)?\n)*", "第1个字起"),
        (r"([0-9])\1+", r"第8个字起的“\1”引用了前面的括号"),
        ("(?P<a>x)(?P=a)", "“(?P=”"),
        ("(a)(?(1)b|c)", "不能用"),
        ("a++", "占有式"),
        ("(?>a)", "不能用"),
        ("((a{0,99}){0,99}){0,99}", "次数"),
        ("a" * 3001, "太长"),
        ("(", "正则表达式有误（第1个字处）"),
        ("(" * 60 + "a" + ")" * 60, "太多层括号"),
        ("a{99999999999}", "有误"),
        ("(" + "|".join(f"{n}x*" for n in range(400)) + ")*", "太长"),
    ],
)
def test_what_cannot_be_matched_in_linear_time_is_refused_with_its_place_and_what_to_write(source, place):
    with pytest.raises(KnowledgeError) as refused:
        text_pattern(source)
    assert place in str(refused.value)
    assert "请" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("expression", r'if=matches(nationality, "(\d+,?)+$")'),
        ("format", r"pattern=(\d+,?)+"),
        ("format", r"not=(\d+,?)+$"),
        ("required", r"empty=(\d+,?)+"),
        ("domain", r"domain=RC001; also=(\d+,?)+"),
    ],
)
def test_an_own_rule_with_such_a_pattern_is_refused_when_it_is_saved_or_imported(own_rule, kind, params):
    with pytest.raises(KnowledgeError, match=r"“\(\\d\+,\?\)\+”在重复里又有可长可短的部分") as refused:
        own_rule(kind, params, fields="nationality")
    assert str(refused.value).startswith("本院规则.csv 第2行：")
    assert str(refused.value).count("。") == 1


def test_a_hostile_text_costs_an_own_rule_a_linear_time():
    pattern = text_pattern(".*A.*B.*C.*D")
    few = lines_of(lambda: pattern.search("ABC" * 100))
    many = lines_of(lambda: pattern.search("ABC" * 800))
    assert many < 9 * few


def test_the_embedded_rules_pass_the_same_judge():
    assert embedded_rules().rules
    phones = text_pattern(_param("FP-STD-036", "pattern"))
    for good in (
        "13800138000",
        "0755-12345678",
        "075512345678",
        "0211234567",
        "02112345678-123",
        "13800138000、66778899",
    ):
        assert phones.fullmatch(good)
    assert not phones.fullmatch("07551234567 " * 40 + "x")
    for bad in ("1380013800", "0755-1234", "66778899-1234567"):
        assert not phones.fullmatch(bad)


def _param(rule_id, name):
    found = re.search(rf"(?:^|; ){name}=(\S*?\)\*);", embedded_rows()[rule_id]["params"].replace(" ]", "\u2423]"))
    return found[1].replace("\u2423]", " ]")
