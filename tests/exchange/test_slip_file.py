"""Slips that come back, whatever was done to them: every answer is found at its line, or told with its row."""

import csv
import io

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.errors import UnusableInputError
from coding.exchange.slip_file import read_slip_file, slip_file_in
from coding.review.slip_match import KnownSlips, Matched, match_row, without_contradictions
from coding.review.slips import AnswerKind
from tests.exchange.slip_rows import TITLES, make_slip, table, workbook, written

SLIP = make_slip()
KNOWN = KnownSlips({SLIP.number: (SLIP,)})
ALL = {line.line: ("原值正确", "", f"理由{line.line}") for line in SLIP.lines}


def csv_of(rows, encoding="utf-8-sig"):
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode(encoding)


def found_in(data, known=KNOWN, name="单.xlsx"):
    """Line → answer, and all sentences."""
    file = slip_file_in(data, name)
    matched = [match_row(row, known) for row in file.rows]
    kept, troubles = without_contradictions(one for one in matched if isinstance(one, Matched))
    told = [*file.troubles, *(one for one in matched if isinstance(one, str)), *troubles]
    return {one.line.line: (one.row.answer.label, one.row.value, one.row.reason) for one in kept}, told


def test_a_workbook_as_it_was_written_has_no_answers_yet(tmp_path):
    file = read_slip_file(written(tmp_path, SLIP))
    assert (file.rows, file.unanswered, file.troubles) == ((), 6, ())
    (slip,) = file.slips
    assert [one.case_no for one in slip.lines] == [one.case_no for one in SLIP.lines]
    assert {one.page_id for one in slip.lines} == {None}, "ids of one store say nothing in another"


def test_answers_of_all_sheets_are_read(tmp_path):
    rows = table(SLIP, ALL)
    sheets = {"张医师": [["反馈单"], [], rows[0], *rows[1::2]], "李医师": [["反馈单"], rows[0], *rows[2::2]]}
    assert found_in(workbook(sheets)) == (ALL, [])


answers = st.sampled_from(
    [
        ("原值正确", "", "见病程"),
        ("已改为", "2", ""),
        ("已改为", "=1+1", "+理由"),
        ("已补记", "", "第一行\n第二行"),
        ("已补", "2", ""),
    ]
)
LONG = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@LONG
@given(
    said=st.dictionaries(st.integers(1, 6), answers),
    order=st.permutations(range(1, 7)),
    columns=st.permutations([key for key in TITLES if key != "name"]),
    added=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(["请张主任看", "以上已核对"])), max_size=3),
    deleted=st.sets(st.integers(1, 6), max_size=3),
    form=st.sampled_from(["xlsx", "csv", "gbk"]),
)
def test_rows_moved_added_deleted_columns_moved_half_filled(said, order, columns, added, deleted, form):
    rows = table(SLIP, said, columns)
    body = [rows[at] for at in order if at not in deleted]
    for at, text in added:
        body.insert(min(at, len(body)), ["" if key != "reason" else text for key in columns])
    everything = [["病案首页反馈单"], ["说明"], rows[0], *body]
    data = {
        "xlsx": lambda: workbook({"张医师": everything}),
        "csv": lambda: csv_of(everything),
        "gbk": lambda: csv_of(everything, "gb18030"),
    }[form]()
    found, told = found_in(data)
    expected = {line: given for line, given in said.items() if line not in deleted}
    words = {"已补": "已补记"}
    assert found == {line: (words.get(a, a), v, r) for line, (a, v, r) in expected.items()}
    assert len(told) == len(added), "what stands at no line is told"
    file = slip_file_in(data, "单")
    assert file.unanswered == 6 - len(deleted) - len(expected)


def test_a_row_that_was_added_with_an_answer_is_told():
    rows = [*table(SLIP, ALL), ["" if key not in ("answer", "reason") else "已改为" for key in TITLES if key != "name"]]
    found, told = found_in(workbook({"a": rows}))
    assert found == ALL
    assert len(told) == 1
    assert "第 8 行" in told[0]
    assert "后加的" in told[0]


def test_sheets_copied_below_each_other_with_their_headers():
    first, second = table(SLIP, ALL), table(SLIP, {}, [k for k in reversed(TITLES) if k != "name"])
    assert found_in(
        workbook({"合并": [*first[:4], ["", "小计"], *second[:1], *second[1:4], *first[:1], *first[4:]]})
    ) == (ALL, [])


@pytest.mark.parametrize("lost", ["key", "key number line", "number line", "key basis check shown"])
def test_columns_that_were_lost_are_made_up_for_by_the_others(lost):
    titles = [key for key in TITLES if key != "name" and key not in lost.split()]
    assert found_in(workbook({"a": table(SLIP, ALL, titles)})) == (ALL, [])


