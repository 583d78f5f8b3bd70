"""JSON files: settlement lists 4101 and 4101A, and objects whose members are the columns of a layout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.base.encoding import detect_encoding
from coding.base.errors import UnusableInputError
from coding.exchange.jsontext import DECODER, DoublesDecoder, Span, record_spans, scalar_text
from coding.exchange.layout import Finder, HeaderMatch, match_header
from coding.exchange.recordfile import RAW, frame_of, recognised, whole_text
from coding.exchange.settlement import SETTLEMENT_LIST, flattened, setlinfo_path
from coding.exchange.textfile import MOST_COLUMNS, Record
from coding.page.reading import Dialect, RejectKind

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


_DOUBLED = "该条中的“{}”出现不止一次而内容不同，无法判断以哪个为准：请在源系统中更正后重新导出该条。"


@dataclass(frozen=True, slots=True)
class JsonFile:
    """A JSON file whose records were recognised. The last column of each keeps the record as it stands."""

    path: Path
    encoding: str
    dialect: Dialect
    match: HeaderMatch
    text: str
    spans: tuple[Span, ...]
    notes: tuple[str, ...] = ()

    def records(self) -> Iterator[Record]:
        """The records, decoded as they are asked for."""
        names = self.match.header[:-1]
        decoder = DoublesDecoder()
        for row, span in enumerate(self.spans, start=1):
            raw = self.text[span.start : span.end]
            if span.problem:
                yield Record(row, [raw[:200]], span.problem)
                continue
            values = cells_of(decoder.decode(raw))
            if decoder.doubled:
                yield Record(row, [raw[:200]], _DOUBLED.format("、".join(list(decoder.doubled)[:5])))
            elif values is None:
                yield Record(row, [raw[:200]], "该条不是由栏目名和值组成的 JSON 对象：请检查导出格式。")
            elif any("\x00" in value for value in values.values()):
                said = "该条含有空字符（NUL），数据已损坏：请重新导出该条。"
                yield Record(row, [raw[:200]], said, RejectKind.CHARACTER)
            else:
                yield Record(row, [*(values.get(name, "") for name in names), raw])


def open_json_file(path: Path, find: Finder = match_header) -> JsonFile:
    """Read a JSON file and find its records. Raises UnusableInputError."""
    encoding = detect_encoding(path)
    text = whole_text(path, encoding)
    try:
        spans = record_spans(text)
        header: dict[str, None] = {}
        for span in spans:
            if not span.problem:
                header.update(dict.fromkeys(cells_of(DECODER.decode(text[span.start : span.end])) or ()))
            if len(header) > MOST_COLUMNS:
                raise UnusableInputError(f"文件“{path.name}”的 JSON 栏目过多：请按首页或结算清单接口重新导出。")
    except (ValueError, RecursionError, IndexError) as error:
        raise UnusableInputError(f"文件“{path.name}”不是完整的 JSON：请在源系统中重新导出后再试。") from error
    if spans and all(span.problem for span in spans):
        raise UnusableInputError(f"文件“{path.name}”不是完整的 JSON：请在源系统中重新导出后再试。")
    if not spans:
        raise UnusableInputError(f"文件“{path.name}”里没有记录：请检查导出条件后重新导出。")
    match = recognised(path, find, [*header, RAW])
    kind = "settlement" if match.layout.id == SETTLEMENT_LIST else "json"
    frame = frame_of(text, [(s.start, s.end) for s in spans])
    return JsonFile(path, encoding, Dialect(kind=kind, frame=frame), match, text, tuple(spans))


def cells_of(record: object) -> dict[str, str] | None:
    """The columns of a record; None when it has none."""
    if not isinstance(record, dict):
        return None
    if setlinfo_path(record) is not None:
        return flattened(record)
    return {key: scalar_text(value) for key, value in record.items()}
