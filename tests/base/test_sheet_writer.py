"""The one writer: whole or not at all, privately, without formulas."""

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from coding.base.encoding import shown
from coding.base.errors import UnusableInputError
from coding.base.sheet_writer import csv_line, people_line, people_rows, write_csv, write_workbook
from coding.base.sheets import read_sheets, read_workbook
from coding.base.whole_file import whole_binary, whole_file
from coding.exchange.read import read_file
from coding.exchange.write import write_layout, write_pages
from coding.reports.findings_sheet import write_findings
from coding.rules.local_file import write_rule_file
from coding.suggest.term_sheet import write_terms
from tests.exchange.make_files import FOLDER

ROOT = Path(__file__).resolve().parents[2]
POSIX = pytest.mark.skipif(sys.platform == "win32", reason="Windows 没有这些权限位")


class BreakError(Exception):
    """Something goes wrong while rows are being made."""


def breaking(rows):
    yield from rows
    raise BreakError


def broken_pages():
    """Pages that cannot be told after the first: half a file is written by then."""

    class Pages(tuple):
        __slots__ = ()

        def __iter__(self):
            yield self[0]
            raise BreakError

    return Pages(read_file(FOLDER / "n041_utf8.csv").pages)


WRITERS = {
    "CSV": lambda path: write_csv(path, breaking([["甲"]] * 9000)),
    "workbook": lambda path: write_workbook(path, breaking([["甲"] * 50] * 300)),
    "terms": lambda path: write_terms(path, breaking([("诊断",) * 11])),
    "rules": lambda path: write_rule_file(path, breaking([{"id": "a"}])),
    "findings": lambda path: write_findings(path, breaking([])),
    "new pages": lambda path: write_layout(path, broken_pages(), "n041"),
    "pages back": lambda path: write_pages(path, broken_pages(), read_file(FOLDER / "n041_utf8.csv")),
}


@pytest.mark.parametrize("writer", WRITERS)
def test_what_breaks_half_way_leaves_the_old_file_and_nothing_beside_it(writer, tmp_path):
    path = tmp_path / ("结果.xlsx" if writer in ("workbook", "findings") else "结果.csv")
    path.write_bytes(b"old")
    with pytest.raises(BreakError):
        WRITERS[writer](path)
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_process_that_is_killed_half_way_leaves_the_old_file(kind, tmp_path):
    path = tmp_path / f"结果.{kind}"
    path.write_bytes(b"old")
    code = (
        "import os, sys\nsys.path.insert(0, sys.argv[1])\nfrom pathlib import Path\n"
        "from coding.base.sheet_writer import write_csv, write_workbook\n"
        "def rows():\n"
        "    for n in range(20000): yield ['甲' * 20] * 5\n"
        "    os._exit(9)\n"
        "path = Path(sys.argv[2])\n"
        "(write_csv if path.suffix == '.csv' else write_workbook)(path, rows())"
    )
    done = subprocess.run([sys.executable, "-c", code, str(ROOT), str(path)], check=False)
    assert done.returncode == 9
    assert path.read_bytes() == b"old"


@POSIX
def test_the_file_is_private_while_it_is_written_and_keeps_the_rights_of_the_old_one(tmp_path):
    path = tmp_path / "结果.csv"
    path.write_text("old")
    path.chmod(0o640)
    with whole_file(path) as file:
        file.write("new")
        (beside,) = (p for p in tmp_path.iterdir() if p != path)
        assert stat.S_IMODE(beside.stat().st_mode) == 0o600
        assert path.read_text() == "old"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert path.read_text(encoding="utf-8-sig") == "new"


@POSIX
def test_a_new_file_and_the_folders_made_for_it_are_for_this_user_alone(tmp_path):
    write_csv(tmp_path / "七月" / "结果" / "a.csv", [["甲"]])
    for folder in (tmp_path / "七月", tmp_path / "七月" / "结果"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "七月" / "结果" / "a.csv").stat().st_mode) == 0o600


