"""The national DRG 3.0 workbook as it was published → the tables of a scheme pack, and what is wrong with the file.

A rule that cannot be read never counts as true: it is told with sheet and row, and its group cannot be reached.
An empty rule is the rest of its scope and is taken last, wherever it is numbered. Codes are compared as they stand.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from coding.codes.entry import CodeKind
from coding.drg.compiled import WHOLE_SCHEME, CompiledPack, compile_pack
from coding.drg.group_code import is_ambiguous
from coding.drg.known_faults import tell_known_faults
from coding.drg.national_codes import in_words, is_right, probable_reading
from coding.drg.national_faults import Faults, offer
from coding.drg.national_language import UnreadableRuleError, condition_of
from coding.drg.national_structure import number_of, structure_of
from coding.drg.pack import TABLES, Pack, Part

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.drg.national_sheets import NationalSheets, SheetRow
    from coding.drg.national_structure import Structure

#: The set of operating-room procedures.
_OPERATING_ROOM = "OP_ALL"
_SETS_OF_PRINCIPAL = re.compile(r"PDX_IN\(((?:@[\w.\-]+\+?)+)\)")
_NEVER = "NEVER"
_DATED = re.compile(r"(20\d\d)(\d\d)(\d\d)")
#: What the types of a set begin with (OP, OP2, DI …): the kind of its codes.
_TYPES = {"OP": CodeKind.PROCEDURE, "DI": CodeKind.DIAGNOSIS}
_KIND_WORDS = {CodeKind.PROCEDURE: "手术操作", CodeKind.DIAGNOSIS: "诊断"}


@dataclass(slots=True)
class _Tables:
    """Rows of a pack in the making: (sheet, line, values in the order of TABLES), and what goes with them."""

    rows: dict[str, list[tuple[str, int, list[str]]]] = field(default_factory=lambda: defaultdict(list))
    faults: Faults = field(default_factory=Faults)
    orders: dict[str, float] = field(default_factory=dict)
    followers: dict[str, list[str]] = field(default_factory=dict)
    unread: dict[str, str] = field(default_factory=dict)

    def put(self, table: str, row: SheetRow | None, *values: str) -> None:
        sheet, line = (row.sheet, row.line) if row else ("", 0)
        self.rows[table].append((sheet, line, list(values)))

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
    tables.faults.complaints += sheets.notes
    _settings(tables, file, stamp)
    sets = _sets(tables, sheets)
    structure = structure_of(sheets, tables.faults)
    principals = _mdcs(tables, structure, sets)
    _principal_lists(tables, sheets, principals)
    _adrgs(tables, structure, sets)
    _drgs(tables, structure, sets)
    _complications(tables, sheets)
    tell_known_faults(sheets, tables.faults)
    tables.faults.close()
    done = compile_pack(tables.pack(file))
    done.complaints[:0] = tables.faults.complaints
    done.orders, done.followers, done.unread = tables.orders, tables.followers, tables.unread
    done.offers = tables.faults.offers
    return done


def _settings(tables: _Tables, file: str, stamp: str) -> None:
    dated = _DATED.search(file)
    settings = {
        "name": "CHS-DRG 3.0（国家医保局发布的配置信息）",
        "region": "全国",
        "nothing_result": "0000|000|0000",
        "file": file,
        "file_stamp": stamp,
        "file_date": "-".join(dated.groups()) if dated else "",
    }
    for key, value in settings.items():
        tables.put("scheme", None, key, value)


# -- sets of codes


def _sets(tables: _Tables, sheets: NationalSheets) -> dict[str, CodeKind | None]:
    """Write every set once; the sets that hold a code, with the kind of their codes (None where they hold both)."""
    faults = tables.faults
    seen: set[tuple[str, str]] = set()
    kinds: dict[str, CodeKind | None] = {}
    for row in sheets["集合"]:
        name, code = row["set"], row["code"]
        if not name or not code:
            faults.count(row, "集合编号或 ICD 编码为空，该行不用", f"{name}{code}" or "空")
            continue
        if (name, code) in seen:
            faults.count(row, "集合中的行重复，重复行不用", f"{name} {code}")
            continue
        seen.add((name, code))
        kind = CodeKind.DIAGNOSIS if code[:1].isalpha() else CodeKind.PROCEDURE
        kinds[name] = kind if kinds.get(name, kind) is kind else None
        _check_member(tables, row, kind)
        if name == _OPERATING_ROOM:
            tables.put("px_valid", row, code, row["name"])
        tables.put("adrg_codes", row, WHOLE_SCHEME, f"@{name}", code)
    if _OPERATING_ROOM in kinds:
        tables.followers[f"@{_OPERATING_ROOM}"] = ["VALID"]
    return kinds


def _check_member(tables: _Tables, row: SheetRow, kind: CodeKind) -> None:
    name, code, stated = row["set"], row["code"], row["type"].upper()
    wanted = _TYPES.get(stated[:2])
    if wanted is None:
        tables.faults.count(row, "类型编号应以 OP 或 DI 开头", f"{name} 的类型“{stated[:12]}”")
    elif wanted is not kind and is_right(code, kind):
        fault = f"类型编号与编码不符：写作{_KIND_WORDS[wanted]}，编码却是{_KIND_WORDS[kind]}"
        tables.faults.count(row, fault, f"{name} {code}（{stated}）")
    elif not is_right(code, wanted):
        reading = probable_reading(code, wanted)
        mend = [offer("set", name, "", code, reading, "编码写法有误")] if reading else []
        tables.faults.count(
            row, "不是规范的编码，按原样不会与首页的编码相符", f"{name} {in_words(code, wanted)}", *mend
        )


def _principal_lists(tables: _Tables, sheets: NationalSheets, principals: Mapping[str, set[str]]) -> None:
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


def _condition(
    tables: _Tables, row: SheetRow, sets: Mapping[str, CodeKind | None], place: str, *, is_barred: bool
) -> str:
    """The rule of a row as a condition; one that cannot be read never holds, and is told.

    ``place`` is what amendments call the row: ``adrg FR1``; ``is_barred``: it never holds, as was told already.
    """
    try:
        found = condition_of(row["rule"], sets, sets)
    except UnreadableRuleError as error:
        shown = " ".join(row["rule"].split())[:60]
        tables.faults.tell(row, f"{row['code']} 的规则无法读懂（{error.args[0]}）：{shown}；该规则按不成立处理。")
        tables.unread[place] = row["rule"]
        return _NEVER
    if is_barred:
        return _NEVER
    if found == _NEVER:
        tables.faults.tell(row, f"{row['code']} 的规则“{row['rule']}”永远不成立，它的病组不会入组。")
    return found.replace(f"PPX_IN(@{_OPERATING_ROOM})", "PPX_IN(VALID)")


def _mdcs(tables: _Tables, structure: Structure, sets: Mapping[str, CodeKind | None]) -> dict[str, set[str]]:
    """Write the MDCs in their order; the sets of principal diagnoses that each rule names."""
    principals: dict[str, set[str]] = {}
    for at, row in enumerate(structure.mdcs, start=1):
        mdc = row["code"]
        tables.orders[f"mdc {mdc}"] = number_of(row)
        condition = _condition(tables, row, sets, f"mdc {mdc}", is_barred=mdc in structure.barred)
        named = {n.lstrip("@") for m in _SETS_OF_PRINCIPAL.finditer(condition) for n in m[1].split("+")}
        principals[mdc] = named
        if len(named) == 1 and "NOT{" not in condition and "|" not in condition:
            condition = condition.replace(f"PDX_IN(@{next(iter(named))})", "PDX_IN(MDC)")
        tables.put("mdc", row, str(at), mdc, row["name"], condition, "")
    return principals


def _adrgs(tables: _Tables, structure: Structure, sets: Mapping[str, CodeKind | None]) -> None:
    for scope in structure.adrgs:
        for at, row in enumerate(scope, start=1):
            adrg = row["code"]
            tables.orders[f"adrg {adrg}"] = number_of(row)
            condition = _condition(tables, row, sets, f"adrg {adrg}", is_barred=adrg in structure.barred)
            tables.put("adrg", row, row["mdc"], str(at), adrg, adrg, row["name"], condition, "")


def _drgs(tables: _Tables, structure: Structure, sets: Mapping[str, CodeKind | None]) -> None:
    for scope in structure.drgs:
        for at, row in enumerate(scope, start=1):
            adrg, drg = row["adrg"], row["code"]
            place = f"drg {adrg} {drg}"
            tables.orders[place] = number_of(row)
            if is_ambiguous(adrg):
                continue  # an ambiguity is not divided
            condition = _condition(tables, row, sets, place, is_barred=drg in structure.barred) or "ALWAYS"
            tables.put("drg", row, drg, row["name"])
            tables.put("drg_rules", row, adrg, str(at), drg, row["name"] or drg, condition, "")


# -- complications


def _complications(tables: _Tables, sheets: NationalSheets) -> None:
    excluded = _exclusions(tables, sheets)
    known = {name for names in excluded.values() for name in names}
    first: dict[str, SheetRow] = {}
    barred: set[str] = set()
    for row in sheets["CC"]:
        code, level = row["code"], row["level"].upper()
        if level not in {"MCC", "CC"} or not code:
            fault = "类型不是 MCC 或 CC，或没有编码，不作并发症或合并症"
            tables.faults.count(row, fault, f"{code or '无编码'}（{row['level'][:12] or '无类型'}）")
            continue
        before = first.setdefault(code, row)
        if before is row:
            continue
        if (before["level"].upper(), before["table"]) == (level, row["table"]):
            tables.faults.count(row, "CC 表中的行重复，重复行不用", code)
        else:
            barred.add(code)
            tables.faults.tell(
                row, f"{code} 与第{before.line}行的类型或排除表不同：无法判断哪一行对，不作并发症或合并症。"
            )
    for code, row in first.items():
        if code in barred:
            continue
        _check_complication(tables, row, known)
        tables.put(row["level"].lower(), row, code, row["table"])


def _check_complication(tables: _Tables, row: SheetRow, known: set[str]) -> None:
    code, table = row["code"], row["table"]
    if not is_right(code, CodeKind.DIAGNOSIS):
        reading = probable_reading(code, CodeKind.DIAGNOSIS)
        mend = [offer(row["level"].lower(), reading, "exclusion_table", "", table, "编码写法有误")] if reading else []
        fault = "不是规范的编码，按原样不会与首页的编码相符"
        tables.faults.count(row, fault, in_words(code, CodeKind.DIAGNOSIS), *mend)
    if not table:
        tables.faults.count(row, "没有写排除表，不排除任何主要诊断", code)
    elif table not in known:
        tables.faults.count(row, "排除表不存在或为空，不排除任何主要诊断", f"{code} 的排除表 {table}")


def _exclusions(tables: _Tables, sheets: NationalSheets) -> dict[str, dict[str, None]]:
    """Write the principal diagnoses of every table; code → its tables."""
    excluded: dict[str, dict[str, None]] = defaultdict(dict)
    first: dict[str, SheetRow] = {}
    for row in sheets["排除表"]:
        name, code = row["set"], row["code"]
        if not name or not code:
            tables.faults.count(row, "集合编号或 ICD 编码为空，该行不用", f"{name}{code}" or "空")
        elif name in excluded[code]:
            tables.faults.count(row, "排除表中的行重复，重复行不用", f"{name} {code}")
        else:
            if code not in first and not is_right(code, CodeKind.DIAGNOSIS):
                reading = probable_reading(code, CodeKind.DIAGNOSIS)
                mend = [offer("exclusion", reading, "", "", name, "编码写法有误")] if reading else []
                fault = "不是规范的编码，按原样不会与首页的编码相符"
                tables.faults.count(row, fault, f"{name} {in_words(code, CodeKind.DIAGNOSIS)}", *mend)
            excluded[code][name] = None
            first.setdefault(code, row)
    for code, names in excluded.items():
        if names:
            tables.put("exclusion", first[code], code, "|".join(names))
    return excluded
