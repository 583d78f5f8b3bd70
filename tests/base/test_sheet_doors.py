"""The doors through which a hospital's sheets come: hostile workbooks, UTF-16, which sheet is taken."""

import random
import subprocess
import sys
from pathlib import Path

import pytest

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.codes.library import load_code_table
from coding.commands.door import run
from coding.drg.scheme import load_scheme
from coding.exchange.read import read_file
from coding.payment.tariff import load_tariff
from coding.suggest.term_sheet import read_words
from tests.drg.small_pack import SMALL
from tests.workbooks import workbook
from tools.damaged_sheets import DOORS, FAR_CELLS, OLD_WORKBOOK, damaged, outcome, write_far_cell

ROOT = Path(__file__).resolve().parents[2]
#: A small table for each door that takes one sheet.
TABLES = {
    "pages": [["case_id", "sex", "age", "los", "dx", "px"], ["a", "2", "54", "8", "K80.000x002", "51.2300"]],
    "column map": [["病人编号", "医生诊断", "大夫"], ["a1", "胆囊结石", "甲乙"]],
    "code table": [["编码", "名称"], ["I10.x00x002", "高血压"]],
    "crosswalk": [["临床版编码", "医保版编码"], ["I50.900", "I50.901"]],
    "tariff": [["DRG编码", "权重"], ["HC25", "1.25"]],
    "terms": [["原词", "标准词", "编码"], ["高血压病", "高血压", "I10.x00x002"]],
    "words": [["诊断名称", "次数"], ["肺炎", "3"]],
}


@pytest.mark.parametrize("door", DOORS)
def test_a_stray_cell_in_the_last_place_is_one_sentence(door, tmp_path):
    for number, spelling in enumerate(FAR_CELLS):
        path = tmp_path / f"{number}.xlsx"
        write_far_cell(path, spelling)
        with pytest.raises(CodingError, match="过大"):
            DOORS[door](path)


