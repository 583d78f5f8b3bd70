"""分派: whose the pages of the list are, by the table of wards and specialties or by hand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from coding.base.errors import CodingError
from coding.review.dealing import Duty, DutyOf
from coding.review.people import Command
from coding.work.dealing_pages import deal_out, give, keep_duties, kept_duties
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM, ROW_HEIGHT, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.review.people import Person
    from ui.workplace import Workplace

_SIZE: Final = (820, 480)
_HEADERS: Final = ("按", "名称（出院病房，或出院科别代码）", "编码员", "出院日期从", "到")
_OF, _NAME, _WHO, _FIRST, _LAST = range(5)


class DealDialog(QDialog):
    """Enter deals out by the table. What is written in the table is kept before that."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._store = workplace.store
        self._ids = workplace.listed()
        self._people = [p for p in self._store.people() if p.may(Command.TAKE_PAGE)]
        self.setWindowTitle("分派病案")
        self.resize(size_on_screen(self, *_SIZE))
        self.told = PlainLabel(self)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "large")
        self.table = QTableWidget(0, len(_HEADERS), self)
        self.table.setAccessibleName("分派表")
        self.table.setHorizontalHeaderLabels(_HEADERS)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.table.setTabKeyNavigation(False)
        across = self.table.horizontalHeader()
        across.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        across.setDefaultSectionSize(110)
        across.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        self.add_button = _button("增加一行（Ctrl+N）", self.add_row, "Ctrl+N")
        self.remove_button = _button("删除本行", self.remove_row)
        self.keep_button = _button("保存分派表", self.keep)
        self.deal_button = _button("按分派表分派", self.deal)
        self.deal_button.setDefault(True)
        self.who = _people_box(self._people, "分派给谁")
        self.give_button = _button("全部给此人", lambda: self.give(self.who.currentData()))
        self.back_button = _button("全部收回", lambda: self.give(None))
        self.close_button = _button("关闭", self.reject)
        self._lay_out()
        try:
            for duty in kept_duties(self._store):
                self._show(duty)
        except CodingError as error:
            self.told.setText(str(error))
        else:
            self._tell()
        may = self._store.me.may(Command.ASSIGN)
        for widget in (self.keep_button, self.deal_button, self.give_button, self.back_button):
            widget.setEnabled(may)

    # -- the table

    def add_row(self) -> None:
        """A blank row, in which she writes at once."""
        first = self._people[0].id if self._people else 0
        row = self._show(Duty(DutyOf.WARD, "", first))
        self.table.setCurrentCell(row, _NAME)
        self.table.setFocus()
        self.table.editItem(self.table.item(row, _NAME))

    def remove_row(self) -> None:
        """Remove the current row."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def duties(self) -> list[Duty]:
        """What the table says; rows without a name say nothing. Raises CodingError that names the row."""
        found = []
        for row in range(self.table.rowCount()):
            name = self.table.item(row, _NAME).text().strip()
            if not name:
                continue
            of, who = self.table.cellWidget(row, _OF), self.table.cellWidget(row, _WHO)
            assert isinstance(of, QComboBox)
            assert isinstance(who, QComboBox)
            if who.currentIndex() < 0:
                raise CodingError(f"分派表第 {row + 1} 行：请选择编码员（原来的已停用，或不再编码）。")
            first, last = (_day(self.table.item(row, column).text(), row) for column in (_FIRST, _LAST))
            found.append(Duty(DutyOf(of.currentData()), name, who.currentData(), first, last))
        return found

    def keep(self) -> bool:
        """Keep the table; False where it cannot be, and why is said."""
        try:
            keep_duties(self._store, self.duties())
        except CodingError as error:
            self.told.setText(str(error))
            return False
        self.told.setText("分派表已保存。")
        return True

    def _show(self, duty: Duty) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        of = QComboBox(self.table)
        of.setAccessibleName("按病区或科别")
        for one in DutyOf:
            of.addItem(one.label, one)
        of.setCurrentIndex(of.findData(duty.of))
        who = _people_box(self._people, "编码员")
        who.setCurrentIndex(who.findData(duty.coder))  # nobody, where she codes no more
        self.table.setCellWidget(row, _OF, of)
        self.table.setCellWidget(row, _WHO, who)
        days = (duty.first.isoformat() if duty.first else "", duty.last.isoformat() if duty.last else "")
        for column, text in ((_NAME, duty.name), (_FIRST, days[0]), (_LAST, days[1])):
            item = QTableWidgetItem(text)
            item.setToolTip(plain_tip("年-月-日，空着不限" if column != _NAME else text))
            self.table.setItem(row, column, item)
        return row

    # -- dealing

    def deal(self) -> None:
        """Deal the pages of the list out by the table, behind the window."""
        knowledge = self._place.session.knowledge
        if knowledge is None:
            self.told.setText("知识库还在装入：请稍候再分派。")
            return
        if not self.keep():
            return
        store, ids = self._store, self._ids
        self._run("分派病案", lambda: deal_out(store, ids, knowledge).words)

    def give(self, who: int | None) -> None:
        """Give all pages of the list to somebody, or take them back."""
        store, ids, knowledge = self._store, self._ids, self._place.session.knowledge
        name = next((person.name for person in self._people if person.id == who), "")

        def work() -> str:
            give(store, ids, who, knowledge)
            return f"已把 {len(ids):,} 份分派给{name}。" if who is not None else f"已收回 {len(ids):,} 份。"

        self._run("分派病案", work)

    def _run(self, title: str, work: Callable[[], str]) -> None:
        place, ids = self._place, self._ids
        tell = while_there(self, self.told.setText)

        def said(words: str) -> None:
            place.say(words)  # the dialog may have been closed
            tell(words)

        place.runner.run(
            title,
            lambda _task: work(),
            on_result=said,
            on_error=lambda error: said(in_words(error)),
            on_end=lambda: place.session.judged.emit(ids),  # what was given before an error is given
            foreground=True,
        )

    def _tell(self) -> None:
        given = self._store.assignments(self._ids)
        self.told.setText(
            f"列表中 {len(self._ids):,} 份，已分派 {len(given):,} 份。病区先于科别；已分派的不变，期限按及时性规则。"
        )

    def _lay_out(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(SMALL)
        for widget in (self.add_button, self.remove_button, self.keep_button):
            above.addWidget(widget)
        above.addStretch(1)
        below = QHBoxLayout()
        below.setSpacing(SMALL)
        for widget in (self.deal_button, self.who, self.give_button, self.back_button):
            below.addWidget(widget)
        below.addStretch(1)
        below.addWidget(self.close_button)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.told)
        box.addWidget(self.table, 1)
        box.addLayout(above)
        box.addLayout(below)


def _button(text: str, do: Callable[[], object], keys: str = "") -> QPushButton:
    button = QPushButton(text)
    button.setAutoDefault(False)
    if keys:
        button.setShortcut(keys)
    button.clicked.connect(lambda _on=False: do())
    return button


def _people_box(people: list[Person], name: str) -> QComboBox:
    box = QComboBox()
    box.setAccessibleName(name)
    for person in people:
        box.addItem(person.name, person.id)
    return box


def _day(text: str, row: int) -> date | None:
    if not text.strip():
        return None
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise CodingError(f"分派表第 {row + 1} 行：日期“{text.strip()}”请写成 2026-10-01 的样子，或空着。") from error
