"""Pages are found by the first letters of the name and by any of their codes, and follow every write."""

import pytest

from coding.page.edits import insert_row, remove_row, set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.store.store import Marked, Sort, WorklistQuery
from tests.db.conftest import make_page, make_reading


def page(case_no, name, dx, px=(), **values):
    """A page with these codes; the first diagnosis is the principal one."""
    base = make_page(case_no, patient_name=name, discharge_datetime=f"2024-03-{40 - int(case_no)} 10:00", **values)
    rows = tuple(Diagnosis(code, "某病") for code in dx)
    return FrontPage(base.values, rows, tuple(Procedure(code, "某术") for code in px), origin=base.origin)


PAGES = (
    page("11", "张三", ("K80.000", "I10.x00"), ("51.2300",)),
    page("12", "章三丰", ("J18.900", "I10.x00x002", "I10.x00"), ("99.2501", "51.2200")),
    page("13", "单雄信", ("S72.000",), ("79.3500",), injury_cause_code="W19.x00"),
    page("14", "乐毅", ("C34.900",), pathology_code="M8140/3"),
    page("15", "王伟", ("M81.900",)),
    page("16", "周杉", ("A01.002+G01*",)),
)


@pytest.fixture
def full(store):
    store.import_reading(make_reading(*PAGES))
    return store


def found(store, query):
    """The record numbers that answer, in the order of the list; window, count and ids say the same."""
    rows = store.listed(query, 0, 100).rows
    assert [row.id for row in rows] == list(store.worklist(query))
    assert store.count(query) == len(rows)
    return [row.case_no for row in rows]


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("zs", ["11", "12", "16"]),
        ("ZS", ["11", "12", "16"]),
        ("zsf", ["12"]),
        ("sxx", ["13"]),
        ("dxx", []),
        ("ly", ["14"]),
        ("yy", ["14"]),
        ("I10", ["11", "12"]),
        ("i10.x00x", ["12"]),
        ("i10.x00", ["11", "12"]),
        ("51.2", ["11", "12"]),
        ("51.2300", ["11"]),
        ("W19", ["13"]),
        ("M81", ["15"]),
        ("M8140/3", ["14"]),
        ("G01", ["16"]),
        ("A01.002", ["16"]),
        ("S72", ["13"]),
    ],
)
def test_the_box_and_a_beginning_find_letters_and_codes(full, typed, wanted):
    assert found(full, WorklistQuery(typed)) == wanted
    assert found(full, WorklistQuery(begins=typed)) == wanted


def test_one_letter_is_a_beginning_but_no_word_of_the_box(full):
    assert found(full, WorklistQuery(begins="s")) == ["13"]
    assert found(full, WorklistQuery("s")) == ["13"], "S72.000 is said in the row"
    assert found(full, WorklistQuery("z")) == []


def test_they_narrow_and_are_narrowed_by_everything_else(full):
    assert found(full, WorklistQuery("zs I10")) == ["11", "12"]
    assert found(full, WorklistQuery("zs 丰")) == ["12"]
    assert found(full, WorklistQuery("I10", sort=Sort.NAME)) == ["11", "12"]
    assert found(full, WorklistQuery("I10", Marked.WAITING)) == ["11", "12"]
    assert found(full, WorklistQuery("I10", Marked.ERROR)) == []
    assert found(full, WorklistQuery("zs", begins="51.2300")) == ["11"]


def test_they_follow_what_is_typed_and_taken_back(full):
    (page_id,) = full.worklist(WorklistQuery("sxx"))
    full.append(page_id, set_field(full.page(page_id), "patient_name", "仇英"))
    assert found(full, WorklistQuery("sxx")) == []
    assert found(full, WorklistQuery("qy")) == ["13"]
    added = full.append(page_id, insert_row(full.page(page_id), "diagnosis", Diagnosis("E11.900", "糖尿病")))
    assert found(full, WorklistQuery("E11")) == ["13"]
    full.append(page_id, added.entry.change.inverse(), added.entry.id)
    assert found(full, WorklistQuery("E11")) == []
    full.append(page_id, remove_row(full.page(page_id), "procedure", 0))
    assert found(full, WorklistQuery("79.3500")) == []
    assert found(full, WorklistQuery("S72")) == ["13"]


def test_they_follow_a_newer_file(full):
    full.import_reading(make_reading(page("13", "单雄", ("I10.x00",), injury_cause_code="V00.x00")))
    assert found(full, WorklistQuery("I10")) == ["11", "12", "13"]
    assert found(full, WorklistQuery("V00")) == ["13"]
    assert found(full, WorklistQuery("sxx")) == found(full, WorklistQuery("W19")) == []
    assert found(full, WorklistQuery(begins="sx")) == ["13"]


def test_of_a_file_that_came_to_no_end_nothing_is_found(store):
    def stop(done, total):
        if done:
            raise InterruptedError

    pages = [page("11", "张三", ("I10.x00",)) for _ in range(201)]
    with pytest.raises(InterruptedError):
        store.import_reading(make_reading(*pages), stop)
    store.clear_interrupted()
    assert found(store, WorklistQuery("zs")) == found(store, WorklistQuery("I10")) == []
    store.import_reading(make_reading(page("12", "章三丰", ("J18.900",))))
    assert found(store, WorklistQuery("zs")) == ["12"], "no page takes over what another one left"
    assert found(store, WorklistQuery("I10")) == []


def test_a_code_with_half_a_character_comes_in_like_any_other(store):
    store.import_reading(make_reading(page("11", "张\ud800三", ("K80\ud800", "I10.x00"))))
    assert found(store, WorklistQuery("zs")) == found(store, WorklistQuery("I10")) == ["11"]
