"""A code table looked at before it is used: what it is, what is wrong with it, what it changes for the pages here."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from coding.base.sheet_writer import write_csv, write_workbook
from coding.codes.code_sheet import stated_edition
from coding.codes.code_table import CodeSheet, read_code_table
from coding.codes.crosswalk import edition_columns
from coding.codes.edition_change import EditionChange, edition_change
from coding.codes.entry import CodeKind, CodeStatus
from coding.codes.library import CodeLibrary, library_of
from coding.codes.table_kind import CODE_TABLES
from coding.knowledge.dated import DatedPart
from coding.work.knowledge_copies import BroughtFile, bring
from coding.work.rechecking import day_of
from coding.work.shelf import ShelfDays
from coding.work.steps import Step, untold
from coding.work.stored_pages import each_row

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from coding.codes.edition_change import CodeChange
    from coding.page.front_page import FrontPage
    from coding.store.store import Store

#: Which table each part of the Knowledge is.
CODE_PARTS: Final = {"dx_table": CodeKind.DIAGNOSIS, "px_table": CodeKind.PROCEDURE}
_UNKNOWN: Final = frozenset({CodeStatus.UNKNOWN, CodeStatus.UNKNOWN_EXTENSION, CodeStatus.MALFORMED})
#: Pages between two looks whether to go on.
_TOGETHER: Final = 200
#: More pages than this are listed by nobody; they are counted.
_MOST_PAGES: Final = 5_000
#: More codes than this are of no use to a person.
_MOST_TOLD: Final = 500


@dataclass(frozen=True, slots=True)
class CodeTableCheck:
    """A table that was copied and read, and that waits for a person to agree. ``edition``: what its name says of it."""

    file: BroughtFile
    kind: CodeKind
    sheet: CodeSheet
    table: CodeLibrary
    edition: str

    def in_words(self) -> str:
        """识别为诊断编码表：“编码”列和“名称”列，共 33,304 条 …"""
        sheet, entries = self.sheet, self.table.entries
        where = f"工作表“{sheet.sheet}”的" if sheet.sheet else ""
        parts = [
            f"识别为{CODE_TABLES[self.kind]}：{where}“{sheet.code_column}”列和“{sheet.name_column}”列，"
            f"{sheet.rows:,} 行中可用 {len(entries):,} 条"
        ]
        if self.table.headings_only:
            parts.append("只到类目、亚目，扩展码不能判断对错")
        if self.table.knows_grey:
            parts.append(f"医保灰码 {sum(bool(e.grey) for e in entries):,} 条")
        else:
            parts.append("没有灰码一列，灰码不能判断")
        if self.kind is CodeKind.PROCEDURE:
            parts += self._of_procedures()
        return "；".join(parts) + "。"

    def doubts(self) -> Iterator[str]:
        """What a person should look at before agreeing, in Chinese sentences."""
        if editions := edition_columns(self.sheet.header):
            yield (
                f"表中有两个版本的编码（“{editions[0]}”和“{editions[1]}”），也像是对照表：这里用的是"
                f"“{self.sheet.code_column}”列；要在版本间转换请导入为对照表。"
            )
        if self.sheet.faults:
            yield f"有 {len(self.sheet.faults):,} 行没有载入或只载入了一部分，见“问题行”。"

    def _of_procedures(self) -> Iterator[str]:
        entries = self.table.entries
        flagged = sum(e.operating_room is not None for e in entries)
        if flagged:
            yield f"标明手术室操作的 {sum(bool(e.operating_room) for e in entries):,} 条"
        else:
            yield "没有手术室操作的标志"
        for word, count in (
            ("操作类别", sum(bool(e.kind) for e in entries)),
            ("手术级别", sum(bool(e.level) for e in entries)),
        ):
            if count:
                yield f"有{word}的 {count:,} 条"


@dataclass(frozen=True, slots=True)
class TouchedPage:
    """A page that carries codes which the new edition stops, recodes or renames. ``told``: a line for each code."""

    page_id: int
    case_no: str
    day: str
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableEffect:
    """What a table changes for the pages of a store. Codes with a name from a page and the number of their pages,
    most pages first: ``unknown`` are known now and would not be, ``found`` the other way round, ``grey`` stand in the
    new table and may not be submitted. ``change``: what the new edition does to the one before; ``touched``: pages
    discharged on or after its first day that carry a code which it stops or renames, of ``touched_pages`` in all.
    """

    pages: int
    unknown: tuple[tuple[str, str, int], ...]
    unknown_pages: int
    found: tuple[tuple[str, str, int], ...]
    found_pages: int
    grey: tuple[tuple[str, str, int], ...]
    grey_pages: int
    change: EditionChange = EditionChange()
    touched: tuple[TouchedPage, ...] = ()
    touched_pages: int = 0

    def in_words(self) -> str:
        """本机 1,499 份病案将重新检查 …"""
        if not self.pages:
            return "本机还没有病案：采用后读入的病案按此表检查。"
        parts = [f"采用后，本机 {self.pages:,} 份病案将重新检查"]
        for codes, pages, words in (
            (self.unknown, self.unknown_pages, "现在认识而此表不认识的编码"),
            (self.found, self.found_pages, "现在不认识而此表认识的编码"),
            (self.grey, self.grey_pages, "在此表中是灰码的编码"),
        ):
            if codes:
                parts.append(f"{words} {len(codes):,} 个，涉及 {pages:,} 份")
        if len(parts) == 1:
            parts.append("病案上的编码此表都认识，没有新增的灰码")
        return "；".join(parts) + "。"


def check_code_table(store: Store, part: str, path: Path) -> CodeTableCheck:
    """Copy a code table and read the copy. Raises CodingError, and leaves no copy, where it is none."""
    file = bring(store, part, path)
    kind = CODE_PARTS[part]
    try:
        sheet = read_code_table(file.path, kind)
        table = library_of(sheet, file.path, kind)
    except BaseException:
        file.discard()
        raise
    return CodeTableCheck(file, kind, sheet, table, stated_edition(file.original))


def table_effect(
    store: Store, new: CodeLibrary, old: CodeLibrary, step: Step = untold, days: ShelfDays = ShelfDays()
) -> TableEffect:
    """Look through the pages of a store that were discharged on these days: whose codes a new table knows and the old
    one does not, or the other way round, and which the new edition touches. ``step`` may raise to cancel.
    """
    ids = _discharged(store, days)
    change = edition_change(old, new)
    touching = change.touching
    touched_pages: list[TouchedPage] = []
    count = 0
    names: dict[str, str] = {}
    verdicts: dict[str, str] = {}
    counts: dict[str, Counter[str]] = {word: Counter() for word in ("unknown", "found", "grey")}
    touched: Counter[str] = Counter()
    for done, (page_id, page) in enumerate(store.pages(ids), 1):
        met: set[str] = set()
        codes = _codes_of(page, new.kind)
        told = tuple(found.in_words() for code in codes if (found := _change_of(code, old, touching)))
        if told:
            count += 1
            if len(touched_pages) < _MOST_PAGES:
                day = page.text("discharge_datetime")[:10]
                touched_pages.append(TouchedPage(page_id, page.case_no, day, told))
        for code, name in codes.items():
            verdict = verdicts.get(code)
            if verdict is None:
                verdict = verdicts[code] = _told_apart(code, new, old)
            if verdict:
                names.setdefault(code, name)
                counts[verdict][code] += 1
                met.add(verdict)
        touched.update(met)
        if done % _TOGETHER == 0 or done == len(ids):
            step(done, len(ids))

    def listed(word: str) -> tuple[tuple[str, str, int], ...]:
        ordered = sorted(counts[word].items(), key=lambda found: (-found[1], found[0]))
        return tuple((code, names[code], pages) for code, pages in ordered)

    return TableEffect(
        len(ids),
        listed("unknown")[:_MOST_TOLD],
        touched["unknown"],
        listed("found")[:_MOST_TOLD],
        touched["found"],
        listed("grey")[:_MOST_TOLD],
        touched["grey"],
        change,
        tuple(touched_pages),
        count,
    )


def _discharged(store: Store, days: ShelfDays) -> list[int]:
    """The pages whose day of discharge is one of these; a page without a day counts with those of from now on."""
    ids = list(store.worklist())
    if days.is_always:
        return ids
    held = DatedPart("", "", days.first, days.last)
    return [row.id for row in each_row(store, ids) if held.holds_on(day_of(row) or date.max)]


def _change_of(code: str, old: CodeLibrary, touching: Mapping[str, CodeChange]) -> CodeChange | None:
    if not touching:
        return None
    found = touching.get(code)
    if found is None and (entry := old.get(code)) is not None:
        found = touching.get(entry.code)
    return found


def change_rows(change: EditionChange) -> list[tuple[str, ...]]:
    """The changes of an edition as the rows of a file for people."""
    return [(c.move.value, c.before, c.before_name, c.after, c.after_name, c.note) for c in change.changes]


def save_list(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Write a list as CSV or, by its name, as a workbook. Raises UnusableInputError."""
    table = (header, *rows)
    if path.suffix.lower() == ".xlsx":
        write_workbook(path, table)
    else:
        write_csv(path, table)


def _codes_of(page: FrontPage, kind: CodeKind) -> dict[str, str]:
    """Code → name as they stand on a page."""
    rows = page.diagnoses if kind is CodeKind.DIAGNOSIS else page.procedures
    return {row.code: row.name for row in rows if row.code.strip(" -—")}


def _told_apart(code: str, new: CodeLibrary, old: CodeLibrary) -> str:
    before, after = old.status(code) in _UNKNOWN, new.status(code) in _UNKNOWN
    if before != after:
        return "unknown" if after else "found"
    entry, held = new.get(code), old.get(code)
    is_grey = bool(entry and entry.grey)
    return "grey" if is_grey and not (held and held.grey) else ""
