"""The tables of the payment of a month as rows of text: what each says, and which page it opens."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from coding.payment.price_words import policy_sentences, with_clause
from coding.reports import payment_tables as tables

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from coding.payment.payment_sum import PaymentLine, PaymentOfMonth, PricedStay

_LINE_WIDTHS = (0, 56, 92, 64, 64, 88, 104, 104, 104, 62, 62, 76)
_STAY = ("病案号", "出院日期", "病房", "病组", "天数", "费用", "支付估算", "差额", "倍率", "说明")
_STAY_WIDTHS = (90, 92, 120, 70, 50, 96, 96, 96, 60, 0)


@dataclass(frozen=True, slots=True)
class Tab:
    """One table: its key, what it is called, its columns; ``figures`` stand to the right."""

    key: str
    title: str
    headers: Sequence[str]
    widths: Sequence[int]
    figures: Sequence[int] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells, its tooltip, and the page that it opens; None where it is a sum."""

    cells: Sequence[str]
    tip: str
    page: int | None = None


TABS = (
    Tab("wards", "病房", ("病房", *tables.LINE_HEADER[1:]), _LINE_WIDTHS, range(1, 12)),
    Tab("insured", "参保", ("参保类别", *tables.LINE_HEADER[1:]), _LINE_WIDTHS, range(1, 12)),
    Tab("groups", "病组", ("病组", *tables.LINE_HEADER[1:]), _LINE_WIDTHS, range(1, 12)),
    Tab("bands", "倍率病例", _STAY, _STAY_WIDTHS, (4, 5, 6, 7, 8)),
    Tab(
        "caps",
        "高倍率上限",
        ("月份", "按病组付费", "高倍率", "占比", "上限", "可补差", "超出", "扣减补差", "依据"),
        (80, 90, 70, 70, 70, 70, 70, 100, 0),
        range(1, 8),
    ),
    Tab("special", "特例候选", _STAY, _STAY_WIDTHS, (4, 5, 6, 7, 8)),
    Tab(
        "quotas",
        "特例名额",
        ("周期", "出院病例", "候选", "占比", "比例上限", "名额", "依据"),
        (130, 80, 70, 80, 80, 70, 0),
        range(1, 6),
    ),
    Tab("excluded", "不按病组付费", ("原因", "依据", "病例"), (330, 0, 80), (2,)),
    Tab("unknown", "未估算、未判断", ("原因", "病例"), (0, 80), (1,)),
    Tab("account", "年度清算", ("项目", "元／比例"), (0, 180), (1,)),
)


def tab_rows(key: str, found: PaymentOfMonth) -> list[Row]:
    """The rows of a table."""
    return _ROWS[key](found)


def in_one_sentence(found: PaymentOfMonth) -> str:
    """共 480 份：费用 …，支付估算 …，差额 …；高倍率 3（0.7%），特例候选 2。"""
    whole = found.whole
    told = f"共 {whole.cases:,} 份，不按病组付费 {whole.excluded:,}，未估算 {whole.unknown:,}；权重 {whole.weight:,.2f}"
    if whole.settled:
        told += f"，费用 {whole.cost:,.0f} 元，支付估算 {whole.payment:,.0f} 元，差额 {whole.balance:+,.0f} 元"
    told += f"；高倍率 {whole.high:,}，低倍率 {whole.low:,}，特例候选 {whole.candidates:,}"
    if found.reduction:
        told += f"；超出上限的补差 {found.reduction:,.0f} 元未从上面的支付估算中扣减"
    return told + "。"


def _line(line: PaymentLine) -> Row:
    cells = tables.line_cells(line)
    money = [_money(cell, signed=at == 8) for at, cell in enumerate(cells) if at in (6, 7, 8)]
    counts = [f"{cell:,}" for cell in cells[1:5]]
    return Row(
        (line.title, *counts, f"{line.weight:,.2f}", *money, *(f"{cell:,}" for cell in cells[9:])),
        f"{line.title}\n费用、支付估算、差额为其中 {line.settled:,} 份（费用和支付估算都有）的合计。",
    )


def _lines(lines: Iterable[PaymentLine]) -> list[Row]:
    return [_line(line) for line in lines]


def _stay(stay: PricedStay) -> Row:
    price = stay.price
    said = "；".join(with_clause(ground) for ground in price.candidates)
    said = said or (price.policy.band.clause if price.policy is not None and price.policy.band is not None else "")
    cells = (
        stay.case_no,
        str(stay.day or "—"),
        stay.ward,
        stay.drg,
        "—" if stay.los is None else f"{stay.los:g}",
        _money(stay.cost),
        _money(price.payment),
        _money(price.balance, signed=True),
        "—" if price.multiple is None else f"{price.multiple:.2f}",
        f"{price.band} {said}".strip(),
    )
    return Row(cells, "\n".join(policy_sentences(price)), stay.page)


def _table(cells: Iterable[Sequence[object]], shares: Sequence[int] = (), money: Sequence[int] = ()) -> list[Row]:
    rows = []
    for line in cells:
        told = tuple(_cell(cell, at in shares, at in money) for at, cell in enumerate(line))
        rows.append(Row(told, "\n".join(told)))
    return rows


def _cell(cell: object, is_share: bool, is_money: bool) -> str:
    if cell is None:
        return "—"
    if isinstance(cell, int | float):
        if is_share:
            return f"{cell:.2%}"
        return f"{cell:,.2f}" if is_money else f"{cell:,}"
    return str(cell)


def _money(value: object, *, signed: bool = False) -> str:
    if not isinstance(value, int | float):
        return "—"
    return f"{value:+,.2f}" if signed else f"{value:,.2f}"


def _banded(found: PaymentOfMonth) -> list[Row]:
    banded = sorted((s for s in found.stays if s.price.band), key=lambda s: -(s.price.multiple or 0))
    return [_stay(stay) for stay in banded]


_ROWS: dict[str, Callable[[PaymentOfMonth], list[Row]]] = {
    "wards": lambda found: _lines(found.wards),
    "insured": lambda found: _lines(found.insured),
    "groups": lambda found: _lines(found.groups),
    "bands": _banded,
    "caps": lambda found: _table(map(tables.cap_cells, found.months), (3, 4), (7,)),
    "special": lambda found: [_stay(stay) for stay in found.stays if stay.price.candidates],
    "quotas": lambda found: _table(map(tables.quota_cells, found.quotas), (3, 4)),
    "excluded": lambda found: _table(tables.reason_cells(found)),
    "unknown": lambda found: _table(tables.unknown_cells(found)),
    "account": lambda found: _table(tables.account_cells(found), money=(1,)),
}
