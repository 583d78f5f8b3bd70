"""The status line: what the verdicts rest on, what is not judged, that everything is saved, and what runs."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QSizePolicy, QStatusBar, QWidget

from coding.work.held_parts import held_days
from coding.work.hospital_knowledge import INSTEAD, PARTS
from coding.work.scheme_report import scheme_report
from ui.elided_label import ElidedLabel
from ui.plain import PlainLabel, plain_tip
from ui.theme.fonts import POINTS_SMALL, text_font
from ui.theme.spacing import MEDIUM, SMALL

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from coding.knowledge.knowledge import Knowledge
    from coding.work.hospital_knowledge import PartTrouble
    from ui.session import Session
    from ui.tasks import Task, TaskRunner

#: Milliseconds that a message stays.
_STAY = 8000
#: Pixels of the sentence and of the sources that are left where the window is narrow: the beginning of each.
_LEAST = 90
#: Work that is done sooner than this (milliseconds) shows no progress bar.
_PATIENCE = 300


class _Shortened(ElidedLabel):
    """A label as wide as its words where there is room; where there is none, cut, with a tool tip of its own."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def minimumSizeHint(self) -> QSize:
        hint = self.sizeHint()
        return QSize(min(_LEAST, hint.width()), hint.height())

    def _tip(self) -> None:
        """Set by whoever sets the words."""


