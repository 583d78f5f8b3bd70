"""All kinds of rules: what a rule file may name in its column ``kind``.

A kind family is one file of this package with a tuple ``KINDS`` at its end; it is found by being there.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

from coding.rules import kinds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from coding.rules.kind import Kind


def _families() -> Iterator[tuple[str, tuple[Kind, ...]]]:
    for module in sorted(found.name for found in pkgutil.iter_modules(kinds.__path__)):
        name = f"{kinds.__name__}.{module}"
        if name != __name__:
            yield name, import_module(name).KINDS


def _collected() -> Mapping[str, Kind]:
    found: dict[str, Kind] = {}
    for family, members in _families():
        for kind in members:
            assert kind.key not in found, f"{family}: the kind {kind.key} stands in two files"
            found[kind.key] = kind
    return MappingProxyType(found)


KINDS: Mapping[str, Kind] = _collected()


def kind_title(key: str) -> str:
    """What a kind is called on the screen; the key itself where there is no such kind."""
    return KINDS[key].title if key in KINDS else key


def kinds_table() -> str:
    """The table of kinds in ``docs/rules.md``, in Markdown; ``tools/kinds_table.py`` writes it there."""
    rows = (f"| `{k.key}` | {_cell(k.tells)} | {_cell(k.params)} |" for k in KINDS.values())
    return "\n".join(("| kind | 判断 | 参数（括号内为可省略） |", "|---|---|---|", *rows)) + "\n"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
