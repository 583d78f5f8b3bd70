"""A tariff: what a region pays for a group. Separate from the scheme, as the two change at different times.

Any table with a group column and a weight column is read; header names vary, so they go by synonyms.
Lines that begin with ``#`` before the header may state ``# 名称:``, ``# 地区:``, ``# 费率:`` (yuan for a
weight of 1), ``# 生效日期:``, ``# 失效日期:``, ``# 说明:`` and the thresholds ``# 高倍率: 条件 => 支付公式``.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table, resources
from coding.base.sheet_choice import ChosenSheet
from coding.grouping.insured import insured_of, kinds_of_insured
from coding.payment.formula import check_formula, worth
from coding.payment.price import Price
from coding.payment.tariff_options import TariffOptions
from coding.payment.tariff_table import Columns, columns_of, day, group_column, number, sheet_of, stated

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date


@dataclass(frozen=True, slots=True)
class TariffLine:
    """One group of a tariff: weight, yuan per weight where the row has its own, coefficient of the hospital's level,
    payment in yuan where the table states it, mean cost in yuan, mean stay in days.

    ``estimated``: no own figures, derived from other groups. ``risk``: its class of mortality as the table words it, ""
    where it has no such column.
    """

    weight: float | None = None
    rate: float | None = None
    coefficient: float | None = None
    payment: float | None = None
    mean_cost: float | None = None
    mean_los: float | None = None
    estimated: bool = False
    risk: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """A threshold for stays that cost far more or less than their group: ``when`` it holds, ``pay`` is paid.

    Both are formulas (``coding.payment.formula``); ``pay`` "" leaves the payment as it is.
    """

    name: str
    when: str
    pay: str = ""


@dataclass(frozen=True, slots=True)
class Tariff:
    """Group → weight and payment. ``rate`` is yuan for a weight of 1, None where the table states none.

    ``levels`` are the levels of hospital or kinds of insured that the table has columns for, ``level`` the one
    chosen; ``coefficient`` that of the hospital's level where no row has its own; ``bands`` the thresholds for high
    and low multiples; ``notes`` are Chinese sentences on what was left out. ``made_of``: the code of the hospital
    whose pages a demonstration tariff was computed from. ``insured``: the same for the kinds of
    insured (职工, 居民) where the level chosen is of one and the table has columns for the others too.
    """

    title: str
    stamp: str
    lines: Mapping[str, TariffLine] = field(repr=False)
    rate: float | None = None
    region: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    note: str = ""
    is_demonstration: bool = False
    made_of: str = ""
    notes: tuple[str, ...] = ()
    levels: tuple[str, ...] = ()
    level: str = ""
    bands: tuple[Band, ...] = ()
    coefficient: float | None = None
    insured: Mapping[str, Tariff] = field(default_factory=dict, repr=False)

    def for_insured(self, payment_method: str) -> Tariff:
        """The tariff for the way in which a stay is paid (RC032): employees 职工 and residents 居民 have columns of
        their own in some tables. This tariff where the table or the page does not tell them apart.
        """
        if not self.insured:
            return self
        return self.insured.get(insured_of(payment_method), self)

    def speaks_for(self, org_code: str) -> bool:
        """True when a page of this hospital can be judged by it: a demonstration tariff is computed from the pages of
        one invented hospital and says nothing of any other.
        """
        return not self.is_demonstration or bool(self.made_of and org_code.strip() == self.made_of)

    def price(self, drg: str, cost: float | None = None, on: date | None = None, los: float | None = None) -> Price:
        """Weight and payment estimate of a group; all None for a group that the table does not hold.

        ``cost``: what the stay cost, in yuan; where it is known and the tariff has thresholds, a stay beyond one is
        paid by its formula. ``on``: day of discharge; a tariff that is not in force then says so in ``note``.
        """
        line = self.lines.get(drg)
        if line is None:
            return Price(None, None)
        payment = line.payment
        rate = line.rate if line.rate is not None else self.rate
        if payment is None and line.weight is not None and rate is not None:
            coefficient = line.coefficient if line.coefficient is not None else self.coefficient
            payment = round(line.weight * rate * (1 if coefficient is None else coefficient), 2)
        multiple = None if cost is None or not line.mean_cost else cost / line.mean_cost
        note = "" if on is None or self.is_valid_on(on) else self._out_of_force(on)
        plain = Price(
            line.weight,
            payment,
            line.mean_cost,
            line.mean_los,
            line.estimated,
            multiple,
            note=note,
            level=self.level,
            thresholds=tuple(band.name for band in self.bands),
        )
        if cost is None:
            return plain
        values = {
            "总费用": cost, "均费": line.mean_cost, "倍率": multiple, "权重": line.weight, "费率": rate,
            "支付标准": payment, "住院天数": los, "平均天数": line.mean_los,
        }  # fmt: skip
        band = next((b for b in self.bands if worth(b.when, values)), None)
        paid = worth(band.pay, values) if band is not None and band.pay else payment
        if paid is None:
            return replace(plain, payment=None, band="" if band is None else band.name)
        return replace(
            plain, payment=round(paid, 2), band="" if band is None else band.name, balance=round(paid - cost, 2)
        )

    def _out_of_force(self, on: date) -> str:
        spell = f"{self.valid_from or ''} 至 {self.valid_to or '今'}".strip()
        return f"出院日期 {on} 不在权重表的有效期（{spell}）内，估算仅供参考。"

    def is_valid_on(self, day: date) -> bool:
        """True when the tariff is in force on a day, as far as it says."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


