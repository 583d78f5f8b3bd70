"""Grading a page of a sample, blind, by keyboard: right or wrong of three things, the class of error, the grade."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.page.fields import field_catalogue
from coding.review.grading import (
    Judged,
    SampleVerdict,
    blinded,
    error_classes,
    grades,
    suggested_grade,
    verdict_refusal,
)
from coding.review.people import Command
from ui.icons.icons import icon
from ui.plain import PlainLabel, RichBrowser, plain_tip
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.theme.theme import current_theme

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage
    from coding.store.store import Store
    from coding.work.sampling_pages import SampleAt

_SIDE: Final = 400
_ANY_WIDTH: Final = 16_777_215
_ERROR: Final = Qt.ItemDataRole.UserRole
_WORDS: Final = {True: "正确", False: "错误", None: "不评"}
#: What is judged next when its key is pressed again.
_NEXT: Final = {True: False, False: None, None: True}
_SHAPES: Final = {True: ("done", "clean"), False: ("close", "error"), None: ("later", "text_muted")}
#: What of the page stands above its diagnoses.
_HEAD: Final = (
    "case_no", "sex", "age_years", "age_days", "admission_datetime", "discharge_datetime", "los_days",
    "discharge_dept", "leaving_type", "newborn_birth_weight_1", "pathology_name", "injury_cause_name",
)  # fmt: skip


class GradingView(QWidget):
    """1, 2, 3 judge (right, wrong, nothing to judge); E goes to the classes of error, where Space ticks; Ctrl+Enter
    keeps the verdict and goes on. ``graded``: a verdict was kept.
    """

    graded = Signal()

    def __init__(self, store: Store, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._at: SampleAt | None = None
        self.page_id: int | None = None
        self.judged: dict[Judged, bool | None] = dict.fromkeys(Judged, True)
        self.page = RichBrowser()
        self.page.setAccessibleName("病案（不显示编码员和先前的结论）")
        self.page.installEventFilter(self)
        self.left = PlainLabel(self)
        self.left.setProperty("role", "large")
        self.contest = PlainLabel(self)
        self.contest.setWordWrap(True)
        self.contest.setProperty("role", "warning")
        self.buttons: dict[Judged, QPushButton] = {}
        grid = QGridLayout()
        grid.setSpacing(SMALL)
        for number, judged in enumerate(Judged):
            button = QPushButton(self)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _on=False, judged=judged: self.turn(judged))
            grid.addWidget(PlainLabel(f"{number + 1}  {judged.label}", self), number, 0)
            grid.addWidget(button, number, 1)
            self.buttons[judged] = button
        self.errors = QListWidget(self)
        self.errors.setAccessibleName("错误类别")
        self.errors.installEventFilter(self)
        for error in error_classes().values():
            item = QListWidgetItem(error.label)
            item.setToolTip(plain_tip(error.note))
            item.setData(_ERROR, error.id)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Unchecked)
            self.errors.addItem(item)
        self.codes = QLineEdit(self, placeholderText="正确的编码（主要诊断评为错误时必填）")
        self.codes.setAccessibleName("正确的编码")
        self.words = QLineEdit(self, placeholderText="说明（可不填）")
        self.words.setAccessibleName("说明")
        self.grade = QComboBox(self)
        self.grade.setAccessibleName("评级")
        for grade in grades().values():
            self.grade.addItem(f"{grade.label}级", grade.id)
        self.refusal = PlainLabel(self)
        self.refusal.setWordWrap(True)
        self.refusal.setProperty("role", "error")
        self.keep_button = QPushButton("保存并到下一份（Ctrl+Enter）", self)
        self.keep_button.setAutoDefault(False)
        self.keep_button.setProperty("kind", "primary")
        self.keep_button.clicked.connect(self.keep)
        self._keep_by_key(self)
        self._side = side = QWidget(self)
        side.setFixedWidth(_SIDE)
        column = QVBoxLayout(side)
        column.setContentsMargins(MEDIUM, 0, 0, 0)
        column.setSpacing(SMALL)
        column.addWidget(self.left)
        column.addWidget(self.contest)
        column.addLayout(grid)
        column.addWidget(PlainLabel("E  错误类别（空格勾选）", self))
        column.addWidget(self.errors, 1)
        column.addWidget(self.codes)
        column.addWidget(self.words)
        column.addWidget(self.grade)
        column.addWidget(self.refusal)
        column.addWidget(self.keep_button)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, LARGE // 2, 0, 0)
        line.addWidget(self.page, 1)
        line.addWidget(side)
        self.errors.itemChanged.connect(lambda _: self.refusal.clear())

    def show_sample(self, at: SampleAt | None) -> None:
        """The next page of a sample that is to be graded, or that there is none."""
        self._at = at
        mine = self._store.me.may(Command.SAMPLE)
        self.page_id = at.open[0] if at is not None and at.open and mine else None
        self.judged = dict.fromkeys(Judged, True)
        page = blinded(self._store.page(self.page_id)) if self.page_id is not None else None
        if page is not None and not page.procedures:
            self.judged[Judged.MAIN_PROCEDURE] = None
        for row in range(self.errors.count()):
            self.errors.item(row).setCheckState(Qt.CheckState.Unchecked)
        for box in (self.codes, self.words):
            box.clear()
        self.page.setHtml(_page_html(page) if page is not None else "")
        self._tell(at)
        self.keep_button.setEnabled(page is not None)
        self._show_judged()

    def take_side(self) -> QWidget:
        """What is said of the page, to stand in another area than the page: taken out of here, and wide as that is."""
        layout = self.layout()
        assert layout is not None
        layout.removeWidget(self._side)
        self._side.setParent(None)
        self._side.setMinimumWidth(0)
        self._side.setMaximumWidth(_ANY_WIDTH)
        self._side.setContentsMargins(0, MEDIUM, MEDIUM, MEDIUM)
        self._keep_by_key(self._side)
        return self._side

    def _keep_by_key(self, widget: QWidget) -> None:
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            shortcut = QShortcut(QKeySequence(keys), widget)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(self.keep)

    def take_focus(self) -> None:
        """The page: there the digits judge."""
        self.page.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def turn(self, judged: Judged) -> None:
        """Right, wrong, nothing to judge, and right again."""
        if self.page_id is not None:
            self.judged[judged] = _NEXT[self.judged[judged]]
            self._show_judged()

    def verdict(self) -> SampleVerdict | None:
        """What is said of the page now."""
        if self.page_id is None:
            return None
        items = [self.errors.item(row) for row in range(self.errors.count())]
        errors = tuple(item.data(_ERROR) for item in items if item.checkState() is Qt.CheckState.Checked)
        return SampleVerdict(
            self.page_id,
            self.judged[Judged.PRINCIPAL],
            self.judged[Judged.MAIN_PROCEDURE],
            self.judged[Judged.OTHERS],
            self.grade.currentData(),
            self._store.me.id,
            self.codes.text().strip(),
            errors,
            self.words.text().strip(),
        )

    def keep(self) -> None:
        """Keep the verdict and go on; what it lacks is said."""
        verdict = self.verdict()
        if verdict is None or self._at is None:
            return
        if why := verdict_refusal(verdict):
            self.refusal.setText(why)
            return
        try:
            self._store.grade(self._at.sample.id, verdict)
        except CodingError as error:
            self.refusal.setText(str(error))
            return
        self.graded.emit()
        if self.page.isVisible():
            self.take_focus()

    def _tell(self, at: SampleAt | None) -> None:
        self.refusal.clear()
        contest = at.contested.get(self.page_id) if at is not None and self.page_id is not None else None
        self.contest.setText(f"复评：编码员提出异议：{contest.words}" if contest is not None else "")
        self.contest.setVisible(contest is not None)
        if at is None:
            self.left.setText("没有抽查。")
        elif self.page_id is None:
            self.left.setText("没有待评分的病案。" if not at.open else "评分由质控员进行。")
        else:
            self.left.setText(f"第 {len(at.order) - len(at.open) + 1} 份，共 {len(at.order)} 份")

    def _show_judged(self) -> None:
        for judged, button in self.buttons.items():
            told = self.judged[judged]
            button.setText(_WORDS[told])
            button.setIcon(icon(*_SHAPES[told]))
            button.setEnabled(self.page_id is not None)
            button.setAccessibleName(f"{judged.label}：{_WORDS[told]}")
        grade = suggested_grade(*(self.judged[judged] for judged in Judged))
        self.grade.setCurrentIndex(self.grade.findData(grade.id))
        self.refusal.clear()

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if event.type() != QEvent.Type.KeyPress:
            return False
        assert isinstance(event, QKeyEvent)
        if event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            return False
        number = {"1": 0, "2": 1, "3": 2}.get(event.text())
        if number is not None:
            self.turn(list(Judged)[number])
            return True
        if watched is self.page and event.text().upper() == "E":
            self.errors.setFocus(Qt.FocusReason.ShortcutFocusReason)
            self.errors.setCurrentRow(max(0, self.errors.currentRow()))
            return True
        return False


def _page_html(page: FrontPage) -> str:
    colours, catalogue = current_theme().colours, field_catalogue()
    muted = f"color:{colours.text_muted}"
    head = [
        f"<span style='{muted}'>{escape(catalogue.label(key))}</span> "
        f"{escape(catalogue.value_label(key, page.text(key)))}"
        for key in _HEAD
        if page.text(key)
    ]
    parts = [f"<p>{'&emsp; '.join(head)}</p>"]
    diagnoses = [(d.code, d.name, catalogue.value_label("principal_dx_poa", d.poa)) for d in page.diagnoses]
    procedures = [(p.code, p.name, p.date) for p in page.procedures]
    for title, first, rows in (("出院诊断", "主要", diagnoses), ("手术及操作", "主要", procedures)):
        lines = "".join(
            f"<tr><td style='{muted}; padding:2px 10px 2px 0'>{first if n == 0 else n}</td>"
            + "".join(f"<td style='padding:2px 14px 2px 0'>{escape(cell)}</td>" for cell in row)
            + "</tr>"
            for n, row in enumerate(rows)
        )
        parts.append(f"<p><b>{title}</b></p><table>{lines or '<tr><td>（无）</td></tr>'}</table>")
    return "".join(parts)
