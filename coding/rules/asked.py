"""What a row of a rule may ask about, with its Chinese word, its place in the list and the kind of its values.

The words are data: ``resources/fields/asked.csv`` holds what is asked beside the single fields of the catalogue, which
stand here by themselves, in the order of the form.
"""

from __future__ import annotations

import ast
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Final

from coding.base.resources import resource_table
from coding.page.fields import ROW_ATTRIBUTES, field_catalogue
from coding.rules.condition_reading import read_operand
from coding.rules.condition_rows import Form, Operand
from coding.rules.rule_value import VALUE_KINDS, ValueKind

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The group of rows that each set of rows is of.
GROUPS: Final[Mapping[str, str]] = {
    "diagnoses": "diagnosis",
    "others": "diagnosis",
    "procedures": "procedure",
    "icus": "intensive_care",
}
#: Diagnoses that stand in a field of their own.
_CODES_DX: Final = ("op_dx_code", "injury_cause_code")


class Answer(StrEnum):
    """What an operand gives, and hence which operators and values fit it."""

    CODES_DX = "codes_dx"
    CODES_PX = "codes_px"
    CODE_DX = "code_dx"
    CODE_PX = "code_px"
    MORPHOLOGY = "code_morphology"
    NUMBER = "number"
    MOMENT = "moment"
    CHOICE = "domain"
    TEXT = "text"
    TRUTH = "truth"

    @property
    def is_code(self) -> bool:
        """Whether it is compared with ranges of codes."""
        return self.value.startswith("code")


@dataclass(frozen=True, slots=True)
class Asked:
    """One entry of the list. ``values``: what a coded one may be, code → label; ``section`` as on the form."""

    operand: Operand
    label: str
    section: str
    answer: Answer
    values: Mapping[str, str]


def asked_of_page() -> tuple[Asked, ...]:
    """All that may be asked of a page: diagnoses and procedures, what follows from it, and its single fields."""
    return (*_told("page"), *_single_fields())


def asked_of_row(over: str) -> tuple[Asked, ...]:
    """What may be asked of a row at hand (``each``); ``over`` names its set of rows."""
    return _told(GROUPS[over])


def asked_of_named_row(over: str, variable: str) -> tuple[Asked, ...]:
    """What may be asked of a row within a group: the same, by the name of the row (``d.code``)."""
    return tuple(
        Asked(Operand(Form.ITEM, f"{variable}.{one.operand.name}"), one.label, one.section, one.answer, one.values)
        for one in asked_of_row(over)
    )


def answer_of(operand: Operand, over: str = "") -> Asked:
    """What an operand gives, and its word; ``over``: the rows that its bare items are of (``each``, or the group's)."""
    found = _known(over).get(operand)
    if found is not None:
        return found
    label = operand_words(operand, over)
    match operand.form:
        case Form.CALL:
            told = _calls().get(operand.name)
            return Asked(operand, label, "", told.answer if told else Answer.TEXT, {})
        case Form.ITEM:
            group = GROUPS.get(over, "")
            inner = _items(group).get(operand.name.partition(".")[2])
            return Asked(operand, label, "", inner.answer, inner.values) if inner else _text(operand, label)
        case Form.SUM | Form.LESS | Form.SHARE | Form.TIMES | Form.SCALED | Form.NUMBER:
            return Asked(operand, label, "", Answer.NUMBER, {})
    return _text(operand, label)


def operand_words(operand: Operand, over: str = "") -> str:
    """An operand in Chinese, as a row shows it."""
    found = _known(over).get(operand)
    if found is not None:
        return found.label
    parts = [operand_words(part, over) for part in operand.parts]
    match operand.form:
        case Form.ITEM:
            row, _, item = operand.name.partition(".")
            inner = _items(GROUPS.get(over, "")).get(item)
            word = inner.label if inner else operand.name
            return f"本行的{word}" if row == "row" else word
        case Form.CALL:
            told = _calls().get(operand.name)
            words = told.label if told else f"{operand.name}（{'、'.join(parts)}）"
            for place, part in enumerate(parts, start=1):
                words = words.replace(f"{{{place}}}", part)
            return words
        case Form.SUM:
            return " + ".join(parts)
        case Form.LESS:
            return " − ".join(parts)
        case Form.SHARE:
            return " ÷ ".join(parts)
        case Form.TIMES | Form.SCALED:
            return f"{parts[0]}的{operand.name}倍"
    return field_catalogue().label(operand.name) if operand.form is Form.NAME else operand.name


def _text(operand: Operand, label: str) -> Asked:
    return Asked(operand, label, "", Answer.TEXT, {})


@cache
def _known(over: str) -> Mapping[Operand, Asked]:
    found = {one.operand: one for one in asked_of_page()}
    if over:
        found |= {one.operand: one for one in asked_of_row(over)}
    return found


@cache
def _items(group: str) -> Mapping[str, Asked]:
    return {one.operand.name: one for one in _told(group)} if group else {}


@cache
def _rows() -> tuple[Mapping[str, str], ...]:
    return tuple(resource_table("fields/asked.csv", "scope", "text", "label", "section", "type", "values"))


@cache
def _told(scope: str) -> tuple[Asked, ...]:
    return tuple(_asked(row, read_operand(row["text"])) for row in _rows() if row["scope"] == scope)


@cache
def _calls() -> Mapping[str, Asked]:
    return {r["text"]: _asked(r, Operand(Form.CALL, r["text"])) for r in _rows() if r["scope"] == "call"}


