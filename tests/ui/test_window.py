"""The main window by keyboard: panels, pages, files, what it remembers and what it says."""

import gc
import os
import shutil
import subprocess
import sys
import time
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel

from coding.base.resources import resource_path
from coding.examine.examine import stamp_of
from coding.exchange.read import read_file
from coding.knowledge.knowledge import KnowledgeSource
from coding.page.finding import Place
from coding.store.store_errors import StoreError
from coding.work.hospital_knowledge import KNOWLEDGE, knowledge_source
from db.sqlite.sqlite_store import SqliteStore
from tests.ui.conftest import judge
from tests.ui.exports_told import taken_out
from ui import app, settings
from ui.dialogs.import_result import ImportResultDialog
from ui.dialogs.message import MessageDialog
from ui.files.export_dialog import ExportDialog
from ui.unexpected import in_words, install_excepthook

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def filled(tmp_path_factory):
    """A store with the first twenty pages of the sample, judged."""
    folder = tmp_path_factory.mktemp("filled")
    small = folder / "small.csv"
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    small.write_bytes(b"".join(lines[:21]))
    path = folder / "filled.sqlite"
    store = SqliteStore(path)
    store.import_reading(read_file(small))
    judge(store)
    store.close()
    return path


@pytest.fixture
def at_work(coder, filled):
    """The window on that store."""
    shutil.copy(filled, coder.path)
    coder.start()
    coder.rest()
    return coder


def message():
    dialog = QApplication.activeModalWidget()
    return dialog.sentence if isinstance(dialog, MessageDialog) else None


# -- keys


def test_alt_and_a_number_jump_to_a_panel_and_f6_goes_round(at_work):
    window = at_work.window
    panels = (window.worklist, window.form, window.knowledge)
    for number, panel in enumerate(panels, start=1):
        at_work.press(f"Alt+{number}")
        assert panel.isAncestorOf(QApplication.focusWidget())
    for panel in (*panels, *panels):
        at_work.press("F6")
        assert panel.isAncestorOf(QApplication.focusWidget())
    at_work.press("Shift+F6")
    assert panels[1].isAncestorOf(QApplication.focusWidget())


def test_panel_remembers_where_the_focus_was(at_work):
    at_work.press("Alt+2")
    for _ in range(3):
        at_work.press("Tab")
    here = QApplication.focusWidget()
    at_work.press("F6")
    at_work.press("Alt+2")
    assert QApplication.focusWidget() is here


def test_tab_leaves_every_panel_in_the_end(at_work):
    window = at_work.window
    at_work.press("Alt+1")
    seen = set()
    for _ in range(400):
        at_work.press("Tab")
        focus = QApplication.focusWidget()
        seen |= {p for p in (window.worklist, window.form, window.knowledge) if p.isAncestorOf(focus)}
        if len(seen) == 3:
            return
    pytest.fail("焦点出不来")


def test_ctrl_arrows_go_from_page_to_page_wherever_the_focus_is(at_work):
    ids = list(at_work.window.worklist.model.ids)
    assert at_work.session.page_id == ids[0]
    at_work.press("Alt+2")
    at_work.press("Ctrl+Down")
    assert at_work.session.page_id == ids[1]
    at_work.press("Ctrl+PgDown")
    assert at_work.session.page_id == ids[2] == at_work.window.worklist.current_id()
    at_work.press("Ctrl+Up")
    assert at_work.session.page_id == ids[1]
    at_work.press("Ctrl+PgUp")
    at_work.press("Ctrl+Up")
    assert at_work.session.page_id == ids[0]
    assert "第一份" in at_work.window.status.currentMessage()


def test_arrows_in_the_list_open_pages_and_enter_goes_into_the_form(at_work):
    ids = list(at_work.window.worklist.model.ids)
    at_work.press("Alt+1")
    at_work.press("Down")
    at_work.press("Down")
    at_work.wait(lambda: at_work.session.page_id == ids[2])
    at_work.press("Return")
    assert at_work.window.form.isAncestorOf(QApplication.focusWidget())


