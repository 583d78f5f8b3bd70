"""A package that came back, merged into the store that dealt it: looked at first, taken when a person says so.

Looking writes nothing. Taking merges again with the page as it stands at that moment, writes what is clear and what was
chosen, each as a change in the history, and notes the pages that are settled. What is not chosen stays open: the same
package is taken once more with the choices, and brings only what is not here yet.

The gate stands here as everywhere: a page that was changed is judged anew before the step that came with it is made.
What the gate holds is merged and stays where it is; the step is for whoever mends it here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Final, TypeAlias

from coding.base.errors import StaleChangeError
from coding.exchange.age_seal import PackageError
from coding.exchange.package_body import PackageKind, page_digest
from coding.page.step import PageState
from coding.review.arriving import arrives
from coding.review.people import Command
from coding.store.course import course_of
from coding.store.kept_packages import CameBack
from coding.store.store_errors import GateHeldError, NotAllowedError, PageReadOnlyError, PageTakenError
from coding.work.merging import Merge, Version, merge
from coding.work.package_pages import keep_changes, note_package, stored_pages, version_of
from coding.work.package_words import bring_words
from coding.work.releasing import release_of
from coding.work.steps import Step, untold
from coding.work.stored_pages import TOGETHER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import datetime

    from coding.exchange.package_body import PackedPage
    from coding.exchange.packages import Opened
    from coding.page.change import Change
    from coding.store.kept_history import Entry
    from coding.store.kept_packages import KeepsPackages, NotedPackage, NotedPage
    from coding.store.kept_reviews import Review
    from coding.store.store import Store
    from coding.work.merging import Choice
    from coding.work.package_pages import StoredPage


#: Judges pages of the store anew, and keeps the verdicts.
Examined: TypeAlias = "Callable[[Sequence[int]], None]"
#: Why a single page is not written to; the others are.
_REFUSED: Final = (StaleChangeError, NotAllowedError, PageReadOnlyError, PageTakenError)
#: So many settled pages are noted at once.
_NOTED_TOGETHER: Final = 500


@dataclass(frozen=True, slots=True)
class PageMerge:
    """A page that came back: what becomes of it, and the words of review that came with it.

    ``digest``, ``state``: of the page as it came. ``was_settled``: this package has been taken for this page before.
    ``refused``: why nothing of it can be taken.
    """

    page_id: int
    case_no: str
    merge: Merge
    digest: str = ""
    state: str = ""
    reviews: tuple[Review, ...] = ()
    was_settled: bool = False
    refused: str = ""


@dataclass(frozen=True, slots=True)
class PackageMerge:
    """A package that came back, page by page."""

    id: str
    answers: str
    sender: str
    pages: tuple[PageMerge, ...]

    @property
    def in_conflict(self) -> tuple[PageMerge, ...]:
        """The pages on which a person has to choose."""
        return tuple(page for page in self.pages if page.merge.conflicts)


@dataclass(frozen=True, slots=True)
class Taken:
    """What was written: pages that were changed and settled, those left open with their conflicts, those refused.

    ``held``: settled, but for the step that came with them: the gate holds it, and ``refused`` says what it says.
    """

    sender: str
    changed: tuple[int, ...]
    settled: tuple[int, ...]
    left_open: tuple[PageMerge, ...]
    refused: tuple[PageMerge, ...]
    held: tuple[PageMerge, ...] = ()

    def in_words(self) -> str:
        """已合并 …"""
        told = f"“{self.sender}”交回的工作包：已合并 {len(self.settled):,} 份，其中有修改 {len(self.changed):,} 份。"
        if self.left_open:
            told += f"有冲突的 {len(self.left_open):,} 份保持本机内容：请逐项选择后再合并。"
        if self.held:
            told += f"放行检查拦住 {len(self.held):,} 份，内容已合并，状态未变：{self.held[0].refused}"
        if self.refused:
            told += f"未接收 {len(self.refused):,} 份：{self.refused[0].refused}"
        return told


def look_at(
    store: Store,
    notes: KeepsPackages,
    opened: Opened,
    choices: Mapping[int, Mapping[str, Choice]] | None = None,
    only: int | None = None,
) -> PackageMerge:
    """What would become of the pages of a package that came back; nothing is written. ``only``: of this page.

    Raises PackageError where it is none that answers a package of this store, or comes from somebody else than it
    went to.
    """
    noted = _noted(notes, opened)
    pages = tuple(_each(store, noted, opened, choices or {}, only))
    return PackageMerge(opened.id, noted.id, opened.signer.name, pages)


def take(
    store: Store,
    notes: KeepsPackages,
    opened: Opened,
    now: datetime,
    examined: Examined,
    choices: Mapping[int, Mapping[str, Choice]] | None = None,
    step: Step = untold,
) -> Taken:
    """Merge a package into the store; ``examined`` is handed the pages that were changed, before their steps are made.

    Raises what ``look_at`` raises, and StoreError; what is written by then stays, and taking it once more goes on from
    there.
    """
    noted = _noted(notes, opened)
    store.require(needed_for(noted))
    taken = _Taking(store, notes, noted.id, opened.id, now, examined)
    total, done = len(opened.package.pages), 0
    pages = _each(store, noted, opened, choices or {})
    try:
        while some := list(islice(pages, TOGETHER)):
            step(done, total)
            taken.add(some)
            done += len(some)
    finally:  # what is not noted is merged once more, and brings nothing
        taken.note()
    step(total, total)
    note_package(store, opened.id, PackageKind.RETURNED, opened.signer.name, len(taken.settled))
    changed, settled = tuple(taken.changed), tuple(taken.settled)
    return Taken(opened.signer.name, changed, settled, tuple(taken.left_open), tuple(taken.refused), tuple(taken.held))


def needed_for(noted: NotedPackage) -> Command:
    """What one has to be allowed to do to merge what answers this package."""
    return Command.WORK_PACKAGE if noted.kind == PackageKind.FLAGGED else Command.DEAL_PACKAGE


class _Taking:
    """Pages of a package as they are taken, some at a time."""

    def __init__(
        self, store: Store, notes: KeepsPackages, answers: str, package_id: str, now: datetime, examined: Examined
    ) -> None:
        self._store, self._notes, self._answers = store, notes, answers
        self._package_id, self._now, self._examined = package_id, now, examined
        self._unnoted: list[CameBack] = []
        self.changed: list[int] = []
        self.settled: list[int] = []
        self.left_open: list[PageMerge] = []
        self.refused: list[PageMerge] = []
        self.held: list[PageMerge] = []

    def add(self, pages: Iterable[PageMerge]) -> None:
        """What came of the pages; then they are judged as they stand by now; then their steps."""
        written = [page for page in pages if self._writes(page)]
        altered = [page.page_id for page in written if page.merge.changes]
        if altered:
            self._examined(altered)
        for page in written:
            self._go_on(page)
        if len(self._unnoted) >= _NOTED_TOGETHER:
            self.note()

    def _writes(self, page: PageMerge) -> bool:
        """Write what came of a page, all but the step at the end; False where there is nothing more to do with it."""
        if page.refused:
            self.refused.append(page)
        if page.refused or page.was_settled:
            return False
        try:
            if keep_changes(self._store, page.page_id, _parted(page.merge.changes)[0]):
                self.changed.append(page.page_id)
            bring_words(self._store, page.page_id, page.reviews)
        except _REFUSED as error:  # somebody is at it this moment, or the case life does not let it
            self.refused.append(replace(page, refused=str(error)))
            return False
        return True

    def _go_on(self, page: PageMerge) -> None:
        if not page.merge.is_settled:
            self.left_open.append(page)
            return
        try:
            if keep_changes(self._store, page.page_id, _parted(page.merge.changes)[1]):
                self._note_changed(page.page_id)
        except GateHeldError as error:
            self.held.append(replace(page, refused=str(error)))
        except _REFUSED as error:
            self.refused.append(replace(page, refused=str(error)))
            return
        self.settled.append(page.page_id)
        came = (self._package_id, page.page_id, page.digest, self._store.me.name, self._now, page.state)
        self._unnoted.append(CameBack(*came))

    def _note_changed(self, page_id: int) -> None:
        if page_id not in self.changed:
            self.changed.append(page_id)

    def note(self) -> None:
        """Note the pages that are settled."""
        pages, self._unnoted = self._unnoted, []
        if pages:
            self._notes.came_back(self._answers, pages)


def _parted(changes: Sequence[Change]) -> tuple[Sequence[Change], Sequence[Change]]:
    """What alters the page, and the step that is made after it was judged."""
    last = changes[-1:]
    is_step = bool(last) and last[0].step is not None and not last[0].edits
    return (changes[:-1], last) if is_step else (changes, ())


def _noted(notes: KeepsPackages, opened: Opened) -> NotedPackage:
    package = opened.package
    if package.kind is not PackageKind.RETURNED:
        raise PackageError(f"这是{package.kind.label}的工作包，不是交回的：请用“打开工作包”读入。")
    noted = notes.package(package.answers)
    if noted is None or not noted.is_ours:
        raise PackageError("这个工作包不是由本数据文件分发的，没有合并：请在分发它的数据文件中合并。")
    if noted.partner != opened.signer.name:
        raise PackageError(
            f"这个工作包分发给“{noted.partner}”，却由“{opened.signer.name}”交回：没有合并，请向双方核实。"
        )
    return noted


def _each(
    store: Store,
    noted: NotedPackage,
    opened: Opened,
    choices: Mapping[int, Mapping[str, Choice]],
    only: int | None = None,
) -> Iterator[PageMerge]:
    dealt = {page.page_id: page for page in noted.pages}
    came = {packed.page_id: packed for packed in opened.package.pages if only in (None, packed.page_id)}
    known = {page_id: packed for page_id, packed in came.items() if page_id in dealt}
    found = set()
    two_stage = release_of(store).two_stage
    for stored in stored_pages(store, list(known)):
        found.add(stored.page_id)
        packed = known[stored.page_id]
        chosen = choices.get(stored.page_id, {})
        yield _page_merge(stored, packed, dealt[stored.page_id], noted, opened, chosen, two_stage=two_stage)
    for page_id, packed in came.items():
        if page_id not in found:
            why = "数据文件中没有这份病案，或它不在分发的工作包里：请核对工作包。"
            yield PageMerge(page_id, packed.base.case_no, Merge(packed.base), refused=why)


def _page_merge(
    stored: StoredPage,
    packed: PackedPage,
    dealt: NotedPage,
    noted: NotedPackage,
    opened: Opened,
    choices: Mapping[str, Choice],
    *,
    two_stage: bool,
) -> PageMerge:
    case_no, now = stored.now.page.case_no, stored.now
    came = page_digest(packed.page), packed.state.value
    back = [one for one in noted.back if one.page_id == stored.page_id]
    if any(one.package == opened.id for one in back):
        return PageMerge(stored.page_id, case_no, Merge(now.page), *came, was_settled=True)
    if page_digest(packed.base) != dealt.digest:
        why = "交回的病案与分发时的内容不符，没有合并：请让对方从分发的工作包重新做起。"
        return PageMerge(stored.page_id, case_no, Merge(now.page), *came, refused=why)
    base, theirs = _since(packed, dealt, back, two_stage=two_stage)
    merged = merge(base, now, theirs, choices)
    return PageMerge(stored.page_id, case_no, merged, *came, packed.reviews)


def _since(
    packed: PackedPage, dealt: NotedPage, back: Sequence[CameBack], *, two_stage: bool
) -> tuple[Version, Version]:
    """The base and theirs: since the page was dealt, or since it came back last. Their states are told as ours are:
    where they made no step, it is the state in which it was dealt; a step of another kind of release is told as here.
    """
    began, base, entries = PageState(dealt.state), packed.base, packed.entries
    theirs_began = packed.began
    if back:
        last = version_of(packed.base, packed.entries, back[-1].digest, packed.began, back[-1].state)
        if last is not None:
            before = packed.entries[: len(packed.entries) - len(last.entries)]
            base, entries, theirs_began = last.page, last.entries, last.state
            began = began if last.state is packed.began else _arrived(before, last.state, two_stage=two_stage)
    state = began if packed.state is theirs_began else _arrived(packed.entries, packed.state, two_stage=two_stage)
    return Version(base, began), Version(packed.page, state, entries)


def _arrived(entries: Iterable[Entry], state: PageState, *, two_stage: bool) -> PageState:
    """The state of a page at the other machine as it is here, by the step that led to it."""
    steps = [entry.change.step for entry in course_of(entries).standing if entry.change.step is not None]
    return arrives(steps[-1], two_stage=two_stage) if steps and steps[-1].after is state else state
