"""What a settlement list (4101) must say and does not: told before it is written, and after.

Which items are mandatory stands in ``layouts/setl4101_nodes.csv``, as the interface marks them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from coding.base.resources import resource_table
from coding.exchange.cells import CellWriter
from coding.exchange.layout import HeaderMatch, layout_by_id
from coding.exchange.settlement import SETTLEMENT_LIST
from coding.exchange.settlement_write import list_record
from coding.exchange.translate import Translator
from coding.page.fields import is_blank

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Any

    from coding.page.front_page import FrontPage

#: Items named in one sentence; a dialog shows all of them.
_NAMED = 6


@dataclass(frozen=True, slots=True)
class OpenItem:
    """A mandatory item of the list that is empty: node, item, Chinese name, on how many of the pages."""

    node: str
    item: str
    name: str
    pages: int


class NeedsCount:
    """Counts, page by page, the mandatory items that a list of each would leave empty."""

    def __init__(self) -> None:
        layout = layout_by_id(SETTLEMENT_LIST)
        columns = tuple(column for column in layout.columns if column.written)
        self._names = [column.name for column in columns]
        self._writer = CellWriter(HeaderMatch(layout, tuple(self._names), columns), fill_hours=True)
        self._translator = Translator(layout)
        self._count: Counter[tuple[str, str]] = Counter()

    def add(self, page: FrontPage) -> None:
        """One page more."""
        values = dict(zip(self._names, self._writer.cells(self._translator.page(page)), strict=True))
        self._count.update(set(_empty(list_record(values)["input"])))

    def items(self) -> tuple[OpenItem, ...]:
        """What is empty on the pages so far, in the order of the interface."""
        return tuple(
            OpenItem(node, item, name, found)
            for (node, item), name in _mandatory().items()
            if (found := self._count[node, item])
        )


def needs_in_words(items: Iterable[OpenItem]) -> str:
    """必填而空着的清单项目 23 项：就诊ID（480 份）、…；"" where nothing is missing."""
    found = tuple(items)
    if not found:
        return ""
    named = "、".join(f"{item.name}（{item.pages:,} 份）" for item in found[:_NAMED])
    more = f"等 {len(found)} 项" if len(found) > _NAMED else f"，共 {len(found)} 项"
    return f"清单的必填项目有空着的：{named}{more}；医保接口不收这样的清单，请在结算系统中补齐后再上传。"


def _empty(parts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The mandatory items that a list leaves empty; of a node with rows, those empty in any row."""
    for node, item in _mandatory():
        found = parts[node]
        rows = found if isinstance(found, list) else [found]
        if any(is_blank(str(row.get(item, ""))) for row in rows):
            yield node, item


@cache
def _mandatory() -> Mapping[tuple[str, str], str]:
    rows = resource_table("layouts/setl4101_nodes.csv", "node", "item", "name", "required")
    return {(row["node"], row["item"]): row["name"] for row in rows if row["required"] == "1"}
