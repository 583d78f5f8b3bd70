"""The stylesheet over Fusion: what the palette alone cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.base.resources import resource_path
from ui.theme import spacing as s
from ui.theme.fonts import scaled

if TYPE_CHECKING:
    from ui.theme.palette import Colours

# Mid tones that stand out on the light and on the dark field: a stylesheet cannot recolour a drawing.
_COMBO_ARROW = resource_path("icons/combo_arrow.svg").as_posix()
_CHECK_MARK = resource_path("icons/check_mark.svg").as_posix()


def stylesheet(c: Colours) -> str:
    """The one stylesheet of the program.

    Names that widgets may carry: ``panelTitle``, ``strip``, ``card`` and ``palette`` as object names; the dynamic
    properties ``role`` = muted, title, large, code, error, warning, info, clean; ``kind`` = primary, flat on buttons.
    """
    return f"""
QWidget {{ color: {c.text}; }}
QMainWindow, QDialog {{ background: {c.window}; }}
QToolTip {{ background: {c.tooltip}; color: {c.tooltip_text}; border: 0; padding: {s.SMALL}px {s.MEDIUM}px; }}

QMenuBar {{ background: {c.header}; }}
QMenuBar::item {{ padding: {s.SMALL}px {s.MEDIUM}px; background: transparent; }}
QMenuBar::item:selected {{ background: {c.selection}; color: {c.selection_text}; }}
QMenu {{ background: {c.raised}; border: 1px solid {c.line_strong}; padding: {s.SMALL}px 0; }}
QMenu::item {{ padding: 5px {s.WIDE}px 5px 30px; }}
QMenu::item:selected {{ background: {c.selection}; color: {c.selection_text}; }}
QMenu::item:disabled {{ color: {c.text_disabled}; }}
QMenu::icon {{ left: {s.MEDIUM}px; }}
QMenu::separator {{ height: 1px; background: {c.line}; margin: {s.SMALL}px {s.MEDIUM}px; }}

QToolBar {{ background: {c.header}; border: 0; border-bottom: 1px solid {c.line}; spacing: {s.TINY}px;
    padding: {s.TINY}px {s.MEDIUM}px; }}
QToolBar::separator {{ width: 1px; background: {c.line}; margin: {s.SMALL}px {s.SMALL}px; }}
QToolButton {{ border: 1px solid transparent; border-radius: {s.RADIUS}px; padding: 3px 6px; }}
QToolButton:hover {{ background: {c.hover}; }}
QToolButton:pressed, QToolButton:checked {{ background: {c.selection}; color: {c.selection_text}; }}
QToolButton:focus {{ border: 1px solid {c.focus}; }}
QFrame#segments {{ border: 1px solid {c.line_strong}; border-radius: {s.RADIUS}px; }}
QToolButton[kind="segment"] {{ border: none; border-radius: {s.RADIUS - 1}px; padding: 3px 10px; }}
QToolButton[kind="segment"]:checked {{ background: {c.accent}; color: {c.accent_text}; }}
QToolButton:disabled {{ color: {c.text_disabled}; }}

QStatusBar {{ background: {c.header}; border-top: 1px solid {c.line}; }}
QStatusBar::item {{ border: 0; }}
QStatusBar QLabel {{ padding: 0 {s.SMALL}px; }}

QSplitter::handle {{ background: {c.line}; }}
QSplitter::handle:hover {{ background: {c.focus}; }}

QPushButton {{ background: {c.raised}; border: 1px solid {c.line_strong}; border-radius: {s.RADIUS}px;
    padding: {s.SMALL}px {s.LARGE}px; min-height: 18px; }}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:pressed {{ background: {c.selection}; }}
QPushButton:focus {{ border: {s.FOCUS_LINE}px solid {c.focus}; padding: 3px 11px; }}
QPushButton:disabled {{ color: {c.text_disabled}; border-color: {c.line}; }}
QPushButton[kind="primary"], QPushButton:default {{ background: {c.accent}; color: {c.accent_text};
    border: 1px solid {c.accent}; }}
QPushButton[kind="primary"]:disabled, QPushButton:default:disabled {{ background: {c.raised};
    color: {c.text_disabled}; border-color: {c.line}; }}
QPushButton[kind="primary"]:focus, QPushButton:default:focus {{ border: {s.FOCUS_LINE}px solid {c.text}; }}
QPushButton[kind="tight"] {{ padding: 3px 1px; min-width: 0; }}
QPushButton[kind="flat"] {{ background: transparent; border-color: transparent; color: {c.link}; }}
QPushButton[kind="flat"]:focus {{ border-color: {c.focus}; }}
QPushButton[kind="chip"] {{ background: transparent; border: 1px solid {c.line}; padding: 0; min-height: 0; }}
QPushButton[kind="chip"]:hover {{ background: {c.hover}; }}
QPushButton[kind="chip"]:checked {{ background: {c.selection}; color: {c.selection_text};
    border-color: {c.line_strong}; }}
QPushButton[kind="chip"][at="true"] {{ border-color: {c.focus}; }}

QLineEdit, QPlainTextEdit, QTextEdit, QSpinBox, QComboBox, QDateEdit {{ background: {c.field};
    border: 1px solid {c.line}; border-radius: {s.RADIUS}px; padding: 1px 5px; selection-background-color: {c.accent};
    selection-color: {c.accent_text}; }}
