"""Files made to hang a reader or to fill its memory: bounded, told in one sentence, and the good rows go on.

Read in processes with an end to time and memory; ``python tools/hostile_files.py`` prints the figures at full size.
"""

import sys

import pytest

from coding.base.errors import UnreadableSheetError
from coding.base.sheets import read_sheets
from coding.exchange.read import read_file
from tools.hostile_files import FILES, LARGE, SMALL, outcome

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="需要配额")

#: Files whose cost grew with the square of their length: read at full size.
WHOLE = ("braces_in_list.json", "braces_after_one.json", "open_list.json", "braces_by_line.json")
#: What each leaves of the pages that stand before the damage.
GOOD = {
    "braces_by_line.json": 1,
    "braces_after_one.json": 1,
    "braces_nested.json": 1,
    "open_list.json": 1,
    "members_twice.json": 2,
    "open_quote_short_lines.csv": 3,
    "open_quote_one_line.csv": 3,
    "quote_in_every_row.csv": 3,
    "count_too_few.dbf": 12,
}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_is_answered_in_a_sentence_within_its_bounds(name):
    # a quarter of the memory that the tool gives; seconds of the processor, not of the clock
    came = outcome(name, LARGE if name in WHOLE else SMALL, seconds=40, megabytes=1_000)
    assert not came.was_killed
    assert came.said
    assert all(sentence.endswith("。") for sentence in came.said)
    if name in GOOD:
        assert came.pages == GOOD[name]


def test_rows_after_an_open_quote_go_on(tmp_path):
    row = "{0},张样例,1,K80.000\n"
    lines = ["BAH,XM,XB,JBDM\n", *(row.format(n) for n in range(1, 60))]
    lines[20] = '20,"张样例,1,K80.000\n'
    path = tmp_path / "a.csv"
    path.write_text("".join(lines), "utf-8")
    reading = read_file(path)
    assert [page.case_no for page in reading.pages] == [str(n) for n in range(1, 60) if n != 20]
    assert [(reject.row, "文件第 21 行" in reject.reason) for reject in reading.rejects] == [(20, True)]


def test_rows_that_begin_with_a_quote_do_not_swallow_each_other(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("BAH,XM,XB,JBDM\n" + "".join(f'"{n},张样例,1,K80.000\n' for n in range(1, 9)), "utf-8")
    reading = read_file(path)
    assert len(reading.pages) + len(reading.rejects) == 8
    assert all(len(page.case_no) < 3 for page in reading.pages)


def test_a_cell_of_several_lines_is_one_cell(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('BAH,XM,XB,JBDM\n1,"张\n样例",1,K80.000\n2,李,1,K80.000\n', "utf-8")
    reading = read_file(path)
    assert [page.text("patient_name") for page in reading.pages] == ["张\n样例", "李"]


def test_a_table_tells_the_line_in_which_the_quote_opened(tmp_path):
    path = tmp_path / "编码.csv"
    for after in ("", '"'):
        rows = [f"K80.{n:03},胆囊结石{n}\n" for n in range(500)]
        rows[7] = 'K80.007,"胆囊结石\n'
        rows[300] = f"K80.300,胆囊结石{after}\n"
        path.write_text("编码,名称\n" + "".join(rows), "utf-8")
        with pytest.raises(UnreadableSheetError, match="第9行的引号没有闭合"):
            read_sheets(path)


def test_members_that_say_two_things_are_told_and_the_same_twice_is_not(tmp_path):
    path = tmp_path / "a.json"
    path.write_text(
        '[{"BAH":"1","XM":"甲","XM":"乙","JBDM":"K80.000"},{"BAH":"2","XM":"甲","XM":"甲","JBDM":"K80.000"}]', "utf-8"
    )
    reading = read_file(path)
    assert [page.case_no for page in reading.pages] == ["2"]
    assert [(reject.row, "“XM”出现不止一次" in reject.reason) for reject in reading.rejects] == [(1, True)]


def test_records_under_a_member_that_stands_twice_are_all_read(tmp_path):
    path = tmp_path / "a.json"
    record = '{"BAH":"%d","XM":"甲","JBDM":"K80.000"}'
    path.write_text(f'{{"data":[{record % 1}],"code":0,"data":[{record % 2},{record % 3}]}}', "utf-8")
    assert [page.case_no for page in read_file(path).pages] == ["1", "2", "3"]
