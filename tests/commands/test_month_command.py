"""``month`` from files: the published figures, what is left out and told, the verdicts of ``check``, whole outputs."""

import csv
import json
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from coding.base.period import read_period
from coding.commands.door import run
from coding.commands.month_written import write_slips
from coding.exchange.slip_file import read_slip_file
from coding.knowledge.knowledge import KnowledgeSource
from coding.rules.local import LocalRules, embedded_rows, said_of
from coding.rules.local_file import write_rule_file
from coding.work.executors import InProcess
from coding.work.month_files import MonthGiven, examine_month, read_month
from tests.conftest import REFERENCE

YEAR = REFERENCE / "month" / "make_year.py"
INPUTS = Path(__file__).resolve().parents[1] / "golden" / "inputs"
_DAY = ["--as-of", "2026-11-01", "--jobs", "1"]
#: Columns of a file that holds little: every rule that is not asked for costs nothing.
COLUMNS = ("ZZJGDM", "ZYCS", "BAH", "XM", "SFZH", "RYSJ", "CYSJ", "CYBF", "SJZYTS", "ZZYS", "ZYZD", "JBDM", "ZFY")


def rows_of(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def figure(out, id_, scope="hospital", value=""):
    rows = rows_of(out / "indicators.csv")
    return next(row for row in rows if (row["id"], row["scope"], row["scope_value"]) == (id_, scope, value))


def summary_of(out):
    return json.loads((out / "summary.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def no_rules(tmp_path_factory):
    """A rule file that switches every rule off: the figures of groups rest on none."""
    path = tmp_path_factory.mktemp("rules") / "rules.csv"
    write_rule_file(path, [{**row, "on": "0"} for row in embedded_rows().values()])
    return str(path)


# -- the published hospital


@pytest.fixture(scope="module")
def year(tmp_path_factory, no_rules):
    """The invented pages of two years, counted by the command."""
    if not YEAR.exists():
        pytest.skip("公共参考表不在本机：该测试跳过")
    folder = tmp_path_factory.mktemp("year")
    subprocess.run([sys.executable, str(YEAR), str(folder)], check=True, capture_output=True)
    out = folder / "out"
    argv = ["month", str(folder / "pages_2023.csv"), "--period", "2023", "--brief"]
    argv += ["--last-year", str(folder / "pages_2022.csv"), "--scheme", str(folder / "pack")]
    argv += ["--tariff", str(folder / "tariff.csv"), "--rules", no_rules, "--out", str(out), "--quiet"]
    assert run(argv) == 0
    return summary_of(out)


def test_the_published_figures_come_out(year):
    told, shares = year["figures"], year["shares_of"]
    assert (told["cases"], told["groups"], told["total_weight"]) == ("8610", "306", "8670.1100")
    assert [round(float(told[id_]), 2) for id_ in ("cmi", "time_index", "cost_index")] == [1.01, 0.97, 1.02]
    assert (shares["rw_ge_2_share"][0], told["rw_ge_2_share"]) == ("251", "2.92")
    assert (shares["insured_employees"][0], told["insured_employees"]) == ("1907", "22.15")
    assert (shares["insured_residents"][0], told["insured_residents"]) == ("6703", "77.85")


def test_the_three_largest_groups_and_the_change_over_last_year(year):
    assert [group["drg"] for group in year["top_groups"]][:3] == ["CB39", "CB19", "CC19"]
    assert year["changes"]["cases"] == "0.3129", "of last year, not of this one"


# -- a month with everything beside it


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """A run with times, lists, teams, a sample and paid results; the pages stand in two files."""
    folder = tmp_path_factory.mktemp("whole")
    (folder / "times.csv").write_text(
        "病案号,住院次数,归档时间\n00310064,1,2026-07-31 10:00\n00310469,3,\n", encoding="utf-8-sig"
    )
    pages = rows_of_gbk(INPUTS / "month.csv")
    doctor = pages[0]["ZZYS"]
    (folder / "teams.csv").write_text(f"医师,医疗组,起,止\n{doctor},一组,,\n某,,,\n", encoding="utf-8-sig")
    (folder / "sample.csv").write_text(
        f"病案号,主要诊断,主要手术,其他,等级,错误类别\n{pages[0]['BAH']},对,对,对,甲,\n"
        f"{pages[1]['BAH']},错,,对,丙,主要诊断选择错误\n99999999,对,,,甲,\n{pages[2]['BAH']},大概,,,,\n",
        encoding="utf-8-sig",
    )
    out = folder / "out"
    argv = ["month", str(INPUTS / "month.csv"), str(INPUTS / "pages.csv"), "--period", "2026-07"]
    argv += ["--times", str(folder / "times.csv"), "--lists", str(INPUTS / "list.json")]
    argv += ["--teams", str(folder / "teams.csv"), "--sampling", str(folder / "sample.csv")]
    argv += ["--paid", str(INPUTS / "paid.csv"), "--fines", "--out", str(out), *_DAY]
    assert run(argv) == 0
    return out


def rows_of_gbk(path):
    with path.open(encoding="gb18030", newline="") as file:
        return list(csv.DictReader(file))


def test_every_output_is_there_and_opens_in_excel(whole):
    names = {path.name for path in whole.iterdir()}
    reports = {f"report.{form}" for form in ("xlsx", "docx", "pdf", "html")}
    assert names == {"indicators.csv", "groups_table.csv", "summary.json", "slips", "fines.pdf", "fines.docx", *reports}
    for name in ("indicators.csv", "groups_table.csv"):
        assert (whole / name).read_bytes()[:3] == b"\xef\xbb\xbf"


def test_the_columns_are_those_of_the_contract(whole):
    header = (whole / "indicators.csv").read_bytes().decode("utf-8-sig").partition("\r\n")[0]
    assert header == (
        "id,name,scope,scope_value,period,numerator,denominator,value,unit,reference,last_period,last_year,change,"
        "not_judged,source"
    )


def test_pages_of_other_days_and_of_no_day_are_left_out_and_counted(whole):
    summary = summary_of(whole)
    assert (summary["pages"], summary["outside"], summary["undated"], summary["rejects"]) == (16, 2, 1, 3)
    assert summary["gaps"]["numbers"] > 0
    assert any("没有能认出的出院日期" in note for note in summary["notes"])
    assert any("断号" in note for note in summary["notes"])


def test_fines_are_counted_and_what_has_no_time_is_not_judged(whole):
    summary = summary_of(whole)
    row = figure(whole, "fines")
    assert float(row["value"]) == float(summary["fines"]["yuan"]) > 0
    assert int(row["not_judged"]) == 14


def test_teams_and_samples_reach_their_figures_and_bad_rows_are_told(whole):
    assert figure(whole, "pages", "team", "一组")["value"] != "0"
    right = figure(whole, "principal_right")
    assert (right["numerator"], right["denominator"], right["value"]) == ("1", "2", "50.00")
    notes = "".join(summary_of(whole)["notes"])
    for told in ("没有医师或医疗组", "“大概”看不懂", "99999999", "“五千”不是数字"):
        assert told in notes


def test_no_slip_names_a_patient_or_an_amount(whole):
    pages = rows_of_gbk(INPUTS / "month.csv")
    secrets = {page[key] for page in pages for key in ("XM", "SFZH", "ZFY") if len(page[key]) > 1}
    for path in (whole / "slips").glob("*.xlsx"):
        text = "\n".join(
            str(cell)
            for sheet in openpyxl.load_workbook(path)
            for row in sheet.iter_rows(values_only=True)
            for cell in row
        )
        assert not [secret for secret in secrets if secret in text], path.name


def test_a_slip_that_a_ward_has_answered_is_not_overwritten(whole, tmp_path):
    written = next(iter(sorted((whole / "slips").glob("*.xlsx"))))
    slips = read_slip_file(written).slips
    assert write_slips(tmp_path, slips, datetime(2026, 11, 1)) == []
    assert write_slips(tmp_path, slips, datetime(2026, 11, 1)) == [], "nobody has answered: it is written anew"
    answer(tmp_path / written.name)
    before = (tmp_path / written.name).read_bytes()
    told = write_slips(tmp_path, slips, datetime(2026, 11, 1))
    assert "已有答复，没有覆盖" in told[0]
    assert (tmp_path / written.name).read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == [written.name, f"{written.stem}_2.xlsx"]


def answer(path):
    """Fill in one answer, as a doctor would."""
    book = openpyxl.load_workbook(path)
    sheet = next(one for one in book if one.sheet_state == "visible")
    header = next(row for row in sheet.iter_rows() if any(cell.value == "答复" for cell in row))
    column = next(cell.column for cell in header if cell.value == "答复")
    sheet.cell(header[0].row + 1, column).value = "原值正确"
    book.save(path)


def test_the_verdicts_are_those_of_check(tmp_path):
    file = str(INPUTS / "month.csv")
    assert run(["check", file, "--out", str(tmp_path / "check"), "--quiet", *_DAY]) == 0
    assert run(["month", file, "--period", "2026", "--brief", "--out", str(tmp_path / "m"), "--quiet", *_DAY]) == 0
    checked, month = summary_of(tmp_path / "check"), summary_of(tmp_path / "m")
    for key in ("pages", "by_state", "by_severity", "by_dimension", "by_rule", "not_judged"):
        assert month[key] == checked[key], key


# -- what cannot be used


def refusal(capsys, *argv):
    code = run(["month", *map(str, argv)])
    return code, capsys.readouterr().err


def test_what_was_graded_twice_and_results_without_a_page_are_told(tmp_path, no_rules):
    write_pages(tmp_path / "pages.csv", [page("00000001", "2026-10-03")])
    sampled = "病案号,主要诊断,主要手术,其他,等级,错误类别\n00000001,错误,,,丙,\n00000001,正确,,,甲,\n"
    (tmp_path / "sample.csv").write_text(sampled, encoding="utf-8-sig")
    (tmp_path / "paid.csv").write_text("病案号,出院日期,支付额\n00000009,2026-03-01,100\n", encoding="utf-8-sig")
    out = tmp_path / "out"
    argv = ["month", str(tmp_path / "pages.csv"), "--period", "2026-10", "--last-year", str(tmp_path / "pages.csv")]
    argv += ["--sampling", str(tmp_path / "sample.csv"), "--paid", str(tmp_path / "paid.csv"), "--rules", no_rules]
    assert run([*argv, "--brief", "--out", str(out), *_DAY]) == 0
    notes = "".join(summary_of(out)["notes"])
    assert all(word in notes for word in ("只计最后一次", "00000009", "没有 2025-10 出院的病案"))
    assert summary_of(out)["figures"]["principal_right"] == "100.00"


def test_a_stay_that_a_file_of_the_months_before_tells_again_is_told(tmp_path, no_rules):
    now = write_pages(tmp_path / "now.csv", [page("1", "2026-10-03"), page("2", "2026-10-04")])
    then = write_pages(tmp_path / "then.csv", [page("1", "2026-10-03"), page("3", "2026-09-04")])
    argv = ["month", now, "--period", "2026-10", "--before", then, "--rules", no_rules, "--brief", "--quiet", *_DAY]
    assert run([*argv, "--out", str(tmp_path / "out")]) == 0
    assert any(note.startswith("1 次住院既在本期的文件中") for note in summary_of(tmp_path / "out")["notes"])
    argv[argv.index(then)] = now
    assert run([*argv, "--out", str(tmp_path / "same")]) == 0
    assert not any("既在本期的文件中" in note for note in summary_of(tmp_path / "same")["notes"])


def test_files_of_the_same_name_in_two_folders_are_for_what_they_were_given_for(tmp_path, no_rules):
    given = []
    for year in ("2026", "2025"):
        (tmp_path / year).mkdir()
        given.append(write_pages(tmp_path / year / "pages.csv", [page(year, f"{year}-10-03")]))
    argv = ["month", given[0], "--period", "2026-10", "--last-year", given[1], "--rules", no_rules, "--brief"]
    assert run([*argv, "--quiet", "--out", str(tmp_path / "out"), *_DAY]) == 0
    summary = summary_of(tmp_path / "out")
    assert [one["for"] for one in summary["files"]] == [["period"], ["last_year"]]
    assert (summary["last_year"], summary["outside"], summary["changes"]["pages"]) == ("2025-10", 0, "0.0000")


def test_a_file_whose_rows_are_all_unreadable_says_why(tmp_path, capsys):
    (tmp_path / "pages.csv").write_text(f"{','.join(COLUMNS)}\n一,二\n", encoding="utf-8-sig")
    argv = ["month", str(tmp_path / "pages.csv"), "--period", "2026-10", "--out", str(tmp_path / "out"), *_DAY]
    assert run(argv) == 2
    told = capsys.readouterr().err
    assert all(word in told for word in ("1 行没有读入", "第1行", "2 列"))


def test_without_a_page_of_the_period_nothing_is_written(tmp_path, capsys):
    code, told = refusal(capsys, INPUTS / "month.csv", "--period", "2031-02", "--out", tmp_path / "out", *_DAY)
    assert code == 2
    assert "没有 2031-02（2031-02-01 至 2031-02-28）出院的病案" in told
    assert not (tmp_path / "out").exists()


def test_odd_arguments_are_told_in_one_sentence(tmp_path, capsys):
    out = tmp_path / "out"
    file = INPUTS / "month.csv"
    for argv, told in (
        ((file, "--out", out), "--period"),
        ((file, "--period", "去年", "--out", out), "2026-Q3"),
        ((file, "--period", "2026-07", "--out", out, "--teams", tmp_path / "none.csv"), "找不到医疗组名单"),
        ((file, "--period", "2026-07", "--out", out, "--sampling", file), "不像抽查评分表"),
        ((file, "--period", "2026-07", "--out", out, "--due", "下周"), "--due"),
        ((INPUTS / "workflow.csv", "--period", "2026-07", "--out", out), "没有首页"),
    ):
        code, said = refusal(capsys, *argv, "--jobs", "1")
        assert (code, told in said, said.count("\n")) == (2, True, 1), said
    assert not out.exists()


def test_a_result_that_is_an_input_is_refused(tmp_path, capsys):
    path = tmp_path / "indicators.csv"
    path.write_bytes((INPUTS / "month.csv").read_bytes())
    code, told = refusal(capsys, path, "--period", "2026-07", "--out", tmp_path)
    assert (code, "就是输入文件" in told) == (2, True)


# -- small files made for the purpose


def write_pages(path, pages):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows(pages)
    return str(path)


def page(no, out, days=3, **more):
    return {
        "ZZJGDM": "99999999937990001A1001",
        "BAH": no,
        "ZYCS": "1",
        "RYSJ": f"{date.fromisoformat(out) - timedelta(days)} 08:00:00",
        "CYSJ": f"{out} 10:00:00",
        "SJZYTS": str(days),
        "CYBF": "一病区",
        "ZZYS": "卫医甲",
        "ZYZD": "心力衰竭",
        "JBDM": "I50.900",
        "ZFY": "1000.00",
        **more,
    }


def test_one_file_may_be_this_month_and_the_months_before(tmp_path, no_rules):
    file = write_pages(
        tmp_path / "pages.csv",
        [page("1", "2026-09-03"), page("2", "2026-10-03"), page("3", "2026-10-09"), page("4", "2025-10-09")],
    )
    out = tmp_path / "out"
    argv = ["month", file, "--period", "2026-10", "--before", file, "--last-year", file, "--brief", "--rules", no_rules]
    assert run([*argv, "--out", str(out), "--quiet", *_DAY]) == 0
    summary = summary_of(out)
    assert (summary["pages"], summary["before"], summary["last_year"]) == (2, "2026-09", "2025-10")
    assert summary["files"][0]["for"] == ["before", "last_year", "period"]
    assert (summary["outside"], summary["files"][0]["counted"]) == (0, 4)
    assert summary["changes"]["pages"] == "1.0000"


def test_a_stay_that_is_told_twice_counts_once_and_the_later_row_stands(tmp_path, no_rules):
    one = write_pages(tmp_path / "one.csv", [page("007", "2026-10-03"), page("8", "2026-10-03")])
    two = write_pages(tmp_path / "two.csv", [page("7", "2026-10-03", ZFY="3000.00"), page("7", "2026-10-20")])
    out = tmp_path / "out"
    argv = ["month", one, two, "--period", "2026-10", "--brief", "--rules", no_rules]
    assert run([*argv, "--out", str(out), "--quiet", *_DAY]) == 0
    summary = summary_of(out)
    assert (summary["pages"], summary["copies"]) == (3, 1)
    assert summary["figures"]["mean_cost"] == "1666.67"
    assert any("同一次住院（病案号 007）" in note for note in summary["notes"])


def test_pages_of_the_months_before_are_seen_as_stays_before(tmp_path, no_rules):
    before = write_pages(tmp_path / "before.csv", [page("2", "2026-09-28", XM="示例")])
    now = write_pages(tmp_path / "now.csv", [page("2", "2026-10-05", XM="示例", ZYCS="2"), page("3", "2026-10-06")])
    argv = ["month", now, "--period", "2026-10", "--brief", "--rules", no_rules, "--quiet", *_DAY]
    assert run([*argv, "--out", str(tmp_path / "alone")]) == 0
    assert run([*argv, "--before", before, "--out", str(tmp_path / "both")]) == 0
    assert summary_of(tmp_path / "alone")["figures"]["readmission_15d"] == "0.00"
    assert summary_of(tmp_path / "both")["figures"]["readmission_15d"] == "50.00"


def test_one_page_and_an_empty_denominator_is_never_zero_per_cent(tmp_path, no_rules):
    file = write_pages(tmp_path / "pages.csv", [page("1", "2026-10-03")])
    argv = ["month", file, "--period", "2026-10-03", "--rules", no_rules, "--quiet", *_DAY]
    assert run([*argv, "--out", str(tmp_path / "out")]) == 0
    for id_ in ("low_risk_mortality", "principal_right", "list_differs", "archive_2wd"):
        row = figure(tmp_path / "out", id_)
        assert row["value"] == "", id_
    assert figure(tmp_path / "out", "pages")["value"] == "1"


def test_fail_on_tells_by_the_exit_code_and_writes_all_the_same(tmp_path):
    argv = ["month", str(INPUTS / "month.csv"), "--period", "2026-07", "--brief", "--quiet", *_DAY]
    assert run([*argv, "--fail-on", "error", "--out", str(tmp_path / "out")]) == 1
    assert (tmp_path / "out" / "brief.pdf").exists()


_SPELLINGS = ("%Y-%m-%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y%m%d", "%Y年%m月%d日")
_STAYS = st.lists(
    st.tuples(
        st.integers(0, 30), st.integers(0, 70), st.integers(0, 23), st.integers(0, 59), st.sampled_from(_SPELLINGS)
    ),
    min_size=1,
    max_size=30,
)


def write_stays(path, stays):
    """Pages with these stays; record number → admitted, discharged and days as the file says them."""
    expected, pages = {}, []
    for number, (day, days, hour, minute, spelling) in enumerate(stays):
        ended = datetime(2026, 10, 1, hour, minute) + timedelta(days=day)
        written = [one.strftime(spelling) for one in (ended - timedelta(days=days), ended)]
        no = f"{number:06}"
        pages.append(page(no, "2026-10-01", days, RYSJ=written[0], CYSJ=written[1]))
        expected[no] = (*(datetime.strptime(text, spelling) for text in written), days)
    write_pages(path, pages)
    return expected


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(_STAYS)
def test_every_date_and_stay_of_the_facts_is_that_of_the_file(tmp_path_factory, stays):
    path = tmp_path_factory.mktemp("days") / "pages.csv"
    expected = write_stays(path, stays)
    period, source = read_period("2026-10"), KnowledgeSource(rules=silent())
    month = read_month(MonthGiven((str(path),)), datetime(2026, 11, 1))
    tally = examine_month(month, period, source, datetime(2026, 11, 1), InProcess())
    moment = datetime.fromisoformat
    found = {one.case_no: (moment(one.admitted), moment(one.discharged), one.stay) for one in tally.facts_of("period")}
    assert found == expected


def silent():
    """Every rule switched off."""
    rows = ({**row, "on": "0"} for row in embedded_rows().values())
    return LocalRules(tuple(said for row in rows if (said := said_of(row)))).as_text()


def test_every_date_and_stay_in_the_workbook_is_that_of_the_file(tmp_path, no_rules):
    stays = [(day, day * 2, day % 24, day * 7 % 60, _SPELLINGS[day % 4]) for day in range(31)]
    expected = write_stays(tmp_path / "pages.csv", stays)
    argv = ["month", str(tmp_path / "pages.csv"), "--period", "2026-10", "--rules", no_rules, "--quiet", *_DAY]
    assert run([*argv, "--out", str(tmp_path / "out")]) == 0
    sheet = openpyxl.load_workbook(tmp_path / "out" / "report.xlsx", read_only=True)["病案"]
    rows = sheet.iter_rows(values_only=True)
    header = next(row for row in rows if "病案号" in row)
    at = [header.index(name) for name in ("病案号", "入院时间", "出院时间", "住院天数")]
    assert {row[at[0]]: tuple(row[place] for place in at[1:]) for row in rows if row[at[0]]} == expected
