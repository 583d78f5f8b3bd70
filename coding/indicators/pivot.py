"""The pages of six months by rule, department, doctor, group, coder or month: how many of those judged have a finding.

What nobody judged has no rate: a rule that was asked of no page is not one that found nothing.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

from coding.indicators.judged import rules_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from coding.indicators.packed_facts import FactBlock
    from coding.rules.rule_book import RuleBook


class Cut(StrEnum):
    """By what the pages are put together."""

    RULE = "rule"
    DEPT = "dept"
    DOCTOR = "doctor"
    GROUP = "group"
    CODER = "coder"
    MONTH = "month"


#: Fewer pages than this are told apart: their rate says little.
FEW: Final = 10
#: The text of the facts that a cut goes by.
_BY: Final = {Cut.DEPT: "dept", Cut.DOCTOR: "doctor", Cut.GROUP: "drg", Cut.CODER: "coder"}
_FOUND: Final = frozenset({"error", "warning"})


@dataclass(frozen=True, slots=True)
class Share:
    """So many ``above`` of so many ``below``; ``rate`` 0–1, None where none was judged."""

    above: int = 0
    below: int = 0

    @property
    def rate(self) -> float | None:
        """``above`` ÷ ``below``."""
        return self.above / self.below if self.below else None

    @property
    def is_small(self) -> bool:
        """Whether so few were judged that the rate says little."""
        return self.below < FEW


@dataclass(frozen=True, slots=True)
class PivotRow:
    """One row: all months together, and each month in its order. ``key`` "": the page does not say."""

    key: str
    whole: Share
    months: tuple[Share, ...]


@dataclass(slots=True)
class PivotPages:
    """What a pivot needs of each page, column by column; filled block by block, then only read.

    ``months``: names as ``2026-10``, in order; a page of none of them is in no row. ``fired``: rule → rows of pages.
    """

    months: tuple[str, ...]
    ids: list[int] = field(default_factory=list)
    month: list[int] = field(default_factory=list)
    has_finding: list[bool] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    texts: dict[Cut, list[str]] = field(default_factory=lambda: {cut: [] for cut in _BY})
    fired: dict[str, list[int]] = field(default_factory=dict)
    _behind: dict[Cut, dict[str, tuple[list[int], list[int]]]] = field(default_factory=dict)
    _rows: dict[int, int] = field(default_factory=dict)

    def add(self, block: FactBlock) -> None:
        """Take the facts of some pages."""
        words, number = block.words, {month: at for at, month in enumerate(self.months)}
        months = [number.get(discharged[:7], -1) for discharged in words["discharged"]]
        kept = [at for at, month in enumerate(months) if month >= 0]

        def of_kept(cells: Sequence[Any]) -> Sequence[Any]:
            return cells if len(kept) == len(months) else [cells[at] for at in kept]

        ids = of_kept(block.ids)
        self._rows.update(zip(ids, range(len(self.ids), len(self.ids) + len(ids)), strict=True))
        self.ids.extend(ids)
        self.month.extend(of_kept(months))
        self.has_finding.extend(state in _FOUND for state in of_kept(words["state"]))
        self.asked.extend(of_kept(words["asked"]))
        for cut, name in _BY.items():
            self.texts[cut].extend(of_kept(words[name]))

    def add_fired(self, fired: Iterable[tuple[int, str, int]]) -> None:
        """Take what rules found: page, rule, how often; after all pages."""
        for page_id, rule, _ in fired:
            if (row := self._rows.get(page_id)) is not None:
                self.fired.setdefault(rule, []).append(row)

    def behind(self, cut: Cut) -> Mapping[str, tuple[list[int], list[int]]]:
        """Key → rows of the pages with a finding, and of those without; put together once."""
        if cut not in self._behind:
            found: dict[str, tuple[list[int], list[int]]] = {}
            for row, (key, has_finding) in enumerate(zip(self.keys(cut), self.has_finding, strict=True)):
                found.setdefault(key, ([], []))[not has_finding].append(row)
            self._behind[cut] = found
        return self._behind[cut]

    def keys(self, cut: Cut) -> Sequence[str]:
        """The key of each page in a cut that puts each page into one row."""
        return [self.months[month] for month in self.month] if cut is Cut.MONTH else self.texts[cut]

    def __len__(self) -> int:
        return len(self.ids)


def pivot_rows(pages: PivotPages, cut: Cut, book: RuleBook) -> list[PivotRow]:
    """The rows of a cut, those with most pages first; those that nobody judged come last; months as they follow."""
    if cut is Cut.RULE:
        return _ordered(_rule_rows(pages, book))
    behind = pages.behind(cut)
    if cut is Cut.MONTH:
        return [_row(name, *behind.get(name, ([], [])), pages) for name in pages.months]
    return _ordered([_row(key, *rows, pages) for key, rows in behind.items()])


def pages_of_row(pages: PivotPages, cut: Cut, key: str) -> list[int]:
    """The pages behind a row: those on which the rule found something; else all, those with a finding first."""
    if cut is Cut.RULE:
        return [pages.ids[row] for row in pages.fired.get(key, ())]
    found, others = pages.behind(cut).get(key, ([], []))
    return [pages.ids[row] for row in (*found, *others)]


def _row(key: str, found: Sequence[int], others: Sequence[int], pages: PivotPages) -> PivotRow:
    above = Counter(pages.month[row] for row in found)
    below = Counter(pages.month[row] for row in others)
    shares = tuple(Share(above[at], above[at] + below[at]) for at in range(len(pages.months)))
    return PivotRow(key, Share(len(found), len(found) + len(others)), shares)


def _rule_rows(pages: PivotPages, book: RuleBook) -> list[PivotRow]:
    """Of every rule in use: pages on which it found something among those that it was asked of and could answer."""
    months = range(len(pages.months))
    asked = _asked(pages, book)
    rows = []
    for rule, number in book.numbers.items():
        above = Counter(pages.month[row] for row in pages.fired.get(rule, ()))
        shares = tuple(Share(above[at], max(asked[at].get(number, 0), above[at])) for at in months)
        rows.append(PivotRow(rule, Share(sum(s.above for s in shares), sum(s.below for s in shares)), shares))
    return rows


def _asked(pages: PivotPages, book: RuleBook) -> list[dict[int, int]]:
    """For each month: number of a rule → pages that it was judged on. Pages are alike: each way is read once."""
    ways = Counter(zip(pages.month, pages.asked, strict=True))
    found: list[Counter[int]] = [Counter() for _ in pages.months]
    for (month, told), count in ways.items():
        bits = rules_of(told, book) or 0
        of_month = found[month]
        while bits:
            lowest = bits & -bits
            of_month[lowest.bit_length() - 1] += count
            bits ^= lowest
    return [dict(one) for one in found]


def _ordered(rows: list[PivotRow]) -> list[PivotRow]:
    def rank(row: PivotRow) -> tuple[bool, int, float, str]:
        rate = row.whole.rate
        return (rate is None, -row.whole.above, -(rate or 0.0), row.key)

    return sorted(rows, key=rank)
