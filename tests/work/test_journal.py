"""A run that was interrupted is taken up again: what is done is not done anew, and the result is the same."""

import os
import pickle
from datetime import datetime
from functools import partial

import pytest

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.commands.check_outcome import outcome_of
from coding.exchange.read import open_source, read_file
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.front_page import FrontPage
from coding.work.batch import map_chunks
from coding.work.chunks import Chunks
from coding.work.executors import InProcess, LocalProcesses
from coding.work.grouped_rows import GroupedLines, LostLines, RowsJob, RowWriter, grouped_by
from coding.work.jobs import LostChunk
from coding.work.journal import Journal, Journaled, kept_or_done
from coding.work.month_page import month_page
from coding.work.switch_side import SwitchSide
from coding.work.switching import compare_read
from tests.exchange.make_files import FOLDER

NOW = datetime(2026, 11, 1, 12)
PAGES = tuple(FrontPage({"case_no": f"{n}"}) for n in range(10))


def number(page, knowledge, context):
    return page.case_no, context.as_of


class Stopping:
    """An executor that is stopped after some chunks; it counts what it does."""

    def __init__(self, after):
        self.after, self.done = after, 0

    def map(self, work, chunks, source):
        for piece in InProcess().map(work, chunks, source):
            if self.done == self.after:
                raise KeyboardInterrupt
            self.done += 1
            yield piece


def journal(tmp_path, asked="x", now=NOW):
    return Journal(tmp_path / "out", asked, now)


def run(kept, executor, work=number, pages=PAGES, now=NOW):
    return list(map_chunks(work, Chunks(pages, now, size=2), KnowledgeSource(), Journaled(executor, kept)))


