"""The list of groups that a region publishes: code and name, perhaps weight, mean cost, mean stay, notes.

Any sheet with a column of groups, or text pasted from a page; several sheets are read one after the other.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.encoding import decoded
from coding.base.errors import KnowledgeError, UnreadableSheetError
from coding.base.sheets import Sheet, is_workbook, sheets_in
from coding.base.trouble import file_trouble
from coding.payment.tariff_table import Columns, columns_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_CODE = re.compile(r"[A-Z][A-Z][0-9][0-9A-Z]{1,3}")
#: A code with letters typed for its digits.
_LOOSE = re.compile(r"[A-Z][A-Z][0-9OIL][0-9A-Z]{1,3}")
_GLUED = re.compile(r"\s*([A-Za-z]{2}[0-9OoIl][0-9A-Za-z])(?![0-9A-Za-z])[\s,，、:：.\-]{0,5}(\S.*)")
_SPECIAL = re.compile(r"0000\w?|[A-Z]QY|[A-Z]000|[A-Z]00")
_TOTAL = re.compile(r"合计|总计|小计|注[:：]|备注[:：]|说明[:：]")
_NUMBER = re.compile(r"-?[\d,，]{1,12}(?:\.\d{1,6})?%?")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
#: How far down a header may stand.
_DEPTH = 15
_FURTHER = {"基础病组": "basic", "是否基础病组": "basic", "备注": "note", "说明": "note"}
#: A list of more groups is none.
_MOST = 20_000


@dataclass(frozen=True, slots=True)
class PublishedGroup:
    """One row of the list, figures as they stand there. ``place``: sheet and line for messages."""

    code: str
    name: str
    weight: str = ""
    mean_cost: str = ""
    mean_los: str = ""
    basic: str = ""
    note: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class GroupList:
    """The groups in the order of the list, and Chinese sentences on what was left out or put right."""

    title: str
    stamp: str
    groups: tuple[PublishedGroup, ...]
    notes: tuple[str, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Group → name."""
        return {group.code: group.name for group in self.groups}


