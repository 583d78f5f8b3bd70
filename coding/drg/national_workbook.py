"""The national DRG 3.0 workbook as it was published → the tables of a scheme pack, and what is wrong with the file.

A rule that cannot be read never counts as true: it is told with sheet and row, and its group cannot be reached.
An empty rule is the rest of its scope and is taken last, wherever it is numbered.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from math import inf, isfinite
from typing import TYPE_CHECKING

from coding.drg.compiled import WHOLE_SCHEME, CompiledPack, compile_pack
from coding.drg.group_code import is_ambiguous
from coding.drg.national_language import UnreadableRuleError, condition_of
from coding.drg.pack import TABLES, Pack, Part

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from coding.drg.national_sheets import NationalSheets, SheetRow

#: The set of operating-room procedures.
_OPERATING_ROOM = "OP_ALL"
_SETS_OF_PRINCIPAL = re.compile(r"PDX_IN\(((?:@\w+\+?)+)\)")
_NEVER = "NEVER"
#: The MDC of what no MDC takes: the setting ``nothing_result`` says what becomes of it.
_NOTHING = "0000"
_DATED = re.compile(r"(20\d{6})")


@dataclass(slots=True)
class _Tables:
    """Rows of a pack in the making: (sheet, line, values in the order of TABLES), and complaints."""

    rows: dict[str, list[tuple[str, int, list[str]]]] = field(default_factory=lambda: defaultdict(list))
    complaints: list[tuple[str, int, str]] = field(default_factory=list)
    orders: dict[str, float] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def put(self, table: str, row: SheetRow | None, *values: str) -> None:
        sheet, line = (row.sheet, row.line) if row else ("", 0)
        self.rows[table].append((sheet, line, list(values)))

    def complain(self, row: SheetRow, message: str) -> None:
        self.complaints.append((row.sheet, row.line, message))

    def pack(self, title: str) -> Pack:
        tables = {}
        for table, columns in TABLES.items():
            parts: dict[str, list[tuple[int, list[str]]]] = defaultdict(list)
            for sheet, line, values in self.rows.get(table, ()):
                parts[sheet].append((line, values))
            tables[table] = [Part(s, tuple(range(len(columns))), partial(iter, rows)) for s, rows in parts.items()]
        return Pack(title, tables)


def compile_national(sheets: NationalSheets, file: str, stamp: str) -> CompiledPack:
    """The compiled scheme of a workbook; ``file`` is its name, ``stamp`` the hash of its bytes.

    Raises KnowledgeError when no group can come of it.
    """
    tables = _Tables()
    _settings(tables, file, stamp)
    sets = _sets(tables, sheets)
    principals = _mdcs(tables, sheets, sets)
    _principal_lists(tables, sheets, principals)
    _adrgs(tables, sheets, sets)
    _drgs(tables, sheets, sets)
    _complications(tables, sheets)
    done = compile_pack(tables.pack(file))
    done.complaints[:0] = tables.complaints
    done.orders, done.followers, done.unread = tables.orders, tables.followers, tables.unread
    return done


def _settings(tables: _Tables, file: str, stamp: str) -> None:
    dated = _DATED.search(file)
    settings = {
        "name": "CHS-DRG 3.0（国家医保局发布的配置信息）",
        "region": "全国",
        "nothing_result": "0000|000|0000",
        "file": file,
        "file_stamp": stamp,
        "file_date": dated[1] if dated else "",
    }
    for key, value in settings.items():
        tables.put("scheme", None, key, value)


# -- sets of codes


def _sets(tables: _Tables, sheets: NationalSheets) -> frozenset[str]:
    """Write every set once; the names of those that hold a code."""
    seen: set[tuple[str, str]] = set()
    repeated: list[SheetRow] = []
    for row in sheets["集合"]:
        name, code = row["set"], row["code"]
        if not name or not code:
            tables.complain(row, "集合编号或 ICD 编码为空，该行不用。")
        elif (name, code) in seen:
            repeated.append(row)
        else:
            seen.add((name, code))
            if name == _OPERATING_ROOM:
                tables.put("px_valid", row, code, row["name"])
            tables.put("adrg_codes", row, WHOLE_SCHEME, f"@{name}", code)
    if repeated:
        first = repeated[0]
        tables.complain(
            first, f"集合中有 {len(repeated)} 行重复（首行为 {first['set']} {first['code']}），重复行不用。"
        )
    names = frozenset(name for name, _ in seen)
    if _OPERATING_ROOM in names:
        tables.followers[f"@{_OPERATING_ROOM}"] = ["VALID"]
    return names


def _principal_lists(tables: _Tables, sheets: NationalSheets, principals: dict[str, set[str]]) -> None:
    """The list called ``MDC``: the principal diagnoses that the rule of an MDC names, for the doctor and the trace."""
    by_set: dict[str, list[str]] = defaultdict(list)
    wanted = {name for names in principals.values() for name in names}
    for row in sheets["集合"]:
        if row["set"] in wanted and row["code"]:
            by_set[row["set"]].append(row["code"])
    for mdc, names in principals.items():
        for name in sorted(names):
            tables.followers.setdefault(f"@{name}", []).append(f"MDC:{mdc}")
        for code in dict.fromkeys(code for name in sorted(names) for code in by_set[name]):
            tables.put("mdc_dx", None, mdc, code, "")


# -- rules


def _condition(tables: _Tables, row: SheetRow, sets: frozenset[str], place: str) -> str:
    """The rule of a row as a condition; one that cannot be read never holds, and is told.

    ``place`` is what amendments call the row: ``adrg FR1``.
    """
    try:
        found = condition_of(row["rule"], sets)
    except UnreadableRuleError as error:
        shown = " ".join(row["rule"].split())[:60]
        tables.complain(row, f"{row['code']} 的规则无法读懂（{error.args[0]}）：{shown}；该规则按不成立处理。")
        tables.unread[place] = row["rule"]
        return _NEVER
    return found.replace(f"PPX_IN(@{_OPERATING_ROOM})", "PPX_IN(VALID)")


def _mdcs(tables: _Tables, sheets: NationalSheets, sets: frozenset[str]) -> dict[str, set[str]]:
    """Write the MDCs in their order; the sets of principal diagnoses that each rule names."""
    principals: dict[str, set[str]] = {}
    for at, row in enumerate(_ordered(tables, sheets["MDC"]), start=1):
        mdc = row["code"]
        if mdc == _NOTHING:
            continue
        tables.orders[f"mdc {mdc}"] = _number_of(row)
        condition = _condition(tables, row, sets, f"mdc {mdc}")
        named = {n.lstrip("@") for m in _SETS_OF_PRINCIPAL.finditer(condition) for n in m[1].split("+")}
        principals[mdc] = named
        if len(named) == 1 and "NOT{" not in condition and "|" not in condition:
            condition = condition.replace(f"PDX_IN(@{next(iter(named))})", "PDX_IN(MDC)")
        tables.put("mdc", row, str(at), mdc, row["name"], condition, "")
    return principals


def _adrgs(tables: _Tables, sheets: NationalSheets, sets: frozenset[str]) -> None:
    for scope in _scopes((row for row in sheets["ADRG"] if row["mdc"] != _NOTHING), "mdc"):
        for at, row in enumerate(_last_is_rest(tables, scope), start=1):
            adrg = row["code"]
            tables.orders[f"adrg {adrg}"] = _number_of(row)
            condition = _condition(tables, row, sets, f"adrg {adrg}")
            tables.put("adrg", row, row["mdc"], str(at), adrg, adrg, row["name"], condition, "")


def _drgs(tables: _Tables, sheets: NationalSheets, sets: frozenset[str]) -> None:
    for scope in _scopes((row for row in sheets["DRG"] if row["mdc"] != _NOTHING), "adrg"):
        for at, row in enumerate(_last_is_rest(tables, scope), start=1):
            tables.orders[f"drg {row['adrg']} {row['code']}"] = _number_of(row)
            if is_ambiguous(row["adrg"]):
                continue  # an ambiguity is not divided
            condition = _condition(tables, row, sets, f"drg {row['adrg']} {row['code']}") or "ALWAYS"
            tables.put("drg", row, row["code"], row["name"])
            tables.put("drg_rules", row, row["adrg"], str(at), row["code"], row["name"] or row["code"], condition, "")


def _complications(tables: _Tables, sheets: NationalSheets) -> None:
    for row in sheets["CC"]:
        level = row["level"].upper()
        if level not in {"MCC", "CC"} or not row["code"]:
            tables.complain(row, f"类型“{row['level']}”不是 MCC 或 CC，或没有编码：{row['code']} 不作并发症或合并症。")
            continue
        tables.put(level.lower(), row, row["code"], row["table"])
    excluded: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, SheetRow] = {}
    for row in sheets["排除表"]:
        if not row["set"] or not row["code"]:
            tables.complain(row, "集合编号或 ICD 编码为空，该行不用。")
            continue
        excluded[row["code"]][row["set"]] = None
        first.setdefault(row["code"], row)
    for code, names in excluded.items():
        tables.put("exclusion", first[code], code, "|".join(names))
    known = {name for names in excluded.values() for name in names}
    for row in sheets["CC"]:
        if row["table"] and row["table"] not in known:
            tables.complain(row, f"{row['code']} 的排除表 {row['table']} 不存在或为空：不排除任何主要诊断。")
            known.add(row["table"])  # said once


# -- order


def _scopes(rows: Iterable[SheetRow], owner: str) -> Iterator[list[SheetRow]]:
    """The rows of each MDC, or of each ADRG."""
    scopes: dict[str, list[SheetRow]] = defaultdict(list)
    for row in rows:
        scopes[row[owner]].append(row)
    yield from scopes.values()


def _ordered(tables: _Tables, rows: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows by their number; one without a readable number is told and goes to the end."""
    for row in rows:
        if not isfinite(_number_of(row)):
            tables.complain(row, f"{row['code']} 的排序“{row['order']}”不是数字：排到本段最后。")
    return sorted(rows, key=_number_of)


def _number_of(row: SheetRow) -> float:
    """The number of a row; without end where it is none."""
    try:
        number = float(row["order"])
    except ValueError:
        return inf
    return number if isfinite(number) else inf


def _last_is_rest(tables: _Tables, scope: Sequence[SheetRow]) -> list[SheetRow]:
    """Rows by their number, those with an empty rule last: they take the rest of their scope."""
    ordered = _ordered(tables, scope)
    rest = [row for row in ordered if not row["rule"]]
    tested = [row for row in ordered if row["rule"]]
    for row in rest:
        late = [r["code"] for r in ordered[ordered.index(row) + 1 :] if r["rule"]]
        if late:
            tables.complain(row, f"{row['code']} 没有规则（即其余），却排在 {'、'.join(late)} 之前：按最后判断处理。")
    for row in rest[1:]:
        tables.complain(row, f"{row['code']} 与 {rest[0]['code']} 都没有规则：前一个已收下其余，后一个不会入组。")
    return [*tested, *rest]
