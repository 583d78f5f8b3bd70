"""No text of a page is run as a formula by the spreadsheet in which somebody opens what we wrote."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from coding.base.formula_guard import guarded, unguarded
from coding.base.sheet_writer import csv_line, people_line, write_csv
from coding.base.sheets import read_sheets

#: What Excel, WPS and LibreOffice run, or move into a cell of its own.
RUN = [
    "=cmd|'/c calc'!A1", "=1+1", "+1-2", "+8613800138000", "-2+3", "-1+cmd|'/c calc'!A1", "@SUM(1)", "\t=1", "\r=1",
    " =1", "　=1", "\n=1", "＝1＋1", "＋1", "－1+2", "＠SUM(1)", "'=1", "''=1", "-1;=1", "--1",
]  # fmt: skip
STAY = ["", "胆囊炎", "-", "--", "－", "-5", "-12.50", "-3%", "5", "1-2", "a=b", "'", "'甲", "'-5", "K80.0+", "0-1"]


@pytest.mark.parametrize("text", RUN)
def test_what_a_spreadsheet_runs_gets_an_apostrophe(text):
    assert guarded(text) == f"'{text}"
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", STAY)
def test_words_numbers_and_the_dash_for_nothing_stay(text):
    assert guarded(text) == text
    assert unguarded(text) == text


@given(st.text(st.sampled_from("'=+-@\t\r\n 　＝－甲5.%"), max_size=8))
@example("'" * 5 + "=")
def test_what_was_guarded_comes_back_exactly(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "@", "\t", "\r", "＝", "＋", "＠"))


def test_files_for_people_are_guarded_and_files_for_programs_exact():
    assert people_line(["=1", "-5", "甲,乙"]) == '\'=1,-5,"甲,乙"'
    assert csv_line(["=1", "-5"]) == "=1,-5"


def test_a_sheet_of_ours_that_is_read_back_has_lost_its_guards(tmp_path):
    rows = [["原词", "标准词"], *([text, "甲"] for text in (*RUN, *STAY))]
    write_csv(tmp_path / "术语.csv", rows)
    written = list(csv.reader(io.StringIO((tmp_path / "术语.csv").read_bytes().decode("utf-8-sig"), newline="")))
    assert [row[0] for row in written[1 : len(RUN) + 1]] == [f"'{text}" for text in RUN]
    assert read_sheets(tmp_path / "术语.csv")[0].rows == rows
