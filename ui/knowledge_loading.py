"""Knowledge comes in behind the open window, and is exchanged part by part when a hospital imports its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from coding.knowledge.knowledge import Knowledge, KnowledgeSource, load_knowledge
from coding.rules.local import LocalRules, local_book
from ui.session import Session
from ui.settings import keep_knowledge_source, knowledge_source, with_kept_rules
from ui.tasks import Task, TaskRunner
from ui.unexpected import in_words

#: What each part of a Knowledge is called on the screen.
PARTS = {
    "dx_table": "诊断码表",
    "px_table": "手术操作码表",
    "scheme": "DRG 分组方案",
    "tariff": "权重与费率表",
    "terms": "术语对照表",
    "dx_map": "诊断对照表（临床版到医保版）",
    "px_map": "手术对照表（临床版到医保版）",
}


class KnowledgeLoading(QObject):
    """Loads Knowledge in the background and hands it to the session."""

    loaded = Signal(str)  # a sentence: what is in force now
    refused = Signal(str)

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._task: Task[Knowledge] | None = None

    def start(self) -> None:
        """Load what was in force last; where that cannot be read any more, what is embedded."""
        source = knowledge_source(self._session.store)

        def fall_back(error: Exception) -> None:
            self.refused.emit(f"{in_words(error)} 现改用内置的通用知识。")
            self._load(with_kept_rules(KnowledgeSource(), self._session.store), "已装入内置的通用知识。")

        self._load(source, "", fall_back)

    def import_part(self, part: str, path: Path) -> None:
        """Exchange one part for a file of the hospital's or the region's own."""
        answers = {"tariff_options": None} if part == "tariff" else {}  # they were given for another table
        source = replace(self._session_source(), **{part: str(path)}, **answers)
        self._load(source, f"已换用{PARTS[part]}：{path.name}。全部病案正在重新检查。", keep=True)

    def use_source(self, source: KnowledgeSource, sentence: str) -> None:
        """Exchange what a dialog has asked about; ``sentence`` is said when it is in force."""
        self._load(source, sentence, keep=True)

    def use_embedded(self) -> None:
        """Go back to what ships with the program; the hospital's own rules stay, they are edited one by one."""
        source = with_kept_rules(KnowledgeSource(), self._session.store)
        self._load(source, "已恢复为内置通用知识。全部病案正在重新检查。", keep=True)

    def use_rules(self, rules: LocalRules) -> None:
        """Judge with the hospital's rules as they are now; nothing else is loaded anew."""
        knowledge = self._session.knowledge
        if knowledge is None:  # they are read when it is loaded
            return
        self._use(knowledge.with_rules(rules))

    def _session_source(self) -> KnowledgeSource:
        knowledge = self._session.knowledge
        return knowledge.source if knowledge else knowledge_source(self._session.store)

    def _load(self, source: KnowledgeSource, sentence: str, on_error: object = None, *, keep: bool = False) -> None:
        def use(knowledge: Knowledge) -> None:
            if keep:
                keep_knowledge_source(self._session.store, source)
            rules = with_kept_rules(source, self._session.store).rules
            if rules != knowledge.source.rules:  # edited while this was being loaded
                knowledge = knowledge.with_rules(LocalRules.from_text(rules))
            self._use(knowledge)
            if sentence:
                self.loaded.emit(sentence)

        if self._task is not None:
            self._task.cancel()
        self._task = self._runner.run(
            "装入知识库",
            lambda _task: _load(source, fresh=keep),
            on_result=use,
            on_error=on_error or (lambda error: self.refused.emit(in_words(error))),
        )

    def _use(self, knowledge: Knowledge) -> None:
        self._session.use_knowledge(knowledge, is_search_ready=False)
        troubles = local_book(LocalRules.from_text(knowledge.source.rules)).troubles
        if troubles:
            self.loaded.emit(f"本院有 {len(troubles)} 条规则没有生效：请在规则库中按“没有生效”筛选后改正。")
        # The index over all names takes a second: findings and groups need not wait for it.
        self._runner.run("准备编码检索", lambda _task: _prepare(knowledge), on_result=self._session.search_prepared)


def _load(source: KnowledgeSource, *, fresh: bool) -> Knowledge:
    # A file that is imported again may have other contents under its old name.
    knowledge = Knowledge(source) if fresh else load_knowledge(source)
    _ = knowledge.stamp
    return knowledge


def _prepare(knowledge: Knowledge) -> Knowledge:
    knowledge.lookup.dx_search.prepare()
    knowledge.lookup.px_search.prepare()
    return knowledge
