"""Many pages at once: order, neighbours, cancelling; in this process and in others."""

import pytest

from coding.page.front_page import FrontPage
from coding.work.batch import BatchCancelledError, map_pages, neighbours

PAGES = [FrontPage({"case_no": f"{n:04}", "id_no": "-"}) for n in range(25)]
PAGES += [FrontPage({"case_no": "0003"}), FrontPage({"case_no": "9", "id_no": "33010619900101123x"})]
PAGES += [FrontPage({"case_no": "8", "id_no": "33010619900101123X"})]


def told(page, knowledge, context):
    return page.case_no, tuple(other.case_no for other in context.neighbours), context.as_of is not None


@pytest.mark.parametrize("jobs", [1, 2])
def test_results_come_in_order_with_the_neighbours_of_each_page(jobs, monkeypatch):
    monkeypatch.setattr("coding.work.batch._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("coding.work.batch._CHUNK", 4)
    progress = []
    results = list(map_pages(told, PAGES, jobs=jobs, progress=progress.append))
    assert [case_no for case_no, _, _ in results] == [page.case_no for page in PAGES]
    assert results[3] == ("0003", ("0003",), True)
    assert results[0] == ("0000", (), True)
    assert progress[-1] == len(PAGES)


def test_a_shared_dash_is_no_identity_and_an_x_is_one_in_either_case():
    of = neighbours(PAGES)
    assert of(1) == ()
    assert [page.case_no for page in of(26)] == ["8"]


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_cancelled_batch_says_so(jobs, monkeypatch):
    monkeypatch.setattr("coding.work.batch._WORTH_A_PROCESS", 0)
    monkeypatch.setattr("coding.work.batch._CHUNK", 4)
    with pytest.raises(BatchCancelledError, match="已取消"):
        list(map_pages(told, PAGES, jobs=jobs, cancelled=lambda: True))
