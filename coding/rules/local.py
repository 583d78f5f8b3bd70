"""The hospital's own over the embedded rules: switched, weighed, given other parameters or dates, and added.

What a hospital alters is data: for an embedded rule the columns that differ, for a rule of its own the whole row,
in the very columns of ``resources/rules``. Laid over the embedded rows they make a RuleBook with a stamp of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType

from coding.base.errors import CodingError, KnowledgeError
from coding.page.finding import Strength
from coding.page.moment import Moment
from coding.rules.rule import CompiledRule, Role, Rule
from coding.rules.rule_book import (
    COLUMNS,
    RuleBook,
    compile_rule,
    embedded_rule_tables,
    embedded_rules,
    embedded_sets,
    read_rule,
    rule_rows,
)
from coding.rules.violations import violations

Row = Mapping[str, str]

MOMENTS: Mapping[str, str] = {moment.value: moment.label for moment in Moment}
ROLES: Mapping[str, str] = {role.value: role.label for role in Role}
STRENGTHS: Mapping[str, str] = {strength.value: strength.label for strength in Strength}
#: A row that says nothing yet; what a column means when it is left out of a file.
BLANK_ROW: Row = MappingProxyType({**dict.fromkeys(COLUMNS, ""), "severity": "warning", "on": "1"})
#: Without these there is no rule.
_NEEDED = {"dimension": "维度", "fields": "读取的栏目", "kind": "规则种类", "message": "提示语"}
#: A blank cell of a file says nothing in these columns; in the others it is an answer.
NEVER_BLANK = frozenset((*_NEEDED, "severity", "on"))
_ID = re.compile(r"[A-Za-z0-9\u4e00-\u9fff][A-Za-z0-9\u4e00-\u9fff._-]{0,39}")
#: A sentence is read by people; each ``{…}`` in it may be as long as a field.
_MOST_WORDS = 2000
_EMBEDDED_PREFIX = "FP-"
#: What a blank in these columns means.
MEANT: Mapping[str, str] = {"moment": Moment.TYPING, "role": Role.CODER}


@dataclass(frozen=True, slots=True)
class LocalRule:
    """What a hospital says of one rule: columns and their texts, in the order of ``COLUMNS``."""

    id: str
    columns: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class LocalRules:
    """All that a hospital has altered or added; as text it is a part of a KnowledgeSource."""

    rules: tuple[LocalRule, ...] = ()

    @classmethod
    def from_text(cls, text: str | None) -> LocalRules:
        """What ``as_text`` wrote. Raises KnowledgeError for another text."""
        if not text:
            return cls()
        try:
            kept = json.loads(text)
            return local_rules((str(rule_id), dict(columns)) for rule_id, columns in kept.items())
        except (ValueError, TypeError, AttributeError) as error:
            raise KnowledgeError("本院规则的存档已损坏：请在规则库中重新导入本院的规则文件。") from error

    def as_text(self) -> str:
        """All of it as JSON; "" where nothing is altered."""
        return json.dumps({r.id: dict(r.columns) for r in self.rules}, ensure_ascii=False) if self.rules else ""

    def get(self, rule_id: str) -> LocalRule | None:
        """What is said of one rule."""
        return next((r for r in self.rules if r.id == rule_id), None)

    def having(self, rule: LocalRule) -> LocalRules:
        """The same with this rule as it is said here."""
        return LocalRules((*self.without(rule.id).rules, rule))

    def without(self, rule_id: str) -> LocalRules:
        """The same with nothing said of a rule: the embedded one is in force again, an own one is gone."""
        return LocalRules(tuple(r for r in self.rules if r.id != rule_id))


@dataclass(frozen=True, slots=True)
class LocalBook:
    """A book made of both, and one Chinese sentence for each altered rule that could not be used, by its id."""

    book: RuleBook
    troubles: Mapping[str, str]


@cache
def embedded_rows() -> Mapping[str, Row]:
    """The rows of the embedded rules by id, in their order."""
    rows: dict[str, Row] = {}
    for table in embedded_rule_tables():
        for row, _ in rule_rows(table):
            rows[row["id"]] = {column: row.get(column, "") for column in COLUMNS}
    return MappingProxyType(rows)


def is_embedded(rule_id: str) -> bool:
    """Whether a rule ships with the program."""
    return rule_id in embedded_rows()


def row_of(rule_id: str, local: LocalRules) -> Row | None:
    """The whole row of a rule as the hospital has it; None when there is no such rule."""
    said = local.get(rule_id)
    base = embedded_rows().get(rule_id)
    if said is None:
        return base
    return {**(base or BLANK_ROW), **dict(said.columns), "id": rule_id}


def said_of(row: Row) -> LocalRule | None:
    """What has to be kept of a whole row: the columns that differ from the embedded one; None when none does."""
    full = {column: row.get(column, BLANK_ROW[column]).strip() for column in COLUMNS}
    base = embedded_rows().get(full["id"])
    columns = [c for c in COLUMNS if c != "id" and (base is None or _plain(c, base[c]) != _plain(c, full[c]))]
    return LocalRule(full["id"], tuple((c, full[c]) for c in columns)) if columns else None


def compile_row(row: Row, source: str) -> CompiledRule:
    """A row of the hospital's, checked and ready to run; ``source`` says where it stands.

    Raises KnowledgeError with a Chinese sentence: what is wrong and where. What it lets pass cannot end an
    examination: a condition that cannot be computed makes the rule *not judged* on that page.
    """
    full = {column: row.get(column, BLANK_ROW[column]).strip() for column in COLUMNS}
    _check(full, source)
    try:
        compiled = compile_rule(read_rule(full, source), embedded_sets())
    except CodingError:
        raise
    except Exception as error:  # a kind may stumble over parameters that nobody thought of
        raise KnowledgeError(f"{source}：参数或条件无法使用，请对照规则说明（docs/rules.md）改正。") from error
    _check_dates(compiled.rule, source)
    return compiled


@lru_cache(maxsize=8)
def local_book(local: LocalRules) -> LocalBook:
    """The embedded rules with the hospital's laid over them.

    A row that cannot be used (written for another version of the program) leaves the embedded rule in force, or its
    own rule out, and is told in ``troubles``; it never stops the program.
    """
    embedded = embedded_rules()
    if not local.rules:
        return LocalBook(embedded, MappingProxyType({}))
    troubles: dict[str, str] = {}
    made: dict[str, CompiledRule] = {}
    for said in local.rules:
        row = row_of(said.id, local)
        assert row is not None
        try:
            made[said.id] = compile_row(row, f"规则 {said.id}")
        except KnowledgeError as error:
            troubles[said.id] = str(error)
    ready = {c.rule.id: c for c in embedded.rules}
    idle = {rule.id: rule for rule in embedded.off}
    on: list[CompiledRule] = []
    off: list[Rule] = []
    for rule_id in (*embedded_rows(), *(r.id for r in local.rules if not is_embedded(r.id))):
        if rule_id in made:
            if made[rule_id].rule.on:
                on.append(made[rule_id])
            else:
                off.append(made[rule_id].rule)
        elif rule_id in ready:
            on.append(ready[rule_id])
        elif rule_id in idle:
            off.append(idle[rule_id])
    is_dated = any(c.rule.valid_from or c.rule.valid_to for c in on)
    book = RuleBook(tuple(on), _stamp(embedded.stamp, local.rules), tuple(off), is_dated)
    return LocalBook(book, MappingProxyType(troubles))


def _stamp(embedded: str, rules: Iterable[LocalRule]) -> str:
    said = repr(sorted((r.id, r.columns) for r in rules))
    return hashlib.blake2b(f"{embedded}|{said}".encode(), digest_size=6).hexdigest()


def _plain(column: str, text: str) -> str:
    return text or MEANT.get(column, "")


def _check(row: Row, source: str) -> None:
    """What the loader of embedded rules takes on trust."""

    def wrong(what: str) -> KnowledgeError:
        return KnowledgeError(f"{source}：{what}。")

    if not _ID.fullmatch(row["id"]):
        raise wrong("规则编号须为 1–40 位字母、数字、汉字、点、横线，如 H1-001")
    if not is_embedded(row["id"]) and row["id"].upper().startswith(_EMBEDDED_PREFIX):
        raise wrong(f"编号 {row['id']} 以 FP- 开头，这是内置规则的编号，请改用本院的前缀，如 H1-001")
    for column, label in _NEEDED.items():
        if not row[column]:
            raise wrong(f"没有填写{label}（{column}），请补上")
    if row["on"] not in ("0", "1"):
        raise wrong(f"启用（on）的值“{row['on']}”应为 1 或 0")
    choices = (("moment", MOMENTS), ("role", ROLES), ("strength", STRENGTHS), ("violation", violations()))
    for column, allowed in choices:
        if row[column] and row[column] not in allowed:
            raise wrong(f"{column} 的值“{row[column]}”应为 {'、'.join(allowed)} 之一")
    for column, label in (("message", "提示语"), ("hint", "修改建议")):
        if len(row[column]) > _MOST_WORDS:
            raise wrong(f"{label}（{column}）太长（{len(row[column])}字），请缩到{_MOST_WORDS}字以内")
        if not _is_plain_template(row[column]):
            raise wrong(f"{label}（{column}）中的花括号须成对，里面只写一个名称，如 {{code}}")


def _check_dates(rule: Rule, source: str) -> None:
    if rule.valid_from and rule.valid_to and rule.valid_from > rule.valid_to:
        raise KnowledgeError(f"{source}：生效日期 {rule.valid_from} 晚于失效日期 {rule.valid_to}，请改正。")


def _is_plain_template(text: str) -> bool:
    """Only ``{name}``: no attribute, index, conversion or format, which could fail on a page."""
    try:
        parts = list(string.Formatter().parse(text))
    except ValueError:
        return False
    return all(
        name is None or (re.fullmatch(r"\w+", name) is not None and not name.isdigit() and not spec and not conversion)
        for _, name, spec, conversion in parts
    )


def local_rules(kept: Iterable[tuple[str, Mapping[str, object] | None]]) -> LocalRules:
    """What is in force after a history of edits: (rule id, its columns or None where it was taken back), in order."""
    last: dict[str, LocalRule] = {}
    for rule_id, columns in kept:
        last.pop(rule_id, None)
        if columns is not None:
            texts = tuple((c, str(columns[c])) for c in COLUMNS if c != "id" and c in columns)
            last[rule_id] = LocalRule(rule_id, texts)
    return LocalRules(tuple(sorted(last.values(), key=lambda r: r.id)))
