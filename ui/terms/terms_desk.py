"""The hospital's term book: what is in it, what a person decides of it, and the search that knows it.

What reads, writes and searches is imported when it is asked for: the start must not wait.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from coding.base.errors import CodingError
from coding.review.people import Command
from coding.work.hospital_knowledge import own_terms, prepared
from ui.allowed import require

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from coding.codes.entry import CodeKind
    from coding.knowledge.knowledge import Knowledge
    from coding.store.store import KeptTerm
    from coding.suggest.own_pairs import OwnPair
    from coding.suggest.standardise import Cluster, Standardised
    from coding.work.own_years import OwnYears
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

STATES = {"learned": "待审核", "approved": "已批准", "refused": "已驳回"}
ORIGINS = {"use": "使用中学到", "import": "导入", "standardised": "术语归一", "years": "历年学习"}
#: Milliseconds of quiet after a change before the search takes up what it taught.
_QUIET = 1200


class TermDesk(QObject):
    """Every decision goes to the store with who and when; then the search learns of it behind the window.

    Methods that write raise CodingError when the store cannot be written.
    """

    changed = Signal()

    def __init__(self, session: Session, runner: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self.runner = runner
        self._task: Task[Knowledge | None] | None = None
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self.renew)
        session.changed.connect(lambda _: self._quiet.start())
        session.search_ready.connect(self._quiet.start)

    # -- the book

    def terms(self) -> list[KeptTerm]:
        """All terms, what was used last first."""
        return list(self.session.store.terms())

    def decide(self, terms: Iterable[KeptTerm], state: str) -> None:
        """Approve, refuse or set back to 待审核."""
        require(self.session.store, Command.JUDGE_TERMS)
        self.session.store.judge_terms([t.id for t in terms], state)
        self._say_changed()

    def remove(self, terms: Iterable[KeptTerm]) -> None:
        """Take terms out of the book."""
        require(self.session.store, Command.JUDGE_TERMS)
        self.session.store.remove_terms([t.id for t in terms])
        self._say_changed()

    def import_file(self, path: Path) -> tuple[int, list[str]]:
        """Take over the pairs of a sheet as approved; how many, and sentences on those that were left out."""
        from coding.suggest.term_sheet import read_terms

        knowledge = self._knowledge()
        pairs, notes = read_terms(path, knowledge.lookup)
        require(self.session.store, Command.BRING_TERMS)
        self.session.store.add_terms(pairs, "import", approve=True)
        self._say_changed()
        return len(pairs), notes

    def export(self, path: Path) -> int:
        """Write the whole book as a sheet; how many lines."""
        from coding.suggest.term_sheet import write_terms

        terms = self.terms()
        write_terms(path, (row_of(t) for t in terms))
        return len(terms)

    # -- standardisation

    def standardise(
        self,
        kind: CodeKind,
        words: dict[str, int] | None,
        on_result: Callable[[Standardised], None],
        on_error: Callable[[Exception], None],
    ) -> None:
        """Gather words, those of the pages where none are given, behind the window."""
        from coding.suggest.standardise import standardise
        from coding.work.hospital_words import hospital_words

        knowledge, store = self._knowledge(), self.session.store

        def work(task: Task[Standardised]) -> Standardised:
            given = hospital_words(store, kind, task.report) if words is None else words

            def step(done: int, total: int) -> None:
                if done % 20 == 0:
                    task.report(done, total)

            return standardise(given, knowledge.lookup.search(kind), step)

        self.runner.run("术语归一", work, on_result=on_result, on_error=on_error)

    def approve_clusters(self, kind: CodeKind, chosen: Iterable[tuple[Cluster, str, str]]) -> int:
        """Take clusters over as approved terms, each with the code and name that were chosen; how many spellings."""
        from coding.suggest.term_book import TermPair

        pairs = [
            TermPair(variant.words, (name,), code, kind.value, True, variant.count)
            for cluster, code, name in chosen
            for variant in cluster.variants
        ]
        require(self.session.store, Command.BRING_TERMS)
        self.session.store.add_terms(pairs, "standardised", approve=True)
        self._say_changed()
        return len(pairs)

    # -- the hospital's own years

    def learn(
        self,
        paths: list[Path] | None,
        on_result: Callable[[OwnYears], None],
        on_error: Callable[[Exception], None],
        on_end: Callable[[], None],
    ) -> Task[OwnYears]:
        """Learn from the pages of the store, or of files, behind the window; the Task, to be cancelled by.
        Raises TermsNotReadyError.
        """
        from coding.exchange.spool import Pages
        from coding.work.column_maps import kept_profiles
        from coding.work.local_habits import kept_local_values
        from coding.work.own_years import own_years, stored_years
        from coding.work.reading_files import files_read

        knowledge, store = self._knowledge(), self.session.store

        def work(task: Task[OwnYears]) -> OwnYears:
            if paths is None:
                return stored_years(store, knowledge, task.report)
            given, local = kept_profiles(store), kept_local_values(store)
            files = files_read(paths, datetime.now(), given, step=task.report, local=local)
            pages = Pages(file.reading.pages for file in files)
            known = [term.pair for term in store.terms()]
            return own_years(pages, knowledge, known, task.report, len(pages))

        return self.runner.run("历年学习", work, on_result=on_result, on_error=on_error, on_end=on_end)

    def keep_learned(self, learned: Iterable[OwnPair]) -> int:
        """Take pairs over into the book, for approval; how many. One whose code is another, or none, in the code table
        that is used by now is left out.
        """
        from coding.codes.entry import CodeKind
        from coding.work.own_years import ORIGIN

        lookup = self._knowledge().lookup
        pairs = [one.pair for one in learned]
        pairs = [pair for pair in pairs if lookup.library(CodeKind(pair.kind)).name(pair.code) == pair.std[0]]
        require(self.session.store, Command.LEARN_TERMS)
        self.session.store.add_terms(pairs, ORIGIN)
        self._say_changed()
        return len(pairs)

    # -- what the search knows

    def renew(self) -> None:
        """Let the search know the book as it is now, where it does not yet."""
        knowledge = self.session.knowledge
        if knowledge is None or not self.session.is_search_ready or not self.runner.is_open:
            return
        if self._task is not None:
            self._task.cancel()
        store = self.session.store

        def work(task: Task[Knowledge | None]) -> Knowledge | None:
            try:
                pairs = own_terms(store)
            except CodingError:
                return None
            task.check()
            return None if knowledge.source.accepted == pairs else prepared(knowledge.with_terms(pairs))

        def use(other: Knowledge | None) -> None:
            if other is None or self.session.knowledge is not knowledge:  # exchanged: its own search_ready follows
                return
            self.session.knowledge = other
            self.session.search_ready.emit()

        self._task = self.runner.run("更新术语本", work, on_result=use)

    def _say_changed(self) -> None:
        self.changed.emit()
        self._quiet.start()

    def _knowledge(self) -> Knowledge:
        knowledge = self.session.knowledge
        if knowledge is None:
            raise TermsNotReadyError("知识库还在装入：请稍候再试。")
        return knowledge


class TermsNotReadyError(CodingError):
    """The Knowledge is not loaded yet."""


def row_of(term: KeptTerm) -> tuple[str, ...]:
    """A term as a line of the sheet, in the order of its headers."""
    from coding.suggest.term_sheet import KIND_WORDS

    pair = term.pair
    return (
        KIND_WORDS.get(pair.kind, ""),
        pair.raw,
        "##".join(pair.std),
        pair.code,
        str(pair.count),
        f"{term.first:%Y-%m-%d}",
        f"{term.last:%Y-%m-%d}",
        STATES.get(term.state, term.state),
        ORIGINS.get(term.origin, term.origin),
        term.author,
        term.judged_by,
    )
