"""The worklist's model: the first window at once, then ids only; light rows read in blocks when one is looked at."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal

from coding.base.errors import CodingError
from coding.grouping.case import NOWHERE
from coding.page.altered import altered_names
from coding.page.step import PageState
from coding.review.people import Command
from coding.store.kept_knowledge import knowledge_part
from coding.store.page_marks import PageMark, open_marks, row_marks
from coding.store.store_errors import StoreAwayError
from ui.plain import plain_tip
from ui.theme.theme import SeverityStyle, severity_style
from ui.worklist.row_beside import RowBeside

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.store.store import Store, WorklistRow, WorklistWindow

Index = QModelIndex | QPersistentModelIndex

ROW_ROLE: Final = Qt.ItemDataRole.UserRole
ID_ROLE: Final = Qt.ItemDataRole.UserRole + 1
OLD_ROLE: Final = Qt.ItemDataRole.UserRole + 2
BESIDE_ROLE: Final = Qt.ItemDataRole.UserRole + 3
LEFT_ROLE: Final = Qt.ItemDataRole.UserRole + 4

_ROLES: Final = frozenset(
    {ROW_ROLE, OLD_ROLE, BESIDE_ROLE, LEFT_ROLE, Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}
)

NOTHING_BESIDE: Final = RowBeside()
LEFT_WORDS: Final = "已不符合筛选，重新筛选后不再列出"
#: Rows read at once around the one that is looked at, and how many stay in memory.
BLOCK: Final = 64
KEPT: Final = 4096
UNPROVED_STYLE: Final = SeverityStyle("warning", "evidence", PageMark.UNPROVED.label)
#: Marks that the row counts or spells already.
COUNTED: Final = (PageMark.ERROR, PageMark.WARNING, PageMark.UNGROUPED)
#: How the states look in which the page waits for somebody; while it is coded nothing is shown.
_UNDER_WAY: Final = {
    PageState.RETURNED: SeverityStyle("warning", "undo", PageState.RETURNED.label),
    PageState.WAITING: SeverityStyle("text_muted", "later", PageState.WAITING.label),
    PageState.SUBMITTED: SeverityStyle("info", "user", PageState.SUBMITTED.label),
}
#: So many rows that changed at once are not told one by one.
_MANY: Final = 1000
#: So many fields that were changed are named.
_MOST_NAMED: Final = 6
#: From here on a weight is a score of DIP.
_SCORES: Final = 100


class WorklistModel(QAbstractTableModel):
    """One column over the ids of the pages. ``ROW_ROLE`` gives the WorklistRow, ``ID_ROLE`` the id, ``OLD_ROLE``
    whether the verdict was given by another Knowledge (before an upgrade, say) than the one in force.

    ``stamp_in_force``: row → what the stamp of its verdict would say now, other stays of the person apart; "" where
    that is not known. ``beside``: rows → what they show beside; ``BESIDE_ROLE`` gives it. ``fits``: whether a row would
    be listed again; ``LEFT_ROLE`` gives True for one that would not, and stays until the list is another one.
    """

    failed = Signal(str)  # rows could not be read: why, in a Chinese sentence

    def __init__(
        self,
        store: Store,
        parent: Any = None,
        stamp_in_force: Callable[[WorklistRow], str] = lambda _row: "",
        beside: Callable[[Sequence[WorklistRow]], dict[int, RowBeside]] = lambda _rows: {},
        fits: Callable[[WorklistRow], bool] = lambda _row: True,
    ) -> None:
        super().__init__(parent)
        self._store = store
        self.sees_money = store.me.may(Command.SEE_MONEY)
        self._stamp_in_force = stamp_in_force
        self._fits = fits
        self._ids: Sequence[int] = []
        self._places: dict[int, int] = {}
        self._total = 0
        self._whole: Callable[[], Sequence[int]] | None = None  # gives the ids that are not known yet
        self._rows: OrderedDict[int, WorklistRow] = OrderedDict()
        self._outdated: set[int] = set()  # of these rows there are newer ones in the store
        self._ask_beside = beside
        self._beside: dict[int, RowBeside] = {}
        self._asked: set[int] = set()  # for which of the rows that are kept it was asked

    # -- what is shown

    @property
    def ids(self) -> Sequence[int]:
        """The ids in the order shown; those that are still on their way are fetched first."""
        if self._whole is not None:
            try:
                self.set_ids(self._whole())
            except CodingError as error:
                self.failed.emit(str(error))
        return self._ids

    @property
    def known_ids(self) -> Sequence[int]:
        """The ids in the order shown, as far as they are known."""
        return self._ids

    def id_at(self, place: int) -> int:
        """The page at a place of the list; one that is still on its way is fetched, with all others."""
        return self._ids[place] if place < len(self._ids) else self.ids[place]

    def show_window(self, window: WorklistWindow, whole: Callable[[], Sequence[int]]) -> None:
        """Show the first rows of a list at once; all its ids follow by ``set_ids``, or are fetched by ``whole``."""
        self.beginResetModel()
        self._keep(window.rows)
        self._ids = [row.id for row in window.rows]
        self._places = places_of(self._ids)
        self._total = window.total
        self._whole = whole if window.total > len(self._ids) else None
        self.endResetModel()

    def set_ids(self, ids: Sequence[int], places: dict[int, int] | None = None) -> None:
        """Show these pages in this order; rows that were read stay. ``places``: see ``places_of``."""
        # What is shown already is not shown anew: the list does not jump under the hand.
        goes_on = self._whole is not None and len(ids) == self._total and ids[: len(self._ids)] == self._ids
        if not goes_on:
            self.beginResetModel()
        self._ids = ids
        self._places = places_of(ids) if places is None else places
        self._total = len(ids)
        self._whole = None
        if not goes_on:
            self.endResetModel()
        else:
            self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, 0))

    def refresh(self, ids: Sequence[int]) -> None:
        """The rows of these pages have changed in the store."""
        if len(ids) > _MANY:
            self.forget()
            return
        self._outdated.update(self._rows.keys() & ids)
        for page_id in ids:
            self._asked.discard(page_id)
            place = self._places.get(page_id)
            if place is not None:
                index = self.index(place, 0)
                self.dataChanged.emit(index, index)

    def forget(self) -> None:
        """Read every row again when it is looked at."""
        self._outdated.update(self._rows)
        self._asked.clear()
        if self._total:
            self.dataChanged.emit(self.index(0, 0), self.index(self._total - 1, 0))

    def place(self, page_id: int) -> int | None:
        """The row at which a page stands; None when it is not shown, or not known to be yet."""
        return self._places.get(page_id)

    def row(self, place: int) -> WorklistRow | None:
        """The light row at a place; None when the page has gone from the store, or its id is still on its way."""
        if place >= len(self._ids):
            return None
        page_id = self._ids[place]
        if self._is_wanted(page_id):
            self._fetch(place)
        found = self._rows.get(page_id)
        if found is not None:
            self._rows.move_to_end(page_id)
        return found

    # -- QAbstractItemModel

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._total

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else 1

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return "病案" if orientation is Qt.Orientation.Horizontal else section + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= self._total:
            return None
        if role == ID_ROLE:
            return self._ids[index.row()] if index.row() < len(self._ids) else None
        if role not in (
            ROW_ROLE,
            OLD_ROLE,
            BESIDE_ROLE,
            LEFT_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
        ):
            return None
        row = self.row(index.row())
        if role == ROW_ROLE or row is None:
            return row
        if role == OLD_ROLE:
            return self._is_old(row)
        if role == LEFT_ROLE:
            return not self._fits(row)
        beside = self._beside_of(index.row(), row)
        if role == BESIDE_ROLE:
            return beside
        if role == Qt.ItemDataRole.ToolTipRole:
            altered = self._altered_words(row)
            told = _told(row, "\n", is_old=self._is_old(row), sees_money=self.sees_money, altered=altered)
            return plain_tip("\n".join((*self._left_words(row), told, *beside.words)))
        told = _told(row, "，", is_old=self._is_old(row), sees_money=self.sees_money)
        return "，".join((*self._left_words(row), told, *beside.words))

    def _left_words(self, row: WorklistRow) -> tuple[str, ...]:
        return () if self._fits(row) else (LEFT_WORDS,)

    def _altered_words(self, row: WorklistRow) -> str:
        """Which fields of a page were changed; read for the one page that is pointed at, never for the list."""
        if not row.altered:
            return ""
        try:
            names = altered_names(self._store.original(row.id), self._store.page(row.id))
        except CodingError:  # out of reach just now: the mark says that something was
            return ""
        more = f"等 {len(names)} 项" if len(names) > _MOST_NAMED else ""
        return "、".join(names[:_MOST_NAMED]) + more

    def _shown(self, row: WorklistRow) -> WorklistRow:
        """A row as the person at the store may see it: without the weight where that is hidden."""
        return row if self.sees_money else replace(row, weight=None, weight_moved=None, payment_moved=None)

    def _beside_of(self, place: int, row: WorklistRow) -> RowBeside:
        """What a row shows beside; asked for the rows around it that are known, all at once."""
        if row.id not in self._asked:
            start = place // BLOCK * BLOCK
            rows = [self._rows[i] for i in self._ids[start : start + BLOCK] if i in self._rows]
            try:
                found = self._ask_beside(rows)
            except StoreAwayError:  # what was known before goes on
                return self._beside.get(row.id, NOTHING_BESIDE)
            except CodingError as error:
                found = {}
                self.failed.emit(str(error))
            self._asked.update(one.id for one in rows)
            for one in rows:
                self._beside.pop(one.id, None)
            self._beside.update(found)
            if len(self._asked) > KEPT:
                self._asked = {one.id for one in rows}
        return self._beside.get(row.id, NOTHING_BESIDE)

    def _is_old(self, row: WorklistRow) -> bool:
        in_force = self._stamp_in_force(row)
        return bool(row.state and in_force) and knowledge_part(row.stamp) != in_force

    def _is_wanted(self, page_id: int) -> bool:
        return page_id not in self._rows or page_id in self._outdated

    def _keep(self, rows: Iterable[WorklistRow]) -> None:
        for row in rows:
            self._rows[row.id] = self._shown(row)
            self._outdated.discard(row.id)

    def _fetch(self, place: int) -> None:
        start = place // BLOCK * BLOCK
        wanted = [i for i in self._ids[start : start + BLOCK] if self._is_wanted(i)]
        try:
            rows = self._store.rows(wanted)
        except StoreAwayError:  # it is said over the areas; what was read before goes on
            return
        except CodingError as error:  # while painting nobody else could catch it
            self.failed.emit(str(error))
            return
        for page_id in wanted:
            self._rows.pop(page_id, None)
        self._keep(rows)
        while len(self._rows) > KEPT:
            self._rows.popitem(last=False)


def places_of(ids: Sequence[int]) -> dict[int, int]:
    """Where each page stands; made behind the window where the list is long."""
    return {page_id: place for place, page_id in enumerate(ids)}


def counts_text(row: WorklistRow, *, is_old: bool = False) -> str:
    """强制 2  提示 1, 依据未写, 未见问题, 待检查 …: the state in words, never clean while evidence is wanted. What an
    old verdict counted is not told as if it held.
    """
    if is_old:
        return "旧结论，待重查"
    parts = []
    if row.errors:
        parts.append(f"{severity_style('error').word} {row.errors}")
    if row.warnings:
        parts.append(f"{severity_style('warning').word} {row.warnings}")
    if not parts and row.unproved:
        return PageMark.UNPROVED.label
    return "  ".join(parts) or severity_style(row.state).word


def state_style(row: WorklistRow, *, is_old: bool = False) -> SeverityStyle:
    """How the state looks: as the worst finding, and never clean while the evidence for a moved weight is wanted."""
    if row.unproved and row.state == "clean" and not is_old:
        return UNPROVED_STYLE
    return severity_style("" if is_old else row.state)


def progress_style(row: WorklistRow, *, is_old: bool = False) -> SeverityStyle | None:
    """How the state of the work looks: green where it is done and nothing stands open; None while it is coded."""
    state = PageState(row.progress)
    if not state.is_done:
        return _UNDER_WAY.get(state)
    if is_old or not row.state:
        return SeverityStyle("not_judged", "done", state.label)
    marks = open_marks(row)
    if not marks:
        return SeverityStyle("clean", "done", state.label)
    words = "、".join(f"{mark.label} {row.errors}" if mark is PageMark.ERROR else mark.label for mark in marks)
    return SeverityStyle("error" if row.errors else "warning", "done_open", f"{state.label}，仍有{words}")


def group_text(row: WorklistRow) -> str:
    """The group as it is shown: its code, or why there is none."""
    if not row.state:
        return ""
    if not row.drg:
        return "未入组"
    return f"{row.drg} 未入组" if row.drg.startswith(NOWHERE) else row.drg


def weight_text(weight: float | None) -> str:
    """A relative weight with two decimals; a score of hundreds without those it has not; a dash where none is known."""
    if weight is None:
        return "—"
    return f"{weight:.2f}" if weight < _SCORES else f"{weight:.2f}".rstrip("0").rstrip(".")


def moved_words(row: WorklistRow) -> str:
    """By how much weight and payment are other ones than as read in, with their signs; "" where they are not."""
    weight = f"权重差 {signed(row.weight_moved)}" if row.weight_moved else ""
    payment = f"支付差 {signed(row.payment_moved, digits=0)} 元" if row.payment_moved else ""
    return "　".join(part for part in (weight, payment) if part)


def signed(number: float, *, digits: int = 2) -> str:
    """+0.85, −1,200: up and down alike with a sign."""
    return f"{number:+,.{digits}f}".replace("-", "−")


def _work_words(row: WorklistRow, *, is_old: bool) -> str:
    style = progress_style(row, is_old=is_old)
    return style.word if style is not None else PageState(row.progress).label


def _mark_words(mark: PageMark, altered: str) -> str:
    which = f"（{altered}）" if altered and mark is PageMark.ALTERED else ""
    return f"{mark.label}：{mark.meaning}{which}"


def _told(row: WorklistRow, separator: str, *, is_old: bool, sees_money: bool, altered: str = "") -> str:
    """``altered``: the fields that were changed, in words."""
    weight = f"　权重 {weight_text(row.weight)}" if sees_money else ""
    return separator.join(
        part
        for part in (
            f"{row.patient_name or '（无姓名）'}　病案号 {row.case_no or '（空）'}",
            f"出院 {row.discharge_date or '（空）'}　{row.dept}".rstrip(),
            row.principal or "（无主要诊断）",
            f"{group_text(row)}{weight}" if row.state else "",
            moved_words(row) if sees_money else "",
            f"{counts_text(row, is_old=is_old)}　{_work_words(row, is_old=is_old)}",
            *(_mark_words(mark, altered) for mark in row_marks(row) if mark not in COUNTED and not is_old),
        )
        if part
    )
