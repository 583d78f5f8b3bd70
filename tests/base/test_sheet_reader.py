"""The one reader of sheets: what it gives, what it refuses, and the process that does it."""

import contextlib
import datetime as dt
import io
import re
import runpy
import subprocess
import sys
import zipfile
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from coding.base import workbook_guard, workbook_process
from coding.base.cell_text import cell_text
from coding.base.errors import CodingError, KnowledgeError, UnreadableSheetError, UnusableInputError
from coding.base.sheet_choice import choose_sheet
from coding.base.sheets import Sheet, read_sheets, read_workbook
from coding.base.workbook_guard import BrokenError, TooLargeError, check_zipped
from coding.base.workbook_process import READ_WORKBOOK, reader_command
from tests.exchange.make_files import FOLDER
from tests.workbooks import workbook
from tools.damaged_sheets import FAR_CELLS, write_far_cell, write_raw_workbook

ROOT = Path(__file__).resolve().parents[2]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = f'<worksheet xmlns="{MAIN}"><sheetData>%s</sheetData></worksheet>'


# -- cells


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.0, "1"),
        (-3.0, "-3"),
        (0.1 + 0.2, "0.3"),
        (1234567.89, "1234567.89"),
        (1e-7, "0.0000001"),
        (3.3e17, "3.3E+17"),
        (4, "4"),
        (True, "1"),
        (False, "0"),
        (None, ""),
        (float("nan"), ""),
        ("0012", "0012"),
        (dt.date(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1), "2024-03-01"),
        (dt.datetime(2024, 3, 1, 8, 5), "2024-03-01 08:05:00"),
        (dt.time(8, 5), "08:05:00"),
        (dt.timedelta(days=1, hours=2), "26:00:00"),
    ],
)
def test_a_cell_is_what_a_person_typed(value, text):
    assert cell_text(value) == text


@given(st.integers(-(10**14), 10**14))
def test_a_whole_number_never_shows_decimals(number):
    assert cell_text(float(number)) == str(number)


@given(st.decimals(-(10**8), 10**8, places=4))
def test_a_price_keeps_its_digits_and_gains_none(price):
    assert Decimal(cell_text(float(price))) == price


def test_a_workbook_gives_text_where_its_cells_stand(tmp_path):
    path = workbook(
        tmp_path / "a.xlsx", 甲=[[], ["", "编码", 1.0, 0.1 + 0.2, True, dt.datetime(2024, 1, 2), "=1/0"]], 乙=[]
    )
    first, second = read_workbook(path)
    assert (first.name, second.name) == ("甲", "乙")
    # openpyxl writes a formula without its result: it is told like an error, an empty cell would look left out
    assert first.rows == [[], ["", "编码", "1", "0.3", "1", "2024-01-02", "#CALC!"]]
    assert second.rows == []


def test_an_old_workbook_and_a_new_one_give_the_same():
    old, new = read_workbook(FOLDER / "n041.xls"), read_workbook(FOLDER / "n041.xlsx")
    assert old[0].rows[0] == new[0].rows[0]
    assert len(old[0].rows) == len(new[0].rows) > 2


def test_bytes_are_read_as_a_file_is():
    data = (FOLDER / "n041.xls").read_bytes()
    assert read_workbook(data, "某表.xls") == read_workbook(FOLDER / "n041.xls")
    with pytest.raises(UnreadableSheetError, match=r"某表\.xls"):
        read_workbook(data[:3000], "某表.xls")


# -- tables of text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("rows", [["编码,名称", "I10.x00,高血压"], ["a\tb", "高\t一一"], ["编码;名称", "一一一;一一"]])
def test_a_table_is_read_in_any_encoding_with_and_without_its_mark(tmp_path, encoding, rows):
    (tmp_path / "a.csv").write_bytes("\r\n".join(rows).encode(encoding))
    (sheet,) = read_sheets(tmp_path / "a.csv")
    assert sheet.rows == [re.split("[,;\t]", row) for row in rows]


