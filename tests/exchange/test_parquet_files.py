"""Front pages in Parquet: the same pages as in CSV, from files of all ages; what cannot be read is one sentence."""

import csv
import errno
import os
import random
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import UnusableInputError
from coding.base.parquet_process import ParquetReader
from coding.base.resources import resource_path
from coding.exchange.parquetfile import open_parquet_file, parquet_files
from coding.exchange.peek import peek
from coding.exchange.read import open_source, read_file, read_files
from coding.exchange.spool import IN_MEMORY, PageStack, SpoolPart
from coding.review.people import Person, Role
from coding.work.given_files import GivenKind, sorted_out

pa = pytest.importorskip("pyarrow", reason="pyarrow is not installed: the extra [province]")
pq = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed: the extra [province]")


def sample(rows=60):
    with resource_path("sample/sample_n041.csv").open(encoding="gb18030", newline="") as file:
        header, *found = csv.reader(file)
    return header, found[:rows]


def table_of(header, rows):
    return pa.table({name: pa.array(cells) for name, cells in zip(header, zip(*rows, strict=True), strict=True)})


def written(path, table, **how):
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path, **how)
    return path


def told(page):
    return page.values, page.diagnoses, page.procedures, page.intensive_cares, page.supplied, page.origin.row


@pytest.fixture(scope="module")
def reader():
    found = ParquetReader()
    yield found
    found.close()


def rows_of(path, reader):
    return list(reader.rows(path))


@pytest.mark.parametrize(
    "how",
    [
        {"version": "1.0", "compression": "snappy"},
        {"version": "2.4", "compression": "zstd", "data_page_version": "2.0"},
        {"version": "2.6", "compression": "gzip", "use_dictionary": False, "row_group_size": 7},
        {"compression": "none", "write_statistics": False, "use_byte_stream_split": False},
    ],
)
def test_pages_are_those_of_the_csv_file_however_the_file_was_written(tmp_path, how):
    header, rows = sample()
    with (tmp_path / "pages.csv").open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    of_csv = read_file(tmp_path / "pages.csv")
    of_parquet = read_file(written(tmp_path / "pages.parquet", table_of(header, rows), **how))
    assert list(map(told, of_parquet.pages)) == list(map(told, of_csv.pages))
    assert of_parquet.repairs == of_csv.repairs
    assert (of_parquet.layout, of_parquet.columns) == (of_csv.layout, of_csv.columns)


def test_words_of_a_dictionary_are_the_words(tmp_path, reader):
    table = pa.table({"XM": pa.array(["张三", None, "张三"]).dictionary_encode(), "BAH": ["1", "2", "3"]})
    assert rows_of(written(tmp_path / "d.parquet", table), reader) == [["张三", "1"], ["", "2"], ["张三", "3"]]


CASES = [
    (pa.array([date(2026, 1, 31), None]), ["2026-01-31", ""]),
    (
        pa.array([datetime(2026, 1, 31), datetime(2026, 1, 31, 8, 5)], pa.timestamp("us")),
        ["2026-01-31", "2026-01-31 08:05:00"],
    ),
    (pa.array([datetime(2026, 1, 31, 8, 5, 9, 999_999)], pa.timestamp("ns")), ["2026-01-31 08:05:09"]),
    # an instant is told in the time of China, whatever zone the program that wrote it lived in
    (
        pa.array([datetime(2026, 1, 31, 16, 30, tzinfo=UTC)], pa.timestamp("us", "UTC")),
        ["2026-02-01 00:30:00"],
    ),
    (pa.array([Decimal("1234.50"), None], pa.decimal128(10, 2)), ["1234.50", ""]),
    (pa.array([Decimal("0.0000001")], pa.decimal128(10, 7)), ["0.0000001"]),
    (pa.array([330102199001011234, -1, None], pa.int64()), ["330102199001011234", "-1", ""]),
    (pa.array([2**64 - 1], pa.uint64()), ["18446744073709551615"]),
    (pa.array([12.0, 0.1, None, float("nan")], pa.float64()), ["12", "0.1", "", ""]),
    (pa.array([12.1, 36.6], pa.float32()), ["12.1", "36.6"]),
    (pa.array([True, False, None]), ["1", "0", ""]),
    (pa.array([None, None], pa.null()), ["", ""]),
    (pa.array(["甲".encode(), "乙".encode("gbk"), None], pa.binary()), ["甲", "乙", ""]),
    (pa.array([timedelta(hours=30, minutes=5)], pa.duration("ms")), ["30:05:00"]),
    (pa.array([["K80.2", "I10"], [], None, ["E11"]], pa.list_(pa.string())), ["K80.2|I10", "", "", "E11"]),
    (pa.array([[1, None], [2]], pa.large_list(pa.int32())), ["1|", "2"]),
    (pa.array(["甲", None], pa.large_string()), ["甲", ""]),
]


