"""What leads into a group, told backwards from the scheme: conditions in words, and the codes that they name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from coding.grouping.leading import CodeRole

#: Behind a code that takes in all that begin so, or leaves them out.
BEGUN, LEFT_OUT = " 开头", " 开头除外"
#: The space lets a line break behind the mark and not within a code, in every program that shows it.
_BETWEEN = "、 "
#: So many codes are written out one by one; of more the categories, with how many there are.
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list that a condition names: ``title`` as the condition calls it, ``codes`` as they are written (``K80.0``, or
    ``K81 开头`` for all that begin so). ``role``: where one of them must stand, or (``is_barred``) must not; None where
    the scheme asks it in another way.
    """

    title: str
    codes: tuple[str, ...]
    role: CodeRole | None = None
    is_barred: bool = False

    @property
    def words(self) -> str:
        """The codes in a line; of a long list its categories with how many codes each has."""
        if len(self.codes) <= _SHOWN:
            return _BETWEEN.join(self.codes)
        return _BETWEEN.join(_categories(self.codes))


@dataclass(frozen=True, slots=True)
class WayIn:
    """One way into a group: its chapter and family with their names, conditions that all hold, in their order, the
    lists that they name, and the groups of the family that are asked before it. ``principals``: the principal diagnoses
    as the scheme writes them beside its lists, where it does.
    """

    chapter: str
    family: str
    conditions: tuple[str, ...]
    lists: tuple[CodeList, ...] = ()
    before: tuple[str, ...] = ()
    principals: tuple[str, ...] = ()


def _categories(codes: Iterable[str]) -> Iterable[str]:
    counts: dict[str, int] = {}
    partly = set()
    for code in codes:
        head = code.partition(".")[0].partition(" ")[0]
        counts.setdefault(head, 0)
        if code.endswith(LEFT_OUT):
            partly.add(head)
        else:
            counts[head] += 1
    for head, count in counts.items():
        inner = "，".join(part for part in (str(count) if count > 1 else "", "部分" if head in partly else "") if part)
        yield f"{head}（{inner}）" if inner else head