def load_tariff(
    path: Path, rate: float | None = None, level: str = "", options: TariffOptions = TariffOptions()
) -> Tariff:
    """The tariff in a CSV or .xlsx table.

    ``rate`` (yuan per weight) goes before what the file states. ``level`` is one of ``Tariff.levels``: the level
    of hospital or kind of insured whose columns count. ``options`` hold these and the other answers of a person.
    Raises KnowledgeError with one Chinese sentence when it cannot be used.
    """
    answers = replace(options, rate=options.rate if rate is None else rate, level=level or options.level)
    data = _bytes(Path(path))
    book = data, sheet_of(data, Path(path).name)
    return _with_insured(_load(Path(path), answers, book), Path(path), answers, book)


@cache
def embedded_tariff() -> Tariff:
    """The demonstration tariff, computed from the bundled sample."""
    data = resources().content(_DEMONSTRATION)
    book = data, sheet_of(data, _DEMONSTRATION)
    return _load(Path(_DEMONSTRATION), TariffOptions(), book, is_demonstration=True)


_DEMONSTRATION = "tariffs/demo.csv"
#: The bytes of a tariff and its sheet, read once for all kinds of insured.
_Book = tuple[bytes, ChosenSheet[int]]


def _with_insured(tariff: Tariff, path: Path, options: TariffOptions, book: _Book) -> Tariff:
    """The tariff with its sisters for the other kinds of insured at the same level of hospital."""
    if not tariff.level:
        return tariff
    own = next((word for word in kinds_of_insured() if word in tariff.level), "")
    if own:
        sisters = {word: tariff.level.replace(own, word) for word in kinds_of_insured() if word != own}
    else:  # the kinds of insured have columns beside those of the levels
        sisters = {word: f"{tariff.level}+{word}" for word in kinds_of_insured()}
    found = {
        word: _load(path, replace(options, level=level), book)
        for word, level in sisters.items()
        if all(part in tariff.levels for part in level.split("+"))
    }
    if not found:
        return tariff
    return replace(tariff, insured={own: tariff, **found} if own else found)


def table_rows(path: Path) -> list[list[str]]:
    """The rows of a tariff's table as text. Raises KnowledgeError when the file cannot be read."""
    return sheet_of(_bytes(path), path.name).sheet.rows


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KnowledgeError(f"打不开权重表“{path}”：请检查路径和读取权限。") from error


