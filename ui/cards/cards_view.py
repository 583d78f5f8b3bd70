"""卡片: what is known of a code or a group, with links from one to the next, read by keyboard beside the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut, QTextCursor, QTextDocument
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QStackedWidget, QToolButton, QVBoxLayout, QWidget
from shiboken6 import isValid

from coding.base.errors import CodingError
from coding.codes.entry import CodeKind
from coding.work.card_of_code import code_card, prepare_cards
from coding.work.card_of_group import GroupOverview, group_overview
from coding.work.own_use import OwnCases, OwnUse, own_cases, own_use
from ui.cards.card_key import CardKey, CardKind, CardList
from ui.cards.card_text import CardText, side_by_side
from ui.cards.code_html import code_columns, code_head
from ui.cards.group_html import group_columns, group_head
from ui.cards.listed_cards import ListedCards
from ui.cards.looking_up import looked_up
from ui.cards.own_html import own_cases_part, own_use_part
from ui.cards.visits import Visits
from ui.panel_view import PanelView
from ui.plain import PlainLabel, RichBrowser, plain_tip
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QResizeEvent, QShowEvent

    from coding.codes.code_tables import CodeTables
    from coding.knowledge.knowledge import Knowledge
    from coding.work.card_of_code import CodeCard
    from ui.cards.card_key import Target
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

#: Widths from which on a card stands in two and in three columns.
_TWO, _THREE = 560, 900
#: Own figures that are remembered.
_MOST_OWN: Final = 50
_NOTHING: Final = (
    "光标在编码或名称上时按 Shift+F1 打开它的卡片；也可以在上面输入编码、名称、病组后按 Enter。"
    "卡片中 Tab 到下一个链接，Enter 打开，Alt+← 后退，Alt+→ 前进，Esc 回到原处。"
)
_LOADING: Final = "正在载入…"
_COUNTING: Final = "正在统计本院病案…"


class CardsView(PanelView):
    """The card in sight, the line to look one up, and the way back to where she was."""

    def __init__(self, session: Session, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._runner = runner
        self._visits = Visits()
        self._text = CardText()
        self._own: dict[CardKey, OwnUse | OwnCases | str] = {}
        self._task: Task[OwnUse | OwnCases] | None = None
        self._came_from: QWidget | None = None
        self._shown_by: tuple[Knowledge | None, int | None] = (None, None)  # what the card in sight was made by
        self._facts: CodeCard | GroupOverview | None = None
        self._columns = 0
        self._ready_for: CodeTables | None = None
        self._is_preparing = False
        self._build()
        for told in (session.worklist_changed, session.changed):
            told.connect(lambda *_: self._forget_own())
        self._show()

    def _build(self) -> None:
        self.typed = QLineEdit(self)
        self.typed.setPlaceholderText("编码、名称、病组，Enter 打开卡片")
        self.typed.setAccessibleName("查找编码或病组的卡片")
        self.typed.setClearButtonEnabled(True)
        self.typed.returnPressed.connect(self._look_up)
        self.back = self._button("←", "后退（Alt+←）", self.go_back)
        self.forward = self._button("→", "前进（Alt+→）", self.go_forward)
        self.copy = self._button("复制", "复制这张卡片的文字", self.copy_card)
        self.print = self._button("打印", "打印这张卡片…（Ctrl+P）", self.print_paper)
        self.browser = RichBrowser()
        self.browser.setAccessibleName("卡片")
        self.browser.document().setDocumentMargin(MEDIUM)
        self.browser.anchorClicked.connect(self._follow)
        self.listed = ListedCards(self)
        self.listed.wanted.connect(self.open)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.browser)
        self.stack.addWidget(self.listed)
        self.busy = PlainLabel(self)
        self.busy.setProperty("role", "muted")
        self.busy.setContentsMargins(MEDIUM, 0, MEDIUM, SMALL)
        self.busy.hide()
        line = QHBoxLayout()
        line.setContentsMargins(SMALL, SMALL, SMALL, SMALL)
        line.setSpacing(SMALL)
        for widget in (self.back, self.forward):
            line.addWidget(widget)
        line.addWidget(self.typed, 1)
        for widget in (self.copy, self.print):
            line.addWidget(widget)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addLayout(line)
        box.addWidget(self.stack, 1)
        box.addWidget(self.busy)
        for keys, do in (("Alt+Left", self.go_back), ("Alt+Right", self.go_forward)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(do)

    def _button(self, words: str, name: str, do: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(words)
        button.setToolTip(plain_tip(name))
        button.setAccessibleName(name)
        button.setAutoRaise(True)
        button.clicked.connect(lambda: do())
        return button

    # -- what the window tells

    def refresh(self) -> None:
        """Another page is in work, or another Knowledge holds for it; a card that rests on neither stays."""
        if not self.isVisible() or not self._is_outdated():
            return
        address = self._address()
        self._remember()
        self._show()
        if address:
            self._select(address)

    def _is_outdated(self) -> bool:
        """Whether the card in sight would be another one now: of which edition a code is, the page says."""
        by, page_id = self._shown_by
        is_of_code = self.key is not None and self.key.kind is not CardKind.GROUP
        return self._knowledge is not by or (is_of_code and self.session.page_id != page_id)

    def focus_widget(self) -> QWidget:
        """The card, the list, or the line to look one up while there is none."""
        if self._visits.now is None:
            return self.typed
        return self.listed.lines if self.stack.currentWidget() is self.listed else self.browser

    def come_from(self, widget: QWidget | None) -> None:
        """Where the focus goes back to by Esc."""
        if widget is not None and not self.isAncestorOf(widget):
            self._came_from = widget

    # -- going about

    @property
    def target(self) -> Target | None:
        """What is looked at: a card or a list; None before the first."""
        return self._visits.now.target if self._visits.now is not None else None

    @property
    def key(self) -> CardKey | None:
        """Of what the card in sight is; None where none is in sight."""
        return self.target if isinstance(self.target, CardKey) else None

    @property
    def is_complete(self) -> bool:
        """Whether all that will be on the card is on it."""
        return self.key is None or (self._facts is not None and self.key in self._own)

    def open(self, target: Target) -> None:
        """Show a card or a list."""
        had_focus = self._has_focus()
        self._remember()
        self._visits.go(target)
        self._show()
        if had_focus:
            self.take_focus()

    def go_back(self) -> None:
        """The card before."""
        self._move(self._visits.back)

    def go_forward(self) -> None:
        """The card that she went back from."""
        self._move(self._visits.forward)

    def named_code(self) -> CardKey | None:
        """The card of the link that has the focus, or of the line that is chosen."""
        if self.stack.currentWidget() is self.listed:
            return self.listed.named_code()
        found = self._text.target(self._address())
        return found if isinstance(found, CardKey) else None

    def event(self, event: QEvent) -> bool:
        """Esc is for the cards, before it is for what they stand in: it leads back to where she was."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_escape(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if _is_escape(event):
            self.leave()
            return
        super().keyPressEvent(event)

    def leave(self) -> None:
        """Put the cards away, and back to where she was when she asked for them."""
        back = self._came_from
        if self._has_focus():
            self.action_wanted.emit("drawer")  # which closes it
        if back is not None and isValid(back) and back.isVisible() and back.isEnabled():
            back.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.left_empty.emit()

    def _move(self, step: Callable[[], None]) -> None:
        had_focus = self._has_focus()
        self._remember()
        step()
        self._show()
        if had_focus:
            self.take_focus()

    def _has_focus(self) -> bool:
        focus = QApplication.focusWidget()
        return focus is not None and (focus is self or self.isAncestorOf(focus))

    def _remember(self) -> None:
        if (now := self._visits.now) is not None:
            now.scrolled = self.browser.verticalScrollBar().value()
            now.chosen = max(0, self.listed.lines.currentIndex().row())

    def _follow(self, address: QUrl) -> None:
        if (target := self._text.target(address.toString())) is not None:
            self.open(target)

    def _look_up(self) -> None:
        knowledge = self._knowledge
        if knowledge is None or not self.typed.text().strip():
            return
        found = looked_up(self.typed.text(), knowledge, is_search_ready=self.session.is_search_ready)
        if found is None:
            self._tell(f"没有找到“{self.typed.text().strip()}”：请换一个编码或名称。")
            return
        self.open(found)

    # -- what is shown

    @property
    def _knowledge(self) -> Knowledge | None:
        return self.session.held_knowledge

    def _show(self) -> None:
        self._stop_counting()
        self._tell("")
        self.back.setEnabled(self._visits.can_go_back)
        self.forward.setEnabled(self._visits.can_go_forward)
        for button in (self.copy, self.print):
            button.setEnabled(self._visits.now is not None)
        self._shown_by = self._knowledge, self.session.page_id
        if self._prepare():
            return
        self._facts = self._known()
        now = self._visits.now
        if now is not None and isinstance(now.target, CardList):
            self.listed.show_list(now.target.title, now.target.rows(), now.chosen)
            self.stack.setCurrentWidget(self.listed)
            return
        self.stack.setCurrentWidget(self.browser)
        self._write()
        if now is not None:
            self.browser.verticalScrollBar().setValue(now.scrolled)
        self._count()

    def _prepare(self) -> bool:
        """Before the first card its tables are read behind the window; True while that goes on."""
        key, knowledge = self.key, self._knowledge
        if key is None or knowledge is None or key.kind is CardKind.GROUP or knowledge.codes is self._ready_for:
            return False

        def ready() -> None:
            self._is_preparing = False  # first: by now it may be others that have to be read
            self._ready_for = knowledge.codes
            if isValid(self.browser) and self.isVisible():
                self._show()

        self._facts = None
        self.stack.setCurrentWidget(self.browser)
        self._write()
        if not self._is_preparing:
            self._is_preparing = True
            self._runner.run(
                "准备编码卡片", lambda _task: prepare_cards(knowledge), lambda _: ready(), self._not_prepared
            )
        return True

    def _not_prepared(self, error: Exception) -> None:
        self._is_preparing = False
        if isValid(self.browser):
            self._tell(in_words(error))

    def _write(self) -> None:
        """Set the text of the card anew: it, its width or the figures of the own pages are other ones."""
        self._columns = self._room()
        self._text = CardText()
        self.browser.setHtml(self._html(self._text))
        self.browser.setAccessibleDescription(self.key.code if self.key else "")

    def _html(self, text: CardText, columns: int | None = None) -> str:
        key, knowledge = self.key, self._knowledge
        if key is None:
            return text.part("", [text.muted(_NOTHING)])
        if knowledge is None or self._facts is None:
            return text.part("", [text.muted(_LOADING)])
        wide = self._columns if columns is None else columns
        facts = self._facts
        if isinstance(facts, GroupOverview):
            own = self._own_parts(key, text, facts.words.group)
            return side_by_side(group_head(facts, text), [*group_columns(facts, knowledge.codes, text), own], wide)
        columns_of_code = code_columns(facts, knowledge, self._own_parts(key, text, ""), text)
        return side_by_side(code_head(facts, text), columns_of_code, wide)

    def _known(self) -> CodeCard | GroupOverview | None:
        """What is known of the card in sight without the store; None while nothing can be known."""
        key, knowledge = self.key, self._knowledge
        if key is None or knowledge is None:
            return None
        if key.kind is CardKind.GROUP:
            return group_overview(key.code, knowledge, money=self.session.sees_money)
        return code_card(key.code, CodeKind(key.kind.value), knowledge, self.session.page)

    def _own_parts(self, key: CardKey, text: CardText, word: str) -> list[str]:
        own = self._own.get(key)
        if own is None:
            return [text.part("本院", [text.muted(_COUNTING)])]
        if isinstance(own, str):
            return [text.part("本院", [text.muted(own)])]
        if isinstance(own, OwnUse):
            return [own_use_part(own, CodeKind(key.kind.value), text)]
        price = self._knowledge.tariff.price(key.code) if self._knowledge and self.session.sees_money else None
        return own_cases_part(own, word, price, text)

    def _room(self) -> int:
        width = self.browser.viewport().width()
        return 1 + (width >= _TWO) + (width >= _THREE)

    # -- the own pages

    def _count(self) -> None:
        key, knowledge = self.key, self._knowledge
        is_counting = self._task is not None
        if key is None or knowledge is None or key in self._own or is_counting or not self.isVisible():
            return
        store, today = self.session.store, self.session.clock().date()

        def work(task: Task[OwnUse | OwnCases]) -> OwnUse | OwnCases:
            def step(done: int, total: int) -> None:
                task.report(done, total)

            if key.kind is CardKind.GROUP:
                return own_cases(store, key.code, knowledge, today, step)
            return own_use(store, key.code, CodeKind(key.kind.value), today, step)

        self._tell(_COUNTING)
        self._task = self._runner.run(
            f"统计本院的 {key.code}",
            work,
            lambda found: self._counted(key, found),
            lambda error: self._counted(key, str(error) if isinstance(error, CodingError) else "没有统计出来。"),
            lambda done, total, _: self._tell(f"{_COUNTING} {done:,} / {total:,}"),
        )

    def _forget_own(self) -> None:
        """Pages came, went or were changed: a count that runs begins anew, another when it is written next."""
        self._own.clear()
        if self._task is not None:
            self._stop_counting()
            self._count()

    def _stop_counting(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _counted(self, key: CardKey, found: OwnUse | OwnCases | str) -> None:
        self._task = None
        if len(self._own) >= _MOST_OWN:
            self._own.clear()
        self._own[key] = found
        if key == self.key and isValid(self.browser):
            self._tell("")
            self._write_in_place()

    def _write_in_place(self) -> None:
        """The same card with more on it: neither the link in focus nor what is in sight moves."""
        scrolled, address = self.browser.verticalScrollBar().value(), self._address()
        self._write()
        if address:
            self._select(address)
        self.browser.verticalScrollBar().setValue(scrolled)
        self._count()

    def _address(self) -> str:
        """That of the link in focus; "" where none has it."""
        cursor = self.browser.textCursor()
        return cursor.charFormat().anchorHref() if cursor.hasSelection() else ""

    def _select(self, address: str) -> None:
        """Put the focus on a link of the text that was set anew."""
        block = self.browser.document().begin()
        while block.isValid():
            pieces = block.begin()
            while not pieces.atEnd():
                piece = pieces.fragment()
                if piece.charFormat().anchorHref() == address:
                    cursor = self.browser.textCursor()
                    cursor.setPosition(piece.position())
                    cursor.setPosition(piece.position() + piece.length(), QTextCursor.MoveMode.KeepAnchor)
                    self.browser.setTextCursor(cursor)
                    return
                pieces += 1
            block = block.next()

    def _tell(self, sentence: str) -> None:
        self.busy.setText(sentence)
        self.busy.setVisible(bool(sentence))

    # -- out of the window

    def copy_card(self) -> None:
        """The words of the card, or the lines of the list, into the clipboard."""
        if self.stack.currentWidget() is self.listed:
            words = "\n".join("\t".join((row.code, row.name, row.note)) for row in self.listed.model.shown)
        else:
            words = self.browser.toPlainText()
        QApplication.clipboard().setText(words)

    def paper(self) -> QTextDocument:
        """The card as it is printed: dark on white, one column below the other."""
        document = QTextDocument()
        if self.stack.currentWidget() is self.listed:
            text = CardText(is_paper=True)
            lines = [text.plain("　".join(filter(None, (r.code, r.name, r.note)))) for r in self.listed.model.shown]
            document.setHtml(text.part(self.listed.title.text(), lines))
        else:
            document.setHtml(self._html(CardText(is_paper=True), 1))
        return document

    def print_paper(self) -> None:
        """Show the card as it is printed."""
        from ui.printing.jobs import card_job  # papers are no part of looking a card up
        from ui.printing.print_dialog import show_print

        if self._visits.now is not None:
            name = self.key.code if self.key is not None else self.listed.title.text()
            title = f"{'病组卡' if self._is_of_group() else '编码卡'} {name}"
            show_print(self.session, card_job(self.session, title, self.paper), self.window())

    def _is_of_group(self) -> bool:
        return self.key is not None and self.key.kind is CardKind.GROUP

    # -- Qt

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_outdated() or self._facts is None:
            self._show()
        else:
            self._count()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.key is not None and self._room() != self._columns:
            self._write_in_place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange and hasattr(self, "busy"):
            self._write_in_place()


def _is_escape(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Escape and event.modifiers() == Qt.KeyboardModifier.NoModifier
