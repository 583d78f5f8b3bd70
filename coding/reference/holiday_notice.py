"""The State Council's notice of the days off of a year, as people have it: its text, a sheet, a few typed days.

What cannot be read is told and refused; a year is known only when its notice is whole. Source of what is checked:
全国年节及纪念日放假办法 (13 statutory days since 2025, 11 before; 1 January, 1 May, 1–3 October are fixed).
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from coding.base.encoding import decoded
from coding.base.errors import KnowledgeError
from coding.base.sheet_writer import people_line
from coding.base.sheets import is_workbook, sheets_in
from coding.base.trouble import file_trouble
from coding.reference.sheet_columns import sheet_columns
from coding.reference.workday_calendar import NoticeDays

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from coding.base.sheets import Sheet

#: The statutory festivals; a notice names them all.
FESTIVALS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
_FIXED = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
_WEEKDAYS = "一二三四五六日"
_TOKEN = re.compile(
    r"(?P<date>(?:(?P<year>\d{4})年\s{0,3})?(?:(?P<month>\d{1,2})月\s{0,3})?(?P<day>\d{1,2})日"
    r"(?:\s{0,3}[（(](?P<told>[^（）()]{0,60})[）)])?)"
    r"|(?P<to>至|到|[-－—–~～]+)|(?P<off>放假|休息)|(?P<work>上班|补班)|共\s{0,3}(?P<total>\d{1,2})\s{0,3}天"
    r"|(?P<end>[。；;\n])|(?P<name>元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?)"
)
_TOLD_DAY = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_OF_YEAR = re.compile(r"(20\d\d)\s*年\s*(?:部分)?(?:节假日|放假)")
_ANY_YEAR = re.compile(r"(20\d\d)(?=年|[-/.]\d)")
_CELL_DAY = re.compile(r"(?:(20\d\d)[-/.年])?(?:(\d{1,2})[-/.月])?(\d{1,2})日?")
_CELL_RANGE = re.compile(r"\s{0,9}(?:至|到|[—–~～－]{1,9}|--)\s{0,9}")
_OFF_WORDS, _WORK_WORDS = ("off", "放假", "休", "假"), ("work", "上班", "补班", "调休上班", "班")


@dataclass(frozen=True, slots=True)
class Notice:
    """The days off and the days worked of a year. ``doubts``: Chinese sentences on what a person should look at."""

    year: int
    days: tuple[NoticeDays, ...]
    doubts: tuple[str, ...] = ()

    @property
    def days_off(self) -> int:
        """How many days are off."""
        return len({day for one in self.days if not one.is_worked for day in one})

    def in_words(self) -> str:
        """2027 年：放假 28 天，周末上班 6 天。"""
        worked = len({day for one in self.days if one.is_worked for day in one})
        return f"{self.year} 年：放假 {self.days_off} 天（含相连的周末），周末上班 {worked} 天。"


def notice_of_text(text: str, year: int | None = None) -> Notice:
    """The notice in the words in which it is published. ``year``: where the text does not say it.

    Raises KnowledgeError, one Chinese sentence, where a day cannot be read or the year is not whole.
    """
    titled = sorted(set(_OF_YEAR.findall(text)))
    if len(titled) > 1:  # their days have no year of their own: those of one would be taken for days of the other
        raise KnowledgeError(f"通知里写了{'、'.join(titled)} 年：一年一份，请分开录入。")
    wanted = int(titled[0]) if titled else year
    if wanted is None:
        named = Counter(int(y) for y in _ANY_YEAR.findall(text)).most_common(1)
        if not named:
            raise KnowledgeError("通知里没有写明是哪一年：请连标题一起粘贴，或先填年份。")
        wanted = named[0][0]
    return _whole(wanted, list(_spoken(text, wanted)))


def _spoken(text: str, year: int) -> Iterable[NoticeDays]:
    name, month, joins = "", 0, False
    pending: list[tuple[date, date]] = []
    counted = 0
    for token in _TOKEN.finditer(text):
        if token["date"]:
            month = int(token["month"] or month)
            if not month:
                raise KnowledgeError(f"通知中的“{token['date'].strip()}”没有写月份：请补上。")
            day = _day(int(token["year"] or year), month, int(token["day"]), token["date"])
            _check_weekday(day, token["told"] or "", token["date"])
            if joins and pending:
                pending[-1] = _span(pending[-1][0], day, token["date"])
            else:
                pending.append((day, day))
            joins = False
        elif token["to"]:
            joins = bool(pending)
        elif token["name"]:
            name = token["name"] if token["name"].endswith(("节", "旦")) else token["name"] + "节"
        elif token["total"]:
            if counted and counted != int(token["total"]):
                raise KnowledgeError(f"{name}写的是共 {token['total']} 天，读出的是 {counted} 天：请核对原文。")
        elif token["end"]:
            pending, joins, counted = [], False, 0
        elif pending:
            is_worked = bool(token["work"])
            yield from (NoticeDays(year, a, b, is_worked, f"{name}调休" if is_worked else name) for a, b in pending)
            counted = 0 if is_worked else sum((b - a).days + 1 for a, b in pending)
            pending, joins = [], False


def notice_of_lines(lines: Iterable[tuple[str, str, str]], year: int) -> Notice:
    """A notice as it is typed: festival, days off, days worked (``1.1-1.3``, ``10月1日至7日``, ``9.20、10.10``).

    Raises KnowledgeError as ``notice_of_text``.
    """
    found: list[NoticeDays] = []
    for name, off, work in lines:
        found += [NoticeDays(year, a, b, False, name) for a, b in _days_in(off, year, name)]
        found += [NoticeDays(year, a, b, True, f"{name}调休") for a, b in _days_in(work, year, name)]
    return _whole(year, found)


def _days_in(cell: str, year: int, where: str) -> Iterable[tuple[date, date]]:
    """The spans of days in a cell."""
    for item in re.split(r"[、,，;；\s]+", cell.strip()):
        if not item:
            continue
        ends = _CELL_RANGE.split(item)
        if len(ends) == 1 and not re.match(r"20\d\d-", item):
            ends = item.split("-")
        read = [_CELL_DAY.fullmatch(end) for end in ends]
        if len(ends) > 2 or None in read or (read[0] is not None and read[0][2] is None):
            raise KnowledgeError(f"{where}的日期“{item}”看不懂：请写成 1.1-1.3 或 10月1日至7日。")
        days: list[date] = []
        for one in read:
            assert one is not None
            month = int(one[2]) if one[2] else days[0].month
            days.append(_day(int(one[1] or year), month, int(one[3]), item))
        yield _span(days[0], days[-1], item)


def load_notices(path: Path, year: int | None = None) -> tuple[Notice, ...]:
    """The notices in a file: a sheet of days (CSV, .xlsx, .xls) or the published text (.txt); one a year.
    ``year``: where neither the file nor its name says it.

    Raises KnowledgeError with one Chinese sentence.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"文件“{path}”打不开（{file_trouble(error)}）：请检查路径和读取权限。") from error
    if not is_workbook(data):
        text = decoded(data, path.name)
        if "放假" in text and re.search(r"\d日", text) and re.search(r"日[^,，\n]{0,40}放假", text):
            return (notice_of_text(text, year or _year_of_name(path.name)),)
    sheets = sheets_in(data, path.name)
    found = [days for sheet in sheets for days in _sheet_days(sheet, path.name, year)]
    if not found:
        raise KnowledgeError(
            f"“{path.name}”里没有读到放假安排：表要有“开始、结束、类型（放假／上班）”或“节日、放假、上班”各列，"
            "或直接用通知原文的文本文件。"
        )
    years = sorted({one.year for one in found})
    return tuple(_whole(year, [one for one in found if one.year == year]) for year in years)


