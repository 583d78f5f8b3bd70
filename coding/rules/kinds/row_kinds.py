"""Kinds that look at whole rows: gaps, halves of a row, times of intensive care, sides."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from coding.page.fields import ROW_ATTRIBUTES, is_blank
from coding.page.finding import Place
from coding.rules.indications import treats
from coding.rules.kind import Kind
from coding.rules.kinds.code_kinds import ROWS
from coding.rules.kinds.field_kinds import rows_of
from coding.rules.rule import Compiled, Hit, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from coding.rules.facts import Facts
    from coding.rules.page_rows import DiagnosisRow
    from coding.rules.params import Params


def one_of_two(rule: Rule, params: Params) -> Compiled:
    """Of two attributes of a row (the first two fields of the rule) exactly one is filled: the other is missing.

    The finding points to the blank one.
    """
    params.done()
    first, second = (item[0] for item in rule.fields[:2])
    each = rows_of(rule, first)
    one, two = ROW_ATTRIBUTES[first][1], ROW_ATTRIBUTES[second][1]

    def judge(facts: Facts) -> Iterator[Hit]:
        for row in facts.rows(each):
            blanks = is_blank(row.text(one)), is_blank(row.text(two))
            if blanks[0] != blanks[1]:
                missing, given = (one, two) if blanks[0] else (two, one)
                values = {**row.words, "given": row.text(given).strip()}
                yield Hit(row.index, row.place(missing).field, values, (row.place(given),))

    return Compiled(judge, reads=ROWS)


def gap(rule: Rule, params: Params) -> Compiled:
    """An empty row before a filled one."""
    params.done()
    each = rows_of(rule, rule.field)

    def judge(facts: Facts) -> Iterator[Hit]:
        rows = facts.rows(each)
        filled = [r.index for r in rows if r.code or r.name]
        for row in rows:
            if not row.code and not row.name and filled and row.index < filled[-1]:
                yield Hit(row.index, values={"i": row.index + (row.group == "procedure")})
                return

    return Compiled(judge, reads=ROWS)


def _intervals(facts: Facts) -> list[tuple[int, datetime, datetime]]:
    found = []
    for index in range(len(facts.page.intensive_cares)):
        began, ended = facts.page.moment("icu_in_time", index), facts.page.moment("icu_out_time", index)
        if began is not None and ended is not None:
            found.append((index, began, ended))
    return found


def intensive_care(_rule: Rule, params: Params) -> Compiled:
    """``check``: stay (in before out, within the stay), overlap (two at a time), duration (total as stated).

    ``tolerance``: minutes.
    """
    check = params.word("check", ("stay", "overlap", "duration"))
    minutes = float(params.decimal("tolerance") or 30)
    params.done()
    slack = timedelta(minutes=minutes)

    def stay(facts: Facts) -> Iterator[Hit]:
        for index, began, ended in _intervals(facts):
            admitted, left = facts.moment("admission_datetime"), facts.moment("discharge_datetime")
            if not facts.has_time("admission_datetime"):
                admitted = admitted.replace(hour=0, minute=0)
            if not facts.has_time("discharge_datetime"):
                left = left.replace(hour=23, minute=59)
            if began >= ended:
                yield Hit(index, values={"why": "转出不晚于转入"})
            elif began < admitted - slack or ended > left + slack:
                yield Hit(index, values={"why": "不在入院至出院之间"})

    def overlap(facts: Facts) -> Iterator[Hit]:
        found = sorted(_intervals(facts), key=lambda x: x[1])
        for one, two in pairwise(found):
            if two[1] < one[2]:
                yield Hit(two[0], also=(Place("icu_in_time", one[0]),))
                return

    def duration(facts: Facts) -> Iterator[Hit]:
        for index, began, ended in _intervals(facts):
            match = re.fullmatch(r"(\d+)/(\d+)/(\d+)", facts.page.intensive_cares[index].total_duration.strip())
            if match and began < ended:
                stated = timedelta(days=int(match[1]), hours=int(match[2]), minutes=int(match[3]))
                if abs(stated - (ended - began)) > slack:
                    yield Hit(index)

    return Compiled(
        {"stay": stay, "overlap": overlap, "duration": duration}[check], reads=frozenset({"intensive_care"})
    )


def sides(_rule: Rule, params: Params) -> Compiled:
    """The main operation names one side, and every diagnosis that it treats and that names a side names the other.

    Where the operation treats the principal diagnosis, or the table of indications knows nothing of the operation,
    only diagnoses of the principal's category are asked: another disease may lie on another side.
    """
    params.done()

    def judge(facts: Facts) -> Iterator[Hit]:
        if not facts.px or not facts.px[0].kind.is_surgical:
            return
        side = _side(facts.px[0].name)
        if not side or facts.principal is None:
            return
        named = [(d, _side(d.name)) for d in _treated(facts, facts.px[0].code) if _side(d.name)]
        if named and all(other not in (side, "双") for _, other in named):
            yield Hit(0, "op_name", facts.px[0].words, (named[0][0].place("name"),))

    return Compiled(judge, reads=ROWS)


def _treated(facts: Facts, operation: str) -> list[DiagnosisRow]:
    """The diagnoses that set the side of an operation."""
    principal = facts.principal
    if principal is not None and treats(operation, principal.code) is not False:
        return [d for d in facts.dx if d.code and d.code[:3] == principal.code[:3]]
    return [d for d in facts.dx if d.code and treats(operation, d.code)]


def _side(name: str) -> str:
    name = re.sub(r"左(?:心|室|房|冠|前降|回旋|主干)|右(?:心|室|房|冠|旋)|左束支|右束支", "", name)
    left, right = "左" in name, "右" in name
    if "双" in name or (left and right):
        return "双"
    return "左" if left else "右" if right else ""


KINDS = (
    Kind("one_of_two", "一行两项只填一项", one_of_two, "一行的两项只填了一项", "给出 `{given}`"),
    Kind("gap", "中间空行", gap, "中间有空行"),
    Kind(
        "intensive_care",
        "重症监护时间",
        intensive_care,
        "重症监护的进出时间",
        "`check=stay/overlap/duration; tolerance=分钟`",
    ),
    Kind("sides", "左右侧", sides, "手术与诊断的左右侧"),
)
