"""A kind of rule: its key, its words and what compiles a row of it, in one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from coding.rules.params import Params
    from coding.rules.rule import Compiled, Rule


@dataclass(frozen=True, slots=True)
class Kind:
    """What a rule file may name in its column ``kind``.

    ``key`` stands in the files, ``title`` on the screen. ``tells`` and ``params`` say in Chinese what is judged and
    which parameters there are, an optional one in brackets; the table of ``docs/rules.md`` is made of them.
    ``compile`` raises KnowledgeError where the parameters cannot be used.
    """

    key: str
    title: str
    compile: Callable[[Rule, Params], Compiled]
    tells: str
    params: str = ""
