"""Certain repairs of a cell at the boundary. What is not certain stays as it is and is left to the rules.

A repair returns (new text, Chinese reason); None means that the text stands.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import cache

from coding.base.resources import resource_table
from coding.page.fields import Field, field_catalogue

Mend = Callable[[str], tuple[str, str] | None]

_POINT_ZERO = re.compile(r"(\d+)\.0+")
_WITH_UNIT = re.compile(r"(\d+)\s*(?:岁|天|日|克|g|G|次|小时|分钟)")
_SERIAL = re.compile(r"(\d{5})(?:\.(\d+))?")
_MONTHS = re.compile(r"(?:(\d{1,2})[\s+又]+)?(\d{1,2})/30")
_MONTHS_DAYS = re.compile(r"(?:(\d{1,2})个?月)(?:零?(\d{1,2})天)?")
_SLASHED = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})(.*)")
_DEPARTMENT = re.compile(r"(\d{1,2})\.(\d{2})(?:\.(\d{2}))?")

#: Fields whose texts are numbers that a spreadsheet may have given a tail ``.0``. Record number and identity
#: card are left to FP-STD-056, which asks for a new export: digits may be lost as well.
_NUMBER_LIKE = frozenset(
    {
        "health_card_no",
        "pathology_no",
        "current_phone",
        "contact_phone",
        "employer_phone",
        "current_postcode",
        "household_postcode",
        "employer_postcode",
    }
)
#: Coded fields that stand in more than one code system; a bare number does not say which, a label does: the
#: first system that has it.
_SEVERAL_SYSTEMS = {
    "op_anesthesia": ("RC013", "CV06.00.103"),
    "payment_method": ("RC032", "PAY2011"),
    "icu_type": ("RC015",),
}


def bare_text(cell: str, mend: Mend | None) -> tuple[str, tuple[str, str, str] | None]:
    """What a cell says: the text, and the repair that it took (before, after, reason), if any.

    Outer blanks are dropped without a word: they are how fixed-width exports pad and how others keep a
    spreadsheet from changing a number.
    """
    text = cell.strip()
    if not text:
        return "", None
    before, reason = text, ""
    if text[0] in "='" and (found := _GUARDED.fullmatch(text)):
        text, reason = (found.group(1) or found.group(2) or "").strip(), "去掉导出时为表格软件加的文本标记"
    if mend is not None and text:
        if not text.isascii() and (half := text.translate(_HALF_WIDTH)).isascii():
            text, reason = half, "全角字符换成半角"
        if mended := mend(text):
            text, reason = mended
    return text, (before, text, reason) if reason else None


_HALF_WIDTH = {code + 0xFEE0: code for code in range(0x21, 0x7F)} | {0x3000: 0x20}
#: ``="00123"`` and ``'00123``: text by force, so that a spreadsheet keeps the zeros.
_GUARDED = re.compile(r"""="([^"]*)"|'([0-9][0-9Xx.:/ -]*)""")


@cache
def mend_for(key: str) -> Mend | None:
    """The repair for cells of this field, or None where every text is taken as it is."""
    field = field_catalogue().get(key)
    if field is None:
        return None
    if key == "age_days":
        return _mend_age_days
    if field.type == "int":
        return _mend_integer
    if field.type in ("date", "datetime"):
        return _mend_date
    if field.type == "decimal":
        return _mend_nothing
    if field.type == "text" and key in _NUMBER_LIKE:
        return _mend_point_zero
    return _coded(field)


def _coded(field: Field) -> Mend | None:
    domain = field_catalogue().domains.get(field.domain)
    if field.type != "code" or domain is None or field.key == "transfer_depts":
        return None
    labels = domain.labels
    codes: dict[str, str] = {}
    for system in reversed(_SEVERAL_SYSTEMS.get(field.key, (field.domain,))):
        codes |= _unique_labels(field_catalogue().domains[system].labels)
    codes |= _other_words().get(field.domain, {})
    departments = field.domain == "RC023"
    if departments:
        codes = {label.removesuffix("专业"): code for label, code in codes.items()} | codes
    several = field.key in _SEVERAL_SYSTEMS
    title = domain.title.partition("(")[0]

    def mend(text: str) -> tuple[str, str] | None:
        if text in labels:
            return None
        whole = _POINT_ZERO.fullmatch(text)
        if whole and whole.group(1) in labels:
            return whole.group(1), "去掉表格软件加上的小数位“.0”"
        if text in codes:
            return codes[text], f"{title}：{codes[text]} 是“{labels.get(codes[text], text)}”"
        if departments:
            return _department(whole.group(1) if whole else text, labels, codes)
        bare = text.lstrip("0")
        if text.isdecimal() and not several and bare != text and bare in labels:
            return bare, "去掉代码前多余的 0"
        return None

    return mend


