"""``main.py scheme``: complaints a line each, exit 1 where there are any."""

import csv

from coding.commands.door import run
from tests.drg.national_book import with_row, write_book
from tests.drg.small_pack import SMALL


def write(folder, **changed):
    folder.mkdir()
    for table, rows in {**SMALL, **changed}.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows)
    return folder


def test_a_pack_in_order_has_nothing_said_of_it(tmp_path, capsys):
    assert run(["scheme", str(write(tmp_path / "pack"))]) == 0
    assert "没有发现问题" in capsys.readouterr().out


def test_a_broken_condition_is_told_by_file_and_line(tmp_path, capsys):
    broken = [SMALL["drg_rules"][0], *[(*r[:4], r[4].replace("MCC", "MCCX"), r[5]) for r in SMALL["drg_rules"][1:]]]
    assert run(["scheme", str(write(tmp_path / "pack", drg_rules=broken))]) == 1
    out = capsys.readouterr().out
    assert "drg_rules.csv 第3行" in out
    assert "MCCX" in out


def test_a_rule_of_the_national_workbook_is_told_by_sheet_and_row(tmp_path, capsys):
    changed = with_row("ADRG", "FB1", ("FB1", "心脏手术", "ZYSS inn OP_FB1", "MDCF", 1))
    assert run(["scheme", str(write_book(tmp_path / "b.xlsx", **changed))]) == 1
    assert "ADRG 第8行" in capsys.readouterr().out


def test_codes_that_the_table_lacks_are_counted(tmp_path, capsys):
    table = tmp_path / "dx.csv"
    table.write_text("编码,名称\nI50.900,心力衰竭\nI21.900,心肌梗死\n", encoding="utf-8")
    assert run(["scheme", str(write(tmp_path / "pack")), "--dx-table", str(table)]) == 1
    assert "不在编码表中" in capsys.readouterr().out


def test_what_is_no_scheme_is_refused_in_one_sentence(tmp_path, capsys):
    assert run(["scheme", str(tmp_path / "nothing")]) == 2
    assert capsys.readouterr().err.count("\n") == 1
