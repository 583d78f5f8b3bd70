"""What the figures are parted and measured by: teams, classes of wards, targets, classes of risk; read from tables."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPushButton, QTabWidget, QVBoxLayout

from coding.base.errors import CodingError
from coding.indicators.indicator import indicators
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
from ui import settings
from ui.allowed import who_may
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

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
    rows: Callable[[Store], Sequence[Sequence[str]]]
    bring: Callable[[Store, Path], Sequence[str]]


class RecordsDialog(QDialog):
    """A tab for each sort of record: what is kept, and a button that reads a table. What was kept before stays."""

    def __init__(self, workplace: Workplace) -> None:
        super().__init__(workplace.parent)
        self._place = workplace
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
        close = QPushButton("关闭", self)
        close.clicked.connect(self.reject)
        foot = QHBoxLayout()
        foot.setSpacing(MEDIUM)
        foot.addWidget(self.told, 1)
        foot.addWidget(self.read_button)
        foot.addWidget(close)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(self.tabs, 1)
        box.addLayout(foot)
        self.tabs.currentChanged.connect(lambda _: self.refresh())
        self.refresh()

    @property
    def kind(self) -> _Kind:
        """The sort of record whose tab is in front."""
        return KINDS[self.tabs.currentIndex()]

    def refresh(self) -> None:
        """Show what is kept."""
        rows = self.kind.rows(self._place.store)
        self.tables[self.tabs.currentIndex()].fill(rows)
        self.told.setText(f"{len(rows):,} 行。{self.kind.told}")

    def choose(self) -> None:
        """Ask for a table and read it."""
        name, _ = QFileDialog.getOpenFileName(self, f"读入{self.kind.title}", self._place.last_folder, _FILES)
        if name:
            settings.LAST_FOLDER.write(self._place.store, str(Path(name).parent))
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a table: good rows are kept, each other one is told with its place."""
        try:
            troubles = list(self.kind.bring(self._place.store, path))
        except CodingError as error:
            self.told.setText(str(error))
            return
        self.refresh()
        more = f"…共 {len(troubles):,} 行没有读入。" if len(troubles) > _SHOWN else ""
        said = "".join(troubles[:_SHOWN]) + more
        self.told.setText(f"已读入 {path.name}。{said}")


def _team_rows(store: Store) -> list[list[str]]:
    return [
        [doctor, team, first.isoformat() if first else "", last.isoformat() if last else ""]
        for doctor, team, first, last in kept_teams(store)
    ]


def _class_rows(store: Store) -> list[list[str]]:
    return [[ward, its] for ward, its in sorted(kept_ward_classes(store).items())]


def _target_rows(store: Store) -> list[list[str]]:
    found = []
    for (id_, ward, year), value in sorted(kept_targets(store).items()):
        known = indicators().get(id_)
        name, unit = (known.name, known.unit) if known is not None else (id_, "")
        found.append([name, ward or "全院", str(year or "每年"), f"{value:f}", unit])
    return found


def _risk_rows(store: Store) -> list[list[str]]:
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
