"""Memo fields of dBase and FoxPro tables: read from the file beside the table, written back, damaged, missing.

``tests/data/memos`` was written by the library dbf 0.99 (BSD), once for dBase III, FoxPro 2 and Visual FoxPro.
"""

import shutil
import struct
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import UnusableInputError
from coding.base.standard_input import STANDARD_INPUT
from coding.commands.door import run
from coding.exchange.dbf_cells import DbfField, cell_text
from coding.exchange.memo import LostMemoError, MemoFile, MemoWriter, memo_path
from coding.exchange.preflight import DefectKind, preflight
from coding.exchange.read import read_file, read_files
from coding.exchange.write import write_layout, write_pages
from coding.page.edits import set_field
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.review.masks import masked
from tests.exchange.dbf_bytes import FIRST, table

REAL = Path(__file__).resolve().parents[1] / "data" / "memos"
LONG = "患者三年前无明显诱因出现活动后胸闷气促，" * 40
SECOND = (b"00000008", "乙".encode("gbk"), b"I10.x00")
#: A table of FoxPro 2 whose employer is a memo, ten digits wide.
MEMO = ("GZDWJDZ", "M", 10)
BLOCK = 64


def fpt(*texts, kind=1):
    """A memo file of FoxPro; each text in a block of its own, from block 8 on, 10 blocks apart."""
    data = struct.pack(">IHH", 8 + 10 * len(texts), 0, BLOCK).ljust(512, b"\0")
    for text in texts:
        raw = text if isinstance(text, bytes) else text.encode("gb18030")
        data += (struct.pack(">II", kind, len(raw)) + raw).ljust(10 * BLOCK, b"\0")
    return data


def pointer(block):
    return str(block).encode().rjust(10)


@pytest.fixture
def pair(tmp_path):
    """Writes a table with memos and its memo file; the path of the table."""

    def write(rows, memos, name="三月.dbf", suffix=".fpt", version=0xF5, language=0):
        data = bytearray(table(MEMO, rows=rows, version=version))
        data[29] = language
        (tmp_path / name).write_bytes(bytes(data))
        if memos is not None:
            (tmp_path / name).with_suffix(suffix).write_bytes(memos)
        return tmp_path / name

    return write


def employers(reading):
    return [page.text("employer") for page in reading.pages]


class TestWhatOtherProgramsWrote:
    @pytest.mark.parametrize("name", ["dbase3.dbf", "foxpro2.dbf", "vfp.dbf"])
    def test_every_memo_is_read_whole(self, name):
        reading = read_file(REAL / name)
        assert employers(reading) == ["某县机械厂", "", "乙厂"]
        assert [page.extra["BZ"] for page in reading.pages] == [LONG, "第一行\r\n第二行", ""]
        assert (reading.rejects, reading.repairs) == ((), ())

    def test_binary_numbers_and_times_of_visual_foxpro_are_read(self):
        page = read_file(REAL / "vfp.dbf").pages[0]
        assert (page.text("age_years"), page.text("fee_total"), page.extra["RYTZ"]) == ("54", "1234.56", "3250.5")
        assert page.text("discharge_datetime") == "2024-03-09 10:15:15"

    @pytest.mark.parametrize("name", ["dbase3.dbf", "foxpro2.dbf", "vfp.dbf"])
    def test_written_back_both_files_say_the_same(self, name, tmp_path):
        reading = read_file(REAL / name)
        assert write_pages(tmp_path / "back.dbf", reading.pages, reading) == ()
        again = read_file(tmp_path / "back.dbf")
        assert [(dict(p.values), p.extra["BZ"]) for p in again.pages] == [
            (dict(p.values), p.extra["BZ"]) for p in reading.pages
        ]
        assert sorted(path.suffix for path in tmp_path.iterdir()) == [".dbf", reading.dialect.memo]

    def test_a_changed_memo_goes_out_changed_and_the_others_stay(self, tmp_path):
        reading = read_file(REAL / "foxpro2.dbf")
        page = reading.pages[0].apply(set_field(reading.pages[0], "employer", "另一家厂" * 99))
        write_pages(tmp_path / "b.dbf", [page, *reading.pages[1:]], reading)
        assert employers(read_file(tmp_path / "b.dbf")) == ["另一家厂" * 99, "", "乙厂"]

    def test_without_persons_no_memo_goes_out_that_may_name_one(self, tmp_path):
        reading = read_file(REAL / "foxpro2.dbf")
        pages = tuple(masked(page) for page in reading.pages)
        write_pages(tmp_path / "b.dbf", pages, replace(reading, pages=pages))
        written = (tmp_path / "b.dbf").read_bytes() + (tmp_path / "b.fpt").read_bytes()
        for words in ("患者三年前", "第一行", "机械厂", "样例"):
            assert words.encode("gb18030") not in written

    def test_numbers_and_times_in_binary_are_written_back(self, tmp_path):
        reading = read_file(REAL / "vfp.dbf")
        page = reading.pages[0]
        told = {"age_years": "7", "fee_total": "99.5", "discharge_datetime": "2024-03-10 08:30:00"}
        for key, value in told.items():
            page = page.apply(set_field(page, key, value))
        assert write_pages(tmp_path / "b.dbf", [page], reading) == ()
        again = read_file(tmp_path / "b.dbf").pages[0]
        assert {key: again.text(key) for key in told} == told

    def test_what_a_binary_field_cannot_hold_stays_out_and_is_told(self, tmp_path):
        reading = read_file(REAL / "vfp.dbf")
        page = reading.pages[0].apply(set_field(reading.pages[0], "age_years", "七"))
        [note] = write_pages(tmp_path / "b.dbf", [page], reading)
        assert "“NL”" in note
        assert read_file(tmp_path / "b.dbf").pages[0].text("age_years") == "54"


