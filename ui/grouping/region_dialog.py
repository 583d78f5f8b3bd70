"""A region's scheme out of the list that its insurer publishes, question by question; nothing typed is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.codes.code_tables import CodeTables
from coding.codes.entry import CodeKind
from coding.codes.library import embedded_library
from coding.work.region_draft import begin_draft, draft_place, drafted, end_draft, keep_typed, unread_in
from coding.work.region_files import reopened, save_pack
from coding.work.region_lists import ListText, read_lists
from coding.work.region_questions import (
    adrg_answer,
    adrg_questions,
    cc_answer,
    condition_said,
    group_answer,
    repair_answer,
)
from coding.work.region_reports import difference_rows, question_rows, summary
from coding.work.region_scheme import RegionPlan, RegionWork, accept_derived, certain_repairs, planned, with_lists
from ui.dialogs.message import show_message
from ui.grouping.answer_pane import AnswerPane
from ui.grouping.group_table import ReadTable
from ui.grouping.region_begin import RegionBegin
from ui.grouping.region_codes import RegionCodes
from ui.grouping.region_groups import RegionGroups, answer_rows_of
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.drg.region_answers import Answer
    from ui.workplace import Workplace

_ADRGS = ("ADRG", "名称", "情况", "建议", "回答", "结论")
_ADRG_WIDTHS = (56, 0, 250, 190, 48, 170)
_PACKS = "方案包 (*.zip)"
#: Milliseconds after the last answer until it is written beside the store.
_KEEP_AFTER = 400


class RegionDialog(QDialog):
    """``made``: the pack that was saved and is to be used."""

    made = Signal(object)  # Path

    def __init__(self, place: Workplace) -> None:
        super().__init__(place.parent)
        self._place = place
        self.plan: RegionPlan | None = None
        self._draft = draft_place(place.store)
        self.setWindowTitle("由本地分组目录建立方案")
        self.resize(size_on_screen(self, 1280, 680))
        self.pages = QStackedWidget(self)
        self.begin = RegionBegin(place, self)
        self.begin.changed.connect(lambda: self.start_button.setEnabled(self.begin.is_ready))
        self._keep_soon = QTimer(self)
        self._keep_soon.setSingleShot(True)
        self._keep_soon.setInterval(_KEEP_AFTER)
        self._keep_soon.timeout.connect(self.keep)
        self.pages.addWidget(self._begin_page())
        self.pages.addWidget(self._work_page())
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.addWidget(self.pages)

    # -- the two pages

    def _begin_page(self) -> QWidget:
        page = QWidget(self)
        self.start_button = self._button("开始比较", self.start)
        self.start_button.setDefault(True)
        self.start_button.setEnabled(False)
        self.again_button = self._button("接着上次没有做完的", self._go_on)
        unfinished = drafted(self._draft)
        self.again_button.setVisible(unfinished is not None)
        if unfinished is not None:
            told = f"{unfinished.about.name}：已有 {len(unfinished.answers.given)} 个回答"
            self.again_button.setToolTip(plain_tip(told))
            self.again_button.setText(f"接着上次没有做完的（{unfinished.about.name[:16]}）")
        buttons = QHBoxLayout()
        buttons.addWidget(self.again_button)
        buttons.addWidget(self._button("打开以前保存的…", self._choose_saved))
        buttons.addStretch(1)
        buttons.addWidget(self.start_button)
        buttons.addWidget(self._button("取消", self.reject))
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(self.begin, 1)
        box.addLayout(buttons)
        return page

    def _work_page(self) -> QWidget:
        page = QWidget(self)
        self.summary = PlainLabel(page)
        self.summary.setWordWrap(True)
        self.groups = RegionGroups(page)
        self.groups.answered.connect(lambda k, v, t: self._answer(group_answer(self._plan, k, v, t)))
        self.groups.accepts.connect(self._accept_derived)
        self.groups.cc_alone.connect(lambda way: self._answer(cc_answer(way)))
        self.adrgs = AnswerPane(_ADRGS, _ADRG_WIDTHS, condition_said, "另写条件，如 PDX_IN(D1)&PPX_IN(P1)", page)
        self.adrgs.table.setAccessibleName("ADRG 的不同")
        self.adrgs.answered.connect(lambda k, v, t: self._answer(adrg_answer(k, v, t)))
        self.codes = RegionCodes(page)
        self.codes.answered.connect(lambda k, v, t: self._answer(repair_answer(k, v, t)))
        self.codes.pasted.connect(self._add_list)
        self.codes.wanted.connect(self._read_lists)
        self.codes.removed.connect(self._remove_list)
        self.codes.typed.connect(self._keep_soon.start)
        self.differences = ReadTable(
            ("类别", "ADRG", "病组", "名称", "基础方案", "说明"), (90, 56, 60, 0, 240, 300), page
        )
        self.questions = ReadTable(("类别", "对象", "名称", "问题", "怎么办"), (60, 90, 220, 0, 300), page)
        self.tabs = QTabWidget(page)
        self.tabs.addTab(self.groups, "病组")
        for widget, title in (
            (self.adrgs, "ADRG"),
            (self.codes, "编码表"),
            (self.differences, "与基础方案的差别"),
            (self.questions, "待定问题"),
        ):
            self.tabs.addTab(widget, title)
        self.tabs.currentChanged.connect(lambda _: self._show_tab())
        buttons = QHBoxLayout()
        self.use_button = self._button("保存并采用…", lambda: self._ask_and_save(use=True))
        buttons.addWidget(PlainLabel("回答随时保存在本机，关闭后可以接着做。", page))
        buttons.addStretch(1)
        buttons.addWidget(self._button("只保存…", lambda: self._ask_and_save(use=False)))
        buttons.addWidget(self.use_button)
        buttons.addWidget(self._button("关闭", self.reject))
        box = QVBoxLayout(page)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(MEDIUM)
        box.addWidget(self.summary)
        box.addWidget(self.tabs, 1)
        box.addLayout(buttons)
        return page

    def _button(self, text: str, handler: Callable[[], object]) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _=False: handler())
        return button

    # -- beginning

    def start(self) -> None:
        """Read base and list behind the window and go on to the questions."""
        begin = self.begin.begin()
        self._open("比较本地分组目录", begin.work, is_new=True)

    def open_saved(self, path: Path) -> None:
        """Go on with a pack that was saved before."""
        self._open(f"打开 {path.name}", lambda: reopened(path)[0], is_new=True)

    def _go_on(self) -> None:
        self._open("打开没有做完的方案", lambda: reopened(self._draft)[0], is_new=False)

    def _choose_saved(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(
            self, "打开以前保存的方案", self._place.last_folder, f"{_PACKS};;所有文件 (*)"
        )
        if chosen:
            path = Path(chosen)
            self.open_saved(path.parent if path.suffix.lower() == ".csv" else path)

    def _open(self, title: str, work: Callable[[], RegionWork], *, is_new: bool) -> None:
        self.start_button.setEnabled(False)
        codes, draft = self._codes(), self._draft

        def made() -> RegionPlan:
            plan = planned(work(), codes)
            if is_new:
                begin_draft(plan, draft)
            return plan

        task = self._place.runner.run(
            title,
            lambda _task: made(),
            on_result=self._opened,
            on_error=lambda error: show_message(self, in_words(error), "error"),
            on_end=lambda: self.start_button.setEnabled(self.begin.is_ready),
            foreground=True,
        )
        self.finished.connect(lambda _: task.cancel())

    def _opened(self, plan: RegionPlan) -> None:
        self.plan = plan
        self.pages.setCurrentIndex(1)
        self._show()
        self.groups.begin_with(plan)
        self.codes.take_up(unread_in(self._draft))

    def _codes(self) -> CodeTables:
        knowledge = self._place.session.knowledge
        if knowledge is not None:
            return knowledge.codes
        return CodeTables(embedded_library(CodeKind.DIAGNOSIS), embedded_library(CodeKind.PROCEDURE))

    # -- answering

    @property
    def _plan(self) -> RegionPlan:
        assert self.plan is not None
        return self.plan

    def _answer(self, *answers: Answer) -> None:
        self._become(self._plan.work.answered(*answers))

    def _become(self, work: RegionWork) -> None:
        self.plan = planned(work, self._codes())
        self._keep_soon.start()
        self._show()

    def _accept_derived(self) -> None:
        before = self._plan.open_groups
        work = accept_derived(self._plan)
        self._become(certain_repairs(planned(work, self._codes())))
        self.groups.list_anew()
        self._place.say(f"一并同意了 {before - self._plan.open_groups} 个病组的条件。")

    def _add_list(self, text: ListText) -> None:
        work = self._plan.work
        self._become(with_lists(work, (*work.lists, text)))

    def _remove_list(self, at: int) -> None:
        work = self._plan.work
        self._become(with_lists(work, (*work.lists[:at], *work.lists[at + 1 :])))

    def _read_lists(self, path: Path) -> None:
        try:
            lists, told = read_lists(path)
        except CodingError as error:
            self.codes.say(str(error))
            return
        self.codes.say(" ".join(told))
        work = self._plan.work
        fresh = {(text.owner, text.role) for text in lists}
        kept = tuple(text for text in work.lists if (text.owner, text.role) not in fresh)
        self._become(with_lists(work, (*kept, *lists)))

    def keep(self) -> None:
        """Write what was answered beside the store."""
        self._keep_soon.stop()
        if self.plan is None:
            return
        try:
            keep_typed(self.plan.work, self._draft, self.codes.unread)
        except CodingError as error:
            self._place.say(str(error))

    def done(self, result: int) -> None:
        if self._keep_soon.isActive():
            self.keep()
        super().done(result)

    # -- showing

    def _show(self) -> None:
        plan = self._plan
        notes = f"目录本身有 {len(plan.notes)} 处要核对，见“待定问题”。" if plan.notes else ""
        self.summary.setText(f"{plan.work.about.name}（基础：{plan.work.about.base_name}）：{summary(plan)}{notes}")
        self.groups.show_plan(plan)
        open_adrgs = adrg_questions(plan)
        self.adrgs.renew(answer_rows_of(open_adrgs))
        self.codes.show_plan(plan)
        waiting = sum(bool(one.waiting) for one in plan.lists)
        for at, words in enumerate((
            f"病组（{plan.open_groups} 待定）" if plan.open_groups else "病组",
            f"ADRG（{len(open_adrgs)}）" if open_adrgs else "ADRG",
            f"编码表（{waiting} 待确认）" if waiting else "编码表",
        )):  # fmt: skip
            self.tabs.setTabText(at, words)
        self._show_tab()

    def _show_tab(self) -> None:
        """The long tables are worked out when they are looked at."""
        if self.plan is None:
            return
        if self.tabs.currentWidget() is self.differences:
            self.differences.fill(difference_rows(self.plan)[1:])
        elif self.tabs.currentWidget() is self.questions:
            self.questions.fill(question_rows(self.plan)[1:])

    # -- saving

    def _ask_and_save(self, *, use: bool) -> None:
        folder = Path(self._place.last_folder or ".")
        name = "".join("_" if sign in '\\/:*?"<>|' else sign for sign in self._plan.work.about.name) or "地区方案"
        chosen, _ = QFileDialog.getSaveFileName(self, "保存方案包", str(folder / f"{name}.zip"), _PACKS)
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix.lower() == ".zip" else path.with_name(f"{path.name}.zip"), use=use)

    def save(self, path: Path, *, use: bool) -> None:
        """Save the pack; ``use``: and have it checked and used, as any scheme that is imported."""
        plan, draft = self._plan, self._draft

        def saved(_: object) -> None:
            self._place.say(f"方案已保存：{path.name}。待定的病组不能入组，可以随时接着做。")
            if use:
                self.made.emit(path)
                self.accept()

        def work() -> None:
            save_pack(plan, path)
            if use:
                end_draft(draft)

        self.keep()
        task = self._place.runner.run(
            "保存方案包",
            lambda _task: work(),
            on_result=saved,
            on_error=lambda error: show_message(self, in_words(error), "error"),
            foreground=True,
        )
        self.finished.connect(lambda _: task.cancel())
