"""编码建议: candidates for the rows of the page and for words that she types, each with before → after."""

from __future__ import annotations

from collections import deque
from html import escape
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, QModelIndex, Qt, QTimer
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QListView,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.page.fields import ROW_ATTRIBUTES
from coding.page.rows import row_label
from coding.suggest.choosing import offers
from coding.suggest.suggestion import Cause, Suggestion
from ui.action_spec import ActionSpec
from ui.panels.from_search import as_suggestions
from ui.panels.panel import Panel, PanelView, Picture
from ui.panels.reason import accept_change
from ui.panels.shift_text import shift_html
from ui.panels.suggestion_keys import CodeSearchBox, SuggestionView
from ui.panels.suggestion_list import Head, SuggestionDelegate, SuggestionModel, head_height, row_height
from ui.plain import RichLabel
from ui.theme.spacing import MEDIUM, SMALL, TINY
from ui.wording.word_diff import diff_html

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from coding.examine.preview import Shift
    from coding.page.finding import Place
    from ui.page_changes import What
    from ui.session import Session

_TOP = 5
_TOP_SEARCH = 12
#: Milliseconds of quiet before suggestions are made anew, and before typed words are searched.
_QUIET = 250
_PAUSE = 120
_KINDS = {"diagnosis": CodeKind.DIAGNOSIS, "procedure": CodeKind.PROCEDURE}


