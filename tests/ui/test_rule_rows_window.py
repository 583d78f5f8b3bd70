"""A quality officer writes a rule without code in the real window, by keyboard, and it judges as she saw it."""

import csv
from datetime import datetime
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication, QComboBox

from coding.commands.door import run
from coding.page.audience import EVERYBODY
from tests.ui.review.people import clean_pages, fill, opener
from ui.rules import live_view
from ui.rules.choice_line import ChoiceLine, ChoiceModel, choice, fitting
from ui.rules.live_view import SampleModel
from ui.rules.side import FORM, HISTORY

DATA = Path(__file__).resolve().parents[1] / "data"
NOW = datetime(2026, 11, 22, 10)
FATAL = QAbstractItemModelTester.FailureReportingMode.Fatal


@pytest.fixture
def export(tmp_path):
    """Forty pages of one month; three are cerebral infarctions, two of which left the next day."""
    with (DATA / "n041_seeded_130.csv").open(encoding="gb18030", newline="") as file:
        reader = csv.DictReader(file)
        header, rows = reader.fieldnames, list(reader)[:40]
    for number, row in enumerate(rows):
        row["RYSJ"], row["RYSJS"] = "2026-10-05", "9"
        row["CYSJ"], row["CYSJS"] = ("2026-10-06" if number in (3, 7) else "2026-10-15"), "10"
        row["JBDM"], row["ZYZD"] = ("I63.900", "脑梗死") if number in (3, 7, 11) else ("K80.200", "胆囊结石")
    path = tmp_path / "首页.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def at_work(coder, export):
    window = coder.start()
    coder.session.clock = lambda: NOW
    window.audience.choose(EVERYBODY)
    window.open_file(export)
    coder.wait(lambda: len(window.worklist.model.ids) == 40)
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.rest()
    return coder


@pytest.fixture
def rules(at_work):
    at_work.press("Ctrl+R")
    window = at_work.window.rules.window
    window.activateWindow()
    at_work.wait(window.isActiveWindow)
    return window


def settled(coder, form):
    """What was typed is compiled and tried."""
    form.judge()
    coder.wait(lambda: not form.live.is_busy)
    in_front(coder, form.window())


def in_front(coder, rules):
    """Offscreen no window manager gives the window its focus back after a message."""
    rules.activateWindow()
    coder.wait(rules.isActiveWindow)


def awake(coder):
    """Offscreen a list that has closed leaves no window active, a moment later."""
    QApplication.processEvents()
    in_front(coder, coder.window)


def take(coder, text):
    """Type into the line in focus, wait for its list, and take the first of it."""
    awake(coder)
    line = QApplication.focusWidget()
    assert isinstance(line, ChoiceLine), line
    coder.type(text)
    coder.wait(lambda: line.is_open)
    QApplication.processEvents()  # offscreen a list is activated a moment later than it is shown
    coder.press("Return")
    coder.wait(lambda: not line.is_open)
    awake(coder)


def choose(coder, word):
    """Choose in the box in focus by its word."""
    box = QApplication.focusWidget()
    assert isinstance(box, QComboBox), box
    wanted = box.findText(word)
    assert wanted >= 0, word
    for _ in range(abs(wanted - box.currentIndex())):
        coder.press("Down" if wanted > box.currentIndex() else "Up")
    assert box.currentText() == word


def write_the_rule(coder, rules):
    """当 主要诊断 属于 I63 且 住院天数 小于 2, by keys alone."""
    form = rules.side.form
    in_front(coder, rules)
    coder.press("Ctrl+N")
    coder.type("H1-001")
    for _ in range(4):
        coder.press("Tab")
    assert form.conditions.editors[(0,)].field.hasFocus(), "a first row stands there already"
    take(coder, "zyzd")
    coder.press("Tab")
    assert form.conditions.editors[(0,)].value.hasFocus()
    coder.type("I63")
    coder.press("Insert")
    assert form.conditions.editors[(1,)].field.hasFocus(), "the row below is made and waits for its field"
    take(coder, "住院天数")
    choose(coder, "小于")
    coder.press("Tab")
    coder.type("2")
    form.inputs["message"].setFocus()
    coder.type("脑梗死住院不足2天：")
    form.sections.insert.setFocus()
    take(coder, "住院天数")
    form.sections.basis.number.setFocus()
    coder.type("院质控〔2026〕3号")
    coder.press("Return")
    settled(coder, form)
    return form