@pytest.mark.parametrize(
    ("column", "texts"), CASES, ids=[f"{column.type} {at}" for at, (column, _) in enumerate(CASES)]
)
def test_a_cell_becomes_the_text_that_its_csv_would_have(tmp_path, reader, column, texts):
    path = written(tmp_path / "typed.parquet", pa.table({"a": column, "b": ["·"] * len(column)}))
    assert [row[0] for row in rows_of(path, reader)] == texts


@pytest.mark.skipif(not Path("/usr/share/zoneinfo/Asia/Shanghai").exists(), reason="no table of time zones here")
def test_a_birthday_in_a_summer_of_summer_time_is_that_day(tmp_path, reader):
    born = pa.array([datetime(1988, 6, 30, 15, tzinfo=UTC)], pa.timestamp("ms", "UTC"))
    assert rows_of(written(tmp_path / "born.parquet", pa.table({"a": born})), reader) == [["1988-07-01"]]


def test_moments_of_old_programs_are_moments(tmp_path, reader):
    table = pa.table({"a": pa.array([datetime(2016, 2, 29, 23, 59, 1)], pa.timestamp("ns"))})
    path = written(tmp_path / "old.parquet", table, use_deprecated_int96_timestamps=True, version="1.0")
    assert rows_of(path, reader) == [["2016-02-29 23:59:01"]]


def test_codes_in_a_list_are_the_rows_of_the_page(tmp_path):
    table = pa.table(
        {
            "case_id": ["1"],
            "dx": pa.array([["K80.200", "I10.x00"]]),
            "px": pa.array([["51.2300"]]),
            "los": [3],
            "sex": [1],
        }
    )
    (page,) = read_file(written(tmp_path / "compact.parquet", table)).pages
    assert [row.code for row in page.diagnoses] == ["K80.200", "I10.x00"]
    assert [row.code for row in page.procedures] == ["51.2300"]


def test_what_no_cell_can_hold_is_passed_over_and_told(tmp_path):
    header, rows = sample(3)
    table = table_of(header, rows).append_column("nested", pa.array([{"a": 1}] * 3))
    reading = read_file(written(tmp_path / "nested.parquet", table))
    assert len(reading.pages) == 3
    assert "列 nested 是嵌套的结构，没有读入。" in reading.notes


_TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x00\r\n"), max_size=12)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(
            st.none() | _TEXT,
            st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
            st.none() | st.integers(-(2**62), 2**62),
            st.none() | st.decimals(-10_000, 10_000, places=2),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_any_table_reads_as_its_csv_does(tmp_path, reader, rows):
    kinds = (pa.string(), pa.date32(), pa.int64(), pa.decimal128(12, 2))
    columns = [pa.array(cells, kind) for cells, kind in zip(zip(*rows, strict=True), kinds, strict=True)]
    path = written(tmp_path / "any.parquet", pa.table(columns, ["a", "b", "c", "d"]), compression="zstd")
    assert rows_of(path, reader) == [["" if cell is None else str(cell) for cell in row] for row in rows]


# -- folders


def test_a_folder_of_files_is_one_set_of_pages_and_its_folders_are_columns(tmp_path):
    header, rows = sample(6)
    written(tmp_path / "set" / "org=H01" / "month=2026-01" / "part-0.parquet", table_of(header, rows[:2]))
    written(
        tmp_path / "set" / "org=%E4%B8%80%E9%99%A2" / "month=__HIVE_DEFAULT_PARTITION__" / "a.parquet",
        table_of(header, rows[2:5]),
    )
    written(tmp_path / "set" / "_delta_log" / "b.parquet", table_of(header, rows[5:]))
    written(tmp_path / "set" / "org=H02" / "empty.parquet", table_of(header, rows).slice(0, 0))
    (tmp_path / "set" / "_SUCCESS").write_bytes(b"")
    one, other = read_files(tmp_path / "set")
    pages = {reading.file: reading.pages for reading in (one, other)}
    assert {name: len(found) for name, found in pages.items()} == {
        "set/org=%E4%B8%80%E9%99%A2/month=__HIVE_DEFAULT_PARTITION__/a.parquet": 3,
        "set/org=H01/month=2026-01/part-0.parquet": 2,
    }
    assert [page.extra["org"] for page in (*one.pages, *other.pages)] == ["一院"] * 3 + ["H01"] * 2
    assert {page.extra["month"] for page in other.pages} == {"2026-01"}
    assert [page.origin.row for page in one.pages] == [1, 2, 3]
    assert not [note for note in (*one.notes, *other.notes) if "org" in note]


