"""A file on the command line with the days of discharge that it is used for: ``方案.xlsx@2027-01-01..2027-12-31``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from coding.base.dates import read_moment
from coding.base.errors import UnusableInputError

if TYPE_CHECKING:
    from datetime import date

#: What days are written with.
_OF_DAYS: Final = frozenset("0123456789.-/")


def file_with_days(given: str, option: str = "") -> tuple[str, date | None, date | None] | None:
    """Path, first and last day (None = open); None where there are no days, or a file is really called so.

    Raises UnusableInputError where what follows the @ are no days.
    """
    path, at, days = given.rpartition("@")
    if not path or not at or not days or not _OF_DAYS.issuperset(days) or Path(given).exists():
        return None
    begin, _, end = days.partition("..")
    if not begin and not end:
        return None
    first, last = _day(begin, given, option), _day(end, given, option)
    if first and last and first > last:
        raise UnusableInputError(f"{option} 的“{given}”止日早于起日：请写成 文件@2027-01-01..2027-12-31 的样子。")
    return path, first, last


def _day(text: str, given: str, option: str) -> date | None:
    if not text:
        return None
    moment = read_moment(text)
    if moment is None:
        raise UnusableInputError(
            f"{option} 的“{given}”中的日期“{text}”看不懂：请写成 文件@2027-01-01..2027-12-31 的样子。"
        )
    return moment.date()
