"""A page as the rules read it: rows with their codes read once, typed values, what is known beside the page.

Built once for a page and shared by all rules, so no rule parses a code or a date of its own.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from coding.codes.parse import category, is_morphology, normalise_code
from coding.page.fields import is_blank, is_dash
from coding.rules.page_rows import DiagnosisRow, IntensiveRow, PageRow, ProcedureRow, RowSet
from coding.rules.rule_value import VALUE_KINDS, Value, ValueKind
from coding.rules.unjudged import BlankError, TooMuchError, UnknownError, UnreadableError

if TYPE_CHECKING:
    from decimal import Decimal

    from coding.grouping.case import Grouping
    from coding.page.context import Context
    from coding.page.front_page import FrontPage
    from coding.payment.price import Price
    from coding.reference.reference import Reference

#: Looked up once: they are asked for every field of every page.
_TEXT, _NUMBER = ValueKind.TEXT, ValueKind.NUMBER
#: What judging one rule on one page may cost: a step is a part of a condition on a row, about a ten millionth second.
MOST_STEPS = 2_000_000
#: Words that say "there is none" where a text is asked.
NOTHING = frozenset({"无", "没有", "无。", "未归", "未回"})


class Facts:
    """What the rules ask of a page. ``grouping`` and ``price`` are those of the page as it stands."""

    __slots__ = (
        "_diagnoses_at",
        "_other_stays",
        "_sets",
        "_values",
        "all_read",
        "belonging",
        "categories",
        "context",
        "dx",
        "given",
        "grouping",
        "others",
        "page",
        "price",
        "principal",
        "px",
        "reckoned",
        "reference",
        "steps",
    )

    def __init__(
        self, page: FrontPage, reference: Reference, context: Context, grouping: Grouping, price: Price
    ) -> None:
        self.page = page
        # says_something, written out: it is asked of every field of every page
        self.given = {
            key: text
            for key, text in page.values.items()
            if (text[:1] not in "Nn" and text[0].isalnum()) or not is_blank(text)
        }
        self.reference = reference
        self.context = context
        self.grouping = grouping
        self.price = price
        self.dx = tuple(DiagnosisRow(i, row) for i, row in enumerate(page.diagnoses))
        self.others = self.dx[1:]
        self.principal = self.dx[0] if self.dx else None
        self.px = tuple(ProcedureRow(i, row, reference.codes) for i, row in enumerate(page.procedures))
        found = {category(d.code) for d in self.dx if d.code}
        self.all_read = "" not in found
        found.update(category(d.tail) for d in self.dx if d.tail)
        found.update(category(p.code) for p in self.px)
        found.discard("")
        self.categories = found
        self._values: dict[str, Value] = {}
        self._diagnoses_at: dict[str, list[DiagnosisRow]] | None = None
        self.belonging: dict[tuple[str, str], bool] = {}  # procedures by code and name: see group_kinds.belongs
        self.reckoned: dict[object, Value] = {}  # what conditions ask for every row and what is the same for all
        self._other_stays: tuple[FrontPage, ...] | None = None
        self.steps = 0
        self._sets: dict[str, tuple[PageRow, ...]] = {
            RowSet.DIAGNOSES: self.dx,
            RowSet.OTHERS: self.others,
            RowSet.PROCEDURES: self.px,
            RowSet.PRINCIPAL: self.dx[:1],
            RowSet.ICUS: tuple(IntensiveRow(i, row) for i, row in enumerate(page.intensive_cares)),
        }

    @property
    def diagnoses_at(self) -> dict[str, list[DiagnosisRow]]:
        """The diagnoses by category, a pair under both its halves; gathered when first asked for."""
        if self._diagnoses_at is None:
            found: dict[str, list[DiagnosisRow]] = {}
            for row in self.dx:
                for place in {category(row.code), category(row.tail)} - {""}:
                    found.setdefault(place, []).append(row)
            self._diagnoses_at = found
        return self._diagnoses_at

    @property
    def other_stays(self) -> tuple[FrontPage, ...]:
        """The other stays among the neighbours; gone through when first asked for."""
        if self._other_stays is None:
            page = self.page
            listed = page.is_settlement_list  # a list tells of a stay once more and is no second stay
            found = (p for p in self.context.neighbours or () if p is not page and p.is_settlement_list is listed)
            self._other_stays = tuple(p for p in found if not _is_same_row(p, page))
        return self._other_stays

    def spend(self, steps: int) -> None:
        """Count steps of the rule that is being judged. Raises TooMuchError over ``MOST_STEPS``."""
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise TooMuchError

    def rows(self, name: str) -> tuple[PageRow, ...]:
        """The rows that a rule goes through: see ``RowSet``."""
        return self._sets[name]

    # -- single fields, typed; BlankError and UnreadableError silence the rule that asks

    def value(self, key: str) -> Value:
        """The value of a single field in the type of the catalogue."""
        known = self._values.get(key)
        if known is not None:
            return known
        text = self.given.get(key)
        if text is None:
            raise BlankError(key)
        kind = VALUE_KINDS.get(key, _TEXT)
        value: Value = text.strip() if kind is _TEXT else self.number(key) if kind is _NUMBER else self.moment(key)
        self._values[key] = value
        return value

    def number(self, key: str) -> Decimal:
        """A number; raises when blank or unreadable."""
        if key not in self.given:
            raise BlankError(key)
        number = self.page.number(key)
        if number is None:
            raise UnreadableError(key)
        return number

    def moment(self, key: str) -> datetime:
        """A date with time; the separate hour column of N041 counts where the date has no time."""
        if key not in self.given:
            raise BlankError(key)
        moment = self.page.moment(key)
        if moment is None:
            raise UnreadableError(key)
        hour_key = _HOURS.get(key)
        if hour_key and not self.page.has_time(key):
            hour = self.page.integer(hour_key)
            if hour is not None and 0 <= hour <= 23:
                return moment + timedelta(hours=hour)
        return moment

    def has_time(self, key: str) -> bool:
        """True when the time of day is known for a date-time field."""
        hour_key = _HOURS.get(key)
        return self.page.has_time(key) or bool(hour_key and self.page.integer(hour_key) is not None)

    def filled(self, key: str, index: int = 0) -> bool:
        """True when the field says something, ``-`` included where the form allows it."""
        return key in self.given or self.page.is_filled(key, index)

    def real(self, key: str) -> bool:
        """True when the field gives a real value: not blank, no dash, no 无."""
        text = self.given.get(key)
        return text is not None and text.strip() not in NOTHING

    # -- readings that several rules share

    @property
    def newborn(self) -> bool:
        """True up to 28 days after birth, on the day of admission."""
        return self.number("age_years") == 0 and self.number("age_days") <= 28

    @property
    def maybe_newborn(self) -> bool:
        """True for a newborn; False where the age cannot be told."""
        try:
            return self.newborn
        except (BlankError, UnreadableError):
            return False

    @property
    def now(self) -> datetime:
        """The as-of date of the examination."""
        if self.context.as_of is None:
            raise UnknownError(NO_AS_OF)
        return self.context.as_of

    @property
    def stay_days(self) -> int:
        """Days in hospital by the dates: the day of discharge does not count, one day at least."""
        return max(1, (self.moment("discharge_datetime").date() - self.moment("admission_datetime").date()).days)

    @property
    def pathology(self) -> str:
        """The morphology code as ``M8500/3``; raises where blank, a dash, or no morphology code."""
        text = self.page.values.get("pathology_code", "")
        if is_blank(text) or is_dash(text) or text.strip() in NOTHING:
            raise BlankError("pathology_code")
        code = normalise_code(text)
        code = code if code.startswith("M") else normalise_code("M" + text.strip())
        if not is_morphology(code):
            raise UnreadableError("pathology_code")
        return code


def _is_same_row(one: FrontPage, two: FrontPage) -> bool:
    """True for another state of the same row of a file (the page before an edit)."""
    return bool(one.origin.file) and one.origin == two.origin


NO_AS_OF = "没有给出判断所用的当前日期，本条不作判断。"

_HOURS = {"admission_datetime": "admission_hour", "discharge_datetime": "discharge_hour"}


def dept_code(text: str) -> str:
    """A department code as RC023 writes it: ``03.01`` → ``0301``, ``301`` → ``0301``."""
    digits = text.strip().replace(".", "")
    if not (digits.isascii() and digits.isdigit()):
        return text
    return digits.zfill(len(digits) + len(digits) % 2)