def read_group_list(path: Path) -> GroupList:
    """The list in a file. Raises KnowledgeError with one sentence where it holds no groups."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"分组目录“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    return group_list(data, path.name)


def pasted_group_list(text: str) -> GroupList:
    """The list in pasted text. Raises KnowledgeError."""
    return group_list(text.encode("utf-8"), "粘贴的目录")


def group_list(data: bytes, name: str) -> GroupList:
    """As ``read_group_list``, of bytes that were read already."""
    reader = _Reader(name)
    for sheet in _sheets(data, name):
        reader.sheet(sheet)
    if not reader.groups:
        raise KnowledgeError(
            f"“{name}”中没有找到病组：应有一列 DRG 编码（如 FR11）和一列名称，或每行“编码 名称”。请检查是否选错了文件。"
        )
    stamp = hashlib.blake2b(data, digest_size=8).hexdigest()
    return GroupList(name, stamp, tuple(reader.groups.values()), tuple(reader.told()))


def _sheets(data: bytes, name: str) -> Sequence[Sheet]:
    if is_workbook(data):
        return sheets_in(data, name)
    text = decoded(data, name)
    try:
        sheets = sheets_in(data, name)
    except UnreadableSheetError:
        sheets = []
    if any(_header(sheet.rows) is not None for sheet in sheets):
        return sheets
    if any(len(row) > 1 for sheet in sheets for row in sheet.rows):
        reader = _Reader(name)
        for sheet in sheets:
            reader.sheet(sheet)
        if len(reader.groups) * 2 > sum(len(sheet.rows) for sheet in sheets):
            return sheets
    return [Sheet("", [_split(line) for line in text.splitlines()])]


def _split(line: str) -> list[str]:
    """A line of pasted text: the code, the name, then figures."""
    if "\t" in line:
        return line.split("\t")
    glued = _glued(line.rstrip())
    if glued is None:
        return [line.strip()]
    words = glued[1].split()
    figures: list[str] = []
    while len(words) > 1 and _NUMBER.fullmatch(words[-1]):
        figures.insert(0, words.pop())
    return [glued[0], "".join(words), *figures]


def _glued(text: str) -> tuple[str, str] | None:
    """Code and name that stand in one cell; the name keeps the signs that it is written with."""
    narrow = "".join(n if len(n := unicodedata.normalize("NFKC", sign)) == 1 else sign for sign in text)
    match = _GLUED.fullmatch(narrow)
    return (match[1].upper(), text[match.start(2) : match.end(2)]) if match else None


@dataclass(frozen=True, slots=True)
class _Header:
    at: int
    code: int
    places: dict[str, int]


def _header(rows: Sequence[Sequence[str]]) -> _Header | None:
    """The row that names the columns, one row or two with merged cells; None where no row does."""
    for at in range(min(_DEPTH, len(rows))):
        for depth in (1, 2):
            found = _columns(rows, at, depth)
            if found is not None:
                return found
    return None


def _columns(rows: Sequence[Sequence[str]], at: int, depth: int) -> _Header | None:
    cells = list(rows[at])
    if depth == 2:
        if at + 1 >= len(rows):
            return None
        above, below = rows[at], rows[at + 1]
        width = max(len(above), len(below))
        filled = _spread([*above, *[""] * (width - len(above))])
        cells = [f"{filled[i]}{below[i] if i < len(below) else ''}" for i in range(width)]
    cells = [unicodedata.normalize("NFKC", cell).replace("\n", "") for cell in cells]
    known: Columns = columns_of(cells)
    if "drg" not in known.plain or len(known.plain) < 2:
        return None
    if depth == 1 and _CODE.fullmatch(_narrow(rows[at][known.plain["drg"]])):
        return None
    further = {key: i for i, cell in enumerate(cells) if (key := _FURTHER.get("".join(cell.split())))}
    return _Header(at + depth, known.plain["drg"], {**known.plain, **further})


def _spread(cells: Sequence[str]) -> list[str]:
    """Merged cells: the text goes on to the right."""
    filled: list[str] = []
    for cell in cells:
        filled.append(cell or (filled[-1] if filled else ""))
    return filled


def _narrow(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


class _Reader:
    def __init__(self, name: str) -> None:
        self.name = name
        self.groups: dict[str, PublishedGroup] = {}
        self.notes: list[str] = []
        self.special = 0
        self.twice = 0

    def told(self) -> Iterator[str]:
        yield from self.notes[:50]
        if len(self.notes) > 50:
            yield f"……另有 {len(self.notes) - 50} 处。"
        if self.special:
            yield f"有 {self.special} 行是歧义组、未入组等特殊编码，不作病组。"
        if self.twice:
            yield f"有 {self.twice} 行与前面的病组相同，只取第一行。"

    def sheet(self, sheet: Sheet) -> None:
        header = _header(sheet.rows)
        first = header.at if header else 0
        places = header.places if header else {}
        code_at = header.code if header else _column_of_codes(sheet.rows)
        for at, row in enumerate(sheet.rows[first:], first):
            cells = [cell.strip() for cell in row]
            self._row(sheet, at, cells, code_at, places)

    def _row(self, sheet: Sheet, at: int, cells: list[str], code_at: int | None, places: dict[str, int]) -> None:
        if not any(cells):
            return
        where = f"工作表“{sheet.name}”第{sheet.line(at)}行" if sheet.name else f"第{sheet.line(at)}行"
        written = cells[code_at] if code_at is not None and code_at < len(cells) else ""
        code, name = _narrow(written), ""
        if not _CODE.fullmatch(code) and (glued := _glued(written)):
            code, name = glued
        if _SPECIAL.fullmatch(code):
            self.special += 1
            return
        mended = self._mended(code, where)
        if not mended:
            # a name without a code; titles, totals and notes say nothing of a group
            said = code or self._name(cells, code_at or 0, places)
            if places and _CHINESE.search("".join(cells)) and said and not _TOTAL.search("".join(cells)):
                word = f"“{written[:20]}”不像病组编码" if code else f"“{said[:20]}”没有病组编码"
                self.notes.append(f"{where}：{word}，该行没有读。")
            return
        name = name or self._name(cells, code_at or 0, places)
        if not name:
            self.notes.append(f"{where}：病组 {mended} 没有名称，请补上。")
        self._put(PublishedGroup(mended, name, place=where), cells, places)

    def _mended(self, code: str, where: str) -> str:
        if _CODE.fullmatch(code):
            return code
        if not _LOOSE.fullmatch(code):
            return ""
        mended = code[:2] + code[2:3].translate(str.maketrans("OIL", "011")) + code[3:]
        self.notes.append(f"{where}：病组编码 {code} 读作 {mended}（字母改数字），请核对。")
        return mended

    def _name(self, cells: list[str], code_at: int, places: dict[str, int]) -> str:
        at = places.get("name")
        if at is not None:
            return _one_line(cells[at]) if at < len(cells) else ""
        behind = [*cells[code_at + 1 :], *cells[:code_at]]
        return _one_line(next((cell for cell in behind if len(_CHINESE.findall(cell)) > 1), ""))

    def _put(self, group: PublishedGroup, cells: list[str], places: dict[str, int]) -> None:
        held = self.groups.get(group.code)
        if held is not None:
            if held.name == group.name:
                self.twice += 1
            else:
                self.notes.append(
                    f"{group.place}：病组 {group.code} 在{held.place}已有另一个名称“{held.name}”，该行没有读，请核对。"
                )
            return
        if len(self.groups) >= _MOST:
            raise KnowledgeError(f"“{self.name}”的病组超过 {_MOST} 个，不像一个地区的分组目录：请检查是否选错了文件。")
        told = {
            key: _one_line(cells[places[key]])
            for key in ("weight", "mean_cost", "mean_los", "basic", "note")
            if key in places and places[key] < len(cells)
        }
        self.groups[group.code] = replace(group, **told)


def _column_of_codes(rows: Sequence[Sequence[str]]) -> int | None:
    """The column with most groups, where no header says which it is."""
    counts: dict[int, int] = {}
    for row in rows[:3000]:
        for at, cell in enumerate(row[:30]):
            code = _narrow(cell[:80])
            if _CODE.fullmatch(code) or _LOOSE.fullmatch(code) or _glued(cell[:200]):
                counts[at] = counts.get(at, 0) + 1
    return max(counts, key=lambda at: (counts[at], -at), default=None)


def _one_line(text: str) -> str:
    return " ".join(text.split())
