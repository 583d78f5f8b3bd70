"""Every view and every dialog, with HTML in every text of pages, files, rules and terms: shown as it stands."""

from dataclasses import replace
from datetime import datetime

import pytest
from PySide6.QtCore import QAbstractListModel, QAbstractTableModel, QModelIndex
from PySide6.QtGui import QPixmap, Qt, QTextDocument
from PySide6.QtWidgets import QAbstractItemView, QApplication, QDialog, QLabel, QTextEdit, QWidget

from coding.examine.preview import preview
from coding.exchange.peek import peek
from coding.exchange.read import read_file
from coding.exchange.write import write_n041
from coding.page.edits import set_row
from coding.page.fields import field_catalogue
from coding.page.waiver import Waiver
from coding.rules.local import LocalRules
from coding.rules.local_file import read_rule_file, write_rule_file
from coding.suggest.term_book import TermPair
from coding.work.importing import import_file
from db.sqlite.sqlite_store import SqliteStore
from db.sqlite.stores import Stores
from tests.rules.test_local import OWN
from ui.dialogs.import_result import ImportResultDialog
from ui.dialogs.message import MessageDialog
from ui.files.column_map import ColumnMapDialog
from ui.grouping.tariff_dialog import TariffDialog
from ui.opening_files import SAMPLE
from ui.panels.reason import ReasonDialog
from ui.panels.registry import PANELS
from ui.rules.rule_import import ImportDialog
from ui.screenshots import _Photographer, stops

#: What was rendered, and a file that was loaded, when it stood in a patient's name.
X = "<b>x</b><img src='/etc/hostname'>"
PAGES = 40


def hostile_page(page, number):
    """The page with ``X`` in every text; its codes, dates and figures stay, so that everything is judged as before."""
    texts = {key: X for key in page.values if (field := field_catalogue().get(key)) and field.type == "text"}
    return replace(
        page,
        values={**page.values, **texts, "case_no": f"{number}{X}", "patient_name": X},
        diagnoses=tuple(replace(row, name=f"{row.name}{X}") for row in page.diagnoses),
        procedures=tuple(replace(row, name=f"{row.name}{X}") for row in page.procedures),
        origin=replace(page.origin, file=f"{X}.csv"),
    )


@pytest.fixture
def hostile(tmp_path):
    """A store of hostile pages, a term and a rule of that kind, a waiver, in the place where the sample's would be."""
    reading = read_file(SAMPLE)
    pages = tuple(hostile_page(page, number) for number, page in enumerate(list(reading.pages)[:PAGES]))
    store = SqliteStore(tmp_path / "示例.sqlite")
    added = store.import_reading(replace(reading, file=f"{X}.csv", pages=pages)).added
    name = pages[0].diagnoses[0].name
    store.add_terms([TermPair(name, (X,), pages[0].diagnoses[0].code, "dx"), TermPair(X, ("高血压",), "I10", "dx")])
    rule = {**OWN, "params": "if=age_years >= 0", "message": f"本院 {X}", "hint": X, "basis": X}
    rule |= {"fails": "age_years=40", "passes": ""}
    store.edit_rules([("H1-001", rule)], X)
    for waived in ("H1-001", "FP-CMP-001"):
        store.add_waiver(Waiver(waived, X, X, datetime(2026, 7, 1)), added[0])
    store.close()
    return tmp_path


