"""A large text file read by two processes: what comes of it is what one reader finds."""

import csv
import errno
import os
import random
import signal
from dataclasses import fields
from itertools import cycle

import pytest

from coding.base.resources import resource_path
from coding.exchange import rows_read, two_readers
from coding.exchange.read import read_files
from coding.exchange.rows_read import RowsRead

ROWS = 5_000
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system starts no process by forking")


@pytest.fixture(autouse=True)
def _worth_it(monkeypatch):
    """Two readers are worth it for few rows too, and the threads of other tests do not matter to the reading."""
    monkeypatch.setattr(two_readers, "_WORTH_TWO", 200)
    monkeypatch.setattr(two_readers.threading, "active_count", lambda: 1)


@pytest.fixture
def joined(monkeypatch):
    """Whether the halves were joined, a truth for each reading by two."""
    told = []
    join = RowsRead.join
    monkeypatch.setattr(RowsRead, "join", lambda *given: told.append(join(*given)) or told[-1])
    return told


def _sample():
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *rows = csv.reader(file)
    return header, rows


def _numbered(rows, count):
    """So many pages of these rows, each with a record number of its own."""
    header = _sample()[0].index("BAH")
    return [[*cells[:header], f"{n:07d}", *cells[header + 1 :]] for n, cells in zip(range(count), cycle(rows))]


