"""The course of a proof against the insurer: file, work behind the window, what came of it, a change taken over.

What reads and compares is imported when it is asked for: the start must not wait.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog

from coding.base.errors import CodingError
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from ui.proof.proof_dialog import ProofDialog, ShownProof
    from ui.tasks import Task
    from ui.workplace import Workplace

_FILES = "医保结算明细 (*.csv *.txt *.xlsx *.xls *.dbf *.zip);;所有文件 (*)"


class ProofActions(QObject):
    """``page_wanted``: a page of the list is to be opened. The last proof stays: the next time it is shown again."""

    page_wanted = Signal(int)

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self._shown: ShownProof | None = None
        self._dialog: ProofDialog | None = None
        self._again = False
        place.session.knowledge_changed.connect(self._on_knowledge)
        place.loading.refused.connect(self._on_refused)

    def handlers(self) -> dict[str, Callable[[], None]]:
        """Action id → what it does."""
        return {"insurer_proof": self.start}

    def start(self) -> None:
        """Show the last proof again; where there is none, ask for a file."""
        if self._shown is not None:
            self._show(self._shown)
        else:
            self.ask_for_file()

    def ask_for_file(self) -> None:
        """Ask for the list of the insurer."""
        place = self._place
        title = "与医保结算结果核对：选择带医保病组的结算明细"
        chosen, _ = QFileDialog.getOpenFileNames(place.parent, title, place.last_folder, _FILES)
        if chosen:
            self.prove([Path(path) for path in chosen])

    def prove(self, paths: list[Path]) -> None:
        """Compare behind the window, then show what came of it."""
        place, knowledge = self._place, self._place.session.knowledge
        if knowledge is None:
            place.refuse("知识库还在装入：请稍候再核对。")
            return
        from coding.exchange.foreign import knowing
        from coding.exchange.profile import finder
        from coding.work.column_maps import kept_profiles
        from coding.work.insurer_proof import MOST_DIFFERENCES, prove
        from coding.work.local_habits import kept_local_values
        from coding.work.proof_adoption import pages_by_number
        from ui.proof.proof_dialog import ShownProof

        place.write_down()
        store, today = place.store, place.session.clock().date()
        find = knowing(finder(kept_profiles(store)), kept_local_values(store))

        def work(task: Task[ShownProof]) -> ShownProof:
            proof = prove(paths, knowledge, task.report, find, today)
            named = {one.number for pair in proof.differences[:MOST_DIFFERENCES] for one in pair.records}
            return ShownProof(tuple(paths), proof, pages_by_number(store, named))

        place.runner.run(
            f"与医保结算结果核对 {paths[0].name}",
            work,
            on_result=self._show,
            on_error=lambda error: place.refuse(in_words(error)),
            foreground=True,
        )

    def _show(self, shown: ShownProof) -> None:
        from ui.proof.proof_dialog import ProofDialog

        self._shown = shown
        if self._dialog is not None:
            self._dialog.reject()
        dialog = ProofDialog(self._place, shown)
        dialog.page_wanted.connect(self._open_page)
        dialog.file_wanted.connect(self.ask_for_file)
        dialog.adopted.connect(self._ask_reason)
        dialog.finished.connect(lambda _: self._forget(dialog))
        self._dialog = dialog
        _open(dialog)

    def _forget(self, dialog: ProofDialog) -> None:
        if self._dialog is dialog:
            self._dialog = None

    def _open_page(self, page_id: int) -> None:
        if self._dialog is not None:
            self._dialog.accept()
        self.page_wanted.emit(page_id)
        self._place.say("核对结果还在：分组 › 与医保结算结果核对 可回到刚才的结果。")

    # -- taking over

    def _ask_reason(self, number: int) -> None:
        from ui.proof.adopt_dialog import AdoptDialog

        shown, over = self._shown, self._dialog
        if shown is None or over is None:
            return
        dialog = AdoptDialog(shown.proof, number, over)
        dialog.agreed.connect(lambda reason: self._take_over(number, reason))
        _open(dialog)

    def _take_over(self, number: int, reason: str) -> None:
        shown, place = self._shown, self._place
        if shown is None:
            return
        session, knowledge = place.session, place.session.knowledge
        if knowledge is None:
            return
        from coding.work.knowledge_copies import PartsWanted
        from coding.work.proof_adoption import amendments_with, brought_amendments, days_of_proved

        try:
            day = session.clock().date()
            rows = amendments_with(place.store, shown.proof, number, reason, session.author, day, knowledge)
            file = brought_amendments(place.store, rows)
        except CodingError as error:
            place.refuse(str(error))
            return
        words = shown.proof.search.found[number - 1].mend.words
        self._again = True
        place.loading.use(
            PartsWanted({"amendments": file}, days={"amendments": days_of_proved(shown.proof, knowledge)}),
            f"已采纳本地更正：{words}。按此方案分组的病案正在重新检查，核对正在重做。",
        )

    def _on_knowledge(self) -> None:
        """What was taken over is in force: the same files once more, to see what it did."""
        if self._again and self._shown is not None:
            self._again = False
            self.prove(list(self._shown.paths))

    def _on_refused(self, _sentence: str) -> None:
        """Nothing was taken over: nothing is to be proved again."""
        self._again = False


def _open(dialog: QDialog) -> None:
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.open()
