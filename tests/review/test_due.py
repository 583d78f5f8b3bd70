"""By when a page has to be coded: the limits of the rules, the calendar of the year, no limit of our own."""

from datetime import date

from coding.page.front_page import FrontPage
from coding.review.due import due_of
from coding.rules.local import LocalRule, LocalRules, local_book
from coding.rules.rule_book import embedded_rules


def page(**values):
    return FrontPage(values)


def test_coded_three_working_days_after_it_was_archived():
    due = due_of(page(discharge_datetime="2026-07-03 10:00", wf_archive_time="2026-07-06 10:00"), embedded_rules())
    assert (due.day, due.rules) == (date(2026, 7, 9), ("FP-TIM-012",))
    assert due.words == "归档后3个工作日内编码"


def test_where_it_is_not_archived_yet_it_counts_from_the_last_day_of_archiving():
    due = due_of(page(discharge_datetime="2026-07-03 10:00"), embedded_rules())
    assert due.day == date(2026, 7, 10), "a Friday: Tuesday at the latest in the archive, three days on is Friday"
    assert due.words == "出院后2个工作日内归档后3个工作日内编码"
    assert due.rules == ("FP-TIM-010", "FP-TIM-012")


def test_holidays_are_no_working_days_and_a_year_without_notice_is_not_guessed():
    due = due_of(page(wf_archive_time="2026-09-30 10:00"), embedded_rules())
    assert due.day == date(2026, 10, 10), "after the week of 1 October; Saturday the tenth is worked"
    unknown = due_of(page(wf_archive_time="2039-03-01 10:00"), embedded_rules())
    assert unknown.day is None
    assert "2039 年放假安排尚未录入" in unknown.words


def test_a_page_without_a_day_has_no_due_day():
    assert due_of(page(), embedded_rules()) is None


def local(rule_id, **columns):
    return local_book(LocalRules((LocalRule(rule_id, tuple(columns.items())),))).book


def test_the_hospitals_own_limit_holds_and_a_rule_that_is_off_sets_none():
    archived = page(wf_archive_time="2026-07-06 10:00")
    five = local("FP-TIM-012", params="if=working_days(wf_archive_time, wf_coding_time) > 5; show.n=5")
    assert due_of(archived, five).day == date(2026, 7, 13)
    days = local("FP-TIM-012", params="if=days(wf_archive_time, wf_coding_time) > 5; show.n=5")
    assert due_of(archived, days).day == date(2026, 7, 11)
    hours = local("FP-TIM-012", params="if=hours(wf_archive_time, wf_coding_time) > 36; show.n=36")
    assert due_of(archived, hours).day == date(2026, 7, 7)
    assert due_of(archived, local("FP-TIM-012", on="0")) is None
