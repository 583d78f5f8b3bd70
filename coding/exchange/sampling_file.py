"""Sheets of a sample that was graded elsewhere: record number, right or wrong, grade, class of error.

How people write right and wrong stands in ``resources/month/verdict_words.csv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.exchange.headed_rows import HeadedRow, headed_table
from coding.exchange.link import same_number
from coding.review.grading import error_classes, grades

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from pathlib import Path

_REFUSAL = "不像抽查评分表：表头中要有病案号，和主要诊断是否正确一列。"
_PARTS: Final = re.compile(r"[、,，;；/\s]+")
_SAYS: Final = {"right": True, "wrong": False, "none": None}


@dataclass(frozen=True, slots=True)
class SampledPage:
    """A page that was graded: right, wrong, or None where there was nothing to judge.

    ``grade``: an id of grades.csv, "" = none. ``errors``: ids of error_classes.csv, or the words of the sheet.
    """

    case_no: str
    discharged: date | None
    principal: bool | None
    main_procedure: bool | None
    others: bool | None
    grade: str = ""
    errors: tuple[str, ...] = ()
    right_codes: str = ""
    grader: str = ""


@dataclass(frozen=True, slots=True)
class SamplingFile:
    """The pages of a file; sentences on rows that cannot be used, and on what was not read."""

    pages: tuple[SampledPage, ...]
    troubles: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def read_sampling(path: Path) -> SamplingFile:
    """The graded pages of a file. Raises UnusableInputError where it is no such sheet."""
    table = headed_table(path, "sampling", ("case_no", "principal"), _REFUSAL)
    pages: list[SampledPage] = []
    troubles: list[str] = []
    for row in table.rows:
        try:
            pages.append(_page(row))
        except ValueError as error:
            troubles.append(f"{row.place}：{error}，这一行没有读入，请改正后再读。")
    return SamplingFile(tuple(pages), tuple(troubles), table.notes)


def last_of_each(pages: Iterable[SampledPage]) -> list[SampledPage]:
    """Of several verdicts of a stay the last one: after a contest a page is graded again."""
    found: dict[tuple[str, date | None], SampledPage] = {}
    for page in pages:
        found.pop((same_number(page.case_no), page.discharged), None)
        found[same_number(page.case_no), page.discharged] = page
    return list(found.values())


def _page(row: HeadedRow) -> SampledPage:
    case_no = row.text("case_no")
    if not case_no:
        raise ValueError("没有病案号")
    principal = _verdict(row, "principal", "主要诊断")
    main_procedure, others = _verdict(row, "main_procedure", "主要手术"), _verdict(row, "others", "其他")
    if principal is None and main_procedure is None and others is None:
        raise ValueError("没有任何一项评为正确或错误")
    return SampledPage(
        case_no,
        row.day("discharged", "出院日期"),
        principal,
        main_procedure,
        others,
        _grade(row.text("grade")),
        tuple(_error(word) for word in _PARTS.split(row.text("errors")) if word),
        row.text("right_codes"),
        row.text("grader"),
    )


def _verdict(row: HeadedRow, key: str, label: str) -> bool | None:
    text = row.text(key)
    if not text:
        return None
    said = _words().get(text.casefold())
    if said is None:
        raise ValueError(f"{label}一列的“{text}”看不懂，应写正确或错误（没有可评的留空）")
    return _SAYS[said]


def _grade(text: str) -> str:
    if not text:
        return ""
    plain = text.removesuffix("级")
    found = next((one.id for one in grades().values() if plain in (one.id, one.label)), None)
    if found is None:
        raise ValueError(f"等级“{text}”看不懂，应写 {'、'.join(one.label for one in grades().values())}")
    return found


def _error(word: str) -> str:
    return next((one.id for one in error_classes().values() if word in (one.id, one.label)), word)


@cache
def _words() -> Mapping[str, str]:
    return {row["word"].casefold(): row["says"] for row in resource_table("month/verdict_words.csv", "word", "says")}
