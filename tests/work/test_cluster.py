"""Work in a cluster: the same results in the same order, whatever becomes of the workers; nobody works under another
Knowledge; what is wrong with the cluster is told in a sentence.
"""

import errno
import os
import pickle
import shutil
import signal
import sys
import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial

import pytest

from coding.base.errors import CodingError, UnusableInputError
from coding.commands.check_outcome import outcome_of
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource, load_knowledge
from coding.page.front_page import FrontPage
from coding.work import cluster_worker
from coding.work.batch import map_chunks
from coding.work.chunks import Chunks
from coding.work.cluster import opened_cluster, processes_of
from coding.work.cluster_worker import OtherProgramError
from coding.work.executors import InProcess
from coding.work.job_bundle import Bundle, bundle_of, unpacked
from coding.work.jobs import LostChunk, Opened
from coding.work.pages_job import PagesJob
from tests.exchange.make_files import FOLDER
from tests.work.cluster_of_tests import small_cluster

NOW = datetime(2026, 11, 1, 12)
PAGES = read_file(FOLDER / "n041_utf8.csv").pages
NUMBERED = tuple(FrontPage({"case_no": f"{n}"}) for n in range(12))


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with small_cluster(tmp_path_factory.mktemp("workers")) as cluster:
        yield cluster.scheduler_address


@pytest.fixture(scope="module")
def cluster(address):
    with opened_cluster(address) as opened:
        yield opened


def number(page, knowledge, context):
    return page.case_no


def titled(page, knowledge, context):
    return knowledge.codes.dx.title, os.getpid()


