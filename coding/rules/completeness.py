"""Completeness of a page as the indicators of 2016 have it: items that are filled ÷ items that are required.

国卫办医发〔2016〕24号, 附件《住院病案首页数据质量管理与控制指标（2016版）》: a page is whole when all its required
items are filled; the share of items is summed over pages. The items stand in ``resources/scoring/required_items.csv``,
which says what of it was not held against the text. ``-`` is an answer wherever the catalogue of fields allows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from coding.base.errors import KnowledgeError
from coding.base.resources import resource_table
from coding.codes.entry import CodeKind
from coding.codes.parse import halves, normalise_code
from coding.codes.ranges import CodeSet
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank, is_dash, says_something

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from coding.page.front_page import FrontPage
    from coding.page.rows import Diagnosis


@dataclass(frozen=True, slots=True)
class Completeness:
    """Items filled of those that are required, and the names of those that are not filled."""

    filled: int
    required: int
    missing: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Between 0 and 1; 1 where nothing is required."""
        return self.filled / self.required if self.required else 1.0

    def in_words(self) -> str:
        """完整率 97.3%（73／75 项）；未填：籍贯、质控日期"""
        told = f"完整率 {self.share:.1%}（{self.filled}／{self.required} 项）"
        if not self.missing:
            return told
        more = f"等 {len(self.missing)} 项" if len(self.missing) > 5 else ""
        return f"{told}；未填：{'、'.join(self.missing[:5])}{more}"


@dataclass(frozen=True, slots=True)
class RequiredItem:
    """One item: of each of ``fields`` one alternative is to be filled, where ``when`` holds (None: on every page).

    ``single``: the field of an item that is one field without rows; "" for any other.
    """

    name: str
    fields: tuple[tuple[str, ...], ...]
    when: Callable[[FrontPage], bool] | None
    single: str = ""


def completeness_of(page: FrontPage) -> Completeness:
    """How complete a page is. Items for which the source has no column count neither way."""
    text_of = page.values.get
    asked = _asked(page.supplied)
    # says_something, written out: it is asked of most items of every page
    unsaid = [
        (place, item)
        for place, item in asked.always
        if (text := text_of(item.single, ""))[:1] in "Nn" or not text[0].isalnum()
    ]
    others = [(place, item) for place, item in asked.others if item.when is None or item.when(page)]
    missing = sorted((place, item.name) for place, item in (*unsaid, *others) if not _is_there(page, item))
    required = len(asked.always) + len(others)
    return Completeness(required - len(missing), required, tuple(name for _, name in missing))


def _is_there(page: FrontPage, item: RequiredItem) -> bool:
    return all(any(_is_filled(page, key) for key in keys) for keys in item.fields)


@dataclass(frozen=True, slots=True)
class _Asked:
    """Items with their places in the table: those of one field that is to be filled on every page, and the others."""

    always: tuple[tuple[int, RequiredItem], ...]
    others: tuple[tuple[int, RequiredItem], ...]


@lru_cache(maxsize=64)
def _asked(supplied: frozenset[str]) -> _Asked:
    """The items for all of whose fields a source has a column."""
    always: list[tuple[int, RequiredItem]] = []
    others: list[tuple[int, RequiredItem]] = []
    for place, item in enumerate(required_items()):
        if all(any(key in supplied for key in keys) for keys in item.fields):
            (always if item.single and item.when is None else others).append((place, item))
    return _Asked(tuple(always), tuple(others))


def _is_filled(page: FrontPage, key: str) -> bool:
    """Whether a field is filled, on every row where it has rows; a dash where the form allows it."""
    for text in _texts(page, key):
        if not says_something(text) and is_blank(text) and not (is_dash(text) and _allows_dash(key)):
            return False
    return True


@cache
def _allows_dash(key: str) -> bool:
    return field_catalogue()[key].dash_allowed


def _texts(page: FrontPage, key: str) -> Sequence[str]:
    found = ROW_ATTRIBUTES.get(key)
    if found is None:
        return (page.values.get(key, ""),)
    group, attribute = found
    if group == "procedure":
        return [str(getattr(row, attribute)) for row in page.procedures]
    if key.startswith("principal_dx_"):
        return (str(getattr(page.diagnoses[0], attribute)) if page.diagnoses else "",)
    return [str(getattr(row, attribute)) for row in page.diagnoses[1:]]


@cache
def required_items() -> tuple[RequiredItem, ...]:
    """The items of the table; raises KnowledgeError where a field of it is unknown."""
    items = []
    for row in resource_table("scoring/required_items.csv", "item", "fields", "when"):
        fields = tuple(tuple(part.split("|")) for part in row["fields"].split())
        unknown = [key for keys in fields for key in keys if key not in field_catalogue()]
        if unknown:
            raise KnowledgeError(f"必填项目表 required_items.csv 中的栏目“{unknown[0]}”不在栏目表中，请改正。")
        single = row["fields"] if row["fields"] in field_catalogue() and row["fields"] not in ROW_ATTRIBUTES else ""
        items.append(RequiredItem(row["item"], fields, _condition(row["when"]), single))
    return tuple(items)


def _condition(text: str) -> Callable[[FrontPage], bool] | None:
    if not text:
        return None
    if text == "others":
        return lambda page: len(page.diagnoses) > 1
    if text == "procedures":
        return lambda page: bool(page.procedures)
    if text == "newborn":
        return _is_newborn
    which, colon, codes = text.partition(":")
    if colon and which in ("principal", "any"):
        wanted, most = CodeSet.parse(codes.replace("|", ",")), 1 if which == "principal" else None
        return lambda page: any(_lies_in(row, wanted) for row in page.diagnoses[:most])
    key, equals, values = text.partition("=")
    if not equals or key not in field_catalogue():
        raise KnowledgeError(f"必填项目表 required_items.csv 中的条件“{text}”看不懂，请改正。")
    asked = frozenset(values.split("|"))
    return lambda page: page.text(key).strip() in asked


def _lies_in(row: Diagnosis, codes: CodeSet) -> bool:
    return _stands_in(row.code, codes)


@lru_cache(maxsize=16_384)
def _stands_in(code: str, codes: CodeSet) -> bool:
    return any(half in codes for half in halves(normalise_code(code, CodeKind.DIAGNOSIS)) if half)


def _is_newborn(page: FrontPage) -> bool:
    years, days = page.number("age_years"), page.number("age_days")
    return years == 0 and days is not None and days <= 28
