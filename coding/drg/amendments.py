"""Amendments of a scheme: single facts of a published or bought pack that are mended, each with its source.

A table of them (``amendments.csv``) lies in the pack or beside the workbook, or is named apart. Every amendment says
what must stand there before (``old``); where it does not, the amendment does nothing and is told.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING, Any

from coding.base.errors import KnowledgeError
from coding.base.sheets import sheets_in
from coding.drg.amended_lists import DoesNotApplyError
from coding.drg.amending import Amending

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.drg.compiled import CompiledPack

#: What a file of them is called where it lies in a pack or beside a workbook.
AMENDMENT_FILES = ("amendments.csv", "更正表.csv")
#: The columns of the file, in order.
AMENDMENT_COLUMNS = ("table", "key", "column", "old", "new", "source", "date", "reason", "by")
_NEEDED = ("table", "key", "old", "new")
_TABLE_WORDS = {"mcc": "MCC 表", "cc": "CC 表", "mdc": "MDC", "adrg": "ADRG", "drg": "病组"}
_COLUMN_WORDS = {"rule": "规则", "order": "排序", "severity": "并发症要求", "exclusion_table": "排除表"}


@dataclass(frozen=True, slots=True)
class Amendment:
    """One fact that is mended. ``table``: exclusion, set, adrg_codes, mcc, cc, mdc, adrg or drg; ``key`` names the row
    in it, ``column`` what of the row is meant where the table alone does not say it, ``old`` what stands there,
    ``new`` what is to stand there. ``file`` and ``row`` (from 1): where the amendment itself stands.
    """

    table: str
    key: str
    column: str = ""
    old: str = ""
    new: str = ""
    source: str = ""
    date: str = ""
    reason: str = ""
    by: str = ""
    file: str = ""
    row: int = 0

    @property
    def words(self) -> str:
        """What is mended, in Chinese, without a full stop: ``P22.100 加入排除表 EX_103``."""
        if self.table == "exclusion":
            parts = [f"移出排除表 {self.old}"] * bool(self.old) + [f"加入排除表 {self.new}"] * bool(self.new)
            return f"{self.key} {'、'.join(parts)}"
        if self.table in {"set", "adrg_codes"}:
            parts = [f"去掉 {self.old}"] * bool(self.old) + [f"加入 {self.new}"] * bool(self.new)
            return f"集合 {self.key} {'、'.join(parts)}"
        what = f"{_TABLE_WORDS.get(self.table, self.table)} {self.key} 的{_COLUMN_WORDS.get(self.column, self.column)}"
        return f"{what}由“{self.old}”改为“{self.new}”"

    @property
    def basis(self) -> str:
        """Source, day and whoever made it, as far as they are told."""
        return "，".join(part for part in (self.source, self.date, self.reason, self.by) if part)


def read_amendments(data: bytes, name: str) -> tuple[Amendment, ...]:
    """The amendments of a file (CSV or workbook); ``name`` is what users call it. Raises KnowledgeError.

    A row that nobody could apply is kept: ``amended`` tells it.
    """
    sheet = next(sheet for sheet in sheets_in(data, name) if sheet.rows)
    header = [cell.strip().lower() for cell in sheet.rows[0]]
    missing = [column for column in _NEEDED if column not in header]
    if missing:
        raise KnowledgeError(f"更正表“{name}”的表头缺少列 {'、'.join(missing)}：请用程序写出的更正表改写。")
    places = {column: header.index(column) for column in AMENDMENT_COLUMNS if column in header}
    found = []
    for at, row in enumerate(sheet.rows[1:], 1):
        cells = {column: row[p].strip() if p < len(row) else "" for column, p in places.items()}
        if any(cells.values()) and not cells["table"].startswith("#"):
            cells["table"], cells["column"] = cells["table"].lower(), cells.get("column", "").lower()
            found.append(Amendment(**cells, file=name, row=sheet.line(at)))
    return tuple(found)


def amendment_rows(amendments: Iterable[Amendment]) -> list[tuple[str, ...]]:
    """The rows of a file, its header first."""
    return [AMENDMENT_COLUMNS, *(astuple(one)[: len(AMENDMENT_COLUMNS)] for one in amendments)]


def amended(pack: CompiledPack, amendments: Iterable[Amendment]) -> CompiledPack:
    """Another pack in which these amendments hold; ``pack`` itself stays. Those that did not apply are complaints."""
    work = Amending(pack)
    given = tuple(amendments)
    applied = []
    refused = []
    for one in given:
        try:
            work.apply(one.table, one.key, one.column, one.old, one.new)
        except DoesNotApplyError as error:
            refused.append((one.file or AMENDMENT_FILES[0], one.row, f"更正没有生效（{one.words}）：{error}"))
        else:
            applied.append(one)
    done = work.done()
    done.complaints = [*(c for c in done.complaints if c[2] not in _answered(pack, applied)), *refused]
    done.amendments = [*pack.amendments, *(tuple(map(str, astuple(one))) for one in applied)]
    if given:
        done.settings = {**done.settings, **_told(done)}
    return done


def offered(pack: CompiledPack) -> tuple[Amendment, ...]:
    """The amendments that would mend what is known or evident to be wrong with a pack."""
    return tuple(_amendment(texts) for *texts, _ in pack.offers)


def _amendment(texts: Iterable[str], row: int = 0) -> Amendment:
    values: dict[str, Any] = dict(zip((f.name for f in fields(Amendment)), texts, strict=False))
    return Amendment(**values, row=row)


def _answered(pack: CompiledPack, applied: Iterable[Amendment]) -> set[str]:
    """The complaints that these amendments mend wholly."""
    made = {astuple(one)[:5] for one in applied}
    waiting = {offer[-1] for offer in pack.offers if offer[:5] not in made}
    return {offer[-1] for offer in pack.offers} - waiting


def amendments_of(pack: CompiledPack) -> tuple[Amendment, ...]:
    """What was mended in a pack, in the order in which it was."""
    return tuple(_amendment(texts, int(row)) for *texts, row in pack.amendments)


def _told(pack: CompiledPack) -> dict[str, str]:
    """What a trace tells of the amendments: files, fingerprint of those that hold, and the last day among them."""
    held = amendments_of(pack)
    digest = hashlib.blake2b(repr([astuple(one)[:9] for one in held]).encode(), digest_size=8)
    return {
        "amendments_file": "、".join(dict.fromkeys(one.file for one in held if one.file)),
        "amendments_stamp": digest.hexdigest() if held else "",
        "amendments_date": max((one.date for one in held), default=""),
    }
