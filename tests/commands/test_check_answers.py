"""``check --principals --suggestions``: what the window says of every row, in files of the night batch."""

import csv
from datetime import datetime

import pytest

from coding.commands.door import run
from coding.examine.choice import Choice
from coding.examine.principals import principal_verdicts
from coding.exchange.write import write_n041
from coding.knowledge.knowledge import load_knowledge
from coding.page.context import Context
from coding.page.front_page import FrontPage
from coding.page.rows import Diagnosis
from coding.suggest.propose import propose

VALUES = {"patient_name": "甲", "sex": "1", "age_years": "54", "los_days": "8", "discharge_way": "1"}
#: A symptom stands before its disease; of the last row nobody has said the code.
FEVER = FrontPage(
    VALUES | {"case_no": "0001"},
    (
        Diagnosis("R50.900", "发热", "1"),
        Diagnosis("J18.900", "肺炎", "1"),
        Diagnosis("W01.900", "跌倒", "1"),
        Diagnosis("", "胆囊结石", "1"),
    ),
)
FALLEN = FrontPage(VALUES | {"case_no": "0002"}, (Diagnosis("J18.900", "肺炎", "1"),))
NOW = datetime(2026, 6, 1)


def table(path):
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def written(tmp_path):
    write_n041(tmp_path / "pages.csv", [FEVER, FALLEN])
    given = [str(tmp_path / "pages.csv"), "--out", str(tmp_path / "out"), "--as-of", "2026-06-01", "--quiet"]

    def run_with(*more):
        assert run(["check", *given, *more]) == 0
        return tmp_path / "out"

    return run_with


def test_every_diagnosis_has_one_row_with_its_verdict(written):
    rows = table(written("--principals") / "principals.csv")
    columns = ["index", "code", "name", "drg", "verdict", "better_index", "rule", "reason", "basis"]
    assert list(rows[0]) == ["file", "row", "case_no", *columns]
    assert [(r["row"], r["index"], r["verdict"]) for r in rows] == [
        ("1", "0", "doubtful"),
        ("1", "1", "allowed"),
        ("1", "2", "forbidden"),
        ("1", "3", ""),
        ("2", "0", "allowed"),
    ]
    fever, _, fall, uncoded, _ = rows
    assert fever["better_index"] == "1"
    assert fever["rule"]
    assert fever["basis"]
    assert fall["rule"] == "FP-COD-001"
    assert uncoded["reason"] == "没有编码，不作判断"


def test_the_files_say_what_the_library_says(written):
    out = written("--principals", "--suggestions")
    knowledge = load_knowledge()
    told = principal_verdicts(FEVER, knowledge, Context(NOW, ()))
    words = {Choice.ALLOWED: "allowed", Choice.DOUBTFUL: "doubtful", Choice.FORBIDDEN: "forbidden", None: ""}
    rows = [r for r in table(out / "principals.csv") if r["row"] == "1"]
    assert [r["verdict"] for r in rows] == [words[v.choice] for v in told]
    proposed = propose(FEVER, knowledge.lookup)
    rows = [r for r in table(out / "suggestions.csv") if r["row"] == "1"]
    assert [(int(r["index"]), r["code"]) for r in rows] == [(s.index, s.match.code) for s in proposed]
    assert {r["field"] for r in rows if r["index"] == "3"} == {"other_dx_code"}
    at_three = [r["rank"] for r in rows if r["index"] == "3"]
    assert at_three == [str(n) for n in range(1, len(at_three) + 1)]
    assert all(r["before"] and r["after"] and r["why"] for r in rows)


def test_nothing_of_the_kind_is_written_unasked(written):
    out = written()
    assert not (out / "principals.csv").exists()
    assert not (out / "suggestions.csv").exists()


def test_the_better_row_is_named_as_the_page_stands():
    page = FrontPage(FEVER.values, (FEVER.diagnoses[1], FEVER.diagnoses[2], FEVER.diagnoses[0]))
    told = principal_verdicts(page, load_knowledge(), Context(NOW, ()))
    assert (told[2].choice, told[2].better) == (Choice.DOUBTFUL, 0)


def test_what_began_in_hospital_is_no_principal_without_doubt():
    page = FrontPage(VALUES, (Diagnosis("J18.900", "肺炎", "4"), Diagnosis("K80.200", "胆囊结石", "1")))
    first, second = principal_verdicts(page, load_knowledge(), Context(NOW, ()))
    assert first.choice is not Choice.ALLOWED
    assert second.choice is Choice.ALLOWED
