"""What our tables say of one code, each sentence with its source: nothing is said of it that stands in none of them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.named_sets import codes_of
from coding.codes.parse import halves, normalise_code
from coding.codes.ranges import CodeSet
from coding.examine.evidence import need_of
from coding.rules.combined_codes import Way, combinations
from coding.rules.indications import indication_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.combined_codes import Combination
    from coding.rules.rule import Rule
    from coding.rules.rule_book import RuleBook

#: Kinds of rules whose parameter names the codes that they are about.
_ABOUT: Final = frozenset(
    {
        ("principal_not", "codes"), ("asterisk_alone", "codes"), ("needs", "codes"), ("pair", "a"), ("pair", "b"),
        ("several", "codes"), ("sex_and_code", "codes"), ("without_trace", "codes"), ("symptom_lifts_group", "codes"),
    }
)  # fmt: skip
_PLACE: Final = re.compile(r"【?\{[^{}]*\}】?")
_EMPTY: Final = re.compile(r"（[…\s、与→]*）")
_GAPS: Final = re.compile(r"…(?:\s*…)+")
_EVIDENCE, _INDICATIONS = "依据要求表", "手术指征表"


@dataclass(frozen=True, slots=True)
class CodeNote:
    """One sentence and the table, the rule or the clause that it is taken from."""

    text: str
    source: str


def notes_on(code: str, kind: CodeKind, rules: RuleBook) -> tuple[CodeNote, ...]:
    """What our tables say of a code: how it is combined, which rules are about it, what the record must hold for it."""
    if kind is CodeKind.DIAGNOSIS:
        found = [*_combined(code), *_ruled(code, rules)]
    else:
        found = [*_companions(code), *_ruled(code, rules), *_indicated(code)]
    if need := need_of(code, kind):
        found.append(CodeNote(f"病历中须有：{need.needs}。", _EVIDENCE))
    return tuple(dict.fromkeys(found))


def _combined(code: str) -> Iterator[CodeNote]:
    for rule, rows in combinations().items():
        for one in rows:
            if told := _combination_words(code, one):
                asked = "" if one.is_plain else "（须医师明确）"
                yield CodeNote(f"{told}{asked}", f"{rule} {one.source}")


def _combination_words(code: str, one: Combination) -> str:
    """What a combination says of one of its codes; "" where the code is none of them."""
    right = "、".join("或".join(codes) for codes in one.right)
    first, second = one.first, one.second
    is_first, is_second = _is_about(first, code), second is not None and _is_about(second, code)
    if one.right_codes is not None and _is_about(one.right_codes, code) and not (is_first or is_second):
        both = first.text if second is None else f"{first.text} 与 {second.text}"
        return f"{one.about}：{both} 的合并编码。"
    if second is None:
        return f"{one.about}：改用 {right}{_given(one)}。" if is_first and right else ""
    if not (is_first or is_second):
        return ""
    other = second.text if is_first else first.text
    beside = f"{one.about}：与 {other} 同时编码{_given(one)}，"
    if one.way is Way.MERGED:
        return f"{beside}合并为 {right}。"
    if one.way is Way.ADDED:
        return f"{beside}另加编 {right}。"
    if one.way is Way.CONTAINED:
        return f"{beside}{'已包含后者，后者不另编' if is_first else '已包含在前者内，不另编'}。"
    is_changed = is_first if one.way is Way.FIRST else is_second
    return f"{beside}{'本码' if is_changed else other} 改用 {right}。".replace("本码 ", "本码")


def _given(one: Combination) -> str:
    words = f"名称写明{'、'.join(one.words)}" if one.words else ""
    given = f"首页另有 {one.given.text}" if one.given else ""
    told = "，".join(filter(None, (words, given)))
    return f"（{told}）" if told else ""


def _companions(code: str) -> Iterator[CodeNote]:
    for row in resource_table("rules/tables/operation_companions.csv", "operations", "words", "source"):
        if row["operations"] and code in CodeSet.parse(row["operations"]):
            yield CodeNote(f"{row['words']}。", row["source"])
    if code in codes_of("@adjunct_operation"):
        note = next(r["note"] for r in resource_table("rules/tables/sets.csv", "name", "note") if r["name"] == _ADJUNCT)
        yield CodeNote(f"{note}。", "编码集合表")


_ADJUNCT: Final = "adjunct_operation"


def _indicated(code: str) -> Iterator[CodeNote]:
    said = indication_of(code)
    if said is not None and said.expects:
        yield CodeNote(f"通常为此施行：{said.expects}。", _INDICATIONS)


def _ruled(code: str, rules: RuleBook) -> Iterator[CodeNote]:
    for rule, about in _rules_about(rules):
        if _is_about(about, code):
            yield CodeNote(_told(rule), f"{rule.id} {rule.basis}".strip())


def _is_about(about: CodeSet, code: str) -> bool:
    """A pair is what its dagger is: what is said of codes that stand alone is not said of its other half."""
    return code in about or (_stands_alone(code) and about.any_half(code))


@lru_cache(maxsize=64)
def _stands_alone(code: str) -> bool:
    """Whether a code is an asterisk without its dagger."""
    dagger, asterisk = halves(normalise_code(code))
    return bool(asterisk) and not dagger


def _told(rule: Rule) -> str:
    """The message without what only a page can fill in, and how it is mended."""
    words = _GAPS.sub("…", _EMPTY.sub("", _PLACE.sub("…", rule.message)))
    return f"{words}：{rule.hint}" if rule.hint else words


def _rules_about(rules: RuleBook) -> Iterator[tuple[Rule, CodeSet]]:
    """The rules that name codes, each with a set of codes that it is about."""
    for compiled in rules.rules:
        rule = compiled.rule
        for name, text in rule.params.items():
            if (rule.kind, name) in _ABOUT:
                yield rule, codes_of(text.replace("/", ", "))
