"""Kinds that ask of each operation what it was done for and what belongs beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.codes.entry import ProcedureKind
from coding.codes.procedure_kind import procedure_kind
from coding.codes.ranges import CodeSet
from coding.page.change import ChangeSource
from coding.page.edits import move_row
from coding.rules.indications import Indication, indication_of
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.kinds.group_kinds import OPERATIONS
from coding.rules.rule import Compiled, Hit, Rule
from coding.rules.text_pattern import TextPattern, text_pattern
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.page_rows import ProcedureRow
    from coding.rules.params import Params

_COMPANIONS = "rules/tables/operation_companions.csv"


def operation_reason(_rule: Rule, params: Params) -> Compiled:
    """An operation or intervention of which no diagnosis of the page can be the reason.

    What goes along with another operation of its region that has its reason (the gallbladder that is taken with the
    stomach) needs none of its own.
    """
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.all_read or facts.principal is None or not facts.principal.code:
            return
        asked = [(row, said) for row in facts.px if (said := _asked(row)) is not None]
        with_reason = [(row, said) for row, said in asked if _has_reason(facts, said)]
        regions = frozenset().union(*(said.regions for _, said in with_reason))
        for row, said in asked:
            if (row, said) not in with_reason and not said.regions & regions:
                yield Hit(row.index, "op_code", {**row.words, "expects": said.expects}, (facts.principal.place(),))

    return Compiled(judge, triggers=OPERATIONS, reads=ROWS)


def _asked(row: ProcedureRow) -> Indication | None:
    """What is said of an operation, whatever a local catalogue calls it: it is never an examination."""
    if row.code[:2] not in OPERATIONS or row.kind is ProcedureKind.DIAGNOSTIC:
        return None
    return indication_of(row.code)


def _has_reason(facts: Facts, said: Indication) -> bool:
    return any(d.lies_in(said.diagnoses) for d in facts.dx if d.code)


def treatment_first(rule: Rule, params: Params) -> Compiled:
    """Of a page without operations: a diagnostic procedure stands before one that treats the principal diagnosis."""
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if len(facts.px) < 2 or facts.principal is None or facts.px[0].kind is not ProcedureKind.DIAGNOSTIC:
            return
        if any(row.kind.is_surgical for row in facts.px):
            return
        treating = next((row for row in facts.px[1:] if _treats(facts, row)), None)
        if treating is not None:
            change = move_row(facts.page, "procedure", treating.index, 0, reason=rule.hint, source=ChangeSource.FINDING)
            values = {**facts.px[0].words, "other": f"{treating.raw.strip()} {treating.name}".strip()}
            yield Hit(0, "op_code", values, (treating.place(),), (replace(change, rule=rule.id),))

    return Compiled(judge, triggers=categories_of("00-99"), reads=ROWS)


def _treats(facts: Facts, row: ProcedureRow) -> bool:
    """Whether a procedure is for the principal diagnosis, whatever a local catalogue calls it but diagnostic."""
    if not row.code or procedure_kind(row.code, facts.reference.codes.px) is ProcedureKind.DIAGNOSTIC:
        return False
    said = indication_of(row.code)
    return said is not None and facts.principal is not None and facts.principal.lies_in(said.diagnoses)


@dataclass(frozen=True, slots=True)
class _Companion:
    """A row of the table: operations (and, of the page, one of ``beside``) that want one of ``wanted`` with them."""

    operations: CodeSet
    named: TextPattern | None
    not_named: TextPattern | None
    beside: CodeSet | None
    wanted: CodeSet
    words: str

    def asks(self, facts: Facts, row: ProcedureRow) -> bool:
        return (
            row.code in self.operations
            and (self.named is None or self.named.search(row.name))
            and (self.not_named is None or not self.not_named.search(row.name))
            and (self.beside is None or any(p.code in self.beside for p in facts.px))
            and not any(p.code in self.wanted for p in facts.px)
        )


@cache
def _companions(grade: str) -> tuple[_Companion, ...]:
    """The rows of one grade, in the order of the table."""
    columns = ("operations", "named", "not_named", "beside", "wanted", "grade", "words")
    return tuple(
        _Companion(
            CodeSet.parse(row["operations"]),
            text_pattern(row["named"]) if row["named"] else None,
            text_pattern(row["not_named"]) if row["not_named"] else None,
            CodeSet.parse(row["beside"]) if row["beside"] else None,
            CodeSet.parse(row["wanted"]),
            row["words"],
        )
        for row in resource_table(_COMPANIONS, *columns)
        if row["grade"] == grade
    )


def companion(_rule: Rule, params: Params) -> Compiled:
    """An operation without what the classification wants coded beside it. ``grade``: the rows of the table asked."""
    rows = _companions(params.word("grade", ("warning", "info")))
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        for asked in rows:
            row = next((p for p in facts.px if p.code and asked.asks(facts, p)), None)
            if row is not None:
                yield Hit(row.index, "op_code", {**row.words, "wanted": asked.wanted.text, "words": asked.words})

    operations = categories_of(", ".join(row.operations.text for row in rows))
    return Compiled(judge, triggers=operations, reads=frozenset({"procedure"}))


KINDS = (
    Kind(
        "companion",
        "手术的另编码",
        companion,
        "手术缺少分类要求同时编的另一编码（`tables/operation_companions.csv`）",
        "`grade=warning/info` 问表中哪一级的行；给出 `{wanted}` `{words}`",
    ),
    Kind(
        "operation_reason",
        "手术的指征",
        operation_reason,
        "首页没有任何诊断可以是该手术的指征（`tables/operation_indications.csv`），部位位数按骨、按关节比",
        "给出 `{expects}`",
    ),
    Kind(
        "treatment_first",
        "治疗性操作在前",
        treatment_first,
        "没有手术时，诊断性操作排在针对主要诊断的治疗性操作之前",
        "给出 `{other}`",
    ),
)
