"""导出: which pages, in which form, into which files; what is in them is told before they are written."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
)

from coding.exchange.settlement_needs import needs_in_words
from coding.review.people import Command
from coding.work.export_plan import Contents, Extent, Family, PlannedFile, contents, extents, kinds, planned_files
from coding.work.exporting import IDENTITIES_GO_OUT
from ui.allowed import who_may
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.store.store import Store
    from ui.tasks import Task
    from ui.workplace import Workplace

_WIDTH = 640
#: Milliseconds after the last key in the name of the file before it is looked for.
_PAUSE = 200
#: Names of empty items that are told; all of them are in the tool tip.
_TOLD = 12
_EXTENTS: Final = {
    Extent.ALL: "全部病案",
    Extent.LISTED: "列表中的病案（按当前查找和筛选）",
    Extent.FINISHED: "已标为完成的病案",
}
FINDINGS_FAMILY: Final = Family("Excel 工作簿", "", ".xlsx")


class ExportDialog(QDialog):
    """``agreed`` carries path, ids, Family and whether the persons are hidden. Nothing that stands under a name already
    is written over unasked. ``findings``: what was found goes out, for the wards, not the pages. Who may not take
    persons out has them hidden, and cannot choose otherwise.
    """

    agreed = Signal(object, object, object, bool)

    def __init__(self, place: Workplace, *, findings: bool = False) -> None:
        super().__init__(place.parent)
        self._place = place
        self._findings = findings
        self._name = "问题清单" if findings else "校正后首页"
        self.setWindowTitle("导出问题清单" if findings else "导出校正后首页")
        self.setMinimumWidth(_WIDTH)
        self.extents = extents(place.store, place.listed())
        self.files: tuple[PlannedFile, ...] = ()
        self.contents: Contents | None = None
        self._task: Task[Contents] | None = None
        self._build()
        self._look_later = QTimer(self, singleShot=True, interval=_PAUSE)
        self._look_later.timeout.connect(self.look)
        self._fill_kinds()
        self._connect()
        if not place.store.me.may(Command.EXPORT_PAGES):
            self.masked.setChecked(True)
            self.masked.setEnabled(False)
            self.masked.setToolTip(plain_tip(who_may(Command.EXPORT_PAGES)))
        self._count()

    # -- what is chosen

    @property
    def extent(self) -> Extent:
        """Which pages are to go out."""
        return list(_EXTENTS)[self.choices.checkedId()]

    @property
    def ids(self) -> list[int]:
        """The pages that are to go out."""
        return self.extents[self.extent]

    @property
    def family(self) -> Family:
        """The form in which they go out."""
        found: Family = self.kinds.currentData()
        return found

    @property
    def path(self) -> Path:
        """The file that was named, with the suffix of the form where it has none."""
        path = Path(self.name.text().strip())
        return path if path.suffix or not path.name else path.with_suffix(self.family.suffix)

    # -- building

    def _build(self) -> None:
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(SMALL)
        box.addWidget(_head("哪些病案"))
        self.choices = QButtonGroup(self)
        for number, (extent, words) in enumerate(_EXTENTS.items()):
            count = len(self.extents[extent])
            button = QRadioButton(f"{words}：{count:,} 份")
            button.setEnabled(count > 0)
            self.choices.addButton(button, number)
            box.addWidget(button)
        self.choices.button(0).setChecked(True)
        box.addSpacing(MEDIUM)
        box.addWidget(_head("写成什么"))
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("导出的格式")
        box.addWidget(self.kinds)
        box.addSpacing(MEDIUM)
        box.addWidget(_head("写到哪里"))
        self.name = QLineEdit(str(Path(self._place.last_folder or Path.home()) / self._name))
        self.name.setAccessibleName("导出的文件")
        self.browse = QPushButton("选择位置…")
        self.browse.setAutoDefault(False)
        line = QHBoxLayout()
        line.addWidget(self.name, 1)
        line.addWidget(self.browse)
        box.addLayout(line)
        self.others = _words()
        self.over = QCheckBox()
        box.addWidget(self.others)
        box.addWidget(self.over)
        box.addSpacing(MEDIUM)
        box.addWidget(_head("里面有什么"))
        self.told = _words()
        self.told.setMinimumHeight(3 * self.told.fontMetrics().lineSpacing())
        box.addWidget(self.told)
        self.needed = _words("warning")
        self.needed.hide()
        box.addWidget(self.needed)
        self.warned = _words("warning")
        self.warned.setText(IDENTITIES_GO_OUT)
        self.masked = QCheckBox("去除身份（隐去姓名、证件号、电话和住址；原文件中未识别的列不写出）")
        box.addWidget(self.warned)
        box.addWidget(self.masked)
        box.addStretch(1)
        buttons = QDialogButtonBox()
        self.export_button = buttons.addButton("导出", QDialogButtonBox.ButtonRole.AcceptRole)
        self.export_button.setDefault(True)
        buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        box.addWidget(buttons)

    def _connect(self) -> None:
        self.choices.idToggled.connect(lambda _number, on: self._choose_again() if on else None)
        self.kinds.currentIndexChanged.connect(lambda _index: self._change_kind())
        self.name.textEdited.connect(lambda _text: self._look_later.start())
        self.browse.clicked.connect(self._browse)
        self.over.toggled.connect(lambda _on: self._judge())
        self.masked.toggled.connect(lambda on: self.warned.setVisible(not on))

    def _fill_kinds(self) -> None:
        chosen = self.kinds.currentText()
        self.kinds.blockSignals(True)
        self.kinds.clear()
        for family in (FINDINGS_FAMILY,) if self._findings else kinds(self._place.store, self.ids):
            self.kinds.addItem(f"{family.title}（{family.suffix}）", family)
        self.kinds.setCurrentIndex(max(0, self.kinds.findText(chosen)))
        self.kinds.setEnabled(self.kinds.count() > 1)
        self.kinds.blockSignals(False)
        self._put_suffix()

    # -- what changes

    def _choose_again(self) -> None:
        self._fill_kinds()
        self._count()

    def _change_kind(self) -> None:
        self._put_suffix()
        self._count()

    def _put_suffix(self) -> None:
        """The name follows the form that is chosen."""
        path = Path(self.name.text().strip())
        if path.name:
            self.name.setText(str(path.with_suffix(self.family.suffix)))
        self.look()

    def look(self) -> None:
        """Which files would be written, and which of them are there already."""
        self._look_later.stop()
        if self._findings:
            self.files = (PlannedFile(self.path, tuple(self.ids)),)
        else:
            self.files = planned_files(self.path, self._place.store, self.ids, self.family)
        several = [f"{file.path.name}（{len(file.ids):,} 份）" for file in self.files]
        self.others.setVisible(len(several) > 1)
        self.others.setText(f"病案来自 {len(several)} 个文件，各按原样写成一个文件：{'、'.join(several)}")
        there = [file.path.name for file in self.files if file.is_there]
        self.over.setChecked(False)
        self.over.setVisible(bool(there))
        self.over.setText(f"覆盖已有的文件：{'、'.join(there)}")
        self._judge()

    def _judge(self) -> None:
        named = bool(self.path.name) and self.path.parent.is_dir()
        self.export_button.setEnabled(bool(self.ids) and named and (self.over.isHidden() or self.over.isChecked()))
        self.export_button.setToolTip("" if named else "请先写明文件的位置：文件夹须已存在。")

    def _count(self) -> None:
        """Read through the pages that are chosen, behind the window."""
        if self._task is not None:
            self._task.cancel()
        store: Store = self._place.store
        files, family, is_findings = self.files, self.family, self._findings
        self.contents = None
        self.told.setText("正在统计……")
        self.needed.hide()
        task = self._task = self._place.runner.run(
            "统计导出的内容",
            lambda task: contents(store, files, None if is_findings else family, task.report),
            on_result=lambda found: self._tell(found) if task is self._task else None,
            on_error=lambda error: self.told.setText(in_words(error)),
        )

    def _tell(self, found: Contents) -> None:
        self.contents = found
        self.told.setText(contents_words(found))
        self.told.setToolTip(plain_tip("、".join(found.empty)))
        self.needed.setText(needs_in_words(found.needs))
        self.needed.setToolTip(plain_tip("\n".join(f"{item.name}（{item.pages:,} 份）" for item in found.needs)))
        self.needed.setVisible(bool(found.needs))
        self._make_room()

    def _make_room(self) -> None:
        """All sentences are read whole: the dialog grows with them, as far as the screen goes."""
        box = self.layout()
        box.activate()
        wanted = size_on_screen(self, self.width(), box.totalHeightForWidth(self.width()))
        if wanted.height() > self.height():
            self.resize(wanted)

    def _browse(self) -> None:
        title, kind = self.windowTitle(), f"{self.family.title} (*{self.family.suffix})"
        asked = QFileDialog.Option.DontConfirmOverwrite  # asked here, for all files at once
        chosen, _ = QFileDialog.getSaveFileName(self, title, str(self.path), kind, options=asked)
        if chosen:
            self.name.setText(chosen)
            self._put_suffix()

    # -- the end

    def accept(self) -> None:
        """Hand on what is agreed to; what has come to stand under a name meanwhile is asked about first."""
        agreed_to = {file.path for file in self.files if file.is_there} if self.over.isChecked() else set()
        self.look()
        there = {file.path for file in self.files if file.is_there}
        if not there <= agreed_to:
            return
        self.over.setChecked(bool(there))
        if self.export_button.isEnabled():
            super().accept()
            self.agreed.emit(self.path, self.ids, self.family, self.masked.isChecked())

    def done(self, result: int) -> None:
        """Stop counting: nobody reads it any more."""
        if self._task is not None:
            self._task.cancel()
        super().done(result)


def contents_words(found: Contents) -> str:
    """What would be in the files, in sentences."""
    words = [f"{found.pages:,} 份病案"]
    if found.held:
        words.append(f"其中 {found.held:,} 份还有未处理的强制问题，照样写出")
    if found.unexamined:
        words.append(f"{found.unexamined:,} 份还没有检查")
    told = "，".join(words) + "。"
    if not found.columns:
        return told
    if not found.empty:
        return f"{told}\n共 {len(found.columns)} 个栏目，没有全空的。"
    first = "、".join(found.empty[:_TOLD])
    more = f" 等 {len(found.empty)} 个" if len(found.empty) > _TOLD else ""
    return f"{told}\n共 {len(found.columns)} 个栏目，{len(found.empty)} 个在这些病案中全空：{first}{more}。"


def _head(text: str) -> PlainLabel:
    label = PlainLabel(text)
    label.setObjectName("panelTitle")
    return label


def _words(role: str = "muted") -> PlainLabel:
    label = PlainLabel(wordWrap=True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setProperty("role", role)
    return label
