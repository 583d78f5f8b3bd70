"""The indicators, as rows of ``resources/indicators/indicators.csv`` define them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.indicators.columns import fact_columns
from coding.indicators.expression import Expression, columns_in, read_expression
from coding.indicators.figures import Scope

if TYPE_CHECKING:
    from collections.abc import Mapping

TABLE = "indicators/indicators.csv"
#: In the place of a numerator: others know it; it is counted from what rules found.
OUTSIDE, HITS = "outside", "hits"
#: Kinds of columns of the facts, and units, that tell weights or yuan.
MONEY_KINDS = frozenset({"money", "weight", "micro"})
_MONEY_UNITS = ("元", "权重")
#: Scopes of a row that names none.
_UNUSUAL = (Scope.GROUP, Scope.RULE, Scope.ORGANISATION, Scope.REGION)
_USUAL = tuple(scope for scope in Scope if scope not in _UNUSUAL)
_FACTORS = MappingProxyType({"%": 100, "条/百份": 100})
_COLUMNS = (
    "id", "name", "section", "numerator", "denominator", "unit", "digits", "direction", "scopes", "periods",
    "valid_from", "reference", "clause", "not_judged", "needs", "interval", "code", "note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator. value = numerator ÷ denominator × ``factor``, to ``digits`` places; without a denominator the
    numerator itself.

    ``form``: "" = by the expressions, ``outside``, ``hits``, or ``none``: it cannot be computed here. ``direction``: up
    = higher is better, down, "" = neither. ``reference``: numerator and denominator of the reference, or one figure.
    ``not_judged`` counts pages; ``needs``: what would let them be judged. ``interval``: wilson or "". ``code``:
    official codes and names.
    """

    id: str
    name: str
    section: str
    form: str
    numerator: Expression
    denominator: Expression
    unit: str
    digits: int
    direction: str
    scopes: tuple[Scope, ...]
    periods: tuple[str, ...]
    valid_from: str
    reference: tuple[Expression, Expression] | Decimal | None
    clause: str
    not_judged: Expression
    needs: str
    interval: str
    code: str
    note: str

    @property
    def factor(self) -> int:
        """What the quotient is multiplied by: a hundred for shares and for figures of a hundred pages."""
        return _FACTORS.get(self.unit, 1)

    @property
    def source(self) -> str:
        """Clause and how it is counted, as a figure says of itself."""
        since = f"（{self.valid_from} 起）" if self.valid_from else ""
        return "；".join(part for part in (self.clause + since, self.code, self.note) if part)


@cache
def indicators() -> Mapping[str, Indicator]:
    """All indicators by id, in the order of the table. Raises KnowledgeError that names the row."""
    table = resource_table(TABLE, *_COLUMNS)
    found: dict[str, Indicator] = {}
    for row, line in zip(table, table.lines, strict=True):
        if row["id"] in found:
            raise KnowledgeError(f"indicators.csv 第{line}行：指标 {row['id']} 出现不止一次，请删去一行。")
        try:
            found[row["id"]] = _indicator(row)
        except (KnowledgeError, ValueError) as error:
            raise KnowledgeError(f"indicators.csv 第{line}行（{row['id']}）：{error}") from error
    return MappingProxyType(found)


@cache
def tells_money(id_: str) -> bool:
    """Whether an indicator counts weights or yuan, or is told in them: nobody who is money-blind sees it, nor one that
    another program has frozen and this one does not know.
    """
    one = indicators().get(id_)
    if one is None:
        return True
    columns = columns_in(one.numerator) | columns_in(one.denominator)
    return one.unit in _MONEY_UNITS or any(fact_columns()[name].kind in MONEY_KINDS for name in columns)


def _indicator(row: Mapping[str, str]) -> Indicator:
    said = row["numerator"]
    form = said if said in (OUTSIDE, HITS) else "none" if not said else ""
    expressions = [read_expression("" if form else row[key]) for key in ("numerator", "denominator")]
    not_judged = read_expression(row["not_judged"])
    reference = _reference(row["reference"])
    both = () if reference is None or isinstance(reference, Decimal) else reference
    for expression in (*expressions, not_judged, *both):
        if unknown := sorted(columns_in(expression) - fact_columns().keys()):
            raise KnowledgeError(f"首页事实表没有“{unknown[0]}”一列，请改正。")
    return Indicator(
        id=row["id"],
        name=row["name"],
        section=row["section"],
        form=form,
        numerator=expressions[0],
        denominator=expressions[1],
        unit=row["unit"],
        digits=int(row["digits"]),
        direction=row["direction"],
        scopes=tuple(Scope(word) for word in row["scopes"].split()) or _USUAL,
        periods=tuple(row["periods"].split()),
        valid_from=row["valid_from"],
        reference=reference,
        clause=row["clause"],
        not_judged=not_judged,
        needs=row["needs"],
        interval=row["interval"],
        code=row["code"],
        note=row["note"],
    )


def _reference(text: str) -> tuple[Expression, Expression] | Decimal | None:
    if not text:
        return None
    fixed = read_number(text)
    if fixed is not None:
        return fixed
    numerator, _, denominator = text.partition(" / ")
    return read_expression(numerator), read_expression(denominator)
