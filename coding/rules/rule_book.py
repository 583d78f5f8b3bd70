"""The rule book: all rules of ``resources/rules``, compiled once, with a stamp of their content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.dates import read_day
from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table, resources
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.finding import Dimension, NotJudged, Severity, Strength
from coding.page.moment import Moment
from coding.rules.asking import AskingPlan, numbers_in
from coding.rules.expression import Expression, compile_when
from coding.rules.facts import NO_AS_OF, Facts
from coding.rules.kinds.catalogue import KINDS
from coding.rules.params import Params, read_params
from coding.rules.reads import reads_of
from coding.rules.rule import CompiledRule, Hit, Judge, Role, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from coding.base.tables import CsvTable
    from coding.page.front_page import FrontPage

COLUMNS = (
    "id", "dimension", "severity", "on", "fields", "kind", "params", "when", "message", "hint", "basis",
    "valid_from", "valid_to", "moment", "role", "yields_to", "fails", "passes", "near", "strength", "violation",
)  # fmt: skip
#: Files of an earlier version lack them: a blank has a meaning.
_NEWER = ("near", "strength", "violation")

_REASONS: Mapping[str, str] = {
    "as_of": NO_AS_OF,
    "neighbours": "没有提供同一患者或同一病案号的其他住院，批量检查整份文件时可判断。",
    "grouping": "没有分组结果，载入分组方案后可判断。",
}


_NONE: frozenset[int] = frozenset()


@dataclass(slots=True)
class RuleBook:
    """All rules that are switched on, in order; ``stamp`` changes with any of their rows.

    ``off`` are the rules that the files hold but that are switched off; ``is_dated``: some have valid-from or -to.
    """

    rules: tuple[CompiledRule, ...]
    stamp: str
    off: tuple[Rule, ...] = ()
    is_dated: bool = False
    _plans: dict[object, AskingPlan] = field(default_factory=dict, repr=False)
    _by_id: dict[str, Rule] = field(default_factory=dict, repr=False)
    _out: dict[date, frozenset[int]] = field(default_factory=dict, repr=False)
    _kinds: dict[str, frozenset[str]] = field(default_factory=dict, repr=False)
    _numbers: dict[str, int] = field(default_factory=dict, repr=False)
    _numbering: str = field(default="", repr=False)

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number of each rule that is switched on, by its id."""
        if not self._numbers:
            self._numbers.update({compiled.rule.id: number for number, compiled in enumerate(self.rules)})
        return self._numbers

    @property
    def numbering(self) -> str:
        """Which rules bear which numbers, in eight signs: two books of the same number their rules alike."""
        if not self._numbering:
            told = "\n".join(compiled.rule.id for compiled in self.rules)
            self._numbering = hashlib.blake2b(told.encode(), digest_size=4).hexdigest()
        return self._numbering

    def rule(self, rule_id: str) -> Rule | None:
        """A rule by its id, switched on or off."""
        if not self._by_id:
            self._by_id.update({r.rule.id: r.rule for r in self.rules})
            self._by_id.update({r.id: r for r in self.off})
        return self._by_id.get(rule_id)

    def of_kind(self, kind: str) -> frozenset[str]:
        """The ids of the rules of a kind that are switched on."""
        found = self._kinds.get(kind)
        if found is None:
            found = self._kinds[kind] = frozenset(r.rule.id for r in self.rules if r.rule.kind == kind)
        return found

    def out_of_force(self, page: FrontPage) -> frozenset[int]:
        """The numbers of the rules that are not in force on the day of a page; none where no day is known.

        The day is that of discharge; a discharge before admission is a slip of the pen, and no older page.
        """
        if not self.is_dated:
            return _NONE
        days = [day for key in ("discharge_datetime", "admission_datetime") if (day := page.date(key)) is not None]
        return self._out_on(max(days)) if days else _NONE

    def _out_on(self, day: date) -> frozenset[int]:
        out = self._out.get(day)
        if out is None:
            if len(self._out) >= 4096:
                self._out.clear()
            out = self._out[day] = frozenset(n for n, c in enumerate(self.rules) if not c.rule.valid_on(day))
        return out

    def role_of(self, rule_id: str) -> Role:
        """Who mends what a rule finds; the coder where the rule is not known."""
        rule = self.rule(rule_id)
        return rule.role if rule is not None else Role.CODER

    def cannot(self, compiled: CompiledRule, supplied: frozenset[str], missing: frozenset[str]) -> str:
        """Why a rule cannot be judged on such pages, in Chinese; "" when it can."""
        return _cannot(compiled, supplied, missing)

    def plan(self, supplied: frozenset[str], missing: frozenset[str], moment: Moment = Moment.BATCH) -> AskingPlan:
        """The plan for pages with these columns, where ``missing`` names the inputs beside the page that are absent.

        Rules of a later moment are no part of it: they are neither asked nor told as not judged.
        """
        key = (supplied, missing, moment)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= 64:
                self._plans.clear()
            plan = self._plans[key] = self._made(supplied, missing, moment)
        return plan

    def _made(self, supplied: frozenset[str], missing: frozenset[str], moment: Moment) -> AskingPlan:
        always: list[int] = []
        beside_stays: list[int] = []
        by_category: dict[str, list[int]] = {}
        by_field: dict[str, list[int]] = {}
        if_blank: dict[str, list[int]] = {}
        not_judged: list[NotJudged] = []
        for number, compiled in enumerate(self.rules):
            if not moment.includes(compiled.rule.moment) or is_of_another_form(compiled, supplied):
                continue
            reason = _cannot(compiled, supplied, missing)
            if reason:
                not_judged.append(NotJudged(compiled.rule.id, reason))
            elif compiled.triggers is not None:
                for place in compiled.triggers:
                    by_category.setdefault(place, []).append(number)
            elif compiled.beside_stays:
                beside_stays.append(number)
            elif compiled.first:
                by_field.setdefault(compiled.first, []).append(number)
                if blank_reason(compiled.first):
                    if_blank.setdefault(compiled.first, []).append(number)
            elif compiled.silent:
                for key in compiled.silent:
                    by_field.setdefault(key, []).append(number)
            else:
                always.append(number)
        judges = self._judges({*always, *beside_stays, *numbers_in(by_category), *numbers_in(by_field)})
        asking: dict[tuple[tuple[str, ...], ...], int] = {}
        for number, _, items in (one for rules in judges.values() for one in rules):
            asking[items] = asking.get(items, 0) | 1 << number
        return AskingPlan(
            tuple(always),
            tuple(beside_stays),
            _fixed(by_category),
            _fixed(by_field),
            _fixed(if_blank),
            tuple(not_judged),
            judges,
            frozenset(one.rule for one in not_judged),
            tuple(asking.items()),
        )

    def _judges(self, asked: set[int]) -> Mapping[Dimension, tuple[tuple[int, str, tuple[tuple[str, ...], ...]], ...]]:
        found: dict[Dimension, list[tuple[int, str, tuple[tuple[str, ...], ...]]]] = {d: [] for d in Dimension}
        for number in sorted(asked):
            compiled = self.rules[number]
            items: tuple[tuple[str, ...], ...] = ()
            if compiled.triggers is None and compiled.first:
                items = tuple(item for item in compiled.rule.fields if ROW_ATTRIBUTES.keys().isdisjoint(item))
            elif compiled.triggers is None and compiled.silent:
                items = (compiled.silent,)
            found[compiled.rule.dimension].append((number, compiled.rule.id, items))
        return {dimension: tuple(rules) for dimension, rules in found.items()}


