"""The tables of rows in the real window: names are cut, codes and dates never, at every size of screen and text."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QApplication

import ui.theme.fonts
from coding.page.edits import set_row
from coding.page.fields import field_catalogue
from coding.page.front_page import FrontPage
from coding.page.reading import Reading
from coding.page.rows import Diagnosis, IntensiveCare, Procedure
from db.sqlite.sqlite_store import SqliteStore
from ui.form.column_widths import cell_font
from ui.form.values import longest_date
from ui.theme.spacing import ICON_SMALL, SMALL

LONG = "腹腔镜下胆囊切除术伴胆总管切开取石及胆道镜检查术中造影" * 2
PAGE = FrontPage(
    {"case_no": "000001", "sex": "2", "age_years": "54", "admission_datetime": "2026-07-01 08:00:00"},
    (
        Diagnosis("K80.000x002", LONG, "1"),
        Diagnosis("E11.400x001+G63.2*", "2型糖尿病性周围神经病", "3"),
        Diagnosis("X99.999x999", "名称与编码都有问题的一行", "7"),
    ),
    (
        Procedure("51.2300x001", LONG, "2026-07-02 09:30:00", "3", "王样例", "李样例", "张样例", anesthesia="0101"),
        Procedure("00.0000x999", "手术", "2099年12月31日 23:59:59", "9", "一位姓名很长很长的术者", anesthesia="11"),
    ),
    (IntensiveCare("4", "2026-07-02 12:00:00", "2026-07-03 12:00:00", "1/0/0"),),
)


@pytest.fixture
def window(coder):
    store = SqliteStore(coder.path)
    store.import_reading(Reading("试.csv", "n041", "utf-8", (), (PAGE,)))
    store.close()
    window = coder.start()
    coder.rest()
    return window


def at(qtbot, window, width, height):
    window.showNormal()
    window.resize(width, height)
    qtbot.waitUntil(lambda: window.width() == width)
    QApplication.processEvents()
    qtbot.wait(30)


def uncut(table):
    """Columns of codes, dates and figures: everything without a list of labels that is no name."""
    catalogue = field_catalogue()
    for column, each in enumerate(table.rows.columns):
        field = catalogue[table.rows.key(table.rows.index(0, column))]
        if field.type != "text" and catalogue.domain_of(field.key) is None:
            yield column, each.attribute


def cut_cells(table):
    """Cells of codes and dates whose text is wider than what ``CellDelegate`` leaves for it."""
    found = []
    for column, attribute in uncut(table):
        metrics = QFontMetrics(cell_font(attribute))
        for row in range(table.rows.rowCount()):
            index = table.rows.index(row, column)
            mark = ICON_SMALL + SMALL if table.rows._mark(index) else 0
            room = table.columnWidth(column) - (SMALL + 1) - SMALL - mark
            if metrics.horizontalAdvance(index.data() or "") > room:
                found.append((attribute, index.data(), room))
    return found


def test_no_date_and_no_code_is_wider_than_its_column(qtbot, window):
    tables = window.form._tables
    assert {a for t in tables.values() for _, a in uncut(t)} >= {"code", "date", "in_time", "out_time"}
    for size in ((1366, 768), (1366, 697), (1280, 720), (1920, 1080)):
        at(qtbot, window, *size)
        for table in tables.values():
            assert cut_cells(table) == [], size


def test_a_date_of_the_form_fits_its_box_beside_its_mark(qtbot, window):
    window.form.show_coding(False)
    for size in ((1366, 768), (1280, 720)):
        at(qtbot, window, *size)
        dated = [edit for key, edit in window.form._edits.items() if longest_date(key) and edit.isVisible()]
        assert {"admission_datetime", "discharge_datetime", "birth_date"} <= {edit.key for edit in dated}
        for edit in dated:
            room = edit.contentsRect().width() - (ICON_SMALL + SMALL) - 2 * SMALL
            assert edit.fontMetrics().horizontalAdvance(longest_date(edit.key)) <= room, (size, edit.key)


def test_the_columns_grow_with_the_text(qtbot, window, monkeypatch):
    plain = ui.theme.fonts._font
    at(qtbot, window, 1366, 768)
    for percent in (90, 100, 115, 130):
        larger = percent / 100
        monkeypatch.setattr(
            ui.theme.fonts, "_font", lambda names, points, bold, k=larger: plain(names, points * k, bold)
        )
        for table in window.form._tables.values():
            table.rows.refresh_names()
            qtbot.wait(10)
            assert cut_cells(table) == [], percent


def test_a_longer_code_or_date_widens_its_column_at_once(qtbot, window):
    at(qtbot, window, 1366, 768)
    session, table = window.session, window.form._tables["procedure"]
    session.apply(set_row(session.page, "procedure", 0, {"code": "M" * 24, "date": "2026-07-02 09:30:00.000000"}))
    qtbot.wait(30)
    assert cut_cells(table) == []


def test_names_take_what_is_left_and_are_shown_whole_in_the_tool_tip(qtbot, window):
    at(qtbot, window, 1366, 768)
    for group in ("diagnosis", "procedure"):
        table = window.form._tables[group]
        name = table.rows.index(0, table.rows.column_of("name"))
        assert LONG in name.data(Qt.ItemDataRole.ToolTipRole)
        assert 100 < table.columnWidth(name.column()) < QFontMetrics(cell_font("name")).horizontalAdvance(LONG)
    diagnoses = window.form._tables["diagnosis"]
    assert sum(diagnoses.columnWidth(c) for c in range(len(diagnoses.rows.columns))) <= diagnoses.viewport().width()


def test_the_code_of_a_labelled_value_is_never_cut(qtbot, window):
    at(qtbot, window, 1280, 720)
    for table in window.form._tables.values():
        for column, each in enumerate(table.rows.columns):
            if not each.width or field_catalogue().domain_of(table.rows.key(table.rows.index(0, column))) is None:
                continue
            metrics = QFontMetrics(cell_font(each.attribute))
            for text, marked in table.rows.cells(column):
                room = table.columnWidth(column) - 2 * SMALL - 1 - (ICON_SMALL + SMALL) * marked
                assert metrics.horizontalAdvance(text.split(" ")[0]) <= room