def _load(path: Path, options: TariffOptions, book: _Book, *, is_demonstration: bool = False) -> Tariff:
    data, chosen = book
    rows = chosen.sheet.rows
    told, header_at = stated(rows)
    if header_at >= len(rows):
        raise KnowledgeError(f"权重表“{path.name}”是空的：请检查文件内容。")
    table = columns_of(rows[header_at])
    level = options.level
    if level and not table.knows(level):
        known = "、".join(table.variants) or "无"
        raise KnowledgeError(f"权重表“{path.name}”中没有“{level}”一档：表中有 {known}，请从中选择。")
    columns = {key: at for key, at in {**table.of(level), **options.columns}.items() if at >= 0}
    if "drg" not in columns and (found := group_column(rows[header_at + 1 :])) is not None:
        columns["drg"] = found
    if "drg" not in columns:
        raise KnowledgeError(f"权重表“{path.name}”中找不到 DRG 编码列：请把该列表头改为“DRG编码”。")
    if "weight" not in columns and "payment" not in columns:
        raise KnowledgeError(f"权重表“{path.name}”中找不到权重列：请把该列表头改为“权重”。")
    lines, twice = _lines(rows[header_at + 1 :], columns)
    if not lines:
        raise KnowledgeError(f"权重表“{path.name}”中没有任何病组：请检查 DRG 编码列（如 HC29）。")
    own_rate = options.rate if options.rate is not None else number(told.get("费率", ""))
    answered = repr((options.rate, level)) if options == TariffOptions(level, options.rate) else options.as_text()
    return Tariff(
        title=told.get("名称") or path.stem,
        stamp=hashlib.blake2b(data + answered.encode(), digest_size=8).hexdigest(),
        lines=lines,
        rate=own_rate,
        region=told.get("地区", ""),
        valid_from=day(options.valid_from or told.get("生效日期", "")),
        valid_to=day(options.valid_to or told.get("失效日期", "")),
        note=told.get("说明", ""),
        is_demonstration=is_demonstration,
        made_of=told.get("机构", ""),
        notes=(*chosen.notes, *_notes(table, columns, own_rate, level, twice)),
        levels=tuple(table.variants),
        level=level,
        bands=tuple(_stated_bands(told)) or known_bands().get(options.multiples, ()),
        coefficient=options.coefficient,
    )


@cache
def known_bands() -> Mapping[str, tuple[Band, ...]]:
    """The sets of thresholds that can be chosen for a tariff that states none, by name."""
    found: dict[str, tuple[Band, ...]] = {}
    for row in resource_table("tariffs/multiples.csv", "set", "band", "when", "pay"):
        band = _band(row["band"], row["when"], row["pay"])
        found[row["set"]] = (*found.get(row["set"], ()), band)
    return found


def _stated_bands(told: Mapping[str, str]) -> Iterator[Band]:
    for name in ("高倍率", "低倍率"):
        if told.get(name):
            when, _, pay = told[name].partition("=>" if "=>" in told[name] else "⇒")
            yield _band(name, when.strip(), pay.strip())


def _band(name: str, when: str, pay: str) -> Band:
    for formula in filter(None, (when, pay)):
        check_formula(formula)
    return Band(name, when, pay)


def _lines(rows: list[list[str]], columns: Mapping[str, int]) -> tuple[dict[str, TariffLine], list[str]]:
    """The lines by group, and the groups that stand twice."""
    lines: dict[str, TariffLine] = {}
    twice = []
    for row in rows:
        cell = {key: row[at] if at < len(row) else "" for key, at in columns.items()}
        drg = cell["drg"].strip().upper()
        if not drg or drg.startswith("#"):
            continue
        if drg in lines:
            twice.append(drg)
            continue
        lines[drg] = TariffLine(
            **{key: number(cell.get(key, "")) for key in _FIGURES},
            estimated=cell.get("estimated", "") in {"1", "是", "推算"},
            risk=cell.get("risk", "").strip(),
        )
    return lines, twice


_FIGURES = ("weight", "rate", "coefficient", "payment", "mean_cost", "mean_los")


def _notes(
    table: Columns, columns: Mapping[str, int], rate: float | None, level: str, twice: list[str]
) -> tuple[str, ...]:
    notes = []
    if rate is None and "rate" not in columns and "payment" not in columns:
        notes.append("权重表没有费率：只显示权重，不估算支付金额。")
    if table.variants and not level:
        shown = "、".join(list(table.variants)[:6])
        notes.append(f"表中按医院等级或参保类别分列（{shown}），未选定时不采用这些列。")
    if twice:
        notes.append(f"病组 {'、'.join(twice[:4])} 等 {len(twice)} 行重复：以先出现的一行为准。")
    return tuple(notes)
