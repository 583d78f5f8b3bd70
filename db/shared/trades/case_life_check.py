"""What the store lets somebody do to a page in its state, by the rules of ``coding.review``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from coding.page.step import PageState
from coding.review.case_life import edit_refusal, is_read_only, step_refusal, step_rule, undo_refusal
from coding.review.gate import override_refusal, overrides_of
from coding.review.own_page import own_page_refusal
from coding.review.release import KEYS, Release
from coding.store.course import course_of
from coding.store.store_errors import GateHeldError, NotAllowedError, PageReadOnlyError, PageTakenError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.change import Change
    from coding.review.people import Person
    from coding.store.kept_history import Entry
    from coding.store.kept_reviews import Taken
    from db.shared.sql.engine import Connection, Cursor


def require_free(taken: Taken | None, person: Person) -> None:
    """Raise PageTakenError where somebody else is at the page."""
    if taken is not None and taken.who != person.id:
        raise PageTakenError(f"{taken.name}正在处理这份病案，没有写入：请等对方完成，或联系{taken.name}。")


def require_allowed(
    connection: Connection,
    page_id: int,
    person: Person,
    release: Release,
    asked: Change,
    state: PageState,
    undone: Entry | None,
    history: Callable[[], Sequence[Entry]],
) -> None:
    """Raise what the rules of the case life say against a Change as it was asked for, on a page in this state.

    ``undone``: the entry that it takes back. ``history`` reads the entries of the page, oldest first.
    """
    if asked.edits and (why := edit_refusal(state, person, two_stage=release.two_stage)):
        kind = PageReadOnlyError if is_read_only(state, two_stage=release.two_stage) else NotAllowedError
        raise kind(why)
    if asked.step is None:
        return
    if undone is not None and _takes_back(asked, undone, history):
        if why := undo_refusal(undone.change, person):
            raise NotAllowedError(why)
        return  # back to where it was: the gate has let it there before
    why = step_refusal(asked, person, two_stage=release.two_stage)
    if not why and asked.step.after is PageState.PASSED and release.two_stage and not release.one_person:
        standing = course_of(history()).standing
        why = own_page_refusal(standing, person.name, asked.step, two_stage=True, one_person=False)
    if why:
        raise NotAllowedError(why)
    _require_open_gate(connection, page_id, person, asked, release)


def _takes_back(asked: Change, undone: Entry, history: Callable[[], Sequence[Entry]]) -> bool:
    """Whether a Change is nothing but the entry taken back that was made last: anything else is asked as if it were
    new, or whoever names an entry would go past the table of steps and the gate.
    """
    back = undone.change.inverse()
    if asked.step != back.step or asked.edits != back.edits:
        return False
    undoable = course_of(history()).undoable
    return bool(undoable) and undoable[-1].id == undone.id


def _require_open_gate(connection: Connection, page_id: int, person: Person, asked: Change, release: Release) -> None:
    """Raise GateHeldError where something stands at the gate that is neither mended, answered nor passed over, and for
    a page that nobody has judged as it stands: what was not judged is not passed.
    """
    assert asked.step is not None
    rule = step_rule(asked.step.before, asked.step.after, two_stage=release.two_stage)
    if rule is None or not rule.has_gate:
        return
    if asked.edits:  # the page that was judged is the one before them
        raise GateHeldError("修改和放行要分开做，没有写入：请先保存修改，等质控结果出来后再放行。")
    state, held = connection.execute("SELECT state, held FROM pages WHERE id = ?", (page_id,)).fetchone()
    if not state:
        raise GateHeldError("这份病案还没有按现在的内容质控，不能放行：请稍候，等质控结果出来后再试。")
    if not held:
        return
    if not overrides_of(asked):
        raise GateHeldError(f"放行检查还有 {held} 条没有处理：请改正、答复或写明依据；有理由时由质控员越过。")
    if why := override_refusal(person, asked.reason):
        raise NotAllowedError(why)


def ask_release(connection: Connection) -> Cursor:
    """Ask for the settings at this moment: what another window has changed holds at once. See ``release_of``."""
    return connection.execute(f"SELECT key, value FROM settings WHERE key IN ({', '.join('?' for _ in KEYS)})", KEYS)


def release_of(asked: Cursor) -> Release:
    """How pages are released, as the settings say."""
    return Release.of(dict(asked.fetchall()))