class Looker(_Photographer):
    """Goes everywhere where the manual's pictures are taken, and looks at the texts instead."""

    def __init__(self, scratch):
        super().__init__(scratch, scratch, Stores(), PANELS)
        self.shown = 0
        self.wrong = []
        self.places = set()

    def save(self, name):
        self._pause()
        self.look(self._window, name)

    def _picture_of(self, dialog, name, *, keep=False):
        dialog.show()
        self._pause()
        self.look(dialog, name)
        if not keep:
            dialog.close()
            dialog.deleteLater()

    def _in_both(self, dialog, name):
        """In one light: the texts are the same in the other."""
        self._picture_of(dialog(), name)

    def _picture_alone(self, view, name):
        view.show()
        self._pause()
        self.look(view, name)

    def _picture_with(self, popup, name):
        self.look(popup, name)

    def _write(self, picture: QPixmap, name):
        raise AssertionError(name)

    def look(self, top: QWidget, name):
        """Every label, tool tip, rich view and item of a window."""
        for widget in (top, *top.findChildren(QWidget)):
            place = f"{name}: {type(widget).__name__} {widget.accessibleName() or widget.objectName()}"
            self.tip(widget.toolTip(), f"{place} tool tip")
            if isinstance(widget, QLabel):
                self.label(widget, place)
            if isinstance(widget, QTextEdit):
                self.document(widget.document(), place)
            if isinstance(widget, QAbstractItemView) and widget.model() is not None:
                self.items(widget.model(), place)

    def label(self, label, place):
        # of the labels that a layout makes itself for fixed words the test of the sources knows
        if label.textFormat() == Qt.TextFormat.AutoText and Qt.mightBeRichText(label.text()):
            self.wrong.append(f"{place} guesses: {label.text()[:60]}")
        elif label.textFormat() == Qt.TextFormat.RichText:
            self.rich(label.text(), place)
        elif X in label.text():
            self.seen(place)

    def tip(self, text, place):
        if Qt.mightBeRichText(text):
            self.rich(text, place)
        elif X in text:
            self.seen(place)

    def rich(self, html, place):
        document = QTextDocument()
        document.setHtml(html)
        self.document(document, place)

    def document(self, document, place):
        """No image, and what looks like HTML stands there as text."""
        block = document.begin()
        while block.isValid():
            for fragment in block:
                if fragment.fragment().charFormat().isImageFormat():
                    self.wrong.append(f"{place} loads an image")
            block = block.next()
        if X in document.toPlainText():
            self.seen(place)
        elif "/etc/hostname" in document.toHtml():
            self.wrong.append(f"{place} renders what it shows")

    def items(self, model, place):
        is_flat = isinstance(model, QAbstractListModel | QAbstractTableModel)
        roots = [QModelIndex()]
        while roots:
            root = roots.pop()
            for row in range(min(model.rowCount(root), 60)):
                columns = 1 if isinstance(model, QAbstractListModel) else model.columnCount(root)
                for column in range(columns):
                    index = model.index(row, column, root)
                    tip = model.data(index, Qt.ItemDataRole.ToolTipRole)
                    if isinstance(tip, str):
                        self.tip(tip, f"{place} item's tool tip")
                    text = model.data(index, Qt.ItemDataRole.DisplayRole)
                    if isinstance(text, str) and X in text:
                        self.seen(f"{place} item")
                if not is_flat and model.hasChildren(model.index(row, 0, root)):
                    roots.append(model.index(row, 0, root))

    def seen(self, place):
        self.places.add(place)

    # -- where no picture is taken

    def further(self, folder):
        window = self._window
        session, knowledge = window.session, window.session.knowledge
        page = session.page
        change = set_row(page, "diagnosis", 0, {"code": "I63.900", "name": X})
        self._picture_of(ReasonDialog(preview(page, change, knowledge), window), "reason")
        path = folder / "首页.csv"
        write_n041(path, [hostile_page(p, n) for n, p in enumerate(list(read_file(SAMPLE).pages)[:5])])
        [imported] = import_file(path, session.store, datetime(2026, 11, 1), [])
        told = replace(imported.reading, notes=(X,), file=f"{X}.csv")
        self._picture_of(
            ImportResultDialog(replace(imported, reading=told), window.session.store, window), "import result"
        )
        table = folder / "表.csv"
        table.write_text(f"病案号,{X},姓名\n" + f"1,{X},{X}\n" * 3, "utf-8")
        self._picture_of(ColumnMapDialog(table, peek(table), window), "column map")
        tariff = folder / "权重.csv"
        tariff.write_text(f"DRG编码,DRG名称,权重,{X}\nAA19,x,1.0,1\n", "utf-8")
        self._picture_of(TariffDialog(tariff, window), "tariff")
        write_rule_file(folder / "规则.csv", [{**OWN, "id": "H1-002", "message": X, "hint": X}])
        self._picture_of(ImportDialog(read_rule_file(folder / "规则.csv", LocalRules()), window), "rule import")
        self._picture_of(MessageDialog(window, X, "error"), "message")
        terms = window.terms.show()
        self.look(terms, "terms")
        clusters = window.terms.show_clusters()
        clusters.clusters.gather({f"脑梗{X}": 3, f"脑梗死{X}": 2, X: 1})
        self._wait(lambda: clusters.clusters.model.lines)
        self.look(clusters, "clusters")
        clusters.close()
        waivers = window.rules.show_waivers()
        self.look(waivers, "waivers")
        waivers.close()
        rules = self._rule_window()
        rules.choose("H1-001")
        self._pause(200)
        self.look(rules, "own rule")
        rules.close()


def test_html_in_any_text_is_shown_as_it_stands(hostile, qapp):
    looker = Looker(hostile)
    names = [stop.name for stop in stops(PANELS)]
    try:
        looker._open_window()
        for stop in stops(PANELS):
            if stop.name not in ("shortcuts", "import_scheme"):
                stop.take(looker)
                looker.look(looker._window, stop.name)
        looker._open(lambda _row, page: page.text("case_no").startswith("0"))
        looker.further(hostile)
    finally:
        for dialog in QApplication.topLevelWidgets():
            if isinstance(dialog, QDialog):
                dialog.close()
        looker._program.close()
    assert names
    assert sorted(set(looker.wrong)) == []
    shown = {place.partition(":")[0] for place in looker.places}
    for view in (
        "worklist",
        "page_form",
        "versions",
        "waive",
        "reason",
        "import result",
        "message",
        "terms",
        "clusters",
    ):
        assert view in shown, f"{view}: the texts did not get so far"
    assert {"waivers", "own rule", "column map", "rule import"} <= shown
