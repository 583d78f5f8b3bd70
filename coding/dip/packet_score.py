"""Score and payment of a case: standard, deviation of the cost, and what is paid. Always an estimate.

The figures are floating numbers, multiplied in the order in which the rules of payment write them: the published cases
were computed so, to the last digit of those that end in a half (docs/decisions/0019).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.packet_catalogue import PLACE, Row, figure
from coding.grouping.case import GroupStatus
from coding.grouping.insured import insured_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.dip.auxiliary import Auxiliary
    from coding.dip.matching import Packet
    from coding.dip.packet_settings import PackSettings
    from coding.grouping.case import Case


class Deviation(StrEnum):
    """How far the cost is from the standard; the texts are those of the published cases."""

    LOW = "费用超低"
    NORMAL = "正常"
    HIGH = "费用超高"
    REVIEW = "特例单议"


@dataclass(frozen=True, slots=True)
class Payment:
    """What a case is worth: ``standard`` and ``payment`` in yuan, ``ratio`` of cost to standard, ``point`` in yuan,
    ``factor`` of the hospital (1 for a basic packet).

    Figures are not rounded here: they are written with four places, amounts with two. None where the pack has no
    score, no point for the insured or no factor for the hospital, or the cost is unknown; ``lacks`` says what.
    """

    score: float | None = None
    aux: str = ""
    aux_factor: float | None = None
    standard: float | None = None
    ratio: float | None = None
    deviation: Deviation | None = None
    case_score: float | None = None
    payment: float | None = None
    point: float | None = None
    factor: float | None = None
    lacks: str = ""


@dataclass(frozen=True, slots=True)
class Pricing:
    """Points by kind of insured (yuan), factors by level of hospital, and the limits of the deviation.

    ``level``: that of the hospital where a case does not say it.
    """

    points: Mapping[str, float]
    hospitals: Mapping[str, float]
    auxiliary: Auxiliary
    low: float
    high: float
    adds_above: bool
    level: str = ""

    def pay(self, case: Case, packet: Packet) -> Payment:
        """The payment of a case that was matched."""
        row = packet.row
        if row is None:
            return _NOTHING
        if row.score is None:
            return _NO_SCORE
        point, factor = self.point_of(case.insured), self.factor_of(case.level, basic=packet.basic)
        score, cost = row.score, case.cost
        plain = None if point is None or factor is None else score * point * factor
        aux, aux_factor = "", 1.0
        if packet.status is GroupStatus.CORE:
            raw = None if not plain or cost is None else cost / plain
            aux, aux_factor = self.auxiliary.of(row.seq, case, raw)
        if point is None or factor is None:
            return Payment(score, aux, aux_factor, point=point, factor=factor, lacks=self._lack(case, point))
        standard = score * point * factor * aux_factor
        if cost is None or not standard:
            lacks = "没有住院总费用" if cost is None else "支付标准为 0"
            return Payment(score, aux, aux_factor, standard, point=point, factor=factor, lacks=lacks)
        ratio = cost / standard
        deviation, multiple = self.deviation(ratio)
        case_score = score * factor * aux_factor * multiple
        return Payment(
            score, aux, aux_factor, standard, ratio, deviation, case_score, case_score * point, point, factor
        )

    def point_of(self, insured: str) -> float | None:
        """The value of a point for a kind of insured, or for the way of payment that says it; None = unknown."""
        found = self.points.get(insured)
        return found if found is not None else self.points.get(_kind_of(insured))

    def factor_of(self, level: str, *, basic: bool) -> float | None:
        """The factor of a hospital of this level; 1 for a basic packet; None = unknown."""
        return 1.0 if basic else self.hospitals.get(level or self.level)

    def deviation(self, ratio: float) -> tuple[Deviation, float]:
        """How far the cost is from the standard, and what the score is multiplied by for it."""
        if ratio < self.low:
            return Deviation.LOW, ratio
        if ratio > self.high:
            if self.adds_above:
                return Deviation.HIGH, ratio - self.high + 1
            return Deviation.REVIEW, 1.0
        return Deviation.NORMAL, 1.0

    def _lack(self, case: Case, point: float | None) -> str:
        if point is None:
            shown = f"“{case.insured}”" if case.insured else "（未填写）"
            return f"没有参保类别{shown}的点值" if self.points else "没有点值表"
        shown = case.level or self.level
        return f"没有医院级别“{shown}”的系数" if shown else "没有说明医院级别"

    def at_level(self, level: str) -> Pricing:
        """The same for a hospital of this level, where a case does not say it; ``三级职工`` is of level 三级, too."""
        own = level if level in self.hospitals else next((k for k in self.hospitals if k and k in level), level)
        return replace(self, level=own)


_NOTHING = Payment()
_NO_SCORE = Payment(lacks="病种没有分值：须另行导入本地区的分值表")


@cache
def _kind_of(insured: str) -> str:
    return insured_of(insured)


def build_pricing(tables: Mapping[str, Sequence[Row]], settings: PackSettings, auxiliary: Auxiliary) -> Pricing:
    """The payment part of a pack. Raises KnowledgeError for a figure that nobody knows."""
    return Pricing(
        figures_by(tables.get("points", ()), "insured", "point"),
        figures_by(tables.get("hospital", ()), "level", "factor"),
        auxiliary,
        settings.low,
        settings.high,
        settings.adds_above,
    )


def figures_by(rows: Sequence[Row], key: str, column: str) -> dict[str, float]:
    """A figure by what it is for. Raises KnowledgeError that names the place."""
    found: dict[str, float] = {}
    for row in rows:
        where = row.get(PLACE) or column
        try:
            value = figure(row, column)
        except KnowledgeError as error:
            raise KnowledgeError(f"{where}：{error}") from error
        if value is None:
            raise KnowledgeError(f"{where}：{column} 为空：请填写数字，或删去该行。")
        found[row[key]] = value
    return found


def year_mean(means: Sequence[float]) -> float:
    """The mean cost (yuan) that a score rests on: of three past years, the oldest first, weighed 1 : 2 : 7."""
    return sum(weight * mean for weight, mean in zip(_YEARS, means, strict=True)) / sum(_YEARS)


_YEARS = (1, 2, 7)