class SuggestionsPanel(PanelView):
    """Enter accepts the chosen suggestion. Rows and previews are worked off one by one, between two keys."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._group, self._index = "diagnosis", 0
        self._rows: deque[tuple[str, int]] = deque()
        self._previews: deque[int] = deque()
        self._found: list[Head | Suggestion] = []
        self._own: list[Head | Suggestion] = []
        self._keep: tuple[str, int, str] | None = None
        self._shift: Shift | None = None
        self._is_waiting = True
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._scroll)
        self._build()
        self._quiet = QTimer(self, singleShot=True, interval=_QUIET)
        self._quiet.timeout.connect(self._start)
        self._tick = QTimer(self, interval=0)
        self._tick.timeout.connect(self._work)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(self._show_lines)
        session.search_ready.connect(self.refresh)
        session.changed.connect(self._changed)

    def _build(self) -> None:
        self.search = CodeSearchBox(self)
        self.search.setPlaceholderText("检索编码：名称、缩写或编码")
        self.search.setAccessibleName("检索编码")
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(lambda _: self._pause.start())
        self.search.textChanged.connect(lambda text: None if text else self._pause.start())
        self.search.down.connect(self.focus_list)
        self.kind = QComboBox(self)
        self.kind.addItem("诊断", "diagnosis")
        self.kind.addItem("手术", "procedure")
        self.kind.setAccessibleName("检索诊断编码还是手术操作编码")
        self.kind.currentIndexChanged.connect(lambda _: self._show_lines())
        self.model = SuggestionModel(sees_money=self.session.sees_money)
        self.list = SuggestionView(self)
        self.list.setModel(self.model)
        self.list.setItemDelegate(SuggestionDelegate(self.list))
        self.list.setAccessibleName("编码建议")
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.accepted_on.connect(lambda _: self.accept())
        self.list.selectionModel().currentChanged.connect(lambda now, _before: self._chosen(now))
        self.text = RichLabel()
        self.text.setWordWrap(True)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.button = QPushButton("采纳（Enter）")
        self.button.setProperty("kind", "primary")
        self.button.clicked.connect(self.accept)
        inner = QWidget()
        inner_box = QVBoxLayout(inner)
        inner_box.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        inner_box.setSpacing(SMALL)
        inner_box.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        inner_box.addWidget(self.text)
        inner_box.addStretch(1)
        self.detail = QScrollArea(self)
        self.detail.setWidgetResizable(True)
        self.detail.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.detail.setWidget(inner)
        self.detail.setAccessibleName("所选建议的依据")
        self.detail.hide()  # it stands in the section 依据
        self.above = QWidget(self)
        above = QHBoxLayout(self.above)
        above.setContentsMargins(0, TINY, 0, TINY)
        above.setSpacing(SMALL)
        above.addWidget(self.search, 1)
        above.addWidget(self.kind)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.list, 1)

    # -- the outside

    def refresh(self) -> None:
        """The page or the Knowledge is another one: make suggestions anew when it is quiet."""
        self._tick.stop()
        self._is_waiting = True
        self._quiet.start()

    def start_over(self) -> None:
        """Another page: nothing of the last one stays, neither on the screen nor under way."""
        self._group, self._index = "diagnosis", 0
        self._own, self._found = [], []
        self._rows.clear()
        self._previews.clear()
        self.search.clear()
        self._pause.stop()
        self.refresh()
        self._show_lines()
        self.counted.emit(0)

    def _changed(self, what: What) -> None:
        """Where rows came, went or moved, the row that she searched for is another one."""
        if what.rows:
            self._leave_search()

    def _leave_search(self) -> None:
        """What was searched for was meant for another row: the box empties, and nothing that was found can be taken."""
        if self.search.text():
            self.search.clear()
            self._pause.stop()
            self._show_lines()

    def set_place(self, place: Place) -> None:
        """She is at this place of the form: choose the suggestions of its row."""
        found = ROW_ATTRIBUTES.get(place.field)
        if found is None or found[0] not in _KINDS:
            return
        here = (found[0], place.index or 0)
        is_other = here != (self._group, self._index)
        self._group, self._index = here
        self.kind.blockSignals(True)
        self.kind.setCurrentIndex(self.kind.findData(self._group))
        self.kind.blockSignals(False)
        if is_other:
            self._leave_search()
        row = self.model.row_of(self._group, self._index)
        if row >= 0 and not self.search.text():
            self._choose(row)

    def take_focus(self) -> None:
        """The list where there is one, else the box in which she searches."""
        if self.model.first_suggestion() >= 0:
            self.focus_list()
        else:
            self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_widget(self) -> QWidget:
        """The suggestions."""
        return self.list

    def wanted_height(self) -> int:
        """All lines."""
        if not self.model.lines:
            return 0
        return self.model.height(row_height(), head_height()) + 2 * self.list.frameWidth()

    def head_widget(self) -> QWidget:
        """The box in which she searches."""
        return self.above

    def details(self) -> tuple[QScrollArea, ...]:
        """What explains the chosen suggestion."""
        return (self.detail,)

    def focus_list(self) -> None:
        """Put the focus on the suggestions; those for the words before are not them."""
        if self._pause.isActive():
            self._pause.stop()
            self._show_lines()
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.explained.emit(self.detail)
        self._later.start()
        if not self.list.currentIndex().isValid():
            self._choose(self.model.first_suggestion())

    def accept(self) -> None:
        """Accept the chosen suggestion."""
        suggestion = self.current
        if suggestion is None or self._shift is None:
            return
        match = suggestion.match
        why = f"{suggestion.cause}：{match.code} {match.name}（{match.reason}，{match.score:.0f}分）"
        self.search.clear()
        accept_change(self.session, self._shift, why, self)

    @property
    def current(self) -> Suggestion | None:
        """The chosen suggestion."""
        return self.model.suggestion(self.list.currentIndex().row())

    # -- making suggestions, row by row

    def _start(self) -> None:
        page = self.session.page
        self._rows.clear()
        self._found = []
        self._previews.clear()
        if page is not None and self.session.knowledge is not None and self.session.is_search_ready:
            for group in _KINDS:
                self._rows.extend((group, index) for index in range(len(page.rows(group))))
        if self._rows:
            self._tick.start()
        else:
            self._take_over()

    def _work(self) -> None:
        if self._rows:
            self._propose(*self._rows.popleft())
            if not self._rows:
                self._take_over()
        elif self._previews and self.isVisible():
            self._preview(self._previews.popleft())
        else:
            self._tick.stop()

    def _take_over(self) -> None:
        self._own = self._found
        self._is_waiting = False
        self.counted.emit(sum(isinstance(line, Head) for line in self._own))
        self._show_lines()
        # F8 may have come before there was a list to go to.
        if self.search.hasFocus() and not self.search.text() and self.model.first_suggestion() >= 0:
            self.focus_list()

    def _propose(self, group: str, index: int) -> None:
        from coding.suggest.propose import propose  # no part of the start

        page, knowledge = self.session.page, self.session.held_knowledge
        assert page is not None
        assert knowledge is not None
        # a row that needs nothing gets nothing: what is merely like it would only lead astray
        proposed = [s for s in propose(page, knowledge.lookup, (group, index), _TOP) if s.cause is not Cause.LOOKED_UP]
        if not proposed:
            return
        self._found.append(Head(row_label(group, index), _row_words(page.rows(group)[index]), proposed[0].cause))
        self._found.extend(proposed)

    def _preview(self, row: int) -> None:
        suggestion = self.model.suggestion(row)
        if suggestion is None or row in self.model.shifts:
            return
        try:
            shift = self.session.preview(suggestion.change)
        except CodingError:  # made for a state of the page that is gone; a new list is on its way
            return
        self.model.put_shift(row, shift)
        if row == self.list.currentIndex().row():
            self._show_detail(self.list.currentIndex())

    # -- showing

    def _show_lines(self) -> None:
        chosen = self.current
        keep = (chosen.group, chosen.index, chosen.match.code) if chosen else (self._group, self._index, "")
        self.model.show(self._searched() if self.search.text().strip() else self._own)
        self.list.setVisible(bool(self.model.lines))
        self.told.emit("" if self.model.lines else self._none_words())
        self.resized.emit()
        row = self.model.row_of(*keep)
        self._choose(row if row >= 0 else self.model.first_suggestion())
        self._previews = deque(range(len(self.model.lines)))
        self._tick.start()

    def _none_words(self) -> str:
        """Why the list is empty: what has not been looked at yet is not what needs nothing."""
        if self.session.page is not None and not self.session.is_search_ready:
            return "检索就绪后给出"
        if self.search.text():
            return "没有找到：换几个字"
        return "正在查找…" if self._is_waiting else "无需建议"

    def _searched(self) -> list[Head | Suggestion]:
        page, knowledge = self.session.page, self.session.held_knowledge
        if page is None or knowledge is None or not self.session.is_search_ready:
            return []
        group = self.kind.currentData()
        index = self._index if group == self._group else len(page.rows(group))
        there = index < len(page.rows(group))
        named = str(getattr(page.rows(group)[index], "name", "")) if there else ""
        found = offers(knowledge.lookup, _KINDS[group], self.search.text().strip(), named, _TOP_SEARCH)
        if not found:
            return []
        title = row_label(group, index) if there else f"新增{row_label(group, len(page.rows(group)))}"
        words = _row_words(page.rows(group)[index]) if there else ""
        return [
            Head(title, words, Cause.SEARCHED),
            *as_suggestions(page, group, index, [offer.match for offer in found]),
        ]

    def _choose(self, row: int) -> None:
        if row >= 0:
            self.list.setCurrentIndex(self.model.index(row))
            self._later.start()  # when the list has its size
        else:
            self._show_detail(QModelIndex())

    def _scroll(self) -> None:
        row = self.list.currentIndex().row()
        if row > 0 and self.model.suggestion(row - 1) is None:
            self.list.scrollTo(self.model.index(row - 1))  # its head should be seen too
        self.list.scrollTo(self.list.currentIndex())

    def _chosen(self, index: QModelIndex) -> None:
        self._show_detail(index)
        if self.list.hasFocus():
            self.explained.emit(self.detail)

    def _show_detail(self, index: QModelIndex) -> None:
        suggestion = self.model.suggestion(index.row()) if index.isValid() else None
        self._shift = None
        if suggestion is None or self.session.page is None:
            self.text.clear()
            self.button.hide()
            return
        try:
            self._shift = self.model.shifts.get(index.row()) or self.session.preview(suggestion.change)
        except CodingError:
            self.refresh()
            return
        match = suggestion.match
        told = escape(suggestion.change.describe()).replace("；", "<br>")
        told += f"<br>{escape(str(suggestion.cause))}：{escape(match.reason)}，{match.score:.0f}分"
        rows = self.session.page.rows(suggestion.group)
        words = getattr(rows[suggestion.index], "name", "") if suggestion.index < len(rows) else ""
        if words and words != match.name:
            told = f"原词与名称对照：{diff_html(words, match.name)}<br>{told}"
        self.text.setText(
            f"{shift_html(self._shift, money=self.session.sees_money)}<p style='margin:4px 0 0 0'>{told}</p>"
        )
        self.button.show()
        self.resized.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()
        if self._previews:
            self._tick.start()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            # Later: Qt is walking over the widgets that this replaces.
            QTimer.singleShot(0, self, lambda: self._show_detail(self.list.currentIndex()))


def _row_words(row: object) -> str:
    return f"{getattr(row, 'name', '')} {getattr(row, 'code', '')}".strip()


SUGGESTIONS_PANEL: Final = Panel(
    "suggestions",
    "建议",
    lambda place: SuggestionsPanel(place.session),
    actions=(
        ActionSpec(
            "suggestions",
            "编码建议",
            "病案",
            ("F8",),
            icon="suggestion",
            toolbar=True,
            needs_page=True,
            short="编码建议",
        ),
        ActionSpec("accept", "采纳所选建议", "", ("Return",), handled=False),
    ),
    pictures=(
        Picture(
            "suggestions",
            lambda _row, page: bool(page.text("principal_dx_name")) and not page.text("principal_dx_code"),
            section=2,
            is_ready=lambda view: view.current is not None,
            settle=600,  # a preview for every line
        ),
    ),
    least=60,
    share=55,
)
