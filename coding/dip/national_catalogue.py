"""The national DIP 3.0 workbook as it was published → the tables of a pack, and what is wrong with the file.

A row that cannot be read is left out and told with sheet and row: its packet cannot be reached. How many rows each
sheet had when it was published is known; a file with others says so. No scores stand in it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.catalogue_sheets import CatalogueRow, SheetKind, catalogue_rows, sheet_kinds
from coding.dip.packet_catalogue import PLACE, PublishedFile, Row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from coding.base.sheets import Sheet

_NUMBER = re.compile(r"(\d+)(?:\.0)?")
_DAYS = re.compile(r"<(\d+)(?:天|日)?")
_WEIGHT = re.compile(r"(?:出生体重)?(\d+)[-~—–](\d+)(?:克|g)?")
_WITHIN = re.compile(r"(.+?)作为主要诊断[,，]?可作为主要手术操作")
_DATED = re.compile(r"(20\d{2})[-年.]?(\d{2})[-月.]?(\d{2})")
_EVERY_DIAGNOSIS = "所有诊断"
_ANYWHERE, _ANY_DIAGNOSIS = "不限定为主要手术操作", "不限定为主要诊断"
_RESISTANT = {"是": "1", "否": "0"}
_SETTINGS = {
    "name": "DIP 3.0 国家病种库（国家医保局发布的分组方案）",
    "version": "3.0",
    "region": "全国",
    "code_edition": "医保版2.0",
    "layers": "XQ|BX|FZ|JC",
}
#: So many numbers that are missing are named one by one.
_NAMED = 6


def published_tables(sheets: Sequence[Sheet], file: str) -> tuple[dict[str, list[Row]], list[str]]:
    """The tables of a pack in the sheets of a workbook, and a sentence for every row that cannot be read and for every
    sheet that has not as many rows as when it was published. Raises KnowledgeError where a sheet is missing.
    """
    found = catalogue_rows(sheets, file)
    tables: dict[str, list[Row]] = defaultdict(list)
    tables["scheme"] = [{"key": key, "value": value} for key, value in _SETTINGS.items()]
    complaints: list[str] = []
    for kind in sheet_kinds():
        read = _READERS[kind.table]
        table = "core" if kind.table.startswith("core") else kind.table
        made: list[Row] = []
        for row in found[kind]:
            try:
                made.append({**read(row, kind), PLACE: row.where})
            except KnowledgeError as error:
                complaints.append(f"{row.where}：{error}该行不用。")
        complaints += _repeated(made)
        complaints += _counted(kind, found[kind], made)
        tables[table] += made
    return dict(tables), complaints


def published_file(file: str, stamp: str, saved: str = "") -> PublishedFile:
    """The file by its name, the date that its name holds, else the day on which it was ``saved``, and its hash."""
    dated = _DATED.search(file)
    return PublishedFile(file, "-".join(dated.groups()) if dated else saved, stamp)


# -- one row of each sheet


def _core(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    number = _NUMBER.fullmatch(row["seq"])
    if number is None:
        raise KnowledgeError(f"序号“{row['seq']}”不是数字：")
    if row.has("category") and row["category"] != kind.layer:
        raise KnowledgeError(f"分类“{row['category']}”不是本表的 {kind.layer}：")
    if not row["dx"]:
        raise KnowledgeError("主要诊断编码为空：")
    dx = row["dx"].replace(_EVERY_DIAGNOSIS, "*")
    parts = {column: row[column] for column in ("px", "rpx", "sdx")}
    seq = f"{kind.layer}-{int(number[1])}"
    return {"seq": seq, "layer": kind.layer, "kind": kind.kind, "name": _name(row), "dx": dx, **parts}


def _name(row: CatalogueRow) -> str:
    if row["name"]:
        return row["name"]
    treatment = row["px_name"] or ("" if row["px"] else "保守治疗")
    parts = (row["dx_name"] or row["degree"], row["area"], row["sdx_name"], treatment, row["rpx_name"])
    return "-".join(part for part in parts if part)


def _first(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    told = _core(row, kind)
    if not row.has("birth_weight"):
        if not row["px"]:
            raise KnowledgeError("主要手术操作编码为空：")
        if row["note"] and _ANYWHERE not in row["note"]:
            raise KnowledgeError(f"说明“{row['note'][:30]}”看不懂：")
        return {**told, "px_any": "1" if row["note"] else ""}
    days, grams = _DAYS.fullmatch(row["age_days"]), _WEIGHT.fullmatch(row["birth_weight"])
    if days is None or grams is None:
        raise KnowledgeError(f"天龄“{row['age_days']}”或出生体重“{row['birth_weight']}”看不懂：")
    if row["note"] and _ANY_DIAGNOSIS not in row["note"]:
        raise KnowledgeError(f"说明“{row['note'][:30]}”看不懂：")
    newborn = {"age_days": f"<{int(days[1])}", "birth_weight": f"{int(grams[1])}-{int(grams[2])}"}
    return {**told, "px": "-", "kind": "weight", "dx_any": "1" if row["note"] else "", **newborn}


def _beside(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    if not row["sdx"]:
        raise KnowledgeError("其他诊断编码为空：")
    return _core(row, kind)


def _tumour(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    """Principal and related procedures stand in one column: all procedures are asked."""
    return {**_beside(row, kind), "px_any": "1" if row["px"] else ""}


def _tuberculosis(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    resistant = _RESISTANT.get(row["resistant"])
    if resistant is None:
        raise KnowledgeError(f"是否耐药“{row['resistant']}”应为“是”或“否”：")
    return {**_core(row, kind), "resistant": resistant}


def _code(row: CatalogueRow, _kind: SheetKind) -> dict[str, str]:
    if not row["code"]:
        raise KnowledgeError("编码为空：")
    return {"code": row["code"]}


def _excluded_procedure(row: CatalogueRow, kind: SheetKind) -> dict[str, str]:
    told, note = _code(row, kind), row["note"]
    if match := _WITHIN.fullmatch(note):
        return {**told, "rule": "range", "range": re.sub(r"[、,;]", "|", match[1])}
    if "不可作为主要手术操作" in note:
        return {**told, "rule": "never"}
    if "按保守治疗入组" in note:
        return {**told, "rule": "conservative"}
    raise KnowledgeError(f"说明“{note[:30]}”看不懂（应为按保守治疗入组、不可作为主要手术操作或限定的主要诊断）：")


def _primary(row: CatalogueRow, _kind: SheetKind) -> dict[str, str]:
    if _NUMBER.fullmatch(row["seq"]) is None or not row["dx"]:
        raise KnowledgeError(f"序号“{row['seq']}”不是数字，或主要诊断编码为空：")
    return {"seq": row["seq"], "dx": row["dx"], "px": row["px"]}


_READERS: Mapping[str, Callable[[CatalogueRow, SheetKind], dict[str, str]]] = {
    "core_first": _first,
    "core_joined": _core,
    "core_burn": _beside,
    "core_tumour": _tumour,
    "core_tb": _tuberculosis,
    "tb_resistant": _code,
    "core_basic": _core,
    "exclude_dx": _code,
    "exclude_px": _excluded_procedure,
    "primary": _primary,
}


# -- what is wrong with a sheet as a whole


def _repeated(rows: Sequence[Row]) -> Iterator[str]:
    """A sentence for every number or code that stands in a row before."""
    seen: set[str] = set()
    for row in rows:
        own = row.get("seq") or row.get("code") or ""
        if own in seen:
            yield f"{row[PLACE]}：{own} 在本表中重复。"
        seen.add(own)


def _counted(kind: SheetKind, rows: Sequence[CatalogueRow], made: Sequence[Row]) -> Iterator[str]:
    if len(rows) == kind.expected:
        return
    numbers = {int(row["seq"].rpartition("-")[2]) for row in made if row.get("seq", "").rpartition("-")[2].isdigit()}
    gaps = [str(n) for n in range(min(numbers), max(numbers)) if n not in numbers] if numbers else []
    named = "、".join(gaps[:_NAMED]) + ("……" if len(gaps) > _NAMED else "")
    more = f"，其中缺少序号 {named}" if gaps else ""
    yield (
        f"工作表“{rows[0].sheet}”应有 {kind.expected} 行，表中有 {len(rows)} 行{more}："
        "文件不完整或不是发布的一版，分组结果可能与官方不同。"
    )