def test_ctrl_enter_marks_done_and_goes_on(at_work):
    ids = list(at_work.window.worklist.model.ids)
    at_work.press("Ctrl+Return")
    assert at_work.session.page_id == ids[1]
    assert at_work.session.store.rows([ids[0]])[0].progress == "passed"
    assert "已保存" in at_work.window.status.saved.text()


def test_search_and_escape(at_work):
    worklist = at_work.window.worklist
    name = at_work.session.store.rows(worklist.model.ids)[7].patient_name
    at_work.press("Ctrl+F")
    at_work.type(name)
    at_work.wait(lambda: 1 <= worklist.model.rowCount() < 20)
    assert all(name in r.patient_name for r in at_work.session.store.rows(worklist.model.ids))
    at_work.press("Escape")
    at_work.wait(lambda: worklist.model.rowCount() == 20)
    assert worklist.view.hasFocus()


def test_f4_puts_the_cursor_where_the_finding_is(at_work):
    window = at_work.window
    rows = at_work.session.store.rows(window.worklist.model.ids)
    window.pages.open(next(r.id for r in rows if r.errors))
    at_work.press("F4")
    assert window.form.place == window.knowledge.view("findings").current.place
    assert window.form.isAncestorOf(QApplication.focusWidget())


def test_ctrl_f1_shows_the_sheet_and_escape_closes_it(at_work):
    at_work.press("Ctrl+F1")
    sheet = QApplication.activeModalWidget()
    assert sheet.windowTitle() == "快捷键一览"
    at_work.press("Escape")
    at_work.wait(lambda: QApplication.activeModalWidget() is None)


def test_typed_text_is_written_down_before_another_page_is_opened(at_work):
    page_id = at_work.session.page_id
    at_work.press("Alt+2")
    before = at_work.session.page
    at_work.press("Ctrl+A")
    at_work.type("改过的医院")
    at_work.press("Ctrl+Down")
    at_work.press("Ctrl+Up")
    assert at_work.session.page_id == page_id
    assert at_work.session.page != before
    assert at_work.session.page.diagnoses[0].name == "改过的医院"  # where the coding view begins


# -- files


def test_file_that_is_no_front_page_is_refused_in_one_sentence(at_work, tmp_path, monkeypatch):
    wrong = tmp_path / "门诊.csv"
    wrong.write_text("a,b\n1,2\n", encoding="utf-8")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *args: (str(wrong), ""))
    at_work.press("Ctrl+O")
    at_work.wait(lambda: message() is not None)
    assert "门诊.csv" in message()
    assert message().endswith("。")
    at_work.press("Return")


def test_rejected_rows_are_listed_with_their_reason(at_work, tmp_path):
    lines = resource_path("sample/sample_n041.csv").read_bytes().splitlines(keepends=True)
    path = tmp_path / "四月.csv"
    path.write_bytes(lines[0] + lines[30] + b"1,2,3\r\n" + lines[31])
    at_work.window.open_file(path)
    at_work.wait(lambda: isinstance(QApplication.activeModalWidget(), ImportResultDialog))
    dialog = QApplication.activeModalWidget()
    assert "新增 2 份" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert "退回 1 行" in " ".join(label.text() for label in dialog.findChildren(QLabel))
    dialog.save_rejects(tmp_path / "退回.csv")
    saved = (tmp_path / "退回.csv").read_text(encoding="utf-8-sig").splitlines()
    assert saved[0].startswith("数据行,病案号,栏目,原因")
    assert saved[1].startswith("2,")
    assert taken_out(at_work.session.store) == [("退回清单", "退回.csv", False)]
    at_work.press("Return")


def test_export_can_be_read_again(at_work, tmp_path):
    out = tmp_path / "校正后.csv"
    at_work.press("Ctrl+Shift+S")
    at_work.wait(lambda: isinstance(QApplication.activeModalWidget(), ExportDialog))
    dialog = QApplication.activeModalWidget()
    dialog.name.setText(str(out))
    dialog.look()
    dialog.export_button.click()
    at_work.wait(lambda: message() is not None)
    assert "已导出 20 份" in message()
    at_work.press("Return")
    again = read_file(out)
    store = at_work.session.store
    pages = {p.case_no: p for p in (store.page(i) for i in store.worklist())}
    assert {p.case_no for p in again.pages} == set(pages)
    assert all(p.diagnoses == pages[p.case_no].diagnoses for p in again.pages)


