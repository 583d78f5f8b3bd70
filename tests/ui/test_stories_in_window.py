"""Stories 1, 2 and 3 by keyboard in the real window, with the public tables a hospital would import."""

from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from coding.exchange.read import read_file
from coding.exchange.write import write_n041
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.finding import Place
from coding.work.knowledge_copies import keep_knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from tests.cases.page_cases import load_cases
from ui.panels.reason import ReasonDialog

STORIES = {case.title[0]: case for case in reversed(load_cases("stories.toml")) if case.title[1] == " "}


@pytest.fixture
def hospital(coder, reference, tmp_path):
    """The window of a hospital that has imported its tables and the pack, with one story's page open."""

    def open_story(number):
        codes = reference / "codes"
        store = SqliteStore(coder.path)
        keep_knowledge_source(
            store,
            KnowledgeSource(
                dx_table=str(codes / "icd10_yibao2.csv"),
                px_table=str(codes / "icd9cm3_yibao2.csv"),
                scheme=str(reference / "drg" / "chs_drg_11"),
            ),
            "编码员",
            datetime(2026, 3, 1),
        )
        export = tmp_path / f"story{number}.csv"
        write_n041(export, [STORIES[number].page])
        [page_id] = store.import_reading(read_file(export)).added
        store.close()
        coder.start()
        coder.rest()
        coder.session.open(page_id)
        return coder

    return open_story


def accept(coder):
    """Enter; where the weight moves much she names the evidence."""
    coder.press("Return")
    name_evidence(coder, "血气分析报告")


def name_evidence(coder, words):
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, ReasonDialog):
        coder.wait(dialog.words.hasFocus)
        coder.type(words)
        coder.wait(dialog.accept_button.isEnabled)
        coder.press("Tab")
        coder.press("Return")


def rules(coder):
    return {f.rule for f in coder.session.examination.findings}


def drg(coder):
    return coder.session.examination.grouping.drg


def wait_for(coder, group, index):
    panel = coder.window.knowledge.view("suggestions")
    coder.wait(
        lambda: (
            panel.current is not None
            and (panel.current.group, panel.current.index) == (group, index)
            and panel.list.hasFocus()
        )
    )
    return panel.current


def test_story_1_a_grey_code_gives_way_to_its_leaf(hospital):
    coder = hospital("1")
    assert drg(coder) == "0000"
    assert {"FP-DRG-032", "FP-DRG-001"} <= rules(coder)

    coder.press("F8")
    assert wait_for(coder, "diagnosis", 0).match.code == "K80.000x002"
    accept(coder)

    coder.wait(lambda: drg(coder) == "HC29")
    assert coder.session.page.text("principal_dx_code") == "K80.000x002"
    assert not {"FP-DRG-032", "FP-DRG-001"} & rules(coder)
    coder.press("Ctrl+Z")
    assert coder.session.page.text("principal_dx_code") == "K80.000"
    assert drg(coder) == "0000"


def test_story_2_the_doctors_abbreviation_finds_its_code(hospital):
    coder = hospital("2")
    assert drg(coder) == "ET25"

    coder.window.form.focus_place(Place("other_dx_code", 1))
    coder.press("F8")
    suggestion = wait_for(coder, "diagnosis", 1)
    assert suggestion.match.code == "J96.900x003"
    shift = coder.session.preview(suggestion.change)
    assert (shift.before.grouping.drg, shift.after.grouping.drg) == ("ET25", "ET21")
    accept(coder)

    coder.wait(lambda: drg(coder) == "ET21")
    assert coder.session.store.history(coder.session.page_id)[-1].change.reason


def test_story_3_the_cause_becomes_principal_and_the_symptom_goes(hospital):
    coder = hospital("3")
    assert drg(coder) == "ST13"
    finding = next(f for f in coder.session.examination.findings if f.rule == "FP-COD-016")
    assert finding.basis

    panel = coder.window.knowledge.view("findings")
    for _ in coder.session.examination.findings:
        coder.press("F4")
        if panel.current.rule == "FP-COD-016":
            break
    shift = coder.session.preview(finding.changes[0])
    assert (shift.after.grouping.drg, len(finding.changes[0].edits)) == ("ES35", 2)
    coder.press("Alt+3")
    coder.press("Alt+Return")
    name_evidence(coder, "胸部CT")

    coder.wait(lambda: drg(coder) == "ES35")
    assert [d.code for d in coder.session.page.diagnoses] == ["J18.900"]
    assert not {"FP-COD-016", "FP-COD-163", "FP-DRG-901"} & rules(coder)