def _fixed(numbers: dict[str, list[int]]) -> dict[str, tuple[int, ...]]:
    return {key: tuple(found) for key, found in numbers.items()}


@cache
def blank_reason(key: str) -> str:
    """Why a rule that reads a blank field is not judged; "" where the form allows the blank: then it says nothing."""
    field = field_catalogue().get(key)
    is_told = field is not None and field.required == "yes" and not field.dash_allowed
    return f"【{field_catalogue().label(key)}】未填写，补填后可判断。" if is_told else ""


def is_of_another_form(compiled: CompiledRule, supplied: frozenset[str]) -> bool:
    """Whether a rule speaks of the TCM page and these pages are none: then nothing is left unjudged."""
    form = _tcm_page()
    return form.isdisjoint(supplied) and any(form.issuperset(item) for item in compiled.rule.fields)


@cache
def _tcm_page() -> frozenset[str]:
    return frozenset(field.key for field in field_catalogue().values() if field.section.startswith("中医首页"))


def _cannot(compiled: CompiledRule, supplied: frozenset[str], missing: frozenset[str]) -> str:
    absent = [item for item in compiled.rule.fields if not any(key in supplied for key in item)]
    if absent:
        labels = "、".join("或".join(f"【{field_catalogue().label(k)}】" for k in item[:2]) for item in absent[:3])
        return f"来源文件没有{labels}{'等' if len(absent) > 3 else ''}栏目，提供后可判断。"
    lacking = sorted(compiled.needs & missing)
    return _REASONS[lacking[0]] if lacking else ""