# -- knowledge


def test_imported_code_table_is_in_force_and_comes_back_after_a_restart(at_work, tmp_path):
    table = tmp_path / "本院诊断.csv"
    table.write_text("编码,名称\nJ18.900,肺炎\nK80.000x002,胆囊结石伴急性胆囊炎\n", encoding="utf-8")
    before = at_work.session.knowledge.stamp
    at_work.window.knowledge_loading.import_part("dx_table", table)
    at_work.wait(lambda: at_work.session.knowledge.stamp != before)
    at_work.rest()
    assert len(at_work.session.knowledge.codes.dx) == 2
    assert "本院诊断" in at_work.window.status.knowledge.text()
    store = at_work.session.store
    stamp = stamp_of(at_work.session.knowledge, at_work.session.context)
    assert {r.stamp for r in store.rows(store.worklist())} == {stamp}
    at_work.end()
    at_work.start()
    assert at_work.session.knowledge.source == KnowledgeSource(
        dx_table=knowledge_source(at_work.session.store).dx_table
    )
    assert len(at_work.session.knowledge.codes.dx) == 2


def test_knowledge_that_was_moved_away_is_told_and_the_embedded_one_is_used(at_work, tmp_path):
    KNOWLEDGE["scheme"].write(at_work.session.store, str(tmp_path / "被移走的方案"))
    at_work.end()
    at_work.start()
    at_work.wait(lambda: message() is not None)
    assert "内置" in message()
    assert at_work.session.knowledge.source == KnowledgeSource()
    at_work.press("Return")


def test_status_line_says_that_scheme_and_tariff_are_no_regions_own(at_work):
    said = at_work.window.status.knowledge.text()
    assert "内置通用方案，非本地区方案" in said
    assert "演示" in said
    assert at_work.window.status.author.text() == "编码员（未加密）"


# -- what it remembers


def test_page_size_and_panels_come_back_after_a_restart(at_work):
    window = at_work.window
    third = window.worklist.model.ids[2]
    window.pages.open(third)
    width = 1210
    window.resize(width, 700)
    window.splitter.set_widths([250, width - 250 - 330, 330])
    sizes = window.splitter.widths()
    window.appearance.choose("dark")
    at_work.end()
    window = at_work.start()
    assert at_work.session.page_id == third
    assert (window.width(), window.height()) == (width, 700)
    assert window.splitter.widths() == sizes
    assert settings.APPEARANCE.read(at_work.session.store) == "dark"
    window.appearance.choose("light")


@pytest.mark.parametrize("last", ["²", "٣", "9" * 30, "9" * 5000, "1e3", "-1", "一"])
def test_whatever_the_last_page_says_the_window_starts(coder, filled, last):
    shutil.copy(filled, coder.path)
    store = SqliteStore(coder.path)
    store.set_machine_setting("worklist.last_page", last)
    store.set_machine_setting("import.running", f"{last}|三月.csv")
    store.close()
    window = coder.start()
    coder.rest()
    assert window.worklist.ids


def test_nothing_of_a_window_that_was_left_stays_in_memory(at_work):
    """The pages of whoever has signed off stayed there, with all of the window, until the program ended."""
    left = [weakref.ref(part) for part in (at_work.window, at_work.session, at_work.session.store)]
    at_work.end()

    def has_gone():  # the thread that listens to the store ends by itself
        gc.collect()
        return [part() for part in left] == [None, None, None]

    at_work.wait(has_gone)


def test_the_three_panels_fit_the_small_screen(at_work):
    window = at_work.window
    window.resize(1366, 768)
    QApplication.processEvents()
    assert (window.width(), window.height()) == (1366, 768)
    for panel in (window.worklist, window.form, window.knowledge):
        right = panel.mapTo(window, QPoint(panel.width(), 0)).x()
        assert panel.isVisible()
        assert right <= 1366


# -- first start


