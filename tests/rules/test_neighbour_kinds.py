"""Other stays of the same record or person: which of them is told, and what makes two pages one person or one stay."""

import pytest

from coding.examine.examine import examine
from coding.page.context import Context
from coding.page.front_page import FrontPage, Origin
from coding.rules.example import read_example
from coding.rules.kinds.neighbour_kinds import same_case, same_identity

CARD = "id_no=11010519491231002X | age_years=76"
FIELDS = {"fields": "case_no", "message": "{other}"}


def page(text):
    return read_example(text)[0]


def stay(first, last, case="1", **values):
    more = "".join(f" | {key}={text}" for key, text in values.items())
    return f"case_no={case} | admission_datetime={first} | discharge_datetime={last}{more}"


# -- one record, one person


@pytest.mark.parametrize(
    ("one", "two", "is_same"),
    [
        ("case_no=1", "case_no=1", True),
        ("case_no=1", "case_no=2", False),
        ("case_no=-", "case_no=-", False),
        ("case_no=1 | org_code=A", "case_no=1 | org_code=B", False),
        ("case_no=1 | org_code=A", "case_no=1 | org_code=A", True),
        ("case_no=1 | org_code=A", "case_no=1", True),
        ("case_no=1", "case_no=1 | org_code=A", True),
    ],
)
def test_a_record_number_is_one_of_its_hospital(one, two, is_same):
    assert same_case(page(one), page(two)) is is_same


@pytest.mark.parametrize(
    ("one", "two", "is_same"),
    [
        (CARD, CARD, True),
        (CARD, CARD.replace("002X", "0038"), False),
        (CARD.replace("002X", "0021"), CARD.replace("002X", "0021"), False),  # a wrong check character
        (CARD, CARD.replace("76", "0"), False),  # a guardian's card on an infant's page
        (CARD.replace("76", "0"), CARD, False),
        (CARD, "id_no=11010519491231002X", True),
        ("id_no=无", "id_no=无", False),
        (CARD, "id_no=", False),
    ],
)
def test_a_sound_card_that_is_the_patients_own_makes_one_person(one, two, is_same):
    assert same_identity(page(one), page(two)) is is_same


def test_the_page_before_its_edit_is_no_other_stay_but_another_row_of_the_file_is(embedded):
    edited = FrontPage({"case_no": "1", "admission_times": "1", "sex": "2"}, origin=Origin("三月.csv", 4))
    for row, is_told in ((4, False), (5, True)):
        other = FrontPage({"case_no": "1", "admission_times": "1"}, origin=Origin("三月.csv", row))
        seen = examine(edited, embedded, Context(neighbours=(edited, other)))
        assert ("FP-ACC-019" in {f.rule for f in seen.findings}) is is_told


# -- checks


def test_the_same_record_and_count_twice(told):
    words = {"fields": "case_no admission_times", "message": "{other}"}
    text = "case_no=1 | admission_times={} // case_no=9 | admission_times=1 // case_no=1 | admission_times=1"
    assert told(text.format(1), "neighbours", "check=duplicate", **words) == ["case_no: 1第3行"]
    assert told(text.format(2), "neighbours", "check=duplicate", **words) == []


@pytest.mark.parametrize(
    ("times", "then", "is_told"),
    [("1", "2026-05-01", False), ("3", "2026-05-01", True), ("3", "2026-09-01", False), ("1", "2026-09-01", True),
     ("2", "2026-05-01", False), ("3", "2026-07-05", False), ("", "2026-09-01", False), ("1", "", False)],
)  # fmt: skip
def test_counts_grow_with_the_days_of_discharge(told, times, then, is_told):
    mine = "case_no=1 | admission_times=2 | discharge_datetime=2026-07-05"
    other = f"case_no=1 | admission_times={times} | discharge_datetime={then}"
    stranger = "case_no=7 | admission_times=9 | discharge_datetime=2026-01-01"
    expected = [f"admission_times: 1第3行{times}"] if is_told else []
    words = {"fields": "admission_times discharge_datetime", "message": "{other}{times}"}
    assert told(f"{mine} // {stranger} // {other}", "neighbours", "check=counts", **words) == expected


def test_one_card_with_two_sexes_or_birthdays(told):
    words = {"fields": "id_no", "message": "{other}{what}"}
    mine = f"case_no=1 | {CARD} | sex=1 | birth_date=1949-12-31 // case_no=2 | {CARD}"
    assert told(f"{mine} | sex=2 | birth_date=1949-12-31", "neighbours", "check=person", **words) == ["sex: 2第2行性别"]
    assert told(f"{mine} | sex=1 | birth_date=1950-12-31", "neighbours", "check=person", **words) == [
        "birth_date: 2第2行出生日期"
    ]
    assert told(f"{mine} | sex=1 | birth_date=1949/12/31", "neighbours", "check=person", **words) == []
    assert told(f"{mine} | sex= | birth_date=", "neighbours", "check=person", **words) == []
    assert told("case_no=1 | sex=1 // case_no=1 | sex=2", "neighbours", "check=person", **words) == []