def _sheet_days(sheet: Sheet, name: str, given: int | None) -> Iterable[NoticeDays]:
    columns = sheet_columns(sheet, "calendar")
    if columns is None:
        return
    year_of_name = given or _year_of_name(f"{name} {sheet.name}")
    for line, row in columns.rows:
        told_year = row.get("year", "")
        year = int(told_year[:4]) if told_year[:4].isdigit() else year_of_name
        where = f"第{line}行"
        if "first" in columns.found:
            first, last = row["first"], row.get("last", "") or row["first"]
            if not first:
                continue
            kind = row.get("kind", "").lower()
            is_worked = kind in _WORK_WORDS
            if not is_worked and kind not in _OFF_WORDS:
                raise KnowledgeError(f"{where}的类型“{row.get('kind', '')}”看不懂：请写“放假”或“上班”。")
            days = [_one_day(text, year, where) for text in (first, last)]
            span = _span(days[0], days[1], where)
            of_year = int(told_year[:4]) if told_year[:4].isdigit() else days[1].year
            yield NoticeDays(of_year, *span, is_worked, row.get("note", ""))
        else:
            asked = year or _named_year(row)
            if asked is None:
                raise KnowledgeError(f"“{name}”没有写年份：请加“年份”一列，或在文件名中写明，如 2027放假安排.xlsx。")
            note = row.get("note", "")
            for column, is_worked in (("off", False), ("work", True)):
                for a, b in _days_in(row.get(column, ""), asked, note or where):
                    yield NoticeDays(asked, a, b, is_worked, f"{note}调休" if is_worked and note else note)


