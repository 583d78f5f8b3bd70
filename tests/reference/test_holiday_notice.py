"""The notice of a year's days off as people have it: pasted, typed, in a sheet; what is not whole is refused."""

from datetime import date

import pytest
import xlsxwriter

from coding.base.errors import KnowledgeError
from coding.reference.holiday_notice import load_notices, notice_of_lines, notice_of_text, notices_csv
from coding.reference.workday_calendar import embedded_calendar, reminder
from tests.reference.notice_2027 import LINES, NOTICE, SHEET


def days(notice):
    return sorted((one.first, one.last, one.is_worked) for one in notice.days)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "2027放假.xlsx"
    with xlsxwriter.Workbook(path) as workbook:
        sheet = workbook.add_worksheet("放假")
        for at, row in enumerate(SHEET):
            sheet.write_row(at, 0, row)
    return path


def test_text_typed_days_and_sheet_say_the_same(tmp_path, book):
    said = notice_of_text(NOTICE)
    assert (said.year, said.days_off, said.doubts) == (2027, 28, ())
    gbk = tmp_path / "放假2027.csv"
    gbk.write_bytes("\n".join(",".join(row) for row in SHEET).encode("gb18030"))
    text = tmp_path / "通知.txt"
    text.write_bytes(NOTICE.encode("gb18030"))
    for path in (book, gbk, text):
        (read,) = load_notices(path)
        assert days(read) == days(said), path.name
    assert days(notice_of_lines(LINES, 2027)) == days(said)


def test_a_sheet_with_one_line_a_festival_is_read(tmp_path):
    path = tmp_path / "放假安排2027.csv"
    lines = ["节日,放假,上班", *(f"{name},{off},{work}" for name, off, work in LINES)]
    path.write_text("\n".join(lines), encoding="utf-8")
    (read,) = load_notices(path)
    assert days(read) == days(notice_of_text(NOTICE))


def test_what_stands_on_the_shelf_is_read_back(tmp_path):
    path = tmp_path / "放假安排2027.csv"
    path.write_bytes(notices_csv(notice_of_text(NOTICE).days))
    (read,) = load_notices(path)
    assert days(read) == days(notice_of_text(NOTICE))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (NOTICE.replace("1月1日（周五）", "1月1日（周四）"), "是周五：请核对年份"),
        (NOTICE.replace("关于2027年", "关于2028年"), "请核对年份和日期"),
        (NOTICE.replace("放假调休，共8天", "放假调休，共9天"), "共 9 天，读出的是 8 天"),
        (NOTICE.replace("四、劳动节：5月1日（周六）至5日（周三）放假调休，共5天。", ""), "5 月 1 日是法定节假日"),
        ("2027年放假：1月1日（周五）放假。", "请补全整年的安排"),
        ("元旦：1月1日至3日放假。", "没有写明是哪一年"),
        (NOTICE.replace("6月9日（周三）", "6月31日"), "没有“6月31日”这一天"),
        (NOTICE + NOTICE.replace("2027年", "2026年"), "写了2026、2027 年"),
    ],
)
def test_a_notice_that_is_not_that_of_a_whole_year_is_refused_in_words(text, told):
    with pytest.raises(KnowledgeError, match=told):
        notice_of_text(text)


def test_a_festival_that_is_not_named_is_doubted_not_added():
    notice = notice_of_text(NOTICE.replace("五、端午节：6月9日（周三）放假，共1天。\n", ""))
    assert any("端午节" in doubt for doubt in notice.doubts)
    assert date(2027, 6, 9) not in {day for one in notice.days for day in one}


@pytest.mark.parametrize(("off", "told"), [("1.1-1.3x", "看不懂"), ("13.1", "没有"), ("1.5-1.3", "起止日期不对")])
def test_days_that_cannot_be_read_are_named(off, told):
    with pytest.raises(KnowledgeError, match=told):
        notice_of_lines([("元旦", off, ""), *LINES[1:]], 2027)


def test_a_calendar_knows_the_entered_year_beside_those_it_had():
    calendar = embedded_calendar().over(notice_of_text(NOTICE).days)
    asked = {
        (2027, 1, 1): False,  # a holiday on a Friday
        (2027, 1, 4): True,
        (2027, 1, 31): True,  # a Sunday that is worked
        (2027, 2, 6): False,
        (2027, 7, 3): False,  # an ordinary Saturday
        (2026, 10, 10): True,  # what is embedded stays
    }
    for day, is_working in asked.items():
        assert calendar.is_working(date(*day)) is is_working, day
    assert calendar.is_working(date(2028, 1, 3)) is None
    assert calendar.own == {2027}
    assert calendar.stamp
    assert not embedded_calendar().stamp


@pytest.mark.parametrize(
    ("today", "year"), [((2026, 11, 30), None), ((2026, 12, 1), 2027), ((2026, 12, 31), 2027), ((2027, 3, 1), 2027)]
)
def test_what_is_missing_is_told_from_december_on(today, year):
    told = reminder(embedded_calendar(), date(*today))
    assert (f"{year} 年放假安排尚未录入" in told) if year else told == ""
    whole = embedded_calendar().over(notice_of_text(NOTICE).days)
    assert reminder(whole, date(*today)) == ""
