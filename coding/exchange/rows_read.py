"""What comes of the rows of a file: pages, rows turned back, repairs, and what is to be said of the file as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from coding.exchange.build import FORMULA_ERROR, MEMO_LOST
from coding.exchange.foreign import ForeignTally
from coding.exchange.look_through import LookThrough
from coding.exchange.spool import Pages
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from coding.exchange.build import PageBuilder
    from coding.exchange.foreign import Tally
    from coding.exchange.layout import HeaderMatch
    from coding.exchange.spool import PageStack
    from coding.exchange.textfile import Record
    from coding.page.front_page import FrontPage
    from coding.page.reading import Looked, Reject, Repair


class Recognised(Protocol):
    """A file of which it is known how its rows are read."""

    @property
    def match(self) -> HeaderMatch:
        """Its columns."""
        ...

    @property
    def builder(self) -> PageBuilder:
        """What makes pages of its rows."""
        ...


@dataclass(frozen=True, slots=True)
class Found:
    """What came of the later rows of a file, the pages apart: see the parts of ``RowsRead``."""

    rejects: list[Reject]
    repairs: list[Repair]
    damage: Damage
    longest: int
    foreign: Tally
    looked: Looked
    stays: dict[bytes, int]


class RowsRead:
    """Takes row after row of a file."""

    def __init__(self, source: Recognised, stack: PageStack) -> None:
        self._builder = source.builder
        self._stack = stack
        self._later: Sequence[FrontPage] = ()
        self.rejects: list[Reject] = []
        self.repairs: list[Repair] = []
        self.damage, self.torn = Damage(source.match), Torn()
        self.foreign, self.look = ForeignTally(source.match), LookThrough(source.match)

    def all_of(self, records: Iterable[Record]) -> Iterator[int]:
        """Take these rows, to the last one or to where only rows follow that are no pages; how many after each."""
        for count, record in enumerate(records, start=1):
            self._take(record)
            yield count
            if self.torn.is_over:
                return

    def _take(self, record: Record) -> None:
        built = self._builder.build(record)
        if built.page is not None:
            self.torn.end()
            self._stack.append(built.page)
            self.damage.look(built.page)
            self.damage.count_errors(built.repairs)
            self.foreign.look(built.page)
            self.look.see(built.page)
        if built.reject is not None:
            self.rejects.append(built.reject)
            self.torn.count(built.reject)
        self.repairs.extend(built.repairs)

    @property
    def pages(self) -> Sequence[FrontPage]:
        """The pages, once all rows were taken."""
        return Pages((self._stack.finished(), self._later)) if self._later else self._stack.finished()

    def found(self) -> Found:
        """What another process is told of these rows, the pages apart."""
        look = self.look
        return Found(
            self.rejects, self.repairs, self.damage, self.torn.longest, self.foreign.tally, look.found, look.stays
        )

    def join(self, later: Found, pages: Sequence[FrontPage]) -> bool:
        """Add what came of the rows behind these; False where only one who goes through all of them can tell."""
        is_torn = max(self.torn.longest, later.longest) >= _MANY_TURNED_BACK
        if is_torn or self.foreign.tally.is_full or later.foreign.is_full:
            return False
        self._later = pages
        self.rejects += later.rejects
        self.repairs += later.repairs
        self.damage.join(later.damage)
        self.foreign.tally.join(later.foreign)
        self.look.join(later.looked, later.stays)
        return not self.foreign.tally.is_full

    def notes(self) -> Iterator[str]:
        """What is to be said of the file as a whole."""
        yield from self.damage.notes()
        yield from self.torn.notes()
        yield from self.foreign.notes()


#: Fields of many digits, which a spreadsheet writes as 3.3E+17 and thereby cuts.
_LONG_NUMBERS = ("case_no", "id_no", "health_card_no", "current_phone", "contact_phone", "employer_phone", "org_code")
_SCIENTIFIC = re.compile(r"\d(\.\d+)?[eE]\+?\d{1,3}")


#: So many pages that say one thing twice are no chance.
_TELLING = 5


#: So many rows turned back one after the other, with no page between them, are no rows: a quotation mark that was
#: never closed, a file of something else behind the pages. A month has 5,000 pages, a large hospital's year 300,000;
#: a row turned back takes some 20 KB of memory, and no person looks through so many.
_MOST_TURNED_BACK = 20_000
#: Where so many were, one reader goes through all rows: it knows where to stop.
_MANY_TURNED_BACK = 1_000


class Torn:
    """Ends the reading where only rows follow that are no pages: time and memory would go into what nobody reads.

    ``longest``: so many rows were turned back one after the other.
    """

    def __init__(self) -> None:
        self._first: Reject | None = None
        self._count = self.longest = 0

    def end(self) -> None:
        """A page came."""
        self._count = 0

    def count(self, reject: Reject) -> None:
        """A row was turned back."""
        if not self._count:
            self._first = reject
        self._count += 1
        self.longest = max(self.longest, self._count)

    @property
    def is_over(self) -> bool:
        """True when the rest of the file is not read any more."""
        return self._count >= _MOST_TURNED_BACK

    def notes(self) -> Iterator[str]:
        """Where the reading ended, if it did."""
        if self._first is not None and self.is_over:
            yield (
                f"从第 {self._first.row:,} 行起连续 {self._count:,} 行都不是病案（{self._first.reason.rstrip('。')}），"
                "其后没有再读：请更正该处后重新导出。"
            )


class Damage:
    """Counts what a spreadsheet has destroyed for good, and flags that contradict what stands beside them."""

    def __init__(self, match: HeaderMatch) -> None:
        headers = {c.key: match.header[p] for p, c in enumerate(match.columns) if c}
        self._headers: Mapping[str, str] = {key: headers[key] for key in _LONG_NUMBERS if key in headers}
        self._counts: dict[str, int] = {}
        self._flags = {"1": 0, "2": 0}
        self._errors: dict[str, list[Repair]] = {}
        self._memos: dict[tuple[str, str], list[int]] = {}

    def look(self, page: FrontPage) -> None:
        """Count a page."""
        flag = page.values.get("readmit_plan_31d", "")
        if flag in self._flags and not is_blank(page.values.get("readmit_purpose", "")):
            self._flags[flag] += 1
        for key in self._headers:
            text = page.values.get(key, "")
            if ("E" in text or "e" in text) and _SCIENTIFIC.fullmatch(text):
                self._counts[key] = self._counts.get(key, 0) + 1

    def count_errors(self, repairs: tuple[Repair, ...]) -> None:
        """Note the cells in which a formula came to nothing, and those whose memo could not be read."""
        for repair in repairs:
            if repair.reason == FORMULA_ERROR:
                self._errors.setdefault(repair.column, []).append(repair)
            elif repair.reason.startswith(MEMO_LOST):
                self._memos.setdefault((repair.column, repair.reason), []).append(repair.row)

    def join(self, later: Damage) -> None:
        """Add what was counted of later rows."""
        for key, count in later._counts.items():
            self._counts[key] = self._counts.get(key, 0) + count
        for flag, count in later._flags.items():
            self._flags[flag] += count
        for column, repairs in later._errors.items():
            self._errors.setdefault(column, []).extend(repairs)
        for memo, rows in later._memos.items():
            self._memos.setdefault(memo, []).extend(rows)

    def notes(self) -> Iterator[str]:
        """What is told of it, once a file."""
        for column, found in self._errors.items():
            shown = "、".join(str(repair.row) for repair in found[:5]) + (" 等" if len(found) > 5 else "")
            yield (
                f"列“{column}”第 {shown} 行共 {len(found)} 格是公式错误（{found[0].before}），没有读入："
                "请在原表中更正公式后重新导出。"
            )
        for (column, why), rows in self._memos.items():
            where = "、".join(map(str, rows[:5])) + (" 等" if len(rows) > 5 else "")
            yield (
                f"列“{column}”第 {where} 行共 {len(rows)} 格的{why}。这些格是空的，其他各列照常读入："
                "请从源系统重新导出，两个文件一起。"
            )
        # one vendor writes 1 for yes and 2 for no, the reverse of RC028 (1 none, 2 planned)
        if self._flags["1"] >= _TELLING and self._flags["1"] > 20 * self._flags["2"]:
            yield (
                f"有 {self._flags['1']} 份填了再住院目的，31 天再住院标志却是 1（无）：该来源可能按 1 是 2 否填写，"
                "请核实后用“按列对照读入”选择“1 是 2 否”。"
            )
        for key, count in self._counts.items():
            yield (
                f"列“{self._headers[key]}”有 {count} 个值被表格软件写成科学计数，末尾数字已丢失："
                "请把该列设为文本后重新导出。"
            )
