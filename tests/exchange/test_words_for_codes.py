"""What HIS exports write where the standard wants a code: read where it is certain, left alone where not."""

import pytest

from coding.base.dates import read_moment
from coding.exchange.mend import mend_for
from coding.exchange.read import read_file
from coding.exchange.write import write_pages
from coding.page.fields import field_catalogue


@pytest.mark.parametrize(
    ("key", "cell", "code"),
    [
        ("admission_dept", "普通外科", "0401"),
        ("admission_dept", "骨科", "0403"),
        ("discharge_dept", "03.01 呼吸内科专业", "0301"),
        ("op_anesthesia", "全身麻醉", "01"),
        ("op_anesthesia", "静脉麻醉", "0102"),
        ("op_anesthesia", "腰麻", "020101"),
        ("payment_method", "全自费", "7"),
        ("marital_status", "20", "2"),
        ("op_level", "Ⅱ级", "2"),
        ("rh_blood", "RH+", "2"),
        ("contact_relation", "女儿", "3"),
        ("readmit_plan_31d", "否", "1"),
    ],
)
def test_everyday_words_become_their_code(key, cell, code):
    assert mend_for(key)(cell)[0] == code


@pytest.mark.parametrize(
    ("key", "cell"),
    [("rh_blood", "-"), ("admission_dept", "3.1"), ("op_anesthesia", "2"), ("sex", "M"), ("payment_method", "11")],
)
def test_what_is_not_certain_stays(key, cell):
    assert mend_for(key)(cell) is None


def test_every_word_names_a_code_of_its_domain():
    import csv

    from coding.base.resources import resource_path

    with resource_path("layouts/values.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            assert row["code"] in field_catalogue().domains[row["domain"]].labels, row


@pytest.mark.parametrize(
    ("day", "hour", "moment"),
    [
        ("20261006", "11", "2026-10-06 11:00:00"),
        ("2026-10-06 00:00:00", "15", "2026-10-06 15:00:00"),
        ("2026-10-06 00:00:00", "0", "2026-10-06 00:00:00"),
        ("2026/10/6", "8", "2026-10-06 08:00:00"),
    ],
)
def test_day_and_hour_in_two_columns_are_one_time_and_come_back_as_they_were(tmp_path, day, hour, moment):
    path = tmp_path / "a.csv"
    text = f"BAH,XM,XB,RYSJ,RYSJS,JBDM,ZYZD\r\n001,张示例,1,{day},{hour},I10.x00,高血压\r\n"
    path.write_bytes(text.encode("gb18030"))
    reading = read_file(path)
    assert str(reading.pages[0].moment("admission_datetime")) == moment
    write_pages(tmp_path / "b.csv", reading.pages, reading)
    assert (tmp_path / "b.csv").read_bytes() == path.read_bytes()


def test_a_compact_date_with_an_hour_is_a_time():
    assert str(read_moment("20261006 11时")) == "2026-10-06 11:00:00"
    assert read_moment("20261306 11时") is None
