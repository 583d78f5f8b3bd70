"""What a condition may call and which facts it may name; each is told to users in ``docs/rules.md``."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.dates import read_moment
from coding.base.numbers import read_number
from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import normalise_code
from coding.codes.ranges import CodeSet
from coding.grouping.case import GroupStatus
from coding.grouping.page_case import case_of
from coding.page.fields import field_catalogue, is_blank, is_dash
from coding.rules.facts import NOTHING, Facts, dept_code
from coding.rules.list_due import list_due, list_due_words
from coding.rules.rule_value import Value, day
from coding.rules.unjudged import BlankError, UnknownError
from coding.rules.workdays import working_days

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import date, datetime

    from coding.rules.page_rows import PageRow

# -- codes of the page: f(facts, codes) → bool


def _principal(f: Facts, codes: CodeSet) -> bool:
    return f.principal is not None and f.principal.code in codes


def _has(f: Facts, codes: CodeSet) -> bool:
    return any(d.code in codes or (d.tail and d.tail in codes) for d in f.dx)


def _other(f: Facts, codes: CodeSet) -> bool:
    return any(d.code in codes or (d.tail and d.tail in codes) for d in f.others)


def _present(f: Facts, codes: CodeSet) -> bool:
    return any(d.poa == "1" and (d.code in codes or (d.tail and d.tail in codes)) for d in f.others)


def _op(f: Facts, codes: CodeSet) -> bool:
    return any(p.code in codes for p in f.px)


def _main_op(f: Facts, codes: CodeSet) -> bool:
    return bool(f.px) and f.px[0].code in codes


def _which(f: Facts, codes: CodeSet) -> str:
    """The first other diagnosis in a set in words, else the principal one; "" where there is none."""
    return _named((*f.others, *f.dx[:1]), codes)


def _which_op(f: Facts, codes: CodeSet) -> str:
    """The first procedure in a set in words, one behind the main one before it; "" where there is none."""
    return _named((*f.px[1:], *f.px[:1]), codes)


def _named(rows: Iterable[PageRow], codes: CodeSet) -> str:
    row = next((r for r in rows if r.code and r.lies_in(codes)), None)
    return f"{row.raw.strip()} {row.name}".strip() if row is not None else ""


CODE_FUNCTIONS: Mapping[str, Callable[[Facts, CodeSet], Value]] = {
    "principal": _principal,
    "has": _has,
    "other": _other,
    "present": _present,
    "op": _op,
    "main_op": _main_op,
    "which": _which,
    "which_op": _which_op,
}


# -- fields: f(facts, key, row, attribute) → bool; row is None for a single field


def _filled(f: Facts, key: str, row: PageRow | None, attribute: str) -> bool:
    if row is None:
        return f.filled(key)
    return not is_blank(row.text(attribute))


def _answered(f: Facts, key: str, row: PageRow | None, attribute: str) -> bool:
    """Filled, or a dash: for row fields whose form allows the dash."""
    text = _text_of(f, key, row, attribute)
    return not is_blank(text) or is_dash(text)


def _real(f: Facts, key: str, row: PageRow | None, attribute: str) -> bool:
    text = _text_of(f, key, row, attribute)
    return not is_blank(text) and text.strip() not in NOTHING


def _timed(f: Facts, key: str, row: PageRow | None, attribute: str) -> bool:
    if row is None:
        return f.has_time(key)
    text = row.text(attribute)
    return ":" in text or "时" in text


def _amount(f: Facts, key: str, row: PageRow | None, attribute: str) -> Decimal:
    """A number where blank counts nothing: fees, weights."""
    if row is not None:
        return read_number(row.text(attribute)) or Decimal(0)
    return f.number(key) if key in f.given else Decimal(0)


def _text_of(f: Facts, key: str, row: PageRow | None, attribute: str) -> str:
    return f.page.text(key) if row is None else row.text(attribute)


FIELD_FUNCTIONS: Mapping[str, Callable[[Facts, str, PageRow | None, str], Value]] = {
    "filled": _filled,
    "blank": lambda f, k, r, a: not _filled(f, k, r, a),
    "answered": _answered,
    "unanswered": lambda f, k, r, a: not _answered(f, k, r, a),
    "real": _real,
    "timed": _timed,
    "text": _text_of,
    "amount": _amount,
    "supplied": lambda f, k, _r, _a: f.page.is_supplied(k),
}


# -- values


def _days(first: date | datetime | None, last: date | datetime | None) -> int | None:
    """Whole days from one date to another; None when one is missing."""
    return None if first is None or last is None else (day(last) - day(first)).days


def _hours(first: datetime | None, last: datetime | None) -> float | None:
    """Hours from one moment to another; None when one is missing."""
    return None if first is None or last is None else (last - first).total_seconds() / 3600


def _years(first: datetime, last: datetime) -> int:
    """Completed years between two dates."""
    return last.year - first.year - ((last.month, last.day) < (first.month, first.day))


def _same_dept(one: str, two: str) -> bool:
    """True when two department codes are the same, or one is only the first level of the other."""
    first, second = dept_code(one), dept_code(two)
    return first.startswith(second) or second.startswith(first)


def _fourth(code: str | None) -> str:
    return code[4:5] if code else ""


def _whole(value: Decimal | None) -> bool:
    return value is not None and value == value.to_integral_value()


def _listed(text: str | None) -> list[str]:
    """The items of a list by semicolon."""
    return [part.strip() for part in re.split(r"[;；]", text or "") if part.strip()]


@cache
def _chapters() -> tuple[tuple[str, CodeSet], ...]:
    rows = resource_table("codes/icd10_chapters.csv", "code", "range")
    return tuple((row["code"], CodeSet.parse(row["range"])) for row in rows)


@lru_cache(maxsize=4096)
def chapter_of(code: str) -> str:
    """The chapter of a diagnosis code (``01`` … ``22``); "" when it lies in none."""
    read = normalise_code(code, CodeKind.DIAGNOSIS)
    return next((chapter for chapter, codes in _chapters() if read in codes), "")


VALUE_FUNCTIONS: Mapping[str, Callable[..., Value]] = {
    "days": _days,
    "hours": _hours,
    "day": lambda value: None if value is None else day(value),
    "hour": lambda value: None if value is None else value.hour,
    "whole": _whole,
    "number": lambda value: None if value is None else float(value),
    "length": len,
    "least": min,
    "most": max,
    "absolute": abs,
    "years": _years,
    "same_dept": _same_dept,
    "category": lambda code: (code or "")[:3],
    "fourth": _fourth,
    "known": lambda value: value is not None,
    "working_days": working_days,
    "chapter": lambda code: chapter_of(code or ""),
    "listed": _listed,
    "sum_of": lambda text: sum((read_number(part) or Decimal(0) for part in _listed(text)), Decimal(0)),
    "times": lambda text, value: _listed(text).count(str(value)),
    "dated": read_moment,
}


#: Functions that are handed the calendar of working days behind their own arguments.
BY_CALENDAR = frozenset({"working_days"})

# -- facts: name → (needs, read)


def _refuse_demonstration(f: Facts, word: str) -> None:
    """Raises UnknownError where the tariff was computed from another hospital's pages."""
    if not f.reference.tariff.speaks_for(f.page.text("org_code")):
        raise UnknownError(f"当前为演示费率，不能据以判断{word}，导入本地区的权重费率表后可判断。")


