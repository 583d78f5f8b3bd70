"""The one path from a hand on the keyboard to the store: Change → store → ``changed``.

Views read the session and listen to its signals; no view writes to another.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from coding.base.errors import CodingError, StaleChangeError
from coding.page.audience import EVERYBODY
from coding.page.change import Change, ChangeSource, EditKind
from coding.page.moment import Moment
from coding.page.step import PageState
from coding.review.people import Command
from coding.store.course import Course, course_of
from coding.store.store_errors import GateHeldError, StoreAwayError, StoreError, UnknownPageError
from coding.work.clashes import who_was_first
from coding.work.held import NOT_NOW, STALE, new_number
from coding.work.renewed_pages import append_over_import
from ui.allowed import who_may
from ui.held_writing import HeldWriting
from ui.judging import Judging
from ui.noted_beside import NotedBeside
from ui.page_access import PageAccess
from ui.page_changes import What, altered_elsewhere, differing_keys
from ui.page_judge import PageJudge
from ui.presence import Presence

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.page.front_page import FrontPage
    from coding.store.store import Applied, Entry, Store, Unsaved
    from coding.work.held import HeldChanges, Tried


#: Nothing typed hangs on a step: it is made again in a moment.
NO_STEP: Final = "这份病案还有未保存的改动，没有标记：等状态栏显示“已保存”后再标记。"
_RENEWED = "导入的文件刚更新了这份病案，您录入的内容已保留：{told}（Ctrl+Z 改回文件的内容）。"
_TYPED_ON = "别处刚改了您正在输入的这一栏：请接着输入，离开这一栏以后再选用哪一个。"
_HELD = "{why}：刚才的输入已留在草稿中，可以继续编辑，程序会自动再试。"


class Session(Judging):
    """The open store, the loaded Knowledge and the page in work.

    ``knowledge`` is None until it has been loaded behind the open window: pages can be read and typed in
    meanwhile, ``examination`` is None, and ``examined`` follows ``knowledge_changed``.
    """

    def __init__(
        self,
        store: Store,
        knowledge: Knowledge | None = None,
        audience: str = EVERYBODY,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        super().__init__(store, PageJudge(store, knowledge, audience, lambda: self.clock()))
        self.clock = clock or store.now
        self.noted = NotedBeside(store, self)
        self.noted.failed.connect(self.failed)
        self.noted.kept.connect(self.knows)
        self.writing = HeldWriting(store)
        self.writing.tried.connect(self._on_tried)
        self.writing.changed.connect(self.unsaved_changed)
        self.writing.failed.connect(self.failed)
        self.access = PageAccess(store, lambda: self.clock())
        self.presence = Presence(store, lambda: self.clock())
        self.is_search_ready = knowledge is not None
        self.page_id: int | None = None
        self.page: FrontPage | None = None
        self._course = Course()  # what can be taken back on the page in work, and made again
        self.typed_at: Callable[[], str] = lambda: ""  # the field that is being typed into; "" while none is
        self._is_behind = False  # the page was altered elsewhere just where somebody types, and is not shown so yet
        self._taken_back: Entry | None = None  # what took a chosen entry back, until something else is done on the page
        self._known_state: tuple[int | None, PageState] = (None, PageState.CODING)
        self._altered: frozenset[str] = frozenset()  # what the last entry altered on the page in work
        self._beside: frozenset[int] = frozenset()  # other stays of the person, before or after that entry

    @property
    def author(self) -> str:
        """In whose name changes stand: whoever has signed in."""
        return self.store.me.name

    @property
    def sees_money(self) -> bool:
        """Whether weights and yuan are shown to whoever has signed in. Every view that shows any asks here."""
        return self.store.me.may(Command.SEE_MONEY)

    @property
    def may_edit(self) -> bool:
        """Whether whoever has signed in may change pages; what is not allowed is never tried."""
        return self.store.me.may(Command.EDIT_PAGE)

    @property
    def held(self) -> HeldChanges:
        """What was typed and is not stored yet."""
        return self.writing.held

    @property
    def course(self) -> Course:
        """Which entries of the page in work stand, which can be taken back, which made again."""
        return self._course

    @property
    def moment(self) -> Moment:
        """At which moment the page in work is: it is being typed, or it has been released.

        The verdict that is kept is that of a batch all the same, as ``check`` gives it: this says what counts now.
        """
        is_released = self.state is PageState.SUBMITTED or self.state.is_done
        return Moment.RELEASE if is_released else Moment.TYPING

    def open(self, page_id: int) -> None:
        """Make a page the one in work and examine it. Raises CodingError when it cannot be read: the page that was in
        work stays the one in work.
        """
        self.page, self._course = self._as_typed(page_id)
        self.page_id, self._taken_back, self._is_behind = page_id, None, False
        self.words.forget()
        self.access.open(page_id)
        self._examine()
        self.opened.emit(page_id)
        self.judged.emit([page_id])

    def close_page(self) -> None:
        """Have no page in work."""
        self.page_id = self.page = self._taken_back = None
        self.access.open(None)
        self.judge.forget()
        self._course = Course()
        self.opened.emit(None)

    def apply(self, change: Change) -> bool:
        """Make a Change that a person asked for: stored, then shown. An empty change is ignored.

        False when it could not be made: ``failed`` has said why, and the page is shown as it is stored.
        """
        if self.page_id is None or not change.does_something:
            return False
        return self._append(change) is not None

    def keep_draft(self, change: Change) -> None:
        """Keep what is being typed, the Change that it will be when she is done with it; an empty one is no draft.

        It goes to the disk behind the window. Nothing is judged and nobody is told.
        """
        if self.page_id is None or self.page is None or not self.may_edit:
            return
        if not change.edits:
            self._end_typing()
            return
        try:
            after = self.page.apply(change)
        except StaleChangeError:
            return
        self.held.type(self.page, after, self.page_id, change, self.author, self.clock())
        self.writing.wake(quietly=True)

    def _end_typing(self) -> None:
        if self.held.typed():
            self.writing.wake(quietly=True)
        if self._is_behind:
            self._show_as_typed()

    def can_undo(self) -> bool:
        """Whether the page in work has a change to take back, be it of today or from before the last start."""
        return bool(self._course.undoable) or self.can_give_back

    @property
    def can_give_back(self) -> bool:
        """Whether the last thing done on the page in work was to take back an entry that was chosen."""
        return self._taken_back is not None

    def can_redo(self) -> bool:
        """Whether a change that was taken back can be made again."""
        return bool(self._course.redoable)

    def undo(self) -> Entry | None:
        """Take back the last change of the page in work; the taking back is kept in the audit, and given back."""
        if not self._course.undoable:
            return None
        entry = self._course.undoable[-1]
        return self._append(entry.change.inverse(), undoes=entry.id)

    def redo(self) -> Entry | None:
        """Make the change again that was taken back last; the entry of the audit is given back."""
        again = self._course.again()
        if again is None:
            return None
        undo, change = again
        return self._append(change, undoes=undo.id)

    def take_back(self, change: Change, undoes: int | None) -> Entry | None:
        """Take back one entry of the page's history by ``change``, wherever it stands in it; ``undoes``: its id, None
        where what was taken back is made again as something new. The entry is given back. ``give_back`` is its undo.
        """
        if self.page_id is None:
            return None
        return self._append(change, undoes, is_chosen=change.source == ChangeSource.UNDO)

    def give_back(self) -> Entry | None:
        """Make again what was taken back last because it was chosen; the entry of the audit is given back."""
        taken, again = self._taken_back, self._course.again()
        if taken is None:
            return None
        if again is not None and again[0].undoes == taken.undoes:
            return self.redo()
        return self._append(taken.change.inverse(ChangeSource.REDO))

    @property
    def state(self) -> PageState:
        """How far the work on the page in work is, as it is stored; while the server is away, as it was."""
        if self.page_id is None:
            return PageState.CODING
        try:
            rows = self.store.rows([self.page_id])
        except StoreAwayError:
            known, state = self._known_state
            return state if known == self.page_id else PageState.CODING
        state = PageState(rows[0].progress) if rows else PageState.CODING
        self._known_state = self.page_id, state
        return state

    def keep(self, change: Change) -> bool:
        """Keep a Change that edits nothing (a step, an answer, evidence); False when it could not be kept, and
        ``failed`` has said why.
        """
        return self.page_id is not None and self._append(change) is not None

    def tell_access(self) -> None:
        """Say why the page in work takes no typing; nothing where it does."""
        if self.access.why:
            self.failed.emit(self.access.why)

    def hold(self, change: Change) -> None:
        """Hold a change of the page in work: shown, kept as a draft and written behind the window."""
        self._hold(change, None)

    def restore(self, unsaved: Sequence[Unsaved]) -> None:
        """Make again what a draft held of pages that have not changed since."""
        self.held.add_again(unsaved)
        self.writing.wake()
        self._show_as_typed()

    def discard_unsaved(self) -> None:
        """Forget what is not stored: a person has said so."""
        self.held.discard()
        self.writing.wake()
        self._show_as_typed()

    def end(self) -> None:
        """Let go of the store: nothing is written or told afterwards; what is unsaved is left as a draft."""
        self.access.end()
        self.presence.stop()
        self.noted.end()
        self.writing.stop()

    def show_as_it_stands(self) -> None:
        """Show the page in work as it is stored, with what waits: a failed operation may have left anything there."""
        self._show_as_typed()
        self.shown_anew.emit()

    def _append(self, change: Change, undoes: int | None = None, *, is_chosen: bool = False) -> Entry | None:
        assert self.page is not None
        assert self.page_id is not None
        self._taken_back, self._is_behind = None, False  # whatever comes of it, the page is shown as it is by then
        if change.edits and self._refuse():
            return None
        if change.edits and (why := self.access.why):
            return self._refused(change, f"{why}刚才的修改没有写入。", undoes)
        # What was typed first is stored first; what takes back a held change knows it by the number it is held under.
        if self.held.is_waiting or (undoes is not None and undoes < 0):
            return self._hold(change, undoes, is_chosen=is_chosen)
        sent = new_number()
        try:
            applied, over = append_over_import(
                self.store, self.page_id, change, undoes, self.page, self._course.last, sent
            )
        except StaleChangeError:
            return self._clashed(change, undoes)
        except UnknownPageError as error:
            self._end_typing()
            self.failed.emit(str(error))
            self._open_again(self.page_id)
            return None
        except (*NOT_NOW, GateHeldError) as error:
            self.access.look()
            return self._refused(change, str(error), undoes)
        except StoreError as error:
            if not change.edits and change.step is not None:
                self.failed.emit(str(error))
                return None
            why = _HELD.format(why=str(error).partition("：")[0])
            return self._hold(change, undoes, why, is_chosen=is_chosen, sent=sent)
        except Exception:
            self._hold(change, undoes, sent=sent)  # a defect of ours: it is told, and costs no text
            raise
        if over is not None:
            self.failed.emit(_RENEWED.format(told=over.describe()))
        if applied.entry.change.step is not None:
            self.access.look()
        self._end_typing()  # not before: until it is stored, the draft on the disk is all that outlives the program
        self._take(applied, self.page)
        self._taken_back = applied.entry if is_chosen else None
        self._tell(applied.entry)
        return applied.entry

    def _refused(self, change: Change, why: str, undoes: int | None) -> None:
        """The page may not be edited, or not take the step: say so. What was typed stays as a draft, to be decided on
        when the page is opened again, and the page is shown as it stands.
        """
        assert self.page is not None
        assert self.page_id is not None
        if change.edits and change.source == ChangeSource.TYPED and undoes is None:
            with suppress(StaleChangeError):
                after = self.page.apply(change)
                self.held.refuse(self.page, after, self.page_id, change, self.author, self.clock(), why)
                why += "输入的内容留在草稿中，再次打开这份病案时询问。"
            self.writing.wake()
        self.failed.emit(why)
        if change.edits:
            self.show_as_it_stands()

    def _clashed(self, change: Change, undoes: int | None) -> None:
        """Somebody else was first. What was typed is kept, for a person to decide between the two; the page is shown
        as it is stored now.
        """
        assert self.page is not None
        assert self.page_id is not None
        is_typed = change.edits and change.source == ChangeSource.TYPED and undoes is None
        if is_typed:
            with suppress(StaleChangeError):
                after = self.page.apply(change)
                self.held.refuse(
                    self.page, after, self.page_id, change, self.author, self.clock(), STALE, is_stale=True
                )
        self._end_typing()
        self.writing.wake()
        self.failed.emit(altered_elsewhere(change, self._who_was_first(change)))
        self._open_again(self.page_id)

    def _who_was_first(self, change: Change) -> Entry | None:
        assert self.page_id is not None
        try:
            return who_was_first(self.store.history(self.page_id), change.edits, self._course.last)
        except CodingError:
            return None

    def _hold(
        self, change: Change, undoes: int | None, why: str = "", *, is_chosen: bool = False, sent: str = ""
    ) -> Entry | None:
        """Show a change that the store has not taken, and leave it to the writer; ``why`` is told unless it is soon
        written. ``sent``: the number under which it was sent, and may have come.
        """
        assert self.page is not None
        assert self.page_id is not None
        if self._refuse():
            return None
        before = self.page
        if not change.edits and change.step is not None:  # it is made again in a moment: nothing typed hangs on it
            self.failed.emit(NO_STEP)
            return None
        try:
            after = before.apply(change)
        except StaleChangeError:
            self._end_typing()
            self.failed.emit(altered_elsewhere(change))
            self._open_again(self.page_id)
            return None
        entry = self.held.add(before, after, self.page_id, change, self.author, self.clock(), undoes, sent)
        self.page, self._course = after, self._course.after(entry)
        self._taken_back = entry if is_chosen else None
        self._altered, self._beside = change.touches(), frozenset()
        with suppress(CodingError):  # the store may not even be read
            self.judge.look_around(self.page_id)
        self._judge_after(before, change)
        self._tell(entry, is_stored=False)
        self.writing.wake(why)
        return entry

    def _refuse(self) -> bool:
        """Whether the person may not change pages: said, and the page shown as it stands."""
        if self.may_edit:
            return False
        self.failed.emit(who_may(Command.EDIT_PAGE))
        self.shown_anew.emit()
        return True

    def _on_tried(self, tried: Tried) -> None:
        """What waited has been stored, or given up."""
        if tried.is_final:
            self._show_as_typed()
            self.undecided.emit()
        elif tried.applied is not None:
            page_id = tried.held.page_id
            if not self.held.of(page_id):
                self._show_as_typed(page_id)
                if page_id == self.page_id:
                    self.keep_verdict()
                self.changed.emit(What(page_id, beside=tried.applied.beside))
                self.judged.emit([page_id])
            if not self.held.unsaved:
                self.saved.emit(tried.applied.entry.at)

    def _show_as_typed(self, page_id: int | None = None) -> None:
        """Have the page in work (if it is this one) as it is stored now, with what waits."""
        if self.page_id is None or page_id not in (None, self.page_id):
            return
        before = self.page
        try:
            self.take_as_stored()
        except CodingError as error:
            self.failed.emit(str(error))
        if self.page is not before:
            self.judged.emit([self.page_id])

    def _as_typed(self, page_id: int) -> tuple[FrontPage, Course]:
        """A page and its course as they are stored, with what waits for it."""
        return self.held.upon(page_id, self.store.page(page_id), course_of(self.store.history(page_id)))

    def _open_again(self, page_id: int) -> None:
        try:
            self.open(page_id)
        except CodingError as error:
            self.close_page()
            self.failed.emit(str(error))

    def _take(self, applied: Applied, shown: FrontPage) -> None:
        """Have the page as it is now. Where only this change was made, only what it touches is judged again."""
        self.page = applied.page
        self._beside = applied.beside
        self._altered = applied.touched
        if applied.before == shown:
            self.knows(applied.revision)
            self._course = self._course.after(applied.entry)
            self.judge.look_around(applied.entry.page_id)
            self._judge_after(applied.before, applied.entry.change)
        else:  # another window on this store has changed other fields meanwhile
            self._altered |= differing_keys(shown, applied.page)
            self._course = course_of(self.store.history(applied.entry.page_id))
            self._examine()

    def take_as_stored(self) -> None:
        """Have the page in work as it is stored now, with what waits; told where it is another one."""
        assert self.page is not None
        assert self.page_id is not None
        typed, course = self._as_typed(self.page_id)
        self.access.look()
        differing = differing_keys(self.page, typed)
        if self.typed_at() in differing:  # it is meant for the page as it was; the store says so when she is done
            if not self._is_behind:
                self.failed.emit(_TYPED_ON)
            self._is_behind = True
            return
        self._is_behind = False
        self._course = course
        if typed == self.page:
            return
        self.page = typed
        before = self.judge.near
        self._examine()
        self.changed.emit(What(self.page_id, differing, rows=True, beside=frozenset((*before, *self.judge.near))))
        self.examined.emit(self.page_id)

    def _tell(self, entry: Entry, *, is_stored: bool = True) -> None:
        """Say what a change altered; by now it can be taken back."""
        rows = any(e.kind is not EditKind.SET for e in entry.change.edits)
        self.changed.emit(What(entry.page_id, self._altered, rows, self._beside))
        self.examined.emit(entry.page_id)
        if is_stored:
            self.judged.emit([entry.page_id])
            self.saved.emit(entry.at)
