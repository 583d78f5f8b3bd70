"""What a stay is worth."""

from __future__ import annotations

from dataclasses import dataclass

#: Said where the file of the policy names no clause: none is invented.
NO_CLAUSE = "政策文件未注明条款"


@dataclass(frozen=True, slots=True)
class Ground:
    """What a policy says of a stay in a word, the clause of the policy it rests on, and the condition that was met."""

    word: str
    clause: str = ""
    condition: str = ""


@dataclass(frozen=True, slots=True)
class UnderPolicy:
    """What a policy made of a price. ``standard``: payment in yuan before multiples; ``rate`` yuan per weight, or per
    point; ``points`` where the region pays points; ``coefficient`` of the hospital's level.

    ``basic``: a basic group, paid alike in every hospital; ``excluded``: why the stay is not paid by its group, it has
    no payment then; ``lines``: prices of their own and surcharges that were met; ``band``: of the multiple;
    ``candidates``: for special review; ``unjudged``: conditions that the page cannot answer, in words. ``unknown``:
    why there is no estimate, "" where there is one. ``in_scope``: False where the policy does not speak of such stays
    at all; ``asks_candidates``: whether it says what a special case is.
    """

    title: str
    standard: float | None = None
    rate: float | None = None
    coefficient: float | None = None
    points: float | None = None
    basic: Ground | None = None
    excluded: Ground | None = None
    lines: tuple[Ground, ...] = ()
    band: Ground | None = None
    candidates: tuple[Ground, ...] = ()
    unjudged: tuple[str, ...] = ()
    unknown: str = ""
    in_scope: bool = True
    asks_candidates: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What a tariff says of a group: relative weight RW, payment estimate in yuan; None where unknown.

    ``estimated``: the weight was derived from other groups (demonstration tariff only). ``multiple``: cost of the
    stay ÷ mean cost of its group; ``band``: 高倍率 or 低倍率 where tariff or policy states such a threshold and the
    stay is beyond it, the payment is then by its formula. ``note``: a Chinese sentence, "" when nothing is to say.
    ``level``: the level of hospital or kind of insured whose figures these are, "" where there is only one.
    ``thresholds``: 高倍率, 低倍率 where tariff or policy states one, whether or not the stay is beyond it.
    ``balance``: payment − cost of the stay, in yuan. ``policy``: what the payment policy made of it; None without one.

    Of a packet of DIP ``weight`` is its score, ``multiple`` the cost ÷ ``standard`` (yuan), ``deviation`` how far it is
    off (正常, 费用超低, 费用超高, 特例单议; ``band`` says all but the first), ``aux`` the auxiliary type with its
    factor, ``case_score`` what is paid for, ``basic`` 基层病种.
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
    policy: UnderPolicy | None = None
    thresholds: tuple[str, ...] = ()

    @property
    def excluded(self) -> Ground | None:
        """Why the stay is not paid by its group; None where it is, or nobody says so."""
        return None if self.policy is None else self.policy.excluded

    @property
    def candidates(self) -> tuple[Ground, ...]:
        """Why the stay may be put forward for special review."""
        return () if self.policy is None else self.policy.candidates