def interrupted(tmp_path, after=3, **more):
    kept = journal(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        run(kept, Stopping(after), **more)
    return kept


def test_only_what_was_not_done_is_done(tmp_path):
    interrupted(tmp_path)
    rest = Stopping(99)
    again = journal(tmp_path)
    assert len(again.kept) == 3
    assert run(again, rest) == [(page.case_no, NOW) for page in PAGES]
    assert rest.done == 2
    again.remove()
    assert list(tmp_path.iterdir()) == []


def test_processes_do_what_is_missing(tmp_path):
    interrupted(tmp_path)
    assert run(journal(tmp_path), LocalProcesses(2)) == [(page.case_no, NOW) for page in PAGES]


def test_a_run_that_is_taken_up_goes_on_at_the_moment_it_began(tmp_path):
    interrupted(tmp_path)
    assert journal(tmp_path, now=datetime(2027, 1, 1)).now == NOW


def test_another_wish_begins_anew(tmp_path):
    interrupted(tmp_path)
    other = journal(tmp_path, "y", datetime(2027, 1, 1))
    assert (other.kept, other.now) == (frozenset(), datetime(2027, 1, 1))


@pytest.mark.parametrize("what", ["page", "day", "work"])
def test_what_has_changed_since_is_done_anew(tmp_path, what):
    interrupted(tmp_path)
    pages = (FrontPage({"case_no": "0", "sex": "1"}), *PAGES[1:]) if what == "page" else PAGES
    now = datetime(2026, 11, 2) if what == "day" else NOW
    work = partial(outcome_of, principals=False) if what == "work" else number
    rest = Stopping(99)
    run(journal(tmp_path), rest, work, pages, now)
    assert rest.done == {"page": 3, "day": 5, "work": 5}[what]


def test_the_folder_is_for_this_user_alone(tmp_path):
    kept = interrupted(tmp_path)
    assert kept.folder == tmp_path / "out.resume"
    if hasattr(os, "getuid"):
        assert {path.stat().st_mode & 0o077 for path in (kept.folder, *kept.folder.iterdir())} == {0}
        kept.folder.chmod(0o755)
        with pytest.raises(UnusableInputError, match="不是只给本人"):
            journal(tmp_path)


def test_what_a_stranger_has_put_there_is_not_run(tmp_path):
    kept = interrupted(tmp_path)
    for name in kept.folder.iterdir():
        if name.name != "run.json":
            name.write_bytes(pickle.dumps(os.system))
    with pytest.raises(UnusableInputError, match="读不出来"):
        run(journal(tmp_path), Stopping(99))


def test_of_what_was_lost_nothing_is_kept(tmp_path):
    class Losing:
        def map(self, work, chunks, source):
            for at, piece in enumerate(InProcess().map(work, chunks, source)):
                yield LostChunk("不行") if at == 1 else piece

    kept = journal(tmp_path)
    found = list(Journaled(Losing(), kept).map(number, Chunks(PAGES, NOW, size=2), KnowledgeSource()))
    assert found[1] == LostChunk("不行")
    assert not kept.is_whole
    assert len(journal(tmp_path).kept) == 4


@pytest.mark.parametrize(
    "work",
    [
        partial(outcome_of, principals=True),
        partial(month_page, spells=(read_period("2020"), read_period("2026")), wants_paid=True),
    ],
    ids=["check", "month"],
)
def test_every_kind_of_result_comes_back_as_it_was(tmp_path, work):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    plain = run(journal(tmp_path), InProcess(), work, pages)
    assert run(journal(tmp_path), Stopping(0), work, pages) == plain


def test_a_comparison_is_taken_up(tmp_path):
    pages = read_file(FOLDER / "n041_utf8.csv").pages
    sides = (SwitchSide(), SwitchSide())
    first = compare_read(pages, KnowledgeSource(), sides, Journaled(InProcess(), journal(tmp_path)))
    again = compare_read(pages, KnowledgeSource(), sides, Journaled(Stopping(0), journal(tmp_path)))
    assert again == first


class Numbers(RowWriter):
    """Writes the number of every row."""

    stamp = "n"

    def lines(self, records):
        found = [f"{record.cells[0]}\r\n" for record in records]
        return GroupedLines("".join(found), len(found), 0)

    def unanswered(self, records):
        found = ["?\r\n" for _ in records]
        return GroupedLines("".join(found), len(found), len(found))


class NumbersRecipe:
    def __repr__(self):
        return "numbers"

    def files(self):
        return ()

    def at(self, places):
        return self

    def row_writer(self, shape):
        return Numbers()


def rows_file(tmp_path):
    path = tmp_path / "cases.csv"
    path.write_text(
        "case_id,sex,age,los_days,dx,px\n" + "".join(f"{n},1,60,8,J18.900,\n" for n in range(5000)), encoding="utf-8"
    )
    return open_source(path)


def test_rows_are_taken_up_and_a_lost_piece_leaves_no_row_out(tmp_path, monkeypatch):
    monkeypatch.setattr("coding.work.grouped_rows.pieces_of", lambda source: iter(()))
    source, kept = rows_file(tmp_path), journal(tmp_path)
    done = []

    def each(items, lost=()):
        for at, item in enumerate(items):
            done.append(at)
            yield LostChunk("不行") if at in lost else Numbers().lines(item)

    def do(job, items, lost=(1,)):
        assert isinstance(job, RowsJob)
        return kept_or_done(journal(tmp_path), job, items, partial(each, lost=lost))

    first = list(grouped_by(source, NumbersRecipe(), Numbers(), do))
    [lost] = [one for one in first if isinstance(one, LostLines)]
    assert (lost.first, lost.lines.rows, lost.lines.unreadable) == (2001, 2000, 2000)
    assert lost.in_words() == "第 2,001–4,000 行没有结果：不行。"
    done.clear()
    again = list(grouped_by(source, NumbersRecipe(), Numbers(), partial(do, lost=())))
    assert "".join(one.text for one in again) == "".join(f"{n}\r\n" for n in range(5000))
    assert len(done) == 1
    kept.remove()


def test_under_another_content_of_the_same_file_all_is_done_anew(tmp_path):
    table = tmp_path / "诊断.csv"
    table.write_text("编码,名称\nJ18.900,肺炎\n", encoding="utf-8")
    source, chunks = KnowledgeSource(dx_table=str(table)), Chunks(PAGES, NOW, size=2)
    done = [Stopping(99), Stopping(99), Stopping(99)]
    for at, executor in enumerate(done):
        list(Journaled(executor, journal(tmp_path)).map(number, chunks, source))
        if at == 1:
            table.write_text("编码,名称\nJ18.901,肺炎\n", encoding="utf-8")
    assert [executor.done for executor in done] == [5, 0, 5]
