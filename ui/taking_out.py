"""Who may take what a table shows out of the window, and what of it stands in the audit: as of any other export."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject

from coding.review.people import Command
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from PySide6.QtWidgets import QWidget

    from ui.workplace import Workplace

#: The property of a table that says what is in it.
HOLDS: Final = "takenOut"
_BLIND: Final = "盲评时不能复制表格：评完后再复制。"
_ELSEWHERE: Final = {
    "pages": "整个病案列表请用“文件 › 导出校正后首页…”：可以选去除身份。",
    "audit": "整个审计记录请用这里的“导出…”：可以选不含修改内容。",
}


class Holds(StrEnum):
    """``PERSONS``: names of patients, unless who looks has them masked. ``PAGES``, ``AUDIT``: all of it goes out by an
    export of its own.
    """

    PERSONS = "persons"
    PAGES = "pages"
    AUDIT = "audit"


class TakingOut(QObject):
    """``is_blind``: whether pages are graded blind just now."""

    def __init__(self, place: Workplace, is_blind: Callable[[], bool]) -> None:
        super().__init__(place.parent)
        self._place, self._is_blind = place, is_blind

    @property
    def folder(self) -> str:
        """Where a file dialog begins."""
        return self._place.last_folder

    def say(self, sentence: str) -> None:
        """Tell what was done."""
        self._place.say(sentence)

    def let_out(self, table: QWidget, name: str, rows: int, file: str, do: Callable[[], object]) -> None:
        """``do`` it once it stands in the audit, where it must; refused in words where it may not be done.

        ``file``: where all rows of the table go; "" where only the chosen ones are copied.
        """
        holds = str(table.property(HOLDS) or "")
        store = self._place.store
        persons = holds in (Holds.PERSONS, Holds.PAGES) and store.me.may(Command.SEE_IDENTITIES)
        if self._is_blind():
            self._place.refuse(_BLIND)
            return
        if file and holds in _ELSEWHERE:
            self._place.refuse(_ELSEWHERE[holds])
            return
        is_noted = bool(holds) or (file and store.me.may(Command.EXPORT_MASKED))
        if not is_noted or holds == Holds.AUDIT:
            do()
            return
        about = {"what": f"表格“{name}”", "file": file or "剪贴板", "rows": rows, "masked": not persons}

        def note() -> None:
            from coding.work.exporting import note_export

            note_export(store, about)

        self._place.runner.run(
            f"复制 {name}",
            lambda _task: note(),
            on_result=lambda _: do(),
            on_error=lambda error: self._place.refuse(in_words(error)),
        )

    def write(self, path: Path, lines: Sequence[Sequence[str]], name: str) -> None:
        """Write a workbook behind the window."""
        from coding.base.sheet_writer import write_workbook

        self._place.runner.run(
            f"另存 {path.name}",
            lambda _task: write_workbook(path, lines, name),
            on_result=lambda _: self._place.say(f"已写出 {len(lines) - 1:,} 行：{path}"),
            on_error=lambda error: self._place.refuse(in_words(error)),
            foreground=True,
        )
