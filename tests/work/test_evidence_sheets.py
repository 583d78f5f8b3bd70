"""依据单: what it says of a change, its evidence and who asked, who sees what, and where it is kept."""

import shutil
import subprocess
from datetime import datetime

import pytest

from coding.knowledge.knowledge import load_knowledge
from coding.page.asked import AskedBy, askers
from coding.page.change import Change, ChangeSource
from coding.page.context import Context
from coding.page.edits import move_row, set_field
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, Procedure
from coding.reports.evidence_sheet import NO_CLAUSE, evidence_report
from coding.store.kept_audit import AuditQuery, Deed
from coding.work.evidence_sheets import evidence_sheets, note_printed, write_evidence_sheet
from coding.work.unproved import evidence_change, evidence_wanted
from db.sqlite.sqlite_store import SqliteStore

NOW = datetime(2026, 3, 9, 10, 30)
PAGE = FrontPage(
    {
        **{"case_no": "000001", "patient_name": "钱演示", "sex": "2", "age_years": "54", "admission_times": "1"},
        **{"los_days": "5", "fee_total": "9000", "discharge_datetime": "2024-03-05 10:00:00"},
    },
    (Diagnosis("J18.900", "肺炎", "1"), Diagnosis("K35.800", "急性阑尾炎", "1")),
    (Procedure("47.0100", "腹腔镜阑尾切除术", "2024-03-02", "3"),),
)


@pytest.fixture(scope="module")
def knowledge():
    return load_knowledge()


@pytest.fixture
def store(tmp_path):
    store = SqliteStore(tmp_path / "sheet.sqlite")
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    yield store
    store.close()


def only(store):
    return store.worklist()[0]


def swapped(store, **more):
    return store.append(only(store), move_row(store.page(only(store)), "diagnosis", 1, 0, **more))


def cells(report):
    return "\n".join(str(c) for page in report.pages for table in page.tables for row in table.rows for c in row)


def test_evidence_for_changes_by_hand_gives_one_sheet_of_all_of_them(store, knowledge):
    swapped(store)
    store.append(only(store), set_field(store.page(only(store)), "patient_name", "钱示例"))
    assert evidence_sheets(store, only(store), knowledge, Context()) == []
    asked = AskedBy("physician", "张三")
    store.append(only(store), evidence_change("3月2日手术记录", asked))
    (sheet,) = evidence_sheets(store, only(store), knowledge, Context())
    assert len(sheet.changes) == 2
    assert "主要诊断" in sheet.changes[0]
    assert (sheet.reason, sheet.asked_by, sheet.author) == ("3月2日手术记录", "医师 张三", store.me.name)
    assert sheet.groups[0] != sheet.groups[1]
    assert sheet.share is not None
    assert sheet.demands, "what the record must hold is asked for in words"
    assert evidence_wanted(store, only(store), knowledge, Context()) is None


def test_a_change_that_named_its_evidence_has_a_sheet_of_its_own(store, knowledge):
    made = Change(move_row(PAGE, "diagnosis", 1, 0).edits, "手术记录", ChangeSource.FINDING, "FP-X", asked=AskedBy())
    store.append(only(store), made)
    (sheet,) = evidence_sheets(store, only(store), knowledge, Context())
    assert sheet.asked_by == "自己发现"
    assert sheet.entry == store.history(only(store))[-1].id


def test_what_was_taken_back_has_no_sheet(store, knowledge):
    entry = swapped(store).entry
    store.append(only(store), evidence_change("手术记录"))
    store.append(only(store), entry.change.inverse(), undoes=entry.id)
    assert evidence_sheets(store, only(store), knowledge, Context()) == []


def test_who_sees_no_money_has_no_weight_on_paper_and_no_sheet_names_the_patient(store, knowledge):
    swapped(store)
    store.append(only(store), evidence_change("手术记录"))
    (sheet,) = evidence_sheets(store, only(store), knowledge, Context())
    with_money, without = (evidence_report(sheet, "某院", NOW, money=money) for money in (True, False))
    assert sheet.weights[1] in cells(with_money)
    assert sheet.called in cells(with_money)
    assert not {sheet.called, *sheet.weights} & set(cells(without).split("\n"))
    assert "%" not in cells(without)
    for report in (with_money, without):
        assert "钱演示" not in cells(report) + "".join(report.pages[0].lead)
        assert "000001" in report.pages[0].lead[0]
        assert "应谁要求：（未注明）" in report.pages[0].lead


def test_verdicts_name_rule_and_clause_and_none_is_made_up(store, knowledge):
    swapped(store)
    store.append(only(store), evidence_change("手术记录"))
    (sheet,) = evidence_sheets(store, only(store), knowledge, Context())
    assert sheet.verdicts
    assert {verdict.word for verdict in sheet.verdicts} <= {"消除", "新增", "仍存"}
    assert sheet.unjudged, "what could not be judged is told as not judged"
    report = evidence_report(sheet, "", NOW, money=True)
    table = next(table for table in report.pages[0].tables if table.key == "verdicts")
    for verdict, row in zip(sheet.verdicts, table.rows, strict=True):
        assert row[:2] == (f"{verdict.word}{verdict.severity}", verdict.rule)
        assert row[3] == (verdict.clause or NO_CLAUSE)
    assert any("不等于通过" in note for note in table.notes)


def test_who_asked_is_kept_in_the_audit_and_comes_back_from_json():
    assert next(iter(askers())) == "self"
    assert set(askers()) == {"self", "physician", "ward", "quality", "insurance", "other"}
    change = evidence_change("手术记录", AskedBy("insurance", "李四"))
    assert Change.from_dict(change.as_dict()) == change
    assert change.why == "手术记录（应医保办 李四要求）"
    assert "asked" not in evidence_change("手术记录").as_dict(), "what was kept before reads as it was"
    assert evidence_change("手术记录", AskedBy()).why == "手术记录"
    assert change.inverse().asked is None


def test_a_sheet_is_written_as_pdf_and_stands_in_the_audit(store, knowledge, tmp_path):
    swapped(store)
    store.append(only(store), evidence_change("3月2日手术记录", AskedBy("ward", "普外科")))
    (sheet,) = evidence_sheets(store, only(store), knowledge, Context())
    path = tmp_path / "依据单.pdf"
    write_evidence_sheet(store, sheet, path, NOW, money=True)
    assert path.read_bytes().startswith(b"%PDF")
    note_printed(store, sheet, NOW)
    taken = store.audit(AuditQuery(deeds=frozenset({Deed.EXPORT})))
    assert sorted(str(entry.about["file"]) for entry in taken) == sorted([str(path), "打印"])
    if shutil.which("pdftotext"):
        text = subprocess.run(["pdftotext", str(path), "-"], capture_output=True, text=True, check=True).stdout
        for told in ("编码修改依据单", "3月2日手术记录", "科室 普外科", sheet.groups[1].split()[0], "条款"):
            assert told in text, told
        assert text.count("\f") == 1, "one sheet"