def _asked(row: Mapping[str, str], operand: Operand) -> Asked:
    values: Mapping[str, str] = {}
    answer = {"words": "domain", "labels": "domain"}.get(row["type"], row["type"])
    match row["type"]:
        case "domain":
            values = _domain(row["values"])
        case "words":
            values = {word: word for word in row["values"].split("|")}
        case "labels":
            values = dict(pair.split("=", 1) for pair in row["values"].split("|"))
    return Asked(operand, row["label"], row["section"], Answer(answer), values)


def _domain(key: str) -> Mapping[str, str]:
    domain = field_catalogue().domain_of(key)
    return domain.labels if domain else {}


@cache
def _single_fields() -> tuple[Asked, ...]:
    catalogue = field_catalogue()
    titles = {row["key"]: row["title"] for row in resource_table("fields/form.csv", "key", "title")}
    fields = [field for key, field in catalogue.items() if key not in ROW_ATTRIBUTES]
    found: list[Asked] = []
    for field in fields:
        section = titles.get(field.key, field.section)
        operand, values = Operand(Form.NAME, field.key), _domain(field.key)
        answer = _answer(field.key, bool(values))
        found.append(Asked(operand, field.label, section, answer, values))
        if answer is Answer.NUMBER and field.key.startswith("fee_"):
            amount = Operand(Form.CALL, "amount", (operand,))
            found.append(Asked(amount, f"{field.label}（空白算0）", section, answer, {}))
    order = list(dict.fromkeys(titles.values()))
    return tuple(sorted(found, key=lambda one: order.index(one.section) if one.section in order else len(order)))


def _answer(key: str, has_values: bool) -> Answer:
    if key in _CODES_DX:
        return Answer.CODE_DX
    match VALUE_KINDS[key]:
        case ValueKind.NUMBER:
            return Answer.NUMBER
        case ValueKind.MOMENT:
            return Answer.MOMENT
    return Answer.CHOICE if has_values else Answer.TEXT


def fields_read(text: str, each: str = "") -> tuple[str, ...]:
    """The keys of the catalogue that a condition names, rows by the field of their code, in the order of the text.

    What a row says beside its code (入院病情, 麻醉方式) is named by its own field. For the column ``fields``.
    """
    found: dict[str, None] = {}
    variables = {"d": "diagnosis", "p": "procedure", "c": "intensive_care", "main": "procedure"}
    for node in _in_order(ast.parse(text, mode="eval")):
        match node:
            case ast.Attribute(value=ast.Name(id=row), attr=item):
                group = GROUPS.get(each, "") if row == "row" else variables.get(row, "diagnosis")
                for key in _row_fields(group, item, first=row == "principal", others=each == "others"):
                    found[key] = None
            case ast.Call(func=ast.Name(id=name)) if name in _CODE_FIELDS:
                found |= dict.fromkeys(_CODE_FIELDS[name])
            case ast.Name(id=name) if each and name in _items(GROUPS[each]):
                found |= dict.fromkeys(_row_fields(GROUPS[each], name, first=False, others=each == "others"))
            case ast.Name(id=name) if name in field_catalogue() and name not in ROW_ATTRIBUTES:
                found[name] = None
            case ast.Name(id=name) if name in _FACT_FIELDS:
                found |= dict.fromkeys(_FACT_FIELDS[name])
    return tuple(found)


def _in_order(node: ast.AST) -> list[ast.AST]:
    found = [node]
    for child in ast.iter_child_nodes(node):
        if not (isinstance(node, ast.Attribute) and isinstance(child, ast.Name)):
            found += _in_order(child)
    return found


_DX: Final = ("principal_dx_code", "other_dx_code")
_CODE_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "principal": ("principal_dx_code",),
    "has": _DX,
    "other": ("other_dx_code",),
    "present": ("other_dx_code", "other_dx_poa"),
    "op": ("op_code",),
    "main_op": ("op_code",),
    "which": _DX,
    "which_op": ("op_code",),
}
_STAY: Final = ("admission_datetime", "discharge_datetime")
_FACT_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    "stay_days": _STAY,
    "stay_hours": _STAY,
    "newborn": ("age_years", "age_days"),
    "maybe_newborn": ("age_years?", "age_days?"),
    "pathology": ("pathology_code",),
    "dx_names": ("principal_dx_name", "other_dx_name"),
    "op_names": ("op_name",),
    **dict.fromkeys(
        ("grouped", "ungroupable", "ambiguous", "mdc", "adrg", "drg", "group_name", "group_kind", "complication"),
        ("principal_dx_code",),
    ),
    **dict.fromkeys(("multiple", "balance", "beyond_high", "beyond_low", "deviation"), ("fee_total",)),
    **dict.fromkeys(("mean_cost", "mean_los", "rw", "weight", "payment"), ("principal_dx_code",)),
    "coma_before": ("coma_before_days", "coma_before_hours?", "coma_before_minutes?"),
    "coma_after": ("coma_after_days", "coma_after_hours?", "coma_after_minutes?"),
    "list_due": ("discharge_datetime",),
}


def _row_fields(group: str, item: str, *, first: bool, others: bool) -> tuple[str, ...]:
    """The fields that hold an item of a row: of diagnoses both the principal's and the others'."""
    item = "code" if item in ("tail", "raw", "index", "kind") else item
    found = [key for key, pair in ROW_ATTRIBUTES.items() if pair == (group, item)]
    if group == "diagnosis" and len(found) > 1:
        return tuple(found[:1]) if first else tuple(found[1:]) if others else tuple(found)
    return tuple(found)
