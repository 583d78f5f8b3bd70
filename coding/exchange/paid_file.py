"""Reading an insurer's result: any sheet with record numbers, amounts and reasons; headers by synonyms as data.

A row that cannot be used is told with its line, and the others go on.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import sheets_in
from coding.base.trouble import file_trouble
from coding.exchange.header_synonyms import columns_of, header_at, is_total
from coding.payment.paid_result import PaidResult

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date
    from pathlib import Path

_HEADERS: Final = "paid/headers.csv"
_FIGURE = re.compile(r"[-+]?\d{1,12}(?:\.\d{1,6})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class PaidFile:
    """The rows of a file; ``troubles``: sentences on rows that cannot be used; ``notes``: on what was not read.

    ``digest`` tells the same content again, whatever the file is called. ``columns``: which of the known are there.
    """

    name: str
    digest: str
    results: tuple[PaidResult, ...]
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    columns: frozenset[str] = frozenset()


def read_paid(path: Path) -> PaidFile:
    """The results in a file. Raises UnusableInputError with one Chinese sentence where it is none."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    chosen = choose_sheet(sheets_in(data, path.name), _header_at, lambda rows, at: len(rows) - at)
    if chosen.found is None:
        raise UnusableInputError(
            f"“{path.name}”不像医保结算结果：表头中要有病案号或结算号，和支付额、拒付额、病组中的一项。"
        )
    sheet, at = chosen.sheet, chosen.found
    columns = columns_of(sheet.rows[at], _HEADERS)
    results: list[PaidResult] = []
    troubles: list[str] = []
    where = f"{path.name}{f'“{sheet.name}”' if sheet.name else ''}"
    for number, row in enumerate(sheet.rows[at + 1 :], 1):
        cells = {key: shown(row[x]).strip() if x < len(row) else "" for key, x in columns.items()}
        if is_total(row):
            continue
        try:
            results.append(_result(cells, path.name, number))
        except ValueError as error:
            troubles.append(f"{where} 第 {sheet.line(at + number)} 行：{error}，这一行没有读入，请改正后再读。")
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    return PaidFile(path.name, digest, tuple(results), tuple(troubles), chosen.notes, frozenset(columns))


def _header_at(rows: list[list[str]]) -> int | None:
    return header_at(rows, _HEADERS, ("case_no", "settlement_no"), ("paid", "fund", "denied", "drg"))


def _result(cells: Mapping[str, str], file: str, row: int) -> PaidResult:
    case_no, settlement_no = cells.get("case_no", ""), cells.get("settlement_no", "")
    if not case_no and not settlement_no:
        raise ValueError("没有病案号，也没有结算号")
    return PaidResult(
        case_no=case_no,
        settlement_no=settlement_no,
        admission_times=cells.get("admission_times", ""),
        discharged=_day(cells, "discharged", "出院日期"),
        settled=_day(cells, "settled", "结算日期"),
        drg=_group(cells.get("drg", "")),
        weight=_figure(cells, "weight", "权重"),
        paid=_figure(cells, "paid", "支付额"),
        fund=_figure(cells, "fund", "统筹支付"),
        denied=_figure(cells, "denied", "拒付额"),
        reason=cells.get("reason", ""),
        told=_day(cells, "told", "拒付日期"),
        file=file,
        row=row,
    )


def _group(text: str) -> str:
    """The code of a cell that may go on with the name of the group: ``FR15 心力衰竭``."""
    first = text.split()[0] if text.split() else ""
    return first.upper()


def _figure(cells: Mapping[str, str], key: str, word: str) -> float | None:
    text = cells.get(key, "")
    plain = re.sub(r"[,，￥¥元\s]", "", text)
    if plain in ("", "-", "—", "/"):
        return None
    if not _FIGURE.fullmatch(plain):
        raise ValueError(f"{word}“{text}”不是数字")
    return float(plain)


def _day(cells: Mapping[str, str], key: str, word: str) -> date | None:
    text = cells.get(key, "")
    if text in ("", "-", "—", "/"):
        return None
    moment = read_moment(text)
    if moment is None:
        raise ValueError(f"{word}“{text}”看不懂，应写作 2026-01-31")
    return moment.date()
