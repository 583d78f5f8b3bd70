"""Importing a tariff: what the header says is shown, what it leaves open is asked, nothing is guessed in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import KnowledgeError
from coding.payment.tariff import Tariff, known_bands, load_tariff, table_rows
from coding.payment.tariff_options import TariffOptions
from coding.payment.tariff_table import columns_of, day, group_column, number, stated
from ui.dialogs.agree_foot import agree_foot
from ui.grouping.group_table import ReadTable
from ui.plain import PlainLabel
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from pathlib import Path

#: Columns that a person may have to point out: key and what it is called.
_COLUMNS = (
    ("drg", "病组编码"),
    ("weight", "权重"),
    ("payment", "支付标准（元）"),
    ("rate", "费率（元）"),
    ("coefficient", "等级系数"),
    ("mean_cost", "平均住院费用（元）"),
    ("mean_los", "平均住院天数"),
)
_NOT_THERE = "（没有这一列）"
_SAMPLE_ROWS = 6
_SAMPLE_COLUMNS = 12


class TariffDialog(QDialog):
    """Header, first rows, which column is what, level, rate, thresholds, validity; ``agreed`` has the answers."""

    agreed = Signal(object)  # TariffOptions

    def __init__(self, path: Path, parent: QWidget | None = None, options: TariffOptions = TariffOptions()) -> None:
        """Raises KnowledgeError when the file cannot be read at all."""
        super().__init__(parent)
        self.path = path
        self.setWindowTitle("导入权重与费率表")
        self.resize(size_on_screen(self, 860, 620))
        rows = table_rows(path)
        told, at = stated(rows)
        if at >= len(rows):
            raise KnowledgeError(f"权重表“{path.name}”是空的：请检查文件内容。")
        header, body = rows[at], rows[at + 1 :]
        self._known = columns_of(header)
        title = PlainLabel(
            f"{path.name}：{len(body):,} 行。请核对下面的识别结果；没有把握的项目请选择，不作猜测。", self
        )
        title.setWordWrap(True)
        sample = ReadTable(header[:_SAMPLE_COLUMNS], [110] * len(header[:_SAMPLE_COLUMNS]), self)
        sample.setAccessibleName("文件的前几行")
        sample.fill([(row + [""] * len(header))[: len(header)][:_SAMPLE_COLUMNS] for row in body[:_SAMPLE_ROWS]])
        sample.setFixedHeight(190)
        self.level = QComboBox(self)
        self.level.addItem("（不采用分列的数值）" if self._known.variants else "（表中没有分列）", "")
        for name in self._known.variants:
            self.level.addItem(name, name)
        self.level.setCurrentIndex(max(0, self.level.findData(options.level)))
        self.level.setEnabled(bool(self._known.variants))
        self.rate = self._line(_figure(options.rate) or told.get("费率", ""), "表中没有费率时填写，如 8046.09")
        self.coefficient = self._line(_figure(options.coefficient), "表中没有系数时可填，如 1.05；空着按 1")
        self.valid_from = self._line(options.valid_from or told.get("生效日期", ""), "如 2026-01-01")
        self.valid_to = self._line(options.valid_to or told.get("失效日期", ""), "如 2026-12-31；长期有效可空着")
        self.bands = QComboBox(self)
        stated_bands = "；".join(told[b] for b in ("高倍率", "低倍率") if told.get(b))
        self.bands.addItem(f"按表中所写：{stated_bands}" if stated_bands else "不按倍率调整支付额", "")
        for name in () if stated_bands else known_bands():
            self.bands.addItem(name, name)
        self.bands.setCurrentIndex(max(0, self.bands.findData(options.multiples)))
        self.columns = self._column_boxes(header, body, options)
        self.verdict = PlainLabel(self)
        self.verdict.setWordWrap(True)
        buttons, self.accept_button = agree_foot(self, "采用此权重表", self._agree)
        left, right = QFormLayout(), QFormLayout()
        for key, label in _COLUMNS:
            left.addRow(f"{label}列", self.columns[key])
        for label, widget in (
            ("医院等级、参保类别", self.level),
            ("费率（元／权重1）", self.rate),
            ("本院等级系数", self.coefficient),
            ("生效日期", self.valid_from),
            ("失效日期", self.valid_to),
            ("高、低倍率", self.bands),
        ):
            right.addRow(label, widget)
        both = QHBoxLayout()
        both.setSpacing(LARGE * 2)
        both.addLayout(left, 1)
        both.addLayout(right, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        box.addWidget(title)
        box.addWidget(sample)
        box.addLayout(both)
        box.addWidget(self.verdict)
        box.addStretch(1)
        box.addWidget(buttons)
        self._judge()

    def _line(self, text: str, hint: str) -> QLineEdit:
        line = QLineEdit(text, self)
        line.setPlaceholderText(hint)
        line.textChanged.connect(self._judge)
        return line

    def _column_boxes(self, header: list[str], body: list[list[str]], options: TariffOptions) -> dict[str, QComboBox]:
        found = {**self._known.plain, **options.columns}
        if "drg" not in found and (at := group_column(body)) is not None:
            found["drg"] = at
        boxes = {}
        for key, label in _COLUMNS:
            box = QComboBox(self)
            box.setAccessibleName(f"{label}列")
            box.addItem(_NOT_THERE, -1)
            for at, head in enumerate(header):
                box.addItem(head or f"第 {at + 1} 列", at)
            box.setCurrentIndex(found.get(key, -1) + 1)
            box.setMaximumWidth(240)
            box.currentIndexChanged.connect(self._judge)
            boxes[key] = box
        self.level.currentIndexChanged.connect(self._judge)
        self.bands.currentIndexChanged.connect(self._judge)
        return boxes

    @property
    def options(self) -> TariffOptions:
        """The answers as they stand; a column that the header tells by itself is no answer."""
        chosen = {key: int(box.currentData()) for key, box in self.columns.items()}
        return TariffOptions(
            level=self.level.currentData(),
            rate=number(self.rate.text()),
            coefficient=number(self.coefficient.text()),
            columns={k: at for k, at in chosen.items() if at != self._known.plain.get(k, -1)},
            multiples=self.bands.currentData(),
            valid_from=self.valid_from.text().strip(),
            valid_to=self.valid_to.text().strip(),
        )

    def _wrong(self) -> str:
        for line, label in ((self.rate, "费率"), (self.coefficient, "系数")):
            if line.text().strip() and number(line.text()) is None:
                return f"{label}“{line.text()}”不是数字：请改正。"
        for line, label in ((self.valid_from, "生效日期"), (self.valid_to, "失效日期")):
            if line.text().strip() and day(line.text()) is None:
                return f"{label}“{line.text()}”看不懂：请写成 2026-01-31 的样子。"
        return ""

    def _judge(self) -> None:
        """Say what would be in force with these answers."""
        if not hasattr(self, "accept_button"):
            return
        wrong, tariff = self._wrong(), None
        if not wrong:
            try:
                tariff = load_tariff(self.path, options=self.options)
            except KnowledgeError as error:
                wrong = str(error)
        self.accept_button.setEnabled(tariff is not None)
        self.verdict.setProperty("role", "error" if wrong else "")
        self.verdict.setText(wrong or _words(tariff))
        self.verdict.style().polish(self.verdict)

    def _agree(self) -> None:
        self.agreed.emit(replace(self.options))
        self.accept()


def _words(tariff: Tariff | None) -> str:
    """What the tariff says, as it would be used."""
    if tariff is None:
        return ""
    weights = sum(line.weight is not None for line in tariff.lines.values())
    example = next((drg for drg, line in tariff.lines.items() if line.weight is not None), next(iter(tariff.lines)))
    price = tariff.price(example)
    paid = "不估算支付额" if price.payment is None else f"支付估算 ¥ {price.payment:,.2f}"
    weight = "—" if price.weight is None else f"{price.weight:g}"
    told = f"识别到 {len(tariff.lines):,} 个病组，{weights:,} 个有权重。例如 {example}：权重 {weight}，{paid}。"
    return "\n".join([told, *tariff.notes])


def _figure(value: float | None) -> str:
    return "" if value is None else f"{value:g}"
