"""Going through what a window shows, as somebody without a mouse or without eyes does."""

from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from ui.form.row_table import RowsTable
from ui.table_rows import all_rows, shown_columns

#: Rows of a table that are looked at.
_LOOKED_AT = 4

#: What a person writes into, chooses from or presses.
CONTROLS = (QAbstractButton, QLineEdit, QComboBox, QAbstractSpinBox, QAbstractItemView, QPlainTextEdit, QTextEdit)
#: Parts that Qt makes inside others, which speak for them.
_INSIDE = (QComboBox, QAbstractSpinBox, QTabBar, QHeaderView, QAbstractItemView, QLineEdit)


def parts(window, *kinds):
    """The visible widgets of a window of these kinds, itself included, without those of windows over it."""
    found = [window, *window.findChildren(QWidget)]
    return [w for w in found if isinstance(w, kinds) and w.isVisible() and w.window() is window.window()]


def nameless(window):
    """Controls of which a screen reader could say nothing."""
    buddies = {label.buddy() for label in parts(window, QLabel) if label.buddy() is not None}
    return [
        _told(w)
        for w in parts(window, *CONTROLS)
        if not w.accessibleName().strip()
        and w not in buddies
        and not (isinstance(w, QAbstractButton) and w.text().strip())
        and not isinstance(w.parentWidget(), _INSIDE)
        and not isinstance(w, QHeaderView)
        and not w.objectName().startswith("qt_")
    ]


def dumb(window):
    """Tables and lists, some rows of which would be copied without a word."""
    views = [w for w in parts(window, QAbstractItemView) if not isinstance(w, QHeaderView) and w.model() is not None]
    return [
        _told(w)
        for w in views
        if not isinstance(w.parentWidget(), QComboBox)
        and not isinstance(w, RowsTable)  # which copies a cell
        and any(not any(cell.text.strip() for cell in row) for row in islice(all_rows(w, shown_columns(w)), _LOOKED_AT))
    ]


def traps(window):
    """Controls that keep Tab for themselves: whoever comes in by it cannot leave by it."""
    boxes = [w for w in parts(window, QPlainTextEdit, QTextEdit) if not w.isReadOnly() and not w.tabChangesFocus()]
    views = [w for w in parts(window, QAbstractItemView) if w.tabKeyNavigation() and not isinstance(w, RowsTable)]
    return [_told(w) for w in (*boxes, *views) if w.isEnabled() and not isinstance(w.parentWidget(), QComboBox)]


def stuck_tabs(window):
    """Bars of tabs of which an arrow, with the focus on them, or the key told for them does not change the tab."""
    stuck = []
    for bar in parts(window, QTabBar):
        open_ = [at for at in range(bar.count()) if bar.isTabEnabled(at) and bar.isTabVisible(at)]
        if len(open_) < 2:
            continue
        here = bar.currentIndex()
        bar.setFocus(Qt.FocusReason.TabFocusReason)
        QTest.keyClick(bar, Qt.Key.Key_Right if here != open_[-1] else Qt.Key.Key_Left)
        by_arrow = bar.currentIndex() != here
        bar.setCurrentIndex(here)
        if not (by_arrow and bar.focusPolicy() & Qt.FocusPolicy.TabFocus):
            stuck.append(_told(bar))
    return stuck


def walk_by_tab(window, presses, press):
    """Press Tab again and again; the widgets that had the focus, and where it did not move on."""
    seen, stuck, before = [], [], None
    for _ in range(presses):
        focus = QApplication.focusWidget()
        spot = (focus, focus.currentIndex().row(), focus.currentIndex().column()) if _is_table(focus) else (focus,)
        if spot == before:
            stuck.append(_told(focus))
            break
        before = spot
        seen.append(focus)
        press("Tab")
    return seen, stuck


def _is_table(widget):
    return isinstance(widget, QAbstractItemView)


def _told(widget):
    """A widget so that somebody finds it in the code."""
    way, each = [], widget
    while each is not None and len(way) < 4:
        way.append(type(each).__name__)
        each = each.parentWidget()
    text = widget.text() if hasattr(widget, "text") and callable(widget.text) else ""
    more = (
        widget.toolTip()
        or widget.objectName()
        or (widget.placeholderText() if hasattr(widget, "placeholderText") else "")
    )
    return f"{' < '.join(way)} {widget.accessibleName()!r} {text!r} {more[:40]!r}"
