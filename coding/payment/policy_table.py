"""Reading the file of a payment policy: rows of key, value, of, from, to, clause out of any spreadsheet.

A row that cannot be used refuses the whole file, with its line: half a policy would pay wrongly in silence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import sheets_in
from coding.payment.extent import Extent
from coding.payment.formula import Vocabulary, check_formula
from coding.payment.policy_key import POLICY, PolicyKey, key_called
from coding.payment.policy_row import PolicyRow, with_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from coding.base.sheet_choice import ChosenSheet

#: More rows than this are no policy.
_MOST_ROWS = 20_000
_TITLES = 20


def policy_rows(data: bytes, name: str) -> tuple[tuple[PolicyRow, ...], tuple[str, ...]]:
    """The rows of a policy, and sentences on what was not read. Raises KnowledgeError that names file and line."""
    chosen = _sheet(data, name)
    found: list[tuple[PolicyKey, PolicyRow]] = []
    troubles: dict[int, str] = {}
    for line, cells in _lines(chosen, name):
        key = key_called(cells["key"])
        if key is None:
            troubles[line] = f"不认识的项目“{cells['key']}”：请按文档“支付政策”改正或删去这一行"
            continue
        try:
            found.append((key, _dated(key, cells, line)))
        except ValueError as error:
            troubles[line] = f"项目“{key.word}”{error}：请改正"
    vocabulary, lists = _spoken(row for _, row in found)
    rows: list[PolicyRow] = []
    alike: dict[tuple[str, Extent, str], list[PolicyRow]] = {}
    for key, given in found:
        row = given
        try:
            row = with_value(given, key, vocabulary, lists)
            _refuse_own(row)
            if key.once:
                _refuse_twice(
                    alike.setdefault((row.key, row.extent, "" if row.extent != Extent() else row.of), []), row
                )
            rows.append(row)
        except ValueError as error:
            troubles[row.line] = f"项目“{key.word}”{error}：请改正"
    if troubles:
        raise KnowledgeError(_told(name, troubles))
    if not rows:
        raise KnowledgeError(
            f"支付政策表“{name}”没有任何项目：请按“项目、值、适用对象、生效日期、失效日期、依据”填写。"
        )
    return tuple(rows), chosen.notes


def _sheet(data: bytes, name: str) -> ChosenSheet[int]:
    chosen = choose_sheet(sheets_in(data, name), _header_at)
    if chosen.found is None:
        raise KnowledgeError(f"“{name}”不像支付政策表：表头中要有“项目”（key）和“值”（value）两列。")
    return chosen


def _header_at(rows: list[list[str]]) -> int | None:
    return next((at for at, row in enumerate(rows[:_TITLES]) if {"key", "value"} <= _columns(row).keys()), None)


def _columns(header: list[str]) -> dict[str, int]:
    plain = [re.sub(r"[\s_\ufeff]+", "", cell).lower() for cell in header]
    found: dict[str, int] = {}
    for key, words in _headers().items():
        at = next((plain.index(word) for word in words if word in plain), None)
        if at is not None and at not in found.values():
            found[key] = at
    return found


@cache
def _headers() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for row in resource_table("policies/headers.csv", "key", "header"):
        found[row["key"]] = (*found.get(row["key"], ()), row["header"].lower())
    return found


def _lines(chosen: ChosenSheet[int], name: str) -> Iterable[tuple[int, dict[str, str]]]:
    sheet, at = chosen.sheet, chosen.found or 0
    if len(sheet.rows) - at > _MOST_ROWS:
        raise KnowledgeError(f"支付政策表“{name}”有 {len(sheet.rows):,} 行，不像一份政策：请检查是否选错了文件。")
    columns = _columns(sheet.rows[at])
    for place, row in enumerate(sheet.rows[at + 1 :], at + 1):
        cells = {key: row[x].strip() if x < len(row) else "" for key, x in columns.items()}
        if cells["key"] and not cells["key"].startswith("#"):
            yield sheet.line(place), cells


def _dated(key: PolicyKey, cells: Mapping[str, str], line: int) -> PolicyRow:
    first, last = (_day(cells.get(column, ""), word) for column, word in (("from", "生效日期"), ("to", "失效日期")))
    if first and last and last < first:
        raise ValueError(f"的失效日期 {last} 早于生效日期 {first}")
    return PolicyRow(key.key, cells["value"], cells.get("of", ""), cells.get("clause", ""), first, last, line)


def _day(text: str, word: str) -> date | None:
    if not text:
        return None
    moment = read_moment(text)
    if moment is None:
        raise ValueError(f"的{word}“{text}”看不懂，应写作 2026-01-31")
    return moment.date()


def _spoken(rows: Iterable[PolicyRow]) -> tuple[Vocabulary, frozenset[str]]:
    """What the conditions of this policy may speak of: with its own items, and its own lists of codes."""
    own, lists = [], set()
    for row in rows:
        if row.key == "own_item" and row.of.isidentifier():
            own.append(row.of)
        elif row.key == "code_list":
            lists.add(row.of)
    return replace(POLICY, names=(*POLICY.names, *dict.fromkeys(own))), frozenset(lists)


def _refuse_own(row: PolicyRow) -> None:
    if row.key != "own_item":
        return
    if not row.of.isidentifier() or row.of in POLICY.names:
        raise ValueError(f"的名称“{row.of}”不能用在条件中，应只用汉字、字母，且不与已有名称相同")
    check_formula(row.of, Vocabulary((row.of,)))


def _refuse_twice(alike: list[PolicyRow], row: PolicyRow) -> None:
    for other in alike:
        if row.meets(other):
            raise ValueError(f"与第 {other.line} 行重复（适用对象相同，日期重叠）")
    alike.append(row)


def _told(name: str, troubles: Mapping[int, str]) -> str:
    first = min(troubles)
    others = "、".join(str(line) for line in sorted(troubles)[1:6])
    more = f"；另有 {len(troubles) - 1} 行有误（第 {others} 行{'等' if len(troubles) > 6 else ''}）" if others else ""
    return f"支付政策表“{name}”第 {first} 行：{troubles[first]}{more}。"
