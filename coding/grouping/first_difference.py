"""Why a case stands in another group under another scheme: the first step of the two walks that differs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class DifferenceKind(StrEnum):
    """What kind of step differs first.

    ``METHOD``: the schemes pay by other things (DRG, DIP), there is no step that both take. ``PACKET``: DIP, another
    packet of diagnosis and procedures.
    """

    CHECK = "check"
    MDC = "mdc"
    ADRG = "adrg"
    OPERATION = "operation"
    AMBIGUITY = "ambiguity"
    SPLIT = "split"
    AGE = "age"
    CC_LIST = "cc_list"
    EXCLUSION = "exclusion"
    ORDER = "order"
    PACKET = "packet"
    METHOD = "method"

    @property
    def label(self) -> str:
        """The word of a coder for it."""
        return _LABELS[self]


_LABELS = {
    DifferenceKind.CHECK: "信息校验不同",
    DifferenceKind.MDC: "MDC 不同",
    DifferenceKind.ADRG: "ADRG 不同",
    DifferenceKind.OPERATION: "手术操作表不同",
    DifferenceKind.AMBIGUITY: "歧义病案",
    DifferenceKind.SPLIT: "细分不同",
    DifferenceKind.AGE: "年龄细分",
    DifferenceKind.CC_LIST: "MCC、CC 表不同",
    DifferenceKind.EXCLUSION: "排除表不同",
    DifferenceKind.ORDER: "判断次序不同",
    DifferenceKind.PACKET: "病种不同",
    DifferenceKind.METHOD: "付费方式不同",
}


@dataclass(frozen=True, slots=True)
class FirstDifference:
    """The first step that differs: its kind, the code that it turns on ("" = none), and the step in words."""

    kind: DifferenceKind
    code: str
    text: str
