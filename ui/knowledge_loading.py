"""Knowledge comes in behind the open window, and is exchanged part by part when a hospital imports its own."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.knowledge.knowledge import Knowledge, KnowledgeSource
from coding.work.hospital_knowledge import (
    PARTS,
    Loaded,
    as_kept,
    exchanged,
    keep_knowledge_source,
    knowledge_source,
    loaded,
    loaded_or_embedded,
    prepared,
    rules_out_of_force,
    with_own,
)
from ui.unexpected import in_words

if TYPE_CHECKING:
    from pathlib import Path

    from coding.rules.local import LocalRules
    from ui.session import Session
    from ui.tasks import Task, TaskRunner


class KnowledgeLoading(QObject):
    """Loads Knowledge in the background and hands it to the session."""

    loaded = Signal(str)  # a sentence: what is in force now
    refused = Signal(str)

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[Loaded] | Task[Knowledge] | None = None
        self._source: KnowledgeSource | None = None  # what the store named when it was loaded last

    def start(self) -> None:
        """Load what was in force last; where that cannot be read any more, what is embedded."""
        source = knowledge_source(self._session.store)

        def use(found: Loaded) -> None:
            if found.trouble is not None:
                self.refused.emit(f"{in_words(found.trouble)} 现改用内置的通用知识。")
            self._source = source
            told = "" if found.trouble is None else "已装入内置的通用知识。"
            self._use(as_kept(found.knowledge, self._session.store), told)

        self._give_up()
        self._task = self._runner.run(
            "装入知识库",
            lambda _task: loaded_or_embedded(source),
            on_result=use,
            on_error=lambda error: self.refused.emit(in_words(error)),
        )

    def import_part(self, part: str, path: Path) -> None:
        """Exchange one part for a file of the hospital's or the region's own."""
        source = exchanged(self._session_source(), part, path)
        self.use_source(source, f"已换用{PARTS[part]}：{path.name}。全部病案正在重新检查。")

    def use_source(self, source: KnowledgeSource, sentence: str) -> None:
        """Exchange what a dialog has asked about; ``sentence`` is said when it is in force."""

        def use(knowledge: Knowledge) -> None:
            keep_knowledge_source(self._session.store, source)
            self._source = source
            self._use(as_kept(knowledge, self._session.store), sentence)

        self._give_up()
        self._task = self._runner.run(
            "装入知识库",
            lambda _task: loaded(source, is_new=True),
            on_result=use,
            on_error=lambda error: self.refused.emit(in_words(error)),
        )

    def use_embedded(self) -> None:
        """Go back to what ships with the program; the hospital's own rules stay, they are edited one by one."""
        source = with_own(KnowledgeSource(), self._session.store)
        self.use_source(source, "已恢复为内置通用知识。全部病案正在重新检查。")

    def use_rules(self, rules: LocalRules) -> None:
        """Judge with the hospital's rules as they are now; nothing else is loaded anew."""
        knowledge = self._session.knowledge
        if knowledge is None:  # they are read when it is loaded
            return
        self._use(knowledge.with_rules(rules))

    def catch_up(self) -> None:
        """Judge by what another window on this store has chosen or said of its rules meanwhile."""
        knowledge, store = self._session.knowledge, self._session.store
        if knowledge is None or self._source is None:  # it is read when it is loaded
            return
        stored = knowledge_source(store)
        if _files(stored) != _files(self._source):
            self.start()
        elif stored.rules != knowledge.source.rules:
            self._use(as_kept(knowledge, store))

    def _session_source(self) -> KnowledgeSource:
        knowledge = self._session.knowledge
        return knowledge.source if knowledge else knowledge_source(self._session.store)

    def _give_up(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _use(self, knowledge: Knowledge, sentence: str = "") -> None:
        self._session.use_knowledge(knowledge, is_search_ready=False)
        if troubles := rules_out_of_force(knowledge):
            sentence += f"本院有 {troubles} 条规则没有生效：请在规则库中按“没有生效”筛选后改正。"
        if sentence:
            self.loaded.emit(sentence)
        # The index over all names takes a second: findings and groups need not wait for it.
        self._runner.run("准备编码检索", lambda _task: prepared(knowledge), on_result=self._session.search_prepared)


def _files(source: KnowledgeSource) -> KnowledgeSource:
    """The source without what is edited one by one."""
    return replace(source, rules=None, accepted=())