def test_zeros_that_a_spreadsheet_has_eaten_are_no_other_record_number():
    rows = table(SLIP, ALL)
    at = rows[0].index("病案号")
    eaten = [rows[0], *([*row[:at], row[at].lstrip("0"), *row[at + 1 :]] for row in rows[1:])]
    assert found_in(csv_of(eaten)) == (ALL, [])


def test_only_some_columns_were_sorted():
    rows = table(SLIP, ALL)
    at = rows[0].index("病案号")
    rows[1][at], rows[2][at] = rows[2][at], rows[1][at]
    found, told = found_in(workbook({"a": rows}))
    assert set(found) == {3, 4, 5, 6}
    assert len(told) == 2
    assert "只移动了部分列" in told[0]


@pytest.mark.parametrize(
    ("said", "word"),
    [
        (("", "2", ""), "没有选“答复”"),
        (("", "", "见病程"), "没有选“答复”"),
        (("已改为", "", ""), "没有填“新值”"),
        (("原值正确", "2", ""), "又填了新值"),
        (("不对", "", ""), "看不懂"),
    ],
)
def test_half_an_answer_is_told_with_its_row_and_the_others_go_on(said, word):
    found, told = found_in(workbook({"张医师": table(SLIP, {**ALL, 2: said})}))
    assert found == {line: given for line, given in ALL.items() if line != 2}
    assert len(told) == 1
    assert word in told[0]
    assert "“单.xlsx”工作表“张医师”第 3 行" in told[0]


def test_the_same_line_twice_with_one_answer_is_one_and_with_two_is_none():
    rows = table(SLIP, ALL)
    assert found_in(workbook({"a": rows, "b": rows})) == (ALL, [])
    other = table(SLIP, {1: ("已改为", "2", "")})
    found, told = found_in(workbook({"a": rows, "b": other[:2]}))
    assert found == {line: given for line, given in ALL.items() if line != 1}
    assert "是同一行的两个不同答复" in told[0]


def test_an_older_version_is_found_at_its_own_lines():
    newer = make_slip(5, version=2)
    known = KnownSlips({SLIP.number: (SLIP, newer)})
    file = slip_file_in(workbook({"a": table(SLIP, ALL)}), "旧")
    found = [match_row(row, known) for row in file.rows]
    assert all(isinstance(one, Matched) and one.is_older and one.slip is SLIP for one in found)


def test_the_same_number_of_another_hospital_is_not_ours():
    other = make_slip(6, doctors=("王医师",))
    found, told = found_in(workbook({"a": table(other, ALL)}))
    assert not found
    assert len(told) == 6
    assert "不是这里发出的" in told[0]


def test_a_number_that_nobody_knows_is_told():
    found, told = found_in(workbook({"a": table(make_slip(2, "2026-09-骨科-01"), ALL)}))
    assert not found
    assert "没有单号 2026-09-骨科-01" in told[0]


def test_a_workbook_carries_its_own_slip_to_a_machine_that_does_not_know_it(tmp_path):
    file = read_slip_file(written(tmp_path, SLIP))
    known = KnownSlips({})
    known.carry(file.slips)
    rows = slip_file_in(workbook({"a": table(SLIP, ALL)}), "单").rows
    assert all(isinstance(match_row(row, known), Matched) for row in rows)


@pytest.mark.parametrize(
    "data",
    [
        workbook({"a": [["病案号", "姓名", "出院科别", "主要诊断"], ["1", "2", "3", "4"]]}),
        "一,二\n三,四\n".encode(),
        workbook({"a": [["答复"], ["已改为"]]}),
    ],
    ids=["pages", "text", "answers"],
)
def test_another_file_is_no_slip(data):
    with pytest.raises(UnusableInputError, match="不是反馈单"):
        slip_file_in(data, "别的.xlsx")


def test_a_hidden_sheet_that_somebody_wrote_into_does_no_harm():
    rows = table(SLIP, ALL)
    for broken in ("{", "[]", "[" * 5000, '{"number": 1}', "{}"):
        data = workbook({"a": rows, "反馈单对照": [["frontpage-slip-1", broken], ["k", broken]]})
        assert slip_file_in(data, "单").slips == ()
        assert found_in(data) == (ALL, [])


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(UnusableInputError, match="打不开"):
        read_slip_file(tmp_path / "无.xlsx")


def test_answers_are_kinds_of_the_table():
    assert {kind.label for kind in AnswerKind} == {"已改为", "原值正确", "已补记"}
