"""What a month counts on its way: facts by spell, findings by rule and ward, what was left out and why."""

from __future__ import annotations

from array import array
from collections import Counter
from typing import TYPE_CHECKING

from coding.work.month_page import MonthPage

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from coding.base.period import Period
    from coding.indicators.page_facts import PageFacts
    from coding.page.front_page import FrontPage
    from coding.payment.paid_match import PaidStay
    from coding.review.slips import SlipLine
    from coding.work.batch import LostRows
    from coding.work.month_page import Found

#: Record numbers of copies that are named.
_NAMED = 5
_PERIOD = "period"


class _Hits:
    """What rules found, page by page: three small numbers each, not objects of a million findings."""

    def __init__(self) -> None:
        self._numbers = array("i")
        self._rules: dict[tuple[str, str], int] = {}

    def add(self, page: int, found: Sequence[Found]) -> None:
        """The findings of one page."""
        for rule, count in Counter((one.rule, one.severity) for one in found).items():
            self._numbers.extend((page, self._rules.setdefault(rule, len(self._rules)), count))

    def __iter__(self) -> Iterator[tuple[int, str, str, int]]:
        rules = list(self._rules)
        for at in range(0, len(self._numbers), 3):
            page, rule, count = self._numbers[at : at + 3]
            yield page, *rules[rule], count


