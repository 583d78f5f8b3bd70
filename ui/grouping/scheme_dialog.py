"""Importing a grouping scheme, of DRG or DIP: what is in it and what is wrong with it, before it is used."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QVBoxLayout,
    QWidget,
)

from coding.base.errors import CodingError
from coding.dip.dip_scheme import DipScheme
from coding.dip.layer_names import layer_title
from coding.drg.edition_check import EditionTables
from coding.drg.scheme import Scheme
from coding.drg.scheme_files import scheme_files
from coding.drg.side_tables import side_counts
from coding.payment.tariff_options import TariffOptions
from coding.reference.open_scheme import open_scheme
from coding.work.knowledge_copies import BroughtFile, bring
from coding.work.scheme_amendments import amendments_file, still_offered
from coding.work.scheme_checking import checked_grouper
from coding.work.scheme_report import FULL_LINES, SchemeReport
from ui.dialogs.message import show_message
from ui.grouping.group_table import ReadTable, save_csv
from ui.plain import PlainLabel, plain_tip
from ui.screen_fit import size_on_screen
from ui.theme.spacing import LARGE, MEDIUM

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coding.drg.amendments import Amendment
    from coding.drg.complaint import Complaint
    from coding.grouping.grouper import Grouper
    from coding.store.store import Store

#: Amendments that the tip of the tick names.
_SHOWN = 12
_HEADERS = ("文件", "行", "问题")


@dataclass(frozen=True, slots=True)
class Checked:
    """A scheme of DRG or DIP that was loaded, and all that is wrong with it."""

    file: BroughtFile
    scheme: Grouper
    report: SchemeReport
    store: Store

    @property
    def offers(self) -> tuple[Amendment, ...]:
        """The amendments that the program can offer for it; none for a scheme of DIP."""
        return tuple(still_offered(self.scheme)) if isinstance(self.scheme, Scheme) else ()

    @property
    def levels(self) -> tuple[str, ...]:
        """The levels of hospitals that the scheme itself has factors for: a DIP pack with its scores."""
        return tuple(self.scheme.pricing.hospitals) if isinstance(self.scheme, DipScheme) else ()

    def mended(self) -> BroughtFile:
        """Another copy, with the amendments that are offered lying in it. Raises KnowledgeError, UnusableInputError."""
        assert isinstance(self.scheme, Scheme), "nothing else is offered amendments"
        beside = scheme_files(self.file.path).amendments
        found = bring(self.store, "scheme", self.file.path, amendments_file(self.scheme, beside))
        return replace(found, original=self.file.original)


def check_pack(store: Store, path: Path, tables: EditionTables = EditionTables()) -> Checked:
    """Copy a pack, load the copy and look for what is wrong with it, with its codes against the tables in force; takes
    some seconds. Raises KnowledgeError.
    """
    file = bring(store, "scheme", path)
    try:
        scheme = open_scheme(file.path)
        return Checked(file, scheme, checked_grouper(scheme, file.path, tables), store)
    except BaseException:
        file.discard()
        raise


class SchemeDialog(QDialog):
    """The pack in figures, its complaints with file and line; ``agreed`` when it is to be used.

    A pack of DIP that pays by the level of the hospital asks for it: ``level``, ``level_now`` is that of before.
    """

    agreed = Signal(object)  # BroughtFile

    def __init__(self, checked: Checked, parent: QWidget | None = None, level_now: str = "") -> None:
        super().__init__(parent)
        self._checked = checked
        self.setWindowTitle("导入分组方案")
        self.resize(size_on_screen(self, 760, 440))
        scheme, report = checked.scheme, checked.report
        lines = report.lines()
        head = PlainLabel(scheme.title, self)
        head.setProperty("role", "large")
        head.setWordWrap(True)
        where = f"适用地区：{scheme.region}。" if scheme.region else ""
        figures = PlainLabel(f"{scheme.words.method}。{where}{figures_of(scheme)}", self)
        figures.setWordWrap(True)
        verdict = PlainLabel(_verdict(report), self)
        verdict.setProperty("role", "warning" if report.complaints else "clean")
        verdict.setWordWrap(True)
        self.table = ReadTable(_HEADERS, (150, 56, 0), self)
        self.table.setAccessibleName("方案检查的问题")
        self.table.setWordWrap(True)
        self.table.fill(_rows(lines[:FULL_LINES]))
        self.table.setVisible(bool(lines))
        self.sure = QCheckBox("已看过以上问题，仍要采用此方案(&Y)", self)
        self.sure.setVisible(report.is_grave)
        offers = checked.offers
        self.mend = QCheckBox(f"按附表更正其中 {len(offers):,} 处，更正表随方案保存(&M)", self)
        self.mend.setVisible(bool(offers))
        self.mend.setToolTip(plain_tip("\n".join(f"{one.words}（{one.basis}）" for one in offers[:_SHOWN])))
        self.level = level_box(checked.levels, self, level_now)
        buttons = QDialogButtonBox(self)
        self.use_button = buttons.addButton("采用此方案", QDialogButtonBox.ButtonRole.AcceptRole)
        leave = buttons.addButton("取消", QDialogButtonBox.ButtonRole.RejectRole)
        (leave if report.is_grave else self.use_button).setDefault(True)
        self.use_button.setDisabled(report.is_grave)
        self.sure.toggled.connect(self.use_button.setEnabled)
        if lines:
            save = buttons.addButton("问题清单另存为…", QDialogButtonBox.ButtonRole.ActionRole)
            save.clicked.connect(self._ask_and_save)
        buttons.accepted.connect(self._agree)
        buttons.rejected.connect(self.reject)
        self.rejected.connect(lambda: checked.file.discard())
        box = QVBoxLayout(self)
        box.setContentsMargins(LARGE, LARGE, LARGE, LARGE)
        box.setSpacing(MEDIUM)
        for widget in (head, figures, verdict):
            box.addWidget(widget)
        box.addWidget(self.table, 1)
        if checked.levels:
            row = QFormLayout()
            row.addRow("本院的医院级别(&L)", self.level)
            box.addLayout(row)
        box.addWidget(self.mend)
        box.addWidget(self.sure)
        if not lines:
            box.addStretch(1)
            self.resize(size_on_screen(self, 560, 200))
        box.addWidget(buttons)

    @property
    def settings(self) -> dict[str, str]:
        """What was answered beside the scheme itself; empty where nothing was."""
        level = self.level.currentData()
        return {"tariff_options": TariffOptions(level=level).as_text()} if level else {}

    def save_complaints(self, path: Path) -> None:
        """Write what is wrong with the pack."""
        report = self._checked.report
        save_csv(path, _HEADERS, _rows([*report.complaints, *report.notes]))

    def _agree(self) -> None:
        file = self._checked.file
        if self.mend.isChecked():
            try:
                file = self._checked.mended()
            except CodingError as error:
                show_message(self, str(error), "error")
                return
            self._checked.file.discard()
        self.agreed.emit(file)
        self.accept()

    def _ask_and_save(self) -> None:
        name = f"{Path(self._checked.file.original).stem}_检查问题.csv"
        chosen, _ = QFileDialog.getSaveFileName(self, "问题清单另存为", name, "CSV 文件 (*.csv)")
        if not chosen:
            return
        try:
            self.save_complaints(Path(chosen))
        except CodingError as error:
            show_message(self, str(error), "error")


def figures_of(scheme: Grouper) -> str:
    """What a scheme consists of, in figures and in its own words."""
    if isinstance(scheme, DipScheme):
        catalogue = scheme.catalogue
        core, mixed = sum(map(len, catalogue.core.values())), len(catalogue.mixed)
        layers = "、".join(layer_title(layer) for layer in catalogue.layers)
        scored = sum(row.score is not None for row in catalogue.rows)
        return (
            f"{len(catalogue.layers)} 个层次（{layers}），{core:,} 个核心病种，{mixed:,} 个综合病种，"
            f"{f'{scored:,} 个有分值' if scored else '没有分值'}。"
        )
    if not isinstance(scheme, Scheme):
        return f"{len(scheme.groups):,} 个{scheme.words.group}。"
    adrgs = {adrg for _, _, adrg, *_ in scheme.pack.nodes}
    beside = side_counts(scheme.pack)
    told = f"随方案的表：{'，'.join(beside)}。" if beside else ""
    return f"{len(scheme.pack.mdcs)} 个 MDC，{len(adrgs):,} 个 ADRG，{len(scheme.groups):,} 个病组。{told}"


def level_box(levels: Sequence[str], parent: QWidget, chosen: str = "") -> QComboBox:
    """The levels of hospitals to choose from; nothing is guessed."""
    box = QComboBox(parent)
    box.setAccessibleName("本院的医院级别")
    box.addItem("（未选：不估算支付）", "")
    for level in levels:
        box.addItem(level, level)
    box.setCurrentIndex(max(0, box.findData(chosen)))
    box.setVisible(bool(levels))
    return box


def _verdict(report: SchemeReport) -> str:
    if report.is_grave:
        return (
            f"检查发现 {len(report.complaints):,} 处问题。{report.lost_words()}"
            "不认识的条件按不成立处理，采用后分组结果可能有误：请先改正方案包；确要采用，请在下面勾选。"
        )
    if report.complaints:
        return f"检查发现 {len(report.complaints):,} 处问题，不影响采用。"
    return f"检查未发现问题{f'，有 {len(report.notes):,} 处提示' if report.notes else ''}。"


def _rows(complaints: Sequence[Complaint]) -> list[tuple[str, str, str]]:
    return [(c.file, str(c.row) if c.row else "", c.message) for c in complaints]
