"""The hospital's own rules in the real window: searched, altered, tried, kept, waived, taken from file to file."""

import csv
import shutil

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from coding.base.resources import resource_path
from coding.exchange.read import read_file
from coding.page.edits import set_field
from coding.page.finding import Severity
from coding.rules.kinds.catalogue import KINDS, kind_title
from coding.store.kept_reviews import About, Said
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import judge
from ui.dialogs.message import MessageDialog
from ui.panels.finding_list import WAIVED
from ui.rules.rule_import import ImportDialog
from ui.rules.waive import ALL, DEPT, PAGE, WaiveDialog
from ui.rules.waivers import WaiverList


@pytest.fixture(scope="session")
def kept(tmp_path_factory):
    """A store with forty pages of the sample, of several months, every one judged."""
    folder = tmp_path_factory.mktemp("kept")
    small = folder / "small.csv"
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join([lines[0], *lines[1::10][:40]]))
    path = folder / "kept.sqlite"
    store = SqliteStore(path)
    store.import_reading(read_file(small))
    judge(store)
    store.close()
    return path


@pytest.fixture
def at_work(coder, kept):
    """The window on that store."""
    shutil.copy(kept, coder.path)
    coder.start()
    coder.rest()
    return coder


@pytest.fixture
def rules(at_work):
    """The rule window, opened by its key."""
    at_work.press("Ctrl+R")
    window = at_work.window.rules.window
    assert window.isVisible()
    window.activateWindow()
    return window


def store_of(coder):
    return coder.session.store


def fired_rule(coder, severity=Severity.ERROR):
    """A rule that fires on some page, and that page."""
    store = store_of(coder)
    book = coder.session.knowledge.rules
    for rule_id in sorted(store.fired()):
        if book.rule(rule_id).severity is severity:
            return rule_id, store.pages_with(rule_id)[0]
    raise AssertionError("no page of the sample has such a finding")


def modal(kind):
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, kind), dialog
    return dialog


# -- the list


def test_rules_are_found_by_their_words_and_by_what_they_are(rules):
    everything = rules.model.rowCount()
    assert everything > 400
    rules.search.setText("身份证 校验位")
    rules._filter()
    assert 0 < rules.model.rowCount() < 10
    rules.search.setText("fp-std-036")
    rules._filter()
    assert [line.id for line in rules.model.lines] == ["FP-STD-036"]
    rules.search.clear()
    for box, value in (
        (rules.dimensions, "coding"),
        (rules.severities, "warning"),
        (rules.kinds, "pair"),
        (rules.states, "on"),
    ):
        box.setCurrentIndex(box.findData(value))
    assert 0 < rules.model.rowCount() < everything
    for line in rules.model.lines:
        assert (line.row["dimension"], line.row["severity"], line.row["kind"]) == ("coding", "warning", "pair")
        assert line.is_on


def test_every_kind_has_a_word_that_a_quality_officer_reads():
    assert [kind for kind in KINDS if kind_title(kind) == kind] == []


def test_counts_of_what_fired_stand_beside_the_rules(at_work, rules):
    rule_id, _ = fired_rule(at_work)
    rules.reload()
    rules.choose(rule_id)
    assert rules.line.fired == store_of(at_work).fired()[rule_id]
    assert rules.line.precision is None, "nobody has reviewed what it found"
    assert "准确率 100%" not in rules.side.told.toPlainText()
    rules.states.setCurrentIndex(rules.states.findData("fired"))
    assert {line.id for line in rules.model.lines} == {
        r for r in store_of(at_work).fired() if at_work.session.knowledge.rules.rule(r)
    }


def test_the_chosen_rule_stays_chosen_when_the_list_is_sorted(rules):
    rules.choose("FP-STD-036")
    rules.table.sortByColumn(4, Qt.SortOrder.DescendingOrder)
    assert rules.line.id == "FP-STD-036"
    assert rules.side.form.row["id"] == "FP-STD-036"


