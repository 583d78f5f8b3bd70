"""移动数据文件: who moves signs in; all is copied and compared, and only then does the new place hold."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QCheckBox, QDialog, QDialogButtonBox, QProgressBar, QVBoxLayout, QWidget

from ui.people.door_dialog import heading, muted
from ui.people.sign_in import SignInDialog
from ui.plain import PlainLabel
from ui.theme.fonts import scaled
from ui.theme.spacing import LARGE, MEDIUM, WIDE
from ui.unexpected import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from coding.store.doorkeeper import Doorkeeper
    from coding.store.kept_people import Door, SignIn
    from coding.store.moved import Moved
    from ui.tasks import Task

_WIDTH: Final = 560
_TITLE: Final = "移动数据文件"
_TOLD: Final = (
    "数据文件和旁边的密钥文件、本机设置、本院知识、草稿都复制到“{folder}”，逐个读回比较，以副本打开一次，再换到新位置。"
    "原来的文件改名留在原处，移动以后由您决定是否删除。\n请由一位管理员登录，也可以用恢复密钥。"
)


class MoveDialog(SignInDialog):
    """``moved`` says what came of it when it was accepted. Esc leaves everything as it was, and so does giving up."""

    about = _TITLE

    def __init__(self, keeper: Doorkeeper, door: Door, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(keeper, door, parent)
        self._moving, self._folder = keeper, folder
        self._task: Task[Moved] | None = None
        self.moved: Moved | None = None
        self._made: Moved | None = None  # kept here as well: of a task that was cancelled too late no result is told
        self.setWindowTitle(_TITLE)
        self.enter.setText("移动")
        self.box.insertWidget(1, muted(_TOLD.format(folder=folder)))
        self.progress = QProgressBar()
        self.progress.setAccessibleName("移动进度")
        self.progress.hide()
        self.box.insertWidget(self.box.indexOf(self.busy), self.progress)
        self._door = door
        if not door.is_sealed:
            self._users.hide()
            self.other.hide()
            self.caps.hide()

    def begin(self, used: SignIn | None, focus: QWidget) -> None:
        if self._task is not None:
            return
        self.say("")
        for widget in (self.user, self.password, self.recovery, self.enter, self.other):
            widget.setEnabled(False)
        self.progress.setRange(0, 0)
        self.progress.show()
        path, folder = self._path, self._folder

        def work(task: Task[Moved]) -> Moved:
            self._made = self._moving.move(path, folder, used, task.report)
            return self._made

        self._task = self._runner.run(
            _TITLE,
            work,
            on_result=self._done,
            on_error=lambda error: self._failed(error, focus),
            on_progress=self._tell,
            on_end=self._ended,
        )

    def reject(self) -> None:
        if self._task is not None:  # given up at the next block, and told by ``_ended``
            self._task.cancel()
            return
        super().reject()

    def _sign_in(self) -> None:
        if self._door.is_sealed:
            super()._sign_in()
        else:
            self.begin(None, self.enter)

    def _tell(self, done: int, total: int, _part: object) -> None:
        if total:
            self.progress.setRange(0, 1000)
            self.progress.setValue(round(1000 * done / total))

    def _done(self, moved: Moved) -> None:
        self.moved = moved
        self.accept()

    def _failed(self, error: Exception, focus: QWidget) -> None:
        self._rest()
        self.say(in_words(error))
        self.failed_there(error)
        focus.setFocus()

    def _ended(self) -> None:
        task, self._task = self._task, None
        if task is not None and task.cancelled:
            if self._made is not None:
                self._done(self._made)
                return
            self._rest()
            self.say("已取消，数据文件没有动。")

    def _rest(self) -> None:
        self._task = None
        for widget in (self.user, self.password, self.recovery, self.enter, self.other):
            widget.setEnabled(True)
        self.progress.hide()


class MovedDialog(QDialog):
    """What was moved, and whether the old files are to go: nothing is ticked, and nothing goes without a tick."""

    def __init__(self, moved: Moved, told: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_TITLE)
        self.remove = QCheckBox("删除原处的旧文件（改名留下的）")
        buttons = QDialogButtonBox(self)
        self.agree = buttons.addButton("完成", QDialogButtonBox.ButtonRole.AcceptRole)
        self.agree.setDefault(True)
        buttons.accepted.connect(self.accept)
        box = QVBoxLayout(self)
        box.setContentsMargins(WIDE, WIDE, WIDE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(heading("已移动到新位置"))
        box.addWidget(PlainLabel(told, wordWrap=True))
        names = "、".join(path.name for path in moved.aside[-2:])
        box.addWidget(muted(f"原处（{moved.was.parent}）现有 {len(moved.aside)} 项旧文件，如 {names}。"))
        box.addWidget(self.remove)
        box.addWidget(muted("建议先用几天、做过一次备份以后再删除；以后也可以在文件夹里自己删除。"))
        box.addWidget(buttons)
        wide = round(scaled(_WIDTH))
        self.setMinimumWidth(wide)
        self.resize(wide, box.totalHeightForWidth(wide))  # by themselves broken lines ask for less than they take
        self.agree.setFocus()
