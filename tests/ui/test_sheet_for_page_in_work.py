"""A file for the page in work: the page is renewed where it stands, and what is typed on it meanwhile is kept."""

from dataclasses import replace

import pytest
from PySide6.QtTest import QTest

from coding.exchange.write import write_n041
from coding.knowledge.knowledge import load_knowledge
from coding.page.edits import remove_row, set_field
from coding.page.finding import Place
from coding.work.importing import import_file
from db.sqlite.sqlite_store import SqliteStore
from tests.db.conftest import make_page
from tests.work.test_lists_beside_pages import NOW, the_list
from ui.form.form_view import PageForm
from ui.session import Session

PAGE = make_page("7", fee_total="900.00")
SHEET = "病案号,住院次数,入院记录完成时间\n7,1,2024-03-01 12:00:00\n"


@pytest.fixture
def session(tmp_path):
    store = SqliteStore(tmp_path / "病案.sqlite")
    write_n041(tmp_path / "首页.csv", [PAGE])
    import_file(tmp_path / "首页.csv", store, NOW, [])
    session = Session(store, load_knowledge())
    session.said = []
    session.failed.connect(session.said.append)
    session.open(store.worklist()[0])
    yield session
    store.close()


@pytest.fixture
def form(qtbot, session):
    form = PageForm(session)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitExposed(form)
    return form


@pytest.fixture
def read(session, tmp_path):
    """Reads a file into the store, as the thread behind the window does; the window has not heard of it yet."""

    def run(content, name):
        path = tmp_path / name
        if isinstance(content, str):
            path.write_text(content, encoding="utf-8")
        else:
            write_n041(path, content)
        return import_file(path, session.store, NOW, [])

    return run


def renewed(**values):
    page = PAGE
    for key, text in values.items():
        page = page.apply(set_field(page, key, text))
    return [page]


def test_a_sheet_renews_the_page_and_leaves_what_is_being_typed(session, form, read):
    edit = form._edits["patient_name"]
    form.focus_place(Place("patient_name"))
    edit.selectAll()
    QTest.keyClicks(edit, "abc")
    read(SHEET, "流程.csv")
    session.worklist_changed.emit()
    assert session.page.text("wf_admission_record_time") == "2024-03-01 12:00:00"
    assert edit.text() == "abc"
    form.flush()
    assert session.page.text("patient_name") == "abc"
    assert session.page.text("wf_admission_record_time") == "2024-03-01 12:00:00"
    assert session.said == []


def test_what_was_typed_before_the_window_heard_of_the_file_stands_and_the_files_is_told(session, form, read):
    edit = form._edits["patient_name"]
    form.focus_place(Place("patient_name"))
    edit.selectAll()
    QTest.keyClicks(edit, "abc")
    read(renewed(patient_name="新名", sex="2"), "更正.csv")
    form.flush()
    assert (session.page.text("patient_name"), session.page.text("sex")) == ("abc", "2")
    assert session.page == session.store.page(session.page_id)
    assert form._edits["sex"].text().startswith("2")
    [said] = session.said
    assert "已保留" in said
    assert "新名" in said
    assert "页面已变化" not in said
    session.undo()
    assert session.page.text("patient_name") == "新名"


def test_a_cell_that_was_typed_in_stands_where_its_row_is_the_same(session, read):
    change = set_field(session.page, "other_dx_name", "高血压3级", 1)
    read(renewed(sex="2"), "更正.csv")
    assert session.apply(change)
    other = PAGE.apply(set_field(PAGE, "other_dx_name", "高血压病", 1))
    assert session.page.text("other_dx_name", 1) == "高血压3级"
    assert read([other], "再更正.csv")[0].result.kept == (session.page_id,), "it has been worked on"


def test_an_edit_of_a_row_that_the_file_has_exchanged_is_refused(session, read):
    change = set_field(session.page, "other_dx_name", "高血压3级", 1)
    read([PAGE.apply(remove_row(PAGE, "diagnosis", 1))], "更正.csv")
    assert not session.apply(change)
    assert len(session.page.diagnoses) == 1
    assert session.said


def test_a_renewed_cell_keeps_what_was_typed_in_it(session, read):
    change = set_field(session.page, "other_dx_name", "高血压3级", 1)
    read([PAGE.apply(set_field(PAGE, "other_dx_name", "高血压病", 1))], "更正.csv")
    assert session.apply(change)
    assert session.page.text("other_dx_name", 1) == "高血压3级"


def test_a_settlement_list_for_the_page_in_work_leaves_her_steps_to_be_taken_back(session, read):
    import json

    session.apply(set_field(session.page, "patient_name", "改过"))
    read(json.dumps([the_list()], ensure_ascii=False), "清单.json")
    session.worklist_changed.emit()
    assert session.page.settlement is not None
    assert session.page.text("patient_name") == "改过"
    assert {f.rule for f in session.examination.findings} >= {"FP-DRG-027", "FP-DRG-030"}
    assert session.can_undo()
    session.undo()
    assert session.page.text("patient_name") == "样例甲"
    assert session.page.settlement is not None
    assert session.said == []


def test_a_change_that_was_offered_for_the_former_state_is_not_made_over_the_file(session, read):
    change = replace(set_field(session.page, "sex", "2"), source="finding")
    read(renewed(sex="9"), "更正.csv")
    assert not session.apply(change)
    assert session.page.text("sex") == "9"
