"""What a region's scheme begins with: a base, the local list (a file or pasted), where the list comes from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from coding.drg.scheme import Scheme, embedded_scheme, load_scheme
from coding.payment.group_list import GroupList, pasted_group_list, read_group_list
from coding.work.region_scheme import RegionWork, new_work
from ui.plain import PlainLabel
from ui.theme.spacing import MEDIUM

if TYPE_CHECKING:
    from ui.workplace import Workplace

_LISTS = "本地分组目录 (*.xlsx *.xls *.csv *.txt);;所有文件 (*)"
_PACKS = "分组方案 (*.zip *.xlsx scheme.csv);;所有文件 (*)"
_EMBEDDED = "embedded"
_IN_FORCE = "in_force"


@dataclass(frozen=True, slots=True)
class Begin:
    """What was chosen. ``base`` a loaded scheme or where one lies; ``listed`` a file, else the pasted ``text``."""

    base: Scheme | Path
    listed: Path | None
    text: str
    name: str
    source: str
    date: str

    def work(self) -> RegionWork:
        """Read the files; takes seconds. Raises CodingError."""
        base = load_scheme(self.base) if isinstance(self.base, Path) else self.base
        published: GroupList = read_group_list(self.listed) if self.listed else pasted_group_list(self.text)
        return new_work(base, published, name=self.name, source=self.source, date=self.date)


class RegionBegin(QWidget):
    """The first page of the dialog."""

    changed = Signal()

    def __init__(self, place: Workplace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._place = place
        intro = PlainLabel(
            "医保部门通常只公布病组目录（编码、名称、权重）。程序把目录与基础方案逐个 ADRG 比较，从名称推出细分条件，"
            "由您逐条确认；名称没有说清的留作待定问题，不作猜测，其病例不能入组。地方只能细分 DRG，ADRG 以国家的为准。",
            self,
        )
        intro.setWordWrap(True)
        self.base = QComboBox(self)
        self.base.setAccessibleName("基础方案")
        knowledge = place.session.knowledge
        if knowledge is not None and isinstance(knowledge.scheme, Scheme) and not knowledge.scheme.is_general:
            self.base.addItem(f"现用的方案：{knowledge.scheme.title}", _IN_FORCE)
        self.base.addItem(f"内置通用方案（只到亚目）：{embedded_scheme().title}", _EMBEDDED)
        self.file = QLineEdit(self)
        self.file.setAccessibleName("本地分组目录的文件")
        self.file.setPlaceholderText("目录文件：.xlsx、.csv 或文本，有 DRG 编码和名称两列即可")
        self.pasted = QPlainTextEdit(self)
        self.pasted.setPlaceholderText(
            "或把目录粘贴在这里，每行“编码 名称”，如：\n"
            "FR11 心力衰竭、休克，伴严重并发症或合并症\nFR15 心力衰竭、休克，不伴并发症或合并症"
        )
        self.pasted.setTabChangesFocus(True)
        self.pasted.setAccessibleName("粘贴的目录")
        self.name = QLineEdit(self)
        self.name.setPlaceholderText("如：某市 DRG 分组方案（2026 年版）；空着用文件名")
        self.source = QLineEdit(self)
        self.source.setPlaceholderText("发布单位和文号，如：某市医保局 医保发〔2026〕1号")
        self.date = QLineEdit(self)
        self.date.setPlaceholderText("如 2026-01-01")
        form = QFormLayout()
        form.setSpacing(MEDIUM)
        form.addRow(
            "基础方案",
            self._line(self.base, ("选择文件…", self._choose_base_file), ("选择文件夹…", self._choose_base_folder)),
        )
        form.addRow("本地目录", self._line(self.file, ("选择…", self._choose_list)))
        form.addRow("或粘贴", self.pasted)
        form.addRow("方案名称", self.name)
        form.addRow("来源", self.source)
        form.addRow("日期", self.date)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(MEDIUM)
        box.addWidget(intro)
        box.addLayout(form, 1)
        self.file.textChanged.connect(lambda _: self.changed.emit())
        self.pasted.textChanged.connect(self.changed)

    @property
    def is_ready(self) -> bool:
        """Whether there is a list to begin with."""
        return bool(self.file.text().strip() or self.pasted.toPlainText().strip())

    def begin(self) -> Begin:
        """What is chosen now."""
        data = self.base.currentData()
        knowledge = self._place.session.knowledge
        base: Scheme | Path = embedded_scheme()
        if isinstance(data, Path):
            base = data
        elif data == _IN_FORCE and knowledge is not None and isinstance(knowledge.scheme, Scheme):
            base = knowledge.scheme
        path = self.file.text().strip()
        return Begin(
            base,
            Path(path) if path else None,
            self.pasted.toPlainText(),
            self.name.text().strip(),
            self.source.text().strip(),
            self.date.text().strip(),
        )

    def use_base(self, path: Path) -> None:
        """Take a scheme on disk as the base."""
        path = path.parent if path.name.lower() == "scheme.csv" else path
        self.base.insertItem(0, str(path), path)
        self.base.setCurrentIndex(0)

    def _line(self, field: QWidget, *buttons: tuple[str, object]) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(MEDIUM)
        line.addWidget(field, 1)
        for text, handler in buttons:
            button = QPushButton(text, self)
            button.setAutoDefault(False)
            button.clicked.connect(handler)
            line.addWidget(button)
        return line

    def _choose_base_file(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择基础方案", self._place.last_folder, _PACKS)
        if chosen:
            self.use_base(Path(chosen))

    def _choose_base_folder(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "选择基础方案所在的文件夹", self._place.last_folder)
        if chosen:
            self.use_base(Path(chosen))

    def _choose_list(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "选择本地分组目录", self._place.last_folder, _LISTS)
        if chosen:
            self.file.setText(chosen)
