"""Pages back into files whose records are kept as they stood: JSON, settlement lists, XML, DBF."""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.exchange.dbf import NEW_WITH_MEMO, fields_of, new_header
from coding.exchange.dbf_cells import DbfField, cell_bytes, cell_text
from coding.exchange.jsonfile import cells_of
from coding.exchange.jsontext import DECODER, parse_nodes, replaced, with_values
from coding.exchange.memo import FOXPRO, MemoWriter, block_bytes, block_of
from coding.exchange.recordfile import RAW
from coding.exchange.settlement_write import new_list, patched_list
from coding.exchange.xmlfile import new_xml, patched_xml, xml_values
from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from coding.exchange.layout import Column, HeaderMatch
    from coding.page.reading import Dialect

#: A field of a .dbf is at most so wide; in one that points to a memo stand so many digits.
_WIDEST, _POINTER = 254, 10


@dataclass(frozen=True, slots=True)
class Table:
    """A .dbf as it is written: its pieces, notes for the user, and the file with its memos, where it has one."""

    pieces: list[bytes]
    notes: list[str]
    memo_suffix: str = ""
    memo_pieces: tuple[bytes, ...] = ()


def text_of_records(
    match: HeaderMatch, rows: Iterable[list[str]], dialect: Dialect, lost: Counter[str] | None = None
) -> Iterator[str]:
    """The pieces of a JSON or XML file, in order; ``lost`` counts values that a list has no single place for."""
    before, between, after = dialect.frame
    yield before
    at = match.header.index(RAW) if RAW in match.header else None
    first = True
    for cells in rows:
        if not first:
            yield between
        first = False
        raw = cells[at] if at is not None else ""
        values = {name: cell for name, cell in zip(match.header, cells, strict=True) if name != RAW}
        record = _record(dialect.kind, raw, values)
        if lost is not None and dialect.kind == "settlement" and record != "" and raw:
            there = cells_of(DECODER.decode(record)) or {}
            lost.update(name for name, text in _changes(there, values).items() if text or there.get(name))
        yield record
    yield after


def _record(kind: str, raw: str, values: dict[str, str]) -> str:
    if kind == "settlement":
        return patched_list(raw, values) if raw else new_list(values)
    if kind == "json":
        if not raw:
            return json.dumps(values, ensure_ascii=False)
        changes = _changes(cells_of(DECODER.decode(raw)) or {}, values)
        return replaced(raw, with_values(raw, parse_nodes(raw), changes)) if changes else raw
    if not raw:
        return new_xml("ROW", values)
    changes = _changes(xml_values(raw) or {}, values)
    return patched_xml(raw, changes) if changes else raw


def _changes(before: Mapping[str, str], values: Mapping[str, str]) -> dict[str, str]:
    return {name: text for name, text in values.items() if text != before.get(name, "")}


def dbf_table(match: HeaderMatch, rows: Sequence[list[str]], dialect: Dialect) -> Table:
    """A table with the header it came with; where its memos were read, their file is written anew beside it."""
    header = bytearray(dialect.template.encode("latin-1"))
    record_length = struct.unpack_from("<H", header, 10)[0]
    struct.pack_into("<I", header, 4, len(rows))
    record = _Record(dialect, MemoWriter(dialect.memo, header[0]) if dialect.memo else None)
    at = match.header.index(RAW)
    columns = [p for p, name in enumerate(match.header) if name != RAW]
    pieces = [bytes(header)]
    for cells in rows:
        raw = bytearray(cells[at].encode("latin-1", "replace") or b" " * record_length)
        record.fill(raw, [cells[p] for p in columns])
        pieces.append(bytes(raw))
    pieces.append(dialect.frame[2].encode("latin-1"))
    memos = record.memos
    return Table(pieces, record.notes(), dialect.memo, tuple(memos.pieces()) if memos else ())