@cache
def embedded_rules() -> RuleBook:
    """The rules that ship with the program."""
    return load_rules(embedded_rule_tables(), embedded_sets())


def embedded_rule_tables() -> tuple[CsvTable, ...]:
    """The rule files that ship with the program."""
    return tuple(resource_table(name) for name in resources().names("rules/*.csv"))


@cache
def embedded_sets() -> Mapping[str, str]:
    """The code sets that ship with the program."""
    return MappingProxyType(read_sets(resource_table("rules/tables/sets.csv", "name", "codes")))


def read_sets(table: CsvTable) -> dict[str, str]:
    """Named code sets: ``@name`` in a parameter stands for its codes. A set may use sets above it."""
    sets: dict[str, str] = {}
    for row, source in rule_rows(table):
        sets[row["name"]] = Params({"codes": row["codes"]}, sets, source).text("codes")
    return sets


def load_rules(tables: Iterable[CsvTable], sets: Mapping[str, str]) -> RuleBook:
    """Read and compile tables of rules. Raises KnowledgeError that names file, line and what to do."""
    digest = hashlib.blake2b(repr(sorted(sets.items())).encode(), digest_size=6)
    compiled: list[CompiledRule] = []
    off: list[Rule] = []
    seen: dict[str, str] = {}
    for table in tables:
        for row, source in rule_rows(table):
            digest.update(repr(sorted(row.items())).encode())
            rule = read_rule(row, source)
            if rule.id in seen:
                raise KnowledgeError(f"{source}：规则 {rule.id} 已在 {seen[rule.id]} 出现，请删除其中一条。")
            seen[rule.id] = source
            made = compile_rule(rule, sets)
            if rule.on:
                compiled.append(made)
            else:
                off.append(rule)
    is_dated = any(c.rule.valid_from or c.rule.valid_to for c in compiled)
    return RuleBook(tuple(compiled), digest.hexdigest(), tuple(off), is_dated)


def rule_rows(table: CsvTable) -> Iterator[tuple[dict[str, str], str]]:
    """Every row of a table of rules with ``file line`` for error messages."""
    file = table.name.rpartition("/")[2]
    for row, line in zip(table, table.lines, strict=True):
        yield {column: text.strip() for column, text in row.items()}, f"{file} 第{line}行"