def killed_once(page, knowledge, context, *, mark):
    """Takes its worker down the first time that page 5 is done."""
    if page.case_no == "5":
        try:
            os.close(os.open(mark, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            return page.case_no
        os.kill(os.getpid(), signal.SIGKILL)
    return page.case_no


def killed_always(page, knowledge, context):
    if page.case_no == "5":
        os.kill(os.getpid(), signal.SIGKILL)
    return page.case_no


def broken(page, knowledge, context):
    if page.case_no == "5":
        raise ValueError(page.case_no)
    return page.case_no


def refused(page, knowledge, context):
    raise CodingError("这一页不行。")


def unsendable(page, knowledge, context):
    return (lambda: page) if page.case_no == "5" else page.case_no


@dataclass(frozen=True)
class WithoutRoom:
    """A job that is opened in this process only: elsewhere there is no room for it."""

    process: int

    def files(self):
        return ()

    def at(self, places):
        return self

    def opened(self):
        if os.getpid() != self.process:
            raise OSError(errno.ENOSPC, "no space")
        return Opened("roomy", str)


@dataclass(frozen=True)
class OfThisProcess:
    """A job that is another one wherever it is opened."""

    def files(self):
        return ()

    def at(self, places):
        return self

    def opened(self):
        return Opened(f"{os.getpid()}", str)


@dataclass(frozen=True)
class Plainly:
    """Work that asks for no Knowledge: a worker that was killed is back sooner."""

    work: object

    def files(self):
        return ()

    def at(self, places):
        return self

    def opened(self):
        return Opened("plain", self.done)

    def done(self, chunk):
        return [self.work(page, None, context) for page, context in chunk.opened()]


class WithoutKnowledge:
    """The cluster as an executor of such work."""

    def __init__(self, cluster):
        self.cluster = cluster

    def map(self, work, chunks, source):
        return self.cluster.each(Plainly(work), (chunks.packed(at) for at in range(len(chunks))))


def test_a_cluster_gives_what_this_process_gives_in_the_same_order(cluster):
    chunks = Chunks(PAGES, NOW, size=2)
    work = partial(outcome_of, principals=True)
    here = list(InProcess().map(work, chunks, KnowledgeSource()))
    assert list(cluster.map(work, chunks, KnowledgeSource())) == here
    assert len(here) > 2


def test_results_that_are_no_longer_wanted_are_given_up(cluster):
    drawn = []

    def items():
        for at in range(100):
            drawn.append(at)
            yield Chunks(PAGES, NOW, size=2).packed(0)

    found = cluster.each(PagesJob(number, KnowledgeSource()), items())
    assert next(found) == [page.case_no for page in PAGES[:2]]
    found.close()
    assert list(found) == []
    assert len(drawn) <= 8  # three for each worker are on their way, not all


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
def test_the_work_of_a_killed_worker_is_another_workers(cluster, tmp_path):
    work = partial(killed_once, mark=str(tmp_path / "killed"))
    assert list(map_chunks(work, Chunks(NUMBERED, NOW, size=2), KnowledgeSource(), WithoutKnowledge(cluster))) == [
        page.case_no for page in NUMBERED
    ]
    assert (tmp_path / "killed").exists()


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="没有 SIGKILL")
def test_what_kills_its_workers_again_and_again_is_told_and_the_rest_goes_on(cluster):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    pages = tuple(FrontPage({"case_no": f"{n}"}, origin=pages[0].origin) for n in range(12))
    lost = []

    def told(rows, own):
        lost.append(rows)
        return ["?"] * len(own)

    found = list(
        map_chunks(killed_always, Chunks(pages, NOW, size=2), KnowledgeSource(), WithoutKnowledge(cluster), lost=told)
    )
    assert found == ["0", "1", "2", "3", "?", "?", "6", "7", "8", "9", "10", "11"]
    [rows] = lost
    assert (rows.file, rows.pages) == ("n041_utf8.csv", 2)
    assert "一再意外退出" in rows.in_words()


def test_a_defect_of_ours_costs_its_chunk_and_a_sentence_ends_the_run(cluster):
    found = list(WithoutKnowledge(cluster).map(broken, Chunks(NUMBERED, NOW, size=4), KnowledgeSource()))
    assert found[0] == ["0", "1", "2", "3"]
    assert isinstance(found[1], LostChunk)
    assert "ValueError" in found[1].trace
    assert found[2] == ["8", "9", "10", "11"]
    assert "Compute Failed" not in str(cluster._client.get_worker_logs())  # what they tell quotes what they were given
    with pytest.raises(CodingError, match="这一页不行"):
        list(WithoutKnowledge(cluster).map(refused, Chunks(NUMBERED, NOW), KnowledgeSource()))
    with pytest.raises(CodingError, match="第 0 行共 4 份没有结果"):  # where nobody asks for what is lost
        list(map_chunks(broken, Chunks(NUMBERED[4:8], NOW, size=4), KnowledgeSource(), WithoutKnowledge(cluster)))


def test_a_result_that_cannot_be_sent_costs_its_chunk(cluster):
    found = list(WithoutKnowledge(cluster).map(unsendable, Chunks(NUMBERED, NOW, size=4), KnowledgeSource()))
    assert [isinstance(piece, LostChunk) for piece in found] == [False, True, False]
    assert "Compute Failed" not in str(cluster._client.get_worker_logs())


def test_a_worker_that_has_no_room_for_the_files_loses_nothing_and_ends_the_run(cluster):
    with pytest.raises(CodingError, match=r"工作进程 tcp://127\.0\.0\.1:\d+ 打不开知识文件（磁盘已满）"):
        list(cluster.each(WithoutRoom(os.getpid()), ["甲", "乙"]))


def test_a_worker_that_has_not_got_the_files_is_sent_them(cluster, tmp_path):
    folder = tmp_path / "只在这台机器上"
    folder.mkdir()
    (folder / "诊断.csv").write_text("编码,名称\nJ18.900,肺炎\nI10.x00,高血压\n", encoding="utf-8")
    source = KnowledgeSource(dx_table=str(folder / "诊断.csv"))
    ours = load_knowledge(source)

    def items():
        shutil.rmtree(folder)  # before the first is sent, and after the files have been read
        yield from (Chunks(PAGES, NOW, size=4).packed(at) for at in range(2))

    found = [one for piece in cluster.each(PagesJob(titled, source), items()) for one in piece]
    assert {title for title, _ in found} == {ours.codes.dx.title}
    assert os.getpid() not in {process for _, process in found}


def test_a_worker_that_comes_to_another_knowledge_does_nothing(cluster):
    with pytest.raises(OtherProgramError, match="知识指纹"):
        list(cluster.each(OfThisProcess(), ["甲"]))


def test_a_worker_of_another_version_is_refused_before_anything_is_sent(address, cluster, monkeypatch):
    monkeypatch.setattr(cluster_worker, "spoken", lambda: ("0.0.1", "3.11"))
    with pytest.raises(OtherProgramError, match=r"本机是 0\.0\.1、3\.11"):  # one that came while the run went on
        list(cluster.map(number, Chunks(PAGES, NOW), KnowledgeSource()))


def test_what_was_damaged_on_its_way_is_not_opened(tmp_path):
    bundle = bundle_of(PagesJob(number, KnowledgeSource()))
    with pytest.raises(CodingError, match="不符"):
        unpacked(Bundle(bundle.data + b" ", bundle.digest), tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_folder_is_sent_whole_and_laid_down_for_this_user_alone(tmp_path):
    pack = tmp_path / "方案"
    (pack / "中").mkdir(parents=True)
    (pack / "a.csv").write_bytes(b"1")
    (pack / "中" / "b.csv").write_bytes(b"2")
    job = PagesJob(number, KnowledgeSource(scheme=str(pack), policy="demo", rules="x"))
    moved = unpacked(bundle_of(job), tmp_path / "there")
    assert moved.source.policy == "demo"
    place = tmp_path / "there" / "0" / "方案"
    assert moved.source.scheme == str(place)
    assert {p.relative_to(place).as_posix(): p.read_bytes() for p in place.rglob("*") if p.is_file()} == {
        "a.csv": b"1",
        "中/b.csv": b"2",
    }
    if hasattr(os, "getuid"):
        assert (tmp_path / "there").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("said", ["local", "local:0", "local:x", "10.0.0.1:8786", "http://a:1", "tcp://a", ""])
def test_words_that_are_no_cluster_are_told(said):
    with pytest.raises(UnusableInputError, match="local:2"):
        processes_of(said)


def test_an_address_is_one_of_a_scheduler_or_a_number_of_processes():
    assert [processes_of(said) for said in ("local:3", "tcp://a.b:8786", "tls://10.0.0.1:1", "tcp://[::1]:8786")] == [
        3, 0, 0, 0,
    ]  # fmt: skip


def test_a_missing_library_is_told(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UnusableInputError, match=r"frontpage-coding\[cluster\]"), opened_cluster("local:2"):
        pass


def test_an_address_where_nobody_answers_is_told_soon(monkeypatch):
    pytest.importorskip("distributed", reason="没有装 distributed")
    monkeypatch.setattr("coding.work.cluster._ANSWER", 1)
    with pytest.raises(UnusableInputError, match="没有回答"), opened_cluster("tcp://127.0.0.1:9"):
        pass


def test_tls_without_certificates_is_told(monkeypatch):
    pytest.importorskip("distributed", reason="没有装 distributed")
    with pytest.raises(UnusableInputError, match="证书"), opened_cluster("tls://127.0.0.1:9"):
        pass


def test_a_scheduler_without_workers_is_told(monkeypatch, tmp_path):
    distributed = pytest.importorskip("distributed", reason="没有装 distributed")
    wait = distributed.Client.wait_for_workers  # it is there, and answers when it can; nobody will come
    monkeypatch.setattr(distributed.Client, "wait_for_workers", lambda client, count, **_how: wait(client, count, 1))
    with (
        small_cluster(tmp_path, 0, processes=False) as empty,
        pytest.raises(UnusableInputError, match="没有工作进程"),
        opened_cluster(empty.scheduler.address),
    ):
        pass


def test_a_cluster_of_this_machine_is_closed_to_its_other_users_and_ends(tmp_path):
    pytest.importorskip("distributed", reason="没有装 distributed")
    with opened_cluster("local:1") as opened:
        assert opened._client.scheduler.address.startswith("tls://127.0.0.1:")
        [worker] = opened._client.run(os.getpid).values()
        assert [one for piece in opened.map(number, Chunks(PAGES, NOW), KnowledgeSource()) for one in piece] == [
            page.case_no for page in PAGES
        ]
    ended = time.monotonic() + 300
    while _lives(worker):
        assert time.monotonic() < ended
        time.sleep(0.05)


def _lives(process):
    try:
        os.kill(process, 0)
    except OSError:
        return False
    return True


def test_a_packed_chunk_is_the_chunk(tmp_path):
    pages = (*PAGES, FrontPage({"case_no": PAGES[0].case_no}))
    chunks = Chunks(pages, NOW, size=5)
    sent = [pickle.loads(pickle.dumps(chunks.packed(at))) for at in range(len(chunks))]
    assert [chunk.opened() for chunk in sent] == list(chunks)
    assert list(sent[0].comparable()) == list(chunks.packed(0).comparable())
    assert list(Chunks(pages, datetime(2026, 11, 2), size=5).packed(0).comparable()) != list(sent[0].comparable())
