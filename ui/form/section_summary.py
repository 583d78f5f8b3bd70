"""What a folded section says in one line: the most telling values, as
``resources/fields/form_summaries.csv`` orders them.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.page.fields import field_catalogue, is_blank
from ui.form.values import one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from coding.page.front_page import FrontPage

_NOTHING = "（未填）"


def section_summary(part: str, page: FrontPage) -> str:
    """The values that are filled, in order; of coded ones the label alone."""
    told = [words.format(value) for key, words in _said().get(part, ()) if (value := _shown(key, page))]
    return "　".join(told) or _NOTHING


def _shown(key: str, page: FrontPage) -> str:
    value = one_line(page.text(key)).strip()
    if is_blank(value) or value == "-":
        return ""
    domain = field_catalogue().domain_of(key)
    return domain.labels.get(value, value) if domain else value


@cache
def _said() -> Mapping[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for row in resource_table("fields/form_summaries.csv", "part", "key", "words"):
        found[row["part"]] = (*found.get(row["part"], ()), (row["key"], row["words"]))
    return found
