"""Filters that a person typed, as SQL: most are conditions that one index answers, the others give ids."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from coding.store.found_by import LAST, typed_code
from coding.store.kept_worklist import Marked
from coding.store.page_filter import By
from db.shared.sql.select import NONE, Select
from db.shared.tables.pagetext import whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from coding.store.page_filter import PageFilter

#: The columns that a filter of that kind compares.
_COLUMNS: Final = {
    By.DEPT: ("dept", "ward"),
    By.DOCTOR: ("doctor",),
    By.CODER: ("coder",),
    By.COST: ("cost",),
    By.STAY: ("stay",),
}
#: Kinds that are asked of another table: the SELECT of its pages, and the column that is compared.
_BESIDE: Final = {
    By.RULE: ("SELECT page_id FROM fired WHERE", "rule"),
    By.CODE: ("SELECT page_id FROM page_codes WHERE", "code"),
    By.WHOSE: ("SELECT page_id FROM assignments WHERE", "who"),
    By.WEIGHT_MOVED: ("SELECT page_id FROM moved WHERE", "abs(weight)"),
    By.PAYMENT_MOVED: ("SELECT page_id FROM moved WHERE", "abs(payment)"),
}


@dataclass(slots=True)
class Narrowing:
    """What filters come to: conditions on ``pages``, which the index ``pages_marks`` answers, and searches."""

    conditions: list[Select] = field(default_factory=list)
    searches: list[Select] = field(default_factory=list)


def narrowing(filters: Iterable[PageFilter], marks: Mapping[Marked, str]) -> Narrowing:
    """The filters as SQL. ``marks``: the condition of each mark."""
    made = Narrowing()
    for one in filters:
        if one.by not in _BESIDE:
            said = _said(one, marks)
            made.conditions.append(_not(said) if one.is_not else said)
        elif one.is_not:
            search = _beside(one)
            made.conditions.append(Select(f"id NOT IN ({search.sql})", search.parameters))
        else:
            made.searches.append(_beside(one))
    return made


def _said(one: PageFilter, marks: Mapping[Marked, str]) -> Select:
    if one.bounds:
        return _all(_COLUMNS.get(one.by, (one.by.value,))[0], one)
    if one.by is By.MARK:
        return _any(Select(f"({marks[Marked(text)]})" if Marked(text) in marks else "TRUE") for text in one.texts)
    if one.by is By.MONTH:
        return _any(_beginning("discharged", text) for text in one.texts)
    if one.by is By.GROUP:
        return _any(_beginning("drg", text) for text in one.texts)
    places = ",".join("?" * len(one.texts))
    texts = tuple(map(whole, one.texts))
    return _any(Select(f"{column} IN ({places})", texts) for column in _COLUMNS[one.by])


def _beside(one: PageFilter) -> Select:
    select, column = _BESIDE[one.by]
    if one.by in (By.WEIGHT_MOVED, By.PAYMENT_MOVED):
        said = _all(column, one) if one.bounds else Select(f"{column} > 0")
    elif one.by is By.WHOSE:
        said = _any(Select("who = ?", (int(text),)) for text in one.texts) if one.texts else Select("TRUE")
    elif one.by is By.CODE:
        said = _any(_code(text) for text in one.texts)
    else:
        said = _any(_beginning(column, text) for text in one.texts)
    return Select(f"{select} {said.sql}", said.parameters)


def _code(text: str) -> Select:
    bounds = typed_code(text)
    return NONE if bounds is None else Select("(code >= ? AND code < ?)", bounds)


def _beginning(column: str, text: str) -> Select:
    said = whole(text)
    return Select(f"({column} >= ? AND {column} < ?)", (said, said + LAST))


def _all(column: str, one: PageFilter) -> Select:
    conditions = " AND ".join(f"{column} {than.value} ?" for than, _ in one.bounds)
    return Select(f"({conditions})", tuple(number for _, number in one.bounds))


def _any(parts: Iterable[Select]) -> Select:
    found = list(parts)
    parameters: tuple[Any, ...] = tuple(parameter for part in found for parameter in part.parameters)
    return Select(f"({' OR '.join(part.sql for part in found) or 'FALSE'})", parameters)


def _not(said: Select) -> Select:
    return Select(f"(NOT {said.sql})", said.parameters)
