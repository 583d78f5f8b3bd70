"""What a stay is worth."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Price:
    """What a tariff says of a group: relative weight RW, payment estimate in yuan; None where unknown.

    ``estimated``: the weight was derived from other groups (demonstration tariff only). ``multiple``: cost of the
    stay ÷ mean cost of its group; ``band``: 高倍率 or 低倍率 where the tariff states such a threshold and the stay is
    beyond it, the payment is then by the tariff's formula. ``note``: a Chinese sentence, "" when nothing is to
    say. ``level``: the level of hospital or kind of insured whose figures these are, "" where there is only one.
    ``balance``: payment − cost of the stay, in yuan.

    Of a packet of DIP ``weight`` is its score, ``multiple`` the cost ÷ ``standard`` (yuan), ``deviation`` how far it is
    off (正常, 费用超低, 费用超高, 特例单议; ``band`` says all but the first), ``aux`` the auxiliary type and its factor,
    ``case_score`` what is paid for, ``basic`` 基层病种.
    """

    weight: float | None
    payment: float | None
    mean_cost: float | None = None
    mean_los: float | None = None
    estimated: bool = False
    multiple: float | None = None
    band: str = ""
    note: str = ""
    level: str = ""
    balance: float | None = None
    standard: float | None = None
    deviation: str = ""
    aux: str = ""
    aux_factor: float | None = None
    case_score: float | None = None
    basic: bool = False