def test_the_window_fits_a_small_screen_and_speaks_chinese(rules):
    assert rules.minimumSizeHint().width() <= 1366
    assert rules.minimumSizeHint().height() <= 700
    assert rules.size().width() <= 1366
    assert rules.size().height() <= 720


def test_the_keyboard_is_enough(at_work, rules):
    at_work.type("FP-STD-036")
    at_work.press("Return")
    assert rules.line.id == "FP-STD-036"
    assert rules.table.hasFocus()
    at_work.press("Ctrl+T")
    assert store_of(at_work).rule_edits()[-1].columns == {"on": "0"}
    at_work.press("Return")
    assert rules.side.form.isAncestorOf(QApplication.focusWidget())
    at_work.press("Ctrl+N")
    assert rules.side.form.inputs["id"].hasFocus()
    at_work.press("Esc")
    assert not rules.isVisible()


# -- altering


def test_a_rule_that_is_switched_off_is_gone_from_every_page_and_comes_back(at_work, rules):
    rule_id, page_id = fired_rule(at_work)
    at_work.window.pages.open(page_id)
    assert rule_id in {f.rule for f in at_work.session.examination.findings}
    rules.choose(rule_id)
    rules.switch()
    assert rule_id not in {f.rule for f in at_work.session.examination.findings}
    at_work.rest()
    assert rule_id not in store_of(at_work).fired()
    rules.take_back()
    assert rule_id in {f.rule for f in at_work.session.examination.findings}
    assert [(e.columns, e.author) for e in rules.desk.history(rule_id)] == [({"on": "0"}, "编码员"), (None, "编码员")]


def test_what_is_typed_is_compiled_before_it_can_be_kept(at_work, rules):
    rules.choose("FP-STD-036")
    rules.side.edit()
    form = rules.side.form
    form.inputs["severity"].setCurrentIndex(form.inputs["severity"].findData("info"))
    form.judge()
    assert form.save_button.isEnabled()
    form.inputs["params"].setPlainText("pattern=[0-9")
    form.judge()
    assert not form.save_button.isEnabled()
    assert "正则" in form.verdict.text()
    form.undo_button.click()
    form.inputs["severity"].setCurrentIndex(form.inputs["severity"].findData("info"))
    form.note.setText("电话由登记处核对")
    form.save()
    (edit,) = store_of(at_work).rule_edits()
    assert (edit.columns, edit.note) == ({"severity": "info"}, "电话由登记处核对")
    assert rules.line.row["severity"] == "info"


def test_a_rule_of_the_hospitals_own_is_written_tried_and_kept_over_a_restart(at_work, rules):
    rules.add_rule()
    form = rules.side.form
    for column, text in (("id", "H1-001"), ("fields", "age_years"), ("message", "本院：{age_years}岁")):
        form.inputs[column].setText(text) if column != "message" else form.inputs[column].setPlainText(text)
    form.inputs["params"].setPlainText("if=age_years >= 0")
    form.judge()
    rules.side.try_form()
    at_work.wait(lambda: rules.side.trial.trial is not None)
    trial = rules.side.trial.trial
    assert 0 < len(trial.fires) <= trial.pages <= 40
    assert trial.before is None
    assert store_of(at_work).rule_edits() == [], "a dry run keeps nothing"
    assert "会触发" in rules.side.trial.outcome.text()
    form.save()
    at_work.rest()
    assert "H1-001" in {f.rule for f in at_work.session.examination.findings}
    assert store_of(at_work).fired()["H1-001"].pages > 0
    at_work.end()
    at_work.start()
    assert "H1-001" in {f.rule for f in at_work.session.examination.findings}