class TestTheFileBeside:
    @pytest.mark.parametrize("name", ["三月.FPT", "三月.Fpt", "三月.fpt"])
    def test_its_name_is_found_in_whatever_letters(self, pair, name):
        path = pair([(*FIRST, pointer(8))], fpt("某厂"))
        path.with_suffix(".fpt").rename(path.with_name(name))
        assert employers(read_file(path)) == ["某厂"]

    def test_a_missing_one_costs_its_columns_only_and_the_sentence_says_where_it_belongs(self, pair):
        reading = read_file(pair([(*FIRST, pointer(8)), (*SECOND, pointer(18))], None))
        assert [page.case_no for page in reading.pages] == ["00000007", "00000008"]
        assert employers(reading) == ["", ""]
        [note] = [note for note in reading.notes if "备注" in note]
        assert "“GZDWJDZ”是空的" in note
        assert "请把“三月.fpt”放在同一文件夹" in note

    def test_by_the_standard_input_it_cannot_come_and_the_sentence_says_what_can_be_done(self, pair):
        reading = read_file(pair([(*FIRST, pointer(8))], None, name=STANDARD_INPUT))
        assert employers(reading) == [""]
        [note] = [note for note in reading.notes if "备注" in note]
        assert "请把 .dbf 和同名的 .fpt 放在同一文件夹，不写 - 而写 .dbf 的文件名" in note

    def test_written_back_without_it_the_table_points_where_it_pointed(self, pair, tmp_path):
        path = pair([(*FIRST, pointer(8))], None)
        reading = read_file(path)
        [note] = write_pages(tmp_path / "b.dbf", reading.pages, reading)
        assert "GZDWJDZ" in note
        assert (tmp_path / "b.dbf").read_bytes() == path.read_bytes()
        assert not (tmp_path / "b.fpt").exists()

    def test_in_an_archive_each_table_finds_its_own(self, pair, tmp_path):
        for month, text in (("三月", "甲厂"), ("四月", "乙厂")):
            pair([(*FIRST, pointer(8))], fpt(text), name=f"{month}.dbf")
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            for name in ("三月.dbf", "四月.dbf"):
                archive.write(tmp_path / name, f"导出/{name}")
            archive.write(tmp_path / "三月.fpt", "导出/三月.FPT")
            archive.write(tmp_path / "四月.fpt", "导出/四月.fpt")
        assert [employers(reading) for reading in read_files(tmp_path / "all.zip")] == [["甲厂"], ["乙厂"]]

    def test_missing_in_an_archive_it_is_asked_for_by_its_name(self, pair, tmp_path):
        path = pair([(*FIRST, pointer(8))], None)
        with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
            archive.write(path, path.name)
            archive.writestr("别的.fpt", fpt("不是它的"))
        [reading] = read_files(tmp_path / "all.zip")
        assert any("请把“三月.fpt”一起压缩" in note for note in reading.notes)
        assert any("没有读取：别的.fpt" in note for note in reading.notes)

    def test_given_alone_it_is_refused_with_what_to_choose(self, pair, capsys):
        path = pair([(*FIRST, pointer(8))], fpt("某厂")).with_suffix(".fpt")
        assert run(["group", str(path), "--out", "-"]) == 2
        assert "请选同名的 .dbf" in capsys.readouterr().err

    def test_a_stranger_of_that_name_is_not_overwritten(self, tmp_path):
        shutil.copy(REAL / "foxpro2.fpt", tmp_path / "b.fpt")
        reading = read_file(REAL / "foxpro2.dbf")
        from coding.base.errors import UnusableInputError

        with pytest.raises(UnusableInputError, match="换一个文件名"):
            write_pages(tmp_path / "b.dbf", reading.pages, reading)
        assert [path.name for path in tmp_path.iterdir()] == ["b.fpt"]

    def test_there_is_none_for_a_table_alone(self, tmp_path):
        assert memo_path(tmp_path / "a.dbf", 3) is None


