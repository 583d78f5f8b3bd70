"""The theme in force: colours by role, and how a severity looks (colour, shape and word together)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication
from shiboken6 import isValid

from ui.theme.fonts import set_text_percent, text_font, text_percent
from ui.theme.palette import DARK, LIGHT, Colours
from ui.theme.stylesheet import stylesheet

if TYPE_CHECKING:
    from PySide6.QtGui import QFont
    from PySide6.QtWidgets import QWidget

    from coding.page.finding import Severity

_PROPERTY: Final = "frontpage_dark"


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours in force. ``theme.colour("error")`` gives a QColor, ``theme.colours.error`` the text."""

    dark: bool
    colours: Colours

    def colour(self, role: str) -> QColor:
        """The colour of a role of ``Colours``."""
        return QColor(getattr(self.colours, role))


@dataclass(frozen=True, slots=True)
class SeverityStyle:
    """How a severity is shown: roles of its colour and ground, its icon (a shape of its own), its word."""

    role: str
    icon: str
    word: str

    @property
    def ground(self) -> str:
        """The role of the quiet colour behind it."""
        return f"{self.role}_soft"


#: Classes for which Qt asks the system (QApplicationPrivate::initializeWidgetFontHash).
_WITH_FONTS_OF_THE_SYSTEM: Final = (
    *("QMenu", "QMenuBar", "QMenuItem", "QMessageBox", "QLabel", "QTipLabel", "QStatusBar", "QPushButton"),
    *("QCheckBox", "QRadioButton", "QToolButton", "QAbstractItemView", "QListView", "QHeaderView"),
    *("QComboMenuItem", "QComboLineEdit"),
)
_LIGHT: Final = Theme(False, LIGHT)
_DARK: Final = Theme(True, DARK)
_SEVERITIES: Final = {
    "error": SeverityStyle("error", "error", "强制"),
    "warning": SeverityStyle("warning", "warning", "提示"),
    "info": SeverityStyle("info", "info", "信息"),
    "clean": SeverityStyle("clean", "clean", "未见问题"),
    "not_judged": SeverityStyle("not_judged", "not_judged", "未判定"),
    "": SeverityStyle("not_judged", "waiting", "待检查"),
}


def severity_style(severity: Severity | str) -> SeverityStyle:
    """The style of a severity, or of a page's state: error, warning, info, clean, not_judged, "" (not examined)."""
    return _SEVERITIES[str(severity)]


def theme_of(dark: bool) -> Theme:
    """The light or the dark theme."""
    return _DARK if dark else _LIGHT


def current_theme() -> Theme:
    """The theme that was applied to the application last; light when none was.

    Read it when painting, not when building: a ``PaletteChange`` event follows every change of theme.
    """
    app = QApplication.instance()
    return theme_of(bool(app is not None and app.property(_PROPERTY)))


def apply_theme(app: QApplication, dark: bool) -> Theme:
    """Put the application into the light or dark theme, on Fusion."""
    theme = theme_of(dark)
    sheet = stylesheet(theme.colours)
    if app.property(_PROPERTY) is dark and app.styleSheet() == sheet:
        return theme  # to polish every widget again takes a tenth of a second
    app.setProperty(_PROPERTY, dark)
    own = _own_fonts(app)
    # Taken off first: over a sheet that is in force Qt sends every widget the palette of each of its ancestors anew,
    # which takes five times as long (tools/bench_window.py).
    app.setStyleSheet("")
    if app.style().objectName().lower() != "fusion":  # under a sheet the style has no name
        app.setStyle("Fusion")
    app.setFont(text_font())
    app.setPalette(_palette(theme.colours))
    app.setStyleSheet(sheet)
    _replace_system_fonts(app, text_font())
    for widget, font in own:  # a sheet that is taken off gives back the fonts that were there before it
        if isValid(widget) and widget.font() != font:
            widget.setFont(font)
    return theme


def _replace_system_fonts(app: QApplication, font: QFont) -> None:
    """Windows has fonts of its own for menus, tables and tips; Qt takes them up anew with every style sheet."""
    for name in _WITH_FONTS_OF_THE_SYSTEM:
        if app.font(name) != font:
            app.setFont(font, name)


def resize_text(app: QApplication, percent: int) -> None:
    """Put all text into another size, in per cent, what stands on the screen too.

    A widget with a font of its own keeps it, in the new size; the others follow the application.
    """
    before = text_percent()
    if percent == before:
        return
    set_text_percent(percent)
    own = _own_fonts(app)
    apply_theme(app, current_theme().dark)
    for widget, font in own:
        if not isValid(widget):
            continue
        font.setPointSizeF(font.pointSizeF() * percent / before)
        widget.setFont(font)


def _own_fonts(app: QApplication) -> list[tuple[QWidget, QFont]]:
    return [(w, w.font()) for w in app.allWidgets() if w.testAttribute(Qt.WidgetAttribute.WA_SetFont)]


def system_is_dark() -> bool:
    """What the desktop asks for; light where it does not say."""
    return QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark


def _palette(c: Colours) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for name, colour in {
        role.Window: c.window,
        role.WindowText: c.text,
        role.Base: c.field,
        role.AlternateBase: c.alternate,
        role.Text: c.text,
        role.Button: c.raised,
        role.ButtonText: c.text,
        role.BrightText: c.error,
        role.ToolTipBase: c.tooltip,
        role.ToolTipText: c.tooltip_text,
        role.PlaceholderText: c.placeholder,
        role.Highlight: c.selection,
        role.HighlightedText: c.selection_text,
        role.Link: c.link,
        role.LinkVisited: c.link,
        role.Mid: c.line,
        role.Dark: c.line_strong,
        role.Light: c.raised,
        role.Midlight: c.line,
        role.Shadow: c.line_strong,
        role.Accent: c.accent,
    }.items():
        palette.setColor(name, QColor(colour))
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, QColor(c.text_disabled))
    return palette
