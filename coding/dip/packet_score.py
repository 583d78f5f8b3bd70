"""Score and payment of a stay: standard, deviation of the cost, and what is paid. Always an estimate."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.dip.packet_catalogue import Row, figure
from coding.dip.stay import DipStatus, Stay

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from coding.dip.auxiliary import Auxiliary
    from coding.dip.matching import Packet


class Deviation(StrEnum):
    """How far the cost is from the standard; the texts are those of the published cases."""

    LOW = "费用超低"
    NORMAL = "正常"
    HIGH = "费用超高"
    REVIEW = "特例单议"


@dataclass(frozen=True, slots=True)
class Payment:
    """What a stay is worth: ``standard`` and ``payment`` in yuan, ``ratio`` of cost to standard.

    Figures are not rounded here: they are written with four places, amounts with two. None where the pack has no
    score, no point for the insured or no factor for the hospital, or the cost is unknown.
    """

    score: float | None = None
    aux: str = ""
    aux_factor: float | None = None
    standard: float | None = None
    ratio: float | None = None
    deviation: Deviation | None = None
    case_score: float | None = None
    payment: float | None = None


@dataclass(frozen=True, slots=True)
class Pricing:
    """Points by kind of insured (yuan), factors by level of hospital, and the limits of the deviation."""

    points: Mapping[str, float]
    hospitals: Mapping[str, float]
    auxiliary: Auxiliary
    low: float
    high: float
    adds_above: bool

    def pay(self, stay: Stay, packet: Packet) -> Payment:
        """The payment of a stay that was matched."""
        row = packet.row
        if row is None or row.score is None:
            return Payment()
        point, factor = self.points.get(stay.insured), self.hospitals.get(stay.level)
        if packet.basic:
            factor = 1.0
        score = row.score
        plain = None if point is None or factor is None else score * point * factor
        aux, aux_factor = "", 1.0
        if packet.status is DipStatus.CORE:
            raw = None if not plain or stay.cost is None else stay.cost / plain
            aux, aux_factor = self.auxiliary.of(row.seq, stay, raw)
        if point is None or factor is None:
            return Payment(score, aux, aux_factor)
        standard = score * point * factor * aux_factor
        if stay.cost is None or not standard:
            return Payment(score, aux, aux_factor, standard)
        ratio = stay.cost / standard
        deviation, multiple = self._deviation(ratio)
        case_score = score * factor * aux_factor * multiple
        return Payment(score, aux, aux_factor, standard, ratio, deviation, case_score, case_score * point)

    def _deviation(self, ratio: float) -> tuple[Deviation, float]:
        if ratio < self.low:
            return Deviation.LOW, ratio
        if ratio > self.high:
            if self.adds_above:
                return Deviation.HIGH, ratio - self.high + 1
            return Deviation.REVIEW, 1.0
        return Deviation.NORMAL, 1.0


def build_pricing(tables: Mapping[str, Sequence[Row]], settings: Mapping[str, str], auxiliary: Auxiliary) -> Pricing:
    """The payment part of a pack. Raises KnowledgeError for a figure or a word that nobody knows."""
    if settings["high_style"] not in {"add", "review"}:
        raise KnowledgeError(f"DIP 方案的 high_style“{settings['high_style']}”不认识：应为 add 或 review。")
    limits = {key: figure({key: settings[key]}, key, "scheme") or 0.0 for key in ("low", "high")}
    return Pricing(
        {row["insured"]: figure(row, "point", "points") or 0.0 for row in tables.get("points", ())},
        {row["level"]: figure(row, "factor", "hospital") or 0.0 for row in tables.get("hospital", ())},
        auxiliary,
        limits["low"],
        limits["high"],
        settings["high_style"] == "add",
    )
