"""A page of the hospital made an example of a rule: nothing but what the rule reads, and nobody's identity."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from coding.page.fields import ROW_ATTRIBUTES, field_catalogue, is_blank
from coding.review.masks import is_identity, masked

if TYPE_CHECKING:
    from datetime import datetime

    from coding.page.front_page import FrontPage
    from coding.page.rows import Diagnosis, IntensiveCare, Procedure
    from coding.rules.rule import CompiledRule

_WORD: Final = re.compile(r"[A-Za-z_]\w*")
#: What stands for an identity that a rule reads.
_SOMEBODY: Final = "样例"
#: What a group, a price or the day hangs on beside the rows.
_GROUPED_BY: Final = (
    "sex", "age_years", "age_days", "newborn_birth_weight_1", "newborn_admission_weight", "los_days", "discharge_way",
    "ventilator_hours", "admission_datetime", "discharge_datetime", "fee_total",
)  # fmt: skip
#: Items of rows that are somebody's name.
_PEOPLE: Final = frozenset({"surgeon", "assistant1", "assistant2", "anesthetist"})
#: Single fields that are the number of a record or somebody of the hospital.
_NUMBERS: Final = frozenset({"case_no"})
_SIGNED: Final = "签名"


def example_of(page: FrontPage, compiled: CompiledRule, as_of: datetime | None) -> str:
    """The page in the notation of the columns ``fails``, ``passes`` and ``near``.

    Single fields and items of rows stand there only where the rule reads them; rows of diagnoses and procedures keep
    code and name where the rule reads their rows at all. A name of a patient or a doctor is 样例, other identities are
    masked as readers see them. Signs of the notation within a text become blanks.
    """
    page = masked(page)
    rule = compiled.rule
    named = frozenset(_WORD.findall(" ".join((rule.when, rule.message, rule.hint, *rule.params.values()))))
    declared = {key for item in rule.fields for key in item} | set(rule.optional)
    reads = compiled.reads
    grouped = reads is None or bool(reads & {"grouping", "price"})
    keys = [key for key in field_catalogue() if key not in ROW_ATTRIBUTES and (key in declared or key in named)]
    if reads is not None:
        keys += [key for key in field_catalogue() if key in reads and key not in keys and key not in ROW_ATTRIBUTES]
    keys += [key for key in _GROUPED_BY if grouped and key not in keys]
    parts = [part for key in keys if (part := _single(key, page))]
    groups = {ROW_ATTRIBUTES[key][0] for key in declared if key in ROW_ATTRIBUTES} | set(reads or ())
    if grouped or "diagnosis" in groups:
        parts += [_row("dx", row, "diagnosis", named, declared) for row in page.diagnoses]
    if grouped or "procedure" in groups:
        parts += [_row("op", row, "procedure", named, declared) for row in page.procedures]
    if "intensive_care" in groups:
        parts += [_row("icu", row, "intensive_care", named, declared) for row in page.intensive_cares]
    absent = [key for key in keys if not page.is_supplied(key)]
    if absent:
        parts.append(f"not_supplied={','.join(absent)}")
    if "now" in named and as_of is not None:
        parts.append(f"as_of={as_of:%Y-%m-%d}")
    return " | ".join(parts)


def _single(key: str, page: FrontPage) -> str:
    text = page.text(key).strip()
    if not page.is_supplied(key) and is_blank(text):
        return ""
    field = field_catalogue()[key]
    is_somebody = is_identity(key) and key.endswith("name")
    if text and (is_somebody or key in _NUMBERS or (field.section == _SIGNED and field.type == "text")):
        return f"{key}={_SOMEBODY}"
    return f"{key}={_plain(text)}"


def _row(
    mark: str, row: Diagnosis | Procedure | IntensiveCare, group: str, named: frozenset[str], declared: set[str]
) -> str:
    texts = [_plain(getattr(row, "code", getattr(row, "type", ""))) or "_"]
    if name := _plain(getattr(row, "name", "")):
        texts.append(name)
    for key, (of, item) in ROW_ATTRIBUTES.items():
        if of != group or item in ("code", "name", "type") or not (item in named or key in declared):
            continue
        text = _plain(str(getattr(row, item)))
        pair = f"{item}={_SOMEBODY if item in _PEOPLE else text}"
        if text and pair not in texts:
            texts.append(pair)
    return f"{mark}={' '.join(texts)}"


def _plain(text: str) -> str:
    """A text without the signs that part an example."""
    return " ".join(re.sub(r"[|=]|\s//\s", " ", text).split())
