"""The catalogue of front page fields and value domains, read from ``resources/fields/``.

Source of the catalogue: 卫医政发〔2011〕84号 附件2, 卫统4-1 (N041), the 2020 performance-assessment
interface (HQMS) and the settlement list 4101/4101A; see ``docs/sources.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from coding.base.resources import resource_table

#: The repeat groups of a front page; the words stand in files and in the store.
RowGroup = Literal["diagnosis", "procedure", "intensive_care"]

#: Which attribute of a row of which group each field key is. Row 0 of the diagnoses is the principal one.
ROW_ATTRIBUTES: Mapping[str, tuple[RowGroup, str]] = MappingProxyType(
    {
        "principal_dx_code": ("diagnosis", "code"),
        "principal_dx_name": ("diagnosis", "name"),
        "principal_dx_poa": ("diagnosis", "poa"),
        "other_dx_code": ("diagnosis", "code"),
        "other_dx_name": ("diagnosis", "name"),
        "other_dx_poa": ("diagnosis", "poa"),
        "dx_outcome": ("diagnosis", "outcome"),
        "op_code": ("procedure", "code"),
        "op_name": ("procedure", "name"),
        "op_date": ("procedure", "date"),
        "op_level": ("procedure", "level"),
        "op_surgeon": ("procedure", "surgeon"),
        "op_assistant1": ("procedure", "assistant1"),
        "op_assistant2": ("procedure", "assistant2"),
        "op_incision_healing": ("procedure", "incision_healing"),
        "op_incision_grade": ("procedure", "incision_grade"),
        "op_healing_grade": ("procedure", "healing_grade"),
        "op_anesthesia": ("procedure", "anesthesia"),
        "op_anesthesia_class": ("procedure", "anesthesia_class"),
        "op_anesthetist": ("procedure", "anesthetist"),
        "op_site": ("procedure", "site"),
        "op_duration_hours": ("procedure", "duration_hours"),
        "icu_type": ("intensive_care", "type"),
        "icu_in_time": ("intensive_care", "in_time"),
        "icu_out_time": ("intensive_care", "out_time"),
        "icu_total_duration": ("intensive_care", "total_duration"),
    }
)

#: Texts that say "nothing here" whatever the field. ``-`` is an answer where the catalogue allows it.
EMPTY_MARKS = frozenset({"", "-", "--", "---", "—", "——", "\\", "/", "NULL", "NA", "N/A", "NAN", "NONE"})
DASHES = frozenset({"-", "--", "---", "—", "——"})


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the catalogue. ``length`` is in bytes of GBK, ``unit`` as printed on the form."""

    key: str
    label: str
    section: str
    group: str  # "", "diagnosis", "procedure" or "intensive_care"
    type: str  # text, code, int, decimal, date, datetime
    length: str
    unit: str
    required: str  # yes, no, conditional
    condition: str
    domain: str
    dash_allowed: bool
    n041: str  # column name of 卫统4-1
    hqms: str  # column name of the 2020 interface
    p_number: str
    settlement: str
    notes: str

    @property
    def on_front_page(self) -> bool:
        """False for items of the settlement list, the workflow and the TCM page."""
        return not self.section.startswith(("医保结算清单", "质控过程", "中医首页"))


@dataclass(frozen=True, slots=True)
class Domain:
    """A value domain: code → Chinese label, in the order of the standard."""

    name: str
    title: str
    labels: Mapping[str, str]


class FieldCatalogue(Mapping[str, Field]):
    """All fields by key, in the order of the paper form."""

    def __init__(self, fields: tuple[Field, ...], domains: Mapping[str, Domain]) -> None:
        self._fields = {f.key: f for f in fields}
        self.domains = domains

    def __getitem__(self, key: str) -> Field:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def label(self, key: str) -> str:
        """The Chinese label of a field, or the key where the catalogue does not know it."""
        field = self._fields.get(key)
        return field.label if field else key

    def domain_of(self, key: str) -> Domain | None:
        """The value domain of a coded field; None for fields without one."""
        field = self._fields.get(key)
        return self.domains.get(field.domain) if field else None

    def value_label(self, key: str, value: str) -> str:
        """The Chinese label of a coded value, or the value as it stands."""
        domain = self.domain_of(key)
        return domain.labels.get(value, value) if domain else value


@cache
def field_catalogue() -> FieldCatalogue:
    """The embedded catalogue; read once in a process."""
    labels: dict[str, dict[str, str]] = {}
    titles: dict[str, str] = {}
    for row in resource_table("fields/domains.csv", "domain", "title_zh", "code", "label_zh"):
        labels.setdefault(row["domain"], {})[row["code"]] = row["label_zh"]
        titles.setdefault(row["domain"], row["title_zh"])
    domains = {name: Domain(name, titles[name], MappingProxyType(table)) for name, table in labels.items()}
    return FieldCatalogue(
        tuple(_field(row) for row in resource_table("fields/fields.csv", *_COLUMNS.values())), MappingProxyType(domains)
    )


#: Attribute of a Field → column of ``fields.csv``.
_COLUMNS = {
    "key": "key",
    "label": "label_zh",
    "section": "section",
    "group": "group",
    "type": "type",
    "length": "length",
    "unit": "unit",
    "required": "required",
    "condition": "condition",
    "domain": "domain",
    "dash_allowed": "dash_allowed",
    "n041": "hqms_pinyin",
    "hqms": "hqms_2020_code",
    "p_number": "p_number",
    "settlement": "setl_4101",
    "notes": "aliases_notes",
}


def _field(row: Mapping[str, str]) -> Field:
    told: dict[str, Any] = {attribute: row[column] for attribute, column in _COLUMNS.items()}
    return Field(**{**told, "dash_allowed": told["dash_allowed"] == "1"})


#: A text that begins otherwise is no mark of emptiness; most texts are told by that.
_FIRSTS = frozenset(sign for mark in EMPTY_MARKS for sign in (mark[:1], mark[:1].lower()))


def is_blank(text: str) -> bool:
    """True when the text says nothing: empty, or one of the marks that exports write for null."""
    if not text:
        return True
    first = text[0]
    return (first in _FIRSTS or first.isspace()) and text.strip().upper() in EMPTY_MARKS


def says_something(text: str) -> bool:
    """True for most texts that are not blank, told by their first sign alone: no mark begins with it."""
    return text[:1] not in "Nn" and text[0].isalnum()


def is_dash(text: str) -> bool:
    """True for ``-`` and its kin: "nothing to fill in", an answer where the form allows it."""
    return text.strip() in DASHES


def field_key(group: RowGroup, attribute: str, index: int) -> str:
    """The catalogue key of a row's attribute: ``field_key("diagnosis", "code", 0)`` → principal_dx_code."""
    if group == "diagnosis":
        if attribute == "outcome":
            return "dx_outcome"
        return ("principal_dx_" if index == 0 else "other_dx_") + attribute
    return _KEYS[group, attribute]


_KEYS = {pair: key for key, pair in ROW_ATTRIBUTES.items() if pair[0] != "diagnosis"}