chinese = st.text("一二三高血压型糖尿病、（），", max_size=8)
plain = st.text("abcXYZ0123456789. -", max_size=8)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(plain, chinese, plain), min_size=2, max_size=20),
    st.sampled_from(["utf-8", "utf-8-sig", "gb18030", "utf-16-le", "utf-16-be", "utf-16"]),
)
def test_any_table_of_codes_and_names_is_read_in_any_encoding(tmp_path_factory, rows, encoding):
    rows = [("编码", "名称", "code"), *rows]
    path = tmp_path_factory.mktemp("t") / "a.csv"
    path.write_bytes("".join(",".join(row) + "\r\n" for row in rows).encode(encoding))
    (sheet,) = read_sheets(path)
    assert sheet.rows == [list(row) for row in rows if any(row)]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空"),
        (b"\r\n \r\n", "空"),
        (b"\x89PNG\x00\x01\x02" * 40, "不是文本"),
        ("编码,名称\n".encode("gb18030") + b"\xff\xff\xff,\x81\n", "无法解读"),
        ("编码,名称\nI10,高\0血压\n".encode(), "无法解读"),
        (b"<html><table><tr><td>I10</td></tr></table>", "网页"),
        ('编码,名称\nI10,"' .encode() + b"x" * 200_000 + b'"\n', "CSV"),
    ],
    ids=["empty", "blank", "picture", "bad bytes", "zero byte", "web page", "huge cell"],
)  # fmt: skip
def test_what_is_no_table_says_so_in_one_sentence(tmp_path, content, words):
    (tmp_path / "a.csv").write_bytes(content)
    with pytest.raises(UnreadableSheetError, match=words) as told:
        read_sheets(tmp_path / "a.csv")
    assert str(told.value).endswith("。")


def test_an_absent_file_and_a_folder_are_told(tmp_path):
    for path in (tmp_path / "无.csv", tmp_path):
        with pytest.raises(UnreadableSheetError, match="打不开"):
            read_sheets(path)


def test_whoever_asks_for_an_unusable_file_or_for_knowledge_catches_it():
    assert issubclass(UnreadableSheetError, UnusableInputError)
    assert issubclass(UnreadableSheetError, KnowledgeError)


# -- which sheet


def sheets(*named):
    return [Sheet(name, [[cell] for cell in cells]) for name, *cells in named]


def place_of_code(rows):
    return next((at for at, row in enumerate(rows) if row[0] == "编码"), None)


def test_the_first_sheet_with_a_known_header_is_read_however_long_the_others_are():
    given = sheets(
        ("说明", *"一二三四五六七"), ("空",), ("甲", "题", "编码", "I10"), ("乙", "编码", "I11", "I12", "I13")
    )
    chosen = choose_sheet(given, place_of_code)
    assert (chosen.sheet.name, chosen.found, chosen.others) == ("甲", 1, ("说明", "乙"))
    assert chosen.notes == ("只读取了工作表“甲”，没有读取：说明、乙。",)


def test_without_a_known_header_it_is_the_first_that_is_not_empty():
    chosen = choose_sheet(sheets(("空",), ("甲", "a"), ("乙", "b", "c")), place_of_code)
    assert (chosen.sheet.name, chosen.found) == ("甲", None)


def test_nothing_is_said_of_a_single_sheet_and_of_empty_ones():
    assert choose_sheet(sheets(("甲", "编码"), ("Sheet2",)), place_of_code).notes == ()


# -- the guard


def zipped(rows, **kind):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", (SHEET % rows).encode(**kind))
    file.seek(0)
    return file


