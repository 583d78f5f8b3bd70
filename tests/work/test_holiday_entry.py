"""A year's days off entered into a store: judged from then on, and no page of before becomes an old one."""

from datetime import date, datetime

import pytest

from coding.examine.examine import examine
from coding.page.context import Context
from coding.reference.holiday_notice import notice_of_lines, notice_of_text
from coding.rules.example import read_example
from coding.work.holiday_entry import entered_days, keep_entry, known_calendar
from coding.work.hospital_knowledge import KNOWLEDGE, kept_texts, shelves_of
from coding.work.knowledge_copies import load_kept
from coding.work.knowledge_lines import knowledge_lines
from coding.work.shelf import used
from tests.reference.notice_2027 import LINES, NOTICE

NOW = datetime(2026, 12, 3, 9)
RULE = "FP-TIM-010"  # archived within two working days
#: Thursday 31 December; 1 to 3 January are off; Monday and Tuesday are the two working days.
LATE = "discharge_datetime=2026-12-31 10:00 | wf_archive_time={}"


def enter(store, *notices):
    keep_entry(store, notices, "质控甲", NOW)
    return load_kept(store, NOW).knowledge


def said(text, knowledge):
    page, _, _ = read_example(text)
    seen = examine(page, knowledge, Context(as_of=NOW))
    found = [f.message for f in seen.findings if f.rule == RULE]
    return found or [n.reason for n in seen.not_judged if n.rule == RULE]


def stamp_on(knowledge, day):
    return knowledge.on(date.fromisoformat(day)).stamp


def test_beyond_the_year_nothing_is_judged_and_the_sentence_says_what_is_missing(embedded):
    (reason,) = said(LATE.format("2027-01-05 09:00"), embedded)
    assert "2027 年放假安排尚未录入" in reason
    assert "导入知识 → 放假安排" in reason
    assert "--calendar" in reason
    assert said("discharge_datetime=2026-12-28 10:00 | wf_archive_time=2026-12-30 09:00", embedded) == []


def test_entered_it_is_judged_over_the_end_of_the_year(store):
    knowledge = enter(store, notice_of_text(NOTICE))
    assert said(LATE.format("2027-01-05 09:00"), knowledge) == []
    assert "超过2个工作日" in said(LATE.format("2027-01-06 09:00"), knowledge)[0]


def test_pages_of_the_year_before_are_no_old_ones_by_it(store):
    before = load_kept(store, NOW).knowledge
    after = enter(store, notice_of_text(NOTICE))
    for day in ("2026-01-15", "2026-09-30", "2026-11-14"):
        assert stamp_on(after, day) == stamp_on(before, day), day
    assert stamp_on(after, "2026-12-31") != stamp_on(before, "2026-12-31")


def test_pages_of_before_are_told_a_lower_bound_that_is_enough(embedded):
    (told,) = said("discharge_datetime=2026-11-05 10:00 | wf_archive_time=2027-01-20 09:00", embedded)
    assert "超过2个工作日" in told


def test_two_years_stand_in_one_file_and_each_page_has_those_of_its_days(store):
    enter(store, notice_of_text(NOTICE))
    moved = [(name, off.replace("2027-", "2028-"), "") for name, off, _ in LINES]
    knowledge = enter(store, notice_of_lines(moved, 2028))
    assert {one.year for one in entered_days(store)} == {2027, 2028}
    assert known_calendar(store).years >= {2026, 2027, 2028}
    assert knowledge.on(date(2027, 6, 1)).reference.calendar.own == {2027}
    assert knowledge.on(date(2028, 6, 1)).reference.calendar.own == {2027, 2028}
    shelf = shelves_of(store)["calendar"]
    assert [(c.holds_from, c.holds_to) for c in used(shelf)] == [("2026-11-15", "2027-11-14"), ("2027-11-15", "")]


def test_a_year_that_is_entered_again_takes_the_place_of_itself(store):
    enter(store, notice_of_text(NOTICE))
    moved = NOTICE.replace("9月26日（周日）、10月9日（周六）上班", "10月9日（周六）、10月16日（周六）上班")
    knowledge = enter(store, notice_of_text(moved))
    assert knowledge.reference.calendar.is_working(date(2027, 9, 26)) is False
    assert knowledge.reference.calendar.is_working(date(2027, 10, 16)) is True
    assert len(used(shelves_of(store)["calendar"])) == 1


def test_a_year_before_that_is_put_right_holds_for_the_years_behind_it_too(store):
    enter(store, notice_of_text(NOTICE))
    lines = [
        ("元旦", "1.1-1.3", "1.4"), ("春节", "2.15-2.23", "2.14"), ("清明节", "4.4-4.6", ""), ("劳动节", "5.1-5.5", ""),
        ("端午节", "6.19-6.21", ""), ("中秋节", "9.25-9.27", ""), ("国庆节", "10.1-10.7", "10.10"),
    ]  # fmt: skip
    knowledge = enter(store, notice_of_lines(lines, 2026))
    for day in (date(2026, 9, 20), date(2026, 12, 20)):
        held = knowledge.on(day).reference.calendar
        assert held.is_working(date(2026, 9, 20)) is False, day  # no longer a worked Sunday
        assert held.own == {2026, 2027}


def test_it_stands_among_the_hospitals_knowledge(store):
    enter(store, notice_of_text(NOTICE))
    (line,) = [one for one in knowledge_lines(store, ()) if one.part == "calendar"]
    assert (line.title, line.original, line.count) == ("放假安排", "放假安排2027.csv", "1 年")
    assert line.days == "2026-11-15 起"
    assert line.trouble == ""
    assert KNOWLEDGE["calendar"].key == "knowledge.calendar"


def test_a_damaged_copy_is_told_and_the_embedded_years_hold(store):
    enter(store, notice_of_text(NOTICE))
    (copy,) = shelves_of(store)["calendar"]
    copy.place(store.knowledge_folder).write_text("坏了", encoding="utf-8")
    found = load_kept(store, NOW)
    assert "放假安排" in str(found.troubles[0])
    assert 2026 in found.knowledge.reference.calendar.years
    assert 2027 not in found.knowledge.reference.calendar.years
    assert entered_days(store) == []


def test_nothing_is_kept_of_what_cannot_be_read(store):
    before = kept_texts(store)
    with pytest.raises(Exception, match="请核对年份"):
        enter(store, notice_of_text(NOTICE.replace("1月1日（周五）", "1月1日（周三）")))
    assert kept_texts(store) == before