def _price(attribute: str) -> Callable[[Facts], Value]:
    def read(f: Facts) -> Value:
        _refuse_demonstration(f, _PRICE_WORDS[attribute])
        value = getattr(f.price, attribute)
        if value is None:
            raise UnknownError(f"当前费率表没有该组的{_PRICE_WORDS[attribute]}，导入本地区的权重费率表后可判断。")
        return Decimal(str(value))

    return read


def _deviation(f: Facts) -> Value:
    """How far the cost is from the standard of DIP, in its own word (费用超高)."""
    if not f.price.deviation:
        raise UnknownError("方案没有分值、点值或医院系数，或没有总费用，不能判断费用偏差：导入本地区的分值表后可判断。")
    return f.price.deviation


def _states(word: str) -> Callable[[Facts], bool]:
    """Whether tariff or policy states a threshold for a multiple: 高倍率, 低倍率."""
    return lambda f: word in f.price.thresholds


def _is_beyond(word: str) -> Callable[[Facts], bool]:
    """Whether the stay is beyond the threshold that tariff or policy states, as its price has it."""
    speaks = _price("multiple")

    def read(f: Facts) -> bool:
        _refuse_demonstration(f, word)
        price, policy = f.price, f.price.policy
        if price.band or price.excluded is not None:
            return price.band == word
        if policy is not None and (policy.unknown or word in policy.unjudged):
            why = policy.unknown or "首页没有政策所需的栏目"
            raise UnknownError(f"支付政策写明了{word}的界限，但未能判断：{why}。")
        speaks(f)
        return False

    return read


