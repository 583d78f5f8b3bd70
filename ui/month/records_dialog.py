"""What the figures are parted and measured by: teams, classes of wards, targets, classes of risk; read from tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout

from coding.indicators.indicator import indicators, tells_money
from coding.review.people import Command
from coding.work.month_records import (
    bring_risks,
    bring_targets,
    bring_teams,
    bring_ward_classes,
    kept_risks,
    kept_targets,
    kept_teams,
    kept_ward_classes,
)
from ui.allowed import who_may
from ui.grouping.group_table import SHOWN, ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.tasks import while_there
from ui.theme.spacing import LARGE, MEDIUM
from ui.unexpected import in_words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.store.store import Store
    from ui.workplace import Workplace

_SIZE: Final = (900, 560)
_FILES: Final = "表格 (*.csv *.xlsx *.xls);;所有文件 (*)"
#: So many sentences on rows that were not read stand in the line; the others are counted.
_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class _Kind:
    """One sort of record: what it is called, the columns of its file in words, its table, and how it is read."""

    title: str
    told: str
    heads: tuple[str, ...]
    widths: tuple[int, ...]
    rows: Callable[[Store, bool], Sequence[Sequence[str]]]  # the second: whether money is seen
    bring: Callable[[Store, Path], Sequence[str]]


class RecordsDialog(QDialog):
    """A tab for each sort of record: what is kept, and a button that reads a table. What was kept before stays.

    ``written``: figures are parted and measured otherwise from now on. Store and files are read behind the window.
    """

    written = Signal()

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
        self._asked = 0  # how often something was looked for or read: only the last says what came of it
        self.setWindowTitle("医疗组、病区类别、目标和风险等级")
        self.resize(size_on_screen(self, *_SIZE))
        self.tabs = QTabWidget(self)
        self.tables: list[ReadTable] = []
        for kind in KINDS:
            table = ReadTable(kind.heads, kind.widths, self)
            table.setAccessibleName(kind.title)
            self.tables.append(table)
            self.tabs.addTab(table, kind.title)
        self.told = PlainLabel("", self)
        self.told.setWordWrap(True)
        self.told.setProperty("role", "muted")
        self.read_button = QPushButton("读入表格…", self)
        self.read_button.clicked.connect(self.choose)
        if not workplace.store.me.may(Command.KEEP_TARGETS):
            self.read_button.setEnabled(False)
            self.read_button.setToolTip(plain_tip(who_may(Command.KEEP_TARGETS)))
        self._may_read = self.read_button.isEnabled()
        close = QPushButton("关闭", self)
        for button in (self.read_button, close):
            button.setAutoDefault(False)  # Enter in a table reads no file
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addStretch(1)
        foot.addWidget(self.read_button)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addWidget(self.told)
        box.addLayout(foot)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.refresh()

    @property
    def kind(self) -> _Kind:
        """The sort of record whose tab is in front."""
        return KINDS[self.tabs.currentIndex()]

    def refresh(self, told: str = "") -> None:
        """Show what is kept, and say ``told`` before what is said of it."""
        at, kind, store = self.tabs.currentIndex(), self.kind, self._place.store
        sees_money = self._place.session.sees_money
        self._asked += 1
        asked = self._asked

        def show(rows: Sequence[Sequence[str]]) -> None:
            shown = f"，列出前 {SHOWN:,} 行" if len(rows) > SHOWN else ""
            self.tables[at].fill(rows)
            if asked == self._asked:  # nothing was read or asked for since: what is said of that stays
                self.told.setText(f"{told}{len(rows):,} 行{shown}。{kind.told}")

        self._place.runner.run(
            f"列出{kind.title}",
            lambda _task: kind.rows(store, sees_money),
            on_result=while_there(self, show),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
        )

    def choose(self) -> None:
        """Ask for a table and read it."""
        name, _ = QFileDialog.getOpenFileName(self, f"读入{self.kind.title}", self._place.last_folder, _FILES)
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a table: good rows are kept, each other one is told with its place; the window stays as it is."""
        kind, store = self.kind, self._place.store
        self._asked += 1
        self.told.setText(f"正在读入 {path.name}…")
        for widget in (self.tabs, self.read_button):
            widget.setEnabled(False)
        self._place.runner.run(
            f"读入{kind.title}",
            lambda _task: list(kind.bring(store, path)),
            on_result=while_there(self, lambda troubles: self._tell_read(path, troubles)),
            on_error=while_there(self, lambda error: self.told.setText(in_words(error))),
            on_end=while_there(self, self._be_back),
            foreground=True,
        )

    def _tell_read(self, path: Path, troubles: Sequence[str]) -> None:
        more = f"…共 {len(troubles):,} 行没有读入。" if len(troubles) > _SHOWN else ""
        self.written.emit()
        self.refresh(f"已读入 {path.name}。{''.join(troubles[:_SHOWN])}{more}")

    def _be_back(self) -> None:
        self.tabs.setEnabled(True)
        self.read_button.setEnabled(self._may_read)
        self.tabs.setFocus(Qt.FocusReason.OtherFocusReason)


def _team_rows(store: Store, _sees_money: bool) -> list[list[str]]:
    return [
        [doctor, team, first.isoformat() if first else "", last.isoformat() if last else ""]
        for doctor, team, first, last in kept_teams(store)
    ]


def _class_rows(store: Store, _sees_money: bool) -> list[list[str]]:
    return [[ward, its] for ward, its in sorted(kept_ward_classes(store).items())]


def _target_rows(store: Store, sees_money: bool) -> list[list[str]]:
    found = []
    for (id_, ward, year), value in sorted(kept_targets(store).items()):
        if not sees_money and tells_money(id_):
            continue
        known = indicators().get(id_)
        name, unit = (known.name, known.unit) if known is not None else (id_, "")
        found.append([name, ward or "全院", str(year or "每年"), f"{value:f}", unit])
    return found


def _risk_rows(store: Store, _sees_money: bool) -> list[list[str]]:
    return [[drg, risk] for drg, risk in sorted(kept_risks(store).items())]


KINDS: Final = (
    _Kind(
        "医疗组",
        "表头：医师、医疗组，可另有开始日期、结束日期；表中没有的医师不变。",
        ("医师", "医疗组", "从", "到"),
        (200, 0, 130, 130),
        _team_rows,
        lambda store, path: bring_teams(store, path).troubles,
    ),
    _Kind(
        "病区类别",
        "表头：病区、类别（如 内科系统、外科系统）；指标按“科室类别”一级汇总。",
        ("病区", "类别"),
        (300, 0),
        _class_rows,
        lambda store, path: bring_ward_classes(store, path).troubles,
    ),
    _Kind(
        "指标目标",
        "表头：指标、目标值，可另有病区、年度；没有病区的是全院的目标。",
        ("指标", "病区", "年度", "目标值", "单位"),
        (0, 180, 90, 110, 90),
        _target_rows,
        lambda store, path: bring_targets(store, path).troubles,
    ),
    _Kind(
        "病组风险等级",
        "表头：病组编码、风险等级（低、中低、中高、高）；各风险组死亡率只按这里或权重表的风险级别计算。",
        ("病组", "风险等级"),
        (200, 0),
        _risk_rows,
        lambda store, path: bring_risks(store, path).troubles,
    ),
)
