"""How the code of a group is built, read here and nowhere else.

``FR15``: F the MDC, R the kind, FR1 the ADRG, 5 the complications. The second place is A–J for operations, K–Q for
procedures outside the operating room, R–Z for the rest; the fourth is 1 with MCC, 3 with CC, 5 with neither, 9 where
the ADRG is not divided; ``FQY`` holds the ambiguous cases of an MDC (CHS-DRG 分组与付费技术规范, 医保办发〔2019〕36号).
"""

from __future__ import annotations

from functools import lru_cache

from coding.grouping.grouper import Complication, GroupKind, GroupTraits

#: The ADRG of ambiguous cases, behind the letter of their MDC.
AMBIGUOUS = "QY"
_REST = "00"
_OPERATIONS, _PROCEDURES, _MEDICAL = "ABCDEFGHIJ", "KLMNOPQ", "RSTUVWXYZ"
_KINDS = {
    **dict.fromkeys(_OPERATIONS, GroupKind.OPERATION),
    **dict.fromkeys(_PROCEDURES, GroupKind.PROCEDURE),
    **dict.fromkeys(_MEDICAL, GroupKind.MEDICAL),
}
_COMPLICATIONS = {
    "1": Complication.MAJOR,
    "3": Complication.MINOR,
    "5": Complication.NONE,
    "9": Complication.UNDIVIDED,
}


def is_ambiguous(code: str) -> bool:
    """Whether a group or an ADRG holds the ambiguous cases of an MDC."""
    return code[1:3] == AMBIGUOUS


def is_rest(code: str) -> bool:
    """Whether a group holds what is in an MDC but in none of its ADRGs: F000 of the national workbook."""
    return code[1:3] == _REST


def rest_group(adrg: str) -> str:
    """Where the cases of an MDC go that are in none of its groups: F000 for FR1."""
    return f"{adrg[:1]}{_REST}0"


def mdc_of(drg: str) -> str:
    """The MDC of a group: MDCF for FR15."""
    return f"MDC{drg[:1]}"


def adrg_of(drg: str) -> str:
    """The ADRG of a group: FR1 for FR15."""
    return drg[:3]


@lru_cache(maxsize=4096)
def traits_of(drg: str) -> GroupTraits:
    """What the letters of a group's code say."""
    kind = GroupKind.AMBIGUOUS if is_ambiguous(drg) else _KINDS.get(drg[1:2], GroupKind.NONE)
    return GroupTraits(mdc_of(drg), adrg_of(drg), kind, _COMPLICATIONS.get(drg[3:4], Complication.OTHER))


def is_operative(drg: str) -> bool:
    """Whether a group is one of operations or procedures."""
    return traits_of(drg).kind in (GroupKind.OPERATION, GroupKind.PROCEDURE)


def is_lower(drg: str, than: str) -> bool:
    """Whether a group is the lower one of two of the same ADRG: the fourth place rises as complications fall."""
    return adrg_of(drg) == adrg_of(than) and drg[3:4] > than[3:4]
