"""Many pages at once: order, neighbours, waivers and audience, cancelling; in this process and in others."""

from datetime import datetime

import pytest

from coding.examine.examine import examine
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.audience import CODER
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.page.waiver import Waiver
from coding.work.batch import BatchCancelledError, examine_all, executor_for, map_pages
from coding.work.chunks import Chunks
from coding.work.contexts import Contexts
from coding.work.executors import InProcess, LocalProcesses

NOW = datetime(2026, 11, 1, 12)
PAGES = [FrontPage({"case_no": f"{n:04}", "id_no": "-"}) for n in range(25)]
PAGES += [FrontPage({"case_no": "0003"}), FrontPage({"case_no": "9", "id_no": "33010619900101123x"})]
PAGES += [FrontPage({"case_no": "8", "id_no": "33010619900101123X"})]
EXECUTORS = {"this process": InProcess(), "two processes": LocalProcesses(2)}


def told(page, knowledge, context):
    return page.case_no, tuple(other.case_no for other in context.neighbours), context.as_of, context.audience


@pytest.fixture(params=EXECUTORS)
def executor(request, monkeypatch):
    monkeypatch.setattr("coding.work.batch.CHUNK", 4)
    return EXECUTORS[request.param]


def test_results_come_in_order_with_the_neighbours_of_each_page(executor):
    progress = []
    results = list(
        map_pages(
            told, PAGES, KnowledgeSource(), NOW, Contexts(audience=CODER), executor=executor, progress=progress.append
        )
    )
    assert [case_no for case_no, *_ in results] == [page.case_no for page in PAGES]
    assert results[3] == ("0003", ("0003",), NOW, CODER)
    assert results[0] == ("0000", (), NOW, CODER)
    assert progress == [4, 8, 12, 16, 20, 24, 28]


def test_a_cancelled_batch_says_so(executor):
    with pytest.raises(BatchCancelledError, match="已取消"):
        list(map_pages(told, PAGES, KnowledgeSource(), NOW, executor=executor, cancelled=lambda: True))


def test_waivers_and_audience_hold_in_a_batch_as_they_do_in_the_window(executor, embedded):
    wrong = FrontPage({"case_no": "1", "sex": "7", "patient_name": "甲"})
    waiver = Waiver("FP-STD-002", "接口如此", "甲", NOW)
    [seen] = examine_all([wrong], KnowledgeSource(), NOW, Contexts((waiver,), audience=CODER), executor)
    assert seen == examine(wrong, embedded, Context(NOW, (), (waiver,), CODER))
    assert [w.finding.rule for w in seen.waived] == ["FP-STD-002"]
    [bare] = examine_all([wrong], KnowledgeSource(), NOW, executor=executor)
    assert "FP-STD-002" in {f.rule for f in bare.findings}


def test_a_shared_dash_is_no_identity_and_an_x_is_one_in_either_case():
    near = {page: context.neighbours for chunk in Chunks(PAGES, NOW) for page, context in map(_numbered, chunk)}
    assert near["0001"] == ()
    assert [page.case_no for page in near["9"]] == ["8"]


def _numbered(pair):
    return pair[0].case_no, pair[1]


def test_few_pages_are_done_in_this_process():
    assert isinstance(executor_for(399), InProcess)
    assert isinstance(executor_for(100_000, 1), InProcess)
    assert executor_for(100_000, 3).jobs == 3
    assert executor_for(450, 9).jobs == 4
