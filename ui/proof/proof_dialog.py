"""与医保结算结果核对: how far the own groups agree with the insurer's, the largest differences, what would mend."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.work.exporting import note_export
from coding.work.insurer_proof import MOST_DIFFERENCES, Proof
from coding.work.proof_adoption import is_of_scheme_in_force
from coding.work.proof_tables import write_book
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.drg.insurer_records import Difference, InsurerRecord
    from coding.drg.rule_mend import ScoredMend
    from coding.grouping.case import Grouping
    from ui.workplace import Workplace

T = TypeVar("T")
_DIFFERENCES = ("份数", "本方案病组", "医保病组", "差在")
_RECORDS = ("病案号", "主要诊断", "医保写的", "列表")
_MENDS = ("净改对", "支持", "反对", "证据", "改法")
#: Changes that are offered one by one; the workbook holds all.
_MOST_MENDS = 60
#: Records that a change breaks or mends, as far as they are named in its tooltip.
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class ShownProof:
    """A proof with the pages of the list that its records are: record number → page."""

    paths: tuple[Path, ...]
    proof: Proof
    pages: dict[str, int]


class ProofDialog(QDialog):
    """Tiles, differences with their records, changes with for and against.

    ``page_wanted``: a page of the list is to be opened; ``file_wanted``: another file is to be compared;
    ``adopted``: the place (from 1) of the change that is to be taken over.
    """

    page_wanted = Signal(int)
    file_wanted = Signal()
    adopted = Signal(int)

    def __init__(self, place: Workplace, shown: ShownProof) -> None:
        super().__init__(place.parent)
        self._place = place
        self.shown = shown
        self.setWindowTitle("与医保结算结果核对")
        self.resize(size_on_screen(self, 1180, 660))
        proof = shown.proof
        self.head = PlainLabel(_head(proof), self, wordWrap=True)
        self.tiles = [_Tile(*told, self) for told in tiles_of(proof)]
        tiles = QHBoxLayout()
        tiles.setSpacing(MEDIUM)
        for tile in self.tiles:
            tiles.addWidget(tile, 1)
        self.differences = ReadTable(_DIFFERENCES, (52, 0, 0, 56), self, (0,))
        self.differences.setAccessibleName("最大的差异")
        self.records = ReadTable(_RECORDS, (0, 104, 110, 44), self)
        self.records.setAccessibleName("所选差异的病案")
        self.mends = ReadTable(_MENDS, (60, 56, 56, 76, 0), self, (0, 1, 2))
        self.mends.setAccessibleName("改哪一条规则")
        self.note = PlainLabel(self, wordWrap=True)
        self.note.setProperty("role", "muted")
        self._fill()
        upper = QSplitter(Qt.Orientation.Horizontal, self)
        upper.addWidget(_titled(f"最大的差异（前 {MOST_DIFFERENCES} 种；Enter 打开病案）(&D)", self.differences))
        upper.addWidget(_titled("所选差异的病案(&R)", self.records))
        upper.setHandleWidth(MEDIUM)
        upper.setStretchFactor(0, 3)
        upper.setStretchFactor(1, 2)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(upper)
        parts.addWidget(_titled("改哪一条规则最能减少差异（Enter 采纳）(&M)", self.mends))
        parts.setChildrenCollapsible(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.head)
        box.addLayout(tiles)
        box.addWidget(parts, 1)
        box.addWidget(self.note)
        box.addWidget(self._buttons())
        self.differences.currentCellChanged.connect(lambda *_: self._show_records())
        self.mends.currentCellChanged.connect(lambda *_: self._tell())
        # afterwards: the key goes on to the dialog, and would press the default button of what was opened by it
        self.differences.activated.connect(lambda _index: QTimer.singleShot(0, self.open_record))
        self.records.activated.connect(lambda _index: QTimer.singleShot(0, self.open_record))
        self.mends.activated.connect(lambda _index: QTimer.singleShot(0, self._adopt))
        self._show_records()
        self._tell()
        self.differences.setFocus()

    # -- what is shown

    @property
    def chosen_difference(self) -> Difference | None:
        """The pair of groups that is chosen."""
        return _at(self.shown.proof.differences[:MOST_DIFFERENCES], self.differences.currentRow())

    @property
    def chosen_record(self) -> InsurerRecord | None:
        """The record that is chosen."""
        difference = self.chosen_difference
        return _at(difference.records, self.records.currentRow()) if difference else None

    @property
    def chosen_mend(self) -> ScoredMend | None:
        """The change that is chosen."""
        return _at(self.shown.proof.search.found[:_MOST_MENDS], self.mends.currentRow())

    def _fill(self) -> None:
        proof = self.shown.proof
        listed = proof.differences[:MOST_DIFFERENCES]
        self.differences.fill(
            [(f"{len(one.records):,}", _named(one.ours), _named(one.theirs), one.level.value) for one in listed]
        )
        found = proof.search.found[:_MOST_MENDS]
        self.mends.fill(
            [
                (
                    f"{one.net:,}",
                    f"{len(one.mended):,}",
                    f"{len(one.broken):,}",
                    "证据不足" if one.is_thin else "",
                    one.mend.words,
                )
                for one in found
            ],
            [self._evidence(one) for one in found],
        )

    def _show_records(self) -> None:
        difference = self.chosen_difference
        listed = difference.records if difference else ()
        self.records.setRowCount(0)
        self.records.fill(
            [
                (
                    one.number or f"第 {one.row} 行",
                    one.case.dx[0] if one.case.dx else "",
                    one.said,
                    "有" if one.number in self.shown.pages else "",
                )
                for one in listed
            ]
        )

    def _evidence(self, one: ScoredMend) -> str:
        """For and against with examples; of a family how many of its places have a record at all."""
        proof = self.shown.proof
        lines = [one.mend.words, one.evidence]
        if one.mend.is_family:
            lines.append(f"{len(one.mend.amendments)} 处中 {proof.supported(one)} 处有记录支持，其余没有遇到这样的记录")
        for word, places in (("支持", one.mended), ("反对", one.broken)):
            if places:
                numbers = "、".join(record.number for record in proof.examples(places, _EXAMPLES))
                lines.append(f"{word}的例子：{numbers}")
        return "\n".join(lines)

    def _tell(self) -> None:
        one = self.chosen_mend
        words = "　".join(self._evidence(one).splitlines()[1:]) if one else _without_mends(self.shown.proof)
        can = one is not None and is_of_scheme_in_force(self.shown.proof, self._place.session.knowledge)
        if one is not None and not can:
            title = self.shown.proof.scheme.title
            words = f"所核对的方案“{title}”现在不在用，不能采纳；请重新核对。　{words}"
        self.note.setText(words)
        self.adopt_button.setEnabled(can)

    # -- what is done

    def open_record(self) -> None:
        """The page of the chosen record where the list has it, else the way to its group."""
        record = self.chosen_record
        if record is None:
            return
        page = self.shown.pages.get(record.number)
        if page is not None:
            self.page_wanted.emit(page)
            return
        from ui.proof.proof_trace import ProofTrace

        ProofTrace(self.shown.proof, record, self).open()

    def show_trace(self) -> None:
        """The way to the group of the chosen record, whether the list has it or not."""
        record = self.chosen_record
        if record is not None:
            from ui.proof.proof_trace import ProofTrace

            ProofTrace(self.shown.proof, record, self).open()

    def save(self, path: Path) -> None:
        """Write the workbook. Raises UnusableInputError, NotAllowedError."""
        about = {"what": "结算核对", "file": str(path), "pages": len(self.shown.proof.records), "masked": True}
        note_export(self._place.store, about)
        write_book(path, self.shown.proof)

    def _adopt(self) -> None:
        if self.chosen_mend is not None and self.adopt_button.isEnabled():
            self.adopted.emit(self.mends.currentRow() + 1)

    def _ask_and_save(self) -> None:
        name = str(Path(self._place.last_folder) / f"{Path(self.shown.proof.files[0]).stem}_核对.xlsx")
        chosen, _ = QFileDialog.getSaveFileName(self, "核对结果另存为", name, "Excel 工作簿 (*.xlsx)")
        if not chosen:
            return
        try:
            self.save(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        role = QDialogButtonBox.ButtonRole
        self.adopt_button = _button(buttons, "采纳为本地更正…(&A)", role.ActionRole, self._adopt)
        _button(buttons, "看分组过程(&T)", role.ActionRole, self.show_trace)
        _button(buttons, "导出工作簿…(&S)", role.ActionRole, self._ask_and_save)
        _button(buttons, "换一个文件…(&O)", role.ActionRole, self.file_wanted.emit)
        _button(buttons, "关闭", role.RejectRole, self.reject)
        return buttons


def tiles_of(proof: Proof) -> list[tuple[str, str, str]]:
    """(title, figure, below) of every tile."""
    whole = proof.whole
    same = (("MDC 一致", whole.same_mdc), ("ADRG 一致", whole.same_adrg), ("病组一致", whole.same_drg))
    tiles = [
        (title, f"{count / whole.records:.2%}" if whole.records else "—", f"{count:,} / {whole.records:,} 份")
        for title, count in same
    ]
    missed = sum(proof.not_judged.values())
    why = "、".join(f"{reason} {count:,}" for reason, count in proof.not_judged.items())
    return [*tiles, ("没有比较", f"{missed:,} 份", why or "全部都已比较")]


class _Tile(QFrame):
    def __init__(self, title: str, figure: str, below: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setAccessibleName(f"{title} {figure} {below}")
        box = QVBoxLayout(self)
        box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        box.setSpacing(0)
        for text, role in ((title, "muted"), (figure, "title"), (below, "muted")):
            label = PlainLabel(text, self, wordWrap=True)
            label.setProperty("role", role)
            box.addWidget(label)


def _head(proof: Proof) -> str:
    low, high = proof.whole.interval
    return (
        f"{'、'.join(proof.files)}：按“{proof.scheme.title}”分组，与医保病组逐份比较。"
        f"病组一致率的 95% 区间 {low:.1%}–{high:.1%}。一致不等于编码正确；改动只改本院的方案，不改任何病案。"
    )


def _without_mends(proof: Proof) -> str:
    if not proof.search.differing:
        return "比较的各份全部一致。" if proof.whole.records else "没有一份能与医保病组比较。"
    return f"{proof.search.differing:,} 份不一致；没有哪一处改动单独改对的多于改错的，请逐份核对。"


def _named(grouping: Grouping) -> str:
    return f"{grouping.drg} {grouping.name or grouping.status.value}".strip()


def _at(listed: Sequence[T], row: int) -> T | None:
    return listed[row] if 0 <= row < len(listed) else None


def _titled(title: str, table: ReadTable) -> QWidget:
    """A table below its name, to which Alt and the letter of the name lead."""
    widget = QWidget()
    label = PlainLabel(title, widget)
    label.setBuddy(table)
    box = QVBoxLayout(widget)
    box.setContentsMargins(0, 0, 0, 0)
    box.setSpacing(SMALL)
    box.addWidget(label)
    box.addWidget(table, 1)
    return widget


def _button(
    buttons: QDialogButtonBox, text: str, role: QDialogButtonBox.ButtonRole, do: Callable[[], object]
) -> QPushButton:
    button = buttons.addButton(text, role)
    button.setAutoDefault(False)
    button.clicked.connect(lambda _checked=False: do())
    return button
