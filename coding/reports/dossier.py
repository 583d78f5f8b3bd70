"""The dossier of a candidate for special review as a workbook of one sheet, with room for the reason."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.payment.price import NO_CLAUSE
from coding.reports.sheet_book import BookCell, BookSheet, write_book

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

_NO_NAME = re.compile(r'[<>:"/\\|?*\x00-\x1f]')
#: Empty lines in which the hospital writes.
_ROOM = 6


@dataclass(frozen=True, slots=True)
class Dossier:
    """What is told of a stay: pairs of word and value; diagnoses (code, name), procedures (code, name, day), fees
    (item, yuan), grounds (word, condition, clause). No name, no number of a card.
    """

    case_no: str
    period: str
    stay: Sequence[tuple[str, str]]
    diagnoses: Sequence[tuple[str, str]]
    procedures: Sequence[tuple[str, str, str]]
    group: Sequence[tuple[str, str]]
    fees: Sequence[tuple[str, float | None]]
    grounds: Sequence[tuple[str, str, str]]


def write_dossiers(folder: Path, dossiers: Iterable[Dossier]) -> int:
    """Write each into its own file 特例单议_病案号.xlsx; how many. Raises UnusableInputError."""
    used: set[str] = set()
    count = 0
    for dossier in dossiers:
        stem = f"特例单议_{_NO_NAME.sub('_', dossier.case_no) or '无病案号'}"
        name, number = stem, 1
        while name.lower() in used:  # two stays of one patient
            number += 1
            name = f"{stem}_{number}"
        used.add(name.lower())
        write_book(folder / f"{name}.xlsx", [dossier_sheet(dossier)])
        count += 1
    return count


def dossier_sheet(dossier: Dossier) -> BookSheet:
    """The sheet: stay, codes, group, fees beside payment, conditions with clause, empty room."""
    return BookSheet(
        "特例单议",
        ("项目", "内容", "说明", "依据"),
        list(_rows(dossier)),
        notes=(f"特例单议申请材料　{dossier.period}", "支付额为估算，不是医保结算结果。身份只写病案号。"),
        money=frozenset({1}),
        widths=(24, 40, 40, 40),
    )


def _rows(dossier: Dossier) -> Iterable[tuple[BookCell, ...]]:
    yield ("一、符合的条件", None, None, None)
    for word, condition, clause in dossier.grounds:
        yield (None, word, f"条件：{condition}", clause or NO_CLAUSE)
    yield ("二、住院情况", None, None, None)
    for word, value in dossier.stay:
        yield (word, value, None, None)
    yield ("三、诊断", None, None, None)
    for at, (code, name) in enumerate(dossier.diagnoses):
        yield ("主要诊断" if at == 0 else f"其他诊断 {at}", code, name, None)
    yield ("四、手术操作", None, None, None)
    for at, (code, name, day) in enumerate(dossier.procedures):
        yield ("主要手术操作" if at == 0 else f"其他手术操作 {at}", code, name, day)
    yield ("五、病组和支付", None, None, None)
    for word, value in dossier.group:
        yield (word, value, None, None)
    yield ("六、费用", None, None, None)
    for word, yuan in dossier.fees:
        yield (word, yuan, None, None)
    yield ("七、申请理由（由医院填写）", None, None, None)
    for _ in range(_ROOM):
        yield (None, None, None, None)
    yield ("填写人", None, "日期", None)