@pytest.mark.parametrize(
    ("mine", "theirs", "told_at"),
    [
        ("abo_blood=1 | rh_blood=2", "abo_blood=2 | rh_blood=2", ["abo_blood: 1第2行B型"]),
        ("abo_blood=1 | rh_blood=2", "abo_blood=1 | rh_blood=1", ["rh_blood: 1第2行阴性"]),
        ("abo_blood=1 | rh_blood=2", "abo_blood=1 | rh_blood=2", []),
        ("abo_blood=1", "abo_blood=5", []),
        ("abo_blood=6", "abo_blood=1", []),
        ("rh_blood=1", "rh_blood=3", []),
        ("rh_blood=4", "rh_blood=1", []),
        ("abo_blood=1", "abo_blood=", []),
    ],
)
def test_blood_groups_of_one_person_agree_unless_unknown(told, mine, theirs, told_at):
    words = {"fields": "abo_blood rh_blood", "message": "{other}{theirs}"}
    params = "check=blood; but=Z94.8, 41.0"
    assert told(f"case_no=1 | {mine} // case_no=1 | {theirs}", "neighbours", params, **words) == told_at
    assert told(f"case_no=1 | {mine} // case_no=2 | {theirs}", "neighbours", params, **words) == []
    for row in ("dx=Z94.800 骨髓移植状态", "op=41.0000 骨髓移植"):
        assert told(f"{row} | case_no=1 | {mine} // case_no=1 | {theirs}", "neighbours", params, **words) == []


def test_one_person_with_two_record_numbers(told):
    text = f"case_no=1 | {CARD} // case_no={{}} | {CARD}"
    assert told(text.format(2), "neighbours", "check=records", **FIELDS) == ["case_no: 2"]
    assert told(text.format(1), "neighbours", "check=records", **FIELDS) == []
    assert told(text.format(""), "neighbours", "check=records", **FIELDS) == []
    assert told("case_no=1 // case_no=2", "neighbours", "check=records", **FIELDS) == []


@pytest.mark.parametrize(
    ("first", "last", "is_told"),
    [
        ("2026-07-03 10:00", "2026-07-08 10:00", True),
        ("2026-06-01 10:00", "2026-07-02 10:00", True),
        ("2026-07-02 10:00", "2026-07-03 10:00", True),
        ("2026-07-05 10:00", "2026-07-08 10:00", False),
        ("2026-06-01 10:00", "2026-07-01 10:00", False),
        ("2026-07-03 10:00", "", False),
        ("", "2026-07-03 10:00", False),
    ],
)
def test_two_stays_of_a_person_do_not_overlap(told, first, last, is_told):
    mine = stay("2026-07-01 10:00", "2026-07-05 10:00")
    expected = ["case_no: 1第2行"] if is_told else []
    assert told(f"{mine} // {stay(first, last)}", "neighbours", "check=overlap", **FIELDS) == expected
    assert told(f"{mine} // {stay(first, last, '2')}", "neighbours", "check=overlap", **FIELDS) == []


def test_one_stay_twice_is_an_overlap_only_under_another_count(told):
    times = ("2026-07-01 10:00", "2026-07-05 10:00")
    mine = stay(*times, admission_times=1)
    assert told(f"{mine} // {stay(*times, admission_times=1)}", "neighbours", "check=overlap", **FIELDS) == []
    assert told(f"{mine} // {stay(*times, admission_times=2)}", "neighbours", "check=overlap", **FIELDS) != []


# -- the stay before


def again(left, admitted="2026-07-10 10:00", days=15, check="readmitted", more="", **values):
    """This stay after one that ended ``left``; ``values`` of the earlier one."""
    cells = {"discharge_way": "1", **values}
    before = stay("2026-06-01 10:00", left, **cells)
    diagnosis = cells.get("dx", "K80.200 胆囊结石")
    before = f"{before} | dx={diagnosis}" if "dx" not in cells else before
    mine = f"{stay(admitted, '2026-07-20 10:00')} | dx=K80.500 胆管结石{more}"
    return f"{mine} // {before}", "neighbours", f"check={check}; days={days}"


WORDS = {"fields": "case_no admission_datetime", "message": "{n}天{other}"}


@pytest.mark.parametrize(
    ("left", "expected"),
    [("2026-07-05 10:00", ["case_no: 5天1第2行"]), ("2026-06-25 10:00", ["case_no: 15天1第2行"]),
     ("2026-06-24 10:00", []), ("2026-07-11 10:00", []), ("2026-07-10 08:00", ["case_no: 0天1第2行"]), ("", [])],
)  # fmt: skip
def test_back_within_the_days_for_the_same_disease(told, left, expected):
    assert told(*again(left), **WORDS) == expected