@pytest.mark.parametrize("spelling", FAR_CELLS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_stray_cell_is_seen_however_it_is_spelled(tmp_path, spelling, encoding):
    write_far_cell(tmp_path / "a.xlsx", spelling, encoding)
    with (tmp_path / "a.xlsx").open("rb") as file, pytest.raises(TooLargeError):
        check_zipped(file)


def test_a_stray_cell_is_seen_when_its_tag_has_a_prefix():
    rows = '<row r="1"><c r="A1"/></row><x:row r="1048576"><x:c r="XFD1048576"/></x:row>'
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.xml", f'<worksheet xmlns="{MAIN}" xmlns:x="{MAIN}">{rows}</worksheet>')
    with pytest.raises(TooLargeError):
        check_zipped(file)


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="1"><c r="A1"/></row><row r="1048576"/>',  # a row that was only made higher
        '<row><c/><c/></row><row r="9"><c/></row>',
        "<row r='1'><c r='B1'/></row>",
        '<row r="1"><c r="A1"/></row><!-- <c r="XFD1048576"/> -->',
        '<row r="150000"><c r="C150000"/></row>',
        '<cols><col min="1" max="2"/></cols><conditionalFormatting/><cfRule/><colBreaks/><rowBreaks/>',
    ],
)
def test_odd_but_honest_sheets_pass(rows):
    check_zipped(zipped(rows))


def test_many_small_sheets_pass_and_many_large_ones_do_not():
    wide = '<row r="1"><c r="ZZ1"/></row>'  # by a quick look each may be 70 million cells
    for last, refusal in (("2", False), ("30000", True)):
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            for number in range(5):
                archive.writestr(f"xl/worksheets/{number}.xml", SHEET % f'{wide}<row r="{last}"><c r="A{last}"/></row>')
        if refusal:
            with pytest.raises(TooLargeError):
                check_zipped(file)
        else:
            check_zipped(file)


def test_what_unpacks_is_counted_and_not_what_the_directory_says(monkeypatch):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", b" " * 3_000_000)
    data = file.getvalue()
    size = (3_000_000).to_bytes(4, "little")
    lying = io.BytesIO(data.replace(size, (9).to_bytes(4, "little")))
    check_zipped(lying)
    monkeypatch.setattr(workbook_guard, "MOST_SHARED", 2_000_000)
    with pytest.raises(TooLargeError):
        check_zipped(lying)
    monkeypatch.setattr(workbook_guard, "MOST_UNPACKED", 1_000_000)
    with pytest.raises(TooLargeError):
        check_zipped(lying)


@pytest.mark.parametrize(
    "data",
    [b"PK\x03\x04", b"PK\x03\x04 not a workbook" * 9, b"PK\x05\x06" + bytes(18)],
    ids=["cut", "junk", "no parts"],
)
def test_a_broken_archive_is_broken_and_nothing_worse(data):
    try:
        check_zipped(io.BytesIO(data))
    except BrokenError:
        return
    assert data.startswith(b"PK\x05\x06")


@settings(max_examples=80, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 2000))
def test_any_damage_to_an_archive_gives_one_of_two_answers(junk, at):
    data = bytearray((FOLDER / "n041.xlsx").read_bytes())
    data[at : at + len(junk)] = junk
    with contextlib.suppress(BrokenError, TooLargeError):
        check_zipped(io.BytesIO(bytes(data)))


# -- the process


