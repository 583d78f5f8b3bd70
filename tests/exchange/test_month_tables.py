"""Tables that people make by hand beside a month: doctors and teams, graded samples. A bad row costs itself only."""

from dataclasses import replace
from datetime import date

import openpyxl
import pytest

from coding.base.errors import UnusableInputError
from coding.base.period import read_period
from coding.exchange.sampling_file import SampledPage, last_of_each, read_sampling
from coding.exchange.team_file import read_teams
from coding.indicators.compute import figures_of
from coding.indicators.figures import Scope
from coding.indicators.page_facts import PageFacts


def written(folder, name, text, encoding="gb18030"):
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def test_doctors_and_teams_with_their_days(tmp_path):
    text = (
        "医疗组名单,,,\n医生姓名,诊疗组,起日,止日\n"
        "卫医甲,心内一组,,2026-06-30\n卫医甲,心内二组,2026-07-01,\n卫医乙,骨一组,,\n"
    )
    teams = read_teams(written(tmp_path, "teams.csv", text))
    assert teams.spells == (
        ("卫医甲", "心内一组", None, date(2026, 6, 30)),
        ("卫医甲", "心内二组", date(2026, 7, 1), None),
        ("卫医乙", "骨一组", None, None),
    )
    assert teams.troubles == ()


def test_of_two_rows_that_hold_the_later_one_counts(tmp_path):
    teams = read_teams(written(tmp_path, "t.csv", "医师,组,自\n甲,一组,\n甲,二组,2026-03-01\n", "utf-8"))
    pages = [PageFacts("1", f"2026-{month}-01T10:00:00", doctor="甲", team="三组") for month in ("02", "04")]
    figures = figures_of([*pages, replace(pages[0], doctor="乙")], read_period("2026"), teams=teams.spells)
    assert {row.scope_value: row.value for row in figures.of("pages", Scope.TEAM)} == {"一组": 1, "三组": 1, "二组": 1}


def test_a_row_of_teams_that_cannot_be_used_is_told_with_its_line(tmp_path):
    text = "医师,组,起,止\n甲,,,\n乙,一组,三月,\n丙,一组,2026-02-01,2026-01-01\n丁,二组,,\n"
    teams = read_teams(written(tmp_path, "t.csv", text))
    assert teams.spells == (("丁", "二组", None, None),)
    assert [told.partition("：")[2][:4] for told in teams.troubles] == ["没有医师", "起日“三", "止日早于"]
    assert "第 3 行" in teams.troubles[1]


def test_a_sheet_of_another_kind_is_refused_with_what_it_lacks(tmp_path):
    path = written(tmp_path, "t.csv", "病案号,姓名\n1,甲\n")
    with pytest.raises(UnusableInputError, match="要有医师和医疗组两列"):
        read_teams(path)
    with pytest.raises(UnusableInputError, match="主要诊断是否正确"):
        read_sampling(path)


def test_a_graded_sample_is_read_as_people_write_it(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["2026年10月编码抽查"])
    sheet.append(["病案号", "出院日期", "主要诊断（对/错）", "主要手术", "其他", "等级", "错误类别"])
    sheet.append(["0012", "2026-10-03", "√", "无", "错误", "乙级", "漏编诊断、病历书写所致"])
    sheet.append(["0013", None, "×", "对", "对", "丙", "主要诊断选择错误"])
    sheet.append(["0014", None, "大概", None, None, None, None])
    sheet.append([None, None, "对", None, None, None, None])
    sheet.append(["0015", None, None, None, None, "甲", None])
    path = tmp_path / "抽查.xlsx"
    book.save(path)
    found = read_sampling(path)
    assert found.pages == (
        SampledPage("0012", date(2026, 10, 3), True, None, False, "b", ("dx_missing", "record")),
        SampledPage("0013", None, False, True, True, "c", ("principal_choice",)),
    )
    assert [("大概" in told, "没有病案号" in told, "没有任何一项" in told) for told in found.troubles] == [
        (True, False, False),
        (False, True, False),
        (False, False, True),
    ]


def test_of_two_verdicts_of_a_stay_the_last_counts():
    first, second = (SampledPage("007", None, right, None, None) for right in (False, True))
    other = SampledPage("8", None, True, None, None)
    assert last_of_each([first, other, second]) == [other, second]
    assert last_of_each([first, SampledPage("7", None, True, None, None)])[0].principal is True


def test_days_that_are_put_to_two_teams_are_told_and_a_row_without_days_is_no_overlap(tmp_path):
    text = "医师,组,起,止\n甲,一组,,\n甲,二组,2026-01-01,2026-06-30\n甲,三组,2026-06-01,\n"
    text += "乙,一组,2026-01-01,2026-02-01\n乙,二组,2026-02-02,\n"
    teams = read_teams(written(tmp_path, "t.csv", text, "utf-8"))
    (told,) = teams.troubles
    assert all(word in told for word in ("甲", "二组", "三组", "2026-06-01", "2026-06-30"))