@cache
def _other_words() -> dict[str, dict[str, str]]:
    """What exports write for a code beside its label: domain → text → code."""
    words: dict[str, dict[str, str]] = {}
    for row in resource_table("layouts/values.csv", "domain", "text", "code"):
        words.setdefault(row["domain"], {})[row["text"]] = row["code"]
    return words


def _unique_labels(labels: Mapping[str, str]) -> dict[str, str]:
    found: dict[str, str] = {}
    twice = set()
    for code, label in labels.items():
        if label in found:
            twice.add(label)
        found[label] = code
    return {label: code for label, code in found.items() if label not in twice}


def _department(text: str, labels: Mapping[str, str], codes: Mapping[str, str]) -> tuple[str, str] | None:
    """Department codes: 03.01 and ``03.01 呼吸内科`` → 0301.

    301 is left to FP-STD-059; 3.1 may be 03.01 or 03.10.
    """
    number, _, name = text.partition(" ")
    if name and codes.get(name.strip()) == number.replace(".", "").zfill(len(number.replace(".", ""))):
        return codes[name.strip()], "科室代码后面的名称去掉"
    dotted = _DEPARTMENT.fullmatch(text)
    if not dotted:
        return None
    joined = dotted.group(1).zfill(2) + dotted.group(2) + (dotted.group(3) or "")
    return (joined, "科室代码去掉分隔点") if joined in labels else None


def _mend_nothing(_text: str) -> None:
    """Nothing beyond what every number gets: half-width digits."""


def _mend_point_zero(text: str) -> tuple[str, str] | None:
    whole = _POINT_ZERO.fullmatch(text)
    return (whole.group(1), "去掉表格软件加上的小数位“.0”") if whole else None


def _mend_integer(text: str) -> tuple[str, str] | None:
    if text.isdecimal() and text.isascii():
        return None
    with_unit = _WITH_UNIT.fullmatch(text)
    return (with_unit.group(1), "去掉数字后的单位") if with_unit else _mend_point_zero(text)


def _mend_age_days(text: str) -> tuple[str, str] | None:
    """The paper form gives months with thirtieths: ``15/30`` is 15 days, ``2 15/30`` is 75 days."""
    found = _MONTHS.fullmatch(text) or _MONTHS_DAYS.fullmatch(text)
    if not found:
        return _mend_integer(text)
    days = int(found.group(1) or 0) * 30 + int(found.group(2) or 0)
    return str(days), "月龄（分母 30）换算成天"


def _mend_date(text: str) -> tuple[str, str] | None:
    serial = _SERIAL.fullmatch(text)
    if serial:
        return _from_serial(float(text))
    slashed = _SLASHED.fullmatch(text)
    if slashed:
        return _from_slashed(*slashed.groups())
    return None


def _from_serial(days: float) -> tuple[str, str] | None:
    moment = datetime(1899, 12, 30) + timedelta(seconds=round(days * 86400))
    if not 1900 <= moment.year <= 2100:
        return None
    shape = "%Y-%m-%d" if days == int(days) else "%Y-%m-%d %H:%M:%S"
    return moment.strftime(shape), "Excel 日期序号还原为日期"


def _from_slashed(first: str, second: str, year: str, rest: str) -> tuple[str, str] | None:
    """``12/25/2024``: certain only when one of the two parts cannot be a month."""
    one, two = int(first), int(second)
    if (one > 12) == (two > 12):
        return None
    month, day = (two, one) if one > 12 else (one, two)
    try:
        return date(int(year), month, day).isoformat() + rest, "日期改为年-月-日的次序"
    except ValueError:
        return None