class TestWords:
    def test_one_sign_that_may_be_utf8_by_chance_is_gbk(self, pair):
        raw = b"\xe6\xb1\x89A"
        assert raw.decode("utf-8") == "汉A"
        assert employers(read_file(pair([(*FIRST, pointer(8))], fpt(raw)))) == [raw.decode("gb18030")]

    def test_utf8_is_told_from_gbk_where_the_table_does_not_say(self, pair):
        rows = [(*FIRST, pointer(8)), (*SECOND, pointer(18))]
        assert employers(read_file(pair(rows, fpt("某县机械厂".encode(), "某县机械厂")))) == ["某县机械厂"] * 2

    def test_where_it_says_gbk_it_is_gbk(self, pair):
        raw = "某县".encode()
        reading = read_file(pair([(*FIRST, pointer(8))], fpt(raw), language=0x4D))
        assert employers(reading) == [raw.decode("gb18030")]

    def test_the_word_wrap_of_dbase_is_no_text(self, pair):
        memo = b"\0" * 512 + "某县".encode("gbk") + b"\x8d\n" + "机械厂".encode("gbk") + b"\x1a\x1a"
        path = pair([(*FIRST, pointer(1))], memo, suffix=".dbt", version=0x83)
        assert employers(read_file(path)) == ["某县机械厂"]

    def test_dbase_four_says_the_length_first(self, pair):
        raw = "某厂\x1a的仓库".encode("gbk")
        memo = bytes(20) + struct.pack("<H", 1024) + bytes(1002)
        memo += b"\xff\xff\x08\x00" + struct.pack("<I", len(raw) + 8) + raw
        path = pair([(*FIRST, pointer(1))], memo, suffix=".dbt", version=0x8B)
        assert employers(read_file(path)) == ["某厂\x1a的仓库"]

    def test_pictures_and_objects_are_refused_with_words(self, tmp_path):
        path = tmp_path / "a.dbf"
        path.write_bytes(table(("ZP", "G", 10), ("QM", "P", 10), rows=[(*FIRST, pointer(8), pointer(9))], version=0xF5))
        reading = read_file(path)
        assert [n for n in reading.notes if "图片" in n] == ["列“ZP、QM”是图片、对象或二进制内容，不是文字，没有读取。"]
        assert len(reading.pages) == 1


