"""The board of figures: of the hospital, a ward, a team, a doctor …, or one figure of all of them side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coding.indicators.figures import FigureRow, MonthFigures, Scope
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM, SMALL
from ui.wording.figure_words import change_text, of_text, value_text

if TYPE_CHECKING:
    from collections.abc import Sequence

_HEADS: Final = ("指标", "本期", "分子 / 分母", "参照", "上期", "上年同期", "较上年同期", "未判定", "来源")
_WIDTHS: Final = (190, 92, 128, 84, 84, 84, 220, 58, 0)
_FIGURES: Final = (1, 2, 3, 4, 5, 7)
_EVERY: Final = ""


class FigureBoard(QWidget):
    """``row_wanted`` carries the FigureRow whose pages are to be opened. Enter on a line asks for them."""

    row_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures: MonthFigures | None = None
        self.rows: list[FigureRow] = []
        self.scope = _box("范围", self)
        self.part = _box("哪一个", self)
        self.figure = _box("哪一个指标", self)
        self.search = QLineEdit(self, placeholderText="筛选指标", clearButtonEnabled=True)
        self.search.setAccessibleName("筛选指标")
        self.told = PlainLabel("", self)
        self.told.setProperty("role", "muted")
        self.table = ReadTable(_HEADS, _WIDTHS, self, _FIGURES)
        self.table.setAccessibleName("指标")
        line = QHBoxLayout()
        line.setSpacing(SMALL)
        for words, box, share in (("范围", self.scope, 1), ("", self.part, 2), ("", self.figure, 2)):
            if words:
                line.addWidget(PlainLabel(words, self))
            line.addWidget(box, share)
        line.addWidget(self.search, 2)
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, 0, 0, 0)
        box.setSpacing(SMALL)
        box.addLayout(line)
        box.addWidget(self.table, 1)
        box.addWidget(self.told)
        self.scope.currentIndexChanged.connect(lambda _: self._list_parts())
        self.part.currentIndexChanged.connect(lambda _: self._fill())
        self.figure.currentIndexChanged.connect(lambda _: self._fill())
        self.search.textChanged.connect(lambda _: self._fill())
        self.table.activated.connect(lambda index: self._want(index.row()))

    def show_figures(self, figures: MonthFigures | None) -> None:
        """Show another spell of time; scope, part and figure stay chosen where they still are."""
        self.figures = figures
        chosen = self.scope.currentData()
        there = [scope for scope in Scope if figures is not None and any(row.scope is scope for row in figures.rows)]
        _refill(self.scope, [(scope.label, scope) for scope in there], chosen)
        self._list_parts()

    def take_focus(self) -> None:
        """Go to the table."""
        self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _scope(self) -> Scope | None:
        return Scope(self.scope.currentData()) if self.scope.count() else None

    def _list_parts(self) -> None:
        scope, figures = self._scope(), self.figures
        rows = [row for row in figures.rows if row.scope is scope] if figures is not None else []
        parts = list(dict.fromkeys(row.scope_value for row in rows))
        is_whole = scope is None or scope is Scope.HOSPITAL
        label = "" if scope is None else scope.label
        listed = [(f"各{label}比较一个指标", _EVERY), *((part or f"（未填{label}）", f"={part}") for part in parts)]
        _refill(self.part, [] if is_whole else listed, self.part.currentData())
        self.part.setVisible(not is_whole)
        names = dict.fromkeys((row.name, row.id) for row in rows)
        _refill(self.figure, list(names), self.figure.currentData())
        self._fill()

    def _fill(self) -> None:
        figures, scope, part = self.figures, self._scope(), self.part.currentData()
        by_part = scope is not None and scope is not Scope.HOSPITAL and part == _EVERY
        self.figure.setVisible(by_part)
        rows = [row for row in figures.rows if row.scope is scope] if figures is not None else []
        if by_part:
            rows = [row for row in rows if row.id == self.figure.currentData()]
        elif part:
            rows = [row for row in rows if row.scope_value == part[1:]]
        wanted = self.search.text().strip().lower()
        self.rows = [row for row in rows if wanted in f"{row.name} {row.scope_value} {row.id}".lower()]
        self.table.horizontalHeaderItem(0).setText(scope.label if by_part else "指标")
        self.table.fill([_cells(row, by_part=by_part) for row in self.rows], [_tip(row) for row in self.rows])
        self._tell()

    def _tell(self) -> None:
        figures = self.figures
        if figures is None:
            self.told.setText("还没有算出指标。")
            return
        beside = "　".join(
            f"{words} {name}" for words, name in (("上期", figures.before), ("上年同期", figures.last_year)) if name
        )
        without = "" if figures.last_year else "没有上年同期的病案，不比较"
        self.told.setText(
            f"{figures.period.name}　{figures.pages:,} 份病案　{beside or without}　"
            "“—”＝没有可除的数，不是 0；未判定的份数另列。Enter 打开病案。"
        )

    def _want(self, at: int) -> None:
        if 0 <= at < len(self.rows):
            self.row_wanted.emit(self.rows[at])


def _cells(row: FigureRow, *, by_part: bool) -> tuple[str, ...]:
    return (
        (row.scope_value or "（未填）") if by_part else row.name,
        value_text(row.value, row),
        of_text(row),
        value_text(row.reference, row),
        value_text(row.last_period, row),
        value_text(row.last_year, row),
        change_text(row),
        f"{row.not_judged:,}" if row.not_judged else "",
        row.source,
    )


def _tip(row: FigureRow) -> str:
    missing = f"\n未判定 {row.not_judged:,} 份，不计入分母" if row.not_judged else ""
    return f"{row.name}：{value_text(row.value, row)}\n分子 / 分母：{of_text(row)}{missing}\n{row.source}"


def _box(name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(8)
    box.currentTextChanged.connect(lambda text: box.setToolTip(plain_tip(text)))
    return box


def _refill(box: QComboBox, entries: Sequence[tuple[str, object]], chosen: object) -> None:
    box.blockSignals(True)
    box.clear()
    for words, data in entries:
        box.addItem(words, data)
    box.setCurrentIndex(
        max(0, next((at for at, (_, data) in enumerate(entries) if data == chosen), 0)) if entries else -1
    )
    box.blockSignals(False)
