"""From which day on a file is meant, as the file itself says: proposed to whoever imports it, never used in silence."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError
from coding.base.resources import resource_table
from coding.payment.policy import load_policy
from coding.payment.tariff import table_rows
from coding.payment.tariff_table import day, stated
from coding.work.hospital_knowledge import shelves_of
from coding.work.shelf import UNDATED, ShelfDays, days_of, used

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.kept_copies import ImportedCopy
    from coding.store.store import Store
    from coding.work.knowledge_copies import BroughtFile

#: 2027-01-01, 20270101, 2027年1月1日, and no day of a release; 2027年 and 2027版 begin with the year.
_DAY: Final = re.compile(
    r"(?<!\d)(20\d\d)[-./年]?(0?[1-9]|1[0-2])[-./月]?(0?[1-9]|[12]\d|3[01])日?(?!\d)"
    r"(?! ?(?:更新|修订|修改|导出|下载|发布|印发))"
)
_YEAR: Final = re.compile(r"(?<!\d)(20[2-4]\d)(?: ?(?:年度?|版)|(?!\d))")
#: What is left out of a name before it is compared.
_FOLDED: Final = str.maketrans("", "", " _()（）\t\u3000-")


def proposed_days(part: str, path: Path, original: str = "", title: str = "") -> ShelfDays:
    """What a file says of its days: a tariff in its lines ``# 生效日期:``, a national edition as it was announced, any
    other in its title or name; every day where it says nothing.
    """
    if part in UNDATED:
        return ShelfDays()
    if part == "tariff" and (found := _of_tariff(path)) is not None:
        return found
    if part == "policy" and (found := _of_policy(path)) is not None:
        return found
    words = f"{title} {original or path.name}"
    first = _announced(part, words) or _in_words(words)
    return ShelfDays(first)


def file_in_use(store: Store, file: BroughtFile) -> ImportedCopy | None:
    """The same file where it is in use already: brought once more it heals its copy and keeps its days."""
    shelf = used(shelves_of(store).get(file.part, ()))
    return next((copy for copy in shelf if copy.digest == file.copy.digest), None)


def first_days_of(store: Store, file: BroughtFile, title: str = "") -> ShelfDays:
    """The days that a person is asked to agree to: those that the same file has already, else what it says itself."""
    same = file_in_use(store, file)
    return ShelfDays(*days_of(same)) if same else proposed_days(file.part, file.path, file.original, title)


def days_of_scheme(store: Store) -> ShelfDays:
    """For which days the last scheme on the shelf is used; every day where there is none."""
    held = used(shelves_of(store).get("scheme", ()))
    return ShelfDays(*days_of(max(held, key=lambda copy: copy.holds_from))) if held else ShelfDays()


def _of_policy(path: Path) -> ShelfDays | None:
    try:
        policy = load_policy(path)
    except (CodingError, OSError):
        return None
    first, last = policy.valid_from, policy.valid_to
    return ShelfDays(first, last) if first or last else None


def _of_tariff(path: Path) -> ShelfDays | None:
    try:
        told, _ = stated(table_rows(path))
    except (CodingError, OSError):
        return None
    first, last = day(told.get("生效日期", "")), day(told.get("失效日期", ""))
    return ShelfDays(first, last) if first or last else None


def _announced(part: str, words: str) -> date | None:
    """The day on which a national edition comes into force, see ``resources/shelves/announced.csv``."""
    folded = words.translate(_FOLDED).upper()
    for row in resource_table("shelves/announced.csv", "part", "words", "from", "source"):
        if row["part"] == part and all(word in folded for word in row["words"].split("|")):
            return date.fromisoformat(row["from"])
    return None


def _in_words(words: str) -> date | None:
    """The one day or, without one, the one year that a name says; None where it says none or several."""
    days = {_date(*found) for found in _DAY.findall(words)} - {None}
    if days:
        return days.pop() if len(days) == 1 else None
    years = set(_YEAR.findall(words))
    return date(int(years.pop()), 1, 1) if len(years) == 1 else None


def _date(year: str, month: str, at: str) -> date | None:
    try:
        return date(int(year), int(month), int(at))
    except ValueError:
        return None