def test_a_rule_is_written_tried_exemplified_kept_and_judges_everywhere(at_work, rules, export, tmp_path):
    form = write_the_rule(at_work, rules)
    assert form.row["params"] == 'if=principal("I63") and stay_days < 2'
    assert form.row["fields"] == "principal_dx_code admission_datetime discharge_datetime"
    assert form.row["message"] == "脑梗死住院不足2天：【{stay_days}】"
    assert form.row["basis"] == "本院规定（院质控〔2026〕3号）"
    at_work.wait(lambda: form.live.trial is not None)
    assert (form.live.trial.fires, form.live.trial.pages) == (2, 40)
    assert form.live.head.text() == "2 / 40 份（5.0%）"
    assert "脑梗死住院不足2天：【1】" in form.live.model.index(0, 2).data()

    form.live.table.setFocus()
    form.live.table.selectRow(0)
    at_work.press("E")
    assert "诊断=I63.900" in form.inputs["fails"].toPlainText()
    assert form.sections.marks["fails"].text() == "✓ 相符"
    settled(at_work, form)
    form.live.table.setFocus()
    form.live.table.selectRow(0)
    at_work.press("P")
    assert form.sections.marks["passes"].text() == "✗ 不符"
    assert not form.save_button.isEnabled(), "a rule whose examples fail is not switched on"
    form.inputs["passes"].setPlainText(
        form.inputs["fails"].toPlainText().replace("2026-10-06 10:00", "2026-10-15 10:00").replace("-06", "-15")
    )
    settled(at_work, form)
    assert form.sections.marks["passes"].text() == "✓ 相符"

    form.save_button.setFocus()
    at_work.press("Space")
    at_work.rest()
    store = at_work.session.store
    assert store.fired()["H1-001"].pages == 2
    page_id = store.pages_with("H1-001")[0]
    at_work.window.pages.open(page_id)
    (finding,) = [f for f in at_work.session.examination.findings if f.rule == "H1-001"]
    assert finding.message == "脑梗死住院不足2天：【1】"

    own, out = tmp_path / "本院规则.csv", tmp_path / "out"
    rules.desk.export(own, everything=False)
    code = run(
        ["check", str(export), "--out", str(out), "--rules", str(own), "--as-of", f"{NOW:%Y-%m-%d %H:%M}", "--quiet"]
    )
    assert code == 0
    with (out / "findings.csv").open(encoding="utf-8-sig", newline="") as file:
        told = [(row["case_no"], row["message"]) for row in csv.DictReader(file) if row["rule"] == "H1-001"]
    assert sorted(told) == sorted((row.case_no, finding.message) for row in store.rows(store.pages_with("H1-001")))


def test_the_history_tells_rows_and_restores_them(at_work, rules):
    form = write_the_rule(at_work, rules)
    form.save()
    at_work.rest()
    rules.choose("H1-001")
    rules.side.setCurrentIndex(FORM)
    in_front(at_work, rules)
    value = form.conditions.editors[(1,)].value
    value.setFocus()
    value.selectAll()
    at_work.type("3")
    settled(at_work, form)
    assert form.row["params"] == 'if=principal("I63") and stay_days < 3'
    form.save()
    at_work.rest()
    rules.side.setCurrentIndex(HISTORY)
    newest = rules.side.history.list.item(0).text()
    assert "条件删去“且 住院天数（按日期算） 小于 2”" in newest
    assert "条件加上“且 住院天数（按日期算） 小于 3”" in newest
    assert "stay_days" not in newest
    rules.side.history.list.setCurrentRow(1)
    rules.side.history.restore()
    assert rules.desk.row("H1-001")["params"] == 'if=principal("I63") and stay_days < 2'
    assert len(rules.desk.history("H1-001")) == 3


def test_rows_and_text_are_one_rule_both_ways(at_work, rules):
    form = write_the_rule(at_work, rules)
    text = 'each=others; if=poa == "4" and (code in codes("I10") or has("I11")); at=poa; first=yes'
    form.inputs["params"].setPlainText(text)
    settled(at_work, form)
    assert list(form.conditions.editors) == [(0,), (1,), (1, 0), (1, 1)]
    assert form.conditions.each.currentText() == "每条其他诊断"
    assert form.conditions.first.isChecked()
    assert form.conditions.editors[(0,)].value.text() == "无"
    assert form.row["params"] == text
    form.conditions.editors[(1, 1)].take_focus()
    at_work.press("Ctrl+Del")
    assert form.row["params"] == 'each=others; if=poa == "4" and code in codes("I10"); at=poa; first=yes'
    form.conditions.editors[(0,)].field.setFocus()
    at_work.press("Alt+Insert")
    settled(at_work, form)
    assert "条件还没有写完：第2行：还没有选栏目" in form.verdict.text()
    assert not form.save_button.isEnabled()
    at_work.press("Ctrl+Del")
    assert form.row["params"] == 'each=others; if=poa == "4" and code in codes("I10"); at=poa; first=yes'


def test_a_rule_that_rows_cannot_say_opens_as_text_unchanged(at_work, rules):
    for rule_id in ("FP-ACC-013", "FP-COD-001"):
        rules.choose(rule_id)
        rules.side.edit()
        form = rules.side.form
        assert form.conditions.isHidden()
        assert "行里写不下" in form.sections.beyond.text()
        assert form.inputs["params"].isVisible()
        assert form.row == {**rules.desk.row(rule_id), "moment": "typing", "role": form.row["role"]}
        assert not form.is_altered
        at_work.wait(lambda: not rules.side.form.live.is_busy)
    rules.choose("FP-COD-114")
    assert rules.side.form.conditions.isVisible()
    assert not rules.side.form.is_altered


