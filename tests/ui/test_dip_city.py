"""A coder of a city that pays by DIP: packet and score stand where group and weight stand, in the words of DIP."""

import csv
from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from coding.commands.door import run
from coding.examine.preview import preview
from coding.exchange.write import write_layout
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.edits import move_row
from coding.page.rows import Diagnosis, Procedure
from coding.payment.tariff_options import TariffOptions
from coding.work.knowledge_copies import keep_knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page, make_reading
from tests.dip.small_city import write_city
from ui.drawer.what_if_lines import GROUP, WEIGHT
from ui.group_line import GroupLine

NOW = datetime(2026, 11, 1, 9)


def page(case_no, cost, diagnoses, procedures=()):
    plain = make_page(
        case_no,
        admission_datetime="2026-03-02 10:00:00",
        discharge_datetime="2026-03-10 10:00:00",
        age_years="54",
        sex="1",
        los_days="8",
        discharge_way="1",
        payment_method="01",
        fee_total=cost,
    )
    return replace(
        plain,
        diagnoses=tuple(Diagnosis(code=code, name=name, poa="1") for code, name in diagnoses),
        procedures=tuple(Procedure(code=code, name=name, date="2026-03-03") for code, name in procedures),
    )


@pytest.fixture
def city(coder, tmp_path):
    """The store of a hospital of this city: five discharges, its pack, its level."""
    pack = write_city(tmp_path / "小城")
    store = SqliteStore(coder.path)
    store.import_reading(
        make_reading(
            page("1001", "11000", [("K35.800", "急性阑尾炎")], [("47.0100", "阑尾切除"), ("54.5100", "松解")]),
            page("1002", "3000", [("J18.900", "肺炎")], [("32.4100", "肺叶切除")]),
            page("1003", "36000", [("C34.900", "肺癌"), ("I50.900", "心衰")]),
            page("1004", "3000", [("Z99.100", "呼吸机依赖")]),
            page("1005", "9000", [("N40.x00", "前列腺增生")]),
        )
    )
    source = KnowledgeSource(scheme=str(pack), tariff_options=TariffOptions(level="三级").as_text())
    keep_knowledge_source(store, source, "李", NOW)
    store.close()
    coder.start()
    coder.rest()
    return coder


def said(widget):
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisibleTo(widget)]
    lines = [line.accessibleDescription() for line in widget.findChildren(GroupLine) if line.isVisibleTo(widget)]
    return "　".join((*labels, *lines))


def test_packet_and_score_stand_where_group_and_weight_stand(city):
    city.find("1001")
    strip = said(city.window)
    assert "BX-2" in strip
    assert "分值 1760" in strip
    assert "14,080" in strip
    assert "权重" not in strip.replace("不以权重、分值", "")
    rows = {row.case_no: row for row in city.session.store.rows(city.session.store.worklist())}
    assert [rows[no].drg for no in ("1001", "1002", "1003", "1004", "1005")] == ["BX-2", "ZH-J18-NK", "JC-2", "", ""]
    assert {no for no, row in rows.items() if row.ungrouped} == {"1004", "1005"}


def test_the_trace_says_layer_procedure_and_arithmetic(city):
    city.find("1001")
    panel = city.window.show_panel("drg")
    city.wait(lambda: panel.tree.topLevelItemCount())
    told = []

    def walk(item):
        told.append(item.text(0))
        for at in range(item.childCount()):
            walk(item.child(at))

    walk(panel.tree.topLevelItem(0))
    whole = "\n".join(told)
    assert told[0].startswith("BX-2")
    assert "有效主要手术操作 47.0100" in whole
    assert "并项规则" in whole


def test_another_main_procedure_is_shown_before_it_is_made(city):
    city.find("1001")
    session = city.session
    shift = preview(session.page, move_row(session.page, "procedure", 1, 0), session.knowledge, session.context)
    assert (shift.before.grouping.drg, shift.after.grouping.drg) == ("BX-2", "ZH-K35")
    assert any("分值降低" in words for words in shift.cautions)
    view = city.window.show_panel("drg_mains")
    cells = view.table.cells
    city.wait(lambda: cells.rowCount() == 2 and view.told(1))
    assert [cells.headerData(at, Qt.Orientation.Horizontal) for at in (GROUP, WEIGHT)] == ["病种", "分值"]
    assert (cells.text(1, GROUP), cells.text(1, WEIGHT)) == ("ZH-K35", "1300")


@pytest.mark.parametrize(("case_no", "rule"), [("1004", "FP-DIP-001"), ("1005", "FP-DIP-002")])
def test_what_has_no_packet_is_told_by_the_rules_of_dip_with_its_cause(city, case_no, rule):
    city.find(case_no)
    rules = {finding.rule for finding in city.session.examination.findings}
    assert rule in rules
    assert not rules & {"FP-DRG-001", "FP-DRG-002", "FP-DRG-003"}


def test_the_command_line_says_the_same(city, tmp_path):
    city.rest()
    out = tmp_path / "out"
    export = tmp_path / "首页.csv"
    pages = [page for _, page in city.session.store.pages(city.session.store.worklist())]
    write_layout(export, pages, "n041", "gb18030")
    assert (
        run(
            ["check", str(export), "--out", str(out), "--db", str(city.path), "--as-of", "2026-11-01"],
            open_store=SqliteStore,
        )
        == 0
    )
    with (out / "groups.csv").open(encoding="utf-8-sig", newline="") as file:
        told = {row["case_no"]: row for row in csv.DictReader(file)}
    for _, one in city.session.store.pages(city.session.store.worklist()):
        seen = city.session.knowledge.reference.group(one)
        assert (told[one.case_no]["status"], told[one.case_no]["drg"]) == (seen.status.value, seen.drg)
