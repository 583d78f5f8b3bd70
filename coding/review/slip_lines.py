"""Which findings of a page go on a slip, and how each is worded there."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.page.finding import Severity
from coding.review.slip_wording import LEFT_OUT, NOT_LISTED, is_listed, slip_words
from coding.review.slips import NO_DOCTOR, NO_WARD, SlipLine, place_label
from coding.rules.rule import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from decimal import Decimal

    from coding.page.finding import Finding
    from coding.page.front_page import FrontPage
    from coding.review.slip_wording import SlipWords

_ASKED: Final = (Severity.ERROR, Severity.WARNING)
_EMPTY: Final = "（空）"
#: A list of more choices than this is no help on paper.
_MOST_CHOICES = 12
#: What a finding says where nothing of its message may stand on a slip.
_PLAIN: Final = "请核对"
#: A value of one sign stands in many words.
_SHORTEST: Final = 2
#: What says which row it is; never the attribute that is asked about.
_ANCHOR: Final = ("code", "name", "type", "in_time", "date")


def lines_of_page(
    page: FrontPage,
    findings: Iterable[Finding],
    role_of: Callable[[str], Role],
    figures: Iterable[Decimal | float | None] = (),
    page_id: int | None = None,
) -> tuple[SlipLine, ...]:
    """The lines of a page: findings that the doctor mends, errors and warnings. ``findings``: what is waived left out.

    ``role_of`` gives the role of a rule by its id (``RuleBook.role_of`` of the Knowledge that holds for the page).
    ``figures``: weight and payment of the page, so that no text names them. Lines are numbered by the slip.
    """
    asked = [f for f in findings if f.severity in _ASKED and role_of(f.rule) is Role.DOCTOR]
    if not asked:
        return ()
    words = slip_words(page, figures)
    made: dict[str, SlipLine] = {}
    for finding in asked:
        line = _line(page, finding, words, page_id)
        made.setdefault(line.identity, line)
    return tuple(made.values())


def ward_of_page(page: FrontPage) -> str:
    """The ward of discharge in words; where the page says none, the department."""
    if page.is_filled("discharge_ward"):
        return page.text("discharge_ward").strip()
    dept = page.text("discharge_dept").strip()
    return field_catalogue().value_label("discharge_dept", dept) or NO_WARD


def anchor_of(page: FrontPage, field: str, index: int | None) -> str:
    """8 hex digits of what the row of a place is (code, name, day); "" for a single field, or where there is no row."""
    found = ROW_ATTRIBUTES.get(field)
    if found is None or index is None or index >= len(page.rows(found[0])):
        return ""
    row = page.rows(found[0])[index]
    told = [getattr(row, part, "") for part in _ANCHOR if part != found[1]]
    return hashlib.blake2b(repr(told).encode(), digest_size=4).hexdigest()


def shown_value(field: str, value: str) -> str:
    """A value as people read it: 2 有, （空）."""
    text = value.strip()
    if not text:
        return _EMPTY
    label = field_catalogue().value_label(field, text)
    return text if label == text else f"{text} {label}"


def _line(page: FrontPage, finding: Finding, words: SlipWords, page_id: int | None) -> SlipLine:
    field, index = finding.place.field, finding.place.index
    value = page.text(field, index or 0)
    own = value if _is_figure(field) else ""
    told = words(value, own) if is_listed(field) else ""
    is_told = is_listed(field) and told == value.strip()
    shown = shown_value(field, value) if is_told else (told or NOT_LISTED)
    return SlipLine(
        line=0,
        case_no=page.case_no,
        times=page.text("admission_times").strip(),
        discharged=_day(page),
        ward=ward_of_page(page),
        doctor=page.text("attending_physician").strip() if page.is_filled("attending_physician") else NO_DOCTOR,
        field=field,
        index=index,
        value=value if is_told else "",
        shown=shown if value.strip() else _EMPTY,
        problem=words(_without(finding.message, value, told), own) or f"【{place_label(field, index)}】{_PLAIN}",
        basis=words.clause(finding.basis),
        check=_check(words(_without(finding.hint, value, told), own), field, finding.message),
        rule=finding.rule,
        is_value_told=is_told,
        anchor=anchor_of(page, field, index),
        page_id=page_id,
    )


def _without(text: str, value: str, told: str) -> str:
    """A text that quotes what may be told of a value, not the value."""
    plain = value.strip()
    return text if told == plain or len(plain) < _SHORTEST else text.replace(plain, told or LEFT_OUT)


def _is_figure(field: str) -> bool:
    """Whether a field holds a figure of its own (days, grams, hours): it stays, though an amount may be the same."""
    known = field_catalogue().get(field)
    return known is not None and known.type in ("int", "decimal") and is_listed(field)


def _day(page: FrontPage) -> str:
    day = page.date("discharge_datetime")
    return day.isoformat() if day is not None else page.text("discharge_datetime").strip()


def _check(hint: str, field: str, message: str) -> str:
    """What to check, with the choices of the field unless hint or message name them."""
    domain = field_catalogue().domain_of(field)
    if domain is None or len(domain.labels) > _MOST_CHOICES:
        return hint
    if any(all(label in told for label in domain.labels.values()) for told in (hint, message)):
        return hint
    choices = "、".join(f"{code} {label}" for code, label in domain.labels.items())
    return f"{hint}{'。' if hint and not hint.endswith('。') else ''}可填：{choices}"
