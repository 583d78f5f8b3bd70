"""What holds on a day of discharge, in words: for one page, and for all days that something changes on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from coding.knowledge.dated import first_days, parts_in_span, span_of
from coding.work.hospital_knowledge import INSTEAD, PARTS, days_words

if TYPE_CHECKING:
    from datetime import date

    from coding.knowledge.dated import DatedPart
    from coding.knowledge.knowledge import Knowledge, KnowledgeSource
    from coding.page.front_page import FrontPage


@dataclass(frozen=True, slots=True)
class HeldSpan:
    """What holds from a day to another, both included, None = open: the part → what people call it. ``stamp``: of the
    Knowledge of these days.
    """

    first: date | None
    last: date | None
    parts: dict[str, str]
    stamp: str

    def in_words(self, pages: int) -> str:
        """2027-01-01 起出院的 12 页：分组方案“…”、权重与费率表“…”"""
        when = f"{words}出院的 " if (words := days_words(self.first, self.last)) else ""
        told = "、".join(f"{PARTS[part]}“{self.parts[part]}”" for part in ("scheme", "tariff"))
        return f"{when}{pages} 页：{told}。"


def held_spans(knowledge: Knowledge) -> list[HeldSpan]:
    """What holds between the days on which something changes, in order; one for all days where nothing is dated."""
    firsts = (None, *knowledge.first_days)
    lasts = (*(day - timedelta(days=1) for day in knowledge.first_days), None)
    spans = knowledge.spans or (knowledge,)
    return [
        HeldSpan(first, last, {part: title_of(span, part) for part in PARTS}, span.stamp)
        for first, last, span in zip(firsts, lasts, spans, strict=True)
    ]


def title_of(knowledge: Knowledge, part: str) -> str:
    """What people call what holds for a part; of what is embedded what it is."""
    path = getattr(knowledge.source, part, None)
    if part == "scheme":
        return knowledge.scheme.title
    if path is None:
        return INSTEAD[part]
    return knowledge.tariff.title if part == "tariff" else Path(path).stem


def part_held(source: KnowledgeSource, part: str, day: date | None) -> DatedPart | None:
    """The file with days of its own that holds for a part on a day of discharge; None where there is none."""
    firsts = first_days(source.dated)
    return parts_in_span(source.dated, span_of(day, firsts), firsts).get(part) if source.dated else None


def held_days(knowledge: Knowledge, part: str, page: FrontPage | None) -> str:
    """For which days what holds for a page is used: 2027-01-01 起; "" where that is every day."""
    day = page.date("discharge_datetime") if page is not None else None
    held = part_held(knowledge.source, part, day)
    return days_words(held.valid_from, held.valid_to).strip() if held else ""


def moved_words(knowledge: Knowledge, before: FrontPage, after: FrontPage) -> str:
    """What holds for a page now that its day of discharge is another; "" where nothing else holds."""
    one, other = knowledge.of(before), knowledge.of(after)
    if one is other:
        return ""
    differing = [part for part in PARTS if getattr(one.source, part, None) != getattr(other.source, part, None)]
    told = "、".join(f"{PARTS[part].partition('（')[0]}“{title_of(other, part)}”" for part in differing)
    day = after.text("discharge_datetime")[:10] or "（空）"
    return f"出院日期现为 {day}：这份病案改按{told}检查。" if told else ""
