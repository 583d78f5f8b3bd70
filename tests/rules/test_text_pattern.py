"""Patterns that hospitals write: what is refused in words, and that nothing that is taken can run for ever."""

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.errors import KnowledgeError
from coding.rules.local import embedded_rows
from coding.rules.rule_book import embedded_rules
from coding.rules.text_pattern import text_pattern

LETTERS = ["a", "b", "c", "1", "术", ".", "[ab]", "[^a]", r"\n", r"\x61", r"\u672f", "(?i:A)"]
PLACES = ["^", "$", r"\A", r"\Z"]
TIMES = ["*", "+", "?", "{2}", "{1,2}", "{2,}", "{,2}", "*?", "+?"]
TEXTS = st.text(alphabet="aabbc1A术 ", max_size=10)


def _larger(inner):
    return st.one_of(
        st.builds(str.__add__, inner, inner),
        st.builds("(?:{}|{})".format, inner, inner),
        st.builds("({}){}".format, inner, st.sampled_from(TIMES)),
    )


PATTERNS = st.recursive(st.sampled_from([*LETTERS, *PLACES]), _larger, max_leaves=12)


@settings(max_examples=400, deadline=None)
@given(PATTERNS, st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_taken_matches_what_python_would_match(source, texts):
    pattern, plain = text_pattern(source), re.compile(source)
    for text in texts:
        assert pattern.search(text) == bool(plain.search(text))
        assert pattern.fullmatch(text) == bool(plain.fullmatch(text))


@pytest.mark.parametrize(
    "source",
    [
        r"^[A-Z][0-9]{2}\.",
        "(腹腔镜|胸腔镜).*切除",
        ".*A.*B.*",
        r"(\d+,?)+",
        "(省|市|自治区|自治州)+",
        "([^,，]*[,，])*无",
        r"(?i)nyha\s*[ⅠⅡⅢⅣ1-4]",
        r"[1-9]\d{5}(19|20)\d{2}(0[1-9]|1[0-2])\d{5}[0-9Xx]",
    ],
)
def test_patterns_that_coders_write_are_taken(source):
    assert text_pattern(source).source == source


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (r"^(?!.*未愈).*好转", "前后查看"),
        (r"(?<!非)胰腺.*癌", "前后查看"),
        (r"([0-9])\1+", "直接写出来"),
        ("(?P<a>x)(?P=a)", "请"),
        ("(?>a)", "请改成"),
        ("((a{0,99}){0,99}){0,99}", "次数"),
        ("a" * 3001, "太长"),
        ("(", "缺右括号"),
        (")", "多了一个右括号"),
        ("[a", "缺右方括号"),
        ("[z-a]", "写反了"),
        ("*", "没有要重复的内容"),
        ("a{2000}", "次数"),
        ("a++", "叠着用"),
        ("a\\", "反斜线结尾"),
    ],
)
def test_what_the_engine_cannot_match_is_refused_with_what_to_write_instead(source, told):
    with pytest.raises(KnowledgeError) as refused:
        text_pattern(source)
    assert told in str(refused.value)
    assert "请" in str(refused.value)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        ("expression", r'if=matches(nationality, "(?!1)")'),
        ("format", r"pattern=(?!1)"),
        ("format", r"not=(?!1)"),
        ("required", r"empty=(?!1)"),
        ("domain", r"domain=RC001; also=(?!1)"),
    ],
)
def test_an_own_rule_with_such_a_pattern_is_refused_when_it_is_saved_or_imported(own_rule, kind, params):
    with pytest.raises(KnowledgeError, match=r"前后查看") as refused:
        own_rule(kind, params, fields="nationality")
    assert str(refused.value).startswith("本院规则.csv 第2行：")
    assert str(refused.value).count("。") == 1


@pytest.mark.parametrize(
    ("source", "pump"),
    [
        ("(a+)+$", "a"),
        (r"(\w+\s?)*$", "a"),
        (r"(?:-?[0-9]+(?:\.[0-9]{1,2}0*)?\n)*", "0.00\n"),
        ("(a|a)*b", "a"),
        (".*A.*B.*C.*D", "ABC"),
    ],
)
def test_a_pattern_that_would_run_for_ever_takes_a_time_that_grows_with_the_text(source, pump):
    pattern = text_pattern(source)

    def took(times):
        text = pump * times + "!"
        began = time.perf_counter()
        assert not pattern.fullmatch(text)
        return time.perf_counter() - began

    few = min(took(20_000) for _ in range(3))
    assert min(took(160_000) for _ in range(3)) < 40 * max(few, 1e-4)  # linear: 8, quadratic: 64


def test_half_a_character_in_the_text_is_read_as_any_other():
    assert text_pattern("甲.乙").search("甲\ud800乙")


def test_the_embedded_rules_are_taken():
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


def test_the_engine_is_given_bytes_since_of_a_str_it_would_reckon_the_places_in_characters():
    pattern = text_pattern("[甲乙]{2}")
    assert isinstance(pattern.automaton.pattern, bytes)
    assert pattern.search("患者甲乙")
    assert not pattern.search("患者甲")


@pytest.mark.parametrize("pattern", [r"\bX", r"(甲)\1", r"\0"])
def test_a_backslash_that_the_quotes_swallow_is_told_and_does_not_make_a_rule_that_never_speaks(own_rule, pattern):
    with pytest.raises(KnowledgeError, match="两个反斜线"):
        own_rule("expression", f'if=matches(nationality, "{pattern}")', fields="nationality")


def test_backslashes_that_the_quotes_leave_are_taken(own_rule):
    for pattern in (r"\\bX", r"\d\.\s", r"甲\n乙\t"):
        own_rule("expression", f'if=matches(nationality, "{pattern}")', fields="nationality")
