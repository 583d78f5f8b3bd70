"""``scheme --amendments-out`` writes what would mend a workbook; ``--amendments`` applies it in every command."""

import csv

import pytest

from coding.commands.door import run
from tests.drg.national_book import BOOK, write_book

#: The rest of MDCF numbered before its other ADRGs, and a code with its name stuck to it.
FAULTY = {
    "ADRG": [(*row[:4], 0) if row[0] == "F00" else row for row in BOOK["ADRG"]],
    "集合": [("DI_FR1", "I50.900心衰", "", "DI") if row[:2] == ("DI_FR1", "I50.900") else row for row in BOOK["集合"]],
}


@pytest.fixture
def book(tmp_path):
    folder = tmp_path / "方案"
    folder.mkdir()
    return write_book(folder / "全国_20260909更新.xlsx", **FAULTY)


@pytest.fixture
def cases(tmp_path):
    file = tmp_path / "cases.csv"
    header = "case_id,sex,age,age_days,birth_weight,dept,los,leaving_type,icu_hours,dx,px"
    file.write_text(f"{header}\n1,1,60,,,01,8,1,0,I50.900,\n", encoding="utf-8")
    return file


def groups(path):
    with path.open(encoding="utf-8-sig") as file:
        return [row["drg"] for row in csv.DictReader(file)]


def test_what_is_offered_is_written_and_mends_the_workbook(book, cases, tmp_path, capsys):
    table, out = tmp_path / "更正.csv", tmp_path / "groups.csv"
    assert run(["scheme", str(book), "--amendments-out", str(table)]) == 1
    told = capsys.readouterr().out
    assert "ADRG 第" in told
    assert "2 处更正已写入" in told
    with table.open(encoding="utf-8-sig") as file:
        rows = [(row["table"], row["key"], row["old"], row["new"]) for row in csv.DictReader(file)]
    assert rows == [("adrg", "F00", "0", "4"), ("set", "DI_FR1", "I50.900心衰", "I50.900")]
    assert run(["group", str(cases), "--scheme", str(book), "--out", str(out)]) == 0
    assert groups(out) == ["F000"]
    assert run(["group", str(cases), "--scheme", str(book), "--amendments", str(table), "--out", str(out)]) == 0
    assert groups(out) == ["FR15"]
    assert run(["scheme", str(book), "--amendments", str(table)]) == 0
    told = capsys.readouterr().out
    assert "已按更正表更正 2 处" in told
    assert "没有发现问题" in told


def test_check_groups_by_the_amended_scheme(book, cases, tmp_path):
    table, out = tmp_path / "更正.csv", tmp_path / "out"
    run(["scheme", str(book), "--amendments-out", str(table)])
    assert run(["check", str(cases), "--scheme", str(book), "--amendments", str(table), "--out", str(out)]) == 0
    assert groups(out / "groups.csv") == ["FR15"]


def test_the_table_is_not_written_over_the_workbook(book, capsys):
    before = book.read_bytes()
    assert run(["scheme", str(book), "--amendments-out", str(book)]) == 2
    assert book.read_bytes() == before
    assert "盖掉" in capsys.readouterr().err


def test_an_amendment_that_does_not_apply_is_told(book, tmp_path, capsys):
    table = tmp_path / "更正.csv"
    table.write_text("table,key,column,old,new\nset,DI_GONE,,,I10.x00\n", encoding="utf-8")
    run(["scheme", str(book), "--amendments", str(table)])
    assert "更正.csv 第2行：更正没有生效" in capsys.readouterr().out


def test_tables_beside_the_workbook_are_counted(book, capsys):
    (book.parent / "不能作为主要诊断.csv").write_text("编码,名称\nI50.900,心衰\n", encoding="utf-8")
    run(["scheme", str(book)])
    assert "不能作主要诊断的编码 1 个（不能作为主要诊断.csv）" in capsys.readouterr().out