class MonthTally:
    """Gathered while the pages come in. ``parts``: which spells have files: period, before, last_year.

    ``outside``: pages of other days, ``undated``: of no readable day, ``copies``: of a stay that a later row tells
    again, ``alone``: settlement lists without a page; none of them is in a figure. ``told_elsewhere``: stays of its
    files that the files of other times tell, too.
    """

    def __init__(self, period: Period, parts: frozenset[str], numbers_elsewhere: Sequence[str] = ()) -> None:
        self.period = period
        self.parts = parts
        self.numbers_elsewhere = numbers_elsewhere
        self.outside = self.undated = self.copies = self.alone = self.told_elsewhere = 0
        self.copied: list[str] = []
        self.failed: list[tuple[str, MonthPage]] = []
        #: Rows that nobody could examine.
        self.lost: list[LostRows] = []
        self.by_file: dict[str, Counter[str]] = {}
        #: Of the pages of the period: rule → pages, rule → findings, (ward, rule) → pages.
        self.rule_pages: Counter[str] = Counter()
        self.rule_findings: Counter[str] = Counter()
        self.ward_rules: Counter[tuple[str, str]] = Counter()
        #: (class of violation, rule, strength) → pages.
        self.violations: Counter[tuple[str, str, str]] = Counter()
        self.severities: Counter[str] = Counter()
        self.dimensions: Counter[str] = Counter()
        #: (rule, why) → pages.
        self.not_judged: Counter[tuple[str, str]] = Counter()
        self.failed_rules: Counter[str] = Counter()
        self.traces: dict[tuple[str, str], None] = {}
        self.lines: list[SlipLine] = []
        self.paid: list[PaidStay] = []
        #: (the insurer's group, ours) → pages.
        self.insurer: Counter[tuple[str, str]] = Counter()
        self.group_names: dict[str, str] = {}
        self._facts: dict[str, list[PageFacts]] = {part: [] for part in ("period", "before", "last_year")}
        self._hits = _Hits()
        self._unjudged_together: Counter[tuple[tuple[str, ...], tuple[str, ...]]] = Counter()

    def facts_of(self, part: str) -> Sequence[PageFacts]:
        """The facts of the pages of one spell, in the order of the files."""
        return self._facts[part]

    @property
    def hits(self) -> Iterator[tuple[int, str, str, int]]:
        """Of the period: number of the page in ``facts_of``, rule, severity, how often."""
        return iter(self._hits)

    def unjudged_rules(self) -> dict[str, tuple[int, str]]:
        """Rule → pages of the period on which it could not be judged, and the most frequent reason."""
        found: dict[str, tuple[int, str]] = {}
        for (rule, why), pages in sorted(self.not_judged.items(), key=lambda pair: (-pair[1], pair[0])):
            before = found.get(rule)
            found[rule] = (pages, why) if before is None else (before[0] + pages, before[1])
        return found

    @property
    def pages(self) -> int:
        """Pages of the period."""
        return len(self._facts[_PERIOD])

    @property
    def examined(self) -> int:
        """Pages that count in any of the spells."""
        return sum(map(len, self._facts.values()))

    @property
    def states(self) -> Mapping[str, int]:
        """Pages of the period by state: error, warning, clean."""
        found = Counter(one.state for one in self._facts[_PERIOD])
        return {state: found[state] for state in ("error", "warning", "clean")}

    # -- one page

    def add(self, part: str, file: str, result: MonthPage) -> None:
        """Count a page in a spell."""
        facts = result.facts
        assert facts is not None
        self._count(file, "counted")
        self._facts[part].append(facts)
        if part != _PERIOD:
            return
        self._hits.add(len(self._facts[part]) - 1, result.found)
        rules = Counter(one.rule for one in result.found)
        self.rule_findings.update(rules)
        self.rule_pages.update(rules.keys())
        self.ward_rules.update((facts.ward, rule) for rule in rules)
        self.violations.update({(one.violation, one.rule, one.strength) for one in result.found if one.violation})
        self.severities.update(one.severity for one in result.found)
        self.dimensions.update(one.dimension for one in result.found)
        self._unjudged_together[result.not_judged] += 1
        for rule, trace in result.defects:
            self.failed_rules[rule] += 1
            self.traces[rule, trace] = None
        self.lines += result.lines
        if result.paid is not None:
            self.paid.append(result.paid)
        if result.insurer is not None:
            self.insurer[result.insurer] += 1
        if facts.drg:
            self.group_names.setdefault(facts.drg, result.name)

    def add_outside(self, file: str, *, is_dated: bool) -> None:
        """A page of another spell, or of no day that can be read."""
        self._count(file, "outside" if is_dated else "undated")
        self.outside += is_dated
        self.undated += not is_dated

    def add_copy(self, file: str, result: MonthPage) -> None:
        """A page whose stay a later row tells again."""
        self._count(file, "copies")
        self.copies += 1
        if result.facts is not None and len(self.copied) < _NAMED:
            self.copied.append(result.facts.case_no)

    def add_alone(self, file: str) -> None:
        """A page of a file that was put beside the pages: a list without its page."""
        self._count(file, "alone")
        self.alone += 1

    def add_failed(self, file: str, result: MonthPage) -> None:
        """A page on which the program failed."""
        self._count(file, "failed")
        self.failed.append((file, result))

    def lose(self, rows: LostRows, pages: Sequence[FrontPage]) -> list[MonthPage]:
        """Note rows that nobody could examine; what stands in the place of each page."""
        self.lost.append(rows)
        return [MonthPage(is_lost=True)] * len(pages)

    def add_lost(self, file: str) -> None:
        """A page that nobody could examine."""
        self._count(file, "failed")

    def settle(self) -> None:
        """Put what was counted together to its rules; once, at the end."""
        for (rules, reasons), count in self._unjudged_together.items():
            for rule, reason in zip(rules, reasons, strict=True):
                self.not_judged[rule, reason] += count
        self._unjudged_together.clear()

    def notes(self) -> list[str]:
        """What was left out of the figures, a Chinese sentence each."""
        told = []
        if self.outside:
            told.append(f"{self.outside:,} 份不在所要的时期内出院，没有计入。")
        if self.undated:
            told.append(f"{self.undated:,} 份没有能认出的出院日期，没有计入：请改正后再算。")
        if self.copies:
            named = "、".join(self.copied) + ("等" if self.copies > len(self.copied) else "")
            told.append(f"{self.copies:,} 份与后面的行是同一次住院（病案号 {named}），只计后一份。")
        if self.alone:
            told.append(f"{self.alone:,} 份在附加文件（清单等）中，没有找到首页，没有计入。")
        if self.told_elsewhere:
            told.append(
                f"{self.told_elsewhere:,} 次住院既在本期的文件中，又在 --before 或 --last-year 的另一个文件中，"
                "会判为病案号重复：请从另一个文件中去掉，或把两处写成同一个文件。"
            )
        for part, option, spell, word in (
            ("before", "--before", self.period.before, "上期"),
            ("last_year", "--last-year", self.period.year_before, "同比"),
        ):
            if part in self.parts and not self._facts[part]:
                told.append(f"{option} 的文件中没有 {spell.name} 出院的病案，没有{word}：请核对文件。")
        if self.failed:
            told.append(f"{len(self.failed):,} 份检查时程序内部出错，没有计入。")
        told += [rows.in_words() for rows in self.lost]
        return told

    def _count(self, file: str, what: str) -> None:
        self.by_file.setdefault(file, Counter())[what] += 1
