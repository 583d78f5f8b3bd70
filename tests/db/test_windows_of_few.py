"""A window of few pages among many is the same part of the list, wherever those pages lie in its order."""

import pytest

from coding.store.store import Sort, WorklistQuery
from db.shared.worklist import worklist_query
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading

MANY = 900
FEW = 44


@pytest.fixture(scope="module")
def full(tmp_path_factory):
    store = SqliteStore(tmp_path_factory.mktemp("few") / "首页.sqlite")
    spread = {n * MANY // FEW for n in range(FEW)}
    last = range(FEW)
    store.import_reading(
        make_reading(
            *(
                make_page(
                    f"{n:04}",
                    patient_name="散" if n in spread else "众",
                    discharge_dept="旧科" if n in last else "新科",
                    discharge_datetime=f"2024-{1 + n // 80:02}-{1 + n % 28:02} 10:00:00",
                    admission_datetime="",
                )
                for n in range(MANY)
            )
        )
    )
    yield store
    store.close()


@pytest.mark.parametrize("sort", [Sort.DISCHARGE, Sort.CASE_NO, Sort.NAME])
@pytest.mark.parametrize("word", ["散", "旧科"])
def test_each_window_is_its_part_of_the_list(full, word, sort):
    query = WorklistQuery(word, sort=sort)
    ids = list(full.worklist(query))
    assert len(ids) == FEW
    for limit in (1, 2, 64):
        for start in range(0, FEW + 2, 3):
            assert [row.id for row in full.listed(query, start, limit).rows] == ids[start : start + limit]


def test_a_window_of_pages_that_lie_spread_is_found_without_looking_all_of_them_up(full, monkeypatch):
    def never(sort):
        raise AssertionError(sort)

    monkeypatch.setattr(worklist_query, "_sorted", never)
    assert len(full.listed(WorklistQuery("散"), 0, 1).rows) == 1