@pytest.mark.parametrize(
    "earlier", [{"discharge_way": "2"}, {"readmit_plan_31d": "2"}, {"dx": "I10.x00 高血压"}, {"dx": "_ 结石"}]
)
def test_a_planned_return_a_transfer_or_another_disease_is_no_split_stay(told, earlier):
    assert told(*again("2026-07-05 10:00", **earlier), **WORDS) == []


def test_care_that_is_planned_by_its_nature_is_no_split_stay(told):
    text, kind, params = again("2026-07-05 10:00")
    assert told(text, kind, f"{params}; planned=K80", **WORDS) == []
    assert told(text, kind, f"{params}; planned=Z51", **WORDS) != []


def test_the_last_stay_before_is_the_one_that_counts(told):
    text, kind, params = again("2026-07-05 10:00")
    older = f"{stay('2026-05-01 10:00', '2026-06-28 10:00', discharge_way=1)} | dx=K80.200 胆囊结石"
    later = f"{stay('2026-07-22 10:00', '2026-07-25 10:00', discharge_way=1)} | dx=K80.200 胆囊结石"
    stranger = f"{stay('2026-05-01 10:00', '2026-07-09 10:00', '9', discharge_way=1)} | dx=K80.200 胆囊结石"
    assert told(f"{text} // {older} // {later} // {stranger}", kind, params, **WORDS) == ["case_no: 5天1第2行"]
    mine, before = text.split(" // ")
    assert told(f"{mine} // {older} // {before}", kind, params, **WORDS) == ["case_no: 5天1第3行"]


@pytest.mark.parametrize(
    ("left", "is_told"),
    [("2026-07-10 08:00", True), ("2026-07-09 10:00", True), ("2026-07-09 09:59", False), ("2026-07-08 10:00", False)],
)
def test_back_on_the_same_day_or_within_a_day(told, left, is_told):
    expected = ["case_no: 1第2行"] if is_told else []
    assert told(*again(left, check="same_day"), **FIELDS) == expected


def test_back_although_none_was_planned(told):
    words = {"fields": "case_no", "message": "{n}天{other}上次{then}本次{this}"}
    text, kind, params = again("2026-07-05 10:00", check="unplanned", days=31, readmit_plan_31d="1")
    assert told(text, kind, params, **words) == ["case_no: 5天1第2行上次胆囊结石本次K80.500"]
    assert told(text, kind, f"{params}; planned=K80", **words) == []
    for left, is_told in (("2026-06-09 10:00", True), ("2026-06-08 10:00", False), ("2026-07-10 08:00", False)):
        case = again(left, check="unplanned", days=31, readmit_plan_31d="1")
        assert bool(told(*case, **words)) is is_told, left
    assert told(*again("2026-07-05 10:00", check="unplanned", days=31, readmit_plan_31d="2"), **words) == []
    newborn = again("2026-07-05 10:00", check="unplanned", readmit_plan_31d="1", more=" | age_years=0 | age_days=9")
    assert told(*newborn, **words) == []


def test_back_for_the_same_system_or_a_complication(told):
    text = again("2026-07-05 10:00", check="related", days=30, more=" | sex=1 | age_years=50", sex="1", age_years="50")
    assert told(*text, **WORDS) == ["case_no: 5天1第2行"]
    for more in ({"readmit_plan_31d": "2"}, {"dx": "J18.900 肺炎"}):
        other = again("2026-07-05 10:00", check="related", more=" | sex=1 | age_years=50", sex="1", age_years="50",
                      **more)  # fmt: skip
        assert told(*other, **WORDS) == []
        if "dx" in more:
            assert told(*other[:2], f"{other[2]}; complications=K80", **WORDS) != []
    assert told(*text[:2], f"{text[2]}; planned=K80", **WORDS) == []


@pytest.mark.parametrize(
    ("way", "org", "came", "is_told"),
    [("2", "B", "2026-07-05 12:00", True), ("2", "B", "2026-07-08 12:00", True), ("2", "B", "2026-07-09 12:00", False),
     ("2", "B", "2026-07-04 12:00", False), ("2", "A", "2026-07-05 12:00", False),
     ("1", "B", "2026-07-05 12:00", False), ("2", "B", "", False)],
)  # fmt: skip
def test_taken_in_by_another_hospital_of_the_same_body(told, way, org, came, is_told):
    mine = f"case_no=1 | {CARD} | org_code=A | discharge_way={way} | discharge_datetime=2026-07-05 10:00"
    other = f"case_no=8 | {CARD} | org_code={org} | admission_datetime={came}"
    expected = ["case_no: 8第2行"] if is_told else []
    assert told(f"{mine} // {other}", "neighbours", "check=transferred; days=3", **FIELDS) == expected