class TestDamage:
    @pytest.mark.parametrize(
        ("cell", "memos", "why"),
        [
            (pointer(99999), fpt("某厂"), "指向备注文件以外"),
            (pointer(1), fpt("某厂"), "指向备注文件的文件头"),
            (pointer(9), fpt("某厂" * 60), "不是一条备注的开头"),
            (b"   12a    ", fpt("某厂"), "不是备注块的编号"),
            (pointer(8), fpt("某厂", kind=0), "图片或对象"),
            (pointer(8), fpt("某厂", kind=2), "图片或对象"),
            (pointer(8), fpt("某厂")[:520], "中断"),
            (pointer(8), fpt("某厂")[:516], "中断"),
            (pointer(8), fpt()[:512] + struct.pack(">II", 1, 0x7FFFFFFF), "长度不可信"),
            (pointer(8), fpt(b"\xff\xff\xff"), "无法解读"),
            (pointer(8), fpt(b"a\0b"), "NUL"),
        ],
        ids=ascii,
    )
    def test_a_pointer_into_nowhere_costs_its_cell_and_is_told_with_the_row(self, pair, cell, memos, why):
        reading = read_file(pair([(*FIRST, b""), (*SECOND, cell)], memos))
        assert employers(reading) == ["", ""]
        assert reading.rejects == ()
        [repair] = reading.repairs
        assert (repair.row, repair.case_no, repair.column) == (2, "00000008", "GZDWJDZ")
        assert why in repair.reason
        [note] = [note for note in reading.notes if "备注没有读出" in note]
        assert "第 2 行共 1 格" in note
        assert why in note

    def test_the_defects_of_the_file_name_it(self, pair):
        from datetime import datetime

        reading = read_file(pair([(*FIRST, pointer(99999))], fpt("某厂")))
        told = [d for d in preflight(reading, datetime(2026, 11, 1)) if d.kind is DefectKind.REPAIR]
        assert [(d.row, d.column, "第 99999 块" in d.message) for d in told] == [(1, "GZDWJDZ", True)]

    def test_a_memo_of_dbase_without_an_end_is_not_taken(self, pair):
        path = pair([(*FIRST, pointer(1))], b"\0" * 512 + b"x" * 600, suffix=".dbt", version=0x83)
        assert "中断" in read_file(path).repairs[0].reason
        path = pair([(*FIRST, pointer(1))], b"\0" * 512 + b"x" * 3_000_000, suffix=".dbt", version=0x83)
        assert "没有结尾" in read_file(path).repairs[0].reason

    def test_thousands_of_rows_that_point_to_one_great_block_do_not_read_it_thousands_of_times(self, pair):
        text = b"x" * 900_000
        data = fpt()[:512] + struct.pack(">II", 1, len(text)) + text
        rows = [(b"%08d" % n, b"a", b"K80.000", pointer(8)) for n in range(500)]
        reading = read_file(pair(rows, data))
        assert len(reading.pages) == 500
        taken = sum(bool(text) for text in employers(reading))
        assert 1 <= taken <= 25
        assert any("反复指向" in note for note in reading.notes)

    @settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        memos=st.one_of(st.binary(max_size=700), st.builds(lambda b: fpt("某厂")[:510] + b, st.binary(max_size=300))),
        cells=st.lists(st.one_of(st.integers(0, 40).map(pointer), st.binary(max_size=10)), min_size=1, max_size=4),
        suffix=st.sampled_from([".fpt", ".dbt"]),
    )
    def test_whatever_stands_there_every_row_comes_and_nothing_is_raised(self, pair, memos, cells, suffix):
        rows = [(b"%08d" % n, b"a", b"K80.000", cell) for n, cell in enumerate(cells)]
        path = pair(rows, memos, suffix=suffix, version=0xF5 if suffix == ".fpt" else 0x83)
        reading = read_file(path)
        path.with_suffix(suffix).unlink()
        assert len(reading.pages) + len(reading.rejects) == len(cells)


@settings(max_examples=100, deadline=None)
@given(
    texts=st.lists(
        st.text(st.characters(exclude_characters="\0\x1a", exclude_categories=("Cs", "Co", "Cn")), max_size=400),
        max_size=8,
    ),
    family=st.sampled_from([(".fpt", 0xF5), (".dbt", 0x83), (".dbt", 0x8B)]),
)
def test_what_is_written_is_read_again(tmp_path_factory, texts, family):
    texts = [text.rstrip(" \0\r\n\x1a") for text in texts]
    writer = MemoWriter(*family)
    blocks = [writer.add(text) for text in texts]
    path = tmp_path_factory.getbasetemp() / f"memo{family[0]}"
    path.write_bytes(b"".join(writer.pieces()))
    with path.open("rb") as file:
        memos = MemoFile.of(path, file, 0x4D)
        assert [memos.text(pointer(block)) for block in blocks] == texts


