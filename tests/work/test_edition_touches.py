"""A new edition of a code table: the pages from its first day on that carry what it stops or renames, none changed."""

from dataclasses import replace
from datetime import date

import pytest

from coding.base.sheets import read_sheets
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.page.rows import Diagnosis
from coding.work.code_table_check import change_rows, save_list, table_effect
from coding.work.shelf import ShelfDays
from tests.db.conftest import make_page, make_reading


@pytest.fixture
def editions(tmp_path):
    def load(name, text):
        path = tmp_path / name
        path.write_text("编码,名称,灰码\n" + text, encoding="utf-8")
        return load_code_table(path, CodeKind.DIAGNOSIS)

    old = load("旧.csv", "I10.x00x002,高血压,0\nJ18.900,肺炎,0\nK80.100x001,胆囊结石,0\n")
    return old, load("新.csv", "I10.x00x002,原发性高血压,0\nJ18.900,肺炎,0\nK80.100x009,胆囊结石,0\n")


@pytest.fixture
def pages(store):
    def page(case_no, day, *codes):
        rows = tuple(Diagnosis(code=code, name="名") for code in codes)
        return replace(make_page(case_no, discharge_datetime=f"{day} 10:00:00"), diagnoses=rows)

    store.import_reading(
        make_reading(
            page("1", "2026-12-31", "I10.x00x002"),
            page("2", "2027-01-01", "I10.x00x002", "J18.900"),
            page("3", "2027-02-01", "K80.100x001"),
            page("4", "2027-02-01", "J18.900"),
        )
    )
    return store


def test_pages_from_the_first_day_on_that_carry_a_stopped_or_renamed_code(pages, editions):
    before = {row.id: pages.page(row.id) for row in pages.rows(pages.worklist())}
    effect = table_effect(pages, editions[1], editions[0], days=ShelfDays(date(2027, 1, 1)))
    assert effect.pages == 3
    assert {(p.case_no, p.day) for p in effect.touched} == {("2", "2027-01-01"), ("3", "2027-02-01")}
    told = {p.case_no: p.told for p in effect.touched}
    assert told["2"] == ("I10.x00x002 高血压：改名为“原发性高血压”",)
    assert told["3"] == ("K80.100x001 胆囊结石：改用 K80.100x009",)
    assert {row.id: pages.page(row.id) for row in pages.rows(pages.worklist())} == before


def test_used_for_every_day_it_touches_all(pages, editions):
    assert table_effect(pages, editions[1], editions[0]).touched_pages == 3


def test_it_can_be_cancelled(pages, editions):
    class StopError(Exception):
        pass

    def stop(_done, _total):
        raise StopError

    with pytest.raises(StopError):
        table_effect(pages, editions[1], editions[0], stop)


@pytest.mark.parametrize("name", ["变化.csv", "变化.xlsx"])
def test_the_list_is_saved_for_people(pages, editions, tmp_path, name):
    rows = change_rows(table_effect(pages, editions[1], editions[0]).change)
    save_list(tmp_path / name, ("变化", "原编码", "原名称", "新编码", "新名称", "说明"), rows)
    [sheet] = list(read_sheets(tmp_path / name))
    assert [row[:2] for row in sheet.rows][1:] == [["同名换码", "K80.100x001"], ["同码改名", "I10.x00x002"]]
