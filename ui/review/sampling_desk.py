"""抽查: draw by a plan and a seed, grade blind by keyboard, contest once, and the figures with their intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.review.grading import grades
from coding.review.people import Command
from coding.work.sampling_pages import (
    coder_of,
    draw_sample,
    figure_lines,
    new_seed,
    plan_labels,
    sample_at,
    samples_of,
    stratum_words,
    wrong_words,
)
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.review.grading_view import GradingView
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM, SMALL
from ui.unexpected import in_words

if TYPE_CHECKING:
    from coding.store.kept_samples import Sample
    from coding.work.sampling_pages import SampleAt
    from ui.workplace import Workplace

_SIZE: Final = (1180, 660)
_PAGES: Final = ("病案号", "抽自", "评级", "错误", "正确编码", "异议")
_FIGURES: Final = ("项目", "结果")


class SamplingDesk(QDialog):
    """``page_wanted``: a page is to be opened in the window, which is not blind; ``drawn``: another sample is kept."""

    page_wanted = Signal(int)
    drawn = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._store = workplace.store
        self.at: SampleAt | None = None
        self.setModal(False)
        self.setWindowTitle("抽查")
        self.resize(size_on_screen(self, *_SIZE))
        self.samples = _box("抽查", self)
        self.samples.setMinimumContentsLength(36)
        self.plans = _box("抽查计划", self)
        for plan_id, label in plan_labels().items():
            self.plans.addItem(label, plan_id)
        self.label = QLineEdit(self, placeholderText="名称，例如：2026年10月")
        self.label.setAccessibleName("抽查的名称")
        self.seed = QLineEdit(new_seed(), self)
        self.seed.setAccessibleName("种子")
        self.seed.setMaximumWidth(130)
        self.seed.setToolTip("同一种子和计划，从同样的病案中抽到同样的结果；随抽查保存")
        self.draw_button = QPushButton("从列表中抽取", self)
        self.told = PlainLabel(self)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        self.grading = GradingView(self._store, self)
        self.pages = ReadTable(_PAGES, (150, 150, 150, 150, 0, 150), self)
        self.pages.setAccessibleName("抽到的病案")
        self.figures = ReadTable(_FIGURES, (150, 0), self)
        self.figures.setAccessibleName("结果")
        self.words = QLineEdit(self, placeholderText="异议的理由和病历中的依据，Enter 提出（每份一次）")
        self.words.setAccessibleName("异议")
        self.contest_button = QPushButton("提出异议", self)
        self.page_button = QPushButton("打开病案", self)
        close = QPushButton("关闭", self)
        for button in (self.draw_button, self.contest_button, self.page_button, close):
            button.setAutoDefault(False)
        self._lay_out(close)
        self.samples.currentIndexChanged.connect(lambda _: self.show_sample())
        self.draw_button.clicked.connect(self.draw)
        self.label.returnPressed.connect(self.draw)
        self.grading.graded.connect(self.show_sample)
        self.contest_button.clicked.connect(self.contest)
        self.words.returnPressed.connect(self.contest)
        self.page_button.clicked.connect(lambda: self._open_page())
        self.pages.currentCellChanged.connect(lambda *_: self._tell_buttons())
        close.clicked.connect(self.reject)
        self.draw_button.setEnabled(self._store.me.may(Command.SAMPLE))
        self.reload()

    # -- what is shown

    def reload(self, chosen: int | None = None) -> None:
        """Ask for the samples again."""
        self.samples.blockSignals(True)
        self.samples.clear()
        for sample in samples_of(self._store):
            self.samples.addItem(_sample_words(sample), sample)
        if chosen is not None:
            ids = [self.samples.itemData(n).id for n in range(self.samples.count())]
            self.samples.setCurrentIndex(ids.index(chosen))
        self.samples.blockSignals(False)
        self.show_sample()

    def show_sample(self) -> None:
        """Show the sample that is chosen as it stands now."""
        sample = self.samples.currentData()
        before, self.at = self.at, sample_at(self._store, sample) if sample is not None else None
        self.grading.show_sample(self.at)
        self._show_pages()
        if before is None or self.at is None or before.sample.id != self.at.sample.id:
            self.pages.setCurrentCell(-1, -1)  # a page is contested once: none that nobody has chosen
        self._show_figures()
        if self.at is None:
            self.told.setText("还没有抽查：选计划，填名称，从病案列表（按现在的筛选）中抽取。")
            return
        left = len(self.at.open)
        done = f"还有 {left} 份待评分" if left else "已全部评分"
        self.told.setText(
            f"计划：{plan_labels().get(self.at.sample.plan, self.at.sample.plan)}　种子 {self.at.sample.seed}　"
            f"抽到 {len(self.at.drawn)} 份，{done}。评分时不显示编码员和先前的结论。"
        )

    def _show_pages(self) -> None:
        at = self.at
        rows = {row.id: row for row in self._store.rows(at.order)} if at is not None else {}
        part = {one.page_id: stratum_words(one) for one in at.drawn} if at is not None else {}
        order = at.order if at is not None else ()
        lines = []
        blind = at is not None and bool(at.open) and self._store.me.may(Command.SAMPLE)
        for page_id in order:
            assert at is not None
            verdict, contest = at.last.get(page_id), at.contested.get(page_id)
            cells = (
                rows[page_id].case_no if page_id in rows else "（已不在）",
                "" if blind else part[page_id],
                grades()[verdict.grade].label if verdict is not None else "",
                wrong_words(verdict) if verdict is not None else "",
                verdict.right_codes if verdict is not None else "",
                contest.words if contest is not None else "",
            )
            lines.append(cells)
        self.pages.fill(lines)
        self._tell_buttons()

    def _show_figures(self) -> None:
        self.figures.fill(figure_lines(self.at) if self.at is not None else [])

    def _tell_buttons(self) -> None:
        page_id = self._chosen()
        self.page_button.setEnabled(page_id is not None)
        can = page_id is not None and self._store.me.may(Command.CONTEST)
        self.contest_button.setEnabled(can)
        self.words.setEnabled(can)

    def _chosen(self) -> int | None:
        row = self.pages.currentRow()
        return self.at.order[row] if self.at is not None and 0 <= row < len(self.at.order) else None

    # -- what the person does

    def draw(self) -> None:
        """Draw behind the window from the pages of the list, and keep what was drawn."""
        label, seed = self.label.text().strip(), self.seed.text().strip()
        if not label or not seed:
            self.told.setText("请填写抽查的名称和种子，再抽取。")
            (self.seed if label else self.label).setFocus()
            return
        ids, plan, store = self._place.listed(), self.plans.currentData(), self._store
        self.draw_button.setEnabled(False)
        self._place.runner.run(
            "抽取病案",
            lambda _task: draw_sample(store, ids, label, plan, seed),
            on_result=while_there(self, self._drawn),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
            on_end=while_there(self, lambda: self.draw_button.setEnabled(True)),
            foreground=True,
        )

    def _drawn(self, sample: Sample) -> None:
        self.label.clear()
        self.seed.setText(new_seed())
        self.reload(sample.id)
        self.drawn.emit()
        self.tabs.setCurrentWidget(self.grading)
        self.grading.take_focus()

    def contest(self) -> None:
        """The coder contests the verdict on the page that is chosen, once."""
        page_id, at = self._chosen(), self.at
        if page_id is None or at is None:
            return
        try:
            coder = coder_of(self._store, page_id)
            self._store.contest(at.sample.id, page_id, self.words.text().strip(), coder)
        except CodingError as error:
            show_message(self, str(error), "error")
            return
        self.words.clear()
        self.show_sample()

    def _open_page(self) -> None:
        page_id = self._chosen()
        if page_id is not None:
            self.page_wanted.emit(page_id)

    def _lay_out(self, close: QPushButton) -> None:
        draw = QHBoxLayout()
        draw.setSpacing(SMALL)
        for label, widget, share in (
            ("计划", self.plans, 3),
            ("名称", self.label, 2),
            ("种子", self.seed, 0),
        ):
            draw.addWidget(PlainLabel(label, self))
            draw.addWidget(widget, share)
        draw.addWidget(self.draw_button)
        chosen = QHBoxLayout()
        chosen.setSpacing(SMALL)
        chosen.addWidget(PlainLabel("抽查", self))
        chosen.addWidget(self.samples)
        chosen.addWidget(self.told, 1)
        listed = QWidget(self)
        column = QVBoxLayout(listed)
        column.setContentsMargins(0, SMALL, 0, 0)
        column.addWidget(self.pages, 1)
        below = QHBoxLayout()
        below.addWidget(self.words, 1)
        below.addWidget(self.contest_button)
        below.addWidget(self.page_button)
        column.addLayout(below)
        self.tabs = QTabWidget(self)
        self.tabs.addTab(self.grading, "评分")
        self.tabs.addTab(listed, "病案与异议")
        self.tabs.addTab(self.figures, "结果")
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addLayout(draw)
        box.addLayout(chosen)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)


def _sample_words(sample: Sample) -> str:
    return f"{sample.label}（{sample.at:%Y-%m-%d} {sample.by}，{sample.pages} 份）"


def _box(name: str, parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.setAccessibleName(name)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(16)
    box.currentTextChanged.connect(lambda text: box.setToolTip(plain_tip(text)))
    return box
