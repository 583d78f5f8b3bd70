"""The seam between work and where it is done: chunks carry all they need, a death is told, all of it pickles."""

import os
import pickle
import signal
from datetime import datetime

import pytest

from coding.base.errors import CodingError
from coding.examine.examine import examine
from coding.examine.preview import preview
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.context import Context
from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.waiver import Waiver
from coding.suggest.term_book import TermPair
from coding.work.chunks import Chunk, Chunks
from coding.work.contexts import Contexts
from coding.work.executors import InProcess, LocalProcesses
from coding.work.verdicts import verdict_of
from tests.exchange.make_files import FOLDER

NOW = datetime(2026, 11, 1, 12)
PAGES = read_file(FOLDER / "n041_utf8.csv").pages


def accepted(page, knowledge, context):
    return os.getpid(), [pair.code for pair in knowledge.lookup.terms.accepted]


def killed(page, knowledge, context):
    os.kill(os.getpid(), signal.SIGKILL)


def number(page, knowledge, context):
    return page.case_no


def test_a_worker_loads_the_knowledge_of_the_source_with_the_hospitals_own_terms():
    source = KnowledgeSource(accepted=(TermPair("老慢支", ("慢性支气管炎",), "J42.x00"),))
    results = [r for piece in LocalProcesses(2).map(accepted, Chunks(PAGES, NOW, size=3), source) for r in piece]
    assert len(results) == len(PAGES)
    assert {tuple(codes) for _, codes in results} == {("J42.x00",)}
    assert os.getpid() not in {pid for pid, _ in results}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
def test_the_death_of_a_worker_is_told_in_words():
    with pytest.raises(CodingError, match="--jobs 1"):
        list(LocalProcesses(2).map(killed, Chunks(PAGES, NOW, size=3), KnowledgeSource()))


@pytest.mark.parametrize("executor", [InProcess(), LocalProcesses(2)])
def test_results_can_be_given_up(executor):
    pieces = executor.map(number, Chunks(PAGES, NOW, size=2), KnowledgeSource())
    assert next(pieces) == [page.case_no for page in PAGES[:2]]
    pieces.close()
    assert list(pieces) == []


def test_a_chunk_that_was_sent_away_is_the_same_chunk():
    pages = (*PAGES, FrontPage({"case_no": PAGES[0].case_no}))
    waiver = Waiver("FP-STD-002", "接口如此", "甲", NOW)
    chunk = Chunks(pages, NOW, Contexts((waiver,), audience="coder"), size=5)[0]
    again = pickle.loads(pickle.dumps(chunk))
    assert isinstance(again, Chunk)
    assert again == chunk
    assert again.pages[0][1].neighbours == (pages[-1],)


def test_what_goes_between_workers_pickles(embedded):
    page = PAGES[0]
    change = set_field(page, "sex", "1")
    context = Context(NOW, (PAGES[1],), (Waiver("FP-STD-002", "接口如此", "甲", NOW),), "coder")
    seen = examine(page, embedded, context)
    shift = preview(page, change, embedded, context)
    for thing in (page, change, context, seen, shift, verdict_of(seen, context), KnowledgeSource(), Contexts()):
        assert pickle.loads(pickle.dumps(thing)) == thing
