"""The repeated rows of a front page: diagnoses, procedures, stays in intensive care."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from coding.page.fields import RowGroup, is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One diagnosis row. ``poa`` is the condition on admission 入院病情 (RC027), ``outcome`` 出院情况 (RC005)."""

    code: str = ""
    name: str = ""
    poa: str = ""
    outcome: str = ""

    @property
    def is_empty(self) -> bool:
        """True when neither code nor words are filled in."""
        return is_blank(self.code) and is_blank(self.name)


@dataclass(frozen=True, slots=True)
class Procedure:
    """One procedure row; ``date`` as text, ``duration_hours`` in hours."""

    code: str = ""
    name: str = ""
    date: str = ""
    level: str = ""
    surgeon: str = ""
    assistant1: str = ""
    assistant2: str = ""
    incision_healing: str = ""
    incision_grade: str = ""
    healing_grade: str = ""
    anesthesia: str = ""
    anesthesia_class: str = ""
    anesthetist: str = ""
    site: str = ""
    duration_hours: str = ""

    @property
    def is_empty(self) -> bool:
        """True when neither code, words nor date are filled in."""
        return is_blank(self.code) and is_blank(self.name) and is_blank(self.date)


@dataclass(frozen=True, slots=True)
class IntensiveCare:
    """One stay in an intensive care unit; ``total_duration`` as ``days/hours/minutes``."""

    type: str = ""
    in_time: str = ""
    out_time: str = ""
    total_duration: str = ""

    @property
    def is_empty(self) -> bool:
        """True when nothing at all is filled in."""
        return is_blank(self.type) and is_blank(self.in_time) and is_blank(self.out_time)


Row = Diagnosis | Procedure | IntensiveCare
ROW_TYPES: Mapping[RowGroup, type[Row]] = {
    "diagnosis": Diagnosis,
    "procedure": Procedure,
    "intensive_care": IntensiveCare,
}
#: How a coder calls the rows of a group.
GROUP_WORDS: Mapping[RowGroup, str] = {"diagnosis": "诊断", "procedure": "手术操作", "intensive_care": "重症监护"}


def trimmed(rows: Iterable[Any]) -> tuple[Any, ...]:
    """The rows without empty ones at the end; gaps between filled rows stay, they are a finding."""
    kept = list(rows)
    while kept and kept[-1].is_empty:
        kept.pop()
    return tuple(kept)


def row_label(group: RowGroup, index: int) -> str:
    """主要诊断, 其他诊断2, 主要手术操作, 其他手术操作3 …: how a coder calls a row."""
    if group == "diagnosis":
        return "主要诊断" if index == 0 else f"其他诊断{index}"
    if group == "procedure":
        return "主要手术操作" if index == 0 else f"其他手术操作{index}"
    return f"重症监护{index + 1}"