QLineEdit, QComboBox {{ min-height: 20px; }}
QLineEdit:hover, QComboBox:hover, QPlainTextEdit:hover {{ border-color: {c.line_strong}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QSpinBox:focus, QComboBox:focus, QDateEdit:focus {{
    border: {s.FOCUS_LINE}px solid {c.focus}; padding: 0 4px; }}
QSpinBox::up-button, QSpinBox::down-button {{ width: 0; border: 0; }}
QSpinBox QLineEdit {{ border: 0; padding: 0 4px; min-height: 0; background: transparent; }}
QComboBox::drop-down {{ border: 0; width: 20px; }}
QComboBox::down-arrow {{ image: url({_COMBO_ARROW}); width: 12px; height: 12px; }}
QDateEdit::drop-down {{ border: 0; width: 20px; }}
QDateEdit::down-arrow {{ image: url({_COMBO_ARROW}); width: 12px; height: 12px; }}
QLineEdit[unsaved="true"] {{ border: 1px dashed {c.warning}; }}
QLineEdit[unsaved="true"]:focus {{ border: {s.FOCUS_LINE}px dashed {c.warning}; padding: 0 4px; }}
QLineEdit:disabled, QComboBox:disabled, QSpinBox:disabled {{ color: {c.text_disabled}; background: {c.panel}; }}
QLineEdit:read-only {{ background: {c.panel}; }}
QComboBox QAbstractItemView {{ background: {c.raised}; border: 1px solid {c.line_strong};
    selection-background-color: {c.selection}; selection-color: {c.selection_text}; }}

QCheckBox::indicator, QRadioButton::indicator, QAbstractItemView::indicator {{ width: 13px; height: 13px;
    background: {c.field}; border: 1px solid {c.line_strong}; border-radius: 3px; }}
QRadioButton::indicator {{ border-radius: 7px; }}
QCheckBox::indicator:checked, QAbstractItemView::indicator:checked {{ image: url({_CHECK_MARK}); }}
QRadioButton::indicator:checked {{ background: qradialgradient(cx: 0.5, cy: 0.5, radius: 0.5, fx: 0.5, fy: 0.5,
    stop: 0 {c.accent}, stop: 0.5 {c.accent}, stop: 0.6 {c.field}, stop: 1 {c.field}); }}
QCheckBox::indicator:focus, QRadioButton::indicator:focus {{ border: {s.FOCUS_LINE}px solid {c.focus}; width: 11px;
    height: 11px; }}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.text_disabled}; }}
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled {{ border-color: {c.line}; }}

QAbstractItemView {{ background: {c.field}; alternate-background-color: {c.alternate}; border: 1px solid {c.line};
    selection-background-color: {c.selection}; selection-color: {c.selection_text}; outline: 0; }}
QAbstractItemView:focus {{ border: 1px solid {c.focus}; }}
QHeaderView::section {{ background: {c.header}; color: {c.text_muted}; border: 0; border-right: 1px solid {c.line};
    border-bottom: 1px solid {c.line}; padding: 3px 6px; }}

QTableCornerButton::section {{ background: {c.header}; border: 0; border-right: 1px solid {c.line};
    border-bottom: 1px solid {c.line}; }}

QTabWidget::pane {{ border: 0; border-top: 1px solid {c.line}; }}
QTabBar::tab {{ padding: 5px {s.LARGE}px; color: {c.text_muted}; border: 0; border-bottom: 3px solid transparent; }}
QTabBar[kind="tight"]::tab {{ padding: 5px 1px; }}
QTabBar::tab:selected {{ color: {c.text}; border-bottom: 3px solid {c.accent}; }}
QTabBar::tab:hover {{ background: {c.hover}; }}
QTabBar::tab:focus {{ background: {c.accent_soft}; }}

QGroupBox {{ border: 1px solid {c.line}; border-radius: {s.RADIUS}px; margin-top: 10px; padding-top: {s.MEDIUM}px; }}
QGroupBox::title {{ subcontrol-origin: margin; left: {s.MEDIUM}px; padding: 0 {s.SMALL}px; color: {c.text_muted}; }}

QScrollArea {{ border: 0; background: transparent; }}
QAbstractScrollArea::corner {{ background: transparent; border: 0; }}
QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
QScrollBar::handle {{ background: {c.line_strong}; border-radius: 4px; margin: 2px; }}
QScrollBar::handle:vertical {{ min-height: 28px; }}
QScrollBar::handle:horizontal {{ min-width: 28px; }}
QScrollBar::handle:hover {{ background: {c.focus}; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}

QProgressBar {{ background: {c.field}; border: 1px solid {c.line}; border-radius: {s.RADIUS}px; text-align: center;
    max-height: 16px; }}
QProgressBar::chunk {{ background: {c.accent_soft}; border-radius: 3px; }}

#strip {{ background: {c.panel}; border-bottom: 1px solid {c.line}; }}
#panel {{ background: {c.panel}; }}
#card {{ background: {c.raised}; border: 1px solid {c.line}; border-radius: {s.RADIUS}px; }}
#sectionHead {{ background: {c.header}; border-top: 1px solid {c.line}; }}
QToolButton[kind="section"] {{ padding: 1px 4px; text-align: left; }}
QToolButton[kind="section"]:checked {{ background: transparent; color: {c.text}; }}
QToolButton[kind="section"]:hover {{ background: {c.hover}; }}
#palette {{ background: {c.raised}; border: 1px solid {c.accent}; border-radius: {s.RADIUS}px; }}
#panelTitle {{ font-weight: bold; color: {c.text}; }}
QLabel[role="muted"] {{ color: {c.text_muted}; }}
QLabel[role="error"] {{ color: {c.error}; }}
QLabel[role="warning"] {{ color: {c.warning}; }}
QLabel[role="info"] {{ color: {c.info}; }}
QLabel[role="clean"] {{ color: {c.clean}; }}
QLabel[role="title"] {{ font-size: {scaled(15):g}pt; font-weight: bold; }}
QLabel[role="large"] {{ font-size: {scaled(12):g}pt; font-weight: bold; }}
"""
