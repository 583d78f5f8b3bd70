"""No pattern of the program grows faster than the text, and the tool that says so sees the ones that do."""

import ast
import re

import pytest

from tools.hostile_patterns import ROOT, FoundPattern, _calls, all_patterns, measured


@pytest.fixture(scope="module")
def found():
    return all_patterns()


def test_no_pattern_of_the_program_is_above_linear(found):
    """A few hostile texts of each; the tool itself tries many more."""
    above = [f"{p.where} {p.source}: {g.words} {g.text}" for p in found[0] if not (g := measured(p, 3)).is_linear]
    assert above == []


def test_every_pattern_can_be_read(found):
    assert found[1] == []


def test_every_use_of_the_re_module_is_among_them(found):
    places = {p.where.partition(" ")[0] for p in found[0]}
    for path in (ROOT / "coding").rglob("*.py"):
        place = path.relative_to(ROOT).as_posix()
        for call, _ in _calls(ast.parse(path.read_text(encoding="utf-8"))):
            assert f"{place}:{call.lineno}" in places
    assert sum(p.where.startswith("resources/rules") for p in found[0]) > 40


@pytest.mark.parametrize("name", ["coding", "ui", "db"])
def test_the_re_module_has_one_name(name):
    """What is imported from it by another name would not be found."""
    for path in (ROOT / name).rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"^\s*(from re import|import re as|import regex)", text, re.MULTILINE), path


@pytest.mark.parametrize(
    ("source", "use", "words"),
    [
        (r"(?:-?[0-9]+(?:\.[0-9]{1,2}0*)?\n)*", "fullmatch", "exponential"),
        ("(a+)+$", "search", "exponential"),
        (r"(\w+\s?)*x", "match", "exponential"),
        (r"\s*-", "sub", "n^"),
        ("切除.*术后", "search", "n^"),
        (".*甲.*乙", "match", "n^"),
        (r"(门诊|科|室)+$", "sub", "n^"),
        (r"#\s*([^:]+?)\s*:", "fullmatch", "n^"),
        (r"<a[^>]*>", "search", "n^"),
        (r"[A-Z]\d\d", "search", "linear"),
        (r"^\d+(,\d+)*$", "search", "linear"),
    ],
)
def test_the_tool_sees_what_a_pattern_is(source, use, words):
    compiled = re.compile(source)
    run = (lambda text: compiled.sub("", text)) if use == "sub" else getattr(compiled, use)
    assert measured(FoundPattern("here", source, ((use, run),))).words.startswith(words)
