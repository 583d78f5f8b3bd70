"""Whatever stands in a file: pages and rejects, or one Chinese sentence; never an exception that is not ours."""

import random
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base.errors import UnusableInputError
from coding.exchange.read import read_file
from coding.exchange.textfile import RECORD_CHARS
from coding.exchange.write import write_n041, write_pages
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis

N041 = "BAH,XM,XB,NL,RYSJ,RYSJS,CYSJ,ZYZD,JBDM,QTZD1,JBDM1,SSJCZBM1,ZFY\r\n" + "".join(
    f'{n:06},甲{n},2,54,2024-03-01,8,2024-03-09 10:15:00,"结石,急性",K80.000x002,高血压,I10.x00x002,51.2300,12.60\r\n'
    for n in range(30)
)
COMPACT = "case_id,sex,age,dx,px\n" + "".join(f"c{n},1,{n},K80.0|I10,51.23\n" for n in range(30))


def read_bytes(data):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.csv"
        path.write_bytes(data)
        try:
            return read_file(path)
        except UnusableInputError as refusal:
            said = str(refusal)
        assert said.endswith("。")
        return None


@settings(max_examples=100, deadline=None, database=None)
@given(st.binary(max_size=3000))
def test_any_bytes(data):
    read_bytes(data)


@settings(max_examples=100, deadline=None, database=None)
@given(st.text(max_size=800), st.sampled_from(["utf-8", "gb18030", "utf-16"]))
def test_any_text_below_a_header(text, encoding):
    read_bytes(("BAH,XM,JBDM\n" + text).encode(encoding, "replace"))


def mutated(data, chance):
    """A few flipped bits, cut, doubled or strange pieces."""
    data = bytearray(data)
    for _ in range(chance.randint(1, 6)):
        at = chance.randrange(len(data))
        match chance.randrange(6):
            case 0:
                data[at] ^= 1 << chance.randrange(8)
            case 1:
                del data[at : at + chance.randrange(40)]
            case 2:
                data[at:at] = data[at : at + chance.randrange(200)]
            case 3:
                data[at:at] = chance.choice([b'"', b"\x00", b"\r", b"\n", b",", b"\xff", b"\xef\xbb\xbf", b"="])
            case 4:
                data = data[: max(at, 1)]
            case 5:
                data[at:at] = b"9" * chance.randrange(400)
        if not data:
            return b""
    return bytes(data)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "source", [N041.encode("gb18030"), N041.encode("utf-8-sig"), COMPACT.encode()], ids=["gb", "utf8", "compact"]
)
def test_mutations_of_real_files(source, seed):
    chance = random.Random(seed)
    for _ in range(60):
        reading = read_bytes(mutated(source, chance))
        if reading is not None:
            rows = [page.origin.row for page in reading.pages] + [reject.row for reject in reading.rejects]
            assert len(rows) == len(set(rows))


@pytest.mark.parametrize("seed", range(2))
def test_mutations_of_a_workbook(tmp_path, seed):
    write_n041(tmp_path / "a.xlsx", [FrontPage({"case_no": "1"}, (Diagnosis("A00"),))])
    source = (tmp_path / "a.xlsx").read_bytes()
    chance = random.Random(seed)
    for _ in range(40):
        read_bytes(mutated(source, chance))


cell = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=12) | st.sampled_from(
    [
        '"',
        '""',
        "a,b",
        "\t",
        " 1 ",
        "a\nb",
        "=1+1",
        "2.0",
        "男",
        "15/30",
        "301",
        "9" * 5000,
        "①",
        "٣",
        "8时",
        "2024-03-01",
    ]
)


@settings(max_examples=150, deadline=None, database=None)
@given(st.lists(st.tuples(cell, cell, cell, cell, cell, cell, cell), min_size=1, max_size=6))
def test_what_is_read_and_not_edited_is_written_back_unchanged(rows):
    from coding.base.sheet_writer import csv_line

    header = ["BAH", "XB", "BZYZSNL", "CYKB", "RYSJ", "RYSJS", "XX"]
    lines = [csv_line([*header, "JBDM"]), *(csv_line([f"c0{cells[0]}", *cells[1:], "K80"]) for cells in rows)]
    data = ("\n".join(lines) + "\n").encode()
    reading = read_bytes(data)
    assert reading is not None
    assert not reading.rejects
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "b.csv"
        write_pages(target, reading.pages, reading)
        assert target.read_bytes() == data


@pytest.mark.parametrize("cell", ["9" * 5000, "1e999", "٣", "-1", "0.0000000000000001", "nan", "inf", "①"])
def test_strange_numbers_are_only_text(cell):
    header = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px\n"
    reading = read_bytes((header + ",".join(["c1", *[cell] * 8, "K80.0", ""]) + "\n").encode())
    assert reading.pages[0].text("age_years") == cell
    hours = ",".join(["1", "a", "K80.0", "2024-03-01", cell])
    assert read_bytes(f"BAH,XM,JBDM,RYSJ,RYSJS\n{hours}\n".encode()).pages[0].text("admission_hour") == cell


def test_memory_stays_bounded_for_a_line_without_end(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b"BAH,XM,JBDM\n1,a,A00\n" + b"," * (4 * RECORD_CHARS) + b"\n2,b,B00\n")
    reading = read_file(path)
    assert [page.case_no for page in reading.pages] == ["1", "2"]
    assert len(reading.rejects) == 1
    assert len(str(reading.rejects[0].raw)) < 10_000
