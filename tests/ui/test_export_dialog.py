"""导出: she says which pages, in which form and under which name; what is in it is told, nothing is written over."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog

from coding.base.sheets import read_workbook
from coding.exchange.read import read_file
from coding.exchange.settlement_needs import needs_in_words
from coding.page.edits import set_field
from coding.page.step import PageState
from coding.work.export_plan import Extent
from db.sqlite.sqlite_store import SqliteStore
from tests.exchange.make_files import FOLDER, PAGES
from tests.exchange.open_items import open_items
from ui.dialogs.message import MessageDialog
from ui.files.export_dialog import ExportDialog
from ui.page_steps import bring_to


def shown(kind):
    dialog = QApplication.activeModalWidget()
    return dialog if isinstance(dialog, kind) else None


@pytest.fixture
def at_work(coder):
    """The window on a store with the pages of two files."""
    store = SqliteStore(coder.path)
    store.import_reading(read_file(FOLDER / "n041_gb18030.csv"))
    edited = store.worklist()[0]  # the second file has the same pages: what was edited stays as it came first
    store.append(edited, set_field(store.page(edited), "patient_name", "改过"))
    store.import_reading(read_file(FOLDER / "n042_gb18030.csv"))
    store.close()
    coder.start()
    coder.rest()
    return coder


@pytest.fixture
def dialog(at_work, tmp_path):
    at_work.press("Ctrl+Shift+S")
    at_work.wait(lambda: shown(ExportDialog))
    dialog = shown(ExportDialog)
    dialog.name.setText(str(tmp_path / "交出.csv"))
    dialog.look()
    at_work.wait(lambda: dialog.contents)
    yield dialog
    for open_one in (shown(ExportDialog), shown(MessageDialog)):
        if open_one is not None:
            open_one.close()


def test_the_three_choices_say_how_many_pages_each_has(at_work, dialog):
    everything = len(at_work.session.store.worklist())
    words = [button.text() for button in dialog.choices.buttons()]
    assert words[0] == f"全部病案：{everything:,} 份"
    assert words[1].startswith("列表中的病案")
    assert words[2] == "已标为完成的病案：0 份"
    assert not dialog.choices.button(2).isEnabled()


def test_the_filtered_list_is_a_choice_and_not_the_rule(at_work, tmp_path):
    window, store = at_work.window, at_work.session.store
    window.worklist.search.setText(store.page(window.worklist.ids[0]).case_no)
    at_work.rest()
    listed, everything = len(window.worklist.ids), len(store.worklist())
    assert listed < everything
    window.actions_["export"].trigger()
    at_work.wait(lambda: shown(ExportDialog))
    dialog = shown(ExportDialog)
    assert (dialog.extent, len(dialog.ids)) == (Extent.ALL, everything)
    dialog.choices.button(1).click()
    assert len(dialog.ids) == listed
    dialog.close()


def test_done_pages_go_out_alone(at_work, tmp_path):
    session = at_work.session
    bring_to(session, PageState.PASSED)
    at_work.press("Ctrl+Shift+S")
    at_work.wait(lambda: shown(ExportDialog))
    dialog = shown(ExportDialog)
    dialog.choices.button(2).click()
    dialog.name.setText(str(tmp_path / "完成.csv"))
    dialog.look()
    dialog.export_button.click()
    at_work.wait(lambda: shown(MessageDialog))
    assert "已导出 1 份" in shown(MessageDialog).sentence
    [page] = read_file(tmp_path / "完成.csv").pages
    assert page.case_no == session.page.case_no
    at_work.press("Return")


def test_both_files_are_named_before_they_are_written(at_work, dialog, tmp_path):
    named = [file.path.name for file in dialog.files]
    assert named[0] == "交出.csv"
    assert len(named) == 2
    assert named[1].startswith("交出_")
    assert all(name in dialog.others.text() for name in named)
    dialog.export_button.click()
    at_work.wait(lambda: shown(MessageDialog))
    assert sorted(p.name for p in tmp_path.glob("交出*")) == sorted(named)
    at_work.press("Return")


def test_the_second_file_is_not_written_over_unasked(at_work, dialog, tmp_path):
    second = dialog.files[1].path
    second.write_text("别人的文件", encoding="utf-8")
    dialog.look()
    assert second.name in dialog.over.text()
    assert not dialog.over.isHidden()
    assert not dialog.export_button.isEnabled()
    dialog.over.setChecked(True)
    assert dialog.export_button.isEnabled()


def test_a_file_that_appears_while_she_looks_is_asked_about(at_work, dialog, tmp_path):
    second = dialog.files[1].path
    second.write_text("别人的文件", encoding="utf-8")
    dialog.export_button.click()
    assert shown(ExportDialog) is dialog
    assert second.read_text(encoding="utf-8") == "别人的文件"
    assert not dialog.over.isHidden()


def test_what_is_in_it_is_told(at_work, dialog):
    contents = dialog.contents
    rows = at_work.session.store.rows(at_work.session.store.worklist())
    assert contents.pages == len(rows)
    assert contents.held == sum(row.errors > 0 for row in rows)
    assert f"其中 {contents.held:,} 份还有未处理的强制问题" in dialog.told.text()
    assert f"共 {len(contents.columns)} 个栏目，{len(contents.empty)} 个在这些病案中全空" in dialog.told.text()
    assert contents.empty[-1] in dialog.told.toolTip()


def test_another_form_has_other_columns_and_another_suffix(at_work, dialog):
    before = dialog.contents
    dialog.kinds.setCurrentIndex(next(n for n in range(dialog.kinds.count()) if "4101" in dialog.kinds.itemText(n)))
    at_work.wait(lambda: dialog.contents not in (None, before))
    assert dialog.path.suffix == ".json"
    assert len(dialog.files) == 1
    assert len(dialog.contents.columns) != len(before.columns)
    assert "全空" in dialog.told.text()


def test_what_a_settlement_list_must_say_and_does_not_is_told_before_it_is_written(at_work, dialog, tmp_path):
    """After the file was written it was too late: she had handed it on."""
    before = dialog.contents
    assert dialog.needed.isHidden()
    dialog.kinds.setCurrentIndex(next(n for n in range(dialog.kinds.count()) if "4101" in dialog.kinds.itemText(n)))
    at_work.wait(lambda: dialog.contents not in (None, before))
    store = at_work.session.store
    needs = open_items(page for _, page in store.pages(dialog.ids))
    assert needs
    assert dialog.contents.needs == needs
    assert dialog.needed.text() == needs_in_words(needs)
    assert not dialog.needed.isHidden()
    assert all(f"{item.name}（{item.pages:,} 份）" in dialog.needed.toolTip() for item in needs)
    for label in (dialog.told, dialog.needed):
        assert label.height() >= label.heightForWidth(label.width()), "no line of it is cut"
    dialog.export_button.click()
    at_work.wait(lambda: shown(MessageDialog))
    assert needs_in_words(needs) in shown(MessageDialog).sentence
    at_work.press("Return")


def test_other_forms_are_not_measured_by_the_settlement_list(at_work, dialog):
    before = dialog.contents
    assert before.needs == ()
    dialog.kinds.setCurrentIndex(1)
    at_work.wait(lambda: dialog.contents not in (None, before))
    assert dialog.contents.needs == ()
    assert dialog.needed.isHidden()


def test_the_place_is_chosen_without_being_asked_twice(at_work, dialog, tmp_path, monkeypatch):
    asked = {}

    def choose(_parent, title, first, kinds, options):
        asked.update(first=first, options=options)
        return str(tmp_path / "另一个"), kinds

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    dialog.browse.click()
    assert dialog.path == tmp_path / "另一个.csv"
    assert asked["options"] == QFileDialog.Option.DontConfirmOverwrite


def test_findings_are_asked_about_the_same_way(at_work, tmp_path):
    at_work.window.actions_["export_findings"].trigger()
    at_work.wait(lambda: shown(ExportDialog))
    dialog = shown(ExportDialog)
    assert dialog.windowTitle() == "导出问题清单"
    dialog.name.setText(str(tmp_path / "问题.xlsx"))
    dialog.look()
    at_work.wait(lambda: dialog.contents)
    assert "栏目" not in dialog.told.text()
    dialog.export_button.click()
    at_work.wait(lambda: shown(MessageDialog))
    (sheet,) = read_workbook(tmp_path / "问题.xlsx")
    assert f"{len(sheet.rows) - 1} 条问题" in shown(MessageDialog).sentence
    at_work.press("Return")


def test_nothing_can_be_exported_of_an_empty_store(coder):
    coder.start()
    coder.window.actions_["export"].trigger()
    coder.wait(lambda: shown(MessageDialog))
    assert "还没有病案可以导出" in shown(MessageDialog).sentence
    coder.press("Return")


def test_pages_of_one_file_stay_one_file(coder, tmp_path):
    store = SqliteStore(coder.path)
    store.import_reading(read_file(FOLDER / "n041.json"))
    store.close()
    coder.start()
    coder.rest()
    coder.press("Ctrl+Shift+S")
    coder.wait(lambda: shown(ExportDialog))
    dialog = shown(ExportDialog)
    dialog.name.setText(str(tmp_path / "校正.json"))
    dialog.look()
    assert dialog.others.isHidden()
    dialog.export_button.click()
    coder.wait(lambda: shown(MessageDialog))
    assert f"已导出 {PAGES} 份" in shown(MessageDialog).sentence
    assert (tmp_path / "校正.json").read_bytes() == (FOLDER / "n041.json").read_bytes()
    coder.press("Return")


def test_it_is_said_that_persons_go_out_before_they_do(at_work, dialog):
    assert "含患者姓名和证件号，未加密" in dialog.warned.text()
    assert not dialog.warned.isHidden()
    assert not dialog.masked.isChecked(), "nothing is left out unasked"
    dialog.masked.setChecked(True)
    assert dialog.warned.isHidden()


def test_without_persons_their_names_are_in_no_file(at_work, dialog):
    store = at_work.session.store
    names = {page.text("patient_name") for _, page in store.pages(list(store.worklist()))}
    dialog.masked.setChecked(True)
    written = [file.path for file in dialog.files]
    dialog.export_button.click()
    at_work.wait(lambda: shown(MessageDialog))
    told = {page.text("patient_name") for path in written for page in read_file(path).pages}
    assert not told & names
    at_work.press("Return")
