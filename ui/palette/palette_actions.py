"""The palette of one window: where its lines come from, and what is done with the one that was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QTimer

from ui import settings
from ui.palette.palette import Palette
from ui.palette.sources import LEAST, ActionLines, code_lines, group_lines, page_lines, rule_lines_of
from ui.tasks import TaskRunner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import Store, WorklistRow
    from ui.palette.entry import Entry
    from ui.palette.sources import Doing
    from ui.tasks import Task
    from ui.workplace import Workplace

#: So many actions that were done last stand there before anything is typed.
_LAST: Final = 6


class PaletteActions(QObject):
    """Makes the palette when it is asked for first. ``lines``: the actions of the window, once they are there."""

    def __init__(self, place: Workplace, lines: Callable[[], ActionLines], do: Doing) -> None:
        super().__init__(place.parent)
        self._place = place
        self._lines = lines
        self._do = do
        self._runner: TaskRunner | None = None
        self._task: Task[list[Entry]] | None = None
        self._rules: tuple[str, dict[str, str]] | None = None  # stamp of the Knowledge, id → what a rule says
        self.palette: Palette | None = None

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Action id → what it does."""
        return {"palette": self.open}

    def open(self) -> None:
        """Show the palette, or close it where it is shown."""
        if self.palette is None:
            lines = self._lines()
            self._runner = TaskRunner(self, threads=1)  # of its own: it waits for nothing else
            self.palette = Palette(self._place.parent, lambda typed: self._at_once(lines, typed))
            self.palette.wanted.connect(self._look_up)
            self.palette.chosen.connect(self._done)
        self.palette.open()

    def shutdown(self) -> None:
        """Let go of the store; idempotent."""
        if self._runner is not None:
            self._runner.shutdown()

    # -- inside

    def _at_once(self, lines: ActionLines, typed: str) -> Sequence[Entry]:
        return lines.found(typed) if typed else lines.of(settings.PALETTE_LAST.read(self._place.store).split())

    def _look_up(self, typed: str) -> None:
        palette, runner = self.palette, self._runner
        if self._task is not None:
            self._task.cancel()
            self._task = None
        if palette is None or runner is None or len(typed) < LEAST:
            return
        session = self._place.session
        store, knowledge = session.store, session.held_knowledge if session.is_search_ready else None

        def work(task: Task[list[Entry]]) -> list[Entry]:
            found = page_lines(store, typed, self._do, page_words)
            task.check()
            if knowledge is not None:
                found += code_lines(knowledge, typed, self._do)
                task.check()
                found += group_lines(knowledge, typed, self._do)
                found += rule_lines_of(self._titles(store, knowledge), typed, self._do)
            return found

        self._task = runner.run("命令面板", work, on_result=lambda found: palette.show_found(typed, found))

    def _titles(self, store: Store, knowledge: Knowledge) -> Mapping[str, str]:
        if self._rules is None or self._rules[0] != knowledge.stamp:
            from coding.work.rule_lines import rule_lines

            self._rules = knowledge.stamp, {line.id: line.row["message"] for line in rule_lines(store)}
        return self._rules[1]

    def _done(self, entry: Entry) -> None:
        if entry.sort.name == "ACTION":
            store = self._place.store
            before = [id_ for id_ in settings.PALETTE_LAST.read(store).split() if id_ != entry.key]
            settings.PALETTE_LAST.write(store, " ".join([entry.key, *before][:_LAST]))
        QTimer.singleShot(0, entry.do)  # when the focus is where it was


def page_words(row: WorklistRow) -> str:
    """A page as one line: 王伟　2026-10-31　J18.900 肺炎."""
    return "　".join(part for part in (row.patient_name, row.discharge_date[:10], row.principal) if part)