@pytest.mark.parametrize("what", ["cut", "damaged", "empty", "of another thing"])
def test_a_file_of_a_folder_that_cannot_be_read_is_told_by_its_place_and_stops_no_other(tmp_path, what):
    header, rows = sample(60)
    for org, some in (("H01", rows), ("H02", rows[:3]), ("H03", rows[3:6])):
        written(tmp_path / "set" / f"org={org}" / "part-0.parquet", table_of(header, some), row_group_size=10)
    spoilt = tmp_path / "set" / "org=H01" / "part-0.parquet"
    whole = spoilt.read_bytes()
    match what:
        case "cut":
            spoilt.write_bytes(whole[: len(whole) // 2])
        case "damaged":  # behind the rows that are looked at when it is opened
            at = pq.ParquetFile(spoilt).metadata.row_group(5).column(0).data_page_offset
            spoilt.write_bytes(whole[:at] + b"\xff" * 900 + whole[at + 900 :])
        case "empty":
            spoilt.write_bytes(b"")
        case "of another thing":
            written(spoilt, pa.table({"甲": ["1"], "乙": ["2"]}))
    one, other = read_files(tmp_path / "set")
    assert [page.extra["org"] for page in (*one.pages, *other.pages)] == ["H02"] * 3 + ["H03"] * 3
    (told,) = one.unread
    assert "“set/org=H01/part-0.parquet”" in told
    assert told == one.notes[0]
    assert other.unread == ()
    for name in ("H02", "H03"):
        written(tmp_path / "set" / f"org={name}" / "part-0.parquet", pa.table({"甲": ["1"], "乙": ["2"]}))
    with pytest.raises(UnusableInputError, match=r"set/org=H01/part-0\.parquet"):
        read_files(tmp_path / "set")


def test_a_full_disk_is_no_damaged_file(tmp_path, monkeypatch):
    header, rows = sample(2)
    written(tmp_path / "set" / "a.parquet", table_of(header, rows[:1]))
    written(tmp_path / "set" / "b.parquet", table_of(header, rows[1:]))
    append = PageStack.append

    def full(stack, page):
        if page.origin.file.endswith("b.parquet"):
            raise OSError(errno.ENOSPC, "no space")
        append(stack, page)

    monkeypatch.setattr(PageStack, "append", full)
    with pytest.raises(UnusableInputError, match="磁盘"):
        read_files(tmp_path / "set")


def test_a_folder_may_say_a_field_that_the_files_do_not(tmp_path):
    header, rows = sample(2)
    table = table_of(header, rows).drop_columns(["USERNAME"])
    written(tmp_path / "set" / "USERNAME=示例医院" / "part.parquet", table)
    (reading,) = read_files(tmp_path / "set")
    assert {page.text("org_name") for page in reading.pages} == {"示例医院"}


def test_rows_of_a_folder_are_numbered_through_where_it_is_one_file(tmp_path):
    header, rows = sample(5)
    written(tmp_path / "set" / "a.parquet", table_of(header, rows[:2]))
    written(tmp_path / "set" / "b.parquet", table_of(header, rows[2:]))
    source = open_source(tmp_path / "set")
    assert [record.row for record in source.records()] == [1, 2, 3, 4, 5]
    assert source.rows_estimated() == 5
    written(tmp_path / "set" / "c.parquet", table_of(header[:-1], [row[:-1] for row in rows]))
    with pytest.raises(UnusableInputError, match="各文件的列不一样"):
        open_source(tmp_path / "set")


def test_many_small_files_fill_the_memory_no_more_than_one_large_one(tmp_path, monkeypatch):
    monkeypatch.setattr("coding.exchange.spool.IN_MEMORY", 5)
    header, rows = sample(12)
    for at in range(4):
        written(tmp_path / "set" / f"{at}.parquet", table_of(header, rows[3 * at : 3 * at + 3]))
    readings = read_files(tmp_path / "set")
    assert [isinstance(reading.pages, SpoolPart) for reading in readings] == [False, True, True, True]
    at = header.index("BAH")
    assert [page.case_no for reading in readings for page in reading.pages] == [row[at] for row in rows]
    assert readings[3].pages[-1] == readings[3].pages[2]
    assert IN_MEMORY > 5


def test_columns_that_nobody_knows_are_looked_at_for_a_column_map(tmp_path):
    table = pa.table(
        {"号码": ["0001", "0002"], "甲": ["2026-01-31"] * 2, "乙": ["K80.2", "I10"], "丙": ["张三", "李四"]}
    )
    for path in (written(tmp_path / "set" / "org=H01" / "a.parquet", table), tmp_path / "set"):
        seen = peek(path)
        assert seen.header == ("号码", "甲", "乙", "丙")
        assert seen.rows[1] == ("0002", "2026-01-31", "I10", "李四")


def test_a_folder_without_such_files_is_a_folder(tmp_path):
    (tmp_path / "set").mkdir()
    assert parquet_files(tmp_path / "set") == []
    with pytest.raises(UnusableInputError, match="是文件夹"):
        read_file(tmp_path / "set")


def test_a_file_that_is_dropped_on_the_window_is_known_as_pages(tmp_path):
    header, rows = sample(3)
    path = written(tmp_path / "七月.parquet", table_of(header, rows))
    (found,) = sorted_out([path], Person(1, "jia", "甲", frozenset(Role)))
    assert (found.kind, found.title, found.why) == (GivenKind.PAGES, "首页文件", "")


# -- what cannot be read


def refusal(path):
    with pytest.raises(UnusableInputError) as told:
        read_file(path)
    sentence = str(told.value)
    assert "\n" not in sentence
    assert path.name in sentence
    return sentence


def test_half_a_file_and_what_is_none_are_one_sentence(tmp_path):
    header, rows = sample(20)
    whole = written(tmp_path / "whole.parquet", table_of(header, rows)).read_bytes()
    for name, data, words in (
        ("half.parquet", whole[: len(whole) // 2], "不完整"),
        ("footer.parquet", whole[:-8] + (2**31 - 9).to_bytes(4, "little") + b"PAR1", "读不出来"),
        ("text.parquet", "BAH,XM\n1,张".encode(), "不是 Parquet"),
        ("none.parquet", b"", "不是 Parquet"),
        ("short.parquet", b"PAR1PAR1", "不完整"),
        ("sealed.parquet", b"PARE" + whole[4:-4] + b"PARE", "加密"),
    ):
        (tmp_path / name).write_bytes(data)
        assert words in refusal(tmp_path / name)


def test_a_damaged_file_gives_pages_or_a_sentence_and_the_next_file_is_read(tmp_path, reader):
    header, rows = sample(20)
    whole = written(tmp_path / "whole.parquet", table_of(header, rows), compression="snappy").read_bytes()
    dice = random.Random(11)
    for _ in range(25):
        data = bytearray(whole)
        for _ in range(dice.randrange(1, 6)):
            data[dice.randrange(4, len(data) - 4)] = dice.randrange(256)
        (tmp_path / "bad.parquet").write_bytes(data)
        with suppress(UnusableInputError):
            rows_of(tmp_path / "bad.parquet", reader)
    assert len(rows_of(tmp_path / "whole.parquet", reader)) == 20


def test_a_small_file_that_unpacks_to_gigabytes_is_refused_in_bounded_memory(tmp_path):
    # a dictionary of one text of 64 MB, said a thousand times
    word = pa.array(["x" * (64 << 20)])
    table = pa.table({"BAH": pa.DictionaryArray.from_arrays(pa.array([0] * 1000, pa.int32()), word)})
    path = written(tmp_path / "bomb.parquet", table, compression="zstd")
    assert path.stat().st_size < 1 << 20
    assert "过大" in refusal(path)


def test_a_schema_of_a_thousand_levels_is_refused_or_passed_over(tmp_path):
    kind = pa.string()
    for _ in range(300):
        kind = pa.struct([("a", kind)])
    path = written(tmp_path / "deep.parquet", pa.table({"deep": pa.array([None], kind), "BAH": ["1"]}))
    refusal(path)


def test_without_the_library_one_sentence_says_how_to_get_it(tmp_path, monkeypatch):
    header, rows = sample(2)
    path = written(tmp_path / "pages.parquet", table_of(header, rows))
    (tmp_path / "none" / "pyarrow").mkdir(parents=True)
    (tmp_path / "none" / "pyarrow" / "__init__.py").write_text("raise ImportError", "ascii")
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(tmp_path / "none"), os.environ.get("PYTHONPATH", "")]))
    with pytest.raises(UnusableInputError, match="这里没有安装：请用 pip install pyarrow"):
        read_file(path)


def test_the_process_that_reads_is_started_once_and_ends_with_its_reader(tmp_path, reader):
    header, rows = sample(3)
    path = written(tmp_path / "pages.parquet", table_of(header, rows))
    own = ParquetReader()
    assert open_parquet_file(path, reader=own).count == 3
    process = own._process
    assert len(rows_of(path, own)) == 3
    assert own._process is process
    own.close()
    assert process.poll() is not None


def test_rows_that_nobody_wants_any_more_do_not_go_before_the_next_file(tmp_path, reader):
    header, rows = sample(60)
    many = written(tmp_path / "many.parquet", table_of(header, rows * 40))
    few = written(tmp_path / "few.parquet", table_of(["a"], [["·"]]))
    coming = reader.rows(many)
    next(coming)
    coming.close()
    assert rows_of(few, reader) == [["·"]]
