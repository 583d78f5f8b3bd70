"""The second score, of TCM front pages: the items of a check sheet that none of its rules has found wanting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.page.finding import Finding, NotJudged
    from coding.page.front_page import FrontPage
    from coding.reference.check_sheet import CheckItem, CheckSheet
    from coding.rules.rule_book import RuleBook

#: The layout of TCM front pages (卫统4-2).
_LAYOUT = "n042"
_SAYS_SO = ("tcm_main_disease_code", "tcm_main_disease_name", "tcm_syndrome_code", "tcm_syndrome_name")


@dataclass(frozen=True, slots=True)
class SecondScore:
    """Points of 100 over the items that could be judged; the names of those that are lost and of those not judged.

    ``is_provisional``: the sheet is ours, in our own words; the screen says so.
    """

    points: float
    judged: int
    lost: tuple[str, ...]
    open: tuple[str, ...]
    title: str
    is_provisional: bool

    def in_words(self) -> str:
        """中医首页 92.3 分（13 项中失 1 项：主证名称与编码；自拟检查，检查表原文未读到）"""
        lost = f"失 {len(self.lost)} 项：{'、'.join(self.lost)}" if self.lost else "没有失分"
        unjudged = f"；另 {len(self.open)} 项缺栏目未判断" if self.open else ""
        own = "；自拟检查，2017 年检查表原文未读到" if self.is_provisional else ""
        return f"中医首页 {self.points:g} 分（{self.judged} 项中{lost}{unjudged}{own}）"


def is_tcm_page(page: FrontPage) -> bool:
    """Whether a page is one of the TCM form, or has a TCM diagnosis."""
    return page.origin.layout == _LAYOUT or any(not is_blank(page.text(key)) for key in _SAYS_SO)


def second_score(
    page: FrontPage, findings: Iterable[Finding], not_judged: Iterable[NotJudged], sheet: CheckSheet, book: RuleBook
) -> SecondScore | None:
    """The score of a TCM page by a sheet; None for any other page, and where no item could be judged.

    An item whose rules nobody asks (no rule of ``book``, switched off, not in force) is open, never passed.
    """
    if not is_tcm_page(page):
        return None
    found = {finding.rule for finding in findings}
    unknown = {one.rule for one in not_judged} | _unasked(page, sheet, book)
    judged = [item for item in sheet.items if not unknown.issuperset(item.rules)]
    if not judged:
        return None
    lost = [item for item in judged if not found.isdisjoint(item.rules)]
    share = sum(map(_points, lost)) / (sum(map(_points, judged)) or 1)
    return SecondScore(
        round(100 * (1 - share), 1),
        len(judged),
        tuple(item.name for item in lost),
        tuple(item.name for item in sheet.items if item not in judged),
        sheet.title,
        not sheet.is_own,
    )


def _unasked(page: FrontPage, sheet: CheckSheet, book: RuleBook) -> set[str]:
    """The rules of a sheet that are not asked of the page at all."""
    out = {book.rules[number].rule.id for number in book.out_of_force(page)}
    named = {rule for item in sheet.items for rule in item.rules}
    return {rule for rule in named if (held := book.rule(rule)) is None or not held.on or rule in out}


def _points(item: CheckItem) -> float:
    return 1.0 if item.points is None else item.points
