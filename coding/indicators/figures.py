"""A figure with all that it says of itself, and the figures of a spell of time together."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

    from coding.base.period import Period


class Scope(StrEnum):
    """Of whom a figure is."""

    HOSPITAL = "hospital"
    WARD_CLASS = "ward_class"
    WARD = "ward"
    TEAM = "team"
    DOCTOR = "doctor"
    CODER = "coder"
    GROUP = "group"
    INSURED = "insured"
    RULE = "rule"
    #: Of many organisations together.
    ORGANISATION = "organisation"
    REGION = "region"

    @property
    def label(self) -> str:
        """The word on the screen."""
        words = ["全院", "科室类别", "病区", "医疗组", "医师", "编码员", "病组", "付费方式", "规则", "机构", "地区"]
        return dict(zip(Scope, words, strict=True))[self]


@dataclass(frozen=True, slots=True)
class FigureRow:
    """One row of indicators.csv. ``value`` None: there was nothing to divide by, or nothing to count.

    ``value`` is exact to the digits of its indicator, rounded half up once at the end; of the unit % it is a percentage
    (22.15). ``reference``: the region by tariff, or the target. ``last_period``, ``last_year``: the same figure then,
    in the same unit; ``change`` = (value − last year) ÷ last year, a fraction of four places (0.3129). ``not_judged``:
    pages that could not be judged for it. ``source``: clause and origin of the definition.
    """

    id: str
    name: str
    scope: Scope
    scope_value: str
    period: str
    numerator: Decimal | None
    denominator: Decimal | None
    value: Decimal | None
    unit: str
    reference: Decimal | None = None
    last_period: Decimal | None = None
    last_year: Decimal | None = None
    change: Decimal | None = None
    not_judged: int = 0
    source: str = ""


@dataclass(frozen=True, slots=True)
class GroupRow:
    """One group in a spell of time. Yuan, days; weights as the tariff has them. ``insured``: kind → cases.

    ``cost_share``: of all cost. ``last_year``: cases then, None = no year before is at hand. ``multiples``: high, low.
    None of any other figure: no case of the group says it, or could be judged for it.
    """

    drg: str
    name: str
    cases: int
    weight: Decimal | None
    total_weight: Decimal | None
    cost: Decimal | None
    mean_cost: Decimal | None
    reference_cost: Decimal | None
    mean_stay: Decimal | None
    reference_stay: Decimal | None
    payment: Decimal | None
    balance: Decimal | None
    cost_share: Decimal | None = None
    insured: Mapping[str, int | None] = field(default_factory=dict)
    deaths: int | None = None
    multiples: tuple[int | None, int | None] = (None, None)
    last_year: int | None = None
    change: Decimal | None = None


@dataclass(frozen=True, slots=True)
class MonthFigures:
    """The figures of a spell of time: of the hospital, its parts, its groups; what was not judged, and why.

    ``rows`` as indicators.csv has them; ``groups`` by number of cases, the most first. ``unjudged``: rule or indicator
    → (pages, what would let it be judged). ``pages``: how many; ``stamp``: of the Knowledge of the verdicts.
    """

    period: Period
    rows: tuple[FigureRow, ...]
    groups: tuple[GroupRow, ...]
    pages: int
    stamp: str = ""
    unjudged: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    before: str = ""  # the period before, "" = no pages of it were given
    last_year: str = ""

    _index: dict[tuple[str, Scope], dict[str, FigureRow]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def value(self, id_: str, scope: Scope = Scope.HOSPITAL, scope_value: str = "") -> Decimal | None:
        """The value of a figure; None where it has none."""
        row = self.row(id_, scope, scope_value)
        return row.value if row is not None else None

    def row(self, id_: str, scope: Scope = Scope.HOSPITAL, scope_value: str = "") -> FigureRow | None:
        """The row of a figure; None where there is none."""
        return self._indexed().get((id_, scope), {}).get(scope_value)

    def of(self, id_: str, scope: Scope) -> tuple[FigureRow, ...]:
        """The rows of one indicator for every part of a scope."""
        return tuple(self._indexed().get((id_, scope), {}).values())

    def _indexed(self) -> dict[tuple[str, Scope], dict[str, FigureRow]]:
        """The rows by indicator and scope; made when first asked for, as reports ask for thousands."""
        if not self._index:
            for row in self.rows:
                self._index.setdefault((row.id, row.scope), {})[row.scope_value] = row
        return self._index
