"""名片: one's own, to be given to others, and those of others, with the digits that both read to each other."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from coding.base.errors import CodingError
from coding.base.whole_file import whole_file
from coding.exchange.age_seal import PackageError
from coding.review.people import Command
from coding.work.package_desk import my_card
from coding.work.partners import add_partner, remove_partner
from ui.grouping.group_table import ReadTable
from ui.packages.package_work import button, enable
from ui.plain import PlainLabel, plain_tip
from ui.theme.spacing import MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from ui.packages.overview import Overview
    from ui.packages.package_work import PackageWork

_COLUMNS: Final = ("姓名", "二十位校验码（与本人口头核对）")
_KINDS: Final = "名片 (*.txt);;所有文件 (*)"
_NOTE: Final = "名片不用保密，但可能被人换掉：登记后请用电话核对二十位校验码，不同就删去。"


class CardsTab(QWidget):
    """A card of the same name and another key takes the place of the former one only where somebody says so."""

    def __init__(self, work: PackageWork, parent: QWidget) -> None:
        super().__init__(parent)
        self._work = work
        self._names: list[str] = []
        store = work.store
        self.mine = PlainLabel(self, wordWrap=True)
        self.save_button = button("把我的名片写成文件…", self._ask_where, self)
        self.table = ReadTable(_COLUMNS, (260, 0), self)
        self.table.setAccessibleName("已登记的名片")
        self.table.currentCellChanged.connect(lambda *_: self._tell_buttons())
        self.text = QLineEdit(self)
        self.text.setAccessibleName("对方的名片")
        self.text.setPlaceholderText("粘贴对方的名片（以 fpcard1: 开头的一行）")
        self.text.textChanged.connect(lambda _text: self._tell_buttons())
        self.text.returnPressed.connect(self.add)
        self.replaces = QCheckBox("已核对，替换同名的名片", self)
        self.add_button = button("登记", self.add, self, is_primary=True)
        self.file_button = button("从文件登记…", self._ask_which, self)
        self.remove_button = button("删去所选的名片", self.remove, self)
        self._lay_out()
        try:
            card, _ = my_card(store)
            self.mine.setText(f"我的名片：{card.name}　校验码 {card.check}")
        except PackageError as error:
            self.mine.setText(str(error))
        self._tell_buttons()

    def show_overview(self, found: Overview) -> None:
        """Cards as they are now."""
        self._names = sorted(found.cards)
        self.table.fill([(name, found.cards[name].check) for name in self._names])
        self._tell_buttons()

    def add(self) -> None:
        """Keep the card that was pasted."""
        if not self.add_button.isEnabled():
            return
        try:
            card = add_partner(self._work.store, self.text.text(), in_place=self.replaces.isChecked())
        except CodingError as error:
            self._work.say(in_words(error), "error")
            return
        self.text.clear()
        self.replaces.setChecked(False)
        self._work.say(f"已登记“{card.name}”的名片，校验码 {card.check}：请与本人口头核对。")
        self._work.written.emit()

    def remove(self) -> None:
        """Take packages of the person that is selected no more."""
        row = self.table.currentRow()
        if not 0 <= row < len(self._names):
            return
        name = self._names[row]
        try:
            remove_partner(self._work.store, name)
        except CodingError as error:
            self._work.say(in_words(error), "error")
            return
        self._work.say(f"已删去“{name}”的名片：不再接收此人的工作包。")
        self._work.written.emit()

    def save(self, path: Path) -> None:
        """Write one's own card to a file."""
        try:
            _, text = my_card(self._work.store)
            with whole_file(path, "utf-8") as file:
                file.write(text + "\n")
        except CodingError as error:
            self._work.say(in_words(error), "error")
            return
        self._work.say(f"名片已写到“{path.name}”，请发给对方，并口头核对校验码。")

    def _ask_where(self) -> None:
        name = str(Path(self._work.place.last_folder or ".") / f"名片 {self._work.store.me.name}.txt")
        chosen, _ = QFileDialog.getSaveFileName(self, "把我的名片写成文件", name, _KINDS)
        if chosen:
            self.save(Path(chosen))

    def _ask_which(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "登记名片", self._work.place.last_folder, _KINDS)
        if not chosen:
            return
        try:
            with Path(chosen).open("rb") as file:
                self.text.setText(file.read(4_096).decode("utf-8-sig", "replace").strip())
        except OSError as error:
            self._work.say(in_words(error), "error")
            return
        self.add()

    def _tell_buttons(self) -> None:
        store, sealed = self._work.store, self._work.store.is_sealed
        enable(self.save_button, store, Command.WORK_PACKAGE, fits=sealed)
        enable(self.add_button, store, Command.DEAL_PACKAGE, fits=sealed and bool(self.text.text().strip()))
        enable(self.file_button, store, Command.DEAL_PACKAGE, fits=sealed)
        enable(self.remove_button, store, Command.DEAL_PACKAGE, fits=0 <= self.table.currentRow() < len(self._names))
        for each in (self.text, self.replaces):
            each.setEnabled(self.file_button.isEnabled())
            each.setToolTip(plain_tip(self.file_button.toolTip()))

    def _lay_out(self) -> None:
        note = PlainLabel(_NOTE, self, wordWrap=True)
        note.setProperty("role", "muted")
        above = QHBoxLayout()
        above.setSpacing(MEDIUM)
        above.addWidget(self.mine, 1)
        above.addWidget(self.save_button)
        paste = QHBoxLayout()
        paste.setSpacing(MEDIUM)
        paste.addWidget(self.text, 1)
        paste.addWidget(self.replaces)
        paste.addWidget(self.add_button)
        paste.addWidget(self.file_button)
        below = QHBoxLayout()
        below.setSpacing(MEDIUM)
        below.addWidget(note, 1)
        below.addWidget(self.remove_button)
        box = QVBoxLayout(self)
        box.setSpacing(MEDIUM)
        box.addLayout(above)
        box.addWidget(self.table, 1)
        box.addLayout(paste)
        box.addLayout(below)
