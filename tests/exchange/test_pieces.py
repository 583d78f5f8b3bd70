"""A file taken apart gives the rows that it gives as a whole, whatever is wrong with it."""

import random

import pytest

from coding.commands.door import run
from coding.exchange.pieces import pieces_of
from coding.exchange.read import open_source

HEADER = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px"
ROW = "{},1,60,,,内科,8,1,0,I50.900|J96.000,36.1100"


def rows_of(records):
    # the line of the file that a sentence names is the piece's own: nobody is told it
    return [(r.cells, r.problem.partition("（")[0], r.kind) for r in records if r.problem or any(r.cells)]


def write(path, lines, encoding="utf-8-sig", end="\r\n"):
    path.write_bytes((end.join([HEADER, *lines]) + end).encode(encoding))
    return path


ODD = [
    "",
    "a,b",
    ROW.format("x") + ",,,",
    ROW.format("x") + ",1",
    ROW.format("\x00"),
    ",,,,,,,,,,",
    "\ufeff" + ROW.format("bom"),
]


@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("extra", [[], ODD, ['"q",1,60,,,"内,科",8,1,0,I50.900,'], ['"two\nlines",1', 'un"even']])
def test_the_pieces_hold_the_rows_of_the_whole(tmp_path, end, encoding, extra):
    if encoding == "gb18030":
        extra = [line.replace("\ufeff", "") for line in extra]
    lines = [ROW.format(n) for n in range(400)]
    chance = random.Random(5)
    for line in extra:
        lines.insert(chance.randrange(200, 400), line)
    source = open_source(write(tmp_path / "cases.csv", lines, encoding, end))
    pieces = list(pieces_of(source, size=2000))
    if encoding == "utf-16" or end == "\r":
        assert len(pieces) <= 1
    else:
        assert len(pieces) > 3
    if pieces:
        assert [row for piece in pieces for row in rows_of(piece.records())] == rows_of(source.records())


def test_broken_bytes_are_found_in_a_piece_as_in_the_whole(tmp_path):
    path = write(tmp_path / "cases.csv", [ROW.format(n) for n in range(300)])
    data = path.read_bytes()
    at = data.index("内科".encode(), len(data) // 2)
    path.write_bytes(data[:at] + b"\xff\xfe" + data[at + 2 :])
    source = open_source(path)
    assert [r for p in pieces_of(source, size=2000) for r in rows_of(p.records())] == rows_of(source.records())


def test_a_file_without_an_end_of_line_at_its_end_is_whole(tmp_path):
    path = write(tmp_path / "cases.csv", [ROW.format(n) for n in range(300)])
    path.write_bytes(path.read_bytes()[:-2])
    source = open_source(path)
    assert [r for p in pieces_of(source, size=2000) for r in rows_of(p.records())] == rows_of(source.records())


def test_a_large_file_is_grouped_in_its_order_row_by_row(tmp_path):
    """Large enough to be shared out among processes; the few rows of the small one are not."""
    lines = [ROW.format(f"N{n}") if n % 7 else f"N{n},9,,,,,,,,," for n in range(60_000)]
    large, small = write(tmp_path / "large.csv", lines), write(tmp_path / "small.csv", lines[:70])
    for file in (large, small):
        assert run(["group", str(file), "--out", str(file.with_suffix(".out"))]) == 0
    found = large.with_suffix(".out").read_text("utf-8-sig").splitlines()
    assert found[:71] == small.with_suffix(".out").read_text("utf-8-sig").splitlines()
    assert [line.split(",")[0] for line in found[1:]] == [f"N{n}" for n in range(60_000)]
