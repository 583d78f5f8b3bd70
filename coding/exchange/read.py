"""``read_file``: a file of front pages → pages, rejects, repairs and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from coding.errors import UnusableInputError
from coding.exchange.build import Built, PageBuilder
from coding.exchange.layout import Match
from coding.exchange.model import Dialect, Reading, Reject, Repair
from coding.exchange.sheet import SheetFile, is_workbook, open_sheet_file
from coding.exchange.textfile import Record, TextFile, open_text_file
from coding.exchange.trouble import file_trouble
from coding.page import FrontPage, Origin

#: Told after every so many rows: rows read so far.
Progress = Callable[[int], None]
_STEP = 500


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised and can be read row by row, as often as wanted."""

    file: TextFile | SheetFile
    match: Match
    dialect: Dialect
    origin: Origin
    notes: tuple[str, ...]

    @property
    def builder(self) -> PageBuilder:
        """What makes pages of the records."""
        return PageBuilder(self.match, self.origin)

    def records(self) -> Iterator[Record]:
        """The data rows, numbered from 1. A row of Chinese labels under the header is none; an empty one is skipped."""
        below = len(self.dialect.below)
        for record in self.file.records():
            if record.row > below and any(record.cells):
                yield Record(record.row - below, record.cells, record.problem)


def open_source(path: Path) -> Source:
    """Find out what a file is. Raises UnusableInputError with one Chinese sentence when it cannot be used."""
    path = Path(path)
    _check_readable(path)
    try:
        opened: TextFile | SheetFile = open_sheet_file(path) if is_workbook(path) else open_text_file(path)
    except PermissionError as error:
        raise _locked(path) from error
    except OSError as error:
        raise UnusableInputError(f"文件“{path.name}”读取失败（{file_trouble(error)}）：请检查磁盘后再试。") from error
    match = opened.match
    if not match.layout.is_readable:
        raise UnusableInputError(
            f"文件“{path.name}”是{match.layout.title}，本版本还不能读取：请导出为卫统4-1（N041）后再试。"
        )
    sheet = opened.sheet if isinstance(opened, SheetFile) else ""
    encoding = opened.encoding if isinstance(opened, TextFile) else "xlsx"
    origin = Origin(path.name, 0, sheet, match.layout.id, encoding)
    dialect = _dialect_of(opened, PageBuilder(match, origin))
    return Source(opened, match, dialect, origin, tuple(_notes(opened)))


def read_file(path: Path, progress: Progress | None = None) -> Reading:
    """Read a file of front pages: 卫统4-1, HQMS 2020 or the compact layout; CSV, .xlsx or .xls.

    A row that cannot become a page goes to ``rejects`` and stops nothing. Raises UnusableInputError, with one
    Chinese sentence, when the file as a whole cannot be used.
    """
    path = Path(path)
    source = open_source(path)
    builder = source.builder
    pages: list[FrontPage] = []
    rejects: list[Reject] = []
    repairs: list[Repair] = []
    try:
        for count, record in enumerate(source.records(), start=1):
            built: Built = builder.build(record)
            if built.page is not None:
                pages.append(built.page)
            if built.reject is not None:
                rejects.append(built.reject)
            repairs.extend(built.repairs)
            if progress is not None and count % _STEP == 0:
                progress(count)
    except OSError as error:
        raise UnusableInputError(
            f"文件“{path.name}”读到一半失败（{file_trouble(error)}）：请检查磁盘后再试。"
        ) from error
    if not pages and not rejects:
        raise UnusableInputError(f"文件“{path.name}”只有表头，没有数据行：请检查导出条件后重新导出。")
    return Reading(
        file=path.name,
        layout=source.match.layout.id,
        encoding=source.origin.encoding,
        columns=source.match.header,
        pages=tuple(pages),
        rejects=tuple(rejects),
        repairs=tuple(repairs),
        notes=(*source.notes, *_damage(pages, source.match)),
        dialect=source.dialect,
    )


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise UnusableInputError(f"“{path}”是文件夹：请指定其中的一个首页导出文件。")
        if not path.exists():
            raise UnusableInputError(f"找不到文件“{path}”：请检查路径和文件名。")
        with path.open("rb"):
            pass
    except PermissionError as error:
        raise _locked(path) from error
    except (OSError, ValueError) as error:
        raise UnusableInputError(f"文件“{path}”打不开：请检查路径和文件名。") from error


def _locked(path: Path) -> UnusableInputError:
    return UnusableInputError(f"文件“{path.name}”打不开，可能被其他程序占用或没有权限：请关闭占用它的程序后再试。")


def _dialect_of(opened: TextFile | SheetFile, builder: PageBuilder) -> Dialect:
    first = next(iter(opened.records()), None)
    below = (tuple(first.cells),) if first is not None and builder.is_label_row(first) else ()
    if isinstance(opened, SheetFile):
        return Dialect(rows_above=opened.above, below=below)
    return replace(opened.dialect, below=below)


#: Fields of many digits, which a spreadsheet writes as 3.3E+17 and thereby cuts.
_LONG_NUMBERS = ("case_no", "id_no", "health_card_no", "current_phone", "contact_phone", "employer_phone", "org_code")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")


def _damage(pages: list[FrontPage], match: Match) -> Iterator[str]:
    headers = {c.key: match.header[p] for p, c in enumerate(match.columns) if c}
    for key in _LONG_NUMBERS:
        if key not in headers:
            continue
        count = sum(_SCIENTIFIC.fullmatch(page.values.get(key, "")) is not None for page in pages)
        if count:
            yield (
                f"列“{headers[key]}”有 {count} 个值被表格软件写成科学计数，末尾数字已丢失：请把该列设为文本后重新导出。"
            )


def _notes(opened: TextFile | SheetFile) -> Iterator[str]:
    match = opened.match
    if isinstance(opened, SheetFile) and opened.others:
        names = "、".join(opened.others)
        yield f"只读取了工作表“{opened.sheet}”，没有读取：{names}。"
    doubles = {p for p, _ in match.doubles}
    unknown = [h for p, h in enumerate(match.header) if match.columns[p] is None and p not in doubles and h.strip()]
    if unknown:
        shown = "、".join(unknown[:10]) + (f" 等 {len(unknown)} 列" if len(unknown) > 10 else "")
        yield f"有不认识的列，原样保留、不作判断：{shown}。"
    for position, _ in match.doubles:
        yield f"列“{match.header[position]}”重复出现，以第一列为准。"