def test_what_was_typed_is_there_again_with_its_rule(rules):
    rules.choose("FP-STD-036")
    rules.side.edit()
    rules.side.form.inputs["hint"].setPlainText("问住院登记处")
    rules.choose("FP-STD-037")
    assert rules.side.form.row["id"] == "FP-STD-037"
    assert not rules.side.form.is_altered
    rules.choose("FP-STD-036")
    assert rules.side.form.row["hint"] == "问住院登记处"
    rules.add_rule()
    rules.side.form.inputs["message"].setPlainText("写了一半")
    rules.search.setText("FP-STD-038")
    rules._filter()
    assert rules.side.form.row["message"] == "写了一半", "looking for another rule takes nothing away"
    rules.choose("FP-STD-038")
    rules.add_rule()
    assert rules.side.form.row["message"] == "写了一半"
    rules.side.form.undo_button.click()
    assert rules.side.form.row["message"] == ""
    rules.choose("FP-STD-036")
    rules.side.form.undo_button.click()
    assert not rules.side.form.is_altered


def test_the_guide_stands_beside_the_form_and_gives_the_keys_of_fields(rules):
    rules.add_rule()
    guide = rules.show_guide()
    guide.search.setText("入院途径")
    assert guide.table.rowCount() >= 1
    key = "admission_route"
    assert guide.table.item(0, 0).text() == "入院途径"
    guide.table.activated.emit(guide.table.model().index(0, 1))
    guide.table.activated.emit(guide.table.model().index(0, 1))
    assert rules.side.form.row["fields"] == key
    rules.choose("FP-STD-036")
    params = rules.side.form.row["params"]
    guide.table.activated.emit(guide.table.model().index(0, 1))
    assert rules.side.form.row["fields"] == rules.desk.row("FP-STD-036")["fields"], "what it reads is fixed"
    assert rules.side.form.row["params"] != params
    guide.close()


def test_an_id_is_given_once(rules):
    rules.add_rule()
    form = rules.side.form
    form.inputs["id"].setText("FP-STD-036")
    form.inputs["fields"].setText("sex")
    form.inputs["message"].setPlainText("甲")
    form.inputs["params"].setPlainText('if=sex == "1"')
    form.judge()
    assert "已有规则" in form.verdict.text()
    assert not form.save_button.isEnabled()


def test_the_history_says_what_was_altered_and_an_earlier_state_comes_back(at_work, rules):
    rules.choose("FP-STD-036")
    row = rules.desk.row("FP-STD-036")
    rules.desk.save({**row, "severity": "info"})
    rules.desk.save({**row, "severity": "error"}, "再议")
    rules.side.setCurrentIndex(4)
    items = rules.side.history.list
    assert "信息 → 强制" in items.item(0).text()
    assert "再议" in items.item(0).text()
    assert "提示 → 信息" in items.item(1).text()
    items.setCurrentRow(1)
    rules.side.history.restore()
    assert rules.desk.row("FP-STD-036")["severity"] == "info"


# -- dry run


def test_a_dry_run_tells_what_a_change_would_alter_and_opens_its_pages(at_work, rules):
    rule_id, _ = fired_rule(at_work)
    fires = store_of(at_work).fired()[rule_id].pages
    rules.choose(rule_id)
    rules.side.trial.period.setCurrentIndex(rules.side.trial.period.findData(0))
    rules.side.try_form()
    at_work.wait(lambda: rules.side.trial.trial is not None)
    trial = rules.side.trial.trial
    assert trial.pages == 40
    assert trial.before == len(trial.fires) >= fires
    assert (trial.come, trial.gone) == (0, 0)
    assert sum(pages for _, pages, _ in trial.by_month) == 40
    rules.side.trial.pages.setCurrentCell(0, 0)
    at_work.wait(lambda: rules.side.trial.pages.hasFocus())
    at_work.press("Return")
    assert at_work.session.page_id == trial.fires[0].page_id


def test_a_dry_run_can_be_cancelled(at_work, rules):
    rules.choose("FP-STD-036")
    rules.side.try_form()
    rules.side.trial.stop()
    at_work.rest()
    assert rules.side.trial.trial is None
    assert rules.side.trial.start.isEnabled()