def _write(path, header, rows, encoding="gb18030"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return path


def _spoilt(header, rows, dice):
    """Rows as they come: cells with line ends, words for codes, formula errors, cut numbers, rows that are no pages."""
    places = {key: header.index(key) for key in ("BAH", "XM", "XB", "SFZH", "ZFY", "RYTJ", "XZZ")}
    for number in range(ROWS):
        cells = list(rows[number % len(rows)])
        cells[places["BAH"]] = f"{dice.randrange(ROWS):07d}" if number % 3 else f"{number:07d}"
        match dice.randrange(12):
            case 0:
                cells[places["XZZ"]] = '某路\r\n“三”号,"东"'
            case 1:
                cells[places["RYTJ"]] = dice.choice(("急诊", "门诊", "转院"))
            case 2:
                cells[places["ZFY"]] = "#VALUE!"
            case 3:
                cells[places["SFZH"]] = "3.3E+17"
            case 4:
                cells[places["BAH"]] = cells[places["XM"]] = ""
            case 5:
                cells = cells[: dice.randrange(3, 40)]
        yield cells


def _told(path):
    one, two = read_files(path), read_files(path, jobs=2)
    for alone, halves in zip(one, two, strict=True):
        for field in fields(alone):
            mine, theirs = getattr(alone, field.name), getattr(halves, field.name)
            if field.name == "pages":
                mine, theirs = list(mine), list(theirs)
            assert mine == theirs, field.name
    return two


@needs_fork
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_two_find_is_what_one_finds(tmp_path, joined, seed):
    header, rows = _sample()
    [read] = _told(_write(tmp_path / "月.csv", header, _spoilt(header, rows, random.Random(seed))))
    assert read.rejects
    assert read.repairs
    assert read.foreign
    assert read.notes
    assert read.looked.repeated
    assert len(read.pages) + len(read.rejects) == ROWS
    assert joined == [True]


@needs_fork
def test_a_stay_that_stands_in_both_halves_is_a_repetition(tmp_path, joined):
    header, rows = _sample()
    many = _numbered(rows, 1_000)
    many[990] = many[10]
    many[995] = many[10]
    [read] = _told(_write(tmp_path / "月.csv", header, many))
    assert read.looked.repeated == {990: 10, 995: 10}
    assert joined == [True]


@needs_fork
def test_a_file_torn_in_the_middle_ends_where_one_reader_ends(tmp_path, joined, monkeypatch):
    monkeypatch.setattr(rows_read, "_MOST_TURNED_BACK", 300)
    monkeypatch.setattr(rows_read, "_MANY_TURNED_BACK", 20)
    header, rows = _sample()
    torn = [*rows[:100], *([["x"]] * 400), *rows[:100]]
    [read] = _told(_write(tmp_path / "月.csv", header, torn))
    assert any("其后没有再读" in note for note in read.notes)
    assert joined == [False]


@needs_fork
@pytest.mark.parametrize(("pages", "each"), [(800, 2), (300, 1)], ids=["each half", "both together"])
def test_more_foreign_texts_than_are_counted_are_counted_by_one(tmp_path, joined, pages, each):
    header, rows = _sample()
    many = _numbered(rows, pages)
    for number, cells in enumerate(many):
        cells[header.index("RYTJ")] = f"途径{number // each}"
    [read] = _told(_write(tmp_path / "月.csv", header, many))
    assert read.foreign["admission_route"].is_open
    assert joined == [False]


@needs_fork
def test_what_stands_beside_a_foreign_text_is_that_of_its_first_pages_whichever_half_they_are_in(tmp_path, joined):
    """Of the first three pages of the text one says nothing beside it, and it is the first of its half."""
    header, rows = _sample()
    many = _numbered(rows, 600)
    for number in (10, 400, 401, 402):
        many[number][header.index("RYTJ")] = "急诊科"
        many[number][header.index("ZFY")] = {10: "#VALUE!", 400: "1", 401: "#REF!", 402: "#N/A"}[number]
    [read] = _told(_write(tmp_path / "月.csv", header, many))
    [value] = [v for v in read.foreign["admission_route"].values if v.text == "急诊科"]
    assert [beside["ZFY"] for beside in value.beside] == ["#VALUE!", "#REF!"]
    assert joined == [True]


@needs_fork
@pytest.mark.parametrize(
    "lacking", ["multiprocessing.context.ForkProcess.start", "coding.exchange.two_readers.PageSpool"]
)
def test_where_no_second_reader_can_be_started_the_first_reads_all(tmp_path, monkeypatch, lacking):
    header, rows = _sample()
    path = _write(tmp_path / "月.csv", header, [list(rows[n % len(rows)]) for n in range(600)])

    def refuse(*_told):
        raise OSError(errno.ENOMEM, "no memory")

    monkeypatch.setattr(lacking, refuse)
    [read] = _told(path)
    assert len(read.pages) == 600


@needs_fork
def test_where_the_second_reader_is_killed_the_first_reads_all(tmp_path, monkeypatch):
    header, rows = _sample()
    many = [list(rows[n % len(rows)]) for n in range(600)]
    path = _write(tmp_path / "月.csv", header, many)

    def die(*_told):
        os.kill(os.getpid(), signal.SIGKILL)

    monkeypatch.setattr(two_readers, "_read_second", die)
    [read] = _told(path)
    assert len(read.pages) == 600


@needs_fork
def test_where_the_second_reader_fails_the_first_reads_all_and_nothing_is_printed(tmp_path, monkeypatch, capfd):
    header, rows = _sample()
    many = [list(rows[n % len(rows)]) for n in range(600)]
    path = _write(tmp_path / "月.csv", header, many)

    class Failing(two_readers._ToDisk):
        def append(self, page):
            raise MemoryError(page.case_no)

    monkeypatch.setattr(two_readers, "_ToDisk", Failing)
    [read] = _told(path)
    assert len(read.pages) == 600
    assert capfd.readouterr().err == ""


def test_few_rows_are_read_by_one(tmp_path, monkeypatch):
    monkeypatch.setattr(two_readers, "_WORTH_TWO", 4_000)
    monkeypatch.setattr(two_readers.multiprocessing, "get_context", lambda _: pytest.fail("another process"))
    header, rows = _sample()
    [read] = read_files(_write(tmp_path / "月.csv", header, rows), jobs=2)
    assert len(read.pages) == len(rows)
