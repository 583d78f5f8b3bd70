"""Tables whose header or whose data do not say the truth: no good row is lost silently, no shifted one is taken."""

import pytest

from coding.exchange.read import read_file
from tests.exchange.dbf_bytes import table

ROWS = [(b"%08d" % n, "张样例".encode("gbk"), b"K80.000") for n in range(1, 13)]
NAMES = [f"{n:08}" for n in range(1, 13)]
#: Bytes of a record, with its deletion mark.
LENGTH = 29


@pytest.fixture
def read(tmp_path):
    def run(data):
        path = tmp_path / "三月.dbf"
        path.write_bytes(data)
        return read_file(path)

    return run


def taken(reading):
    return [page.case_no for page in reading.pages]


@pytest.mark.parametrize("count", [0, 3, 11])
@pytest.mark.parametrize(
    "end", [b"\x1a", b"", b"\x1a" + bytes(200), bytes(200)], ids=["end", "no end", "slack", "zeros"]
)
def test_rows_beyond_the_count_of_the_header_are_read_and_told(read, count, end):
    reading = read(table(rows=ROWS, count=count, end=end))
    assert taken(reading) == NAMES
    assert not reading.rejects
    assert [n for n in reading.notes if f"写明 {count} 行，实际有 12 行" in n]


def test_a_deleted_row_beyond_the_count_stays_deleted(read):
    deleted = b"*" + b"".join(cell.ljust(width) for cell, width in zip(ROWS[0], (8, 8, 12), strict=True))
    reading = read(table(rows=[*ROWS[:3], deleted, *ROWS[4:]], count=3))
    assert taken(reading) == [*NAMES[:3], *NAMES[4:]]
    assert any("1 行带删除标记" in note for note in reading.notes)


def test_a_count_that_is_right_is_not_told(read):
    assert read(table(rows=ROWS)).notes == ()


@pytest.mark.parametrize("lost", [1, 2, 7])
def test_rows_after_lost_bytes_are_turned_back_not_taken(read, lost):
    data = table(rows=ROWS)
    at = len(data) - 1 - 8 * LENGTH + 12  # in the name of the fifth row
    reading = read(data[:at] + data[at + lost :])
    assert taken(reading) == NAMES[:4]
    assert [reject.row for reject in reading.rejects] == list(range(5, 13))
    assert all("错位" in reject.reason or "不完整" in reject.reason for reject in reading.rejects)
    assert any("从第 5 行起数据错位" in note for note in reading.notes)


@pytest.mark.parametrize("more", [b"x", b"\r\n", b"abc"], ids=["one", "two", "three"])
def test_rows_after_bytes_that_came_in_between_are_turned_back(read, more):
    data = table(rows=ROWS)
    at = len(data) - 1 - 8 * LENGTH + 12
    reading = read(data[:at] + more + data[at:])
    assert taken(reading) == NAMES[:4]
    assert len(reading.rejects) >= 8


def test_one_mark_that_was_hit_costs_its_row_alone(read):
    data = bytearray(table(rows=ROWS))
    data[-1 - 8 * LENGTH] ^= 1
    reading = read(bytes(data))
    assert taken(reading) == [*NAMES[:4], *NAMES[5:]]
    assert [(reject.row, "错位" in reject.reason) for reject in reading.rejects] == [(5, True)]


def test_bytes_that_are_no_text_cost_their_row(read):
    rows = [ROWS[0], (b"00000002", b"\xd5\xff\xd1\xf9", b"K80.000"), ROWS[2]]
    reading = read(table(rows=rows))
    assert taken(reading) == [NAMES[0], NAMES[2]]
    assert "无法解读的字节" in reading.rejects[0].reason


def test_columns_that_do_not_fill_the_record_are_told(read):
    data = bytearray(table(rows=ROWS))
    data[32 + 16] = 6  # the record number is said to be two bytes shorter
    assert any("列可能错位" in note for note in read(bytes(data)).notes)