@pytest.mark.parametrize(("key", "sample"), [("1", True), ("4", False)])
def test_first_start_offers_the_sample_apart_from_the_own_pages(coder, key, sample):
    window = coder.start()
    assert window.stack.currentWidget() is window.first_start
    coder.press(key)
    if sample:
        coder.wait(lambda: coder.window is not window and coder.window.worklist.model.rowCount() > 300)
        coder.wait(lambda: coder.session.is_search_ready)
        assert coder.window.is_sample
        assert "示例" in coder.window.windowTitle()
        with_own = SqliteStore(coder.path)
        assert list(with_own.worklist()) == []
        with_own.close()
    else:
        assert window.stack.currentWidget() is window.work
        assert "Ctrl+O" in window.worklist.empty.text()
        coder.end()
        coder.start()
        assert coder.window.stack.currentWidget() is coder.window.work


# -- errors


def test_nobody_sees_a_trace(qapp, caplog):
    said = []
    before = sys.excepthook
    install_excepthook(said.append)
    try:
        try:
            raise KeyError("x")  # noqa: TRY301
        except KeyError as error:
            sys.excepthook(KeyError, error, error.__traceback__)
    finally:
        sys.excepthook = before
    assert said == [in_words(KeyError("x"))]
    assert "Traceback" not in said[0]
    assert said[0].endswith("。")
    assert "KeyError" in caplog.text


def run(*argv, **env):
    return subprocess.run(
        [sys.executable, "main.py", *argv],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", **env},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=600,
    )


def test_window_of_the_command_line_tells_when_it_answered(tmp_path):
    began = time.monotonic()
    done = run("--quit-when-ready", "--db", str(tmp_path / "a.sqlite"))
    assert done.returncode == 0, done.stderr
    assert 0 < float(done.stdout) < time.monotonic() - began
    assert "Traceback" not in done.stderr


def test_file_that_is_no_store_is_refused(tmp_path):
    wrong = tmp_path / "a.sqlite"
    wrong.write_text("这不是数据库" * 100, encoding="utf-8")
    done = run("--quit-when-ready", "--db", str(wrong))
    assert done.returncode == 2
    assert "a.sqlite" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_connection_file_that_is_named_asks_who_signs_in_there_and_nothing_is_left_beside_it(tmp_path):
    place = tmp_path / "桌面" / "科室.fpserver"
    place.parent.mkdir()
    place.write_text('host = "127.0.0.1"\nport = 1\ndbname = "fp"\n', encoding="utf-8")
    began = time.monotonic()
    done = run("--quit-when-ready", str(place), FRONTPAGE_HOME=str(tmp_path / "home"))
    assert (done.returncode, "Traceback" in done.stderr) == (0, False), done.stderr
    assert 0 < float(done.stdout) < time.monotonic() - began, "the dialog that asks was drawn"
    assert list(place.parent.iterdir()) == [place]


class _Asked:
    """A keeper that is asked for one store."""

    def place(self, path):
        self.path = path
        raise StoreError("到此为止。")


def test_of_what_is_named_the_connection_file_is_the_store_and_the_others_are_read(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    server, other = tmp_path / "科室.fpserver", tmp_path / "二科.FPSERVER"
    asked = _Asked()
    assert app.main([str(tmp_path / "一.csv"), str(server)], asked) == 2
    assert asked.path == server
    for words in ([str(server), str(other)], ["--db", str(tmp_path / "a.sqlite"), str(server)]):
        assert app.main(words, asked) == 2
        assert "一个窗口只打开一处数据" in capsys.readouterr().err


def test_a_store_that_is_named_once_more_brings_its_window_to_the_front_and_is_read_by_nobody(at_work):
    program = at_work.program
    program.give([Path("科室.fpserver")])
    at_work.rest()
    assert QApplication.activeModalWidget() is None
    assert program._given == []


def test_undo_says_what_it_took_back_and_brings_it_into_sight(at_work):
    at_work.press("Alt+2")
    form = at_work.window.form
    form.focus_place(Place("org_name"))
    at_work.type("A")
    form.flush()
    form.focus_place(Place("patient_name"))
    at_work.press("Ctrl+Z")
    assert form.focusWidget().key == "org_name"
    assert at_work.window.status.currentMessage().startswith("已撤销：")
    form.focus_place(Place("principal_dx_code", 0))
    at_work.press("Ctrl+Y")
    assert form.focusWidget().key == "org_name"
    assert at_work.window.status.currentMessage().startswith("已重做：")
