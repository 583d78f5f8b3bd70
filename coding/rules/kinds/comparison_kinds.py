"""Kinds that compare the principal diagnosis with the other diagnoses of its page, whatever their order."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from coding.codes.parse import category
from coding.page.change import ChangeSource
from coding.page.edits import move_row
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.principal_comparison import (
    Comparison,
    answers_back,
    comparisons,
    gives_way,
    is_treated,
    named_codes,
    own_diseases,
    rank_of,
    ranks,
    treatments,
    was_there,
)
from coding.rules.rule import Compiled, Hit, Rule, Test
from coding.rules.triggers import categories_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.page.change import Change
    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow
    from coding.rules.params import Params
    from coding.rules.principal_comparison import Rank

#: Better rows that are set beside each other: as many other diagnoses as a page has by its form.
_COMPARED = 40
#: A candidate: the row, why it is the better one, and its place in the table.
_Better = tuple["DiagnosisRow", str, int]


def better_principal(rule: Rule, params: Params) -> Compiled:
    """Another diagnosis of the page is a better principal, by ``table``: ``tables/principal_<table>.csv``.

    Of several better rows that one is named which does not give way to another of them; the mend moves it to the front.
    """
    table = params.text("table")
    params.done()
    if not table:
        raise params.wrong("缺少参数 table")
    known = comparisons(table)

    def judge(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        if row is None or not row.code:
            return
        found = list(islice(_better_rows(facts, row, known.get(category(row.code), ())), _COMPARED))
        if found:
            yield _hit(facts, row, found, rule)

    return Compiled(judge, triggers=frozenset(known), test=_first_lies_in(frozenset(known)), reads=ROWS)


def _first_lies_in(categories: frozenset[str]) -> Test:
    """What tells, quicker than the judge, that there is something to compare."""

    def test(facts: Facts) -> bool:
        return facts.principal is not None and len(facts.dx) > 1 and category(facts.principal.code) in categories

    return test


def _better_rows(facts: Facts, row: DiagnosisRow, rows: tuple[Comparison, ...]) -> Iterator[_Better]:
    for number, one in enumerate(rows):
        if one.holds(facts, row):
            for other in facts.others:
                if (
                    one.names(other)
                    and not one.is_lifted(facts, row, other)
                    and not _turns_about(facts, one, row, other)
                ):
                    yield other, one.why, number


def _turns_about(facts: Facts, one: Comparison, row: DiagnosisRow, other: DiagnosisRow) -> bool:
    """Whether the named row, were it the principal one, would in its turn give way to it."""
    return gives_way(other, (row,)) or answers_back(facts, other, row, one.table)


def _hit(facts: Facts, row: DiagnosisRow, found: list[_Better], rule: Rule) -> Hit:
    others = list({other.index: other for other, _, _ in found}.values())

    def least_good(candidate: _Better) -> tuple[bool, bool, int, int]:
        other, _, number = candidate
        return gives_way(other, others), not is_treated(facts, other), number, other.index

    better, why, _ = min(found, key=least_good)
    return _named(facts, row, better, why, rule)


def _named(facts: Facts, row: DiagnosisRow, better: DiagnosisRow, why: str, rule: Rule) -> Hit:
    values = {
        **row.words,
        "better": better.raw.strip(),
        "better_name": better.name,
        "better_index": better.index,
        "why": why,
    }
    return Hit(0, "principal_dx_code", values, (better.place(),), (_to_front(facts, better, why, rule),))


def _to_front(facts: Facts, row: DiagnosisRow, why: str, rule: Rule) -> Change:
    reason = f"{why}：以“{row.name or row.raw}”为主要诊断，请医师确认"
    moved = move_row(facts.page, "diagnosis", row.index, 0, reason=reason, source=ChangeSource.FINDING)
    return replace(moved, rule=rule.id)


def graver_principal(rule: Rule, params: Params) -> Compiled:
    """Another diagnosis of the same ``group`` of ``tables/principal_ranks.csv`` is graver than the principal one.

    ``treated=yes``: it does not hold where an operation is for the principal and none for the graver one.
    """
    group = params.text("group")
    treated = params.flag("treated", default=False)
    params.done()
    known = _categories_of(group)
    if not known:
        raise params.wrong(f"参数 group 的值“{group}”不在表 principal_ranks.csv 中")

    def judge(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        own = rank_of(row.code, group) if row is not None and row.code else None
        if row is None or own is None:
            return
        graver = _gravest(facts, own.rank, group)
        if graver is None or (treated and is_treated(facts, row) and not is_treated(facts, graver[0])):
            return
        other, rank = graver
        yield _named(facts, row, other, f"{rank.label}重于{own.label}", rule)

    return Compiled(judge, triggers=known, test=_first_lies_in(known), reads=ROWS)


def _gravest(facts: Facts, over: int, group: str) -> tuple[DiagnosisRow, Rank] | None:
    """The gravest of the other diagnoses, one that an operation is for before others; None where none is graver."""
    ranked = [(other, rank_of(other.code, group)) for other in facts.others if was_there(other)]
    graver = [(other, rank) for other, rank in ranked if rank is not None and rank.rank > over]
    return min(graver, key=lambda g: (-g[1].rank, not is_treated(facts, g[0]), g[0].index), default=None)


def _categories_of(group: str) -> frozenset[str]:
    return frozenset().union(*(categories_of(one.codes.text) or frozenset() for one in ranks(group)))


def operated_principal(rule: Rule, params: Params) -> Compiled:
    """The operations are done on the organ of another diagnosis (``tables/principal_organ.csv``), and on none of the
    principal one, which is a disease that can wait: the set ``waits`` of ``tables/principal_sets.csv``.
    """
    name = params.text("waits")
    params.done()
    if not name:
        raise params.wrong("缺少参数 waits")
    soft = named_codes(f"@{name}")
    triggers = categories_of(soft.text) or frozenset()

    def judge(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        if row is None or not row.code or row.code not in soft:
            return
        done = [(p, own) for p in treatments(facts) if (own := own_diseases(p.code)) is not None]
        if any(row.lies_in(own) for _, own in done):
            return
        for operation, own in done:
            other = next((d for d in facts.others if was_there(d) and d.lies_in(own)), None)
            if other is not None:
                yield _named(facts, row, other, f"手术“{operation.shown_name}”针对它", rule)
                return

    return Compiled(judge, triggers=triggers, test=_first_lies_in(triggers), reads=ROWS)


def tied_principal(_rule: Rule, params: Params) -> Compiled:
    """The principal diagnosis and another one may both stand first: by ``table``, or in a ``group`` of ranks where the
    principal is the graver and the operation is for the other.
    """
    table, group = params.text("table"), params.text("group")
    params.done()
    if bool(table) == bool(group):
        raise params.wrong("参数 table 与 group 须写其一")
    known = comparisons(table) if table else {}

    def by_table(facts: Facts, row: DiagnosisRow) -> tuple[DiagnosisRow, str] | None:
        found = _better_rows(facts, row, known.get(category(row.code), ()))
        return next(((other, why) for other, why, _ in found), None)

    def by_group(facts: Facts, row: DiagnosisRow) -> tuple[DiagnosisRow, str] | None:
        own = rank_of(row.code, group)
        if own is None or is_treated(facts, row):
            return None
        for other in facts.others:
            rank = rank_of(other.code, group) if was_there(other) else None
            if rank is not None and rank.rank < own.rank and is_treated(facts, other):
                return other, f"前者较重（{own.label}），手术针对后者"
        return None

    def judge(facts: Facts) -> Iterator[Hit]:
        row = facts.principal
        if row is None or not row.code:
            return
        tied = by_table(facts, row) if table else by_group(facts, row)
        if tied is not None:
            other, why = tied
            words = {**row.words, "other": other.raw.strip(), "other_name": other.name, "why": why}
            yield Hit(0, "principal_dx_code", words, (other.place("name"),))

    triggers = frozenset(known) if table else _categories_of(group)
    return Compiled(judge, triggers=triggers, test=_first_lies_in(triggers), reads=ROWS)


KINDS = (
    Kind(
        "better_principal",
        "同页另有更宜作主要诊断的诊断",
        better_principal,
        "与同页其他诊断比较，另有更宜作主要诊断的（`tables/principal_*.csv`，每行有来源；入院病情为“无”的不比）",
        "`table=表名`；给出 `{better}` `{better_name}` `{better_index}` `{why}`",
    ),
    Kind(
        "graver_principal",
        "同类中另有更重的诊断",
        graver_principal,
        "同一组（损伤、烧伤、产科、新生儿）中另有更重的诊断（`tables/principal_ranks.csv`）",
        "`group=组名` (`treated=yes` 手术只针对主要诊断的不报)；"
        "给出 `{better}` `{better_name}` `{better_index}` `{why}`",
    ),
    Kind(
        "operated_principal",
        "手术针对另一诊断",
        operated_principal,
        "手术做在另一诊断的器官上，主要诊断是可择期的慢性病（`tables/principal_organ.csv`）",
        "`waits=集合名`（集合写在 principal_sets.csv）；给出 `{better}` `{better_name}` `{better_index}` `{why}`",
    ),
    Kind(
        "tied_principal",
        "并列的主要诊断",
        tied_principal,
        "主要诊断与另一诊断并列，都可作主要诊断，由医师按治疗重点确定",
        "`table=表名` 或 `group=组名`（主要诊断较重而手术针对另一诊断）；给出 `{other}` `{other_name}` `{why}`",
    ),
)
