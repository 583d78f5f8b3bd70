"""From light to dark and back: every widget is told a few times, not once for each widget around it."""

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QVBoxLayout, QWidget

from ui.app import application
from ui.theme.theme import apply_theme, current_theme

_DEPTH = 12


class Told(QLineEdit):
    """Counts what it is told of style and colours."""

    def __init__(self):
        super().__init__()
        self.count = 0

    def event(self, event):
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self.count += 1
        return super().event(event)


@pytest.fixture
def told(qtbot):
    apply_theme(application(), False)
    outer = inner = QWidget()
    qtbot.addWidget(outer)
    for _ in range(_DEPTH):
        box = QVBoxLayout(inner)
        inner = QWidget()
        box.addWidget(QLabel("甲"))
        box.addWidget(inner)
    leaf = Told()
    QVBoxLayout(inner).addWidget(leaf)
    outer.show()
    qtbot.waitExposed(outer)
    leaf.count = 0
    yield leaf
    apply_theme(application(), False)


def test_a_box_deep_in_a_window_is_not_told_once_for_each_widget_around_it(told):
    apply_theme(application(), True)
    QApplication.processEvents()
    assert current_theme().dark
    assert 0 < told.count <= 12


def test_the_box_is_drawn_in_the_new_colours(told):
    pictures = []
    for dark in (True, False):
        apply_theme(application(), dark)
        QApplication.processEvents()
        pictures.append(told.grab().toImage().pixelColor(told.width() // 2, told.height() // 2).lightness())
    assert pictures[0] < 100 < 200 < pictures[1]
    assert QApplication.instance().styleSheet()


def test_the_style_stays_fusion(told):
    for dark in (True, False, True):
        apply_theme(application(), dark)
    sheet = QApplication.instance().styleSheet()
    QApplication.instance().setStyleSheet("")
    assert QApplication.instance().style().objectName().lower() == "fusion"
    QApplication.instance().setStyleSheet(sheet)
