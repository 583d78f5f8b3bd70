"""What the conditions of a policy ask of a stay, read from its page when they ask it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from coding.base.numbers import read_number
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from coding.grouping.case import Case, Grouping
    from coding.page.front_page import FrontPage
    from coding.payment.formula import Questions

_APART = re.compile(r"[\s,，;；、|→>\-]+")
#: Answers of a hospital's own yes-or-no item.
_YES, _NO = frozenset({"1", "是", "有", "Y", "y"}), frozenset({"0", "2", "否", "无", "N", "n"})
#: 离院方式 (RC019): died.
_DIED = 5


@dataclass(frozen=True, slots=True)
class StayFacts:
    """A page with its case and its group, as conditions see it. ``figures`` are those of the tariff and goes before
    what the page says; ``own_items``: name → column of the hospital's own files; ``lists``: lists of codes by name.
    ``insured``: 职工, 居民, "" where the page does not tell.
    """

    page: FrontPage
    case: Case
    grouping: Grouping
    is_operative: bool
    insured: str = ""
    own_items: Mapping[str, str] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    figures: Mapping[str, float | None] = field(default_factory=dict)

    def get(self, name: str, /) -> float | None:
        """The figure of a name; None where the page does not tell."""
        if name in self.figures:
            return self.figures[name]
        if name in self.own_items:
            return _own(self.page, self.own_items[name])
        read = _READ.get(name)
        return None if read is None else read(self)

    @property
    def questions(self) -> Questions:
        """Questions after the codes of the case, in the edition that it was grouped by."""
        case = self.case
        return {
            "主要诊断": lambda wanted: self._count(case.dx[:1], wanted),
            "任一诊断": lambda wanted: self._count(case.dx, wanted),
            "其他诊断": lambda wanted: self._count(case.dx[1:], wanted),
            "主要手术": lambda wanted: self._count(case.px[:1], wanted),
            "任一手术": lambda wanted: self._count(case.px, wanted),
            "病组": lambda wanted: self._count((self.grouping.drg,), wanted),
        }

    def _count(self, codes: tuple[str, ...], wanted: tuple[str, ...]) -> float:
        """How many of these codes begin with one that is asked for; a name stands for its list."""
        begins = tuple(code.upper() for text in wanted for code in self.lists.get(text, (text,)))
        return float(sum(code.upper().startswith(begins) for code in codes))


def _own(page: FrontPage, column: str) -> float | None:
    """A column of the hospital's own: a figure, or yes and no; None where the file has none, or says neither."""
    text = page.extra.get(column, "").strip()
    if text in _YES:
        return 1.0
    number = read_number(text)
    if number is not None:
        return float(number)
    return 0.0 if text in _NO or (column in page.extra and is_blank(text)) else None


def _figure(value: float | None) -> float | None:
    return None if value is None else float(value)


def _number(key: str) -> Callable[[StayFacts], float | None]:
    def read(facts: StayFacts) -> float | None:
        number = facts.page.number(key)
        return None if number is None else float(number)

    return read


def _icu_hours(facts: StayFacts) -> float | None:
    """Hours in intensive care; 0 where the source has a place for them and none stands there."""
    if facts.case.icu_hours is not None:
        return facts.case.icu_hours
    page = facts.page
    asked = page.is_supplied("icu_in_time") or page.is_supplied("icu_total_duration")
    return 0.0 if asked and not page.intensive_cares else None


def _icu_days(facts: StayFacts) -> float | None:
    hours = _icu_hours(facts)
    return None if hours is None else hours / 24


def _ventilator_hours(facts: StayFacts) -> float | None:
    page = facts.page
    if page.is_supplied("ventilator_hours") and is_blank(page.text("ventilator_hours")):
        return 0.0
    return _number("ventilator_hours")(facts)


def _transfers(facts: StayFacts) -> float | None:
    page, text = facts.page, facts.page.text("transfer_depts")
    if is_blank(text):
        return 0.0 if page.is_supplied("transfer_depts") else None
    return float(len([part for part in _APART.split(text) if part]))


def _day_surgery(facts: StayFacts) -> float | None:
    answer = facts.page.text("day_surgery_flag").strip()
    return None if is_blank(answer) else float(answer in _YES)


def _leaving(facts: StayFacts) -> float | None:
    return _figure(facts.page.integer("discharge_way"))


def _died(facts: StayFacts) -> float | None:
    way = facts.page.integer("discharge_way")
    return None if way is None else float(way == _DIED)


def _insured(word: str) -> Callable[[StayFacts], float | None]:
    return lambda facts: float(facts.insured == word) if facts.page.is_filled("payment_method") else None


_READ: Mapping[str, Callable[[StayFacts], float | None]] = {
    "年龄": lambda facts: _figure(facts.case.age),
    "天龄": lambda facts: _figure(facts.case.age_days),
    "出生体重": lambda facts: _figure(facts.case.birth_weight),
    "离院方式": _leaving,
    "死亡": _died,
    "日间手术": _day_surgery,
    "ICU小时": _icu_hours,
    "ICU天数": _icu_days,
    "呼吸机小时": _ventilator_hours,
    "转科次数": _transfers,
    "诊断个数": lambda facts: float(len([code for code in facts.case.dx if code])),
    "手术个数": lambda facts: float(len(facts.case.px)),
    "手术组": lambda facts: float(facts.is_operative),
    "职工": _insured("职工"),
    "居民": _insured("居民"),
}
