"""Pages back into files whose records are kept as they stood: JSON, settlement lists, XML, DBF."""

from __future__ import annotations

import json
import struct
from typing import TYPE_CHECKING

from coding.exchange.dbf import cell_bytes, cell_text, fields_of, new_header
from coding.exchange.jsonfile import cells_of
from coding.exchange.jsontext import DECODER, parse_nodes, replaced, with_values
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

#: A field of a .dbf is at most so wide.
_WIDEST = 254


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


def dbf_pieces(match: HeaderMatch, rows: Sequence[list[str]], dialect: Dialect) -> tuple[list[bytes], list[str]]:
    """The pieces of a table with the header it came with, and notes on values that did not fit."""
    header = bytearray(dialect.template.encode("latin-1"))
    fields = fields_of(dialect.template)
    record_length = struct.unpack_from("<H", header, 10)[0]
    struct.pack_into("<I", header, 4, len(rows))
    at = match.header.index(RAW)
    columns = [p for p, name in enumerate(match.header) if name != RAW]
    too_long: dict[str, int] = {}
    pieces = [bytes(header)]
    for cells in rows:
        raw = bytearray(cells[at].encode("latin-1", "replace") or b" " * record_length)
        for position, field in zip(columns, fields, strict=False):
            spot = slice(field.offset, field.offset + field.width)
            if cells[position] == cell_text(bytes(raw[spot]), field.type):
                continue
            fitted = cell_bytes(cells[position], field)
            if fitted is None:
                too_long[field.name] = too_long.get(field.name, 0) + 1
            else:
                raw[spot] = fitted
        pieces.append(bytes(raw))
    pieces.append(dialect.frame[2].encode("latin-1"))
    return pieces, [f"列“{name}”有 {count} 个值超出该表的宽度，保留原值未写入。" for name, count in too_long.items()]


def new_dbf(match: HeaderMatch, rows: Sequence[list[str]], day: date) -> tuple[list[bytes], list[str]]:
    """A new dBase III table of character fields, wide enough for what they hold and for what may come.

    ``day``: the day of the last update, which stands in the header of every such table.
    """
    header = match.header
    encoded = [[cell.encode("gb18030", "replace")[:_WIDEST] for cell in cells] for cells in rows]
    widths = [
        max(_usual_width(column), *(len(cells[i]) for cells in encoded)) if encoded else _usual_width(column)
        for i, column in enumerate(match.columns)
    ]
    notes = []
    if any(len(name.encode("gb18030")) > 10 for name in header):
        notes.append("DBF 的列名最多 10 个字节，较长的列名已截断。")
    pieces = [new_header(header, widths, len(rows), day)]
    pieces += [b" " + b"".join(c.ljust(w) for c, w in zip(cells, widths, strict=True)) for cells in encoded]
    return [*pieces, b"\x1a"], notes


def _usual_width(column: Column | None) -> int:
    field = field_catalogue().get(column.key) if column else None
    return _USUAL.get(field.type, 10) if field else 10


_USUAL = {"int": 6, "decimal": 12, "date": 10, "datetime": 19, "code": 20, "text": 40}