@POSIX
def test_no_link_is_followed(tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    for name in (".结果.csv.part", "结果.csv"):
        (out / name).symlink_to(victim)
    write_csv(out / "结果.csv", [["甲"]])
    assert victim.read_text() == "mine"
    assert not (out / "结果.csv").is_symlink()
    assert read_sheets(out / "结果.csv")[0].rows == [["甲"]]


def test_a_file_that_cannot_be_written_is_one_sentence(tmp_path):
    blocked = tmp_path / "文件"
    blocked.write_text("")
    (tmp_path / "夹" / "里").mkdir(parents=True)
    for path in (blocked / "a.csv", tmp_path / "夹", tmp_path / ("长" * 300)):
        with pytest.raises(UnusableInputError, match="无法写入"):
            write_csv(path, [["甲"]])
        with pytest.raises(UnusableInputError, match="无法写入"):
            write_workbook(path, [["甲"]])
    assert not list(tmp_path.rglob("*.part"))


@pytest.mark.skipif(not Path("/dev/full").exists() or sys.platform == "win32", reason="需要配额")
def test_a_full_disk_is_one_sentence_and_leaves_the_old_file(tmp_path):
    """A process that may write files of 60,000 bytes at most."""
    code = (
        "import resource, signal, sys\nsys.path.insert(0, sys.argv[1])\nfrom pathlib import Path\n"
        "from coding.base.errors import UnusableInputError\n"
        "from coding.base.sheet_writer import write_csv, write_workbook\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (60000, 60000))\n"
        "path = Path(sys.argv[2])\n"
        "try: (write_csv if path.suffix == '.csv' else write_workbook)(path, [[str(n) * 9] for n in range(30000)])\n"
        "except UnusableInputError as error: print(error)"
    )
    for name in ("a.csv", "a.xlsx"):
        path = tmp_path / name
        path.write_bytes(b"old")
        done = subprocess.run(
            [sys.executable, "-c", code, str(ROOT), str(path)],
            capture_output=True, text=True, check=False, env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        assert "无法写入" in done.stdout, done.stderr
        assert path.read_bytes() == b"old"
    assert len(list(tmp_path.iterdir())) == 2


def test_text_that_an_encoding_does_not_know_is_one_sentence(tmp_path):
    (tmp_path / "a.csv").write_text("old")
    with (
        pytest.raises(UnusableInputError, match="“€”无法用 ascii 写出"),
        whole_file(tmp_path / "a.csv", "ascii", "strict") as file,
    ):
        file.write("€")
    assert (tmp_path / "a.csv").read_text() == "old"


def test_bytes_are_written_as_they_are(tmp_path):
    with whole_binary(tmp_path / "neu" / "a.dbf") as file:
        file.write(b"\x03\x00")
    assert (tmp_path / "neu" / "a.dbf").read_bytes() == b"\x03\x00"


# -- workbooks


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "=cmd|'/c calc'!A0", "0012", "http://a.b", "{=1}"]
)
def test_no_cell_of_a_workbook_is_a_formula_a_number_or_a_link(text, tmp_path):
    write_workbook(tmp_path / "a.xlsx", [["列"], [text]], "甲")
    cell = load_workbook(tmp_path / "a.xlsx")["甲"]["A2"]
    assert (cell.data_type, cell.value, cell.number_format, cell.hyperlink) == ("s", text, "@", None)


cells = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=12)


@settings(max_examples=12, deadline=None)
@given(st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=6))
def test_what_is_written_as_a_workbook_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    write_workbook(path, rows)
    wanted = [list(row) for row in rows]
    for row in wanted:
        while row and not row[-1]:
            row.pop()
    while wanted and not wanted[-1]:
        wanted.pop()
    assert read_workbook(path)[0].rows == wanted


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(cells | st.sampled_from(['"', ",", "a\nb", "\r\n", "'"]), min_size=2, max_size=6), min_size=1))
def test_what_is_written_as_csv_is_read_back(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("c") / "a.csv"
    write_csv(path, [["列一", "列二"], *rows])
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert read_sheets(path)[0].rows == [["列一", "列二"], *(row for row in rows if any(row))]


def test_remarks_stand_above_the_table(tmp_path):
    write_csv(tmp_path / "a.csv", [["DRG编码"]], ["# 名称: 甲"])
    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf" + "# 名称: 甲\r\nDRG编码\r\n".encode()


def test_control_characters_and_broken_bytes_do_not_end_a_workbook(tmp_path):
    write_workbook(tmp_path / "a.xlsx", [["a\x00\x1fb", "甲\udc80乙"]])
    assert read_workbook(tmp_path / "a.xlsx")[0].rows == [["ab", shown("甲\udc80乙")]]


@pytest.mark.parametrize(
    "rows", [[["长" * 32_768]], [["a"] * 16_385]], ids=["a cell too long", "a row too wide"]
)  # fmt: skip
def test_what_does_not_fit_into_a_sheet_is_told_and_never_cut(rows, tmp_path):
    with pytest.raises(UnusableInputError, match="CSV"):
        write_workbook(tmp_path / "a.xlsx", rows)
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize("name", ["", "a/b:c", "[1]*?", "很长" * 30, "'甲'", "History", "\\"])
def test_any_name_of_a_sheet_is_taken(name, tmp_path):
    write_workbook(tmp_path / "a.xlsx", [["甲"]], name)
    assert read_workbook(tmp_path / "a.xlsx")[0].rows == [["甲"]]


def test_a_line_of_csv_is_quoted_only_where_it_must_be():
    assert csv_line(["甲", "a,b", 'c"d', "e\nf", ""]) == '甲,"a,b","c""d","e\nf",'
    assert csv_line(["a,b", "c;d"], ";") == 'a,b;"c;d"'
    assert csv_line(["a", ""], quote_all=True) == '"a",""'


@settings(max_examples=200, deadline=None)
@given(st.lists(st.lists(st.text("\",\n\r='- a中", max_size=6), min_size=2, max_size=4), max_size=4))
def test_what_people_open_is_read_back_as_it_was(rows):
    lines = [people_line(row) for row in rows]
    assert list(people_rows(lines)) == rows
    assert list(people_rows(io.StringIO("".join(f"{line}\r\n" for line in lines), newline=""))) == rows


def test_a_cell_is_read_back_however_long_it_is():
    row = ["=" + "长" * 200_000, 'a"' * 200_000, ""]
    assert list(people_rows([people_line(row)])) == [row]
