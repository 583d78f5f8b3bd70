"""What the store keeps of a page beside its text: light columns for worklist and figures, marks for imports."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from coding.page.fields import field_catalogue

if TYPE_CHECKING:
    from coding.page.front_page import FrontPage


def mark(page: FrontPage) -> str:
    """A hash of all that came with the page, columns nobody knows included; the file's name is not."""
    parts = (page.digest, _shape_mark(page.supplied), sorted(page.extra.items()))
    return hashlib.blake2b(repr(parts).encode(), digest_size=12).hexdigest()


@lru_cache(maxsize=64)
def _shape_mark(supplied: frozenset[str]) -> str:
    return repr(sorted(supplied))


def identity(page: FrontPage) -> str:
    """The key by which a later import finds this stay again.

    Where the source gives no admission count, the discharge date stands in for it: otherwise a second
    stay under the same record number would take the place of the first.
    """
    key = page.key
    if not page.text("admission_times").strip():
        key += "|" + (_day(page, "discharge_datetime") or page.text("discharge_datetime"))
    return whole(key)


def same_stay(page: FrontPage, admitted: str, discharged: str) -> bool:
    """False when admission and discharge are both on other days: the key was given to two stays.

    Many systems export every admission count as 1, so the key alone is not to be trusted.
    """
    ours = (_day(page, "admission_datetime"), _day(page, "discharge_datetime"))
    theirs = (admitted, discharged[:10])
    return not all(a and b and a != b for a, b in zip(ours, theirs, strict=True))


def light_columns(page: FrontPage) -> dict[str, Any]:
    """What the worklist shows and figures count; ``discharged`` is ISO date and time, "" where unreadable."""
    moment = page.moment("discharge_datetime")
    dept = page.text("discharge_dept")
    principal = page.principal
    columns = {
        "admitted": _day(page, "admission_datetime"),
        "discharged": moment.isoformat(timespec="seconds") if moment else "",
        "discharge_date": moment.date().isoformat() if moment else page.text("discharge_datetime"),
        "case_no": page.case_no,
        "patient_name": page.text("patient_name"),
        "dept": field_catalogue().value_label("discharge_dept", dept),
        "principal": f"{principal.code} {principal.name}".strip() if principal else "",
        "ward": page.text("discharge_ward"),
        "doctor": page.text("attending_physician"),
        "coder": page.text("coder"),
        "insured": page.text("payment_method"),
    }
    numbers = {"cost": _number(page, "fee_total"), "stay": _number(page, "los_days")}
    return {**{key: whole(text) for key, text in columns.items()}, **numbers}


def _number(page: FrontPage, key: str) -> float | None:
    number = page.number(key)
    return float(number) if number is not None else None


def _day(page: FrontPage, key: str) -> str:
    day = page.date(key)
    return day.isoformat() if day else ""


def whole(text: str) -> str:
    """The text with half characters (lone surrogates of a file name, say) replaced: SQLite takes none."""
    return text.encode("utf-8", "replace").decode()