def test_every_rule_is_shown_and_left_as_it_was(rules):
    form = rules.side.form
    for line in rules.model.lines[::7]:
        form.show_row(line.row)
        assert not form.is_altered, line.id
    form.live.stop()


def test_the_next_edit_ends_the_run_before(at_work, rules, monkeypatch):
    form = write_the_rule(at_work, rules)
    runs, real, rest = [], live_view.try_live, Event()

    def first_goes_on(*of):
        """The first run goes on until it is told to end."""
        runs.append(of)
        while len(runs) == 1:
            of[-1].__self__.check()
            rest.wait(0.002)
        return real(*of)

    monkeypatch.setattr(live_view, "try_live", first_goes_on)
    form.live.try_soon(form.compiled)
    at_work.wait(lambda: runs)
    task = form.live._task
    form.conditions.editors[(1,)].value.setFocus()
    at_work.type("0")
    form.judge()
    assert task.cancelled
    at_work.wait(lambda: not form.live.is_busy)
    assert form.live.trial.fires == 3, "20 days"


def test_enter_on_a_sample_opens_its_page_beside_the_form(at_work, rules):
    form = write_the_rule(at_work, rules)
    sample = form.live.trial.samples[1]
    form.live.table.setFocus()
    form.live.table.selectRow(1)
    at_work.press("Return")
    assert at_work.session.page_id == sample.page_id
    assert rules.isVisible()


def test_a_coder_reads_rules_and_alters_none(coder):
    fill(coder.path, clean_pages(3))
    window = coder.start(opener=opener("编码员"))
    coder.rest()
    window.rules.show("FP-COD-114")
    side = window.rules.window.side
    side.setCurrentIndex(FORM)
    form = side.form
    assert [line.isReadOnly() for line in form.conditions.editors[(0,)].lines] == [True] * 5
    assert not form.conditions.add_button.isEnabled()
    form.conditions.add_row()
    form.make_example("fails", 1)
    assert not form.is_altered
    assert not form.save_button.isEnabled()
    assert "角色不能" in form.note.placeholderText()
    coder.wait(lambda: form.live.trial is not None)


def test_switching_on_wants_examples_that_hold(at_work, rules):
    form = write_the_rule(at_work, rules)
    form.inputs["on"].setChecked(False)
    form.inputs["passes"].setPlainText("诊断=I63.900 | 「入院时间」=2026-10-05 | 「出院时间」=2026-10-06")
    settled(at_work, form)
    assert form.save_button.isEnabled(), "it may be kept switched off"
    form.save()
    at_work.rest()
    rules.choose("H1-001")
    at_work.wait(lambda: rules.line is not None)
    rules.switch()
    told = QApplication.activeModalWidget()
    assert told is not None
    QTest.keyClick(told, Qt.Key.Key_Escape)
    assert rules.desk.row("H1-001")["on"] == "0"


def test_tab_goes_through_the_form_as_the_eye_does(at_work, rules):
    form = write_the_rule(at_work, rules)
    form.inputs["id"].setFocus()
    seen = []
    for _ in range(60):
        at_work.press("Tab")
        focus = QApplication.focusWidget()
        if focus is form.save_button:
            break
        seen.append(focus)
    assert focus is form.save_button
    names = [widget.accessibleName() or widget.text() for widget in seen]
    wanted = [
        "修改说明",
        "对什么逐一判断",
        "第1行：栏目",
        "第1行：怎样比",
        "第1行：值",
        "第2行：栏目",
        "第2行：值",
        "级别",
    ]
    assert [name for name in names if name in wanted] == wanted
    assert all(names)


@pytest.mark.parametrize("model", [ChoiceModel, SampleModel])
def test_models_keep_the_contract_of_qt(qtmodeltester, model, rules):
    made = model()
    tester = QAbstractItemModelTester(made, FATAL)
    qtmodeltester.check(made)
    form = rules.side.form
    made.show([choice(1, "主要诊断"), choice(2, "年龄")] if model is ChoiceModel else form.live.model.samples)
    qtmodeltester.check(made)
    made.show(() if model is SampleModel else [])
    assert tester.model() is made


def test_choices_are_found_by_words_and_first_letters():
    all_of_them = [
        choice(n, text) for n, text in enumerate(("实际住院（天）", "住院天数（按日期算）", "住院号", "年龄（岁）"))
    ]
    assert [one.text for one in fitting(all_of_them, "住院")] == ["住院号", "住院天数（按日期算）", "实际住院（天）"]
    assert [one.meant for one in fitting(all_of_them, "nl")] == [3]
    assert [one.meant for one in fitting(all_of_them, "zyts")] == [1]
    assert fitting(all_of_them, "<b>") == []