def _principal_barred(f: Facts) -> bool:
    """Whether the scheme bars the principal diagnosis, by the code that it is grouped by."""
    return f.reference.scheme.bars_principal(case_of(f.page, f.reference.codes))


def _lacks_procedure(f: Facts) -> bool:
    """Whether the page has no group for want of a procedure alone."""
    return f.grouping.is_ungrouped and f.reference.scheme.lacks_procedure(
        case_of(f.page, f.reference.codes), f.grouping
    )


_PRICE_WORDS = {
    "weight": "权重",
    "mean_cost": "均次费用",
    "mean_los": "平均住院日",
    "payment": "支付标准",
    "multiple": "费用倍率",
    "balance": "盈亏",
}


def _fees(prefix: str) -> Callable[[Facts], Decimal]:
    keys = tuple(k for k in field_catalogue() if k.startswith(prefix))

    def read(f: Facts) -> Decimal:
        return sum((f.page.number(k) or Decimal(0) for k in keys), Decimal(0))

    return read


def _stay_hours(f: Facts) -> float:
    return (f.moment("discharge_datetime") - f.moment("admission_datetime")).total_seconds() / 3600


def _names(f: Facts) -> str:
    return "|".join(d.name for d in f.dx)


def _op_names(f: Facts) -> str:
    return "|".join(p.name for p in f.px)


def _hours_of(prefix: str) -> Callable[[Facts], Decimal]:
    """Days, hours and minutes of coma as hours; blank parts count nothing, all three blank is blank."""
    keys = (f"{prefix}_days", f"{prefix}_hours", f"{prefix}_minutes")

    def read(f: Facts) -> Decimal:
        if all(is_blank(f.page.values.get(k, "")) for k in keys):
            raise BlankError(keys[0])
        days_, hours_, minutes = (Decimal(0) if is_blank(f.page.values.get(k, "")) else f.number(k) for k in keys)
        return days_ * 24 + hours_ + minutes / 60

    return read


