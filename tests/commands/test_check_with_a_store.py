"""``check --db``: the command line judges by what the hospital has kept in its window's store."""

import csv
import json
from datetime import datetime

import pytest

from coding.commands.door import run
from coding.exchange.local_values import LocalValues
from coding.knowledge.knowledge import KnowledgeSource
from coding.work.knowledge_copies import keep_knowledge_source
from coding.work.local_habits import keep_local_values
from db.sqlite.sqlite_store import SqliteStore

HEAD = "BAH,XM,XB,RYKB,CYKB,JBDM,ZYZD\n"


@pytest.fixture
def march(tmp_path):
    path = tmp_path / "三月.csv"
    path.write_text(HEAD + "".join(f"{n},样例{n},1,K12,K12,J18.901,肺炎\n" for n in range(8)), encoding="utf-8")
    return path


@pytest.fixture
def hospital(tmp_path):
    """A store whose hospital has imported a table of diagnoses and said what K12 is."""
    table = tmp_path / "本院诊断.csv"
    table.write_text("编码,名称\nJ18.902,肺炎\n", encoding="utf-8")
    store = SqliteStore(tmp_path / "病案.sqlite")
    keep_knowledge_source(store, KnowledgeSource(dx_table=str(table)), "甲", datetime(2026, 3, 1))
    table.unlink()
    fields = ("admission_dept", "discharge_dept")
    keep_local_values(store, [LocalValues("n041", "", "RC023", fields, {"K12": "0301"})])
    store.close()
    return store.path


def check(file, out, *more):
    return run(["check", str(file), "--out", str(out), "--jobs", "1", *more], open_store=SqliteStore)


def findings(out):
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_a_way_of_the_house_is_one_line_and_the_findings_stay(march, tmp_path, capsys):
    assert check(march, tmp_path / "out") == 0
    told = [line for line in capsys.readouterr().err.splitlines() if "本院自己的写法" in line]
    assert len(told) == 1
    assert "8 份中有 8 份" in told[0]
    assert "FP-STD-" in told[0]
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    [habit] = summary["files"][0]["local_habits"]
    assert (habit["domain"], habit["pages"], habit["values"]) == ("RC023", 8, 1)
    found = [f for f in findings(tmp_path / "out") if f["rule"] in habit["rules"]]
    assert len(found) == 16


def test_a_column_of_anything_is_not_sent_to_a_question_that_the_window_does_not_ask(tmp_path, capsys):
    path = tmp_path / "三月.csv"
    rows = "".join(f"{n},样例{n},1,{n}号楼,0301,J18.901,肺炎\n" for n in range(260))
    path.write_text(HEAD + rows, encoding="utf-8")
    assert check(path, tmp_path / "out") == 0
    [told] = [line for line in capsys.readouterr().err.splitlines() if "入院科别】" in line]
    assert "260 份中有 260 份" in told
    assert "请核对来源文件的这一列" in told
    assert "在窗口中" not in told


def test_the_answers_and_the_tables_of_the_store_are_used(march, hospital, tmp_path, capsys):
    assert check(march, tmp_path / "out", "--db", str(hospital)) == 0
    assert "本院自己的写法" not in capsys.readouterr().err
    summary = json.loads((tmp_path / "out" / "summary.json").read_text(encoding="utf-8"))
    assert "local_habits" not in summary["files"][0]
    found = findings(tmp_path / "out")
    assert not [f for f in found if f["value"] == "K12"]
    assert [f for f in found if f["value"] == "J18.901" and "本院诊断" in f["message"]]


def test_what_the_command_line_names_goes_before_the_store(march, hospital, tmp_path):
    other = tmp_path / "另一表.csv"
    other.write_text("编码,名称\nJ18.901,肺炎\n", encoding="utf-8")
    assert check(march, tmp_path / "out", "--db", str(hospital), "--dx-table", str(other)) == 0
    assert not [f for f in findings(tmp_path / "out") if "本院诊断" in f["message"]]


def test_a_broken_copy_is_told_in_one_line_and_the_rest_is_used(march, hospital, tmp_path, capsys):
    for copy in hospital.with_name("病案.knowledge").rglob("*.csv"):
        copy.write_bytes(b"")
    assert check(march, tmp_path / "out", "--db", str(hospital)) == 0
    said = capsys.readouterr().err
    assert said.count("诊断码表“本院诊断.csv”") == 1
    assert "本院自己的写法" not in said


def test_a_store_that_is_not_there_is_not_made(march, tmp_path, capsys):
    assert check(march, tmp_path / "out", "--db", str(tmp_path / "没有.sqlite")) == 2
    assert "没有.sqlite" in capsys.readouterr().err
    assert not (tmp_path / "没有.sqlite").exists()


def test_an_empty_file_is_no_store_that_keeps_nothing(march, tmp_path, capsys):
    empty = tmp_path / "病案.sqlite"
    empty.touch()
    assert check(march, tmp_path / "out", "--db", str(empty)) == 2
    assert "0 字节" in capsys.readouterr().err
    assert not empty.stat().st_size
    assert not (tmp_path / "out").exists()


def test_an_own_rule_that_this_version_cannot_use_is_told(march, hospital, tmp_path, capsys):
    own = {"dimension": "accuracy", "fields": "patient_name", "kind": "expression", "message": "姓名"}
    store = SqliteStore(hospital)
    store.edit_rules([("H1-001", {**own, "params": 'if=matches(patient_name, "^(?!样例)")'})], "")
    store.close()
    assert check(march, tmp_path / "out", "--db", str(hospital)) == 0
    [told] = [line for line in capsys.readouterr().err.splitlines() if "H1-001" in line]
    assert told.startswith("本院规则有一条没有生效：规则 H1-001：")
    assert "前后查看" in told