class StatusLine(QStatusBar):
    """Left: a sentence, and the progress of work beside it. Right: scheme, tariff, code tables, not judged, saved,
    author.

    The sentence stands in a label of its own: Qt would draw it over what is shown while it stays.
    """

    def __init__(
        self, session: Session, runner: TaskRunner, parent: QWidget | None = None, *, is_sample: bool = False
    ) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setFont(text_font(POINTS_SMALL))
        self._session = session
        self._runner = runner
        self._is_sample = is_sample
        self._task: Task[object] | None = None
        self._pace = Pace()
        self._progress = QProgressBar()
        self._progress.setFixedWidth(120)
        self._progress.setAccessibleName("进度")
        self._working = _Shortened()
        self._cancel = QPushButton("取消")
        self._cancel.setProperty("kind", "flat")
        self._cancel.clicked.connect(self._cancel_task)
        self._said = _Shortened()
        self._said.setAccessibleName("消息")
        left = QWidget()
        line = QHBoxLayout(left)
        line.setContentsMargins(SMALL, 0, MEDIUM, 0)
        line.setSpacing(MEDIUM)
        for widget in (self._working, self._progress, self._cancel):
            line.addWidget(widget)
            widget.hide()
        line.addWidget(self._said, 1)
        self.addWidget(left, 1)
        self._staying = QTimer(self, singleShot=True, interval=_STAY)
        self._staying.timeout.connect(lambda: self._tell(""))
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._patience.timeout.connect(self._show_task)
        self.knowledge = _Shortened("正在装入知识库…")
        self.not_judged = PlainLabel()
        self.saved = PlainLabel()
        self.author = PlainLabel()
        self.troubles = PlainLabel()
        self.troubles.setProperty("role", "warning")
        for label in (self.troubles, self.knowledge, self.not_judged, self.saved, self.author):
            self.addPermanentWidget(label)
        session.knowledge_changed.connect(self._show_knowledge)
        session.opened.connect(lambda _: self._show_page())
        session.examined.connect(lambda _: self._show_page())
        session.held_changed.connect(self.say)
        session.saved.connect(self._show_saved)
        session.unsaved_changed.connect(self._show_unsaved)
        session.failed.connect(self.say)
        runner.started.connect(self._on_started)
        runner.progressed.connect(self._on_progress)
        runner.ended.connect(self._on_ended)
        self._show_knowledge()
        self.show_author()

    def say(self, sentence: str) -> None:
        """One sentence for a while."""
        self._tell(sentence)
        self._staying.start()

    def currentMessage(self) -> str:
        """The sentence that is shown now; "" = none."""
        return self._said.text()

    def _tell(self, sentence: str) -> None:
        self._said.setText(sentence)
        self._said.setToolTip(plain_tip(sentence))

    def show_author(self) -> None:
        """Who the changes are kept under."""
        me, is_sealed = self._session.store.me, self._session.store.is_sealed
        if not is_sealed and self._is_sample:
            self.author.setText("示例（未加密）")
        else:
            self.author.setText(me.name if is_sealed else f"{me.name}（未加密）")
        signed = f"登录的用户：{me.name}（{me.role_words}），修改记在此人名下"
        self.author.setToolTip(plain_tip(signed if is_sealed else "数据文件没有加密，任何人都能打开：只供示例使用"))

    def show_troubles(self, troubles: tuple[PartTrouble, ...]) -> None:
        """Which parts of the hospital's own knowledge are not in use though they were imported; said all the time."""
        words = "、".join(dict.fromkeys(PARTS[trouble.part].partition("（")[0] for trouble in troubles))
        is_embedded = all(trouble.instead in ("", INSTEAD[trouble.part]) for trouble in troubles)
        self.troubles.setText(f"{words}不能使用，{'暂用内置' if is_embedded else '见“本院知识”'}" if words else "")
        self.troubles.setToolTip(plain_tip("\n".join(map(str, troubles))))

    def _show_page(self) -> None:
        self._show_not_judged()
        if self._session.knowledge is not None and self._session.knowledge.spans:
            self._show_knowledge()

    def _show_knowledge(self) -> None:
        """What holds for the page in work: on other days of discharge another scheme or tariff may."""
        whole, knowledge, page = self._session.knowledge, self._session.held_knowledge, self._session.page
        if whole is None or knowledge is None:
            return
        days = {part: held_days(whole, part, page) for part in ("scheme", "tariff")}
        scheme, tariff = scheme_text(knowledge), tariff_text(knowledge)
        if days["scheme"]:
            scheme += f"（{days['scheme']}）"
        if days["tariff"]:
            tariff += f"（{days['tariff']}）"
        self.knowledge.setText("　".join((scheme, tariff, tables_text(knowledge))))
        other = "\n按当前病案的出院日期；其他日子用什么见“本院知识”。" if whole.spans else ""
        checked = scheme_report(knowledge.scheme).in_words()
        self.knowledge.setToolTip(
            plain_tip(
                f"分组方案：{knowledge.scheme.title}\n费率：{knowledge.tariff.title}\n"
                f"诊断码表：{knowledge.codes.dx.title}，{len(knowledge.codes.dx):,} 条\n"
                f"手术操作码表：{knowledge.codes.px.title}，{len(knowledge.codes.px):,} 条\n"
                f"知识版本：{knowledge.stamp}{other}\n{f'{checked}{chr(10)}' if checked else ''}"
                "可在“文件 › 导入知识”中换成本院、本地区的。"
            )
        )

    def _show_not_judged(self) -> None:
        examination = self._session.examination
        count = len(examination.not_judged) if examination else 0
        self.not_judged.setText(f"未判定 {count} 条" if count else "")
        if examination and count:
            reasons = sorted({n.reason for n in examination.not_judged})
            more = [f"……共 {len(reasons)} 种原因"] if len(reasons) > 12 else []
            self.not_judged.setToolTip(plain_tip("\n".join(["未判定不等于通过：", *reasons[:12], *more])))

    def _show_saved(self, at: datetime) -> None:
        if not self._session.held.unsaved:
            self._tell_saved(f"已保存 {at:%H:%M:%S}", "", "")

    def _show_unsaved(self) -> None:
        """What is typed and not in the store is said as long as it is so."""
        unsaved = self._session.held.unsaved
        if not unsaved:
            if self.saved.property("role"):  # it was discarded: what is on the screen is what is stored
                self._tell_saved("", "", "")
            return
        doing = "正在重试" if self._session.held.is_waiting else "待您决定"
        why = self._session.writing.trouble
        self._tell_saved(
            f"未保存 {len(unsaved)} 处，{doing}",
            "\n".join((why or "数据文件正在被写入。", "这些改动留在草稿中，关闭程序或断电后仍可恢复。")),
            "warning",
        )

    def _tell_saved(self, text: str, tip: str, role: str) -> None:
        self.saved.setText(text)
        self.saved.setToolTip(plain_tip(tip))
        if self.saved.property("role") != role:
            self.saved.setProperty("role", role)
            self.saved.style().unpolish(self.saved)
            self.saved.style().polish(self.saved)

    def _on_started(self, task: Task[object]) -> None:
        if self._task is None or task.foreground or not self._task.foreground:
            self._task = task
            self._progress.setRange(0, 0)
            self._pace = Pace()
            self._patience.start()

    def _on_progress(self, task: Task[object], done: int, total: int) -> None:
        if task is self._task:
            self._progress.setRange(0, total)
            self._progress.setValue(done)
            self._working.setText(self._pace.in_words(task.title, done, total))

    def _on_ended(self, task: Task[object]) -> None:
        if task is self._task:
            self._task = None
            self._patience.stop()
            for widget in (self._working, self._progress, self._cancel):
                widget.hide()
            if goes_on := self._runner.running:
                self._on_started(goes_on[-1])

    def _show_task(self) -> None:
        if self._task is None:
            return
        self._working.setText(self._task.title)
        self._working.show()
        self._progress.show()
        self._cancel.setVisible(self._task.foreground)

    def _cancel_task(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self.say(f"正在取消：{self._task.title}。")


class Pace:
    """How fast the work goes and what is left of it, in words; begins anew when a new part of the work begins."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._first = self._last = 0

    def in_words(self, title: str, done: int, total: int) -> str:
        """读入 三月.csv：12,000 / 100,000，每秒 8,000，约剩 11 秒"""
        now = self._clock()
        if done < self._last:
            self._began, self._first = now, done
        self._last = done
        seconds = now - self._began
        rate = (done - self._first) / seconds if seconds > 0.2 else 0.0
        words = f"{title}：{done:,}" + (f" / {total:,}" if total else "")
        if rate >= 1:
            words += f"，每秒 {rate:,.0f}"
            if total > done:
                words += f"，约剩 {duration_words((total - done) / rate)}"
        return words


def duration_words(seconds: float) -> str:
    """11 秒, 2 分 30 秒"""
    whole = max(1, round(seconds))
    return f"{whole} 秒" if whole < 90 else f"{whole // 60} 分 {whole % 60} 秒"


def scheme_text(knowledge: Knowledge) -> str:
    """The scheme in force; that the built-in one is no region's own is always said."""
    if knowledge.scheme.is_general:
        return "分组：内置通用方案，非本地区方案"
    return f"分组：{knowledge.scheme.title}"


def tariff_text(knowledge: Knowledge) -> str:
    """The tariff in force; the demonstration one is called so."""
    return "费率：内置演示" if knowledge.tariff.is_demonstration else f"费率：{knowledge.tariff.title}"


def tables_text(knowledge: Knowledge) -> str:
    """The code tables in force."""
    source = knowledge.source
    if source.dx_table is None and source.px_table is None:
        return "码表：内置类目级"
    dx = "内置诊断" if source.dx_table is None else knowledge.codes.dx.title
    px = "内置手术" if source.px_table is None else knowledge.codes.px.title
    return f"码表：{dx} / {px}"