def test_months_are_those_before_the_newest_discharge(at_work, rules):
    rows = store_of(at_work).rows(store_of(at_work).worklist())
    newest = max(r.discharge_date[:7] for r in rows)
    rules.choose("FP-STD-036")
    rules.side.trial.period.setCurrentIndex(rules.side.trial.period.findData(1))
    rules.side.try_form()
    at_work.wait(lambda: rules.side.trial.trial is not None)
    trial = rules.side.trial.trial
    assert 0 < trial.pages < 40
    assert trial.by_month[0][0] == newest
    assert len(trial.by_month) <= 2


# -- waivers


def finding_row(coder, rule_id):
    panel = coder.window.knowledge.view("findings")
    row = next(n for n, f in enumerate(panel.model.rows) if f.rule == rule_id)
    panel.list.setCurrentIndex(panel.model.index(row))
    return panel


def test_a_finding_is_waived_by_key_with_a_reason_and_told_again_by_the_same_key(at_work):
    rule_id, page_id = fired_rule(at_work)
    at_work.window.pages.open(page_id)
    before = at_work.session.examination.count(Severity.ERROR)
    panel = finding_row(at_work, rule_id)
    at_work.press("Ctrl+H")
    dialog = modal(WaiveDialog)
    assert not dialog.waive_button.isEnabled(), "a reason is asked for"
    dialog.activateWindow()
    at_work.wait(dialog.words.hasFocus)
    at_work.type("病历属实")
    dialog.waive_button.click()
    seen = at_work.session.examination
    assert seen.count(Severity.ERROR) < before
    assert {w.finding.rule for w in seen.waived} == {rule_id}
    waived = panel.model.index(panel.model.rowCount() - 1)
    assert waived.data(WAIVED).waiver.reason == "病历属实"
    assert "已豁免" in waived.data(Qt.ItemDataRole.AccessibleTextRole)
    assert store_of(at_work).rows([page_id])[0].errors == seen.count(Severity.ERROR)
    assert store_of(at_work).fired()[rule_id].waived >= 1
    panel.list.setCurrentIndex(waived)
    assert any("病历属实" in label.text() for label in panel.detail.findChildren(QLabel))
    at_work.press("Ctrl+H")
    assert at_work.session.examination.count(Severity.ERROR) == before
    assert store_of(at_work).waivers()[0].ended_by == "编码员"


def test_verdicts_are_the_precision_of_a_rule_and_waivers_are_none(at_work):
    rule_id, page_id = fired_rule(at_work)
    at_work.window.pages.open(page_id)
    finding_row(at_work, rule_id)
    at_work.press("Ctrl+H")
    dialog = modal(WaiveDialog)
    dialog.words.setPlainText("目录不适用")
    dialog.scopes.button(ALL).setChecked(True)
    assert dialog.waiver.expires is not None, "what is waived everywhere ends by itself unless she says otherwise"
    dialog.waive_button.click()
    at_work.rest()
    fired = store_of(at_work).fired()[rule_id]
    assert fired.waived == fired.findings
    at_work.press("Ctrl+R")
    rules = at_work.window.rules.window
    rules.choose(rule_id)
    assert rules.line.precision is None, "nobody looked: empty, not 0 per cent"
    assert "不计准确率" in rules.side.told.toPlainText()
    store_of(at_work).say(page_id, About.FINDING, f"{rule_id}|sex#", Said.WRONG, "病历有依据", rule=rule_id)
    rules.reload()
    assert rules.line.precision == 0
    assert "质控员看过 1 条，认可 0 条，准确率 0%" in rules.side.told.toPlainText()


def test_a_waiver_of_a_department_holds_for_its_pages(at_work):
    rule_id, page_id = fired_rule(at_work)
    at_work.window.pages.open(page_id)
    finding_row(at_work, rule_id)
    at_work.press("Ctrl+H")
    dialog = modal(WaiveDialog)
    dialog.words.setPlainText("专科常规")
    dialog.scopes.button(DEPT).setChecked(True)
    assert dialog.waiver.dept == at_work.session.page.text("discharge_dept")
    assert dialog.page_id is None
    dialog.scopes.button(PAGE).setChecked(True)
    assert dialog.waiver.dept == ""
    assert dialog.page_id == page_id
    assert dialog.waiver.expires is None
    dialog.reject()
    assert store_of(at_work).waivers() == []