def test_a_reader_that_dies_is_a_sentence_and_this_process_lives(tmp_path):
    """Past the guard: a form that it does not look into, of 17 thousand million cells."""
    urn = "urn:oasis:names:tc:opendocument:xmlns"
    names = " ".join(f'xmlns:{name}="{urn}:{name}:1.0"' for name in ("office", "table", "text"))
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>1</text:p>'
    rows = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-cell></table:table-row>'
    sheet = f'<office:spreadsheet><table:table table:name="a">{rows}</table:table></office:spreadsheet>'
    with zipfile.ZipFile(tmp_path / "a.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{urn}:manifest:1.0"/>')
        archive.writestr(
            "content.xml",
            f"<office:document-content {names}><office:body>{sheet}</office:body></office:document-content>",
        )
    with pytest.raises(UnreadableSheetError, match="无法作为 Excel 工作簿打开"):
        read_workbook(tmp_path / "a.ods")


def test_a_cut_workbook_is_a_sentence(tmp_path):
    (tmp_path / "a.xls").write_bytes((FOLDER / "n041.xls").read_bytes()[:3000])
    with pytest.raises(UnreadableSheetError, match="无法作为 Excel 工作簿打开"):
        read_workbook(tmp_path / "a.xls")


def test_an_error_of_our_own_is_not_told_as_damage(monkeypatch):
    monkeypatch.setattr(workbook_process, "reader_command", lambda: [sys.executable, "-c", "raise ValueError"])
    with pytest.raises(RuntimeError):
        read_workbook(FOLDER / "n041.xlsx")


@pytest.mark.parametrize("end", ["import os; os.abort()", "import os; os._exit(0)", "print('\\x04')"])
def test_a_reader_that_ends_early_gives_no_half_table(monkeypatch, end):
    monkeypatch.setattr(workbook_process, "reader_command", lambda: [sys.executable, "-c", end])
    with pytest.raises(CodingError):
        read_workbook(FOLDER / "n041.xlsx")
    with pytest.raises(CodingError):
        read_workbook((FOLDER / "n041.xlsx").read_bytes() * 20, "a.xlsx")


def test_a_reader_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(workbook_process, "_PATIENCE", 0.3)
    monkeypatch.setattr(
        workbook_process, "reader_command", lambda: [sys.executable, "-c", "import time; time.sleep(60)"]
    )
    with pytest.raises(CodingError):
        read_workbook(FOLDER / "n041.xlsx")


def test_what_lies_in_the_current_folder_is_not_imported(tmp_path, monkeypatch):
    for name in ("pickle", "marshal", "zipfile", "coding", "python_calamine"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(9)")
    monkeypatch.chdir(tmp_path)
    assert read_workbook(FOLDER / "n041.xlsx")


def test_a_packed_program_starts_itself_with_the_hidden_argument(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", r"C:\程序\首页.exe")
    assert reader_command() == [r"C:\程序\首页.exe", READ_WORKBOOK]


def test_the_door_answers_to_the_hidden_argument_before_anything_else():
    usual, packed = (
        subprocess.run(command, stdin=(FOLDER / "n041.xls").open("rb"), capture_output=True, check=True).stdout
        for command in (reader_command(), [sys.executable, str(ROOT / "main.py"), READ_WORKBOOK])
    )
    assert usual == packed
    assert usual.endswith(b"N")  # None, marshalled: whole


@pytest.mark.skipif(sys.platform == "win32", reason="需要可执行脚本")
def test_a_packed_program_reads_workbooks(tmp_path, monkeypatch):
    """A program that is its own interpreter: whatever it is started with, it runs main.py."""
    program = tmp_path / "首页"
    program.write_text(
        f"#!{sys.executable}\nimport runpy, sys\nsys.frozen = True\nsys.path.insert(0, {str(ROOT)!r})\n"
        f"runpy.run_path({str(ROOT / 'main.py')!r}, run_name='__main__')\n",
        encoding="utf-8",
    )
    program.chmod(0o755)
    usual = read_workbook(FOLDER / "n041.xlsx")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert read_workbook(FOLDER / "n041.xlsx") == usual
    with pytest.raises(UnreadableSheetError):
        read_workbook(b"PK\x03\x04" * 40, "坏.xlsx")


def test_a_packed_program_without_a_console_has_no_streams_and_reads_all_the_same():
    command = reader_command()
    command[3] = "import sys; sys.stdin = sys.stdout = None; " + command[3]
    given = [(FOLDER / "n041.xlsx").open("rb") for _ in range(2)]
    without, usual = (
        subprocess.run(run, stdin=file, capture_output=True, check=True).stdout
        for run, file in zip((command, reader_command()), given, strict=True)
    )
    assert without == usual


def test_the_door_is_no_reader_for_any_other_argument(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["main.py", READ_WORKBOOK, "x"])
    with pytest.raises(SystemExit) as end:
        runpy.run_path(str(ROOT / "main.py"), run_name="__main__")
    assert end.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_shared_texts_and_dimension_are_read(tmp_path):
    rows = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c></row>'
    shared = f'<sst xmlns="{MAIN}"><si><t>编码</t></si><si><t>名称</t></si></sst>'
    write_raw_workbook(tmp_path / "a.xlsx", (SHEET % rows).encode(), shared.encode())
    assert read_workbook(tmp_path / "a.xlsx") == [Sheet("甲", [["编码", "", "名称"]])]
