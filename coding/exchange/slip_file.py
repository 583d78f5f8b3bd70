"""Slips that come back: workbooks as they are, re-sorted, merged, saved by other programs, or a sheet as CSV.

Every row that says something is read with its place; what cannot be used is told with its line, and the others go on.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.sheets import read_sheets, sheets_in
from coding.base.trouble import file_trouble
from coding.review.slip_file_words import MARK
from coding.review.slip_match import FilledRow
from coding.review.slips import Slip, answer_words, read_answer, read_key, slip_columns

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from coding.base.sheets import Sheet
    from coding.review.slips import AnswerKind

#: Of one file so many sentences are told one by one.
_MOST_TROUBLES: Final = 200
_HEADERS_NEEDED: Final = 4
#: Among so many rows of a sheet stands its head.
_FIRST: Final = 20
_SPACE = re.compile(r"[\s\u3000\ufeff]+")
_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")


@dataclass(frozen=True, slots=True)
class SlipFile:
    """What a file holds: rows with an answer, how many rows have none yet, sentences on rows that cannot be used.

    ``slips``: what the hidden sheets tell of the slips themselves. ``digest`` tells the same content again.
    """

    name: str
    digest: str
    rows: tuple[FilledRow, ...]
    unanswered: int
    troubles: tuple[str, ...] = ()
    slips: tuple[Slip, ...] = ()


def read_slip_file(path: Path) -> SlipFile:
    """The answers in a file. Raises UnusableInputError with one Chinese sentence where it is no slip."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnusableInputError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    return slip_file_in(data, path.name)


def is_slip_file(path: Path) -> bool:
    """Whether a file is a slip by its layout: its hidden sheet, or the head of its table. Raises CodingError."""
    return any(_is_hidden(sheet) or any(map(_columns_of, sheet.rows[:_FIRST])) for sheet in read_sheets(path))


def slip_file_in(data: bytes, name: str) -> SlipFile:
    """As ``read_slip_file``, of a file that was read already; ``name`` is what users call it."""
    found = _Found(name)
    is_slip = False
    for sheet in sheets_in(data, name):
        if _is_hidden(sheet):
            found.slips += _slips(sheet)
            is_slip = True
        else:
            is_slip |= found.read(sheet)
    if not is_slip:
        raise UnusableInputError(
            f"“{name}”不是反馈单：没有一张表有“病案号”“栏目”“答复”等列。请选择科室交回的反馈单工作簿。"
        )
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    more = len(found.troubles) - _MOST_TROUBLES
    told = [*found.troubles[:_MOST_TROUBLES], *([f"“{name}”还有 {more} 行不能读入。"] if more > 0 else [])]
    return SlipFile(name, digest, tuple(found.rows), found.unanswered, tuple(told), tuple(found.slips))


class _Found:
    """What has been read of a file so far."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.rows: list[FilledRow] = []
        self.slips: list[Slip] = []
        self.troubles: list[str] = []
        self.unanswered = 0

    def read(self, sheet: Sheet) -> bool:
        """Read a sheet; whether it is one of a slip. Where sheets were copied together a header stands again."""
        columns: Mapping[str, int] = {}
        for at, cells in enumerate(sheet.rows):
            header = _columns_of(cells)
            if header:
                columns = header
            elif columns:
                place = f"“{self._name}”{f'工作表“{sheet.name}”' if sheet.name else ''}第 {sheet.line(at)} 行"
                self._row({key: _cell(cells, x) for key, x in columns.items()}, place)
        return bool(columns)

    def _row(self, cells: Mapping[str, str], where: str) -> None:
        key = read_key(cells.get("key", ""))
        answer, value, reason = (cells.get(part, "") for part in ("answer", "value", "reason"))
        is_line = key is not None or bool(cells.get("case_no") and cells.get("field"))
        if not (answer or value or reason):
            self.unanswered += is_line
            return
        if not is_line:
            told = f"{where}：这一行是后加的，没有对应的问题，没有读入：要说明的请写在原有各行的“理由”里。"
            self.troubles.append(told)
            return
        kind = read_answer(answer)
        why = _unusable(kind, answer, value)
        if kind is None or why:
            self.unanswered += not answer
            self.troubles.append(f"{where}：{why}，没有读入。")
            return
        self.rows.append(
            FilledRow(
                where=where,
                key=key,
                number=cells.get("number", ""),
                line=cells.get("line", ""),
                case_no=cells.get("case_no", ""),
                label=cells.get("field", ""),
                problem=cells.get("problem", ""),
                answer=kind,
                value=value,
                reason=reason,
            )
        )


def _unusable(kind: AnswerKind | None, answer: str, value: str) -> str:
    """Why an answer cannot be used; "" where it can."""
    if not answer:
        return "填了新值或理由，没有选“答复”：请从下拉框中选一个再读"
    words = "、".join(f"“{told.label}”" for told in answer_words().values())
    if kind is None:
        return f"答复“{answer}”看不懂：请改成{words}中的一个再读"
    told = answer_words()[kind]
    if len(value) > _LONGEST_VALUE:
        return f"新值有 {len(value):,} 字，不像一个栏目的值：请只写要填的值，说明写在“理由”里，再读"
    if told.value == "must" and not value:
        return f"选了“{told.label}”而没有填“新值”：请补上再读"
    if told.value == "never" and value:
        return f"选了“{told.label}”又填了新值“{value}”：请只留一样再读"
    return ""


def _columns_of(cells: list[str]) -> Mapping[str, int]:
    """Column → place where a row is a header; {} where it is none."""
    found: dict[str, int] = {}
    words = _headers()
    for at, cell in enumerate(cells):
        key = words.get(_plain(cell)) if len(cell) <= _LONGEST_HEADER else None
        if key is not None:
            found.setdefault(key, at)
    return found if len(found) >= _HEADERS_NEEDED and "answer" in found and not _is_data(cells, found) else {}


_LONGEST_HEADER: Final = 24
#: No field of a page holds more.
_LONGEST_VALUE: Final = 1_000


def _is_data(cells: list[str], found: Mapping[str, int]) -> bool:
    """A row of data whose cells are words of the header, by chance."""
    return "key" in found and read_key(_cell(cells, found["key"])) is not None


@cache
def _headers() -> Mapping[str, str]:
    return {_plain(word): column.key for column in slip_columns() for word in (column.title, *column.said)}


def _plain(header: str) -> str:
    return _SPACE.sub("", _BRACKETED.sub("", header))


def _cell(cells: list[str], at: int) -> str:
    return shown(cells[at]).strip() if at < len(cells) else ""


def _is_hidden(sheet: Sheet) -> bool:
    return bool(sheet.rows) and bool(sheet.rows[0]) and sheet.rows[0][0].strip() == MARK


def _slips(sheet: Sheet) -> Iterator[Slip]:
    """The slip of a hidden sheet; none where somebody has written into it, for then the keys alone must do."""
    try:
        head = json.loads(sheet.rows[0][1])
        lines = [json.loads(row[1]) for row in sheet.rows[1:] if len(row) > 1 and row[1]]
        yield Slip.from_dict({**head, "lines": lines})
    except (ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError):
        return