def _one_day(text: str, year: int | None, where: str) -> date:
    found = _CELL_DAY.fullmatch(text.strip().partition(" ")[0])
    if found is None or found[2] is None or (found[1] is None and year is None):
        raise KnowledgeError(f"{where}的日期“{text}”看不懂：请写成 2027-01-01。")
    return _day(int(found[1] or year or 0), int(found[2]), int(found[3]), text)


def _named_year(row: dict[str, str]) -> int | None:
    found = re.search(r"20\d\d", " ".join(row.values()))
    return int(found[0]) if found else None


def _year_of_name(name: str) -> int | None:
    found = re.search(r"(?<!\d)(20\d\d)(?!\d)", name)
    return int(found[1]) if found else None


def notice_rows(days: Iterable[NoticeDays]) -> list[tuple[str, ...]]:
    """The notices in the form of ``calendar.csv``, header first, with the year of each notice."""
    rows: list[tuple[str, ...]] = [("year", "first", "last", "kind", "note")]
    for one in sorted(days, key=lambda d: (d.year, d.first)):
        kind = "work" if one.is_worked else "off"
        rows.append((str(one.year), one.first.isoformat(), one.last.isoformat(), kind, one.note))
    return rows


def notices_csv(days: Iterable[NoticeDays]) -> bytes:
    """The notices as the file that stands on the shelf."""
    return "".join(f"{people_line(row)}\r\n" for row in notice_rows(days)).encode("utf-8-sig")


# -- checks


def _day(year: int, month: int, day: int, told: str) -> date:
    try:
        return date(year, month, day)
    except ValueError as error:
        raise KnowledgeError(f"没有“{told.strip()}”这一天：请核对。") from error


def _span(first: date, last: date, told: str) -> tuple[date, date]:
    if not timedelta(0) <= last - first <= timedelta(days=20):
        raise KnowledgeError(f"“{told.strip()}”的起止日期不对：请核对。")
    return first, last


def _check_weekday(day: date, told: str, text: str) -> None:
    """The notice names the day of the week: where it is another one, the year is not that of the notice."""
    found = _TOLD_DAY.search(told)
    if found and _WEEKDAYS[day.weekday()] != found[1].replace("天", "日"):
        real = _WEEKDAYS[day.weekday()]
        raise KnowledgeError(f"通知写“{text.strip()}”，而 {day} 是周{real}：请核对年份和日期。")


def _whole(year: int, days: Sequence[NoticeDays]) -> Notice:
    """The notice, where it is one of a whole year. Raises KnowledgeError."""
    off = {day for one in days if not one.is_worked for day in one}
    work = {day for one in days if one.is_worked for day in one}
    both = sorted(off & work)
    if both:
        raise KnowledgeError(f"{both[0]} 既写了放假又写了上班：请核对。")
    least = 13 if year >= 2025 else 11
    if len(off) < least:
        raise KnowledgeError(f"{year} 年只读到放假 {len(off)} 天，法定节假日有 {least} 天：请补全整年的安排。")
    for month, day in _FIXED:
        if date(year, month, day) not in off:
            raise KnowledgeError(f"{year} 年 {month} 月 {day} 日是法定节假日，却没有写放假：请核对年份和日期。")
    far = [day for day in sorted(off | work) if not date(year - 1, 12, 20) <= day <= date(year + 1, 1, 10)]
    if far:
        raise KnowledgeError(f"{far[0]} 不在 {year} 年：一次录入一年，请核对年份。")
    doubts = [f"{day}（周{_WEEKDAYS[day.weekday()]}）本来就上班，请核对。" for day in sorted(work) if day.weekday() < 5]
    names = " ".join(one.note for one in days)
    missing = [name for name in FESTIVALS if name.removesuffix("节") not in names] if names.strip() else []
    if missing:
        doubts.append(f"没有写{'、'.join(missing)}，请核对是否漏了。")
    return Notice(year, tuple(days), tuple(doubts))
