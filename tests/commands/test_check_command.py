"""``check``: five files, every row of them naming file, row and record number."""

import csv
import json
from pathlib import Path

import pytest

from coding.commands.door import run
from coding.exchange.write import write_n041
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis, Procedure
from coding.rules.local import BLANK_ROW, embedded_rows
from coding.rules.local_file import write_rule_file

GOOD = FrontPage(
    {"case_no": "0001", "patient_name": "甲", "sex": "2", "age_years": "54", "los_days": "8", "discharge_way": "1"},
    (Diagnosis("K80.000x002", "胆囊结石伴急性胆囊炎", "1"),),
    (Procedure("51.2300", "腹腔镜下胆囊切除术", "2024-03-02"),),
)
MALE = FrontPage(GOOD.values | {"case_no": "=0002", "sex": "1"}, (Diagnosis("N70.900", "输卵管炎", "1"),))
FILES = {"findings.csv", "groups.csv", "scores.csv", "rejects.csv", "summary.json"}


def table(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_hospitals_rule_file_is_laid_over_the_rules_of_the_run(checked, tmp_path, capsys):
    first = table(checked(MALE) / "findings.csv")
    off = next(f["rule"] for f in first if f["severity"] == "error")
    rules = tmp_path / "本院规则.csv"
    own = {**BLANK_ROW, "dimension": "accuracy", "fields": "age_years", "severity": "info"}
    write_rule_file(
        rules,
        [
            {**embedded_rows()[off], "on": "0"},
            {**own, "id": "H1-001", "kind": "expression", "params": "if=age_years > 50", "message": "本院：五十岁以上"},
            {**own, "id": "H1-002", "kind": "nothing", "message": "写错的"},
        ],
    )
    found = {f["rule"]: f for f in table(checked(MALE, more=["--rules", str(rules)]) / "findings.csv")}
    assert off not in found
    assert found["H1-001"]["message"] == "本院：五十岁以上"
    assert "本院规则.csv 第4行" in capsys.readouterr().err


@pytest.fixture
def checked(tmp_path):
    def check(*pages, extra=b"", more=()):
        write_n041(tmp_path / "首页.csv", pages)
        with (tmp_path / "首页.csv").open("ab") as file:
            file.write(extra)
        argv = ["check", str(tmp_path / "首页.csv"), "--out", str(tmp_path / "out"), "--as-of", "2024-04-01", *more]
        assert run(argv) == 0
        return tmp_path / "out"

    return check


def test_five_files_are_written_with_their_columns(checked):
    out = checked(GOOD, MALE)
    assert {path.name for path in out.iterdir()} == FILES
    header = (out / "findings.csv").read_text(encoding="utf-8-sig").splitlines()[0]
    assert header == "file,row,case_no,rule,severity,strength,dimension,field,index,value,message,hint,basis,violation"
    groups = table(out / "groups.csv")
    group = ["file", "row", "case_no", "status", "mdc", "adrg", "drg", "weight", "payment"]
    assert list(groups[0]) == [*group, "ward", "doctor", "coder", "insured", "cost", "los", "multiple", "balance"]
    assert [(row["file"], row["row"], row["case_no"]) for row in groups] == [
        ("首页.csv", "1", "0001"),
        ("首页.csv", "2", "'=0002"),  # people open it: no formula
    ]
    assert groups[0]["adrg"] == "HC2"
    assert list(table(out / "scores.csv")[0])[:5] == ["file", "row", "case_no", "score", "grade"]


def test_a_row_that_is_no_page_is_kept_as_it_was(checked):
    out = checked(GOOD, extra='0003,"a,b",x\r\n'.encode("gb18030"))
    (reject,) = table(out / "rejects.csv")
    assert (reject["row"], reject["file"]) == ("2", "首页.csv")
    assert "3 列" in reject["reason"]
    assert next(csv.reader([reject["raw"]])) == ["0003", "a,b", "x"]
    assert len(table(out / "groups.csv")) == 1


def test_the_summary_counts_what_the_tables_hold(checked):
    out = checked(GOOD, MALE)
    summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    findings = table(out / "findings.csv")
    assert summary["pages"] == 2
    assert sum(summary["by_state"].values()) == 2
    assert sum(summary["by_severity"].values()) == len(findings) == sum(summary["by_rule"].values())
    assert set(summary["by_dimension"]) >= {"completeness", "coding", "drg"}
    assert summary["knowledge"]
    assert summary["seconds"] >= 0


def test_one_process_and_several_say_the_same(checked, monkeypatch):
    monkeypatch.setattr("coding.work.batch._WORTH_A_PROCESS", 2)
    monkeypatch.setattr("coding.work.batch.CHUNK", 3)
    pages = [GOOD, MALE] * 10
    files = FILES - {"summary.json"}
    alone = {name: (checked(*pages, more=("--jobs", "1")) / name).read_bytes() for name in files}
    together = {name: (checked(*pages, more=("--jobs", "2")) / name).read_bytes() for name in files}
    assert alone == together


def test_two_files_of_one_name_are_told_apart(tmp_path):
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        write_n041(tmp_path / folder / "a.csv", [GOOD])
    paths = [str(tmp_path / folder / "a.csv") for folder in ("甲", "乙")]
    assert run(["check", *paths, "--out", str(tmp_path / "out")]) == 0
    assert [row["file"] for row in table(tmp_path / "out" / "groups.csv")] == paths


def test_an_unusable_file_stops_the_run_before_anything_is_written(tmp_path, capsys):
    write_n041(tmp_path / "a.csv", [GOOD])
    (tmp_path / "b.csv").write_bytes(b"")
    argv = ["check", str(tmp_path / "a.csv"), str(tmp_path / "b.csv"), "--out", str(tmp_path / "out")]
    assert run(argv) == 2
    assert "b.csv" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_the_defects_of_a_seeded_file_are_found_where_they_stand(tmp_path):
    """130 pages in GB18030 with one hundred defects, each named in the key by rule and field."""
    data = Path(__file__).resolve().parents[1] / "data"
    assert run(["check", str(data / "n041_seeded_130.csv"), "--out", str(tmp_path), "--as-of", "2026-11-22"]) == 0
    found = {(row["case_no"], row["rule"], row["field"]) for row in table(tmp_path / "findings.csv")}
    key = [row for row in table(data / "n041_seeded_130_key.csv") if not row["needs"]]
    seeded = [row for row in key if row["rule"] != "READ"]
    missed = [row for row in seeded if (row["case_no"], row["rule"]) not in {(c, r) for c, r, _ in found}]
    assert len(missed) <= 0.03 * len(seeded), missed
    # a code in lower case, full width or without its dot is read as what it is; a letter O for a zero is, and is named
    spelled = {row["case_no"] for row in key if row["rule"] == "READ" and "O" not in row["after"][1:]}
    assert not {(case, rule) for case, rule, _ in found if case in spelled and rule in ("FP-STD-041", "FP-STD-042")}
