"""Knowledge comes in behind the open window, and is exchanged part by part when a hospital imports its own.

What is wanted is done one after the other: a second import waits for the first and is told by itself, and one that
fails takes nothing away from those that wait.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from coding.base.errors import CodingError
from coding.work.hospital_knowledge import (
    PARTS,
    Loaded,
    as_kept,
    imported_in,
    kept_texts,
    knowledge_source,
    prepared,
    rules_out_of_force,
)
from coding.work.knowledge_copies import (
    BroughtFile,
    PartsWanted,
    everything_embedded,
    keep_wanted,
    load_kept,
    load_wanted,
    wanted_instead,
)
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from coding.knowledge.knowledge import Knowledge, KnowledgeSource
    from coding.rules.local import LocalRules
    from coding.work.hospital_knowledge import PartTrouble
    from coding.work.shelf import ShelfEdit
    from ui.session import Session
    from ui.tasks import TaskRunner

_REJUDGED = "全部病案正在重新检查。"
_STOPPED = "原来的权重表（分值表）不适用于这个方案，已停用，在“本院知识”中还在。"


@dataclass(frozen=True, slots=True)
class _Order:
    """What is to be loaded. ``wanted`` None: what the store names. ``sentence`` is said when it is in force.

    ``asked``: somebody wants to know how the copies are, and is told what was told before.
    """

    wanted: PartsWanted | None
    sentence: str = ""
    asked: bool = False


class KnowledgeLoading(QObject):
    """Loads Knowledge in the background and hands it to the session."""

    loaded = Signal(str)  # a sentence: what is in force now
    refused = Signal(str)
    troubled = Signal(object)  # tuple of PartTrouble: the parts that are not what was imported, () when all are

    def __init__(self, session: Session, runner: TaskRunner) -> None:
        super().__init__()
        self._session = session
        self._runner = runner
        self._waiting: deque[_Order] = deque()
        self._is_busy = False
        self._texts: Mapping[str, str] | None = None  # what the store named when it was loaded last
        self.troubles: tuple[PartTrouble, ...] = ()

    @property
    def is_busy(self) -> bool:
        """Whether something is being loaded or waits to be."""
        return self._is_busy

    def start(self) -> None:
        """Load what was in force last; where a part cannot be read any more, what is embedded in its stead."""
        self._ask(_Order(None))

    def check(self) -> None:
        """Look at every copy again, and say how it is."""
        self._ask(_Order(None, asked=True))

    def import_part(self, part: str, file: Path | BroughtFile) -> None:
        """Exchange one part for a file of the hospital's or the region's own."""
        name = file.original if isinstance(file, BroughtFile) else file.name
        self._ask(_Order(PartsWanted({part: file}), f"已换用{PARTS[part]}：{name}。{_REJUDGED}"))

    def use(self, wanted: PartsWanted, sentence: str) -> None:
        """Exchange what a dialog has asked about; ``sentence`` is said when it is in force."""
        self._ask(_Order(wanted, sentence))

    def use_source(self, source: KnowledgeSource, sentence: str) -> None:
        """Exchange what is another one in ``source`` than in what is in force now."""
        self.use(wanted_instead(source, self.source()), sentence)

    def use_embedded(self) -> None:
        """Go back to what ships with the program; the hospital's own rules stay, they are edited one by one."""
        self.use(everything_embedded(), f"已恢复为内置通用知识。{_REJUDGED}")

    def use_embedded_part(self, part: str) -> None:
        """Go back to what ships with the program in one part."""
        self.use(PartsWanted({part: None}), f"{PARTS[part]}已恢复为内置的。{_REJUDGED}")

    def edit(self, edit: ShelfEdit, sentence: str) -> None:
        """Do something to a file that stands on a shelf."""
        self.use(PartsWanted(edits=(edit,)), sentence)

    def use_rules(self, rules: LocalRules) -> None:
        """Judge with the hospital's rules as they are now; nothing else is loaded anew."""
        knowledge = self._session.knowledge
        if knowledge is None:  # they are read when it is loaded
            return
        self._use(knowledge.with_rules(rules))

    def catch_up(self) -> None:
        """Judge by what another window on this store has chosen or said of its rules meanwhile."""
        knowledge, store = self._session.knowledge, self._session.store
        if knowledge is None or self._texts is None or self._is_busy:  # it is looked at when the last one is done
            return
        if kept_texts(store) != dict(self._texts):
            self.start()
            return
        kept = as_kept(knowledge, store)
        if kept is not knowledge:
            self._use(kept)

    def source(self) -> KnowledgeSource:
        """Where the Knowledge in force comes from; before there is one, what the store names."""
        knowledge = self._session.knowledge
        return knowledge.source if knowledge else knowledge_source(self._session.store)

    def _ask(self, order: _Order) -> None:
        self._waiting.append(order)
        if not self._is_busy:
            self._next()

    def _next(self) -> None:
        self._is_busy = bool(self._waiting)
        if not self._waiting:
            self.catch_up()
            return
        order = self._waiting.popleft()
        store, now, by = self._session.store, self._session.clock(), self._session.author

        def load() -> Loaded:
            return load_kept(store, now) if order.wanted is None else load_wanted(store, order.wanted, by, now)

        self._runner.run(
            "装入知识库",
            lambda _task: load(),
            on_result=lambda found: self._on_loaded(order, found),
            on_error=lambda error: self.refused.emit(in_words(error)),
            on_end=self._next,
        )

    def _on_loaded(self, order: _Order, found: Loaded) -> None:
        if order.wanted is not None:
            try:
                keep_wanted(self._session.store, found, order.wanted)
            except CodingError as error:  # nothing is in force that the store does not name
                self.refused.emit(in_words(error))
                return
        stopped = _is_tariff_stopped(order, self._texts, found.texts)
        self._texts = found.texts
        new = [trouble for trouble in found.troubles if order.asked or trouble not in self.troubles]
        sentence = "已导入的各部分核对无误。" if order.asked and not found.troubles else order.sentence
        if stopped:
            sentence += _STOPPED
        self.troubles = found.troubles
        self.troubled.emit(found.troubles)
        self._use(as_kept(found.knowledge, self._session.store), sentence)
        if new:
            self.refused.emit("\n".join([*map(str, new), "病案正按现在的知识重新检查。"]))

    def _use(self, knowledge: Knowledge, sentence: str = "") -> None:
        self._session.use_knowledge(knowledge, is_search_ready=False)
        if troubles := rules_out_of_force(knowledge):
            sentence += f"本院有 {troubles} 条规则没有生效：请在规则库中按“没有生效”筛选后改正。"
        if sentence:
            self.loaded.emit(sentence)
        # The index over all names takes a second: findings and groups need not wait for it.
        self._runner.run("准备编码检索", lambda _task: prepared(knowledge), on_result=self._session.search_prepared)


def _is_tariff_stopped(order: _Order, before: Mapping[str, str] | None, after: Mapping[str, str] | None) -> bool:
    """Whether a scheme that was wanted has put the tariff out of use, which nobody had asked for."""
    if order.wanted is None or before is None or after is None or "tariff" in order.wanted.parts:
        return False
    return "tariff" in imported_in(before) and "tariff" not in imported_in(after)
