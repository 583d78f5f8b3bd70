"""A folder of knowledge that was dropped: what each file is, what is wrong with it, what it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout

from coding.base.errors import CodingError
from coding.work.hospital_knowledge import PARTS
from coding.work.knowledge_copies import PartsWanted, load_wanted
from coding.work.recognising import files_within, recognised, usable
from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import TickTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QTableWidgetItem

    from coding.work.recognising import Recognised
    from coding.work.verdict_effect import VerdictEffect
    from ui.tasks import Task
    from ui.workplace import Workplace

_HEADERS: Final = ("使用", "文件", "识别为", "版本", "内容", "检查")
_WIDTHS: Final = (48, 230, 150, 170, 90, 0)
_HINT: Final = "空格选用或不用；同一类只能用一份。选好后按 Enter 排入：逐项换用，全部病案随后重新检查。"


class FolderDialog(QDialog):
    """Reads behind the window, and reckons what the chosen files would change; nothing is used before it is agreed to.

    Made and opened by ``open_folder``.
    """

    def __init__(self, place: Workplace, folder: Path) -> None:
        super().__init__(place.parent)
        self._place = place
        self.found: tuple[Recognised, ...] = ()
        self.effect: VerdictEffect | None = None
        self._task: Task[object] | None = None
        self.setWindowTitle(f"导入知识：{folder.name}")
        self.resize(size_on_screen(self, 1080, 460))
        self.head = PlainLabel(f"正在识别“{folder.name}”里的文件…", self, wordWrap=True)
        self.table = TickTable(_HEADERS, _WIDTHS, self)
        self.table.setAccessibleName("文件夹里的文件")
        self.table.itemChanged.connect(self._on_ticked)
        self.told = PlainLabel("", self, wordWrap=True)
        self.told.setAccessibleName("换用后的影响")
        hint = PlainLabel(_HINT, self, wordWrap=True)
        hint.setProperty("role", "muted")
        buttons, self.use_button = agree_foot(self, "排入", self._agree)
        self.use_button.setEnabled(False)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (self.head, self.table, self.told, hint, buttons):
            box.addWidget(widget, int(widget is self.table))
        self.finished.connect(lambda _: self._stop())
        self._task = place.runner.run(
            f"识别 {folder.name}",
            lambda task: recognised(files_within(folder), task.report),
            on_progress=while_there(self, self._on_read),
            on_result=while_there(self, lambda found: self._show(folder, found)),
            on_error=while_there(self, lambda error: self.head.setText(in_words(error))),
            foreground=True,
        )

    @property
    def chosen(self) -> list[Recognised]:
        """The files that are ticked."""
        return [one for at, one in enumerate(self.found) if self.table.is_ticked(at)]

    # -- inside

    def _on_read(self, done: int, total: int, _part: object) -> None:
        self.head.setText(f"正在识别：{done:,} / {total:,}")

    def _show(self, folder: Path, found: Sequence[Recognised]) -> None:
        self.found = tuple(found)
        wanted = set(usable(found))
        known = sum(bool(one.part) for one in found)
        self.head.setText(f"“{folder.name}”：{len(found):,} 个文件，认出 {known:,} 个。")
        self.table.blockSignals(True)
        self.table.fill([_cells(one) for one in found])
        for at, one in enumerate(found):
            self.table.put_tick(at, one.told or one.title, may=bool(one.part), on=one in wanted)
        self.table.blockSignals(False)
        if found:
            self.table.setCurrentCell(0, 0)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self._reckon()

    def _on_ticked(self, item: QTableWidgetItem) -> None:
        """Of one part one file is used: the one that was ticked last."""
        if item.column():
            return
        at = item.row()
        self.table.blockSignals(True)
        if self.table.is_ticked(at):
            for other, one in enumerate(self.found):
                if other != at and one.part == self.found[at].part and self.table.is_ticked(other):
                    self.table.item(other, 0).setCheckState(Qt.CheckState.Unchecked)
        self.table.blockSignals(False)
        self._reckon()

    def _wanted(self) -> PartsWanted:
        return PartsWanted({one.part: one.path for one in self.chosen})

    def _reckon(self) -> None:
        """What the ticked files would change, reckoned behind the window from the copies that would be used."""
        self._stop()
        self.effect = None
        self.use_button.setEnabled(bool(self.chosen))
        if not self.chosen:
            self.told.setText("没有选用任何文件。")
            return
        self.told.setText("正在计算会改变多少份病案的结论…（不等结果也可以排入）")
        session, wanted = self._place.session, self._wanted()
        store, contexts, now, by = session.store, session.contexts, session.clock(), session.author

        def work(task: Task[object]) -> VerdictEffect:
            from coding.work.verdict_effect import verdict_effect

            after = load_wanted(store, wanted, by, now).knowledge
            task.check()
            return verdict_effect(store, after, contexts, now, task.report)

        self._task = self._place.runner.run(
            "比较病案的结论",
            work,
            on_progress=while_there(self, self._on_compared),
            on_result=while_there(self, self._show_effect),
            on_error=while_there(self, self._show_error),
        )

    def _on_compared(self, done: int, total: int, _part: object) -> None:
        self.told.setText(f"正在计算会改变多少份病案的结论：{done:,} / {total:,}（不等结果也可以排入）")

    def _show_effect(self, effect: object) -> None:
        from coding.work.verdict_effect import VerdictEffect

        assert isinstance(effect, VerdictEffect)
        self.effect = effect
        self.told.setText(effect.in_words())

    def _show_error(self, error: Exception) -> None:
        self.told.setText(in_words(error) if isinstance(error, CodingError) else "没有算出影响：请看日志后再试。")
        self.use_button.setEnabled(not isinstance(error, CodingError))

    def _stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _agree(self) -> None:
        """Queue the files one after the other: one that fails takes nothing away from the others."""
        chosen = self.chosen
        self.accept()
        for one in chosen:
            sentence = f"已换用{PARTS[one.part]}：{one.path.name}。全部病案正在重新检查。"
            self._place.loading.use(PartsWanted({one.part: one.path}), sentence)
        names = "、".join(PARTS[one.part] for one in chosen)
        self._place.say(f"已排入 {len(chosen)} 项：{names}。")


def open_folder(place: Workplace, folder: Path) -> FolderDialog:
    """Show what a folder holds."""
    dialog = FolderDialog(place, folder)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
    return dialog


def _cells(one: Recognised) -> tuple[str, ...]:
    return (
        "",
        one.path.name,
        one.title,
        one.edition,
        f"{one.count:,}" if one.count else "",
        one.told.partition("\n")[0],
    )
