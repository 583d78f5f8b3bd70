"""A tariff: what a region pays for a group. Separate from the scheme, as the two change at different times.

Any table with a group column and a weight column is read; header names vary, so they go by synonyms.
Lines that begin with ``#`` before the header may state ``# 名称:``, ``# 地区:``, ``# 费率:`` (yuan for a
weight of 1), ``# 生效日期:``, ``# 失效日期:`` and ``# 说明:``.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from coding.drg.model import Price
from coding.errors import KnowledgeError
from coding.page import read_moment
from coding.resource import resource_path

_GROUP = re.compile(r"(?:[A-Z][A-Z]\d[0-9A-Z]|[A-Z]QY|[A-Z][A-Z]\d|0000)")
_STATED = re.compile(r"#\s*([^:：=]+?)\s*[:：=]\s*(.*?)\s*")


@dataclass(frozen=True, slots=True)
class Line:
    """One group of a tariff: weight, yuan per weight where the row has its own, payment in yuan where the
    table states it, mean cost in yuan, mean stay in days. ``estimated``: no own figures, derived from others.
    """

    weight: float | None = None
    rate: float | None = None
    payment: float | None = None
    mean_cost: float | None = None
    mean_los: float | None = None
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Tariff:
    """Group → weight and payment. ``rate`` is yuan for a weight of 1, None where the table states none."""

    title: str
    stamp: str
    lines: Mapping[str, Line] = field(repr=False)
    rate: float | None = None
    region: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    is_demonstration: bool = False
    notes: tuple[str, ...] = ()

    def price(self, drg: str) -> Price:
        """Weight and payment estimate of a group; all None for a group that the table does not hold."""
        line = self.lines.get(drg)
        if line is None:
            return Price(None, None)
        payment = line.payment
        rate = line.rate if line.rate is not None else self.rate
        if payment is None and line.weight is not None and rate is not None:
            payment = round(line.weight * rate, 2)
        return Price(line.weight, payment, line.mean_cost, line.mean_los, line.estimated)

    def is_valid_on(self, day: date) -> bool:
        """True when the tariff is in force on a day, as far as it says."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def load_tariff(path: Path, rate: float | None = None) -> Tariff:
    """The tariff in a CSV or .xlsx table; ``rate`` (yuan per weight) goes before what the file states.

    Raises KnowledgeError with one Chinese sentence when it cannot be used.
    """
    return _load(Path(path), rate, is_demonstration=False)


@cache
def embedded_tariff() -> Tariff:
    """The demonstration tariff, computed from the bundled sample."""
    return _load(resource_path("tariffs/demo.csv"), None, is_demonstration=True)


def _load(path: Path, rate: float | None, *, is_demonstration: bool) -> Tariff:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"打不开权重表“{path}”：请检查路径和读取权限。") from error
    rows = _workbook_rows(path, data) if path.suffix.lower() in {".xlsx", ".xlsm", ".xls"} else _csv_rows(path, data)
    stated, header_at = _stated(rows)
    if header_at >= len(rows):
        raise KnowledgeError(f"权重表“{path.name}”是空的：请检查文件内容。")
    columns = _columns(rows[header_at])
    if columns.get("drg") is None:
        columns["drg"] = _group_column(rows[header_at + 1 :])
    if columns.get("drg") is None:
        raise KnowledgeError(f"权重表“{path.name}”中找不到 DRG 编码列：请把该列表头改为“DRG编码”。")
    if columns.get("weight") is None and columns.get("payment") is None:
        raise KnowledgeError(f"权重表“{path.name}”中找不到权重列：请把该列表头改为“权重”。")
    lines = _lines(rows[header_at + 1 :], {k: v for k, v in columns.items() if v is not None})
    if not lines:
        raise KnowledgeError(f"权重表“{path.name}”中没有任何病组：请检查 DRG 编码列（如 HC29）。")
    file_rate = _number(stated.get("费率", ""))
    return Tariff(
        title=stated.get("名称") or path.stem,
        stamp=hashlib.blake2b(data + repr(rate).encode(), digest_size=8).hexdigest(),
        lines=lines,
        rate=rate if rate is not None else file_rate,
        region=stated.get("地区", ""),
        valid_from=_day(stated.get("生效日期", "")),
        valid_to=_day(stated.get("失效日期", "")),
        note=stated.get("说明", ""),
        is_demonstration=is_demonstration,
        notes=_notes(rows[header_at], columns, rate if rate is not None else file_rate),
    )