FACTS: Mapping[str, tuple[frozenset[str], Callable[[Facts], Value]]] = {
    "newborn": (frozenset(), lambda f: f.newborn),
    "maybe_newborn": (frozenset(), lambda f: f.maybe_newborn),
    "stay_days": (frozenset(), lambda f: f.stay_days),
    "stay_hours": (frozenset(), _stay_hours),
    "now": (frozenset({"as_of"}), lambda f: f.now),
    "pathology": (frozenset(), lambda f: f.pathology),
    "dx_names": (frozenset(), _names),
    "op_names": (frozenset(), _op_names),
    "coma_before": (frozenset(), _hours_of("coma_before")),
    "coma_after": (frozenset(), _hours_of("coma_after")),
    "method": (frozenset(), lambda f: f.reference.scheme.words.method),
    "mdc": (frozenset({"grouping"}), lambda f: f.grouping.mdc),
    "adrg": (frozenset({"grouping"}), lambda f: f.grouping.adrg),
    "drg": (frozenset({"grouping"}), lambda f: f.grouping.drg),
    "group_kind": (frozenset({"grouping"}), lambda f: f.reference.scheme.traits(f.grouping.drg).kind),
    "complication": (frozenset({"grouping"}), lambda f: f.reference.scheme.traits(f.grouping.drg).complication),
    "grouped": (frozenset({"grouping"}), lambda f: f.grouping.is_grouped),
    "ambiguous": (frozenset({"grouping"}), lambda f: f.grouping.status is GroupStatus.AMBIGUOUS),
    "ungroupable": (frozenset({"grouping"}), lambda f: f.grouping.is_ungrouped),
    "principal_barred": (frozenset(), _principal_barred),
    "lacks_procedure": (frozenset({"grouping"}), _lacks_procedure),
    "group_cause": (frozenset({"grouping"}), lambda f: f.reference.cause(f.page, f.grouping).rstrip("。")),
    "failed_check": (frozenset(), lambda f: f.grouping.failed_check),
    "mean_cost": (frozenset(), _price("mean_cost")),
    "mean_los": (frozenset(), _price("mean_los")),
    "rw": (frozenset(), _price("weight")),
    "weight": (frozenset(), _price("weight")),
    "multiple": (frozenset(), _price("multiple")),
    "deviation": (frozenset(), _deviation),
    "states_high": (frozenset(), _states("高倍率")),
    "states_low": (frozenset(), _states("低倍率")),
    "beyond_high": (frozenset(), _is_beyond("高倍率")),
    "beyond_low": (frozenset(), _is_beyond("低倍率")),
    "balance": (frozenset(), _price("balance")),
    "payment": (frozenset(), _price("payment")),
    "group_name": (frozenset({"grouping"}), lambda f: f.grouping.name),
    "group_status": (frozenset(), lambda f: f.grouping.status.value),
    "list_due": (frozenset(), list_due),
    "list_due_words": (frozenset(), list_due_words),
}

_ADMITTED, _LEFT = ("admission_datetime", "admission_hour"), ("discharge_datetime", "discharge_hour")
#: What the facts read of the page; the others read what bears their name (a group, a price).
FACT_READS: Mapping[str, tuple[str, ...]] = {
    "newborn": ("age_years", "age_days"),
    "maybe_newborn": ("age_years", "age_days"),
    "stay_days": (*_ADMITTED, *_LEFT),
    "stay_hours": (*_ADMITTED, *_LEFT),
    "now": (),
    "method": (),
    "list_due": (*_LEFT, "setl_end_date"),
    "list_due_words": (*_LEFT, "setl_end_date"),
    "pathology": ("pathology_code",),
    "dx_names": ("diagnosis",),
    "op_names": ("procedure",),
    "coma_before": ("coma_before_days", "coma_before_hours", "coma_before_minutes"),
    "coma_after": ("coma_after_days", "coma_after_hours", "coma_after_minutes"),
    **dict.fromkeys(
        (
            *("mdc", "adrg", "drg", "group_kind", "complication"),
            *("grouped", "ambiguous", "ungroupable", "failed_check", "group_name", "group_status"),
        ),
        ("grouping",),
    ),
    **dict.fromkeys(("principal_barred", "lacks_procedure", "group_cause"), ("grouping", "case")),
    **dict.fromkeys(
        (
            *("mean_cost", "mean_los", "rw", "weight", "payment", "multiple", "balance", "deviation"),
            *("states_high", "states_low", "beyond_high", "beyond_low"),
        ),
        ("price", "org_code"),
    ),
}
