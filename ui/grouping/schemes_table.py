"""The group of the page in work under several schemes at once: the one in force first, then those of the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from coding.grouping.page_case import case_of
from coding.grouping.undivided import undivided_line
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM, SMALL
from ui.unexpected import in_words
from ui.wording import finding_words as words

if TYPE_CHECKING:
    from PySide6.QtGui import QShowEvent

    from coding.knowledge.knowledge import Knowledge
    from coding.payment.comparison import PricedScheme
    from coding.work.comparing import Listed
    from ui.session import Session
    from ui.tasks import TaskRunner

_HEADERS = ("分组方案", "病组", "病组名称", "权重")
_WIDTHS = (300, 84, 0, 84)
_WEIGHT = 3


class SchemesTable(QWidget):
    """Filled when it is looked at; packs are loaded behind the window, once for a list.

    ``compare_wanted``: the person wants to choose schemes and compare all pages under them.
    """

    compare_wanted = Signal()

    def __init__(self, session: Session, runner: TaskRunner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session = session
        self._runner = runner
        self._dirty = True
        self._loaded: list[Listed] | None = None
        self._plans: list[PricedScheme] = []
        self.table = ReadTable(_HEADERS, _WIDTHS, self, (_WEIGHT,))
        self.table.setColumnHidden(_WEIGHT, not session.sees_money)
        self.table.setAccessibleName("各方案下的病组")
        self.note = PlainLabel(self)
        self.note.setWordWrap(True)
        self.note.setProperty("role", "muted")
        self.note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.note.setContentsMargins(MEDIUM, SMALL, MEDIUM, SMALL)
        #: Where the group is not divided by complications here, and is elsewhere.
        self.undivided = PlainLabel(self)
        self.undivided.setWordWrap(True)
        self.undivided.setContentsMargins(MEDIUM, SMALL, MEDIUM, 0)
        self.undivided.hide()
        self.choose = QPushButton("选择方案、比较全部病案…", self)
        self.choose.clicked.connect(lambda: self.compare_wanted.emit())
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.table, 1)
        box.addWidget(self.undivided)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, MEDIUM, 0)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.choose)
        box.addLayout(foot)
        self._quiet = QTimer(self, singleShot=True, interval=150)
        self._quiet.timeout.connect(self.make)

    def refresh(self) -> None:
        """The page, the scheme or the list is another one."""
        self._dirty = True
        if self.isVisible():
            self._quiet.start()

    def start_over(self) -> None:
        """Another page: the groups of the last one go at once."""
        self.table.fill([])

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._dirty:
            self.make()

    def make(self) -> None:
        """Group the page under every scheme; schemes that are not loaded yet follow."""
        self._dirty = False
        page, knowledge = self.session.page, self.session.held_knowledge
        if page is None or knowledge is None:
            self.table.fill([])
            return
        case = case_of(page, knowledge.codes)
        rows, tips, lines = [], [], []
        first = knowledge.scheme.group(case)
        for title, plan in self._titled_plans(knowledge):
            grouping = plan.scheme.group(case)
            price = plan.tariff.price(grouping.drg) if plan.tariff else None
            name = grouping.name if grouping.is_grouped else grouping.status.value
            rows.append((title, grouping.drg, name, words.weight(price) if price else words.UNKNOWN))
            tips.append(f"{title}\n{words.group_title(grouping)}")
            lines.append(undivided_line(knowledge.scheme, first, plan.scheme, grouping))
        self.table.fill(rows, tips)
        self.undivided.setText("\n".join(filter(None, lines)))
        self.undivided.setVisible(any(lines))
        self._load_missing()

    def _titled_plans(self, knowledge: Knowledge) -> list[tuple[str, PricedScheme]]:
        """What holds for the page first, then what the shelf has for other days of discharge, then the list."""
        from coding.work.comparing import held_schemes, plan_in_force

        plan = plan_in_force(knowledge)
        held = [(one, plan_in_force(one.knowledge)) for one in held_schemes(self.session.knowledge or knowledge)]
        return [
            (f"现用：{plan.title}", plan),
            *((f"{one.days}：{other.title}", other) for one, other in held if other.scheme is not plan.scheme),
            *((other.title, other) for other in self._plans),
        ]

    def _load_missing(self) -> None:
        from coding.work.comparing import listed_schemes, load_plans

        listed = listed_schemes(self.session.store)
        if listed == self._loaded:
            return
        self._loaded = listed
        if not listed:
            self.note.setText("还没有选择用来比较的方案。")
            if self._plans:  # the last one was taken off the list: its line goes too
                self._plans = []
                self.make()
            return
        self.note.setText("正在载入方案…")
        self._runner.run(
            "载入比较用的方案",
            lambda _task: load_plans(listed),
            on_result=self._use,
            on_error=lambda error: self.note.setText(in_words(error)),
        )

    def _use(self, loaded: tuple[list[tuple[Listed, PricedScheme]], list[str]]) -> None:
        plans, refused = loaded
        self._plans = [plan for _, plan in plans]
        self.note.setText("\n".join(refused) or "权重来自各方案自己的权重表；不同方案的权重不能直接相比。")
        self.make()