def _csv_rows(path: Path, data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise KnowledgeError(f"权重表“{path.name}”不是 UTF-8 或 GB18030 文本：请另存为 CSV UTF-8 后再试。")
    first = next((line for line in text.splitlines() if line and not line.startswith("#")), "")
    sign = max(",\t;|", key=first.count)
    try:
        return [
            [c.strip() for c in row] for row in csv.reader(io.StringIO(text, newline=""), delimiter=sign) if any(row)
        ]
    except csv.Error as error:
        raise KnowledgeError(f"权重表“{path.name}”不是合格的 CSV：请用表格软件另存后再试。") from error


def _workbook_rows(path: Path, data: bytes) -> list[list[str]]:
    import python_calamine  # kept from the start of the program: only a workbook needs it

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        rows = book.get_sheet_by_index(0).to_python()
    except (python_calamine.CalamineError, OSError, ValueError, IndexError) as error:
        raise KnowledgeError(f"权重表“{path.name}”不是可读的工作簿：请用表格软件另存为 .xlsx 后再试。") from error
    return [[_cell(v) for v in row] for row in rows if any(v not in ("", None) for v in row)]


def _cell(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value).strip()


def _stated(rows: list[list[str]]) -> tuple[dict[str, str], int]:
    stated: dict[str, str] = {}
    for at, row in enumerate(rows):
        if row and row[0].startswith("#"):
            if match := _STATED.fullmatch(",".join(c for c in row if c)):
                stated[match[1]] = match[2]
        elif "drg" in _columns(row) or at > 20:
            return stated, at
    headers = (at for at, row in enumerate(rows) if not (row and row[0].startswith("#")))
    return stated, next(headers, len(rows))


@cache
def _known_headers() -> dict[str, tuple[str, ...]]:
    """What a column may be called, in order of preference."""
    found: dict[str, tuple[str, ...]] = {}
    with resource_path("tariffs/headers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            found[row["key"]] = (*found.get(row["key"], ()), _plain(row["header"]))
    return found


def _plain(header: str) -> str:
    return re.sub(r"[\s_]+|[(（【\[].*?[)）】\]]", "", header.replace("\ufeff", "")).lower()


def _columns(header: list[str]) -> dict[str, int | None]:
    names = [_plain(h) for h in header]
    found: dict[str, int | None] = {}
    for key, words in _known_headers().items():
        for wanted in words:
            if wanted in names and names.index(wanted) not in found.values():
                # several columns for one thing (a standard per hospital level): none may be picked unasked
                if key in {"payment", "rate"} and names.count(wanted) > 1:
                    break
                found[key] = names.index(wanted)
                break
    return found


def _group_column(rows: list[list[str]]) -> int | None:
    """The column whose cells look like groups, when no header says which it is."""
    sample = rows[:50]
    for at in range(max(map(len, sample), default=0)):
        cells = [row[at] for row in sample if at < len(row) and row[at]]
        if len(cells) * 2 > len(sample) and all(_GROUP.fullmatch(c.upper()) for c in cells):
            return at
    return None


def _lines(rows: list[list[str]], columns: Mapping[str, int]) -> dict[str, Line]:
    lines: dict[str, Line] = {}
    for row in rows:
        cell = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        drg = cell["drg"].strip().upper()
        if not drg or drg.startswith("#"):
            continue
        lines[drg] = Line(
            weight=_number(cell.get("weight", "")),
            rate=_number(cell.get("rate", "")),
            payment=_number(cell.get("payment", "")),
            mean_cost=_number(cell.get("mean_cost", "")),
            mean_los=_number(cell.get("mean_los", "")),
            estimated=cell.get("estimated", "") in {"1", "是", "推算"},
        )
    return lines


def _number(text: str) -> float | None:
    """A figure that may have thousands separators; None for words such as 按项目付费."""
    try:
        value = float(text.replace(",", "").replace("，", "").strip())
    except ValueError:
        return None
    return value if value == value and abs(value) != float("inf") else None


def _day(text: str) -> date | None:
    moment = read_moment(text)
    return moment.date() if moment else None


def _notes(header: list[str], columns: Mapping[str, int | None], rate: float | None) -> tuple[str, ...]:
    notes = []
    if rate is None and columns.get("rate") is None and columns.get("payment") is None:
        notes.append("权重表没有费率：只显示权重，不估算支付金额。")
    levels = [h for h in header if "支付标准" in h or "费率" in h]
    if len(levels) > 1 and columns.get("payment") is None:
        notes.append(f"表中有多列支付标准或费率（{'、'.join(levels[:4])}），未自动选用。")
    return tuple(notes)
