"""One row of a payment policy, its value read and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.payment.extent import Extent, extent_of
from coding.payment.formula import Vocabulary, check_formula, texts_in

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from datetime import date

    from coding.payment.policy_key import PolicyKey

_THEN = re.compile(r"=>|⇒|＝＞")
_TO = re.compile("[-－—~至]")
_SIGNS = re.compile(r"[<>=＜＞≥≤(（]")
_APART = re.compile(r"[\s|、，,;；]+")
_PARTS = {"%": 100, "％": 100, "‰": 1000}


@dataclass(frozen=True, slots=True)
class PolicyRow:
    """A row as it holds from ``first`` to ``last`` (None = without end). ``line`` is its place in the file, from 1.

    By kind of the key one of these is filled: ``number`` (numbers, shares and days), ``when`` and ``pay`` (condition
    and formula), ``codes``, ``span`` (from, to of a band). ``only``: a condition that narrows the row. ``clause``: the
    document and article it rests on, "" where the file says none.
    """

    key: str
    text: str
    of: str = ""
    clause: str = ""
    first: date | None = None
    last: date | None = None
    line: int = 0
    extent: Extent = Extent()
    number: float | None = None
    when: str = ""
    pay: str = ""
    only: str = ""
    codes: tuple[str, ...] = ()
    span: tuple[float, float] = (0.0, 0.0)

    def holds_on(self, day: date) -> bool:
        """Whether the row is in force on a day."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: PolicyRow) -> bool:
        """Whether there is a day on which both are in force."""
        begins = max((d for d in (self.first, other.first) if d), default=None)
        ends = min((d for d in (self.last, other.last) if d), default=None)
        return begins is None or ends is None or begins <= ends


def with_value(row: PolicyRow, key: PolicyKey, vocabulary: Vocabulary, lists: Collection[str]) -> PolicyRow:
    """The row with its value and its ``of`` read. Raises ValueError, in Chinese, for what they cannot say.

    ``lists``: names of lists of codes that conditions may ask after.
    """
    if not row.text:
        raise ValueError("值是空的")
    row = _with_of(row, key, vocabulary, lists)
    if key.kind in {"condition", "rule"}:
        when, pay = row.text, ""
        if key.kind == "rule":
            parts = _THEN.split(row.text)
            if len(parts) != 2 or not all(part.strip() for part in parts):
                raise ValueError(f"“{row.text}”应写作 条件 => 公式，如 倍率 > 3 => 支付标准 + 总费用 - 3 * 均费")
            when, pay = (part.strip() for part in parts)
        for formula in filter(None, (when, pay)):
            _check(formula, vocabulary, lists)
        return replace(row, when=when, pay=pay)
    return _READ[key.kind](row, key)


def _with_of(row: PolicyRow, key: PolicyKey, vocabulary: Vocabulary, lists: Collection[str]) -> PolicyRow:
    if key.of == "name":
        if not row.of:
            raise ValueError("适用对象（of）一列要写名称")
        return row
    if not row.of:
        return row
    if not key.of:
        raise ValueError(f"这个项目不分对象，适用对象（of）“{row.of}”应删去")
    if key.of == "case" and _SIGNS.search(row.of):
        _check(row.of, vocabulary, lists)
        return replace(row, only=row.of)
    return replace(row, extent=extent_of(row.of))


def _check(formula: str, vocabulary: Vocabulary, lists: Collection[str]) -> None:
    try:
        check_formula(formula, vocabulary)
    except KnowledgeError as error:
        raise ValueError(str(error).rstrip("。")) from error
    for text in texts_in(formula):
        if not text.isascii() and text not in lists:
            raise ValueError(f"条件“{formula}”中的“{text}”不是编码，也不是本表的编码表")


def _text(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    return row


def _choice(row: PolicyRow, key: PolicyKey) -> PolicyRow:
    if row.text not in key.choices:
        raise ValueError(f"“{row.text}”不认识，应为 {'、'.join(key.choices)} 之一")
    return row


def _number(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    value = plain_number(row.text)
    if value is None or value <= 0:
        raise ValueError(f"“{row.text}”不是大于 0 的数")
    return replace(row, number=value)


def _share(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    value = share_of(row.text)
    if value is None or not 0 <= value <= 1:
        raise ValueError(f"“{row.text}”不是 0 到 1 的比例，应写作 5%、5‰ 或 0.05")
    return replace(row, number=value)


def _days(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    value = plain_number(row.text)
    if value is None or not 1 <= value <= 366 or value != int(value):
        raise ValueError(f"“{row.text}”不是 1 到 366 的整天数")
    return replace(row, number=value)


def _codes(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    codes = tuple(code.upper() for code in _APART.split(row.text) if code)
    if strange := next((code for code in codes if not code.isascii()), ""):
        raise ValueError(f"“{strange}”不是编码；几个编码之间用空格或 | 隔开")
    return replace(row, codes=codes)


def _edges(text: str) -> tuple[float | None, float | None]:
    """The two shares of ``5%-10%``; a sign before the first number is its own."""
    between = _TO.search(text, 1)
    if between is None:
        return None, None
    return share_of(text[: between.start()].strip()), share_of(text[between.end() :].strip())


def _band(row: PolicyRow, _key: PolicyKey) -> PolicyRow:
    parts = _THEN.split(row.text)
    low, high = _edges(parts[0].strip()) if len(parts) == 2 else (None, None)
    share = share_of(parts[1]) if len(parts) == 2 else None
    if low is None or high is None or share is None or not low < high or not 0 <= share <= 1:
        raise ValueError(f"“{row.text}”应写作 从-到 => 比例，如 85%-100% => 100%")
    return replace(row, span=(low, high), number=share)


_READ: Mapping[str, Callable[[PolicyRow, PolicyKey], PolicyRow]] = {
    "text": _text,
    "choice": _choice,
    "number": _number,
    "share": _share,
    "days": _days,
    "codes": _codes,
    "band": _band,
}


def plain_number(text: str) -> float | None:
    """A figure that may have thousands separators; None for anything else."""
    plain = text.replace(",", "").replace("，", "").strip()
    return float(plain) if re.fullmatch(r"[+-]?\d{1,15}(?:\.\d{1,10})?", plain, re.ASCII) else None


def share_of(text: str) -> float | None:
    """``5%``, ``5‰`` or ``0.05`` as 0.05; None for anything else."""
    plain = text.strip()
    whole = _PARTS.get(plain[-1:], 1)
    value = plain_number(plain[:-1] if whole > 1 else plain)
    return None if value is None else value / whole