def read_rule(row: Mapping[str, str], source: str) -> Rule:
    """A row of a rule file as a Rule; raises KnowledgeError with file and line."""
    missing = [c for c in COLUMNS if c not in row and c not in _NEWER]
    if missing:
        raise KnowledgeError(f"{source}：缺少列 {'、'.join(missing)}，请按规则说明（docs/rules.md）补上。")
    try:
        dimension, severity = Dimension(row["dimension"]), Severity(row["severity"])
    except ValueError as error:
        raise KnowledgeError(f"{source}：规则 {row['id']} 的维度或级别不认识，请对照规则说明改正。") from error
    try:
        moment, role = Moment(row["moment"] or Moment.TYPING), Role(row["role"] or Role.CODER)
    except ValueError as error:
        raise KnowledgeError(f"{source}：规则 {row['id']} 的时机或由谁改不认识，请对照规则说明改正。") from error
    try:
        strength = Strength(row.get("strength", "") or strength_meant(severity))
    except ValueError as error:
        told = f"{source}：规则 {row['id']} 的把握（strength）应为 clear 或 suspected，请改正。"
        raise KnowledgeError(told) from error
    fields, optional = _fields(row["fields"], source)
    return Rule(
        id=row["id"],
        dimension=dimension,
        severity=severity,
        on=row["on"] == "1",
        fields=fields,
        optional=optional,
        kind=row["kind"],
        params=read_params(row["params"], source),
        when=row["when"],
        message=row["message"],
        hint=row["hint"],
        basis=row["basis"],
        valid_from=read_day(row["valid_from"], source),
        valid_to=read_day(row["valid_to"], source),
        moment=moment,
        role=role,
        yields_to=frozenset(row["yields_to"].split()),
        fails=row["fails"],
        passes=row["passes"],
        near=row.get("near", ""),
        source=source,
        strength=strength,
        violation=row.get("violation", ""),
    )


def strength_meant(severity: Severity) -> Strength:
    """What a blank strength means: an error is proved by the page, what is lighter wants a look into the record."""
    return Strength.CLEAR if severity is Severity.ERROR else Strength.SUSPECTED


def _fields(text: str, source: str) -> tuple[tuple[tuple[str, ...], ...], frozenset[str]]:
    read: list[tuple[str, ...]] = []
    optional: set[str] = set()
    for item in text.split():
        keys = item.rstrip("?").split("|")
        unknown = [k for k in keys if k not in field_catalogue()]
        if unknown:
            raise KnowledgeError(f"{source}：栏目“{unknown[0]}”不在栏目表 fields.csv 中，请改正。")
        if item.endswith("?"):
            optional.update(keys)
        else:
            read.append(tuple(keys))
    if not read:
        raise KnowledgeError(f"{source}：规则没有写明读取的栏目（fields），请补上。")
    return tuple(read), frozenset(optional)


def compile_rule(rule: Rule, sets: Mapping[str, str]) -> CompiledRule:
    """A rule ready to run: parameters parsed, codes and conditions compiled."""
    kind = KINDS.get(rule.kind)
    if kind is None:
        raise KnowledgeError(f"{rule.source}：不认识的规则种类“{rule.kind}”，请对照规则说明（docs/rules.md）改正。")
    made = kind.compile(rule, Params(rule.params, sets, rule.source))
    expanded = Params({"when": rule.when}, sets, rule.source).text("when")
    when = compile_when(expanded, rule.source)
    reads = reads_of(rule, made, when)
    if when is None:
        asked = made.judge, made.needs, made.triggers, made.test, made.first, made.silent
        return CompiledRule(rule, *asked, reads, made.beside_stays)
    triggers = made.triggers if made.triggers is not None else when.triggers
    judge = _where(when, made.judge)
    return CompiledRule(rule, judge, made.needs | when.needs, triggers, None, when.first, (), reads)


def _where(when: Expression, judge: Judge) -> Judge:
    def where(facts: Facts) -> Iterable[Hit]:
        return judge(facts) if when.evaluate(facts, {}) else ()

    return where
