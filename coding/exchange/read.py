"""``read_file``: a file of front pages → pages, rejects, repairs and notes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from coding.base.archive import Unpacked, is_archive, unpack
from coding.base.errors import UnusableInputError
from coding.base.formula_guard import unguarded
from coding.base.nearby import guess_at
from coding.base.parquet_process import ParquetReader, is_parquet
from coding.base.sheets import is_workbook
from coding.base.trouble import file_trouble
from coding.exchange.build import PageBuilder
from coding.exchange.column_names import REASON_COLUMNS
from coding.exchange.dbf import DbfFile, is_dbf, open_dbf_file
from coding.exchange.foreign import source_of
from coding.exchange.guess import bare
from coding.exchange.insurer_group import insurer_column, insurer_note
from coding.exchange.jsonfile import JsonFile, open_json_file
from coding.exchange.layout import Finder, HeaderMatch, all_layouts
from coding.exchange.memo import DBASE, FOXPRO
from coding.exchange.parquetfile import ParquetFile, open_parquet_file, open_parquet_folder, parquet_files
from coding.exchange.profile import FREE, MappedColumn, SourceProfile, finder, free_match
from coding.exchange.rows_read import RowsRead
from coding.exchange.sheet_file import SheetFile, open_sheet_file
from coding.exchange.spool import PageStack, SharedSpool
from coding.exchange.textfile import Record, TextFile, open_text_file, start_of_text
from coding.exchange.two_readers import read_by_two
from coding.exchange.xmlfile import XmlFile, is_xml, open_xml_file
from coding.page.fields import field_catalogue
from coding.page.front_page import Origin
from coding.page.reading import Dialect, Reading

#: Told after every so many rows: rows read so far, and how many there will be (0: not known).
Progress = Callable[[int, int], None]
_STEP = 20
Opened = TextFile | SheetFile | DbfFile | JsonFile | XmlFile | ParquetFile


@dataclass(frozen=True, slots=True)
class RowShape:
    """How the rows of a file are read, without the file: columns and origin."""

    match: HeaderMatch
    origin: Origin

    @property
    def builder(self) -> PageBuilder:
        """What makes pages of the records."""
        return PageBuilder(self.match, self.origin)


@dataclass(frozen=True, slots=True)
class Source:
    """A file that was recognised and can be read row by row, as often as wanted.

    ``name`` is what users call it; ``unpacked`` keeps the folder of an archive alive.
    """

    file: Opened
    match: HeaderMatch
    dialect: Dialect
    origin: Origin
    notes: tuple[str, ...]
    unpacked: Unpacked | None = None

    @property
    def shape(self) -> RowShape:
        """How its rows are read."""
        return RowShape(self.match, self.origin)

    @property
    def builder(self) -> PageBuilder:
        """What makes pages of the records."""
        return self.shape.builder

    def records(self) -> Iterator[Record]:
        """The data rows, numbered from 1. A row of Chinese labels under the header is none; an empty one is skipped."""
        below = len(self.dialect.below)
        is_ours = self.match.header[: len(REASON_COLUMNS)] == REASON_COLUMNS
        if not below and not is_ours:
            yield from (record for record in self.file.records() if record.problem or any(record.cells))
            return
        for record in self.file.records():
            if record.row > below and (record.problem or any(record.cells)):
                # rows that were turned back went out guarded against formulas
                cells = [unguarded(cell) for cell in record.cells] if is_ours else record.cells
                yield Record(record.row - below, cells, record.problem, record.kind)

    def rows_estimated(self) -> int:
        """How many rows there are: exact where the file says so, an estimate for text, 0 when unknown."""
        if isinstance(self.file, SheetFile):
            return len(self.file.rows)
        if isinstance(self.file, ParquetFile):
            return self.file.total
        if isinstance(self.file, DbfFile):
            return self.file.count
        if isinstance(self.file, JsonFile | XmlFile):
            return len(self.file.spans)
        return self.file.rows_estimated()


def open_source(path: Path, find: Finder | None = None) -> Source:
    """Find out what a file is. Raises UnusableInputError with one Chinese sentence when it cannot be used.

    An archive must hold one file here; ``read_files`` takes all of them. A folder of Parquet files of the same columns
    is one file.
    """
    path = Path(path)
    if path.is_dir() and (files := parquet_files(path)):
        return _source(_looked_into(open_parquet_folder(path, files, find or finder())), path.name)
    sources = open_sources(path, find)
    if len(sources) > 1:
        raise UnusableInputError(f"压缩包“{path.name}”里有 {len(sources)} 个首页文件：请解压后指定其中的一个。")
    return sources[0]


def open_sources(path: Path, find: Finder | None = None) -> list[Source]:
    """The file, or every file of an archive that is one of ours. Raises UnusableInputError when there is none.

    ``find`` tells the layout of a header row; by default the known families and sheets with plain headers.
    """
    path = Path(path)
    find = find or finder()
    if path.is_dir() and (files := parquet_files(path)):
        found = list(_of_data_set(path, files, find))
        sources = [source for source in found if isinstance(source, Source)]
        if not sources:
            raise _of_none(path, [error for error in found if isinstance(error, UnusableInputError)])
        return sources
    _check_readable(path)
    if path.suffix.lower() in (DBASE, FOXPRO):
        raise UnusableInputError(f"“{path.name}”是 DBF 表的备注文件，不能单独读：请选同名的 .dbf，两个文件放在一起。")
    try:
        if not is_archive(path):
            return [_open(path, path.name, None, find)]
        unpacked = unpack(path)
    except PermissionError as error:
        raise _locked(path) from error
    except OSError as error:
        raise UnusableInputError(f"文件“{path.name}”读取失败（{file_trouble(error)}）：请检查磁盘后再试。") from error
    return _inside(path, unpacked, find)


def _of_data_set(folder: Path, files: Sequence[Path], find: Finder) -> Iterator[Source | UnusableInputError]:
    """Every file of a folder of Parquet files that has rows, all read by one process; of one that cannot be used why.
    Raises UnusableInputError where none can be read here.
    """
    reader = ParquetReader(folder)
    for file in files:
        below = file.relative_to(folder)
        try:
            opened = open_parquet_file(file, find, reader, below)
            if opened.count:
                source = _source(_looked_into(opened), f"{folder.name}/{below.as_posix()}")
                yield replace(source, file=replace(opened, first=(), match=source.match))
        except UnusableInputError as error:
            yield error
        except OSError as error:
            name = reader.name_of(file)
            yield UnusableInputError(f"文件“{name}”打不开（{file_trouble(error)}）：请检查文件和权限后再试。")


def _of_none(folder: Path, refused: Sequence[UnusableInputError]) -> UnusableInputError:
    """Why nothing of a folder of Parquet files could be read."""
    if refused:
        return refused[0]
    return UnusableInputError(f"文件夹“{folder.name}”里的 Parquet 文件都没有数据行：请检查导出条件后重新导出。")


def _read_data_set(
    folder: Path, files: Sequence[Path], find: Finder, read: Callable[[Source], Reading]
) -> list[Reading]:
    """Every file of a folder of Parquet files; one that is damaged, or none of ours, is told and stops none."""
    readings: list[Reading] = []
    refused: list[UnusableInputError] = []
    for source in _of_data_set(folder, files, find):
        try:
            if isinstance(source, UnusableInputError):
                raise source
            readings.append(read(source))
        except UnusableInputError as error:
            if isinstance(error.__cause__, OSError):  # the disk, not the file
                raise
            refused.append(error)
    if not readings:
        raise _of_none(folder, refused)
    first = readings[0]
    unread = tuple(f"文件夹里的这个文件没有读入：{error}" for error in refused)
    return [replace(first, notes=(*unread, *first.notes), unread=unread), *readings[1:]]


def _inside(path: Path, unpacked: Unpacked, find: Finder) -> list[Source]:
    sources: list[Source] = []
    refused: list[str] = []
    for file, name in zip(unpacked.files, unpacked.names, strict=True):
        shown = path.name if len(unpacked.files) == 1 else f"{path.name}/{name}"
        try:
            sources.append(_as_packed(_open(file, shown, unpacked, find), file.stem, Path(name).stem))
        except UnusableInputError as error:
            refused.append(str(error).replace(file.name, shown))
    if not sources:
        raise UnusableInputError(refused[0])
    notes = [f"压缩包里的这个文件没有读入：{reason}" for reason in refused]
    if unpacked.passed_over:
        notes.append(f"压缩包里不是首页数据而没有读取：{'、'.join(unpacked.passed_over[:10])}。")
    sources[0] = replace(sources[0], notes=(*sources[0].notes, *notes))
    return sources


def _as_packed(source: Source, stem: str, packed: str) -> Source:
    """What is missing beside a file is missing in the archive, under the name that it would have there."""
    words = (note.replace(f"“{stem}.", f"“{packed}.") for note in source.notes)
    return replace(source, notes=tuple(note.replace("放在同一文件夹", "一起压缩") for note in words))


def _open(path: Path, name: str, unpacked: Unpacked | None, find: Finder) -> Source:
    return _source(_looked_into(_opened(path, find)), name, unpacked)


def _source(opened: Opened, name: str, unpacked: Unpacked | None = None) -> Source:
    match = opened.match
    sheet = opened.sheet if isinstance(opened, SheetFile) else ""
    encoding = "xlsx" if isinstance(opened, SheetFile) else opened.encoding
    origin = Origin(name, 0, sheet, match.layout.id, encoding)
    dialect = replace(_dialect_of(opened, PageBuilder(match, origin)), profile=_profile_text(match))
    return Source(opened, match, dialect, origin, tuple(_notes(opened)), unpacked)


def _looked_into(opened: Opened) -> Opened:
    """Of a sheet with plain headers: what stands in the columns says whether they hold codes, lists, ages in words."""
    if not opened.match.layout.is_guessed:
        return opened
    rows = [record.cells for record in islice(_first_records(opened), _LOOKED_AT) if not record.problem]
    better = free_match(opened.match.header, rows)
    return replace(opened, match=replace(better, local=opened.match.local)) if better is not None else opened


def _first_records(opened: Opened) -> Iterator[Record]:
    return opened.first_records() if isinstance(opened, ParquetFile) else opened.records()


#: So many rows of a free sheet are looked at before it is read.
_LOOKED_AT = 50


def _opened(path: Path, find: Finder) -> Opened:
    if is_parquet(path):
        return open_parquet_file(path, find)
    if is_workbook(path):
        return open_sheet_file(path, find)
    if is_dbf(path):
        return open_dbf_file(path, find)
    start = start_of_text(path)
    if start.startswith(("{", "[")) and not re.match(r"\[[\w\u4e00-\u9fff]+\]\s*[,\t;]", start):
        return open_json_file(path, find)
    if is_xml(start):
        return open_xml_file(path, find)
    return open_text_file(path, find)


def read_file(path: Path, progress: Progress | None = None, find: Finder | None = None) -> Reading:
    """Read a file of front pages or settlement lists, in any family and form that ``resources/layouts`` knows.

    A row that cannot become a page goes to ``rejects`` and stops nothing. Raises UnusableInputError, with one
    Chinese sentence, when the file as a whole cannot be used.
    """
    return read_source(open_source(Path(path), find), progress)


def read_files(
    path: Path,
    progress: Progress | None = None,
    find: Finder | None = None,
    spool: SharedSpool | None = None,
    jobs: int = 1,
) -> list[Reading]:
    """As ``read_file``; of an archive, or a folder of Parquet files, every file that is one of ours. ``spool``: where
    the pages lie, together with those of other files. ``jobs``: processes; a large text file is read by two of them.
    """
    spool, path = spool or SharedSpool(), Path(path)

    def read(source: Source) -> Reading:
        return read_source(source, progress, spool, jobs)

    if path.is_dir() and (files := parquet_files(path)):
        return _read_data_set(path, files, find or finder(), read)
    return [read(source) for source in open_sources(path, find)]


def read_source(
    source: Source, progress: Progress | None = None, spool: SharedSpool | None = None, jobs: int = 1
) -> Reading:
    """Read all rows of a file that was opened. Raises UnusableInputError."""
    name = source.origin.file
    try:
        read = None
        if jobs > 1 and isinstance(source.file, TextFile):
            read = read_by_two(source, PageStack(spool), progress)
        if read is None:
            read = RowsRead(source, PageStack(spool))
            total = source.rows_estimated() if progress is not None else 0
            for count in read.all_of(source.records()):
                if progress is not None and count % _STEP == 0:
                    progress(count, max(total, count))
    except OSError as error:
        raise UnusableInputError(f"文件“{name}”读到一半失败（{file_trouble(error)}）：请检查磁盘后再试。") from error
    found = read.pages
    if not len(found) and not read.rejects:
        raise UnusableInputError(f"文件“{name}”只有表头，没有数据行：请检查导出条件后重新导出。")
    return Reading(
        file=name,
        layout=source.match.layout.id,
        encoding=source.origin.encoding,
        columns=source.match.header,
        pages=found,
        rejects=tuple(read.rejects),
        repairs=tuple(read.repairs),
        notes=(*source.notes, *read.notes()),
        dialect=source.dialect,
        foreign=read.foreign.fields(),
        source=source_of(source.match),
        looked=read.look.found,
    )


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise UnusableInputError(f"“{path}”是文件夹：请指定其中的一个首页导出文件。")
        if not path.exists():
            raise UnusableInputError(f"找不到文件“{path}”：{guess_at(path)}请检查路径和文件名。")
        with path.open("rb"):
            pass
    except PermissionError as error:
        raise _locked(path) from error
    except (OSError, ValueError) as error:
        raise UnusableInputError(f"文件“{path}”打不开：请检查路径和文件名。") from error


def _locked(path: Path) -> UnusableInputError:
    return UnusableInputError(f"文件“{path.name}”打不开，可能被其他程序占用或没有权限：请关闭占用它的程序后再试。")


def _dialect_of(opened: Opened, builder: PageBuilder) -> Dialect:
    if isinstance(opened, DbfFile | JsonFile | XmlFile):
        return opened.dialect
    first = next(_first_records(opened), None)
    below = (tuple(first.cells),) if first is not None and builder.is_label_row(first) else ()
    if isinstance(opened, SheetFile):
        return Dialect(rows_above=opened.above, below=below)
    if isinstance(opened, ParquetFile):
        return Dialect(below=below)
    return replace(opened.dialect, below=below)


def _profile_text(match: HeaderMatch) -> str:
    """The column map that was used, where the layout is not one of ours: without it nothing could be written back."""
    if any(match.layout is layout for layout in all_layouts()):
        return ""
    pairs = zip(match.header, match.columns, strict=True)
    columns = tuple(MappedColumn(header, c.key, c.index, c.reading) for header, c in pairs if c)
    return SourceProfile(match.layout.title, columns, match.layout.id).as_json()


def _notes(opened: Opened) -> Iterator[str]:
    match = opened.match
    if isinstance(opened, SheetFile | DbfFile | JsonFile | XmlFile | ParquetFile):
        yield from opened.notes
    if match.layout.id in {layout.id for layout in all_layouts()} and _profile_text(match):
        yield f"按来源“{match.layout.title}”的列对照读取。"
    if match.layout.id == FREE:
        label = field_catalogue().label
        known = [f"{c.name}→{label(c.key)}" for c in match.columns if c and bare(c.name) != bare(label(c.key))]
        if known:
            shown = "、".join(known[:30]) + (f" 等 {len(known)} 列" if len(known) > 30 else "")
            yield f"没有固定布局，按{match.layout.title}的列名对照读取，请核对：{shown}。"
    insurer = insurer_column(h for p, h in enumerate(match.header) if match.columns[p] is None)
    if insurer is not None:
        yield insurer_note(insurer)
    doubles = {p for p, _ in match.doubles}
    if isinstance(opened, ParquetFile):  # what the folders are called is no column that somebody wrote
        doubles |= set(range(len(match.header) - len(opened.beside), len(match.header)))
    unknown = [
        h
        for p, h in enumerate(match.header)
        if match.columns[p] is None and p not in doubles and h.strip() and h != insurer and not _is_kept_silently(h)
    ]
    if unknown:
        shown = "、".join(unknown[:10]) + (f" 等 {len(unknown)} 列" if len(unknown) > 10 else "")
        yield f"有不认识的列，原样保留、不作判断：{shown}。"
    for position, _ in match.doubles:
        yield f"列“{match.header[position]}”重复出现，以第一列为准。"


def _is_kept_silently(header: str) -> bool:
    """The record itself, and parts of a settlement list that are no fields of a page."""
    return header in REASON_COLUMNS or header.startswith(
        ("#", "setlinfo.", "diseinfo.", "oprninfo.", "icuinfo.", "payinfo.", "iteminfo.")
    )
