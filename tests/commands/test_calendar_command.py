"""The days off of a year by command line: entered into a store, given for one run, told of in December."""

import csv
import io
import json

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from db.sqlite.sqlite_store import SqliteStore
from tests.commands.test_policy_option import stay
from tests.reference.notice_2027 import NOTICE

HEAD = "病案号,出院时间,归档时间\n"


def open_store(path):
    return SqliteStore(path)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "通知.txt").write_bytes(NOTICE.encode("gb18030"))
    SqliteStore(tmp_path / "库.sqlite").close()
    page = stay("0001", admission_datetime="2026-12-20 10:00", discharge_datetime="2026-12-31 10:00", los_days="11")
    write_n041(tmp_path / "首页.csv", [page])
    (tmp_path / "时间.csv").write_text(
        "病案号,出院时间,归档时间\n0001,2026-12-31 10:00,2027-01-08 09:00\n", encoding="utf-8"
    )
    return tmp_path


def check(folder, *more):
    files = [str(folder / "首页.csv"), str(folder / "时间.csv")]
    out = folder / "out"
    assert run(["check", *files, "--out", str(out), "--as-of", "2027-01-10", *more], open_store=open_store) == 0
    found = list(csv.DictReader(io.StringIO((out / "findings.csv").read_text("utf-8-sig"))))
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    return [row["message"] for row in found if row["rule"] == "FP-TIM-010"], summary["not_judged"].get("FP-TIM-010", 0)


def test_a_notice_is_told_and_entered_into_the_store_of_the_window(folder, capsys):
    asked = ["calendar", str(folder / "通知.txt"), "--db", str(folder / "库.sqlite"), "--by", "质控甲"]
    assert run(asked, open_store=open_store) == 0
    told = capsys.readouterr().out
    assert "2027 年：放假 28 天（含相连的周末），周末上班 5 天。" in told
    assert "2027 年放假安排已录入：2026-11-15 起" in told
    assert check(folder) == ([], 1)
    messages, open_ones = check(folder, "--db", str(folder / "库.sqlite"))
    assert "超过2个工作日" in messages[0]
    assert open_ones == 0


def test_the_file_itself_serves_for_one_run_and_says_the_same(folder):
    messages, open_ones = check(folder, "--calendar", str(folder / "通知.txt"))
    assert "超过2个工作日" in messages[0]
    assert open_ones == 0


def test_it_is_written_as_a_table_that_is_read_again(folder, capsys):
    table = folder / "2027.csv"
    assert run(["calendar", str(folder / "通知.txt"), "--out", str(table)]) == 0
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    assert run(["calendar", str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["years"] == [2027]
    assert check(folder, "--calendar", str(table))[1] == 0


def test_what_is_no_notice_is_refused_in_one_sentence(folder, capsys):
    (folder / "坏.txt").write_text(NOTICE.replace("1月1日（周五）", "1月1日（周一）"), encoding="utf-8")
    assert run(["calendar", str(folder / "坏.txt"), "--db", str(folder / "库.sqlite")], open_store=open_store) == 2
    told = capsys.readouterr().err
    assert "2027-01-01 是周五" in told
    assert len(told.strip().splitlines()) == 1


@pytest.mark.parametrize(("today", "is_told"), [("2026-11-30", False), ("2026-12-01", True)])
def test_before_new_year_check_says_that_the_notice_is_missing(folder, capsys, today, is_told):
    files = [str(folder / "首页.csv"), "--out", str(folder / "out"), "--as-of", today]
    assert run(["check", *files]) == 0
    assert ("2027 年放假安排尚未录入" in capsys.readouterr().err) is is_told
    assert run(["check", *files, "--calendar", str(folder / "通知.txt")]) == 0
    assert "尚未录入" not in capsys.readouterr().err


def test_the_table_of_codes_of_one_sex_is_used_by_check(folder):
    (folder / "性别库.csv").write_bytes("疾病编码,疾病名称,性别\nK80,胆石病,女\nJ18,肺炎,女\n".encode("gb18030"))
    page = stay("0002", sex="1")
    code = page.diagnoses[0].code[:3]
    (folder / "性别库.csv").write_bytes(f"疾病编码,疾病名称,性别\n{code},某病,女\n".encode("gb18030"))
    write_n041(folder / "首页.csv", [page])
    out = folder / "out"
    assert run(["check", str(folder / "首页.csv"), "--out", str(out), "--sex-table", str(folder / "性别库.csv")]) == 0
    found = list(csv.DictReader(io.StringIO((out / "findings.csv").read_text("utf-8-sig"))))
    assert any(row["rule"] == "FP-ACC-950" and "性别对照表“性别库”第2行" in row["message"] for row in found)