class TestANewTable:
    def test_a_text_longer_than_a_field_becomes_a_memo_and_nothing_is_cut(self, tmp_path):
        pages = [
            FrontPage({"case_no": "1", "patient_name": "甲", "employer": "厂" * 200}, (Diagnosis("K80"),)),
            FrontPage({"case_no": "2", "patient_name": "乙", "employer": "短"}, (Diagnosis("K80"),)),
        ]
        [note] = write_layout(tmp_path / "a.dbf", pages, "n041")
        assert "写成备注列" in note
        assert ".fpt" in note
        assert employers(read_file(tmp_path / "a.dbf")) == ["厂" * 200, "短"]

    def test_what_fits_needs_no_second_file(self, tmp_path):
        page = FrontPage({"case_no": "1", "patient_name": "甲", "employer": "厂" * 127}, (Diagnosis("K80"),))
        assert write_layout(tmp_path / "a.dbf", [page], "n041") == ()
        assert [path.name for path in tmp_path.iterdir()] == ["a.dbf"]


def read_all(memos, numbers, version=0x83, suffix=".dbt"):
    """What each number gives: the text, or None where it is lost."""
    import io

    file = MemoFile.of(Path(f"a{suffix}"), io.BytesIO(memos), 0)
    found = []
    for number in numbers:
        try:
            found.append(file.text(str(number).encode().rjust(10)))
        except LostMemoError:
            found.append(None)
    return found


class TestManyMemos:
    def test_a_whole_file_is_read_to_its_end(self):
        """Each memo is read once, however its length falls between two steps of reading."""
        writer = MemoWriter(".dbt", 0x83)
        numbers = [writer.add("某" * 1050) for _ in range(8_700)]
        assert set(read_all(b"".join(writer.pieces()), numbers)) == {"某" * 1050}

    def test_a_hole_costs_only_what_is_in_it(self):
        writer = MemoWriter(".dbt", 0x83)
        numbers = [writer.add("某厂") for _ in range(10_000)]
        memos = bytearray(b"".join(writer.pieces()))
        hole = range(len(memos) // 2, len(memos) // 2 + (1 << 20))
        memos[hole.start : hole.stop] = bytes(len(hole))
        lost = [n for n, text in zip(numbers, read_all(bytes(memos), numbers), strict=True) if text is None]
        assert all(hole.start - 512 < n * 512 < hole.stop for n in lost)
        assert len(lost) <= len(hole) // 512 + 1


class TestWhereWritingFails:
    def test_a_table_that_cannot_be_replaced_keeps_its_own_memos(self, pair, monkeypatch):
        path = pair([(*FIRST, pointer(8)), (*SECOND, pointer(18))], fpt("甲厂", "乙厂"))
        reading = read_file(path)

        def held(self, place, replace=Path.replace):
            """What the system says of a table that FoxPro or WPS has open."""
            if Path(place).suffix == ".dbf":
                raise PermissionError(13, "held by another program", str(place))
            return replace(self, place)

        monkeypatch.setattr(Path, "replace", held)
        with pytest.raises(UnusableInputError):
            write_pages(path, reading.pages[1:], reading)
        monkeypatch.undo()
        assert employers(read_file(path)) == ["甲厂", "乙厂"]

    @pytest.mark.parametrize("suffix", [".fpt", ".FPT", ".Fpt"])
    def test_the_memo_file_is_the_one_that_is_read(self, pair, suffix):
        path = pair([(*FIRST, pointer(8)), (*SECOND, pointer(18))], fpt("甲厂", "乙厂"), name="U.DBF", suffix=suffix)
        reading = read_file(path)
        write_pages(path, reading.pages[::-1], reading)
        assert employers(read_file(path)) == ["乙厂", "甲厂"]
        assert len(list(path.parent.iterdir())) == 2


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [(36.6, 0, "36.6"), (1234.56, 0, "1234.56"), (1e-7, 0, "0.0000001"), (100000000000000.3, 0, "100000000000000.3"),
     (-0.001, 2, "0.00"), (54.0, 0, "54"), (1234.5, 2, "1234.50")],
)  # fmt: skip
def test_a_number_is_shown_as_it_was_written(value, decimals, shown):
    assert cell_text(struct.pack("<d", value), DbfField("A", "B", 1, 8, decimals)) == shown


def test_the_last_half_second_of_a_day_is_midnight():
    assert cell_text(struct.pack("<ii", 2460311, 86399600), DbfField("A", "T", 1, 8, 0)) == "2024-01-02 00:00:00"


def test_bytes_that_stand_in_the_record_stay_there():
    assert not DbfField("A", "Q", 1, 6, 0).is_pointer
    assert DbfField("A", "G", 1, 10, 0).is_pointer