def test_the_list_of_waivers_opens_pages_and_withdraws(at_work):
    rule_id, page_id = fired_rule(at_work)
    at_work.window.pages.open(page_id)
    finding_row(at_work, rule_id)
    at_work.press("Ctrl+H")
    dialog = modal(WaiveDialog)
    dialog.words.setPlainText("病历属实")
    dialog.waive_button.click()
    listed = at_work.window.rules.show_waivers()
    assert listed is modal(WaiverList)
    assert listed.table.rowCount() == 1
    assert at_work.session.page.case_no in listed.table.item(0, 1).text()
    listed.end_chosen()
    assert listed.table.rowCount() == 0
    listed.ended.setChecked(True)
    assert "撤销" in listed.table.item(0, 6).text()
    assert at_work.session.examination.waived == ()
    listed.accept()


def test_a_coder_sees_what_is_for_others_folded_and_an_officer_sees_it_all(at_work):
    rule_id = "FP-STD-036"
    assert at_work.session.apply(set_field(at_work.session.page, "current_phone", "1"))
    panel = at_work.window.knowledge.view("findings")
    assert rule_id not in {f.rule for f in panel.model.findings}
    assert panel.others.isVisible()
    panel.others.button.click()
    assert rule_id in panel.others.list.item(0).text()
    at_work.window.actions_["as_officer"].trigger()
    assert rule_id in {f.rule for f in panel.model.findings}
    assert not panel.others.isVisible()
    at_work.rest()
    at_work.end()
    at_work.start()
    assert at_work.window.actions_["as_officer"].isChecked()


# -- files


def test_rules_go_to_another_hospital_as_a_file(at_work, rules, tmp_path, monkeypatch):
    path = tmp_path / "本院规则.csv"
    rules.desk.save({**rules.desk.row("FP-STD-036"), "on": "0"})
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *a, **k: (str(path.with_suffix("")), "本院改过和自加的规则 (*.csv)")
    )
    rules.export_button.click()
    assert "已导出 1 条" in modal(MessageDialog).sentence
    modal(MessageDialog).accept()
    with path.open(encoding="utf-8-sig", newline="") as file:
        (row,) = csv.DictReader(file)
    assert (row["id"], row["on"]) == ("FP-STD-036", "0")
    rules.desk.take_back("FP-STD-036")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *a, **k: (str(path), ""))
    rules.import_button.click()
    dialog = modal(ImportDialog)
    assert "修改内置规则 1 条" in dialog.findChildren(QLabel)[0].text()
    dialog.accept()
    assert rules.desk.row("FP-STD-036")["on"] == "0"
    assert rules.desk.history("FP-STD-036")[-1].note == "导入 本院规则.csv"


def test_a_bad_row_is_told_and_the_rest_is_taken_over(rules, tmp_path):
    path = tmp_path / "来自外院.csv"
    path.write_text("id,on,kind\nFP-STD-036,0,format\nFP-STD-037,0,nothing\n", encoding="utf-8")
    dialog = rules.import_file(path)
    assert "第3行" in dialog.list.item(0).text()
    dialog.accept()
    assert rules.desk.row("FP-STD-036")["on"] == "0"
    kept = rules.desk.row("FP-STD-037")  # the row is refused, the switch that stands in it is kept, and said to be
    assert (kept["on"], kept["kind"]) == ("0", "format")


def test_a_file_that_is_none_is_told_in_one_sentence(rules, tmp_path):
    path = tmp_path / "照片.csv"
    path.write_bytes(b"\x89PNG\x00\x01\x02" * 40)
    assert rules.import_file(path) is None
    assert "照片.csv" in modal(MessageDialog).sentence
    modal(MessageDialog).accept()
