"""What kind of table a sheet is by what stands in it: a table of weights must not pass for one of diagnoses.

Groups of DRG look like codes of diagnoses to a reader that forgives l for 1 (``FL19`` reads as F11.9): hence the groups
are looked for first, in every column.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import islice
from typing import Final

from coding.codes.code_sheet import fold_header
from coding.codes.entry import CodeKind

Rows = Sequence[Sequence[str]]

CODE_TABLES: Final = {CodeKind.DIAGNOSIS: "诊断编码表", CodeKind.PROCEDURE: "手术操作编码表"}
#: Where a file of another kind belongs, in the words of the menu; where it belongs nowhere, what it is not.
_PLACES: Final = {
    "DRG 权重表": "请从“导入知识 › 权重与费率表”导入",
    "DRG 病组目录": "它是分组方案的一部分，请导入整个方案",
    "DIP 病种目录": "它是 DIP 方案的一部分，不是编码表",
    CODE_TABLES[CodeKind.DIAGNOSIS]: "请从“导入知识 › 诊断码表”导入",
    CODE_TABLES[CodeKind.PROCEDURE]: "请从“导入知识 › 手术操作码表”导入",
}
_GROUP: Final = re.compile(r"[A-Z]{2}\d[0-9A-Z]|[A-Z]QY|0000[A-Z]?|KBBZ?")
_PACKET: Final = re.compile(r"[A-Z]\d\d(?:\.[\dx]\w{0,6})?\s*[:：].*")
_DX: Final = re.compile(r"[A-Z]\d\d(?:\.[\dx]\w{0,7})?[*+]?(?:[A-Z]\d\d.*)?", re.IGNORECASE)
_PX: Final = re.compile(r"\d\d\.\d[\dx]?\w{0,7}", re.IGNORECASE)
_WORTH: Final = ("权重", "weight", "费率", "支付标准", "rw")
#: So many rows tell what a column holds; more tell nothing new.
_LOOKED_AT: Final = 3000
_MOST_COLUMNS: Final = 60


def resembled(rows: Rows, code_at: int | None, kind: CodeKind) -> str:
    """What a sheet is, where it is no table of ``kind``: the word for it, "" where it may be one.

    ``code_at``: the column of the codes, None where the header names none.
    """
    body = list(islice(rows, _LOOKED_AT))
    width = min(max((len(row) for row in body), default=0), _MOST_COLUMNS)
    columns = range(width) if code_at is None else (code_at,)
    if any(_mostly(body, at, _GROUP) for at in columns):
        return "DRG 权重表" if _speaks_of_worth(body) else "DRG 病组目录"
    if any(_mostly(body, at, _PACKET) for at in columns):
        return "DIP 病种目录"
    other = CodeKind.PROCEDURE if kind is CodeKind.DIAGNOSIS else CodeKind.DIAGNOSIS
    own, others = (_DX, _PX) if kind is CodeKind.DIAGNOSIS else (_PX, _DX)
    if code_at is not None and not _mostly(body, code_at, own) and _mostly(body, code_at, others):
        return CODE_TABLES[other]
    return ""


def where_to(word: str) -> str:
    """What to do with a sheet of another kind: 请从“导入知识 › 权重与费率表”导入."""
    return _PLACES.get(word, "请检查文件是否选对")


def _mostly(rows: Rows, at: int, pattern: re.Pattern[str]) -> bool:
    """Whether more than half of the filled cells under the header look so."""
    cells = [cell for row in rows if at < len(row) and (cell := row[at].strip())]
    fitting = sum(pattern.fullmatch(cell) is not None for cell in cells)
    return fitting * 2 > max(len(cells) - 1, 1)  # one of them is the header


def _speaks_of_worth(rows: Rows) -> bool:
    heads = {fold_header(cell) for row in rows[:10] for cell in row}
    return any(fold_header(word) in head for word in _WORTH for head in heads)