def test_the_process_that_opens_all_doors_to_a_stray_cell_lives(tmp_path):
    write_far_cell(tmp_path / "a.xlsx", "single quotes")
    code = (
        "import sys; from pathlib import Path\nsys.path.insert(0, sys.argv[1])\n"
        "from tools.damaged_sheets import DOORS, outcome\n"
        "print([outcome(door, Path(sys.argv[2])) for door in DOORS.values()], 'alive')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(ROOT), str(tmp_path / "a.xlsx")], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == f"{['one sentence'] * len(DOORS)} alive"


def test_the_command_line_tells_a_stray_cell_in_one_line(tmp_path, capsys):
    write_far_cell(tmp_path / "a.xlsx", "as usual")
    far = str(tmp_path / "a.xlsx")
    (tmp_path / "a.csv").write_text("case_id,sex,age,dx\na,2,5,K80.000\n", encoding="utf-8")
    page = str(tmp_path / "a.csv")
    out = str(tmp_path / "out")
    for command in (
        ["check", far, "--out", out],
        ["check", page, "--out", out, "--dx-table", far],
        ["group", page, "--out", out, "--tariff", far],
        ["group", page, "--out", out, "--scheme", far],
        ["suggest", far, "--kind", "dx", "--column", "raw", "--out", out],
    ):
        assert run(command) == 2, command
        said = capsys.readouterr().err
        assert "过大" in said
        assert said.count("\n") == 1


@pytest.mark.parametrize("door", DOORS)
def test_damaged_old_workbooks_are_one_sentence_or_read(door, tmp_path, capfd):
    """Two hundred in all, others for each door; ``tools/damaged_sheets.py`` takes two hundred through each."""
    source = OLD_WORKBOOK.read_bytes()
    chance = random.Random(door)
    path = tmp_path / "旧.xls"
    answers = set()
    for _ in range(25):
        path.write_bytes(damaged(source, chance))
        answers.add(outcome(DOORS[door], path))
    assert "one sentence" in answers
    assert "panicked" not in capfd.readouterr().err


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("door", TABLES)
def test_every_door_reads_every_encoding(door, encoding, tmp_path):
    text = "\r\n".join(",".join(row) for row in TABLES[door]) + "\r\n"
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    assert outcome(DOORS[door], tmp_path / "a.csv") == "read"


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_a_pack_is_read_in_every_encoding(write_pack, encoding):
    folder = write_pack()
    for file in folder.iterdir():
        file.write_bytes(file.read_text(encoding="utf-8").encode(encoding))
    assert load_scheme(folder).group_name("FB19") == "心脏手术"


@pytest.mark.parametrize("door", TABLES)
def test_a_longer_sheet_of_notes_before_the_table_is_passed_over(door, tmp_path):
    notes = [["填表须知"], *([f"第{n}条"] for n in range(40))]
    path = workbook(tmp_path / "a.xlsx", 说明=notes, 表=TABLES[door], 备注=notes)
    assert outcome(DOORS[door], path) == "read"


def test_it_is_told_which_sheet_was_read(tmp_path):
    said = "只读取了工作表“表”，没有读取：说明。"
    for door, loaded in (
        ("code table", lambda path: load_code_table(path, CodeKind.DIAGNOSIS).notes),
        ("crosswalk", lambda path: DOORS["crosswalk"](path).notes),
        ("tariff", lambda path: load_tariff(path).notes),
        ("terms", lambda path: DOORS["terms"](path).notes),
        ("pages", lambda path: read_file(path).notes),
    ):
        path = workbook(tmp_path / f"{door}.xlsx", 说明=[["须知"]], 表=TABLES[door], Sheet3=[])
        assert said in loaded(path), door


def test_of_two_tables_the_first_is_read(tmp_path):
    path = workbook(tmp_path / "a.xlsx", 新=[["诊断名称"], ["肺炎"]], 旧=[["诊断名称"], *[["脑梗"]] * 9])
    assert read_words(path) == {"肺炎": 1}


@pytest.mark.parametrize(("typed", "text"), [(1.0, "1"), (0.1 + 0.2, "0.3"), (12, "12"), (True, "1")])
def test_a_number_is_the_same_text_through_every_door(typed, text, tmp_path):
    pages = workbook(tmp_path / "p.xlsx", 表=[["case_id", "sex", "age", "dx", "备注"], ["a", "2", "5", "K80", typed]])
    assert read_file(pages).pages[0].extra["备注"] == text
    words = workbook(tmp_path / "w.xlsx", 表=[["诊断名称"], [typed]])
    assert list(read_words(words)) == [text]
    codes = workbook(tmp_path / "c.xlsx", 表=[["编码", "名称"], ["I10.x00", typed]])
    assert load_code_table(codes, CodeKind.DIAGNOSIS).get("I10.x00").name == text


def test_codes_of_a_pack_get_back_the_zeros_of_numbers_and_settings_stay(tmp_path):
    tables = {name: [list(row) for row in rows] for name, rows in SMALL.items()}
    tables["adrg_codes"][1][2] = 36.11
    tables["scheme"].append(["region", 1.1])
    scheme = load_scheme(workbook(tmp_path / "a.xlsx", **tables))
    assert scheme.pack.settings["region"] == "1.1"
    usual = load_scheme(workbook(tmp_path / "b.xlsx", **{name: list(map(list, rows)) for name, rows in SMALL.items()}))
    assert scheme.pack.nodes == usual.pack.nodes


def test_an_archive_that_would_fill_the_memory_is_no_pack(tmp_path, monkeypatch):
    import zipfile

    from coding.grouping import pack_files

    monkeypatch.setattr(pack_files, "_MOST_UNPACKED", 1000)
    with zipfile.ZipFile(tmp_path / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("scheme.csv", "key,value\n" + " " * 2000)
    with pytest.raises(CodingError, match="过大"):
        load_scheme(tmp_path / "a.zip")