class _Record:
    """Puts the cells of a row into the bytes of a record, and counts what has no place there."""

    def __init__(self, dialect: Dialect, memos: MemoWriter | None) -> None:
        self.memos = memos
        self._fields = fields_of(dialect.template)
        self._too_long: dict[str, int] = {}
        self._pictures: dict[str, int] = {}
        self._unread = ""

    def fill(self, raw: bytearray, cells: Sequence[str]) -> None:
        """Change the fields whose text has changed; memos all find their place in the new file."""
        for cell, field in zip(cells, self._fields, strict=False):
            spot = slice(field.offset, field.offset + field.width)
            before = bytes(raw[spot])
            if field.is_memo and self.memos is not None:
                raw[spot] = block_bytes(self.memos.add(cell), field.width)
            elif field.is_pointer and self.memos is not None:
                # what the picture stood in is not the file that is written now
                raw[spot] = block_bytes(0, field.width)
                self._pictures[field.name] = self._pictures.get(field.name, 0) + bool(block_of(before))
            elif cell != cell_text(before, field):
                self._put(raw, spot, cell, field)
            elif field.is_pointer and block_of(before):
                self._unread = self._unread or field.name

    def _put(self, raw: bytearray, spot: slice, cell: str, field: DbfField) -> None:
        fitted = cell_bytes(cell, field)
        if fitted is None:
            self._too_long[field.name] = self._too_long.get(field.name, 0) + 1
        else:
            raw[spot] = fitted

    def notes(self) -> list[str]:
        """What could not be written."""
        told = [f"列“{name}”有 {count} 个值超出该表的宽度，保留原值未写入。" for name, count in self._too_long.items()]
        told += [f"列“{name}”的 {count} 个图片或对象没有写出。" for name, count in self._pictures.items() if count]
        if self._unread:
            told.append(
                f"备注列“{self._unread}”当初没有读到，写出的文件仍指向原来的备注文件：请把原来的备注文件改成同名，"
                "放在它旁边。"
            )
        return told


def new_dbf(match: HeaderMatch, rows: Sequence[list[str]], day: date) -> Table:
    """A new table of character fields, wide enough for what they hold and for what may come.

    A column with a text longer than such a field takes becomes a memo, so that nothing is cut. ``day``: the day of the
    last update, which stands in the header of every such table.
    """
    header = match.header
    encoded = [[cell.encode("gb18030", "replace") for cell in cells] for cells in rows]
    widths = [
        max(_usual_width(column), *(len(cells[i]) for cells in encoded)) if encoded else _usual_width(column)
        for i, column in enumerate(match.columns)
    ]
    memos = MemoWriter(FOXPRO, NEW_WITH_MEMO)
    long = frozenset(at for at, width in enumerate(widths) if width > _WIDEST)
    widths = [_POINTER if at in long else width for at, width in enumerate(widths)]
    notes = []
    if any(len(name.encode("gb18030")) > 10 for name in header):
        notes.append("DBF 的列名最多 10 个字节，较长的列名已截断。")
    if long:
        names = "、".join(header[at] for at in sorted(long)[:10])
        notes.append(
            f"列“{names}”有超过 {_WIDEST} 字节的内容，写成备注列，文字在同名的 {FOXPRO} 文件里：两个文件要一起交。"
        )
    pieces = [new_header(header, widths, len(rows), day, long)]
    for texts, cells in zip(rows, encoded, strict=True):
        fields = [
            block_bytes(memos.add(text), _POINTER) if at in long else cell
            for at, (text, cell) in enumerate(zip(texts, cells, strict=True))
        ]
        pieces.append(b" " + b"".join(c.ljust(w) for c, w in zip(fields, widths, strict=True)))
    pieces.append(b"\x1a")
    return Table(pieces, notes, FOXPRO, tuple(memos.pieces())) if long else Table(pieces, notes)


def _usual_width(column: Column | None) -> int:
    field = field_catalogue().get(column.key) if column else None
    return _USUAL.get(field.type, 10) if field else 10


_USUAL = {"int": 6, "decimal": 12, "date": 10, "datetime": 19, "code": 20, "text": 40}
