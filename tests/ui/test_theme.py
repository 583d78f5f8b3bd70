"""Light and dark: text can be read on its surface, severities differ by more than their colour."""

from dataclasses import fields

import pytest
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QApplication, QMenu, QSpinBox, QStatusBar, QTableView

from ui.app import application
from ui.icons.icons import icon_names, pixmap
from ui.theme.fonts import text_font
from ui.theme.palette import DARK, LIGHT
from ui.theme.theme import apply_theme, current_theme, resize_text, severity_style

STATES = ("error", "warning", "info", "clean", "not_judged", "")


def luminance(colour):
    parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in QColor(colour).getRgbF()[:3]]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_text_stands_out_from_every_surface(colours):
    surfaces = ("window", "panel", "field", "header", "alternate", "raised")
    for text in ("text", "text_muted", "link", "error", "warning", "info", "clean", "not_judged"):
        for surface in surfaces:
            assert contrast(getattr(colours, text), getattr(colours, surface)) >= 4.5, (text, surface)
    for severity in ("error", "warning", "info", "clean", "not_judged"):
        assert contrast(getattr(colours, severity), getattr(colours, f"{severity}_soft")) >= 4.5, severity
    assert contrast(colours.accent_text, colours.accent) >= 4.5
    assert contrast(colours.selection_text, colours.selection) >= 4.5
    assert contrast(colours.text_muted, colours.selection) >= 4.5
    assert contrast(colours.focus, colours.field) >= 3


def test_every_colour_is_a_colour():
    for colours in (LIGHT, DARK):
        for field in fields(colours):
            assert QColor(getattr(colours, field.name)).isValid(), field.name


def test_severities_differ_in_shape_and_word():
    styles = [severity_style(s) for s in STATES]
    assert len({s.icon for s in styles}) == len({s.word for s in styles}) == len(STATES)
    assert {s.icon for s in styles} <= set(icon_names())


def test_icons_take_the_colour_of_the_theme(qapp):
    app = QApplication.instance()
    pictures = []
    for dark in (False, True):
        apply_theme(app, dark)
        assert current_theme().dark is dark
        pictures.append(pixmap("undo", "text", 32).toImage())
    apply_theme(app, False)
    assert pictures[0] != pictures[1]


def test_every_icon_draws_something(qapp):
    for name in icon_names():
        image = pixmap(name, "text", 24).toImage()
        assert any(image.pixelColor(x, y).alpha() for x in range(24) for y in range(24)), name


@pytest.mark.parametrize("dark", [False, True])
def test_a_box_for_a_number_shows_its_number(qtbot, dark):
    apply_theme(application(), dark)
    box = QSpinBox()
    box.setRange(0, 500)
    box.setSuffix(" %")
    box.setValue(100)
    qtbot.addWidget(box)
    box.show()
    inner = box.lineEdit()
    assert inner.width() >= inner.fontMetrics().horizontalAdvance(box.text())
    assert inner.height() >= inner.fontMetrics().height()


@pytest.fixture
def windows(qapp, monkeypatch):
    """The application as Windows has it: with every style sheet the system's own fonts are taken up again."""
    app = application()
    usual = app.setStyleSheet

    def sheet(text):
        usual(text)
        for name in ("QAbstractItemView", "QMenu", "QStatusBar"):
            app.setFont(QFont("DejaVu Serif", 7), name)

    monkeypatch.setattr(app, "setStyleSheet", sheet)
    apply_theme(app, not current_theme().dark)
    yield app
    monkeypatch.undo()
    resize_text(app, 110)
    resize_text(app, 100)
    apply_theme(app, False)


@pytest.mark.parametrize("kind", [QTableView, QMenu, QStatusBar])
def test_what_the_system_has_a_font_of_its_own_for_is_written_in_the_programs(windows, kind):
    """Tables were written in Tahoma, and no size of text reached them."""
    for percent in (100, 130):
        resize_text(windows, percent)
        widget = kind()
        widget.ensurePolished()
        assert widget.font().families() == text_font().families()
        assert widget.font().pointSizeF() == text_font().pointSizeF()
