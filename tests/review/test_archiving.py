"""Late archiving: the published example to the yuan, hours counted exactly, nobody fined for what is not known."""

from datetime import date, datetime
from decimal import Decimal

import pytest

from coding.base.errors import UnusableInputError
from coding.review.archiving import ArchivedStay, ArchivingTerms, Excuse, Late, Unit, due_moment, fine_line
from coding.review.fines import FinesStatement, excuse_of, excuse_said, fines_statement

NOW = datetime(2026, 7, 31, 12)
TERMS = ArchivingTerms.of({})


def stay(discharged="2026-07-04 16:41", archived="2026-07-09 16:41", no="0001", ward="心内科", doctor="卫医甲"):
    return ArchivedStay(no, moment(discharged), moment(archived), archived is not None, ward, doctor)


def moment(text):
    return datetime.fromisoformat(text) if text else None


def line(one, terms=TERMS, excuses=(), as_of=NOW):
    return fine_line(one, terms, as_of, excuses)


def test_the_published_example_is_two_days_late_and_costs_forty_yuan():
    found = line(stay())
    assert found.due == datetime(2026, 7, 7, 16, 41)
    assert (found.state, found.days, found.yuan) == (Late.LATE, 2, Decimal(40))


@pytest.mark.parametrize(
    ("archived", "days", "state"),
    [
        ("2026-07-07 16:41", 0, Late.IN_TIME),
        ("2026-07-07 16:42", 0, Late.LATE),
        ("2026-07-08 16:40", 0, Late.LATE),
        ("2026-07-08 16:41", 1, Late.LATE),
        ("2026-07-09 16:40", 1, Late.LATE),
    ],
)
def test_only_whole_days_after_the_due_moment_count(archived, days, state):
    found = line(stay(archived=archived))
    assert (found.days, found.state) == (days, state)


def test_working_days_leave_out_weekends_and_keep_the_hour():
    terms = ArchivingTerms.of({"unit": "working_days", "limit": "2"})
    # 2026-07-03 is a Friday
    assert due_moment(datetime(2026, 7, 3, 9, 30), terms) == datetime(2026, 7, 7, 9, 30)


def test_a_year_whose_notice_is_not_known_is_not_judged_and_says_what_is_missing():
    terms = ArchivingTerms.of({"unit": "working_days"})
    found = line(stay("2039-03-01 10:00", "2039-04-01 10:00"), terms)
    assert (found.state, found.yuan) == (Late.NOT_JUDGED, 0)
    assert "2039 年放假安排尚未录入" in found.why


def test_a_day_without_its_hour_is_compared_by_day_and_told():
    found = line(stay("2026-07-04 16:41", "2026-07-09"))
    assert (found.days, found.by_day) == (2, True)
    assert line(stay("2026-07-04 16:41", "2026-07-07")).state is Late.IN_TIME


def test_a_cap_holds_for_each_record():
    terms = ArchivingTerms.of({"cap": "30"})
    assert line(stay(), terms).yuan == Decimal(30)


def test_not_archived_yet_is_open_and_counted_to_now():
    assert line(stay(archived=""), as_of=datetime(2026, 7, 7, 16, 41)).state is Late.OPEN
    found = line(stay(archived=""), as_of=datetime(2026, 7, 10, 16, 41))
    assert (found.state, found.days, found.yuan) == (Late.OPEN_LATE, 3, Decimal(60))


def test_what_nobody_says_is_not_judged_and_never_in_time():
    assert line(stay(archived=None)).state is Late.NOT_JUDGED
    assert line(stay(discharged="")).state is Late.NOT_JUDGED
    assert "早于出院时间" in line(stay(archived="2026-07-01 10:00")).why


def test_an_excuse_costs_nothing_and_keeps_its_days():
    found = line(stay(), excuses=[Excuse("0001", "封存病历")])
    assert (found.state, found.days, found.yuan, found.why) == (Late.EXCUSED, 2, 0, "封存病历")


def test_an_excuse_until_a_day_moves_the_due_moment_only():
    found = line(stay(), excuses=[Excuse("0001", "等病理", until=date(2026, 7, 8))])
    assert (found.state, found.days, found.yuan) == (Late.LATE, 1, Decimal(20))
    assert found.why == "等病理（缓至 2026-07-08）"
    earlier = line(stay(), excuses=[Excuse("0001", "等病理", until=date(2026, 7, 5))])
    assert earlier.yuan == Decimal(40), "an excuse never makes it due sooner"


def test_the_last_excuse_of_a_stay_counts():
    for_good, put_off = (
        Excuse("0001", "封存病历", discharged=date(2026, 7, 4)),
        Excuse("0001", "等病理", date(2026, 7, 5)),
    )
    assert line(stay(), excuses=[put_off, for_good]).state is Late.EXCUSED
    assert line(stay(), excuses=[for_good, put_off]).yuan == Decimal(40)


def test_an_excuse_of_another_stay_of_the_person_does_not_count():
    assert line(stay(), excuses=[Excuse("0001", "封存", discharged=date(2026, 1, 2))]).yuan == Decimal(40)
    assert line(stay(), excuses=[Excuse("0002", "封存")]).yuan == Decimal(40)


@pytest.mark.parametrize("said", [{"limit": "三"}, {"unit": "weeks"}, {"yuan_a_day": "-1"}, {"cap": "x"}])
def test_terms_that_are_none_are_refused_with_a_sentence(said):
    with pytest.raises(UnusableInputError, match="不可用"):
        ArchivingTerms.of(said)


def statement(excuses=()):
    stays = [
        stay(),
        stay(no="0002", archived="2026-07-12 16:41", doctor="卫医乙"),
        stay(no="0003", archived="2026-07-05 08:00"),
        stay(no="0004", archived="", ward="骨科", doctor="卫医丙"),
        stay(no="0005", archived=None, ward="骨科"),
    ]
    return fines_statement(stays, TERMS, "2026-07", NOW, excuses)


def test_the_statement_sums_by_ward_and_doctor_to_the_same_yuan():
    found = statement()
    assert sorted(line.stay.case_no for line in found.lines) == ["0001", "0002", "0004"]
    for sums in (found.by_ward(), found.by_doctor()):
        assert sum(one.yuan for one in sums) == found.yuan == sum(line.yuan for line in found.lines)
        assert sum(one.judged for one in sums) == found.stays == 4
    assert found.yuan == 40 + 100 + 23 * 20  # open: due 07-07 16:41, now 07-31 12:00
    assert found.unjudged == {"没有归档时间：没有给出这份病案的流程时间": 1}


def test_a_frozen_statement_reads_back_equal():
    found = statement([Excuse("0002", "封存病历")])
    assert FinesStatement.from_said(found.as_said()) == found
    excuse = Excuse("0002", "封存病历", date(2026, 7, 8), date(2026, 7, 4))
    assert excuse_of(excuse_said(excuse)) == excuse


def test_the_unit_says_its_word():
    assert TERMS.words == "出院后3天内归档，到时刻为止；逾期每满一天 20 元，不封顶"
    assert Unit.WORKING_DAYS.label == "个工作日"
