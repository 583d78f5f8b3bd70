"""When a rule counts, in the real window: shown behind the others until then, set by one key, taken to a file."""

import csv

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from coding.page.audience import EVERYBODY
from coding.page.moment import Moment
from coding.rules.local import LocalRules
from coding.rules.local_file import read_rule_file
from tests.exchange.make_files import FOLDER
from ui.panels.finding_list import LATER

RELEASED = "FP-CMP-047"


@pytest.fixture
def page(coder, tmp_path):
    """A page whose coder and birth date are blank, open in the window."""
    with (FOLDER / "n041_utf8.csv").open(encoding="utf-8", newline="") as file:
        [head, first, *_] = list(csv.reader(file))
    cells = dict(zip(head, first, strict=True)) | {"BMY": "", "CSRQ": ""}
    path = tmp_path / "首页.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, list(cells.values())])
    window = coder.start()
    window.audience.choose(EVERYBODY)
    window.open_file(path)
    coder.rest()
    while QApplication.activeModalWidget() is not None:
        coder.press("Return")
    coder.rest()
    assert coder.session.page is not None
    return window


def panel_of(window):
    window.knowledge.handlers()["findings"]()
    return next(view for view in window.knowledge._views.values() if hasattr(view, "unjudged"))


def shown(window):
    model = panel_of(window).model
    return [(f.rule, model.index(row).data(LATER)) for row, f in enumerate(model.findings)]


def test_what_counts_later_stands_behind_what_counts_now(coder, page):
    lines = shown(page)
    assert (RELEASED, "发布时") in lines
    assert ("FP-CMP-008", "") in lines
    later = [bool(word) for _, word in lines]
    assert later == sorted(later)
    [row] = coder.session.store.rows([coder.session.page_id])
    severities = [f.severity.value for f in coder.session.examination.findings]
    assert (row.errors, row.warnings) == (severities.count("error"), severities.count("warning"))
    assert len(lines) == len(severities), "nothing is hidden"


def test_no_field_is_marked_by_a_rule_that_counts_later(coder, page):
    edits = page.form._edits
    assert edits["birth_date"].property("mark") or edits["birth_date"].toolTip()
    assert RELEASED not in edits["coder"].toolTip()
    assert "编码员" not in edits["coder"].toolTip()
    coder.finish()
    assert "编码员" in edits["coder"].toolTip()


def test_once_the_page_is_done_what_belongs_to_the_release_counts(coder, page):
    before = coder.session.store.rows([coder.session.page_id])[0]
    coder.finish()
    assert (RELEASED, "") in shown(page)
    after = coder.session.store.rows([coder.session.page_id])[0]
    assert (after.errors, after.warnings, after.stamp) == (before.errors, before.warnings, before.stamp)
    page.pages.handlers()["reopen"]()
    assert (RELEASED, "发布时") in shown(page)


@pytest.fixture
def rules(coder, page):
    coder.press("Ctrl+R")
    window = page.rules.window
    window.activateWindow()
    window.choose(RELEASED)
    return window


def test_the_moment_of_a_rule_is_shown_found_and_set_by_one_key(coder, page, rules, tmp_path):
    row = rules.model.place(RELEASED)
    column = [rules.model.headerData(c, Qt.Orientation.Horizontal) for c in range(rules.model.columnCount())].index(
        "时机"
    )
    assert rules.model.index(row, column).data() == "发布时"
    rules.search.setText("发布时")
    rules._filter()
    assert {line.row["moment"] for line in rules.model.lines} == {"release"}
    coder.press("Ctrl+M")
    [typing, _, _] = rules.moment_menu.actions()
    assert [a.text() for a in rules.moment_menu.actions() if a.isChecked()] == ["发布时"]
    typing.trigger()
    rules.moment_menu.close()
    coder.rest()
    assert (RELEASED, "") in shown(page)
    [edit] = coder.session.store.rule_edits()
    assert (edit.rule, edit.columns, edit.note) == (RELEASED, {"moment": "typing"}, "时机改为录入时")

    path = tmp_path / "本院规则.csv"
    page.rules.desk.export(path, everything=False)
    [taken] = read_rule_file(path, LocalRules()).changed
    assert (taken.id, dict(taken.columns)) == (RELEASED, {"moment": "typing"})


def test_the_form_of_a_rule_names_the_moment_in_words(rules):
    box = rules.side.form.inputs["moment"]
    assert [box.itemText(n) for n in range(box.count())] == ["录入时", "发布时", "批量时"]
    assert box.currentText() == "发布时"
    rules.choose("FP-CMP-008")
    assert rules.side.form.inputs["moment"].currentText() == Moment.TYPING.label
    assert not rules.side.form.is_altered
